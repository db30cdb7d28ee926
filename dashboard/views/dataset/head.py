"""The head of the data set: what this is, what opens from here, and messages."""

import streamlit as st

from dashboard.session import opening
from dashboard.views import spoken
from dashboard.views.messages import messages
from dashboard.views.share import share
from dashboard.views.taking import STUDY


def head() -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(key="watch", gap=None):  # which shrinks beside the buttons, where bare text would not
            st.html(
                "<div class='opening'><h1>Many examples.</h1> <p>The same training, on a data set: each round moves "
                "the weights by the mean of what its samples ask for.</p></div>"
            )
        with st.container(
            horizontal=True, wrap=False, vertical_alignment="center", gap="small", width="content", key="tools"
        ):
            share(STUDY)
            st.button(
                "Projector", key="data_projector", icon=":material/present_to_all:", shortcut="V",
                on_click=opening.turn, args=("projector",),
            )  # fmt: skip
    spoken.summary(
        "the samples of a data set in the plane of two features with the regions of the classes, loss and accuracy by "
        "round, which class is taken for which, and the weights as a grid.",
        "Step trains one round, Epoch goes to the end of a pass through the training samples, and Previous goes back; "
        "the set, the split, the batch and the learning rate are fields; Share has the link and files to take away.",
        "press Step, and listen to the loss and the accuracy.",
    )
    messages()
