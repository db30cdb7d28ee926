"""The samples in the plane of two features, with the regions and the boundaries of the classes."""

import math

import numpy as np
import streamlit as st

from dashboard import figures
from dashboard.components import Hand
from dashboard.figures.plane import ends_of
from dashboard.glossary import address_of
from dashboard.session import points, view
from dashboard.session.fields import key, sent, told
from dashboard.session.study import look_at_sample, study_session
from dashboard.text import plain, share
from softmax_core.data import Rows, evenly
from softmax_core.model import Parameters
from softmax_core.plane import boundaries, in_plane, regions, zero_lines
from softmax_core.sources import ByHand

from . import by_hand, counted
from .held import held_said, plane_features
from .pictures import HEIGHT, show

ABOVE = 30
"""Pixels, above a plane without a legend."""

CELLS = 64
"""Of the grid on which regions are drawn, each way."""

MOST_GLIDING = 400
"""Samples; more would not glide smoothly."""

MOST_SHOWN = 2000
"""Samples; of more a browser would take seconds for each picture."""

MOST_LIT = MOST_SHOWN // 4
"""Samples of the next batch that are ringed."""


def plane() -> None:
    """The samples and the regions; a click on a sample looks at it, one beside at none, or sets a point by hand."""
    session = study_session()
    data, descent = session.data, session.descent
    columns, _ = plane_features()
    x = data.x[:, columns]
    across, up = _ends(x)
    flat = _flat()
    grid = np.linspace(*across, CELLS), np.linspace(*up, CELLS)
    winners, confidence = regions(flat, *grid)
    is_test = np.zeros(data.n_samples, dtype=bool)
    is_test[descent.split.test] = True
    lit, shown = _lit(), _shown()
    is_by_hand = isinstance(session.study.source, ByHand)
    figure = figures.plane(
        x,
        data.labels,
        session.predicted,
        shown=shown,
        losses=session.losses,
        is_test=is_test,
        classes=session.classes,
        features=tuple(session.features[row] for row in columns),
        across=grid[0],
        up=grid[1],
        winners=winners,
        confidence=confidence,
        lines=[line.ends for line in boundaries(flat, across, up)],
        zero_lines=_zero_lines(flat, across, up),
        batch=lit,
        listed=_listed(),
        sample=session.study.sample,
    )
    if is_by_hand:  # the marks are those of the buttons above it; Plotly's own buttons must not cover the plane
        figure["layout"]["showlegend"] = False
        figure["layout"]["margin"]["t"] = ABOVE
    show(
        figure,
        "plane",
        _plane_alt(columns, winners, len(shown)),
        HEIGHT,
        _click_plane,
        glide=len(shown) <= MOST_GLIDING,
        hand=_hand() if is_by_hand else None,
        on_edited=lambda: points.edited("plane"),
    )


def zero_switch() -> None:
    """The switch of the zero-score lines."""
    present = _shows_zero()
    st.toggle(
        "Zero-score lines", value=present, key=key("zero"), on_change=_switch_zero, args=(key("zero"), present),
    )  # fmt: skip


def legend() -> None:
    """How the plane is read, and at what the features that it does not show are held."""
    session = study_session()
    small = "; small: test" if len(session.descent.split.test) else ""
    lit = _lit()
    ringed = " Ringed: the next batch." if len(lit) else ""
    if 0 < len(lit) < len(session.batch):
        ringed = f" Ringed: {len(lit)} of the {len(session.batch)} samples of the next batch."
    if not counted.is_all():
        ringed += f" Large blue rings: of the {counted.counted()[0]}, {plain(counted.said())}."
    n_shown = len(_shown())
    some = ""
    if n_shown < session.data.n_samples:
        some = f" Shown: {n_shown} of {session.data.n_samples} samples, evenly chosen of each class."
    lines = [
        f"Fill: predicted class; outline and shape: its own{small}. "
        f"Lines: [boundaries]({address_of('boundary')}).{ringed}{some}{plain(held_said())}"
    ]
    if isinstance(session.study.source, ByHand):
        lines.insert(0, by_hand.WHAT_TO_DO)
    if _shows_zero():
        lines.append(zero_said())
    st.caption("  \n".join(lines))


def zero_said() -> str:
    """What the zero-score lines are, and why they are no boundaries."""
    flat = _flat()
    columns = plane_features()[0]
    lines = zero_lines(flat, *_ends(study_session().data.x[:, columns]))
    said = (
        "Dashed: where a class’s own score θ is 0. That is no boundary: the highest score wins, be it above 0 or "
        "below. The same number added to all scores would move every dashed line and no boundary."
    )
    if not lines:
        return f"{said} At this round none of them crosses the plane."
    if flat.weights.shape[1] == 2 and _are_opposite(flat):
        return (
            f"{said} Here they lie on the boundary, as two scores that add up to 0 are equal only where both are 0: "
            "so it is with two classes from a start at zeros."
        )
    return said


