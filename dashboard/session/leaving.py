"""A tab that was closed gives back what the server kept for its return."""

import asyncio

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from .watching import tab_closed, tab_opened

KEPT = 110
"""Seconds for which a tab whose connection broke finds its session again.

Streamlit means 120, but looks for what is that old only when another tab is closed: after a lesson the memory and the
files of the last 128 would stay.
"""

_waiting: dict[str, asyncio.TimerHandle] = {}


def _left(session_id: str) -> None:
    """The connection of a session ended. Streamlit calls this in its event loop."""
    tab_closed(session_id)
    if session_id in _waiting:
        _waiting[session_id].cancel()
    _waiting[session_id] = asyncio.get_running_loop().call_later(KEPT, _give_back, session_id)


def _give_back(session_id: str) -> None:
    del _waiting[session_id]
    server = runtime.get_instance()
    if not server.is_active_session(session_id):
        server.close_session(session_id)


@st.cache_resource(scope="session", on_release=_left)
def _session_id() -> str:
    session_id = get_script_run_ctx().session_id
    tab_opened(session_id)
    return session_id


def give_back_what_is_left() -> None:
    """To be called in each run of the app."""
    _session_id()
