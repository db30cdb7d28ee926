"""The theme that is chosen, for what Streamlit draws above the page."""

import streamlit as st

from .assets import script

_theme = st.components.v2.component("theme", html="<i hidden></i>", js=script("theme.js"), isolate_styles=False)


def theme() -> None:
    """Nothing to show. Once an app: what opens above the page has its colour scheme, whatever the system's is."""
    _theme(key="theme")
