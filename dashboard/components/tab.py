"""What the browser's tab alone knows: what a page that was left had not sent, and a link that never arrived."""

from collections.abc import Callable

import streamlit as st

from .assets import script

_tab = st.components.v2.component("tab", js=script("tab.js"))


def tab(*, on_left: Callable[[], None], on_dropped: Callable[[], None]) -> None:
    """Nothing to show. Once an app, outside its pages.

    Its events are st.session_state["tab"].left, the `source` and the texts of a `layer` that went with its page before
    they were answered, and .dropped, how many parameters the link has where Streamlit takes none of them.

    Args:
        on_left, on_dropped: callbacks.
    """
    _tab(key="tab", data={}, on_left_change=on_left, on_dropped_change=on_dropped)
