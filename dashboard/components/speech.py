"""What a screen reader says of a change, once and when it is not busy."""

import streamlit as st

from .assets import script

_speech = st.components.v2.component(
    "speech",
    html='<p class="unseen" role="status" aria-live="polite"></p>',
    js=script("speech.js"),
    isolate_styles=False,
)


def speech(text: str) -> None:
    """Have a text said where it is another than the last; with an empty one nothing is said until there is one again.

    What a page opens with is not said: who opens it reads it.
    """
    _speech(key="speech", data={"text": text})
