"""Pictures of the smallest floats are as full as any."""

import numpy as np
import pytest

from dashboard.figures import curves_over_rounds, runs_over_rounds, value_grid, weights_of_runs
from dashboard.text import full, short

NAMES = np.array([["w11", "w12"], ["b1", "b2"]])


@pytest.mark.parametrize("largest", [1e-299, 1e-307, 1e-320, 5e-324])
def test_the_smallest_floats_span_an_axis_that_plotly_can_draw(largest):
    """Plotly divides some thousand pixels by the span of an axis; infinity would leave the picture blank."""
    values = np.array([[largest, -largest / 2], [0.0, -largest]])
    curves = {"one": np.array([0.0, largest]), "two": np.array([-largest, 0.0])}
    drawn = {
        "grid": value_grid("", NAMES, values, largest=largest, what="weight")["data"][0],
        "curves": curves_over_rounds("", np.arange(2), curves, [0, 1], 0),
        "runs": runs_over_rounds("", curves),
        "weights": weights_of_runs("", ["w11", "w12"], curves),
    }
    assert np.isfinite(1e4 / (drawn["grid"]["zmax"] - drawn["grid"]["zmin"]))
    parts = np.array([[1, -largest / 2 / largest], [0, -1]])
    np.testing.assert_array_equal(np.array(drawn["grid"]["z"]) / drawn["grid"]["zmax"], parts)
    for name in ("curves", "runs", "weights"):
        y = [value for trace in drawn[name]["data"] for value in trace["y"]]
        assert np.isfinite(1e4 / (max(y) - min(y))), name
        axis = drawn[name]["layout"]["yaxis"]
        if "ticktext" in axis:
            assert (axis["tickvals"], axis["ticktext"][0], axis["ticktext"][2]) == (
                [-1, 0, 1], short(-largest), short(largest),
            )  # fmt: skip
            assert max(y) == 1
        assert [trace["customdata"] for trace in drawn[name]["data"]] == [
            [full(value) for value in curve.tolist()] for curve in curves.values()
        ]
