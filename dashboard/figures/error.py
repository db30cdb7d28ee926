"""The error of a finite difference against its step."""

import math
from typing import Any

import numpy as np

from .colors import NEGATIVE, NEUTRAL, POSITIVE
from .style import TEXT_SIZE, Array, Figure, figure

_CHECK = "error of the check"
_MARKS = (
    {"symbol": "circle", "size": 8, "color": POSITIVE},
    {"symbol": "x", "size": 9, "color": NEGATIVE},
    {"symbol": "circle-open", "size": 8, "color": NEUTRAL, "line": {"width": 2}},
)


def error_curve(
    steps: Array,
    errors: Array,
    own_errors: Array,
    verdicts: dict[str, Array],
    chosen: float,
    tolerance: float,
    text_size: int = TEXT_SIZE,
) -> Figure:
    """The largest relative error for each step, on two log axes, with the verdict on it and both thresholds.

    Args:
        steps, errors: (n_steps,); an error of exactly 0 has no place on a log axis.
        own_errors: what the check itself may be off by, relative, (n_steps,); above 1 it is drawn at 1.
        verdicts: three, good, bad and undecided: the name and at which steps it holds, (n_steps,) of bool.
        chosen: one of the steps.
        tolerance: up to it two slopes agree.
        text_size: in pixels.
    """
    drawn = [error if error > 0 else None for error in errors.tolist()]
    x, ends, limit = steps.tolist(), [float(steps.min()), float(steps.max())], _scientific(tolerance, 0)
    at = [f"step {_scientific(step, 0)}<br>" for step in x]
    hovers = [f"{step}error {_scientific(error)}" for step, error in zip(at, errors.tolist(), strict=True)]
    bounds = [f"{step}{_CHECK} {_scientific(error)}" for step, error in zip(at, own_errors.tolist(), strict=True)]
    now = {
        "type": "scatter",
        "name": "chosen step",
        "x": [chosen],
        "y": [error for step, error in zip(x, drawn, strict=True) if math.isclose(step, chosen)],
        "mode": "markers",
        "marker": {"symbol": "circle-open", "size": 16, "line": {"width": 2}, "color": NEGATIVE},
        "showlegend": False,
        "hoverinfo": "skip",
    }
    return figure(
        "Largest relative error against the step",
        [
            {**_line("error", x, drawn, POSITIVE, "solid", []), "showlegend": False},
            _line(_CHECK, x, np.minimum(own_errors, 1.0).tolist(), NEUTRAL, "dot", bounds),
            _line(f"limit {limit}", ends, [tolerance, tolerance], NEUTRAL, "dash", [f"limit {limit}"] * 2),
            *(
                _marks(name, x, drawn, holds.tolist(), hovers, mark)
                for (name, holds), mark in zip(verdicts.items(), _MARKS, strict=True)
            ),
            now,
        ],
        text_size,
        xaxis={"type": "log", "exponentformat": "power", "title": {"text": "step h"}},
        yaxis={"type": "log", "exponentformat": "power"},
        showlegend=True,
        legend={"orientation": "h", "x": 0, "xanchor": "left", "y": -0.25, "yanchor": "top"},
    )


def _line(name: str, x: list, y: list, color: str, dash: str, hovers: list[str]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": name,
        "x": x,
        "y": y,
        "mode": "lines",
        "line": {"color": color, "dash": dash, "width": 1.5},
        "hovertext": hovers,
        "hoverinfo": "text" if hovers else "skip",
    }


def _marks(
    name: str, x: list, errors: list, holds: list[bool], hovers: list[str], mark: dict[str, Any]
) -> dict[str, Any]:
    """The errors on which the verdict is this one."""
    return {
        "type": "scatter",
        "name": name,
        "x": x,
        "y": [error if holds_here else None for error, holds_here in zip(errors, holds, strict=True)],
        "mode": "markers",
        "marker": mark,
        "hovertext": [f"{hover}: {name}" for hover in hovers],
        "hoverinfo": "text",
    }


def _scientific(value: float, decimals: int = 1) -> str:
    """A number by its power of ten, as the axes write it."""
    if not 0 < value < np.inf:
        return "0" if value == 0 else "∞"
    mantissa, exponent = f"{value:.{decimals}e}".split("e")
    power = f"10<sup>{int(exponent)}</sup>".replace("-", "−")
    return power if float(mantissa) == 1 else f"{mantissa} × {power}"
