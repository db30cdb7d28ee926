"""How often a tab may have the page run or open a link: a flood from one must not take the time of all others."""

import time
from dataclasses import dataclass

import streamlit as st

PACE = 0.05
"""Seconds at the least from one run to the next. What a tab asks for meanwhile, Streamlit makes one run of."""

LINKS = 40
"""So many links a tab may open at once. The longest takes as long as some Steps, and of others' wait meanwhile."""
LINK_EVERY = 2.0
"""Seconds after which it may open one more."""


@dataclass
class _Latest:
    """When, by the monotonic clock, the latest run of a tab began."""

    began: float = -PACE


@dataclass
class _Links:
    """When, by the monotonic clock, no link that a tab opened counts any longer."""

    count_until: float = 0.0


@st.cache_resource(scope="session")  # where st.session_state is read, a run is given up for a newer one
def _latest() -> _Latest:
    return _Latest()


def keep_pace() -> None:
    """To be called in each run of the page before all else: where anything is drawn, it is given up for a newer one."""
    latest = _latest()
    time.sleep(max(0.0, latest.began + PACE - time.monotonic()))
    latest.began = time.monotonic()


def keep_pace_of_links() -> None:
    """To be called before a link is opened."""
    links, now = st.session_state.setdefault("links", _Links()), time.monotonic()
    links.count_until = max(links.count_until, now) + LINK_EVERY
    time.sleep(max(0.0, links.count_until - now - LINKS * LINK_EVERY))
