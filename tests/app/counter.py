"""The smallest kind of value a session can hold, a count, and a page that shows it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dashboard.session.value import Read
from softmax_core.numerals import read_whole
from softmax_core.validation import InputError

MOST = 10**9


@dataclass(frozen=True)
class Counter:
    """How often something was counted, and a note that makes its link long."""

    count: int = 0
    note: str = ""


@dataclass
class CounterKind:
    """Counts from 0. What follows from a count is its square; `derived` tells from which values it was asked for."""

    schema: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: {"base": ("ten", "two")})
    derived: list[tuple[Counter, Counter | None]] = field(default_factory=list)

    def read(self, pairs: Iterable[tuple[str, str]]) -> Read[Counter]:
        given = dict(pairs)
        view = {name: given.pop(name, values[0]) for name, values in self.schema.items()}
        if view["base"] not in self.schema["base"]:
            raise InputError("base", "be ten or two", view["base"])
        counter = Counter(read_whole("count", given.pop("count", "0"), 0, MOST), given.pop("note", ""))
        return Read(counter, view, tuple(given))

    def write(self, counter: Counter, view: Mapping[str, str]) -> dict[str, str]:
        written = {"count": str(counter.count), **({"note": counter.note} if counter.note else {})}
        return written | {name: view[name] for name in view if view[name] != self.schema[name][0]}

    def derive(self, counter: Counter, known: tuple[Counter, int] | None) -> int:
        self.derived.append((counter, known and known[0]))
        return counter.count**2

    def fields(self, counter: Counter, square: int) -> dict[str, object]:
        return {"count": counter.count}


def page() -> None:
    """A field for the count and the buttons every session has."""
    import streamlit as st

    from dashboard.session import address, change, pins, session, view
    from dashboard.session.fields import key, refusing, sent
    from dashboard.session.opening import load
    from dashboard.session.value import Session
    from softmax_core.numerals import read_whole
    from tests.app.counter import MOST, Counter, CounterKind

    def type_count(widget: str, drawn: str) -> None:
        text = sent(widget, drawn)
        if text is not None:
            with refusing("count", "Count"):
                change.commit(Counter(read_whole("count", text, 0, MOST), session().value.note))

    load("counter", lambda: Session(CounterKind(), Counter(), 0, {"base": "ten"}))
    state = session()
    count = str(state.value.count)
    st.text_input("Count", count, key=key("count"), on_change=type_count, args=(key("count"), count))
    st.selectbox(
        "Base", state.kind.schema["base"], state.kind.schema["base"].index(state.view["base"]), key=key("base"),
        on_change=view.choose, args=("base", key("base"), state.view["base"]),
    )  # fmt: skip
    st.button("Undo", key="undo", disabled=not state.undo, on_click=change.undo)
    st.button("Redo", key="redo", disabled=not state.redo, on_click=change.redo)
    st.button("Pin", key="pin", on_click=pins.pin)
    st.button("Grow", key="grow", on_click=lambda: change.commit(Counter(state.value.count, "n" * 4000)))
    st.markdown(f"{state.value.count} squared is {pins.derived_of(state.value)}")
    st.code(address.full_link())
