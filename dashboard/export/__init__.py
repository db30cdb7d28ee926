"""A run to take away: its history as CSV, itself as JSON and back, a script, a replay. Knows no Streamlit."""

from .csv import COLUMNS, history_csv
from .json import read_json, run_json
from .naming import file_stem
from .replay import replay_data, replay_html, replay_page
from .script import python_script

__all__ = [
    "COLUMNS",
    "file_stem",
    "history_csv",
    "python_script",
    "read_json",
    "replay_data",
    "replay_html",
    "replay_page",
    "run_json",
]
