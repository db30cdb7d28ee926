"""How good predictions are over the rounds: loss and accuracy."""

from typing import Any

import numpy as np

from dashboard.text import full

from .colors import NEGATIVE, POSITIVE
from .curves import drawable, kept_points, line_at, log_axis, round_axis
from .style import LINES, TEXT_SIZE, Array, Figure, figure

TRAINING, TEST = "training samples", "test samples"

COLORS = {TRAINING: POSITIVE, TEST: NEGATIVE}
DASHES = {TRAINING: "solid", TEST: "dash"}


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
        "line": {"color": COLORS[name], "width": 2, "dash": DASHES[name]},
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
        "marker": {"symbol": "circle-open", "size": 11, "color": COLORS[name], "line": {"width": 2.5}},
        "cliponaxis": False,
        "showlegend": False,
        "customdata": [full(value)],
        "hovertemplate": f"round looked at: {at}<br>{what} of the {name}: %{{customdata}}<extra></extra>",
    }
