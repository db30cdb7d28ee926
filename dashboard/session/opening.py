"""A link that is opened: typed, followed, reached by Back and Forward, or left by a reload."""

from collections.abc import Callable
from typing import NoReturn

import streamlit as st

from softmax_core.validation import InputError

from .address import write_address
from .change import remember, settled, show, travel
from .fields import told
from .pace import keep_pace_of_links
from .value import Address, Session, behind, session
from .view import switch


def load(page: str, start: Callable[[], Session], shows: str = "run") -> None:
    """Take over the value the address bar holds, unless it is the one last written there. Call it once a page run.

    Going to another page by the navigation empties the address; the value goes along where that page shows it too. One
    that shows another kind of value has a session of its own, and each keeps what it had.

    Args:
        page: the page that is shown.
        start: makes the session where the tab has none of what the page shows.
        shows: what that is, `run` or `study`.
    """
    address = _told()
    sessions: dict[str, Session] = st.session_state.setdefault("sessions", {})
    first = shows not in sessions
    before = st.session_state.get("session")
    if first:
        sessions[shows] = start()
    state = st.session_state["session"] = sessions[shows]
    moved = before is not None and (before is not state or page != state.page)
    state.page = page
    if moved:
        state.messages.ended = before.under_way.ended if before.under_way else ""
    if before is not None and before is not state:
        before.on_screen, state.on_screen = False, True
        with behind(before):
            settled()
    is_ours, state.redrawn = address == state.redrawn or _is_ours(address), None
    if first or not (is_ours or (moved and not address)):
        keep_pace_of_links()
        _adopt(address, first)
    elif moved:
        settled()
        write_address()


def redraw() -> NoReturn:
    """Have the whole page drawn, for what is on screen: the address that the browser last told may be of before."""
    session().redrawn = _told()
    st.rerun()


def _told() -> Address:
    """What the browser last told of its address bar, or what was written into it since."""
    return {key: st.query_params.get_all(key) for key in st.query_params}


def _is_ours(address: Address) -> bool:
    """Whether this was written for the value on screen, be it a moment ago while that went on changing."""
    state = session()
    return address == state.written or (state.under_way is not None and address in state.under_way.addresses)


def turn(view: str) -> None:
    """Show another view of the page; what is under way ends with the one it was begun in, and that is said."""
    state = session()
    state.messages.ended = state.under_way.ended if state.under_way else ""
    settled()
    switch(view=view)


def dropped(component: str) -> None:
    """The browser has a link of which Streamlit takes nothing, as it has too many parameters."""
    parameters = told(component, "dropped")
    if isinstance(parameters, int) and session().written == {}:
        session().messages.problem = InputError("link", "have at most 1000 parameters", f"{parameters} parameters")


def _adopt(address: Address, first: bool) -> None:
    """Show what a link that was opened says."""
    state = session()
    under_way, state.under_way = state.under_way, None
    if under_way and under_way.began != state.value:
        remember(under_way.began)
    problem = None
    try:
        link = state.kind.read((key, value) for key, values in address.items() for value in values)
    except InputError as error:
        problem = error
        link = state.kind.read(())
    state.opened += 1
    state.written = address
    state.foreign = {key: address[key] for key in link.unknown}
    for name in link.view:
        if state.view[name] != link.view[name]:
            state.versions[name] += 1
    state.view = link.view
    if first or link.value == state.value:
        show(link.value)
    elif state.undo and state.undo[-1] == link.value:
        travel(state.undo, state.redo)
    elif state.redo and state.redo[-1] == link.value:
        travel(state.redo, state.undo)
    else:
        remember(state.value)
        show(link.value)
    state.messages.of_another_run()
    state.messages.problem = problem
