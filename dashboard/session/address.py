"""The link of the value on screen: written into the address bar, measured, and copied."""

from collections.abc import Mapping
from urllib.parse import urlencode

import streamlit as st

from softmax_core.link import MAX_LENGTH

from .value import Value, session


def write_address() -> None:
    """Write the value on screen into the address bar."""
    state = session()
    ours = state.kind.write(state.value, state.view)
    state.written = {**state.foreign, **{key: [value] for key, value in ours.items()}}
    st.query_params.from_dict({**state.foreign, **ours})


def fits(value: Value, view: Mapping[str, str], edit: tuple[str, float] | None = None, room: int = 0) -> bool:
    """Whether a link has room for this; where it has not, the page offers to start anew.

    Args:
        value, view: what the link would hold.
        edit: the edit it comes from, as (name, value).
        room: characters it has to leave for what may come without another edit.
    """
    state = session()
    enough = len(query(value, view)) <= MAX_LENGTH - room
    state.messages.too_long = None if enough else edit or ()
    return enough


def query(value: Value, view: Mapping[str, str]) -> str:
    """The query string of a value; nothing in it needs percent-encoding."""
    return urlencode(session().kind.write(value, view), safe="~")


def full_link(value: Value | None = None) -> str:
    """The whole address of a value; of the one on screen, with its view, where none is given."""
    state = session()
    base = (st.context.url or "").partition("?")[0].rstrip("/") + "/"
    return f"{base}?{query(state.value, state.view) if value is None else query(value, {})}"
