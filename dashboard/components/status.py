"""The status line: the round looked at and its loss."""

import streamlit as st

from .assets import script

_status = st.components.v2.component(
    "status",
    html='<h2 class="status"></h2>',
    js=script("status.js"),
    isolate_styles=False,  # the player looks here for the round that the eye sees
)


def status(text: str, round: int) -> None:
    """Draw the status line.

    Args:
        text: what it says.
        round: the round it says it of.
    """
    _status(key="status", data={"text": text, "round": round}, width="content")
