"""What all figures share."""

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.text import short, shown_names

from .colors import INK, NEUTRAL, faded

Array = NDArray[np.float64]
Figure = dict[str, Any]

TEXT_SIZE = 12
"""The size of a figure's text in pixels, where it is not asked to be larger."""


# A figure brings its own few colours. Streamlit's template for Plotly would double the time a chart takes to draw, and
# let it be drawn a second time. On the page its text and paper are the page's own (styles.CHARTS); a saved picture has
# these.
_PAPER = "#FFFFFF"
LINES = faded(NEUTRAL, 0.3)
_CLEAR = "rgba(0, 0, 0, 0)"


_SMALLEST = 1e-300
"""Plotly divides a length in pixels by the span of an axis, which must not overflow."""


def unit(largest: float, write: Callable[[str], str] = str) -> tuple[float, dict[str, Any]]:
    """What to divide values by before they are drawn, and what their axis or legend of colours needs besides.

    That is 1 and nothing, but where no value is larger than 1e-300.

    Args:
        largest: the size of the largest value.
        write: what is made of a number's text.
    """
    if largest >= _SMALLEST or largest == 0:
        return 1.0, {}
    return largest, {"tickvals": [-1, 0, 1], "ticktext": [write(short(part * largest)) for part in (-1, 0, 1)]}


def as_text(name: str) -> str:
    """A name that anybody may have made, as Plotly shows it letter by letter: it reads HTML in all its texts.

    >>> as_text("<b>R&D</b>")
    '&lt;b&gt;R&amp;D&lt;/b&gt;'
    """
    return escape(name, quote=False)


def class_name(index: int) -> str:
    return f"class {index + 1}"


def drawn_names(names: Sequence[str], most: int = 14) -> list[str]:
    """Names of the user's, shortened, as Plotly shows them letter by letter: it reads its texts as HTML."""
    return [as_text(name) for name in shown_names(names, most)]


def note(x: Any, y: float, text: str, **options: Any) -> dict[str, Any]:
    """A text at a place of the figure."""
    return {"x": x, "y": y, "text": text, "showarrow": False, **options}


def figure(title: str, data: list[dict[str, Any]], text_size: int = TEXT_SIZE, **layout: Any) -> Figure:
    """The layout all figures have, and what this one has beside it."""
    ticks = {"ticks": "", "gridcolor": LINES, "zerolinecolor": LINES}
    layout["xaxis"] = {**ticks, "showgrid": False, "zeroline": False, **layout.get("xaxis", {})}
    layout["yaxis"] = {**ticks, **layout.get("yaxis", {})}
    left, bottom = (4.5, 4) if "title" in layout["xaxis"] else (3, 2.5)  # numbers are longer than names
    top = 2.5 if title else 0.5
    margin = {"l": left * text_size, "r": 8, "t": top * text_size, "b": round(bottom * text_size, 1), "pad": 8}
    return {
        "data": data,
        "layout": {
            "title": {
                "text": title and f"<b>{title}</b>",
                "font": {"size": text_size + 3},
                "x": 0,
                "xanchor": "left",
                "y": 0.985,
                "yanchor": "top",
                "pad": {"l": 4},
            },
            "font": {"family": '"Source Sans", sans-serif', "size": text_size, "color": INK},
            "paper_bgcolor": _PAPER,
            "plot_bgcolor": _CLEAR,
            "hoverlabel": {"bgcolor": _PAPER, "bordercolor": NEUTRAL, "font": {"color": INK}},
            "modebar": {"bgcolor": _CLEAR, "color": NEUTRAL, "activecolor": NEUTRAL},
            # A finger that scrolls the page must not zoom a picture; the buttons above each turn zooming on.
            "dragmode": False,
            "showlegend": False,
            "hovermode": "closest",
            # The user's zoom outlives a redraw.
            "uirevision": title,
            **layout,
            "legend": {"bgcolor": _CLEAR, **layout.get("legend", {})},
            "margin": {**margin, **layout.get("margin", {})},
        },
    }
