"""The weights of pictures as pictures: for each class, how much each pixel speaks for it or against it."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from dashboard.text import full, short

from .colors import SIGNED_SCALE
from .style import TEXT_SIZE, Array, Figure, drawn_names, figure, note, unit

MOST_OF_ROW = 3
"""So many pictures stand in one row; more in two."""

_BETWEEN, _ABOVE = 1, 2  # pixels of a picture, beside it and for its name


def weight_images(
    weights: Array,
    bias: Array,
    changes: Array,
    shape: tuple[int, int],
    *,
    largest: float,
    classes: Sequence[str],
    text_size: int = TEXT_SIZE,
) -> Figure:
    """The weights of each class as a picture, with its name and its bias above.

    Args:
        weights: (n_features, n_classes), the features being the pixels row by row.
        bias: (n_classes,).
        changes: what the next round adds to each weight, for the hover, (n_features, n_classes).
        shape: rows and columns of a picture.
        largest: the size of weight that has the full colour.
        classes: their names.
        text_size: in pixels.
    """
    height, width = shape
    beside = len(classes) if len(classes) <= MOST_OF_ROW else -(-len(classes) // 2)
    size = -(-len(classes) // beside) * (height + _ABOVE), beside * (width + _BETWEEN) - _BETWEEN
    divisor, ticks = unit(largest)
    cells = np.full(size, None, dtype=object)
    hovers = np.full(size, "", dtype=object)
    names = drawn_names(classes, 10)
    titles = []
    for k, name in enumerate(names):
        top, left = k // beside * (height + _ABOVE) + _ABOVE, k % beside * (width + _BETWEEN)
        place = slice(top, top + height), slice(left, left + width)
        cells[place] = (weights[:, k] / divisor).reshape(shape)
        hovers[place] = np.reshape(_hovers(name, weights[:, k], changes[:, k], shape), shape)
        middle = left + (width - 1) / 2
        titles.append(note(middle, top - 0.5, f"<b>{name}</b> b {short(bias[k], 3)}", yanchor="bottom"))
    bare = {"showticklabels": False, "showgrid": False, "zeroline": False}
    pixels = {
        "type": "heatmap",
        "z": cells.tolist(),
        "zmin": -largest / divisor,
        "zmax": largest / divisor,
        "colorscale": SIGNED_SCALE,
        "xgap": 1,
        "ygap": 1,
        "hoverongaps": False,
        "hovertext": hovers.tolist(),
        "hoverinfo": "text",
        "colorbar": {"thickness": 10, "outlinewidth": 0, "nticks": 5, "exponentformat": "e", **ticks},
    }
    return figure(
        "",
        [pixels],
        text_size,
        xaxis=bare,
        yaxis={**bare, "range": [size[0] - 0.5, -0.5], "scaleanchor": "x", "constrain": "domain"},
        annotations=titles,
        margin={"l": 4, "t": 4, "b": 4},
    )


def _hovers(name: str, weights: Array, changes: Array, shape: tuple[int, int]) -> list[Any]:
    return [
        f"{name}, pixel in row {row + 1}, column {column + 1}: {full(weight)}<br>Step adds {full(change)}"
        for (row, column), weight, change in zip(np.ndindex(shape), weights.tolist(), changes.tolist(), strict=True)
    ]
