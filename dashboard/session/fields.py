"""Widgets and the value: the keys they have, what they really sent, and what was refused."""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import streamlit as st

from softmax_core.validation import InputError, as_typed

from .value import session

MOST_HEARD = 200
MOST_KEPT = 100
"""Letters of a text that are remembered; of a longer one only what tells it from others."""

PROCESS = secrets.token_hex(4)
"""Part of every key: the browser keeps what its widgets showed, and would give it to a new process as news."""


def key(name: str) -> str:
    """The widget key of a field in its present version."""
    return f"{name}.{PROCESS}.{session().versions[name]}"


def sent(widget: str, drawn: object) -> Any:
    """What the browser sent for a widget by the key it was drawn with, None where it is nothing new.

    Several callbacks may run before the page is drawn again, and the first may already have given a field a new
    version: a message for the old one is still what the user did. But what was drawn in it, or heard from it before, is
    an echo.
    """
    value = st.session_state.get(widget)
    mark, heard = _mark(value), session().heard
    if value is None or mark == heard.get(widget, drawn):
        return None
    heard.pop(widget, None)
    heard[widget] = mark
    if len(heard) > MOST_HEARD:
        del heard[next(iter(heard))]
    return value


def _mark(value: object) -> object:
    """What tells this value from others: not the whole of a file or of a long text, as the session keeps many."""
    if isinstance(value, str) and len(value) > MOST_KEPT:
        return hashlib.blake2b(value.encode(errors="surrogatepass")).digest()
    return getattr(value, "file_id", value)


def told(component: str, event: str) -> Any:
    """What an event of a component carries, None where it speaks, late, of a component that is gone."""
    return getattr(st.session_state.get(component), event, None)


@contextmanager
def refusing(name: str, label: str | None = None, text: str | None = None) -> Iterator[None]:
    """Where the block raises InputError, the field goes back to its value and the page says why.

    Args:
        name: of the field.
        label: what the page calls it, whatever the core does; None keeps the core's word.
        text: what was typed, to be quoted as it was; None quotes what the core received.
    """
    refused = session().messages.refused
    try:
        yield
        refused.pop(name, None)
    except InputError as error:
        received = error.received if text is None else as_typed(text)
        refused[name] = InputError(label or error.parameter, error.rule, received)
        session().versions[name] += 1
