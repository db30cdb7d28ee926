"""What an operator is told: a line of JSON on standard error for what happens, never with what a visitor typed."""

import functools
import json
import logging
import sys
import time
import traceback
from collections.abc import Callable
from threading import Lock
from typing import TypeVar

SLOW = 0.5
"""Seconds after which a part of the page was drawn slowly."""
FRAMES = 8
"""Of an error, so many of the places it went through are told, the innermost."""

_log = logging.getLogger("softmax")
_opened: dict[str, float] = {}
_counting = Lock()

Drawing = TypeVar("Drawing", bound=Callable[..., None])


class Lines(logging.Formatter):
    """A record as a line of JSON.

    Of a message there is what stands in the code, not what it is filled with, and of an error its kind and places, not
    its words: both may quote a visitor.
    """

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created)) + f".{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": str(record.msg),
            **getattr(record, "facts", {}),
        }
        if record.exc_info and record.exc_info[0]:
            frames = traceback.StackSummary.extract(traceback.walk_tb(record.exc_info[2]), lookup_lines=False)
            line["error"] = record.exc_info[0].__qualname__
            line["places"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-FRAMES:]]
        return json.dumps(line)


def tell_in_lines() -> None:
    """Have all that is logged written so, where no terminal shows it to somebody."""
    if sys.stderr.isatty():
        return
    _log.setLevel(logging.INFO)
    _log.propagate = False
    if not _log.handlers:
        _log.addHandler(logging.StreamHandler())
    for name in list(logging.root.manager.loggerDict):
        for handler in logging.getLogger(name).handlers:
            if isinstance(handler, logging.StreamHandler):
                handler.setFormatter(Lines())


def tab_opened(session_id: str) -> None:
    """A tab has a session."""
    with _counting:
        _opened[session_id] = time.monotonic()
        tabs = len(_opened)
    _tell("tab opened", tabs=tabs)


def tab_closed(session_id: str) -> None:
    """The connection of a tab ended."""
    with _counting:
        began = _opened.pop(session_id, time.monotonic())
        tabs = len(_opened)
    _tell("tab closed", tabs=tabs, seconds=round(time.monotonic() - began, 1))


def watched(draw: Drawing) -> Drawing:
    """A part of the page that is told of where drawing it took long."""

    @functools.wraps(draw)
    def drawn(*args: object) -> None:
        began = time.monotonic()
        try:
            draw(*args)
        finally:
            if (took := time.monotonic() - began) > SLOW:
                _tell("slow", part=draw.__name__.strip("_"), seconds=round(took, 2))

    return drawn


def _tell(event: str, **facts: object) -> None:
    _log.info(event, extra={"facts": facts})
