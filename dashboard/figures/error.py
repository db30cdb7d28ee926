"""The error of a finite difference against its step."""

from .colors import NEGATIVE, NEUTRAL, POSITIVE
from .style import TEXT_SIZE, Array, Figure, figure, note


def error_curve(steps: Array, errors: Array, chosen: float, tolerance: float, text_size: int = TEXT_SIZE) -> Figure:
    """The largest relative error for each step, on two log axes, the chosen step and the verdict's limit marked.

    Args:
        steps, errors: (n_steps,); an error of exactly 0 has no place on a log axis.
        chosen: one of the steps.
        tolerance: below it the check passes.
        text_size: in pixels.
    """
    drawn = [error if error > 0 else None for error in errors.tolist()]
    at_chosen = [error for step, error in zip(steps.tolist(), drawn, strict=True) if step == chosen]
    return figure(
        "Largest relative error against the step",
        [
            {
                "type": "scatter",
                "x": steps.tolist(),
                "y": drawn,
                "mode": "lines+markers",
                "line": {"color": POSITIVE, "width": 2},
                "hovertemplate": "step %{x:.0e}<br>error %{y:.2e}<extra></extra>",
            },
            {
                "type": "scatter",
                "x": [chosen],
                "y": at_chosen,
                "mode": "markers",
                "marker": {"symbol": "circle-open", "size": 14, "line": {"width": 3}, "color": NEGATIVE},
                "hovertemplate": "chosen step %{x:.0e}<br>error %{y:.2e}<extra></extra>",
            },
            {
                "type": "scatter",
                "x": [float(steps.min()), float(steps.max())],
                "y": [tolerance, tolerance],
                "mode": "lines",
                "line": {"color": NEUTRAL, "dash": "dash", "width": 1},
                "hovertemplate": f"passes below {tolerance:g}<extra></extra>",
            },
        ],
        text_size,
        xaxis={"type": "log", "exponentformat": "power", "title": {"text": "step h"}},
        yaxis={"type": "log", "exponentformat": "power"},
        annotations=[
            note(0.02, 0.04, "← round-off", xref="paper", yref="paper", xanchor="left"),
            note(0.98, 0.04, "truncation →", xref="paper", yref="paper", xanchor="right"),
        ],
    )
