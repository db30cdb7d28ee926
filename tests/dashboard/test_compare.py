"""Several runs in one picture."""

import numpy as np
import plotly.graph_objects as go
import pytest

from dashboard.figures import runs_over_rounds, weights_of_runs
from dashboard.figures.colors import RUNS
from dashboard.text import full

CURVES = {"now": np.array([2.0, 0.5, 0.0]), "pin 1": np.array([1.0, 1e-20])}


@pytest.mark.parametrize("log", [False, True])
def test_each_run_is_a_line_over_its_own_rounds_with_the_full_value_on_hover(log):
    figure = runs_over_rounds("Loss", CURVES, log=log)
    go.Figure(figure)  # raises where Plotly knows no such attribute or value
    for trace, (name, values), color in zip(figure["data"], CURVES.items(), RUNS, strict=False):
        assert (trace["type"], trace["name"], trace["line"]["color"]) == ("scatter", name, color)
        assert trace["x"] == list(range(len(values)))
        assert trace["y"] == [None if log and value == 0 else value for value in values]
        assert trace["customdata"] == [full(value) for value in values]
        assert trace["hovertemplate"] == f"{name}, round %{{x}}: %{{customdata}}<extra></extra>"
    assert (figure["layout"]["yaxis"].get("type") == "log") == log
    assert figure["layout"]["xaxis"]["title"]["text"] == "round"
    assert figure["layout"]["showlegend"]
    assert len({(trace["line"]["color"], trace["line"]["dash"]) for trace in figure["data"]}) == 2


def test_each_weight_is_a_group_of_bars_and_one_a_run_has_not_is_left_out():
    weights = {"now": np.array([1.0, -2.0, 0.5]), "pin 1": np.array([3.0, np.nan, -0.25])}
    figure = weights_of_runs("Weights", ["w₁₁", "w₁₂", "b₁"], weights)
    go.Figure(figure)
    for trace, (name, values), color in zip(figure["data"], weights.items(), RUNS, strict=False):
        assert (trace["type"], trace["name"], trace["marker"]["color"]) == ("bar", name, color)
        assert trace["x"] == ["w₁₁", "w₁₂", "b₁"]
        assert trace["y"] == [None if np.isnan(value) else value for value in values]
        assert trace["customdata"] == [full(value) for value in values]
        assert trace["hovertemplate"] == f"{name}, %{{x}}: %{{customdata}}<extra></extra>"
    assert figure["layout"]["showlegend"]


def test_beside_an_ordinary_run_the_smallest_floats_are_drawn_by_the_same_measure():
    curves = {"now": np.array([1.0, 0.5]), "pin 1": np.array([1e-310, 0.0])}
    for figure in (runs_over_rounds("", curves), weights_of_runs("", ["w₁₁", "b₁"], curves)):
        assert [trace["y"] for trace in figure["data"]] == [values.tolist() for values in curves.values()]


def test_a_log_axis_shows_the_smallest_floats_as_they_are():
    (trace,) = runs_over_rounds("", {"now": np.array([1e-303, 1e-310])}, log=True)["data"]
    assert trace["y"] == [1e-303, 1e-310]
