"""Values kept beside the one on screen, to compare."""

from .change import commit, settled
from .value import Derived, Value, session

MOST_PINS = 4


def pin() -> None:
    """Keep the value on screen."""
    state = settled()
    if len(state.pins) < MOST_PINS:
        state.pins.setdefault(state.value, state.derived)


def unpin(value: Value) -> None:
    session().pins.pop(value, None)


def look_at(value: Value) -> None:
    """Make a pinned value the one on screen."""
    settled()
    commit(value)


def derived_of(value: Value) -> Derived:
    """What is derived of the value on screen or of a pinned one."""
    state = session()
    return state.derived if value == state.value else state.pins[value]
