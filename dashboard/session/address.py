"""The link of the value on screen: written into the address bar, measured, and copied."""

import time
from collections.abc import Mapping
from urllib.parse import urlencode

import streamlit as st

from softmax_core.link import MAX_LENGTH

from .value import Value, session

KEEP = 0.7
"""Seconds after which a change that still goes on is written into the address: so much a crash may cost."""

MOST_KEPT = 10


def write_address() -> None:
    """Write the value on screen into the address bar."""
    state = session()
    if not state.on_screen:
        return
    ours = state.kind.write(state.value, state.view)
    state.written = {**state.foreign, **{key: [value] for key, value in ours.items()}}
    st.query_params.from_dict({**state.foreign, **ours})


def keep_address() -> None:
    """Write the change that is under way into the address bar, now and then.

    The component that keeps the change going lets all these addresses share an entry of the browser's history.
    """
    under_way = session().under_way
    if time.monotonic() - under_way.kept >= KEEP:
        write_address()
        under_way.kept = time.monotonic()
        under_way.addresses = [*under_way.addresses[1 - MOST_KEPT :], session().written]


def fits(value: Value, view: Mapping[str, str], edit: tuple[str, float] | None = None, room: int = 0) -> bool:
    """Whether a link has room for this; where it has not, the page offers to start anew.

    Args:
        value, view: what the link would hold.
        edit: the edit it comes from, as (name, value).
        room: characters it has to leave for what may come without another edit.
    """
    state = session()
    enough = len(query(value, view)) <= MAX_LENGTH - room
    if not enough:
        state.messages.too_long = edit or ()
    elif edit:
        state.messages.too_long = None
    return enough


def query(value: Value, view: Mapping[str, str]) -> str:
    """The query string of a value; nothing in it needs percent-encoding."""
    return urlencode(session().kind.write(value, view), safe="~")


def full_link(value: Value | None = None) -> str:
    """The whole address of a value; of the one on screen, with its view, where none is given."""
    state = session()
    page = (st.context.url or "").partition("?")[0].rstrip("/")
    base = page if state.page else page + "/"
    return f"{base}?{query(state.value, state.view) if value is None else query(value, {})}"
