"""A run or a study to take away: its history as CSV, itself as JSON and back, script, replay. Knows no Streamlit."""

from .csv import COLUMNS, history_csv
from .json import read_json, run_json
from .naming import file_stem
from .replay import replay_data, replay_html, replay_page
from .script import python_script
from .study_replay import study_replay

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
    "study_replay",
]
