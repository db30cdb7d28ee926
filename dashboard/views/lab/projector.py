"""The projector view: the walkthrough and the pictures it needs, large enough for the back row, all by keyboard."""

import streamlit as st

from dashboard.session import rounds, run_session, view

from . import pictures, styles, walkthrough

TEXT_SIZE = 21
HEIGHT = 400

KEYS = """
| key | |
|---|---|
| → | next sub-step; after the eighth, the next round |
| ← | the sub-step before |
| S | a whole round at once |
| V | leave the projector view |
| H | these keys |

Escape closes this.
"""


@st.fragment
def projector() -> None:
    """Sub-step by sub-step at the left, what it is about at the right."""
    session = run_session()
    if session.view["view"] != "projector":
        st.rerun()
    st.html(styles.PROJECTOR)
    part = walkthrough.present()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"### {session.headline}", anchors=False, width="content")
        with st.container(width="content"):
            walkthrough.phases(part.phase)
        st.space("stretch")
        walkthrough.buttons("Left", "Right")
        st.button("Step", key="projector_step", shortcut="S", on_click=rounds.step, args=(1,))
        st.button(
            "Lab", key="leave", icon=":material/close_fullscreen:", shortcut="V",
            on_click=lambda: view.switch(view="lab"),
        )  # fmt: skip
        if st.button("Keys", key="projector_help", icon=":material/keyboard:", shortcut="H"):
            _help()
    words, shown = st.columns([6, 5], gap="medium")
    with words:
        walkthrough.show(part)
    with shown:
        pictures.network(height=HEIGHT, lit=part.lit, text_size=TEXT_SIZE)
        if part.key == "gradients":
            pictures.gradients(height=HEIGHT, text_size=TEXT_SIZE)
        elif part.key in ("inputs", "logits", "update"):
            pictures.weights(height=HEIGHT, lit=part.lit, text_size=TEXT_SIZE)
        elif part.key == "loss":
            pictures.loss_curve(height=HEIGHT, text_size=TEXT_SIZE)
        else:
            pictures.bars(height=HEIGHT, text_size=TEXT_SIZE)


@st.dialog("Keys")
def _help() -> None:
    st.markdown(KEYS)
