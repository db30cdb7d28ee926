"""The sum that makes a logit."""

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

    def drawn(heights: list[float], starts: list[float]) -> Figure:
        tops = [start + height for start, height in zip(starts[:last], heights[:last], strict=True)]
        bars = {
            "type": "bar",
            "x": list(range(last + 1)),
            "y": heights,
            "base": starts,
            "width": 0.7,
            "marker": {"color": colors, "line": {"width": [1] * last + [4], "color": NEUTRAL}},
            "hovertext": [f"{name} = {full(value)}" for name, value in zip(names, values, strict=True)],
            "hoverinfo": "skip" if covered else "text",
        }
        links = {  # from the end of each bar to the beginning of the next
            "type": "scatter",
            "x": [x for place in range(last) for x in (place + 0.35, place + 0.65, None)],
            "y": [y for top in tops for y in (top, top, None)],
            "mode": "lines",
            "line": {"color": NEUTRAL, "width": 2, "dash": "dot"},
            "hoverinfo": "skip",
        }
        return figure(
            f"{class_name(k).capitalize()}: products and bias add up to θ{index}",
            [bars, links],
            text_size,
            xaxis={
                "range": [-0.6, last + 0.6],
                "tickvals": list(range(last + 1)),
                "ticktext": [
                    f"{name}<br>{number(value, covered, 4 if last < 4 else 3)}"
                    for name, value in zip(names, values, strict=True)
                ],
            },
            yaxis={"range": _range([*begins, *ends, logit], largest), "tickvals": [0], "ticktext": ["0"]},
            margin={"b": 3.7 * text_size, "l": 1.5 * text_size},
        )

    return Moving(drawn([0.0] * len(values), [0.0] * len(values)), drawn(shown, bases))


def _range(values: list[float], largest: float) -> list[float]:
    """From the lowest to the highest of all ends, and 0, with a little room."""
    parts = [0.0, *(value / largest for value in values)]
    low, high = min(parts), max(parts)
    room = 0.06 * (high - low or 1.0)
    return [low - room, high + room]
