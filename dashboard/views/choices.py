"""Which of several things is open: a row of buttons, of which the link keeps the one that was chosen."""

from collections.abc import Mapping

import streamlit as st

from dashboard.session import session, view
from dashboard.session.fields import key


def chosen(label: str, name: str, titles: Mapping[str, str]) -> str:
    """Let the user choose, and tell which is open.

    Args:
        label: of the choice, for who cannot see it.
        name: the key of the view that keeps it.
        titles: of its values, in the order of the buttons.
    """
    present = session().view[name]
    st.segmented_control(
        label,
        list(titles),
        default=present,
        required=True,
        format_func=titles.get,
        key=key(name),
        on_change=view.choose,
        args=(name, key(name), present),
        label_visibility="collapsed",
    )
    return present
