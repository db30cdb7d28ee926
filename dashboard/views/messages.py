"""What every page has to say: what ended when it was opened, and of its link, what is wrong, not ours or too long."""

import streamlit as st

from dashboard.session import edits, session
from dashboard.text import code, said


def messages_now() -> object:
    """Differs where what the page has to say does."""
    shown = session()
    present = shown.messages
    new_run = present.too_long is not None, present.refused.get("start_anew")
    return present.ended, present.problem, new_run, tuple(shown.foreign)


def messages() -> None:
    shown = session()
    present = shown.messages
    if present.ended:
        st.info(present.ended, icon=":material/pause:")
    if present.problem:
        st.error(f"This link cannot be opened, so the default run is shown: {said(present.problem)}")
    if shown.foreign:
        st.caption(f"Not part of a run, and left alone: {', '.join(code(key) for key in shown.foreign)}")
    if "start_anew" in present.refused:
        st.error(said(present.refused["start_anew"]))
    if present.too_long is not None:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.warning("With this change the link would be longer than 4000 characters, so it was not made.")
            st.button("Start a new run from here", key="start_anew", on_click=edits.start_anew)
