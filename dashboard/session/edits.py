"""Values of a run set by hand: typed, chosen, dragged, and taken out again."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from softmax_core.names import Name, value_of
from softmax_core.numerals import read_number, read_whole
from softmax_core.run import Edit, Run, replay
from softmax_core.settings import Y

from .address import fits
from .change import commit, settled, show
from .fields import refusing
from .run import Drag, run_session
from .value import session
from .view import switch


def typed(component: str) -> None:
    """Texts were typed into the fields of a layer.

    The browser tells all that were not answered yet, the oldest first, so that none is lost where messages are merged.
    """
    state = run_session()
    for edit in st.session_state[component].typed or ():
        if _is_news(edit):
            state.answered = edit["id"]
            _set(edit["name"], edit["text"], edit["round"])


def _is_news(edit: Any) -> bool:
    """Whether this is a text not yet answered, in a field there is; a browser may send anything."""
    state = run_session()
    return (
        isinstance(edit, Mapping)
        and isinstance(edit.get("id"), int)
        and isinstance(edit.get("text"), str)
        and isinstance(edit.get("round"), int)
        and edit.get("name") in state.run.names
        and edit["id"] > state.answered
    )


def _set(name: str, text: str, round: int) -> None:
    """Set a value at the round looked at, or at the one before where it was typed there.

    A Step and a text that reach the server in one message have no order; the round on screen tells it. The rounds
    trained since are trained anew.
    """
    state = run_session()
    if state.drag:
        settled()
    with refusing(name, Name(name).label):
        is_class = Name(name).setting is Y
        value = read_whole(name, text, 1, state.run.setup.n_classes) if is_class else read_number(name, text.strip())
        run = state.run
        before = run.look_at(round) if round == run.at - 1 and round >= 0 else run
        changed = before.edit(name, value, state.history)
        if changed == before:
            return
        changed = changed.step(run.at - before.at)
        if fits(changed, state.view, (name, value), _room()):
            show(changed) if state.play else commit(changed)


def vary(name: str | None) -> None:
    """Put a weight, bias or input under the Vary slider."""
    settled()
    switch(vary=name or "")


def drag(dragger: str, event: str) -> None:
    """The Vary slider moved, or was let go."""
    state = run_session()
    value = st.session_state[dragger][event]
    if state.vary is None or not isinstance(value, (int, float)):
        return
    if state.drag is None:
        settled()
        state.under_way = Drag(state.run, state.vary, state.history)
    state.drags += 1
    with refusing(state.vary, state.vary):
        changed = state.drag.began.edit(state.drag.name, float(value), state.drag.history)
        if fits(changed, state.view, (state.drag.name, value), _room()):
            show(changed)
    if event == "released":
        settled()


def vary_range() -> tuple[float, float]:
    """The ends of the Vary slider, with room on both sides of the value, which stands still while the hand drags."""
    state = run_session()
    moment = state.drag.history.at(state.drag.began.at) if state.drag else state.moment
    value = value_of(moment, state.vary)
    reach = max(2.0, 2 * abs(value))
    return value - reach, value + reach


def remove(edit: Edit) -> None:
    """Take a single edit out of the run; what was trained after it is trained anew."""
    run = settled().value
    commit(replace(run, edits=tuple(other for other in run.edits if other != edit)))


def start_anew() -> None:
    """A new run from the round looked at, for a change that its link had no room for."""
    settled()
    state = run_session()
    with refusing("start_anew"):
        fresh = Run(state.run.setup.with_moment(state.moment))
        if state.messages.too_long:
            fresh = fresh.edit(*state.messages.too_long, replay(fresh))
        commit(fresh)


def _room() -> int:
    """Characters a link may still need after its last edit: the whole view, `at`, more digits of `rounds`."""
    schema = session().kind.schema
    return sum(len(f"&{name}={max(values, key=len)}") for name, values in schema.items()) + len("&at=99990000")
