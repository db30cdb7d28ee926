"""Keeps what is being typed where a field is redrawn under the hand."""

import streamlit as st

from .assets import source

_typing_keeper = st.components.v2.component("typing_keeper", js=source("typing_keeper.js"))


def typing_keeper() -> None:
    """Nothing to show: keeps what is being typed where a field is redrawn under the hand. Once a page."""
    _typing_keeper(key="typing_keeper")
