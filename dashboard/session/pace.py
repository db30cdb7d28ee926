"""How often a tab may have the page run: a flood of requests from one must not take the time of all others."""

import time
from dataclasses import dataclass

import streamlit as st

PACE = 0.05
"""Seconds at the least from one run to the next. What a tab asks for meanwhile, Streamlit makes one run of."""


@dataclass
class _Latest:
    """When, by the monotonic clock, the latest run of a tab began."""

    began: float = -PACE


@st.cache_resource(scope="session")  # where st.session_state is read, a run is given up for a newer one
def _latest() -> _Latest:
    return _Latest()


def keep_pace() -> None:
    """To be called in each run of the page before all else: where anything is drawn, it is given up for a newer one."""
    latest = _latest()
    time.sleep(max(0.0, latest.began + PACE - time.monotonic()))
    latest.began = time.monotonic()
