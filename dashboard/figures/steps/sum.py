"""The sum that makes a logit."""

from typing import Any

import numpy as np

from dashboard.text import full
from softmax_core.names import subscript

from ..colors import CLASSES, NEGATIVE, NEUTRAL, POSITIVE
from ..style import TEXT_SIZE, Array, Figure, class_name, figure
from .moving import Moving, number


def logit_sum(
    x: Array, weights: Array, bias: float, logit: float, k: int, *, covered: bool = False, text_size: int = TEXT_SIZE
) -> Moving:
    """Each product w·x as a bar that begins where the last one ended, then the bias, then all of it: the logit.

    It grows from bars without height.

    Args:
        x: (n_features,).
        weights: those of the class, (n_features,).
        bias: b_k.
        logit: θ_k.
        k: the index of the class.
        covered: whether what is computed is not shown yet.
        text_size: in pixels.
    """
    terms = [*(weights * x).tolist(), float(bias)]
    ends = np.cumsum(terms).tolist()
    begins = [0.0, *ends[:-1]]
    # Divided by the largest: Plotly cannot draw what floats can hold.
    largest = max(map(abs, [*terms, *ends, logit])) or 1.0
    index = subscript(k + 1)
    names = [f"w{subscript(i + 1)}{index} · x{subscript(i + 1)}" for i in range(len(x))] + [f"b{index}", f"θ{index}"]
    values = [*terms, logit]
    last = len(terms)
    shown = [0.0 if covered else value / largest for value in values]
    bases = [0.0 if covered else value / largest for value in [*begins, 0.0]]
    colors = [*(POSITIVE if term >= 0 else NEGATIVE for term in terms), CLASSES[k]]

    hovers = [name if covered else f"{name} = {full(value)}" for name, value in zip(names, values, strict=True)]
    ticks = [f"{name}<br>{number(value, covered, last + 1)}" for name, value in zip(names, values, strict=True)]

    def drawn(heights: list[float], starts: list[float]) -> Figure:
        bars = {
            "type": "bar",
            "x": list(range(last + 1)),
            "y": heights,
            "base": starts,
            "width": 0.7,
            "marker": {"color": colors, "line": {"width": [1] * last + [4], "color": NEUTRAL}},
            "hovertext": hovers,
            "hoverinfo": "text",
        }
        return figure(
            f"{class_name(k).capitalize()}: products and bias add up to θ{index}",
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
