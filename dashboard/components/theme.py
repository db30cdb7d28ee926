"""The theme that is chosen, for what Streamlit draws above the page."""

from .assets import part

_theme = part("theme", html="<i hidden></i>")


def theme() -> None:
    """Nothing to show. Once an app: what opens above the page has its colour scheme, whatever the system's is."""
    _theme(key="theme")
