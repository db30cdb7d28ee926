"""Files to take away: how long a tab's may take to be made; and each is there until the browser has come for it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count

import streamlit as st
from streamlit import runtime

HELD = 16
"""Files that are held, the latest; the longest take 7 MB.

Streamlit forgets one after two runs of the script, of whichever tab: in a class that is a moment, and the browser that
was told its address finds nothing there.
"""

MOST_SECONDS = 8.0
"""Of CPU for the files of a tab, at once: all those of the longest run take three."""
SHARE = 0.025
"""Of a core, that comes back with time. While a long file is made, a Step of any other tab takes some times as long."""

_places = count()


class SpentError(RuntimeError):
    """Nothing is left of an allowance."""


@dataclass
class Allowance:
    """What files may still cost a tab, made or loaded, so that no one keeps the server busy with them."""

    left: float = MOST_SECONDS
    counted: float = field(default_factory=time.monotonic)

    @contextmanager
    def spent(self) -> Iterator[None]:
        """Around the work for a file, in its thread. Raises SpentError where nothing is left; the page says so."""
        now = time.monotonic()
        self.left = min(MOST_SECONDS, self.left + SHARE * (now - self.counted))
        self.counted = now
        if self.left <= 0:
            raise SpentError("too many long files")
        begun = time.thread_time()
        try:
            yield
        finally:
            self.left -= time.thread_time() - begun


def allowance() -> Allowance:
    """That of this tab, whatever it shows."""
    return st.session_state.setdefault("allowance", Allowance())


def hold(text: str, mime: str, name: str) -> str:
    """To be called by what makes a file, with what the download button is told of it; the text."""
    if runtime.exists():
        files = runtime.get_instance().media_file_mgr
        place = f"held {next(_places) % HELD}"
        files.add(text.encode(), mime, place, file_name=name, is_for_static_download=True)
    return text
