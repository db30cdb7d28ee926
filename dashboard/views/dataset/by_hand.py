"""Points set by hand: the class of the next one, the way to take one away, and all of them as a table."""

import streamlit as st

from dashboard.components import points as table
from dashboard.figures.colors import CLASSES
from dashboard.session import points, view
from dashboard.session.fields import key, refusing, sent
from dashboard.session.study import study_session
from dashboard.text import in_field, plain, said
from softmax_core.settings import MAX_CLASSES
from softmax_core.sources import LETTERS, MOST_BY_HAND
from softmax_core.validation import InputError

CHOOSER = ".st-key-brush_row [data-testid=stButtonGroup] button"
"""The buttons to choose the class of the next point by, in the order of the classes."""

MARKS = "●■◆▲✖★"
"""As figures.colors.CLASS_SYMBOLS."""

TABLE_WIDTH = 310  # pixels, so that it leaves the plane in sight

WHAT_TO_DO = "Click the plane to add a point, drag a point to move it, click one to look at it."

_MARKS = "".join(
    f".st-key-brush_row [data-testid=stButtonGroup] button:nth-of-type({k})::before"
    f" {{ content: '{mark}'; content: '{mark}' / ''; color: {color}; margin-right: 0.3rem; }}"
    for k, (mark, color) in enumerate(zip(MARKS, CLASSES, strict=True), start=1)
)
STYLE = f"<style>{_MARKS}</style>"
"""Of the choice of a class: its mark in its colour."""


def chosen_class() -> int:
    """The class of the next point, counted from 1."""
    session = study_session()
    return min(int(session.view["brush"]), session.data.n_classes)


def brush() -> None:
    """The class of the next point, all points as a table, and the way to take the one away that is looked at."""
    session = study_session()
    present = str(chosen_class())
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="brush_row"):
        st.segmented_control(
            "Class of the next point", [str(k + 1) for k in range(session.data.n_classes)], default=present,
            required=True, format_func=lambda number: LETTERS[int(number) - 1], key=key("brush"),
            on_change=view.choose, args=("brush", key("brush"), present), label_visibility="collapsed",
        )  # fmt: skip
        st.button(
            "Delete", key="delete_point", icon=":material/delete:", disabled=session.study.sample is None,
            on_click=points.remove_looked_at,
            help="The point that is ringed. Click one to ring it; the Delete key takes it away as well.",
        )  # fmt: skip
        popover = st.popover("Points", icon=":material/table_rows:", key="points_table", on_change="rerun")
    refused = session.messages.refused.get("points")
    if popover.open:
        with popover, st.container(width=TABLE_WIDTH):
            _classes()
            _table(refused)
    elif refused:
        st.error(said(refused), icon=":material/error:")


def _classes() -> None:
    present = study_session().study.source.n_classes
    st.slider(
        "Classes", 2, MAX_CLASSES, present, key=key("n_classes"), on_change=_slide_classes,
        args=(key("n_classes"), present), help="The points of a class that goes, go with it.",
    )  # fmt: skip
    refused = study_session().messages.refused.get("n_classes")
    if refused:
        st.error(said(refused), icon=":material/error:")


def _table(refused: InputError | None) -> None:
    session = study_session()
    source = session.study.source
    table(
        "points",
        rows=[
            {"name": name, "texts": [in_field(x1), in_field(x2)], "values": [repr(x1), repr(x2)], "label": label}
            for name, (x1, x2, label) in zip(session.hand.names(source), source.points, strict=True)
        ],
        classes=[
            {"label": name, "color": color}
            for name, color in zip(session.data.classes, CLASSES[: source.n_classes], strict=True)
        ],
        chosen=chosen_class(),
        most=MOST_BY_HAND,
        refused=refused and str(refused),
        answered=session.hand.answered["points"],
        source=points.source_of_edits(),
        on_edited=lambda: points.edited("points"),
    )
    st.caption(f"1 to {MOST_BY_HAND} points. All of them train, unless Test share is set to more than 0.")


def _slide_classes(widget: str, drawn: int) -> None:
    n_classes = sent(widget, drawn)
    if n_classes is None:
        return
    with refusing("n_classes", "Classes"):
        gone = points.change_classes(n_classes)
        if gone:
            names = " and ".join(part for part in (", ".join(gone[:-1]), gone[-1]) if part)
            st.toast(plain(f"The points of {names} went with their class. Undo brings them back."))
