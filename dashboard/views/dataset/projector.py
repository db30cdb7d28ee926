"""The projector view of the data set: plane and curves as large as the screen, and the buttons by keyboard."""

import streamlit as st

from dashboard.components import stage
from dashboard.session import opening
from dashboard.session.pace import keep_pace
from dashboard.session.study import study_session
from dashboard.session.watching import watched
from dashboard.views import spoken, staging, transport
from dashboard.views.taking import STUDY

from . import notes, pictures, plane

KEYS = {
    "PageDown": "step",
    "PageUp": "previous",
    "t": "step_10",
    "e": "step_epoch",
    **staging.KEYS,
}
"""Which button a key presses; those of Step, Previous and Play they have themselves."""

HELP = """
| key | what it does |
|---|---|
| →, PageDown | Step: the next round |
| ←, PageUp | Previous |
| T | ten rounds |
| E | to the end of this pass through the training samples |
| P | Play and Pause |
| L | the link as a large QR code |
| V | leave the projector view |
| H | these keys |
"""

LARGER = 1.65
"""The type, by about so many times where a projector is most of all."""


@st.fragment
@watched
def projector() -> None:
    """The bar, the plane beside the curves, and what can be done below."""
    session = study_session()
    if session.under_way is not None:
        keep_pace()
    if session.view["view"] != "projector":
        opening.redraw()
    stage(keys=KEYS)
    with st.container(key="stage"):
        with st.container(key="stage_unseen"):
            spoken.heading("Many examples: the projector view", 1)
            spoken.summary(
                "the samples in the plane of two features with the regions of the classes, and loss and accuracy by "
                "round.",
                "Step trains one round, Epoch goes to the end of a pass, and H lists the keys.",
                "press Step, which is the right arrow.",
            )
            spoken.say(notes.said_round(), notes.present_values())
        with st.container(key="stage_bar", horizontal=True, vertical_alignment="center"):
            transport.status_line()
            st.space("stretch")
            notes.scores()
        staging.stage_messages()
        with st.container(key="stage_pair"):
            with st.container(key="stage_left"):
                plane.plane()
            with st.container(key="stage_right"):
                pictures.curves()
        with st.container(key="stage_actions", horizontal=True, vertical_alignment="center"):
            transport.forward(session.to_epoch)
            transport.play_and_pause(LARGER)
            transport.to_the_end()
            st.space("stretch")
            staging.ways_out(STUDY, HELP, "Page", "page")
