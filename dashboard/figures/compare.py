"""Several runs in one picture."""

import numpy as np

from dashboard.text import full

from .colors import RUNS
from .curves import kept_points, log_axis
from .style import TEXT_SIZE, Array, Figure, figure, unit

DASHES = ("solid", "dash", "dot", "dashdot", "longdash")


def runs_over_rounds(
    title: str, curves: dict[str, Array], *, every: str = "round", log: bool = False, text_size: int = TEXT_SIZE
) -> Figure:
    """One line a run; each has its colour and its dashes.

    Args:
        title: of the figure.
        curves: name of the run to its values, (n_rounds,), of any lengths.
        every: what they have a value of each, a round or an epoch.
        log: whether the value axis is logarithmic; values of exactly 0 then have no place on it.
        text_size: in pixels.
    """
    divisor, ticks = unit(1.0 if log else max(float(np.abs(values).max()) for values in curves.values()))
    data = []
    for place, (name, values) in enumerate(curves.items()):
        kept = kept_points(values[:, None])
        data.append(
            {
                "type": "scatter",
                "name": name,
                "x": kept.tolist(),
                "y": [None if log and value <= 0 else value for value in (values[kept] / divisor).tolist()],
                "mode": "lines+markers",
                "line": {"color": RUNS[place], "dash": DASHES[place], "width": 2.5},
                "marker": {"size": 6, "maxdisplayed": 10},
                "customdata": [full(value) for value in values[kept].tolist()],
                "hovertemplate": f"{name}, {every} %{{x}}: %{{customdata}}<extra></extra>",
            }
        )
    return figure(
        title,
        data,
        text_size,
        xaxis={"title": {"text": every}},
        yaxis=log_axis(curves.values()) if log else {"rangemode": "tozero", **ticks},
        showlegend=True,
    )


def weights_of_runs(title: str, names: list[str], weights: dict[str, Array], text_size: int = TEXT_SIZE) -> Figure:
    """One group of bars a weight or bias, one bar a run.

    Args:
        title: of the figure.
        names: of the parameters, (n_parameters,).
        weights: name of the run to its values, (n_parameters,); NaN where a run has no such parameter.
        text_size: in pixels.
    """
    divisor, ticks = unit(max(float(np.nanmax(np.abs(values))) for values in weights.values()))
    return figure(
        title,
        [
            {
                "type": "bar",
                "name": run,
                "x": names,
                "y": [None if np.isnan(value) else value for value in (values / divisor).tolist()],
                "marker": {"color": RUNS[place]},
                "customdata": [full(value) for value in values.tolist()],
                "hovertemplate": f"{run}, %{{x}}: %{{customdata}}<extra></extra>",
            }
            for place, (run, values) in enumerate(weights.items())
        ],
        text_size,
        xaxis={"type": "category"},
        yaxis=ticks,
        margin={"l": 4.5 * text_size},
        showlegend=True,
    )
