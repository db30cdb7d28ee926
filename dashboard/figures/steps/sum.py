"""The sum that makes a logit."""

from typing import Any

import numpy as np

from dashboard.text import full
from softmax_core.names import subscript

from ..colors import CLASSES, NEGATIVE, NEUTRAL, POSITIVE, faded
from ..style import TEXT_SIZE, Array, Figure, class_name, figure
from .moving import UNLIT, Moving, number


def logit_sum(
    x: Array,
    weights: Array,
    bias: float,
    logit: float,
    k: int,
    *,
    lit_row: int | None = None,
    covered: bool = False,
    text_size: int = TEXT_SIZE,
) -> Moving:
    """Each product w·x as a bar that begins where the last one ended, then the bias, then all of it: the logit.

    It grows from bars without height.

    Args:
        x: (n_features,).
        weights: those of the class, (n_features,).
        bias: b_k.
        logit: θ_k.
        k: the index of the class.
        lit_row: the product, or after those the bias, a spotlight is on.
        covered: whether what is computed is not shown yet.
        text_size: in pixels.
    """
    terms = [*(weights * x).tolist(), float(bias)]
    ends = np.cumsum(terms).tolist()
    begins = [0.0, *ends[:-1]]
    # Divided by the largest: Plotly cannot draw what floats can hold.
    largest = max(map(abs, [*terms, *ends, logit])) or 1.0
    names = _names(len(x), k)
    values = [*terms, logit]
    last = len(terms)
    shown = [0.0 if covered else value / largest for value in values]
    bases = [0.0 if covered else value / largest for value in [*begins, 0.0]]

    hovers = [name if covered else f"{name} = {full(value)}" for name, value in zip(names, values, strict=True)]
    told = [f"<u><b>{name}</b></u>" if i == lit_row else name for i, name in enumerate(names)]
    ticks = [f"{name}<br>{number(value, covered, last + 1)}" for name, value in zip(told, values, strict=True)]
    look = {**_look(terms, k, lit_row), "hovertext": hovers, "hoverinfo": "text"}

    def drawn(heights: list[float], starts: list[float]) -> Figure:
        bars = {**look, "y": heights, "base": starts}
        return figure(
            f"{class_name(k).capitalize()}: products and bias add up to {names[-1]}",
            [bars, _links(starts[:last], heights[:last])],
            text_size,
            xaxis={"range": [-0.6, last + 0.6], "tickvals": list(range(last + 1)), "ticktext": ticks},
            yaxis={
                "range": _range([1.0] if covered else [value / largest for value in (*ends, logit)]),
                "tickvals": [0],
                "ticktext": ["0"],
            },
            margin={"b": 3.7 * text_size, "l": 1.5 * text_size},
        )

    none = [0.0] * len(values)
    return Moving(drawn(none, none), drawn(shown, bases))


def _names(n_features: int, k: int) -> list[str]:
    """What the products, the bias and the logit are called."""
    index, inputs = subscript(k + 1), map(subscript, range(1, n_features + 1))
    return [*(f"w{i}{index} · x{i}" for i in inputs), f"b{index}", f"θ{index}"]


def _look(terms: list[float], k: int, lit_row: int | None) -> dict[str, Any]:
    """Bars for the terms in the colours of their signs, pale without the spotlight, and the logit in its class's."""
    signs = [POSITIVE if term >= 0 else NEGATIVE for term in terms]
    colors = [color if lit_row in (None, i) else faded(color, UNLIT) for i, color in enumerate(signs)]
    widths = [4 if i == lit_row else 1 for i in range(len(terms))]
    marker = {"color": [*colors, CLASSES[k]], "line": {"width": [*widths, 4], "color": NEUTRAL}}
    return {"type": "bar", "x": list(range(len(terms) + 1)), "width": 0.7, "marker": marker}


def _links(starts: list[float], heights: list[float]) -> dict[str, Any]:
    """Lines from the end of each bar to the beginning of the next."""
    tops = [start + height for start, height in zip(starts, heights, strict=True)]
    return {
        "type": "scatter",
        "x": [x for place in range(len(tops)) for x in (place + 0.35, place + 0.65, None)],
        "y": [y for top in tops for y in (top, top, None)],
        "mode": "lines",
        "line": {"color": NEUTRAL, "width": 2, "dash": "dot"},
        "hoverinfo": "skip",
    }


def _range(parts: list[float]) -> list[float]:
    """From the lowest to the highest of all ends, and 0, with a little room."""
    low, high = min(0.0, *parts), max(0.0, *parts)
    room = 0.06 * (high - low or 1.0)
    return [low - room, high + room]
