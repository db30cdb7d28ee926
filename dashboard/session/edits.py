"""Values of a run set by hand: typed, chosen, dragged, and taken out again."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dashboard.text import in_field
from softmax_core.names import Name, value_of
from softmax_core.numerals import read_typed_number, read_whole
from softmax_core.run import Edit, Run, replay
from softmax_core.settings import Y

from . import fields
from .address import fits
from .change import commit, settled, show
from .fields import refusing, told
from .run import Drag, has_run, run_session
from .value import behind, session
from .view import switch

MOST_TEXTS = 60
"""Of a message, so many are read, more than a page has fields: the browser sends again what was not answered."""


def typed(component: str) -> None:
    """Texts were typed into the fields of a layer.

    The browser tells all that were not answered yet, the oldest first, so that none is lost where messages are merged.
    """
    _answer(told(component, "typed"))


def left_behind(component: str) -> None:
    """Texts were typed into fields that went with their page before any of them was answered."""
    left = told(component, "left")
    if has_run() and isinstance(left, Mapping) and left.get("source") == source():
        with behind(run_session()):
            _answer(left.get("typed"))


def source() -> str:
    """What a text is typed into: the run of a link, as this process opened it."""
    return f"{fields.PROCESS}.{run_session().opened}"


def _answer(edits: Any) -> None:
    state = run_session()
    for edit in edits[:MOST_TEXTS] if isinstance(edits, list) else ():
        if _is_news(edit):
            state.answered = edit["id"]
            _set(edit["name"], edit["text"], edit["round"])


def _is_news(edit: Any) -> bool:
    """Whether this is a text not yet answered; a browser may send anything."""
    kinds = {"id": int, "name": str, "text": str, "round": int}
    return (
        isinstance(edit, Mapping)
        and all(type(edit.get(part)) is kind for part, kind in kinds.items())
        and edit["id"] > run_session().answered
    )


def _set(name: str, text: str, round: int) -> None:
    """Set a value at the round looked at.

    What moved that round in the very message that brings the text, a Step or the slider, has no order with it: where
    the text was typed at the round last drawn, it belongs there, and the rounds trained since are trained anew. A text
    for a field or a round that is gone by now is dropped: what the user did last took it away.
    """
    state = run_session()
    if name not in state.run.names or not 0 <= round <= state.run.rounds:
        return
    if state.under_way and not state.play:
        settled()
    with refusing(name, Name(name).label, text):
        if text.strip() == in_field(value_of(state.history.at(round), name)):
            return  # the digits on screen, of which the value may have more
        is_class = Name(name).setting is Y
        value = read_whole(name, text, 1, state.run.setup.n_classes) if is_class else read_typed_number(name, text)
        run = state.run
        before = run.look_at(round) if round == state.drawn else run
        changed = before.edit(name, value, state.history)
        if changed == before:
            return
        changed = changed.step(run.at - before.at) if run.at > before.at else changed.look_at(run.at)
        if fits(changed, state.view, (name, value), _room()):
            show(changed) if state.play else commit(changed)


def vary(name: str) -> None:
    """Put a weight, bias or input under the Vary slider."""
    if name in run_session().run.names:
        settled()
        switch(vary=name)


def drag(dragger: str, event: str, name: str) -> None:
    """The Vary slider of a value moved, or was let go."""
    state = run_session()
    value = told(dragger, event)
    if name not in state.run.names or not isinstance(value, (int, float)):
        return
    if state.drag is None or state.drag.name != name:
        settled()
        state.under_way = Drag(state.run, name, state.history)
    state.drags += 1
    with refusing(name):
        changed = state.drag.began.edit(name, value, state.drag.history)
        if fits(changed, state.view, (name, value), _room()):
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
