"""Pinned values beside the present one: what is common to the comparison of runs and of studies."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd
import streamlit as st

from dashboard.session import address, pins, session
from dashboard.session.value import Derived, Value

Compared = dict[str, tuple[Value, Derived]]
"""By what each is called: `now`, then `pin 1` and so on."""


def pinned(what: str) -> Compared | None:
    """The button that pins, and all that is compared; None where nothing is pinned yet.

    Args:
        what: the value on screen is called.
    """
    state = session()
    full = len(state.pins) == pins.MOST_PINS
    plural = {"run": "runs", "study": "studies"}[what]
    st.button(
        f"Pin this {what}",
        key="pin",
        icon=":material/keep:",
        disabled=full or state.value in state.pins,
        on_click=pins.pin,
        help=f"Up to {pins.MOST_PINS} {plural}, until the page is reloaded. The JSON file holds them too.",
    )
    if not state.pins:
        st.caption(f"Nothing is pinned yet: pin a {what}, change something, and both are drawn together.")
        return None
    values = {"now": state.value, **{f"pin {place}": value for place, value in enumerate(state.pins, start=1)}}
    return {name: (value, pins.derived_of(value)) for name, value in values.items()}


def pin_rows() -> None:
    """Each pin with its link, to be looked at again or taken away."""
    for place, value in enumerate(session().pins):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**pin {place + 1}**", width="content")
            st.code(address.full_link(value), language=None)
            st.button(f"Look at pin {place + 1}", key=f"look_{place}", on_click=pins.look_at, args=(value,))
            st.button(f"Unpin {place + 1}", key=f"unpin_{place}", on_click=pins.unpin, args=(value,))


def differences(
    what: str, made_from: Mapping[str, Mapping[str, str]], ends: Mapping[str, Sequence[str]]
) -> pd.DataFrame:
    """One row a value.

    Args:
        what: such a value is called.
        made_from: what each is made from, by its name; only the columns in which they differ are shown.
        ends: how each ends, a column by its name.
    """
    # What one has and another has not is a difference, too.
    rows = pd.DataFrame(list(made_from.values()), index=pd.Index(made_from, name=what)).fillna("")
    return rows.loc[:, rows.ne(rows.iloc[0]).any()].assign(**ends)


def at_end(curves: Mapping[str, np.ndarray], write: Callable[[float], str]) -> str:
    """The last value of each curve in words."""
    return ", ".join(f"{name} {write(float(curve[-1]))}" for name, curve in curves.items())
