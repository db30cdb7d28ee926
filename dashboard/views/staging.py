"""What every projector view has beside its pictures: its messages, and at the end of its buttons the ways out."""

from collections.abc import Callable

import streamlit as st

from dashboard.session import opening, session

from .messages import messages
from .share import code_of_link
from .taking import Taking

KEYS = {"l": "code", "v": "leave", "h": "projector_help"}
"""Which button of `ways_out` a key presses."""


def stage_messages() -> None:
    """A row for messages, where there are some."""
    if session().messages.has_any or session().foreign:
        with st.container(key="stage_messages"):
            messages()


def ways_out(of: Taking, keys: str, name: str, view: str) -> None:
    """The buttons that open the link as a large code and the keys of the view, and the one that leaves it.

    Args:
        of: what is done with values as the one on screen.
        keys: a table in Markdown.
        name: of what the view is left for.
        view: the value of the key `view` that stands for that.
    """
    if st.button("Link `L`", key="code"):
        _open(f"This exact {of.what}", lambda: _code(of))
    if st.button("Keys `H`", key="projector_help"):
        _open("Keys", lambda: st.markdown(keys))
    st.button(f"{name} `V`", key="leave", on_click=opening.turn, args=(view,))


def _open(title: str, draw: Callable[[], None]) -> None:
    st.dialog(title, width="large")(draw)()


def _code(of: Taking) -> None:
    with st.container(key="stage_code"):
        code_of_link(of, width="stretch")
