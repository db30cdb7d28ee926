"""The two features of the plane, and at what the others are held: said, and set by a slider each."""

import streamlit as st

from dashboard.components import dragger
from dashboard.session import held
from dashboard.session.fields import key
from dashboard.session.study import study_session
from dashboard.text import short

FEW = 6
"""Of so many features each has a slider; of more those that are chosen."""
MOST_SLIDERS = 8


def plane_features() -> tuple[tuple[int, int], dict[int, float]]:
    """The two features of the plane, by their columns, and the value at which each other one is held."""
    session = study_session()
    across, up = (min(int(session.view[name]), session.data.n_features) - 1 for name in ("across", "up"))
    values = dict(enumerate(session.mean.tolist())) | dict(session.study.held)
    return (across, up), {column: value for column, value in values.items() if column not in (across, up)}


def held_said() -> str:
    """At what the features are held, as a sentence that follows another; of many only those that are not at their mean.

    Empty where the plane shows all there are.
    """
    session = study_session()
    _, values = plane_features()
    if not values:
        return ""
    set_by_hand = dict(session.study.held)
    at_mean = [column for column in values if column not in set_by_hand]
    others = [column for column in values if column in set_by_hand]
    parts = [f" Held: {_values(others, values)}." if others else ""]
    if len(at_mean) > FEW:
        parts.append(f" Held at their mean: {len(at_mean)} {'other ' if others else ''}features.")
    elif at_mean:
        parts.append(f" Held at their mean: {_values(at_mean, values)}.")
    return "".join(parts)


def switch() -> bool:
    """Whether the sliders are on screen."""
    _, values = plane_features()
    return bool(values) and st.toggle("Held features", key="held", help="A slider for each, below the plane.")


def sliders() -> None:
    """A slider for each feature that the plane does not show, of many for those that are chosen."""
    session = study_session()
    _, values = plane_features()
    with st.container(gap="xsmall", key="held_sliders"):
        columns = list(values)
        if session.data.n_features > FEW:
            columns = [column for column, _ in session.study.held if column in values][:MOST_SLIDERS]
            _choice([column for column in values if column not in columns], len(columns) < MOST_SLIDERS)
        for column in columns:
            _slider(column, values[column])
        st.button(
            "All at their mean", key="hold_at_mean", icon=":material/restart_alt:", disabled=not session.study.held,
            on_click=held.hold_at_mean,
        )  # fmt: skip


def _values(columns: list[int], values: dict[int, float]) -> str:
    features = study_session().features
    return ", ".join(f"{features[column]} {short(values[column], 5)}" for column in columns)


def _choice(columns: list[int], has_room: bool) -> None:
    features = study_session().features
    widget = key("hold")
    st.selectbox(
        "Feature to move", columns, index=None, format_func=lambda column: features[column], key=widget,
        placeholder="a feature" if has_room else f"{MOST_SLIDERS} at once", disabled=not has_room,
        on_change=held.hold, args=(widget,),
    )  # fmt: skip


def _slider(column: int, value: float) -> None:
    session = study_session()
    values = session.data.x[:, column]
    lowest, highest = float(values.min()), float(values.max())
    name = session.features[column]
    component = f"held_{column}"
    dragger(
        key=component,
        name=f"Held: {name}",
        label=name,
        value=value,
        lowest=min(lowest, value),
        highest=max(highest, value),
        disabled=lowest == highest,
        answered=session.drags,
        on_drag=lambda: held.drag(component, "dragged", column),
        on_release=lambda: held.drag(component, "released", column),
    )
