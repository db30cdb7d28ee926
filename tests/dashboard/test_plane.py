"""The figures of a data set, as Plotly would draw them."""

import json
import math

import numpy as np
import plotly.graph_objects as go
import pytest
from plotly.io import to_json

from dashboard.figures import plane, score_curves
from dashboard.figures.colors import CLASS_SYMBOLS, CLASSES
from dashboard.figures.plane import SHADES, ends_of
from dashboard.figures.scores import TEST, TRAINING
from tests.dashboard.drawn import channels
from tests.dashboard.test_figures import numbers_in

POINTS = np.array([[0.0, 0.0], [1.0, 2.0], [3.0, -1.0], [2.0, 2.0]])
OWN, PREDICTED = np.array([0, 1, 2, 1]), np.array([0, 2, 2, 1])
CLASS_NAMES = ("A", "B", "C")


def a_plane(**changed):
    options = {
        "shown": np.arange(4),
        "losses": np.array([0.1, 2.0, 0.3, 0.4]),
        "is_test": np.array([False, False, True, False]),
        "classes": CLASS_NAMES,
        "features": ("x1", "x2"),
        "across": np.linspace(-1, 4, 3),
        "up": np.linspace(-2, 3, 2),
        "winners": np.array([[0, 1, 2], [2, 2, 2]]),
        "confidence": np.array([[1 / 3, 1.0, 0.5], [0.4, 0.9, 1.0]]),
        "lines": [np.array([[0.0, 1.0], [2.0, 3.0]])],
        "zero_lines": [(0, np.array([[0.0, 1.0], [2.0, 3.0]])), (1, np.empty((0, 2)))],
        "batch": np.array([1, 3]),
        "listed": np.array([0]),
        "sample": 2,
    }
    return plane(POINTS, OWN, PREDICTED, **(options | changed))


def curves(n_epochs: int, **changed):
    values = np.linspace(1, 0, n_epochs)
    options = {"at": n_epochs - 1, "now": {TRAINING: (0.2, 0.9), TEST: (0.3, 0.8)}}
    both = {TRAINING: values, TEST: values / 2}
    return score_curves(np.arange(n_epochs), both, both, **(options | changed))


def named(figure, name):
    return [trace for trace in figure["data"] if trace.get("name") == name]


@pytest.mark.parametrize(
    "figure",
    [
        a_plane(),
        a_plane(shown=np.array([0, 2, 3]), batch=np.array([3])),
        a_plane(zero_lines=[]),
        a_plane(batch=np.array([], dtype=int), listed=np.array([], dtype=int), sample=None, lines=[]),
        curves(1),
        curves(9, log=True),
        curves(5000),
    ],
)
def test_every_figure_is_valid_finite_and_survives_json(figure):
    go.Figure(figure)  # raises where Plotly knows no such attribute or value
    assert all(map(math.isfinite, numbers_in(figure)))
    read = json.loads(to_json(go.Figure(figure), validate=True), parse_constant=pytest.fail)
    assert len(read["data"]) == len(figure["data"])
    assert figure["layout"]["dragmode"] is False


def test_a_sample_has_the_fill_of_the_predicted_class_the_outline_and_mark_of_its_own():
    for k, name in enumerate(CLASS_NAMES):
        samples, key = named(a_plane(), name)
        rows = np.flatnonzero(np.equal(OWN, k)).tolist()
        assert samples["customdata"] == rows
        assert samples["x"] == POINTS[rows, 0].tolist()
        assert samples["marker"]["color"] == [CLASSES[PREDICTED[row]] for row in rows]
        assert samples["marker"]["line"]["color"] == key["marker"]["color"] == CLASSES[k]
        assert samples["marker"]["symbol"] == key["marker"]["symbol"] == CLASS_SYMBOLS[k]
    wrong = named(a_plane(), "B")[0]["hovertext"][0]
    assert wrong == "sample 2: B<br>predicted C<br>loss 2.0"
    test, trained = named(a_plane(), "C")[0], named(a_plane(), "A")[0]
    assert "test" in test["hovertext"][0]
    assert test["marker"]["size"] < trained["marker"]["size"]


