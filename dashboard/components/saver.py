"""Buttons that save the pictures on the page as files, as the camera of each picture does."""

from collections.abc import Mapping

import streamlit as st

from .assets import script

_saver = st.components.v2.component(
    "saver",
    html='<div class="saver" role="group"></div>',
    js=script("saver.js"),
    isolate_styles=False,
)


def saver(*, pictures: Mapping[str, str], saved_as: str) -> None:
    """A button for each picture that is on the page.

    Args:
        pictures: what each button is called, by the key of the picture.
        saved_as: `png` or `svg`.
    """
    _saver(key="saver", data={"pictures": dict(pictures), "savedAs": saved_as})
