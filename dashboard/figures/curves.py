"""What changes over the rounds, as curves."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.text import full

from .colors import CLASS_SYMBOLS, CLASSES, NEGATIVE, NEUTRAL, POSITIVE, faded
from .style import TEXT_SIZE, Array, Figure, figure, note, unit

DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
"""Which of the curves of a class is which."""

CHANCE = "chance: all ŷ equal"
"""The line of a guess, as the legend names it."""

MOST_POINTS = 240
"""How many points a curve is drawn with at the most: about two for each three pixels of its width."""


def kept_points(curves: Array, always: Sequence[int] = (), most: int = MOST_POINTS) -> NDArray[np.intp]:
    """Which points of long curves to draw: both ends, the lowest and highest of each stretch, and `always`.

    Args:
        curves: (n_points, n_curves).
        always: indices that are kept whatever their values.
        most: about how many points a curve keeps.

    Returns:
        Indices into the points, ascending.
    """
    n_points, n_curves = curves.shape
    if n_points <= most:
        return np.arange(n_points)
    length = int(np.ceil(n_points / max(1, most // (2 * n_curves))))
    n_stretches = int(np.ceil(n_points / length))
    # The last stretch is filled up with the last point, of which the first is found.
    filled = np.concatenate([curves, np.repeat(curves[-1:], n_stretches * length - n_points, axis=0)])
    stretches = filled.reshape(n_stretches, length, n_curves)
    starts = np.arange(n_stretches)[:, None] * length
    extremes = [(stretches.argmin(axis=1) + starts).ravel(), (stretches.argmax(axis=1) + starts).ravel()]
    kept = np.concatenate([*extremes, [0, n_points - 1], list(always)]).astype(np.intp)
    return np.unique(kept)


def loss_curve(
    rounds: Array,
    losses: dict[str, Array],
    *,
    shown: str,
    chance: float,
    at: int,
    edits: dict[int, str],
    log: bool = False,
    text_size: int = TEXT_SIZE,
) -> Figure:
    """Losses over the rounds, the round looked at and the edits marked, and the loss of a guess.

    Args:
        rounds: which rounds the losses are of, (n_points,); the round looked at and those of the edits are among them.
        losses: name to values, (n_points,).
        shown: the name of the loss that counts; the others are drawn thinner.
        chance: the loss of ŷ = 1/n_classes, drawn for comparison.
        at: the round looked at.
        edits: what was edited, by round.
        log: whether the loss axis is logarithmic; a loss of exactly 0 then has no place on it.
        text_size: in pixels.
    """
    last = max(int(rounds[-1]), 1)
    value_at = dict(zip(rounds.tolist(), losses[shown].tolist(), strict=True))
    notes = []
    if log and value_at[at] == 0:
        notes.append(note(at, 0, "loss is exactly 0 here", yref="paper", yshift=10))
    return figure(
        "Loss",
        [
            *(_loss_line(name, rounds, values, main=name == shown, log=log) for name, values in losses.items()),
            _chance_line(chance, last),
            *([_edit_marks(edits, value_at, log)] if edits else []),
            _now_mark(at, value_at[at], log),
        ],
        text_size,
        xaxis=round_axis(last, text_size),
        yaxis=log_axis(losses.values()) if log else {"rangemode": "tozero", "exponentformat": "e"},
        shapes=[line_at(at)],
        annotations=notes,
        showlegend=True,
        legend={"orientation": "h", "x": 1, "xanchor": "right", "y": 1.02, "yanchor": "bottom"},
    )


def _loss_line(name: str, rounds: Array, values: Array, *, main: bool, log: bool) -> dict[str, Any]:
    color = POSITIVE if main else NEUTRAL
    return {
        "type": "scatter",
        "name": name,
        "x": rounds.tolist(),
        "y": drawable(values, log),
        "mode": "lines+markers" if len(rounds) <= 30 else "lines",
        "line": {"color": color, "width": 2.5 if main else 1.2, "dash": "solid" if main else "dot"},
        "marker": {"size": 5 if main else 3},
        "hovertemplate": f"round %{{x}}<br>{name}: %{{customdata}}<extra></extra>",
    }


def _chance_line(chance: float, last: int) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": CHANCE,
        "x": [0, last],
        "y": [chance, chance],
        "mode": "lines",
        "line": {"color": NEUTRAL, "width": 1, "dash": "dash"},
        "hovertemplate": f"{CHANCE}, loss {full(chance)}<extra></extra>",
    }


def _edit_marks(edits: dict[int, str], value_at: dict[int, float], log: bool) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": "edit",
        "x": list(edits),
        "y": drawable(np.array([value_at[round] for round in edits]), log),
        "mode": "markers",
        "marker": {"symbol": "diamond", "size": 10, "color": NEGATIVE},
        "cliponaxis": False,
        "customdata": list(edits.values()),
        "hovertemplate": "round %{x}: %{customdata}<extra></extra>",
    }


def _now_mark(at: int, loss: float, log: bool) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": "now",
        "x": [at],
        "y": drawable(np.array([loss]), log),
        "mode": "markers",
        "marker": {"symbol": "circle-open", "size": 13, "color": POSITIVE, "line": {"width": 3}},
        "cliponaxis": False,  # or half the ring is cut off at a loss of 0
        "showlegend": False,
        "customdata": [full(loss)],
        "hovertemplate": "round looked at: %{x}<br>loss: %{customdata}<extra></extra>",
    }


def curves_over_rounds(title: str, rounds: Array, curves: dict[str, Array], classes: Sequence[int], at: int) -> Figure:
    """One line a curve, coloured by the class it belongs to, the round looked at marked.

    Args:
        title: of the figure.
        rounds: (n_points,).
        curves: name to values, (n_points,).
        classes: the class index of each curve.
        at: the round looked at.
    """
    divisor, ticks = unit(max(float(np.abs(values).max()) for values in curves.values()))
    seen: dict[int, int] = {}
    data = []
    for (name, values), k in zip(curves.items(), classes, strict=True):
        nth = seen[k] = seen.get(k, -1) + 1
        data.append(
            {
                "type": "scatter",
                "name": name,
                "x": rounds.tolist(),
                "y": (values / divisor).tolist(),
                "mode": "lines+markers",
                "line": {
                    "color": CLASSES[k],
                    "dash": DASHES[nth % len(DASHES)],
                },
                # One mark in about ten points is enough to tell lines apart without their colour.
                "marker": {"symbol": CLASS_SYMBOLS[k], "size": 8, "maxdisplayed": 10},
                "customdata": [full(value) for value in values.tolist()],
                "hovertemplate": f"round %{{x}}<br>{name}: %{{customdata}}<extra></extra>",
            }
        )
    last = max(int(rounds[-1]), 1)
    return figure(
        title,
        data,
        xaxis=round_axis(last),
        yaxis=ticks,
        shapes=[line_at(at)],
        # A legend longer than the picture is high would only scroll; the hover names each line.
        showlegend=len(curves) <= 12,
    )


def round_axis(last: int, text_size: int = TEXT_SIZE) -> dict[str, Any]:
    """An axis of the rounds 0 to `last`."""
    axis = {
        "title": {"text": "round", "font": {"size": text_size}, "standoff": 10},
        "range": [-0.02 * last, 1.03 * last],
    }
    return {**axis, "dtick": 1} if last < 8 else axis


def log_axis(curves: Iterable[Array]) -> dict[str, Any]:
    """A log axis whose ticks have their numbers in full, where Plotly itself writes 5 for 0.5.

    Ticks stand at 1, 2 and 5 where the axis spans little more than a decade; else where Plotly puts them.
    """
    positive = np.concatenate([values[values > 0] for values in curves])
    narrow = positive.size and positive.max() < 30 * positive.min()
    return {"type": "log", "tickformat": "~g", **({"dtick": "D2"} if narrow else {})}


def line_at(round: int) -> dict[str, Any]:
    """A thin upright line at the round looked at."""
    line = {"color": faded(NEUTRAL, 0.5), "width": 1}
    return {"type": "line", "x0": round, "x1": round, "y0": 0, "y1": 1, "yref": "paper", "layer": "below", "line": line}


def drawable(values: Array, log: bool) -> list[float | None]:
    """On a log axis a loss of exactly 0 is left out."""
    return [None if log and value <= 0 else value for value in values.tolist()]
