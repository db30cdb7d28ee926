"""What the screen shows beside the value: a panel, an axis, a sub-step. The link keeps it."""

from .address import fits, write_address
from .change import commit, settled
from .fields import key, sent
from .value import Value, View, session


def switch(typed: str | None = None, **values: str) -> None:
    """Show something else beside the value. `typed` names the widget that says so itself."""
    state = session()
    view = {**state.view, **values}
    enough = fits(state.value, view)
    for name in values:
        if view[name] != state.view[name] and (name != typed or not enough):
            state.versions[name] += 1
    if enough:
        state.view = view
        if state.under_way is None:
            write_address()


def bring(value: Value, view: View) -> None:
    """Show another value and, beside it, what came with it."""
    state = settled()
    if not fits(value, view):
        return
    for name in view:
        state.versions[name] += view[name] != state.view[name]
    state.view = {**view}
    commit(value)
    write_address()


def choose(name: str, widget: str, drawn: str) -> None:
    """The widget of something beside the value was switched."""
    value = sent(widget, drawn)
    if value in choices(name):
        switch(name if widget == key(name) else None, **{name: value})


def choices(name: str) -> tuple[str, ...]:
    """What a key of the view may be, the default first."""
    return session().kind.schema[name]