def test_a_region_has_the_colour_of_its_winner_the_stronger_the_surer():
    regions = a_plane()["data"][0]

    def color(shade):
        """What Plotly makes of a shade, by the scale."""
        place = shade / regions["zmax"]
        before = max((stop for stop in regions["colorscale"] if stop[0] <= place + 1e-12), key=lambda stop: stop[0])
        return before[1]

    for winner, shade in ((0, regions["z"][0][0]), (1, regions["z"][0][1]), (2, regions["z"][1][2])):
        assert winner * SHADES <= shade < (winner + 1) * SHADES
        assert color(shade).startswith(f"rgba({', '.join(map(str, channels(CLASSES[winner])))}, ")
    assert regions["z"][0][0] == 0
    assert regions["z"][1][2] == regions["zmax"] == 3 * SHADES - 1
    assert regions["z"][1][0] < regions["z"][0][2] < regions["z"][1][1] < regions["z"][1][2]


def test_the_batch_and_the_sample_looked_at_are_ringed_and_lines_have_gaps_between():
    figure = a_plane(lines=[np.zeros((2, 2)), np.ones((2, 2))])
    rings = [named(figure, name)[0] for name in ("next batch", "listed", "looked at")]
    assert [ring["x"] for ring in rings] == [[1.0, 2.0], [0.0], [3.0]]
    assert len({ring["marker"]["size"] for ring in rings}) == 3
    assert named(figure, "boundary")[0]["x"] == [0, 0, None, 1, 1, None]


def test_an_axis_has_room_on_both_sides_be_all_values_one():
    assert ends_of(np.array([0.0, 10.0])) == pytest.approx((-0.6, 10.6))
    assert ends_of(np.array([5.0, 5.0])) == (4.0, 6.0)


def test_the_curves_keep_their_ends_and_a_loss_of_0_has_no_place_on_a_log_axis():
    figure = curves(5000, log=True)
    loss = next(trace for trace in figure["data"] if trace.get("name") == TRAINING)
    assert len(loss["x"]) <= 400
    assert (loss["x"][0], loss["x"][-1]) == (0, 4999)
    assert loss["y"][-1] is None
    accuracy = next(trace for trace in figure["data"] if trace.get("name") == TRAINING and trace["yaxis"] == "y2")
    assert accuracy["y"][-1] == 0


def test_without_test_samples_there_are_the_training_curves_only():
    values = {TRAINING: np.array([1.0, 0.5])}
    figure = score_curves(np.arange(2), values, values, at=1, now={TRAINING: (0.5, 0.5)})
    assert {trace.get("name") for trace in figure["data"]} == {TRAINING, None}


def test_of_some_samples_each_has_the_number_it_has_among_all():
    figure = a_plane(shown=np.array([1, 2]), batch=np.array([1]), listed=np.array([2]))
    assert [named(figure, name)[0]["customdata"] for name in CLASS_NAMES] == [[], [1], [2]]
    assert named(figure, "B")[0]["hovertext"] == ["sample 2: B<br>predicted C<br>loss 2.0"]
    assert [named(figure, name)[0]["meta"] for name in ("next batch", "listed", "looked at")] == [[1], [2], [2]]


def test_a_zero_line_is_thin_dashed_and_of_the_colour_of_its_class_one_each_be_it_empty():
    lines = [trace for trace in a_plane()["data"] if trace.get("name", "").startswith("zero")]
    assert [line["line"]["color"] for line in lines] == list(CLASSES[:2])
    assert [line["x"] for line in lines] == [[0.0, 2.0], []]
    (boundary,) = named(a_plane(), "boundary")
    assert lines[0]["line"]["dash"] == "dash"
    assert lines[0]["line"]["width"] < boundary["line"]["width"]