def _flat() -> Parameters:
    """The model of the two features of the plane, as they are measured."""
    session = study_session()
    columns, held = plane_features()
    return in_plane(session.descent.scaling.undone(session.parameters), columns, held)


def _are_opposite(flat: Parameters) -> bool:
    """Whether two scores add up to 0 everywhere, as far as floats can tell."""
    return all(
        np.allclose(part.sum(axis=-1), 0, rtol=0, atol=1e-9 * np.abs(part).max()) for part in (flat.weights, flat.bias)
    )


def _ends(x: np.ndarray) -> tuple[tuple[float, float], tuple[float, float]]:
    """From where to where the plane goes. Of points set by hand it stands, and has room to set more."""
    source = study_session().study.source
    if not isinstance(source, ByHand):
        return tuple(ends_of(column) for column in x.T)
    reach = 1.0625 * _reach()
    return (-reach, reach), (-reach, reach)


def _reach() -> float:
    session = study_session()
    session.hand.names(session.study.source)
    return session.hand.reach


def _zero_lines(flat: Parameters, across: tuple[float, float], up: tuple[float, float]) -> list[tuple[int, np.ndarray]]:
    """One of each class, be it that it has no points; none where they are switched off."""
    if not _shows_zero():
        return []
    found = dict(zero_lines(flat, across, up))
    return [(k, found.get(k, np.empty((0, 2)))) for k in range(flat.weights.shape[1])]


def _lit() -> Rows:
    """The samples of the next batch, where that is not all; of a large one some."""
    session = study_session()
    if session.descent.batch_size == len(session.descent.labels):
        return session.batch[:0]
    return session.batch[evenly(np.zeros(len(session.batch), dtype=int), MOST_LIT)]


def _listed() -> Rows:
    """The samples of a cell of the confusion matrix, of many some."""
    rows = counted.lit()
    return rows[evenly(np.zeros(len(rows), dtype=int), MOST_LIT)]


def _shown() -> Rows:
    """The samples that are drawn. What is lit, and the one looked at, are in any case; the others stay the same."""
    session = study_session()
    labels = session.data.labels
    if len(labels) <= MOST_SHOWN:
        return np.arange(len(labels))
    lit, listed = _lit(), _listed()
    most_lit = len(lit) and min(session.descent.batch_size, MOST_LIT)  # the last batch of an epoch is smaller
    most_listed = len(listed) and MOST_LIT  # it may be another number in each round
    sample = [] if session.study.sample is None else [session.study.sample]
    always = np.concatenate([lit, listed, np.array(sample, dtype=np.intp)])
    return np.union1d(evenly(labels, MOST_SHOWN - most_lit - most_listed - 1), always)


def _shows_zero() -> bool:
    return study_session().view["zero"] == "yes"


def _switch_zero(widget: str, drawn: bool) -> None:
    on = sent(widget, drawn)
    if on is not None:
        view.switch("zero" if widget == key("zero") else None, zero="yes" if on else "no")


def _click_plane() -> None:
    match told("plane", "clicked"):
        case {"point": int(row)} if 0 <= row < study_session().data.n_samples:
            look_at_sample(row)
        case {"point": None}:
            look_at_sample(None)


def _hand() -> Hand:
    """What the plane needs to know for points that are set by hand."""
    session = study_session()
    source, sample = session.study.source, session.study.sample
    names = session.hand.names(source)
    reach = _reach()
    return {
        "names": names,
        "chosen": by_hand.chosen_class(),
        "chooser": by_hand.CHOOSER,
        "reach": reach,
        "decimals": 2 - math.floor(math.log10(reach)),  # a pixel is more than the last of them
        "looked_at": None if sample is None else names[sample],
        "answered": session.hand.answered["plane"],
        "source": points.source_of_edits(),
    }


def _plane_alt(columns: tuple[int, int], winners: Rows, n_shown: int) -> str:
    session = study_session()
    data = session.data
    right = session.score(np.arange(data.n_samples)).right
    parts = ", ".join(
        f"{name} {share(float((winners == k).mean()))}"
        for k, name in enumerate(session.classes)
        if (winners == k).any()
    )
    across, up = (session.features[row] for row in columns)
    drawn = "" if n_shown == data.n_samples else f", {n_shown} of them drawn"
    return (
        f"{data.n_samples} samples of {data.n_classes} classes by {across} and {up}{drawn}, {right} of them predicted "
        f"right. Of the plane each class wins: {parts}.{held_said()}"
    )
