"""How good the predictions of some samples are: which class is taken for which, precision and recall, calibration."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from dashboard.text import full
from softmax_core.metrics import Reliability, precision, recall

from .colors import CLASSES, INK, NEGATIVE, NEUTRAL, ON_PAGE, POSITIVE, SIGNED_SCALE, faded
from .grid import frame
from .style import LINES, TEXT_SIZE, Array, Figure, drawn_names, figure

_MEASURES = {
    "precision": (precision, 0, "predicted as {}", "never predicted"),
    "recall": (recall, 1, "of {}", "no samples"),
}
"""How each is computed, the axis of a confusion matrix that it counts along, of which samples, and where of none."""

_NO_BUTTONS = {"remove": ["zoom", "pan", "resetscale", "toimage"]}
"""Plotly's own, which would cover cells that can be clicked."""


def confusion_grid(
    matrix: Array,
    classes: Sequence[str],
    *,
    what: str,
    cell: tuple[int, int] | None = None,
    text_size: int = TEXT_SIZE,
) -> Figure:
    """How many samples of each class, a row, are predicted as each, a column; the shade is the share of the row.

    Args:
        matrix: counts, (n_classes, n_classes).
        classes: their names.
        what: the samples are called.
        cell: the row and the column of the one that is framed.
        text_size: in pixels.
    """
    totals = matrix.sum(axis=1, keepdims=True)
    shares = np.divide(matrix, totals, out=np.zeros(matrix.shape), where=totals > 0)
    right = np.eye(len(matrix), dtype=bool)
    names = drawn_names(classes, 14 if len(classes) < 5 else 8)
    places = list(range(len(names)))
    axis = {"tickvals": places, "ticktext": names, "showgrid": False, "zeroline": False}
    title = {"font": {"size": text_size}, "standoff": 8}
    hovers = [
        f"{count} of {total[0]} {what} of {actual} predicted as {predicted}"
        for row, total, actual in zip(matrix.tolist(), totals.tolist(), names, strict=True)
        for count, predicted in zip(row, names, strict=True)
    ]
    framed = [] if cell is None else [frame(cell[1] - 0.5, cell[1] + 0.5, cell[0] - 0.5, cell[0] + 0.5)]
    return figure(
        "",
        [
            {
                "type": "heatmap",
                "x": places,
                "y": places,
                # What is right is blue, what is wrong orange, as the signs are elsewhere.
                "z": np.where(right, shares, -shares).tolist(),
                "zmin": -1,
                "zmax": 1,
                "colorscale": SIGNED_SCALE,
                "showscale": False,
                "xgap": 3,
                "ygap": 3,
                "hoverinfo": "skip",
            },
            _counts(matrix, hovers, text_size),
        ],
        text_size,
        shapes=framed,
        xaxis={**axis, "title": {"text": "predicted", **title}, "range": [-0.5, len(names) - 0.5]},
        yaxis={**axis, "title": {"text": "actual", **title}, "range": [len(names) - 0.5, -0.5]},
        margin={"l": (3.4 + 0.57 * max(map(len, names))) * text_size},
        modebar=_NO_BUTTONS,
    )


def _counts(matrix: Array, hovers: Sequence[str], text_size: int) -> dict[str, Any]:
    """The numbers in the cells of a confusion matrix."""
    places = list(range(len(matrix)))
    return {
        "type": "scatter",
        "x": places * len(places),
        "y": [row for row in places for _ in places],
        "mode": "markers+text",
        "marker": {"symbol": "square", "size": 40, "opacity": 0},
        "text": [f"<b>{count}</b>" for count in matrix.ravel().tolist()],
        "textfont": {"size": text_size + 1, "color": INK},
        "hovertext": hovers,
        "hoverinfo": "text",
    }


def rate_bars(matrix: Array, classes: Sequence[str], *, what: str, text_size: int = TEXT_SIZE) -> Figure:
    """Precision and recall of each class beside each other, each a share with its counts.

    Args:
        matrix: how many samples of each class, a row, are predicted as each, a column, (n_classes, n_classes).
        classes: their names.
        what: the samples are called.
        text_size: in pixels.
    """
    names = drawn_names(classes, 12)
    places = list(range(len(names)))
    title = {"font": {"size": text_size}, "standoff": 8}
    share = {"range": [0, 1], "tickvals": [0, 0.5, 1], "tickformat": ".0%", "showgrid": True, "gridcolor": LINES}
    return figure(
        "",
        [
            part
            for measure, axis in zip(_MEASURES, ("x", "x2"), strict=True)
            for part in _rates(matrix, names, what, measure, axis, text_size)
        ],
        text_size,
        xaxis={**share, "domain": [0, 0.43], "title": {"text": "precision", **title}},
        xaxis2={**share, "domain": [0.57, 1], "ticks": "", "zeroline": False, "title": {"text": "recall", **title}},
        yaxis={
            "tickvals": places,
            "ticktext": names,
            "range": [len(names) - 0.5, -0.5],
            "showgrid": False,
            "zeroline": False,
        },
        margin={"l": (2 + 0.55 * max(map(len, names))) * text_size, "r": 1.5 * text_size},
    )


