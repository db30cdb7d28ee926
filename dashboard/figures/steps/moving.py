"""A picture that moves, and what the pictures of the sub-steps share."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from dashboard.text import probability, short, with_power

from ..colors import CLASSES, NEUTRAL, faded
from ..style import Figure, class_name

COVERED = "?"
"""What stands where a result is covered."""

UNLIT = 0.35
"""How opaque a bar is that the spotlight leaves out."""


class Moving(NamedTuple):
    """A figure, and the one of the same traces that it grows from."""

    start: Figure
    end: Figure


def number(value: float, covered: bool, count: int) -> str:
    """A number in bold, or what covers it, beneath one of so many bars."""
    return f"<b>{COVERED if covered else written(short(value, digits_for(count)), count)}</b>"


def share(value: float, covered: bool, count: int, digits: int) -> str:
    """A probability, or what covers it, beneath one of so many bars."""
    # 1 − c is longer than other numbers.
    return COVERED if covered else written(probability(value, digits), count + 1)


def written(text: str, count: int) -> str:
    """A number's text where there are so many beside each other: as the formulas write it, if there is room."""
    return with_power(text) if count <= 4 else text


def classes_axis(lines: Sequence[str], lit: int | None) -> dict[str, Any]:
    """An axis with a place for each class, and beneath it its name and a line or two; the lit class underlined."""
    names = [f"<u><b>{class_name(k)}</b></u>" if k == lit else class_name(k) for k in range(len(lines))]
    return {
        "range": [-0.6, len(lines) - 0.4],
        "tickvals": list(range(len(lines))),
        "ticktext": [f"{name}<br>{line}" for name, line in zip(names, lines, strict=True)],
    }


def class_bars(heights: Sequence[float], lit: int | None, hovers: Sequence[str], **options: Any) -> dict[str, Any]:
    """A bar for each class; those that the spotlight leaves out are pale."""
    opacities = [1.0 if lit in (None, k) else UNLIT for k in range(len(heights))]
    return {
        "type": "bar",
        "x": list(range(len(heights))),
        "y": list(heights),
        "width": 0.7,
        "marker": {
            "color": [faded(color, opacity) for color, opacity in zip(CLASSES, opacities, strict=False)],
            "line": {"width": [4 if k == lit else 1 for k in range(len(heights))], "color": NEUTRAL},
        },
        "hovertext": list(hovers),
        "hoverinfo": "text",
        **options,
    }


def outlines(heights: Sequence[float]) -> list[dict[str, Any]]:
    """Where bars of these heights would reach, as dashed frames."""
    line = {"color": NEUTRAL, "width": 2, "dash": "dash"}
    return [
        {"type": "rect", "x0": k - 0.4, "x1": k + 0.4, "y0": 0, "y1": height, "line": line}
        for k, height in enumerate(heights)
    ]


def digits_for(count: int) -> int:
    """How many digits fit beneath each of so many bars."""
    return 4 if count <= 4 else 3
