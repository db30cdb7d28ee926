"""Changes of the value on screen: committed, undone, redone, or still under way."""

from .address import fits, query, write_address
from .value import Session, Value, session

MOST_UNDO = 500


def show(value: Value) -> None:
    """Make a value the one on screen; widgets whose part of it changes get a new version."""
    state = session()
    old = state.kind.fields(state.value, state.derived)
    state.look(value, state.kind.derive(value, (state.value, state.derived)))
    new = state.kind.fields(value, state.derived)
    for name in new:
        if new[name] != old.get(name):
            state.versions[name] += 1


def settled() -> Session:
    """The session with whatever was under way (a training that plays, a drag) ended as one change."""
    state = session()
    under_way, state.under_way = state.under_way, None
    if under_way:
        if under_way.began != state.value:
            state.messages.problem = None
            remember(under_way.began)
        write_address()
    return state


def commit(value: Value) -> None:
    """Show another value, remember the one before and write the address; none that a link has no room for."""
    state = session()
    if value == state.value or not fits(value, state.view):
        return
    state.messages.problem = None
    if len(query(value, {})) < len(query(state.value, {})):
        state.messages.too_long = None  # there is room again
    remember(state.value)
    show(value)
    write_address()


def remember(value: Value) -> None:
    """Undo will come back to this value."""
    state = session()
    state.undo = [*state.undo[1 - MOST_UNDO :], value]
    state.redo = []


def travel(source: list[Value], target: list[Value]) -> None:
    """Take the last value of `source` and leave the present one on `target`."""
    state = session()
    state.messages.of_another_run()
    target.append(state.value)
    show(source.pop())


def undo() -> None:
    """Back to the value before the last change, where its link has room for what the screen shows by now."""
    _travelled("undo", "redo")


def redo() -> None:
    """Forth to the value that Undo left."""
    _travelled("redo", "undo")


def _travelled(source: str, target: str) -> None:
    state = settled()
    values = getattr(state, source)
    if values and fits(values[-1], state.view):
        travel(values, getattr(state, target))
        write_address()