def _rates(
    matrix: Array, names: Sequence[str], what: str, measure: str, axis: str, text_size: int
) -> tuple[dict[str, Any], dict[str, Any]]:
    """A measure of each class as bars, and what stands in place of those that there are none of."""
    compute, along, of, none = _MEASURES[measure]
    rates, right, totals = compute(matrix), np.diagonal(matrix).tolist(), matrix.sum(axis=along).tolist()
    known = [k for k, total in enumerate(totals) if total]
    unknown = [k for k, total in enumerate(totals) if not total]
    small = max(text_size - 1, 1)
    bars = {
        "type": "bar",
        "orientation": "h",
        "x": [float(rates[k]) for k in known],
        "y": known,
        "xaxis": axis,
        "width": 0.7,
        "marker": {"color": [CLASSES[k] for k in known], "line": {"width": 0}},
        "text": [f"{right[k]} of {totals[k]}" for k in known],
        "textposition": ["inside" if rates[k] >= 0.5 else "outside" for k in known],
        "insidetextanchor": "end",
        "insidetextfont": {"size": small, "color": INK},
        "outsidetextfont": {"size": small, "color": ON_PAGE},
        "textangle": 0,
        "constraintext": "none",
        "hovertext": [
            f"{measure} of {names[k]}: {full(rates[k])}<br>{right[k]} of {totals[k]} {what} {of.format(names[k])}"
            for k in known
        ],
        "hoverinfo": "text",
    }
    missing = {
        "type": "scatter",
        "x": [0] * len(unknown),
        "y": unknown,
        "xaxis": axis,
        "mode": "text",
        "text": [f" – {none}"] * len(unknown),
        "textposition": "middle right",
        "textfont": {"size": small, "color": ON_PAGE},
        "hoverinfo": "skip",
    }
    return bars, missing


def reliability_diagram(diagram: Reliability, *, what: str, text_size: int = TEXT_SIZE) -> Figure:
    """The share of predictions that are right by their probability; on the diagonal they are as sure as they are right.

    Args:
        diagram: of the samples.
        what: they are called.
        text_size: in pixels.
    """
    bars, means = _bins(diagram, what, text_size)
    title = {"font": {"size": text_size}, "standoff": 8}
    shares = {"tickvals": [0, 0.25, 0.5, 0.75, 1], "tickformat": ".0%", "zeroline": False}
    return figure(
        "",
        [
            bars,
            {
                "type": "scatter",
                "x": [0, 1],
                "y": [0, 1],
                "mode": "lines",
                "line": {"color": NEUTRAL, "width": 2, "dash": "dash"},
                "hovertext": "as sure as right",
                "hoverinfo": "text",
            },
            means,
        ],
        text_size,
        xaxis={**shares, "range": [0, 1], "title": {"text": "probability of the predicted class (◆ mean)", **title}},
        yaxis={**shares, "range": [0, 1.15], "title": {"text": "right, of so many", **title}},
        margin={"l": 5 * text_size, "r": 1.5 * text_size},
    )


def _bins(diagram: Reliability, what: str, text_size: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """The bins that have samples: a bar each, and a mark at the mean of their probabilities."""
    filled = np.flatnonzero(diagram.counts)
    lowest, highest = diagram.edges[filled], diagram.edges[filled + 1]
    accuracy, confidence = diagram.accuracy[filled].tolist(), diagram.confidence[filled].tolist()
    counts = diagram.counts[filled].tolist()
    hovers = [
        f"{count} {what} given {low:.1f} to {high:.1f}<br>mean probability {full(mean)}"
        f"<br>right: {full(share)} ({round(share * count)} of {count})"
        for low, high, count, mean, share in zip(lowest, highest, counts, confidence, accuracy, strict=True)
    ]
    told = {"hovertext": hovers, "hoverinfo": "text", "cliponaxis": False}
    bars = {
        "type": "bar",
        "x": ((lowest + highest) / 2).tolist(),
        "y": accuracy,
        "width": (0.96 * (highest - lowest)).tolist(),
        "marker": {"color": faded(POSITIVE, 0.35), "line": {"width": 0}},
        "text": list(map(str, counts)),
        "textposition": "outside",
        "outsidetextfont": {"size": max(text_size - 1, 1), "color": ON_PAGE},
        "textangle": 0,
        "constraintext": "none",
        **told,
    }
    means = {
        "type": "scatter",
        "x": confidence,
        "y": accuracy,
        "mode": "markers",
        "marker": {"symbol": "diamond", "size": 9, "color": NEGATIVE},
        **told,
    }
    return bars, means
