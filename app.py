"""The contents page of the app: its configuration, the run from the address bar, its pages."""

from functools import partial
from pathlib import Path

import streamlit as st

from dashboard.session.leaving import give_back_what_is_left
from dashboard.session.opening import load
from dashboard.session.pace import keep_pace
from dashboard.session.process import prepare_process
from dashboard.session.run import new_session, run_session
from dashboard.session.study import new_study_session
from dashboard.views.contrast import readable
from dashboard.views.dataset.page import data_set
from dashboard.views.dataset.schema import SCHEMA as DATA_SET
from dashboard.views.derivation.page import derivation
from dashboard.views.focus import keep_focus
from dashboard.views.lab.controls import late_news
from dashboard.views.lab.page import lab
from dashboard.views.lab.projector import projector
from dashboard.views.schema import SCHEMA
from dashboard.views.terms import explain_terms
from dashboard.views.touch import large_enough

keep_pace()
# A file, as Streamlit would fetch the favicon of a Material icon from outside.
icon = Path(__file__).parent / "dashboard" / "icon.svg"
st.set_page_config(page_title="Softmax, round by round", page_icon=str(icon), layout="wide")


def lab_page() -> None:
    """The lab, or its projector view."""
    (projector if run_session().view["view"] == "projector" else lab)()


@st.fragment(run_every=3600)
def stay_awake() -> None:
    """Nothing to show: a page with a timer asks for a run when its server is back, and without one it stays dead."""


prepare_process()
give_back_what_is_left()
readable()
large_enough()
lab_tab = st.Page(lab_page, title="Lab", icon=":material/science:", url_path="lab", default=True)
data_tab = st.Page(partial(data_set, lab_tab), title="Data set", icon=":material/scatter_plot:", url_path="data")
derivation_tab = st.Page(derivation, title="Derivation", icon=":material/function:", url_path="derivation")
page = st.navigation([lab_tab, derivation_tab, data_tab], position="top")
if page is data_tab:
    load(page.url_path, lambda: new_study_session(DATA_SET), "study")
else:
    load(page.url_path, lambda: new_session(SCHEMA))
late_news()
explain_terms()
keep_focus()
page.run()
stay_awake()
