"""The loss on its curve."""

from typing import Any

import numpy as np

from dashboard.text import full, probability, short, with_power
from softmax_core.names import subscript

from ..colors import CLASSES, NEUTRAL, POSITIVE
from ..style import TEXT_SIZE, Array, Figure, figure, note
from .moving import COVERED, Moving

_N_POINTS = 121


def loss_point(
    share: float, loss: float, true_class: int, *, covered: bool = False, text_size: int = TEXT_SIZE
) -> Moving:
    """−ln as a curve, and on it the point of this round, which comes down from ŷ = 1, where the loss is 0.

    Args:
        share: ŷ of the true class.
        loss: J = −ln ŷ.
        true_class: index of the label.
        covered: whether what is computed is not shown yet.
        text_size: in pixels.
    """
    highest = 3.0 if covered else max(3.0, 1.15 * loss)
    # Evenly spaced in −ln: where a loss is large, ŷ is too near 0 for a grid of ŷ.
    heights = np.linspace(0, highest, _N_POINTS)
    name, of_share = f"ŷ{subscript(true_class + 1)}", with_power(probability(share))

    def drawn(at: float, height: float) -> Figure:
        guides = {
            "type": "scatter",
            "x": [at, at, 0],
            "y": [0, height, height],
            "mode": "lines",
            "line": {"color": NEUTRAL, "width": 2, "dash": "dot"},
            "opacity": 0 if covered else 1,
            "hoverinfo": "skip",
        }
        point = {
            "type": "scatter",
            "x": [at],
            "y": [height],
            "mode": "markers",
            "marker": {"size": 22, "color": CLASSES[true_class], "line": {"width": 4, "color": NEUTRAL}},
            "opacity": 0 if covered else 1,
            "cliponaxis": False,
            "hovertext": [] if covered else [f"−ln {full(share)} = {full(loss)}"],
            "hoverinfo": "text",
        }
        said = COVERED if covered else with_power(short(loss))
        return figure(
            f"Loss J = −ln {name} = {said}",
            [_curve(heights), guides, point],
            text_size,
            xaxis={
                "range": [-0.02, 1.06],
                "tickvals": [0, 0.5, 1],
                "title": {"text": f"{name} = {of_share}", "font": {"size": text_size}, "standoff": 6},
            },
            yaxis={"range": [0, highest], "nticks": 5, "exponentformat": "power"},
            annotations=[note(0.5, 0.6, f"−ln {name}", xref="paper", yref="paper")],
            margin={"b": 3.4 * text_size},
        )

    return Moving(drawn(1.0, 0.0), drawn(1.0, 0.0) if covered else drawn(share, loss))


def _curve(heights: Array) -> dict[str, Any]:
    return {
        "type": "scatter",
        "x": np.exp(-heights).tolist(),
        "y": heights.tolist(),
        "mode": "lines",
        "line": {"color": POSITIVE, "width": 4},
        "hoverinfo": "skip",
    }
