"""The samples that are counted, those that train or those that test, and which of them are listed and lit."""

from typing import NamedTuple

import numpy as np
import streamlit as st

from dashboard.figures.scores import TEST, TRAINING
from dashboard.session import view
from dashboard.session.fields import key, sent, told
from dashboard.session.study import study_session
from softmax_core.data import Rows

from .schema import ALL, WRONG


class Cell(NamedTuple):
    """A cell of the confusion matrix: a class and the one predicted, counted from 0."""

    actual: int
    predicted: int


def counted() -> tuple[str, Rows]:
    """What they are called, and their rows: those that test where they are asked for and there are some."""
    session = study_session()
    split = session.descent.split
    return (TEST, split.test) if session.view["of"] == "test" and len(split.test) else (TRAINING, split.train)


def chosen_cell() -> Cell | None:
    """The cell whose samples are listed, None where all are, or all that are predicted wrong."""
    actual, _, predicted = _chosen().partition("~")
    return Cell(int(actual) - 1, int(predicted) - 1) if predicted else None


def is_all() -> bool:
    """Whether all counted samples are listed."""
    return _chosen() == ALL


def listed() -> Rows:
    """The rows of the counted samples that are listed."""
    session = study_session()
    rows = counted()[1]
    own, predicted = session.data.labels[rows], session.predicted[rows]
    cell = chosen_cell()
    if cell is not None:
        return rows[(own == cell.actual) & (predicted == cell.predicted)]
    return rows[own != predicted] if _chosen() == WRONG else rows


def lit() -> Rows:
    """The rows of those that are listed, where it is not all."""
    return np.empty(0, dtype=np.intp) if is_all() else listed()


def choose_listed() -> None:
    """A choice of what is listed, beside the click on a cell."""
    titles = {**_said_by_choice(), ALL: "All samples", WRONG: "Wrong predictions"}
    options, present = list(titles), _chosen()
    st.selectbox(
        "Listed", options, index=options.index(present), format_func=titles.get, key=_key(), on_change=_choose,
        args=(_key(), present), label_visibility="collapsed", width=300,
    )  # fmt: skip


def said() -> str:
    """Which are listed, in words."""
    return _said_by_choice()[_chosen()]


def list_all() -> None:
    """The way back from a cell."""
    view.switch(cell=ALL, page="1")


def click_cell() -> None:
    """A cell of the confusion matrix was clicked: its samples are listed; if they are already, all are again."""
    match told("confusion", "clicked"):
        case {"x": int() | float() as x, "y": int() | float() as y}:
            cell = Cell(round(y), round(x))
        case _:
            return
    if all(0 <= number < study_session().data.n_classes for number in cell):
        chosen = ALL if cell == chosen_cell() else f"{cell.actual + 1}~{cell.predicted + 1}"
        view.switch(cell=chosen, page="1", below="samples")


def _choose(widget: str, drawn: str) -> None:
    value = sent(widget, drawn)
    if value in view.choices("cell"):
        view.switch("cell" if widget == _key() else None, cell=value, page="1")


def _key() -> str:
    """Of the widget: other classes are another one."""
    return f"{key('cell')}.{study_session().data.n_classes}"


def _chosen() -> str:
    """What the view says, where the set has these classes."""
    chosen, n_classes = study_session().view["cell"], study_session().data.n_classes
    return chosen if all(int(number) <= n_classes for number in chosen.split("~") if number.isdigit()) else ALL


def _said_by_choice() -> dict[str, str]:
    """What may be listed, in words."""
    names = list(enumerate(study_session().classes, start=1))
    cells = {
        f"{actual}~{predicted}": f"{own} predicted as {other}" for actual, own in names for predicted, other in names
    }
    return {ALL: "all samples", WRONG: "wrong predictions", **cells}
