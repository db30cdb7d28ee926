"""The contents page of the app: its configuration, the run from the address bar, its pages."""

import contextlib
import gc
import socket
import sys
from pathlib import Path

import streamlit as st

from dashboard.session.leaving import give_back_what_is_left
from dashboard.session.opening import load
from dashboard.session.pace import keep_pace
from dashboard.session.run import new_session, run_session
from dashboard.views.contrast import readable
from dashboard.views.derivation.page import derivation
from dashboard.views.lab.controls import late_news
from dashboard.views.lab.page import lab
from dashboard.views.lab.projector import projector
from dashboard.views.schema import SCHEMA

keep_pace()
# A file, as Streamlit would fetch the favicon of a Material icon from outside.
icon = Path(__file__).parent / "dashboard" / "icon.svg"
st.set_page_config(page_title="Softmax, round by round", page_icon=str(icon), layout="wide")


@st.cache_resource
def spare_the_collector() -> None:
    """Once a process: what has been imported by now stays, so that no collection need look at it again.

    Over all that NumPy, pandas and Plotly have loaded, one takes three times as long as a run of the script.
    """
    gc.collect()
    gc.freeze()


@st.cache_resource
def answer_at_once() -> None:
    """Once a process: what is sent to a browser does not wait until that has said that it got what came before.

    Streamlit binds its port in a way that keeps asyncio from asking for this, as it does for each connection by itself
    (https://github.com/Kludex/uvicorn/issues/3149): a click took up to 40 ms longer. Connections to come inherit it.
    """
    for thing in gc.get_objects():
        if type(thing) is socket.socket:
            with contextlib.suppress(OSError):  # closed by now, or no TCP
                thing.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


@st.cache_resource
def take_turns() -> None:
    """Once a process: what computes for long, as a file of 10000 rounds, lets others in after a millisecond, not five.

    A Step is some sixty messages, and each of them may wait for its turn.
    """
    sys.setswitchinterval(0.001)


def lab_page() -> None:
    """The lab, or its projector view."""
    (projector if run_session().view["view"] == "projector" else lab)()


@st.fragment(run_every=3600)
def stay_awake() -> None:
    """Nothing to show: a page with a timer asks for a run when its server is back, and without one it stays dead."""


answer_at_once()  # before what it looks for is out of the collector's sight
spare_the_collector()
take_turns()
give_back_what_is_left()
readable()
page = st.navigation(
    [
        st.Page(lab_page, title="Lab", icon=":material/science:", url_path="lab", default=True),
        st.Page(derivation, title="Derivation", icon=":material/function:", url_path="derivation"),
    ],
    position="top",
)
load(page.url_path, lambda: new_session(SCHEMA))
late_news()
page.run()
stay_awake()
