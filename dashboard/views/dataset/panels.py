"""How good the predictions of the counted samples are: which class is taken for which, per class, by probability."""

import math

import numpy as np
import streamlit as st

from dashboard import figures
from dashboard.figures.scores import TRAINING
from dashboard.glossary import address_of
from dashboard.session.study import study_session
from dashboard.text import share, short
from softmax_core.data import Rows
from softmax_core.functional import Array
from softmax_core.metrics import Reliability, precision, recall, reliability
from softmax_core.metrics import confusion as confusion_of

from . import counted, pictures

HEIGHT = pictures.HEIGHT - pictures.CONTROLS - 20
"""Of each, as what is said beneath needs room too."""


def confusion() -> None:
    """Which class is taken for which; a click on a cell lists its samples."""
    name, rows = counted.counted()
    matrix = _matrix(rows)
    session = study_session()
    cell = counted.chosen_cell()
    names = session.classes
    told = (
        f"{count} of {actual} as {predicted}"
        for actual, row in zip(names, matrix.tolist(), strict=True)
        for predicted, count in zip(names, row, strict=True)
    )
    framed = "" if cell is None else f" Framed: {names[cell.actual]} as {names[cell.predicted]}."
    pictures.show(
        figures.confusion_grid(matrix, session.data.classes, what=name, cell=cell),
        "confusion",
        f"How many {name} of each class are predicted as each: {', '.join(told)}.{framed}",
        HEIGHT,
        counted.click_cell,
    )
    st.caption(f"Of all {_counts(name, rows)}. Click a cell to list and ring its samples.")


def rates() -> None:
    """Precision and recall of each class."""
    name, rows = counted.counted()
    matrix = _matrix(rows)
    session = study_session()
    right = np.diagonal(matrix).tolist()
    measures = (
        ("precision", precision(matrix), matrix.sum(axis=0).tolist(), "never predicted"),
        ("recall", recall(matrix), matrix.sum(axis=1).tolist(), "no samples"),
    )
    told = (
        f"{class_name}: "
        + ", ".join(
            f"{measure} {f'{share(float(values[k]))} ({right[k]} of {totals[k]})' if totals[k] else f'none, as {none}'}"
            for measure, values, totals, none in measures
        )
        for k, class_name in enumerate(session.classes)
    )
    pictures.show(
        figures.rate_bars(matrix, session.data.classes, what=name),
        "rates",
        f"Precision and recall of each class, of the {name}. {'; '.join(told)}.",
        HEIGHT,
    )
    st.caption(
        f"Of all {_counts(name, rows)}. [Precision]({address_of('precision')}): right of those predicted as the class; "
        f"[recall]({address_of('recall')}): right of those that are of it."
    )


def calibration() -> None:
    """Whether predictions are right as often as their probability says."""
    session = study_session()
    name, rows = counted.counted()
    diagram = reliability(session.probabilities[rows], session.data.labels[rows])
    pictures.show(
        figures.reliability_diagram(diagram, what=name),
        "calibration",
        f"How many of the {name} are right by the probability of the predicted class: {_told(diagram)}.",
        HEIGHT,
    )
    measure = f"[Expected calibration error]({address_of('calibration-error')}) of all {_counts(name, rows)}"
    st.caption(f"{said_calibration(diagram, name)} {measure}: {short(diagram.error, 3)}.")


def said_calibration(diagram: Reliability, name: str) -> str:
    """What a reliability diagram of these samples shows: of its bin where most are right or wrong too often.

    Too sure or not sure enough is what its numbers say. How many would be right of predictions as sure as they are
    right scatters by √(n p (1 − p)), p their mean probability; what is within twice that may be chance.
    """
    counts = diagram.counts
    filled = np.flatnonzero(counts)
    gaps = counts[filled] * np.abs(diagram.accuracy[filled] - diagram.confidence[filled])
    place = filled[gaps.argmax()]
    count, mean = int(counts[place]), min(float(diagram.confidence[place]), 1.0)
    right = round(diagram.accuracy[place] * count)
    more = count * mean - right
    if abs(more) < 1e-9 * count:
        verdict = "as sure as they are right"
    else:
        verdict = "too sure" if more > 0 else "not sure enough"
        if abs(more) <= 2 * math.sqrt(count * mean * (1 - mean)):
            verdict += ", if not by chance"
    lowest, highest = diagram.edges[place], diagram.edges[place + 1]
    of = name if count > 1 else name.removesuffix("s")
    return (
        f"Of {count} {of} given {lowest:.1f} to {highest:.1f}, on average {short(mean, 3)}, {right} "
        f"{'is' if right == 1 else 'are'} right, {share(right / count)}: {verdict}."
    )


def _told(diagram: Reliability) -> str:
    bins = zip(diagram.edges[:-1], diagram.edges[1:], diagram.counts.tolist(), diagram.accuracy.tolist(), strict=True)
    return ", ".join(
        f"{lowest:.1f} to {highest:.1f} {share(accuracy)} of {count}"
        for lowest, highest, count, accuracy in bins
        if count
    )


def _matrix(rows: Rows) -> Array:
    session = study_session()
    return confusion_of(session.data.labels[rows], session.predicted[rows], session.data.n_classes)


def _counts(name: str, rows: Rows) -> str:
    """How many there are, and whether that is all there can be."""
    asked = study_session().view["of"]
    return f"{len(rows)} {name}{', as none are held back' if asked == 'test' and name == TRAINING else ''}"
