"""A whole training as one figure with a frame a round, which Plotly itself plays and scrubs."""

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from ..curves import loss_curve
from ..network import network
from ..style import Array, Figure
from . import moving
from .layout import arrangement, look, pictures
from .moving import LOSS, Trace


class Rounds(NamedTuple):
    """The rounds of a training that have a frame, ascending, and what each has; all arrays begin with their axis."""

    numbers: Array  # (n_rounds,) of int
    x: Array  # (n_rounds, n_features)
    weights: Array  # (n_rounds, n_features, n_classes)
    bias: Array  # (n_rounds, n_classes)
    logits: Array  # (n_rounds, n_classes)
    probabilities: Array  # (n_rounds, n_classes)
    true_class: Array  # (n_rounds,) of int
    losses: dict[str, Array]  # name to (n_rounds,)


def training_replay(
    rounds: Rounds,
    *,
    shown: str,
    chance: float,
    largest: float,
    names: Array,
    edits: Mapping[int, str],
    dark: bool | None = False,
    log: bool = False,
) -> Figure:
    """Network, ŷ bars, loss and weight cells at each of some rounds, with Play, Pause and a slider.

    The pictures stand two a row; where that is too narrow, `Plotly.relayout` with `arrangement(…, narrow=True)` puts
    them below each other.

    Args:
        rounds: those shown; the last of them is the last there is.
        shown: the name of the loss that counts; all are drawn.
        chance: the loss of equal probabilities.
        largest: the size of weight or bias that has the full colour.
        names: what each weight is called and, in the last row, each bias, (n_features + 1, n_classes) of str.
        edits: what was edited, by round.
        dark: whether the page is dark; None takes the colours of the theme around it, as Streamlit has one.
        log: whether the loss axis is logarithmic.

    Returns:
        `data`, `layout` and `frames`, of plain lists and numbers.
    """
    numbers, shape = rounds.numbers.tolist(), rounds.weights.shape[1:]
    curve = loss_curve(
        rounds.numbers,
        rounds.losses,
        shown=shown,
        chance=chance,
        at=numbers[0],
        edits={round: text for round, text in edits.items() if round in numbers},
        log=log,
    )
    *still, mark = ({**trace, **LOSS, "x": list(map(int, trace["x"]))} for trace in curve["data"])
    still.append(moving.color_legend())
    moments = [*_moments(rounds, mark, rounds.losses[shown].tolist(), largest, names, edits, log)]
    start = network(*(part[0] for part in rounds[1:6]), 0)
    still.append(moving.still_names(start))
    layout = pictures(start["layout"], shape, numbers, largest, edited=bool(edits))
    layout["xaxis3"] |= {key: value for key, value in curve["layout"]["xaxis"].items() if key != "title"}
    ends = loss_range(np.concatenate(list(rounds.losses.values())), log)
    layout["yaxis3"] |= curve["layout"]["yaxis"] | {"range": ends}
    places = arrangement(*shape, edited=bool(edits))
    for key, value in (places | ({} if dark is None else look(dark))).items():
        put(layout, key, value)
    frames = [*frames_of(numbers, moments, first=len(still))]
    return {"data": [*still, *moments[0]], "layout": layout, "frames": frames}


def _moments(
    rounds: Rounds, mark: Trace, losses: list[float], largest: float, names: Array, edits: Mapping[int, str], log: bool
) -> Iterator[list[Trace]]:
    """What moves, as it is at each round."""
    last = int(rounds.numbers[-1])
    for place, round in enumerate(rounds.numbers.tolist()):
        _, x, weights, bias, logits, probabilities, true_class = (part[place] for part in rounds[:7])
        yield [
            *moving.layer(x, weights, bias, logits, probabilities, int(true_class)),
            *moving.bars(probabilities.tolist(), int(true_class)),
            moving.moved(mark, round, losses[place], log),
            *moving.cells(names, np.vstack([weights, bias]), largest),
            moving.status(round, last, losses[place], edits),
        ]


def frames_of(rounds: list[int], moments: list[list[Trace]], first: int) -> Iterator[dict[str, Any]]:
    """A frame a round, with what ever changes of each moving trace.

    All of them are in each frame, even those that stand still in this run: Plotly draws what it animates above what
    it does not, and edges would come to lie over nodes.
    """
    changing = [
        [key for key in traces[0] if any(trace[key] != traces[0][key] for trace in traces)]
        for traces in zip(*moments, strict=True)
    ]
    places = list(range(first, first + len(changing)))
    for round, traces in zip(rounds, moments, strict=True):
        data = [
            # Plotly for Python takes a trace without a type for a scatter trace.
            {key: trace[key] for key in keys} | ({} if trace["type"] == "scatter" else {"type": trace["type"]})
            for trace, keys in zip(traces, changing, strict=True)
        ]
        yield {"name": str(round), "traces": places, "data": data}


def loss_range(losses: Array, log: bool) -> list[float]:
    """The ends of the loss axis, with room for the mark; an animation does not fit axes to what they show."""
    if not log:
        top = float(losses.max()) or 1.0
        return [-0.04 * top, 1.08 * top]
    positive = losses[losses > 0]
    low, high = (math.log10(end) for end in (positive.min(), positive.max())) if positive.size else (0.0, 0.0)
    room = 0.05 * (high - low) + 0.1
    return [low - room, high + room]


def put(layout: dict[str, Any], key: str, value: Any) -> None:
    """Set what `Plotly.relayout` would set: `a.b` or `a[0].b`."""
    *where, last = re.findall(r"[^.\[\]]+", key)
    for part in where:
        layout = layout[int(part)] if part.isdigit() else layout.setdefault(part, {})
    layout[last] = value
