"""Samples in the plane of two features, the regions that a model gives each class, and the lines between them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.text import full

from .colors import CLASS_SYMBOLS, CLASSES, NEGATIVE, NEUTRAL, POSITIVE, faded
from .style import TEXT_SIZE, Array, Figure, as_text, drawn_names, figure

Rows = NDArray[np.intp]

SHADES = 16
"""How many shades of a class there are between its least probability as the winner and 1."""

_PALEST, _FULLEST = 0.05, 0.4
_LEGEND = {"orientation": "h", "x": 1, "xanchor": "right", "y": 1.02, "yanchor": "bottom"}
_TRAINED, _HELD_BACK = 9, 6  # pixels, of a sample that trains and of one that tests
_MOST_OF_KEY, _MOST_OF_KEYS = 14, 8  # letters of a class in the legend, which takes from the room of the plane


def plane(
    x: Array,
    actual: Rows,
    predicted: Rows,
    *,
    shown: Rows,
    losses: Array,
    is_test: NDArray[np.bool_],
    classes: Sequence[str],
    features: tuple[str, str],
    across: Array,
    up: Array,
    winners: Rows,
    confidence: Array,
    lines: Iterable[Array],
    zero_lines: Iterable[tuple[int, Array]],
    batch: Rows,
    listed: Rows,
    sample: int | None,
    text_size: int = TEXT_SIZE,
) -> Figure:
    """Each sample filled with the colour of the class predicted for it and outlined with that of its own.

    Args:
        x: two features of the samples, (n_samples, 2).
        actual, predicted: class numbers, (n_samples,).
        shown: the samples that are drawn, by their rows, ascending.
        losses: of each sample, (n_samples,).
        is_test: whether a sample is held back from training, (n_samples,); it is drawn smaller.
        classes, features: their names; text_size: their pixels.
        across, up: the columns and rows of a grid, each evenly spaced.
        winners, confidence: the class predicted at each point of it and its probability, (n_up, n_across).
        lines, zero_lines: between the regions, and with its class where a score is 0; the ends of each, (2, 2).
        batch, listed: samples that are lit, by their rows, in two ways; they are among those that are drawn.
        sample: the one that is looked at; so is it.
    """
    keys = drawn_names(classes, _MOST_OF_KEY if len(classes) < 4 else _MOST_OF_KEYS)
    classes = [*map(as_text, classes)]
    hovers = _hovers(shown, actual, predicted, losses, is_test, classes)
    rows = [shown[actual[shown] == k] for k in range(len(classes))]
    marks = [_samples(k, name, x, rows[k], predicted, is_test, hovers) for k, name in enumerate(classes)]
    return figure(
        "",
        [
            _regions(across, up, winners, confidence, len(classes)),
            _lines(lines),
            *(_zero_line(label, ends) for label, ends in zero_lines),
            _rings("next batch", x, batch, 15, NEUTRAL, 1.5),
            _rings("listed", x, listed, 20, POSITIVE, 2),
            *marks,
            *map(_key, range(len(classes)), keys),
            _rings("looked at", x, np.array([] if sample is None else [sample], dtype=np.intp), 18, NEGATIVE, 3),
        ],
        text_size,
        xaxis=_axis(features[0], across, text_size),
        yaxis={**_axis(features[1], up, text_size), "showgrid": False},
        margin={"l": 5 * text_size},
        showlegend=True,
        legend=_LEGEND,
    )


def ends_of(values: Array) -> tuple[float, float]:
    """From where to where an axis goes that shows these values, with a little room."""
    lowest, highest = float(values.min()), float(values.max())
    room = 0.06 * (highest - lowest) or 1.0
    return lowest - room, highest + room


def _axis(name: str, places: Array, text_size: int) -> dict[str, Any]:
    title = {"text": as_text(name), "font": {"size": text_size}, "standoff": 8}
    return {"title": title, "range": [float(places[0]), float(places[-1])], "zeroline": False}


def _regions(across: Array, up: Array, winners: Rows, confidence: Array, n_classes: int) -> dict[str, Any]:
    """The winning class by its colour, the more the surer; one scale has the shades of all classes side by side."""
    sureness = (confidence - 1 / n_classes) / (1 - 1 / n_classes)
    shades = np.clip(np.floor(sureness * SHADES), 0, SHADES - 1).astype(int)
    scale = []
    for k in range(n_classes):
        first, last = k * SHADES / (n_classes * SHADES - 1), (k * SHADES + SHADES - 1) / (n_classes * SHADES - 1)
        scale += [[first, faded(CLASSES[k], _PALEST)], [last, faded(CLASSES[k], _FULLEST)]]
    return {
        "type": "heatmap",
        "x": across.tolist(),
        "y": up.tolist(),
        "z": (winners * SHADES + shades).tolist(),
        "zmin": 0,
        "zmax": n_classes * SHADES - 1,
        "colorscale": scale,
        "showscale": False,
        "hoverinfo": "skip",
    }


def _lines(lines: Iterable[Array]) -> dict[str, Any]:
    x, y = [], []
    for ends in lines:
        x += [*ends[:, 0].tolist(), None]
        y += [*ends[:, 1].tolist(), None]
    return {
        "type": "scatter",
        "name": "boundary",
        "x": x,
        "y": y,
        "mode": "lines",
        "line": {"color": NEUTRAL, "width": 2},
        "showlegend": False,
        "hoverinfo": "skip",
    }


def _zero_line(k: int, ends: Array) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": f"zero score of class {k + 1}",
        "x": ends[:, 0].tolist(),
        "y": ends[:, 1].tolist(),
        "mode": "lines",
        "line": {"color": CLASSES[k], "width": 1.5, "dash": "dash"},
        "showlegend": False,
        "hoverinfo": "skip",
    }


def _hovers(
    shown: Rows, actual: Rows, predicted: Rows, losses: Array, is_test: NDArray[np.bool_], classes: Sequence[str]
) -> dict[int, str]:
    return {
        row: f"sample {row + 1}{', test' if is_test[row] else ''}: {classes[actual[row]]}<br>"
        f"predicted {classes[predicted[row]]}<br>loss {full(losses[row])}"
        for row in shown.tolist()
    }


def _samples(
    k: int, name: str, x: Array, rows: Rows, predicted: Rows, is_test: NDArray[np.bool_], hovers: Mapping[int, str]
) -> dict[str, Any]:
    """The samples of a class; a click on one tells its row."""
    return {
        "type": "scatter",
        "name": name,
        "x": x[rows, 0].tolist(),
        "y": x[rows, 1].tolist(),
        "mode": "markers",
        "marker": {
            "symbol": CLASS_SYMBOLS[k],
            "opacity": 1,
            "size": sample_sizes(is_test[rows]),
            "color": [CLASSES[other] for other in predicted[rows]],
            "line": {"color": CLASSES[k], "width": 2},
        },
        "customdata": rows.tolist(),
        "showlegend": False,  # of which the mark would have the fill of the first sample
        "hovertext": [hovers[row] for row in rows.tolist()],
        "hoverinfo": "text",
    }


def sample_sizes(is_test: NDArray[np.bool_]) -> list[int]:
    """How large each sample is drawn, in pixels."""
    return np.where(is_test, _HELD_BACK, _TRAINED).tolist()


def _key(k: int, name: str) -> dict[str, Any]:
    """The mark of a class for the legend; it stands nowhere in the plane."""
    return {
        "type": "scatter",
        "name": name,
        "x": [None],
        "y": [None],
        "mode": "markers",
        "marker": {"symbol": CLASS_SYMBOLS[k], "size": _TRAINED, "color": CLASSES[k]},
    }


def _rings(name: str, x: Array, rows: Rows, size: int, color: str, width: float) -> dict[str, Any]:
    """Around these samples; `meta` tells their rows."""
    return {
        "type": "scatter",
        "name": name,
        "x": x[rows, 0].tolist(),
        "y": x[rows, 1].tolist(),
        "meta": rows.tolist(),
        "mode": "markers",
        "marker": {"symbol": "circle-open", "size": size, "color": color, "line": {"width": width}},
        "showlegend": False,
        "hoverinfo": "skip",
    }
