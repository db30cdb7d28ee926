"""How good predictions are: loss and accuracy over the rounds, and which class is taken for which."""

from typing import Any

import numpy as np

from dashboard.text import full

from .colors import INK, NEGATIVE, POSITIVE, SIGNED_SCALE
from .curves import drawable, kept_points, line_at, log_axis, round_axis
from .style import LINES, TEXT_SIZE, Array, Figure, as_text, figure

TRAINING, TEST = "training samples", "test samples"

_COLORS = {TRAINING: POSITIVE, TEST: NEGATIVE}
_DASHES = {TRAINING: "solid", TEST: "dash"}


def score_curves(
    rounds: Array,
    losses: dict[str, Array],
    accuracies: dict[str, Array],
    *,
    at: int,
    now: dict[str, tuple[float, float]],
    log: bool = False,
    text_size: int = TEXT_SIZE,
) -> Figure:
    """The loss over the rounds and beneath it the accuracy, of the training and of the test samples.

    Args:
        rounds: which rounds the values are of, the last of each epoch, (n_epochs,).
        losses, accuracies: of TRAINING and, where there are test samples, of TEST, (n_epochs,).
        at: the round looked at.
        now: loss and accuracy there, by the same names.
        log: whether the loss axis is logarithmic; a loss of exactly 0 then has no place on it.
        text_size: in pixels.
    """
    kept = kept_points(np.stack([*losses.values(), *accuracies.values()], axis=1))
    last = max(int(rounds[-1]), at, 1)
    data = []
    for values, place, axis in ((losses, 0, "y"), (accuracies, 1, "y2")):
        is_log = log and axis == "y"
        for name, curve in values.items():
            what = "loss" if axis == "y" else "accuracy"
            data.append(_curve(name, what, rounds[kept], curve[kept], axis, is_log))
            data.append(_now(name, what, at, now[name][place], axis, is_log))
    return figure(
        "",
        data,
        text_size,
        xaxis={**round_axis(last, text_size), "anchor": "y2"},
        yaxis={
            **(log_axis(losses.values()) if log else {"rangemode": "tozero", "exponentformat": "e"}),
            "domain": [0.46, 1],
            "title": {"text": "loss", "font": {"size": text_size}, "standoff": 8},
        },
        yaxis2={
            "domain": [0, 0.36],
            "range": [-0.03, 1.05],
            "tickformat": ".0%",
            "nticks": 4,
            "ticks": "",
            "zeroline": False,
            "gridcolor": LINES,
            "title": {"text": "accuracy", "font": {"size": text_size}, "standoff": 8},
        },
        shapes=[line_at(at)],
        margin={"l": 5 * text_size},
        showlegend=True,
        legend={"orientation": "h", "x": 1, "xanchor": "right", "y": 1.02, "yanchor": "bottom"},
    )


def _curve(name: str, what: str, rounds: Array, values: Array, axis: str, log: bool) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": name,
        "x": rounds.tolist(),
        "y": drawable(values, log),
        "yaxis": axis,
        "mode": "lines+markers" if len(rounds) <= 30 else "lines",
        "line": {"color": _COLORS[name], "width": 2, "dash": _DASHES[name]},
        "marker": {"size": 4},
        "showlegend": axis == "y",
        "hovertemplate": f"round %{{x}}<br>{what} of the {name}: %{{customdata}}<extra></extra>",
    }


def _now(name: str, what: str, at: int, value: float, axis: str, log: bool) -> dict[str, Any]:
    return {
        "type": "scatter",
        "x": [at],
        "y": drawable(np.array([value]), log),
        "yaxis": axis,
        "mode": "markers",
        "marker": {"symbol": "circle-open", "size": 11, "color": _COLORS[name], "line": {"width": 2.5}},
        "cliponaxis": False,
        "showlegend": False,
        "customdata": [full(value)],
        "hovertemplate": f"round looked at: {at}<br>{what} of the {name}: %{{customdata}}<extra></extra>",
    }


def confusion_grid(matrix: Array, classes: list[str], text_size: int = TEXT_SIZE) -> Figure:
    """How many samples of each class, a row, are predicted as each, a column; the shade is the share of the row.

    Args:
        matrix: counts, (n_classes, n_classes).
        classes: their names.
        text_size: in pixels.
    """
    totals = matrix.sum(axis=1, keepdims=True)
    shares = np.divide(matrix, totals, out=np.zeros(matrix.shape), where=totals > 0)
    right = np.eye(len(matrix), dtype=bool)
    width = max(map(len, classes))
    classes = list(map(as_text, classes))
    places = list(range(len(classes)))
    axis = {"tickvals": places, "ticktext": classes, "showgrid": False, "zeroline": False}
    title = {"font": {"size": text_size}, "standoff": 8}
    hovers = [
        f"{count} of {total[0]} samples of {actual} predicted as {predicted}"
        for row, total, actual in zip(matrix.tolist(), totals.tolist(), classes, strict=True)
        for count, predicted in zip(row, classes, strict=True)
    ]
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
            {
                "type": "scatter",
                "x": places * len(places),
                "y": [row for row in places for _ in places],
                "mode": "markers+text",
                "marker": {"symbol": "square", "size": 40, "opacity": 0},
                "text": [f"<b>{count}</b>" for count in matrix.ravel().tolist()],
                "textfont": {"size": text_size + 1, "color": INK},
                "hovertext": hovers,
                "hoverinfo": "text",
            },
        ],
        text_size,
        xaxis={**axis, "title": {"text": "predicted", **title}, "range": [-0.5, len(classes) - 0.5]},
        yaxis={**axis, "title": {"text": "actual", **title}, "range": [len(classes) - 0.5, -0.5]},
        margin={"l": (3 + 0.55 * width) * text_size},
    )
