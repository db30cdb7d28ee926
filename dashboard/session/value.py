"""A value with a link and undo: what a tab shows, and what follows from it."""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, NamedTuple, Protocol, TypeVar

import streamlit as st

from softmax_core.validation import InputError

Value = TypeVar("Value")
Derived = TypeVar("Derived")

Address = dict[str, list[str]]
View = dict[str, str]


class Read(NamedTuple, Generic[Value]):
    """What a link says: a value, what the screen shows beside it, and the keys that are not ours."""

    value: Value
    view: View
    unknown: tuple[str, ...]


class Kind(Protocol[Value, Derived]):
    """What a session asks of the kind of value it holds.

    Values are immutable and compare by content. The session never looks inside one.
    """

    schema: Mapping[str, tuple[str, ...]]
    """The keys of the view and what each may be, the default first."""

    def read(self, pairs: Iterable[tuple[str, str]]) -> Read[Value]:
        """The value a link holds, the default one where it is empty; raises InputError where it breaks a rule."""

    def write(self, value: Value, view: Mapping[str, str]) -> dict[str, str]:
        """The keys and values of its link."""

    def derive(self, value: Value, known: tuple[Value, Derived] | None) -> Derived:
        """What follows from a value; `known`, another with what follows from it, only saves work."""

    def fields(self, value: Value, derived: Derived) -> Mapping[str, object]:
        """What each field that shows a part of the value has in it, by the field's name."""


@dataclass
class UnderWay(Generic[Value]):
    """A change that still goes on, so that all of it is one step for Undo.

    Attributes:
        ended: what the page says where another one, or another view, ends it.
        began: the value it began from.
        addresses: the last ones written meanwhile; a message that was under way may still come with an older one.
        kept: when, by the monotonic clock, an address was written last.
    """

    ended: ClassVar[str] = ""
    began: Value
    addresses: list[Address] = field(default_factory=list, kw_only=True)
    kept: float = field(default_factory=time.monotonic, kw_only=True)


@dataclass
class Messages:
    """What the page has to say of the user's last doings.

    Attributes:
        refused: why the last text in a field was refused, by field, until the field is mended.
        problem: why the link in the address bar was refused.
        too_long: the edit that no longer fitted into a link, as (name, value); empty where it was no edit.
        ended: what was under way when this page was opened, and is no more.
    """

    refused: dict[str, InputError] = field(default_factory=dict)
    problem: InputError | None = None
    too_long: tuple[str, float] | tuple[()] | None = None
    ended: str = ""

    @property
    def has_any(self) -> bool:
        """Whether there is something that every page says."""
        return bool(self.ended or self.problem or self.too_long is not None or "start_anew" in self.refused)

    def of_another_run(self) -> None:
        """Forget what concerned the run that was on screen until now."""
        self.refused.clear()
        self.problem = self.too_long = None


@dataclass
class Session(Generic[Value, Derived]):
    """What one browser tab shows.

    Attributes:
        kind: what is done with such values.
        value, derived: what is on screen.
        page: the page last shown.
        on_screen: whether a page shows it now; where none does, it waits with its value and without the address bar.
        redrawn: the address with which `opening.redraw` has the page run, until it does. A link that is opened at that
            very moment has another.
        opened: how many links were opened.
        view: what the screen shows beside the value.
        written: the query parameters last written to or adopted from the address bar.
        foreign: those of them that are not ours.
        undo, redo: values to go back and forth to, the next one last.
        under_way: a change that still goes on, None where there is none.
        pins: values kept for comparison, with what is derived of them.
        versions: part of each widget's key; rises whenever code changes what the widget shows, so that a late message
            of the browser speaks of a widget that is gone.
        heard: the last value each widget sent, by its key, the latest last.
        messages: what the page has to say.
    """

    kind: Kind[Value, Derived]
    value: Value
    derived: Derived
    view: View
    page: str = ""
    on_screen: bool = True
    redrawn: Address | None = None
    opened: int = 0
    written: Address = field(default_factory=dict)
    foreign: Address = field(default_factory=dict)
    undo: list[Value] = field(default_factory=list)
    redo: list[Value] = field(default_factory=list)
    under_way: UnderWay[Value] | None = None
    pins: dict[Value, Derived] = field(default_factory=dict)
    versions: Counter = field(default_factory=Counter)
    heard: dict[str, Any] = field(default_factory=dict)
    messages: Messages = field(default_factory=Messages)

    def look(self, value: Value, derived: Derived) -> None:
        """Show this value."""
        self.value, self.derived = value, derived


def session() -> Session:
    """The session on screen; `opening.load` must have been called in this tab."""
    return st.session_state["session"]


@contextmanager
def behind(waiting: Session) -> Iterator[None]:
    """What the block does, it does to this session, be it on screen or not."""
    shown = st.session_state["session"]
    st.session_state["session"] = waiting
    try:
        yield
    finally:
        st.session_state["session"] = shown
