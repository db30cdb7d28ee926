"""What all figures share."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Figure = dict[str, Any]

TEXT_SIZE = 12
"""The size of a figure's text in pixels, where it is not asked to be larger."""


def class_name(index: int) -> str:
    return f"class {index + 1}"


def note(x: Any, y: float, text: str, **options: Any) -> dict[str, Any]:
    """A text at a place of the figure."""
    return {"x": x, "y": y, "text": text, "showarrow": False, **options}


def figure(title: str, data: list[dict[str, Any]], text_size: int = TEXT_SIZE, **layout: Any) -> Figure:
    """The layout all figures have, and what this one has beside it."""
    ticks = {"tickfont": {"size": text_size}}
    for axis in ("xaxis", "yaxis"):
        layout[axis] = {**ticks, **layout.get(axis, {})}
    top, side = (2.5, 3) if title else (0.5, 3)
    return {
        "data": data,
        "layout": {
            "title": {"text": title, "font": {"size": text_size + 3}, "x": 0, "y": 0.985, "yanchor": "top"},
            "margin": {"l": side * text_size, "r": 8, "t": top * text_size, "b": 2.5 * text_size},
            "font": {"size": text_size},
            # A finger that scrolls the page must not zoom a picture; the buttons above each turn zooming on.
            "dragmode": False,
            "showlegend": False,
            "hovermode": "closest",
            # The user's zoom outlives a redraw.
            "uirevision": title,
            **layout,
        },
    }
