"""A training on a data set as one figure with a frame a round: the plane, loss and accuracy."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dashboard.text import full

from ..colors import CLASS_SYMBOLS, CLASSES, NEUTRAL, faded
from ..curves import drawable
from ..plane import sample_sizes
from ..scores import COLORS, DASHES, TRAINING
from ..style import TEXT_SIZE, Array, Figure, drawn_names
from . import moving
from .figure import frames_of, loss_range, put
from .layout import buttons, look, picture_title, placed, slider
from .moving import Trace

Rows = NDArray[np.intp]

_STATUS = 42
"""Pixels of its height."""

_ENTRY, _AROUND_ROW = 19, 50
"""Pixels of an entry of the legend, and what a row of pictures has above and below it, less what parts it from them."""

_LONGEST = 40
"""Letters of the name of an axis."""

PLANE, LOSS, ACCURACY = ({"xaxis": f"x{n}", "yaxis": f"y{n}"} for n in ("", 2, 3))


class Samples(NamedTuple):
    """The samples that are drawn, in the plane of two features."""

    x: Array  # (n_samples, 2)
    actual: Rows  # (n_samples,)
    is_test: NDArray[np.bool_]  # (n_samples,)
    classes: Sequence[str]
    features: Sequence[str]  # two
    ends: tuple[tuple[float, float], tuple[float, float]]  # of the plane, across and up


class Curves(NamedTuple):
    """Loss and accuracy of TRAINING and, where there are test samples, of TEST, by round; arrays of (n_points,)."""

    rounds: Array
    losses: Mapping[str, Array]
    accuracies: Mapping[str, Array]


class StudyFrame(NamedTuple):
    """A round that has a frame."""

    round: int
    predicted: Rows  # of each sample drawn, (n_samples,)
    regions: Sequence[Array]  # the corners of what each class wins, (n_corners, 2)
    losses: Mapping[str, float]
    accuracies: Mapping[str, float]


def study_replay(
    samples: Samples, curves: Curves, frames: Sequence[StudyFrame], *, dark: bool = False, log: bool = False
) -> Figure:
    """The plane, loss and accuracy at each of some rounds, with Play, Pause and a slider.

    Args:
        samples, curves: what stands still.
        frames: what moves, by round; the last of them is the last there is.
        dark: whether the page is dark.
        log: whether the loss axis is logarithmic.

    Returns:
        `data`, `layout` and `frames`, of plain lists and numbers.
    """
    names = drawn_names(samples.classes)
    still = [*_curves(curves, log), *_keys(names)]
    rounds = [frame.round for frame in frames]
    moments = [_moment(samples, names, frame, rounds[-1], log) for frame in frames]
    layout = _layout(samples, curves, frames, log)
    for key, value in (study_arrangement(len(names)) | look(dark)).items():
        put(layout, key, value)
    return {
        "data": [*still, *moments[0]],
        "layout": layout,
        "frames": [*frames_of(rounds, moments, first=len(still))],
    }


def study_arrangement(n_classes: int, narrow: bool = False) -> dict[str, Any]:
    """Where everything stands, as an update for `Plotly.relayout`.

    Args:
        n_classes: how many classes there are.
        narrow: one picture a row, for less than about 700 pixels; above them the legend has a row an entry.
    """
    if narrow:
        update = placed(
            [(_ENTRY * (n_classes + 2) - _AROUND_ROW, []), (300, [""]), (150, [2]), (110, [3])], _STATUS, narrow
        )
        return update | {"legend.x": -0.1, "legend.xanchor": "left", "legend.y": update["yaxis5.domain"][0]}
    update = placed([(280, ["", 2]), (150, [3])], _STATUS, narrow)
    update["xaxis3.domain"] = update["xaxis2.domain"]
    update["yaxis.domain"] = [update["yaxis3.domain"][0], update["yaxis.domain"][1]]
    return update | {"legend.x": 1, "legend.xanchor": "right", "legend.y": 1}


def _curves(curves: Curves, log: bool) -> list[Trace]:
    drawn = []
    for values, axes in ((curves.losses, LOSS), (curves.accuracies, ACCURACY)):
        for name, curve in values.items():
            drawn.append(
                {
                    "type": "scatter",
                    "mode": "lines",
                    "name": name,
                    "x": curves.rounds.tolist(),
                    "y": drawable(curve, log and axes is LOSS),
                    "line": {"color": COLORS[name], "width": 2, "dash": DASHES[name]},
                    "showlegend": axes is LOSS,
                    "hovertemplate": f"round %{{x}}<br>{name}: %{{y}}<extra></extra>",
                    **axes,
                }
            )
    return drawn


def _keys(names: Sequence[str]) -> list[Trace]:
    """The marks of the classes for the legend; they stand nowhere in the plane."""
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "name": name,
            "x": [None],
            "y": [None],
            "marker": {"symbol": CLASS_SYMBOLS[k], "size": 9, "color": CLASSES[k]},
            **PLANE,
        }
        for k, name in enumerate(names)
    ]


def _moment(samples: Samples, names: Sequence[str], frame: StudyFrame, last: int, log: bool) -> list[Trace]:
    """What moves, as it is at a round."""
    marks = []
    for values, axes in ((frame.losses, LOSS), (frame.accuracies, ACCURACY)):
        marks += [_mark(name, frame.round, value, axes, log and axes is LOSS) for name, value in values.items()]
    return [
        *(_region(k, corners) for k, corners in enumerate(frame.regions)),
        *(_samples(samples, names, k, frame.predicted) for k in range(len(names))),
        *marks,
        moving.status(frame.round, last, frame.losses[TRAINING], {}),
    ]


def _region(k: int, corners: Array) -> Trace:
    """What a class wins, outlined: where two meet is a boundary."""
    around = [*corners.tolist(), *corners[:1].tolist()]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [x for x, _ in around] or [None],
        "y": [y for _, y in around] or [None],
        "fill": "toself",
        "fillcolor": faded(CLASSES[k], 0.22),
        "line": {"color": NEUTRAL, "width": 1.5},
        "hoverinfo": "skip",
        "showlegend": False,
        **PLANE,
    }


def _samples(samples: Samples, names: Sequence[str], k: int, predicted: Rows) -> Trace:
    """The samples of a class, each filled with the colour of the class predicted for it."""
    rows = np.flatnonzero(samples.actual == k)
    return {
        "type": "scatter",
        "mode": "markers",
        "x": samples.x[rows, 0].tolist(),
        "y": samples.x[rows, 1].tolist(),
        "marker": {
            "symbol": CLASS_SYMBOLS[k],
            "opacity": 1,
            "size": sample_sizes(samples.is_test[rows]),
            "color": [CLASSES[other] for other in predicted[rows]],
            "line": {"color": CLASSES[k], "width": 2},
        },
        "hovertemplate": f"{names[k]}<br>%{{x}}, %{{y}}<extra></extra>",
        "showlegend": False,
        **PLANE,
    }


def _mark(name: str, round: int, value: float, axes: Mapping[str, str], log: bool) -> Trace:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [round],
        "y": drawable(np.array([value]), log),
        "marker": {"symbol": "circle-open", "size": 11, "color": COLORS[name], "line": {"width": 2.5}},
        "customdata": [full(value)],
        "hovertemplate": f"round %{{x}}<br>{name}: %{{customdata}}<extra></extra>",
        "cliponaxis": False,
        "showlegend": False,
        **axes,
    }


def _layout(samples: Samples, curves: Curves, frames: Sequence[StudyFrame], log: bool) -> dict[str, Any]:
    """What does not depend on where the pictures stand, nor on the page's colours."""
    plain = {"zeroline": False, "fixedrange": True}
    hidden = {"visible": False, "fixedrange": True}
    across, up = drawn_names(samples.features, _LONGEST)
    last = max(frames[-1].round, 1)
    by_round = {**plain, "range": [-0.02 * last, 1.03 * last], "showgrid": False}
    losses = [*curves.losses.values(), *(np.array([*frame.losses.values()]) for frame in frames)]
    titles = {"": "Plane of two features", 2: "Loss by round", 3: "Accuracy by round"}
    return {
        "font": {"size": TEXT_SIZE},
        "dragmode": False,
        "hovermode": "closest",
        "legend": {"orientation": "h", "yanchor": "top", "bgcolor": "rgba(0,0,0,0)"}
        | {"itemclick": False, "itemdoubleclick": False},
        "xaxis": {**plain, "showgrid": False, "anchor": "y", "range": list(samples.ends[0])}
        | {"title": {"text": across, "font": {"size": TEXT_SIZE}, "standoff": 4}},
        "yaxis": {**plain, "showgrid": False, "anchor": "x", "range": list(samples.ends[1])}
        | {"title": {"text": up, "font": {"size": TEXT_SIZE}, "standoff": 4}},
        "xaxis2": {**by_round, "anchor": "y2"},
        "yaxis2": {**plain, "anchor": "x2", "exponentformat": "e", "range": loss_range(np.concatenate(losses), log)}
        | ({"type": "log"} if log else {}),
        "xaxis3": {**by_round, "anchor": "y3"},
        "yaxis3": {**plain, "anchor": "x3", "range": [-0.05, 1.08], "tickformat": ".0%", "nticks": 4},
        "xaxis5": {**hidden, "range": [0, 1], "anchor": "y5"},
        "yaxis5": {**hidden, "range": [0, 2], "anchor": "x5"},
        "annotations": [picture_title(n, text) for n, text in titles.items()],
        "updatemenus": [buttons(len(frames))],
        "sliders": [slider([frame.round for frame in frames])],
    }
