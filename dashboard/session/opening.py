"""A link that is opened: typed, followed, reached by Back and Forward, or left by a reload."""

from collections.abc import Callable

import streamlit as st

from softmax_core.validation import InputError

from .address import write_address
from .change import remember, show, travel
from .value import Address, Session, session


def load(page: str, start: Callable[[], Session]) -> None:
    """Take over the value the address bar holds, unless it is the one last written there. Call it once a page run.

    Going to another page by the navigation empties the address; the value goes along.

    Args:
        page: the page that is shown.
        start: makes the session of a new tab.
    """
    address: Address = {key: st.query_params.get_all(key) for key in st.query_params}
    first = "session" not in st.session_state
    if first:
        st.session_state["session"] = start()
    state = session()
    moved, state.page = not first and page != state.page, page
    if moved and not address:
        write_address()
    if first or (address != state.written and not (moved and not address)):
        _adopt(address, first)


def _adopt(address: Address, first: bool) -> None:
    """Show what a link that was opened says."""
    state = session()
    state.under_way = None
    state.messages.refused.clear()
    state.messages.problem = state.messages.too_long = None
    try:
        link = state.kind.read((key, value) for key, values in address.items() for value in values)
    except InputError as error:
        state.messages.problem = error
        link = state.kind.read(())
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
