"""The contents page of the app: its configuration, the run from the address bar, its pages."""

from pathlib import Path

import streamlit as st

from dashboard import state
from dashboard.views.lab import lab

# A file, as Streamlit would fetch the favicon of a Material icon from outside.
icon = Path(__file__).parent / "dashboard" / "icon.svg"
st.set_page_config(page_title="Softmax, round by round", page_icon=str(icon), layout="wide")
state.load()
st.navigation([st.Page(lab, title="Lab", icon=":material/science:", default=True)], position="top").run()
