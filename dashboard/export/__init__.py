"""A run or a study to take away: its history as CSV, itself as JSON and back, script, replay. Knows no Streamlit."""

from .csv import COLUMNS, history_csv
from .json import read_json, run_json
from .naming import file_stem, study_stem
from .replay import replay_data, replay_html, replay_page
from .script import python_script
from .study_csv import STUDY_COLUMNS, study_csv
from .study_json import read_study, study_json, too_large
from .study_replay import study_replay, study_replay_data
from .study_script import study_script

__all__ = [
    "COLUMNS",
    "STUDY_COLUMNS",
    "file_stem",
    "history_csv",
    "python_script",
    "read_json",
    "read_study",
    "replay_data",
    "replay_html",
    "replay_page",
    "run_json",
    "study_csv",
    "study_json",
    "study_replay",
    "study_replay_data",
    "study_script",
    "study_stem",
    "too_large",
]
