"""The pictures of how good predictions are, and of the weights of pictures, as Plotly would draw them."""

import json
import math

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plotly.io import to_json

from dashboard.figures import confusion_grid, rate_bars, reliability_diagram, value_grid, weight_images
from dashboard.figures.colors import CLASSES, SIGNED_SCALE
from dashboard.figures.grid import MOST_NUMBERED
from dashboard.text import full
from softmax_core.metrics import precision, recall, reliability
from tests.dashboard.drawn import names_of
from tests.dashboard.test_figures import numbers_in

NAMES = ("A", "B", "C")
MATRIX = np.array([[3, 1, 0], [0, 0, 0], [2, 0, 0]])
SURE = np.array([[0.95, 0.05], [0.92, 0.08], [0.4, 0.6], [0.45, 0.55], [0.42, 0.58]])
OWN = np.array([0, 1, 1, 1, 0])
HOSTILE = ("<b>A</b>" + "x" * 500, "<b>A</b>" + "y" * 500, "a & b")


def images(n_classes=6, shape=(8, 8), value=None):
    n_features = math.prod(shape)
    weights = np.linspace(-1, 1, n_features * n_classes).reshape(n_features, n_classes)
    weights = weights if value is None else np.full_like(weights, value)
    largest = np.abs(weights).max() or 1.0
    names = [f"class {k}" for k in range(n_classes)]
    return weight_images(weights, weights[0], -weights, shape, largest=largest, classes=names)


def grid(n_rows):
    values = np.arange(2.0 * n_rows).reshape(n_rows, 2)
    features = [f"f{i}" for i in range(n_rows - 1)]
    return value_grid(
        "", names_of(n_rows - 1, 2), values, largest=9.0, changes=-values, what="weight", classes=("A", "B"),
        features=features,
    )  # fmt: skip


@pytest.mark.parametrize(
    "figure",
    [
        confusion_grid(np.zeros((2, 2), dtype=int), ["A", "B"], what="test samples"),
        confusion_grid(np.arange(36).reshape(6, 6), list("ABCDEF"), cell=(1, 5), what="test samples"),
        confusion_grid(MATRIX, HOSTILE, what="test samples"),
        rate_bars(MATRIX, NAMES, what="test samples"),
        rate_bars(np.zeros((6, 6), dtype=int), list("ABCDEF"), what="test samples"),
        rate_bars(MATRIX, HOSTILE, what="test samples"),
        reliability_diagram(reliability(SURE, OWN), what="test samples"),
        reliability_diagram(reliability(SURE[:1], OWN[:1]), what="test samples"),
        reliability_diagram(reliability(np.eye(3), np.arange(3)), what="test samples"),
        images(),
        images(2, (1, 3)),
        images(value=0.0),
        images(value=5e-324),
        images(value=-1e100),
        grid(MOST_NUMBERED + 20),
    ],
)
def test_every_figure_is_valid_finite_and_survives_json(figure):
    go.Figure(figure)  # raises where Plotly knows no such attribute or value
    assert all(map(math.isfinite, numbers_in(figure)))
    read = json.loads(to_json(go.Figure(figure), validate=True), parse_constant=pytest.fail)
    assert len(read["data"]) == len(figure["data"])
    assert "<b>A" not in json.dumps(figure)


# The confusion matrix


def test_in_the_confusion_matrix_right_is_positive_and_wrong_negative_by_the_share_of_the_row():
    figure = confusion_grid(np.array([[3, 1], [0, 0]]), ["A", "B"], what="test samples")
    cells, numbers = figure["data"]
    assert cells["z"] == [[0.75, -0.25], [0, 0]]
    assert cells["colorscale"] == SIGNED_SCALE
    assert numbers["text"] == ["<b>3</b>", "<b>1</b>", "<b>0</b>", "<b>0</b>"]
    assert numbers["hovertext"][1] == "1 of 4 test samples of A predicted as B"
    lowest, highest = figure["layout"]["yaxis"]["range"]
    assert lowest > highest  # the first class at the top


def test_the_cell_that_is_listed_is_framed():
    (shape,) = confusion_grid(MATRIX, NAMES, cell=(0, 1), what="test samples")["layout"]["shapes"]
    # A row is an actual class, upwards on the screen; a column a predicted one.
    assert (shape["x0"], shape["x1"], shape["y0"], shape["y1"]) == (0.5, 1.5, -0.5, 0.5)
    assert confusion_grid(MATRIX, NAMES, what="test samples")["layout"]["shapes"] == []


# Precision and recall


@given(st.lists(st.integers(0, 30), min_size=9, max_size=9))
def test_each_bar_is_the_rate_with_its_counts_and_none_is_where_there_is_no_rate(counts):
    matrix = np.array(counts).reshape(3, 3)
    bars = [trace for trace in rate_bars(matrix, NAMES, what="test samples")["data"] if trace["type"] == "bar"]
    missing = [trace for trace in rate_bars(matrix, NAMES, what="test samples")["data"] if trace["type"] == "scatter"]
    for bar, none, rate, totals in zip(
        bars, missing, (precision(matrix), recall(matrix)), (matrix.sum(axis=0), matrix.sum(axis=1)), strict=True
    ):
        known = np.flatnonzero(totals)
        assert bar["y"] == known.tolist()
        assert bar["x"] == rate[known].tolist()
        assert bar["text"] == [f"{matrix[k, k]} of {totals[k]}" for k in known]
        assert bar["marker"]["color"] == [CLASSES[k] for k in known]
        assert sorted(bar["y"] + none["y"]) == [0, 1, 2]
        assert all(full(share) in hover for share, hover in zip(rate[known], bar["hovertext"], strict=True))
        assert all(f"of {totals[k]} test samples" in hover for k, hover in zip(known, bar["hovertext"], strict=True))


def test_what_has_no_rate_says_why():
    figure = rate_bars(MATRIX, NAMES, what="test samples")
    ticks = figure["layout"]["yaxis"]["ticktext"]
    (_, precision_none), (_, recall_none) = figure["data"][:2], figure["data"][2:]
    assert [(ticks[k], text) for k, text in zip(precision_none["y"], precision_none["text"], strict=True)] == [
        ("C", " – never predicted")
    ]
    assert [(ticks[k], text) for k, text in zip(recall_none["y"], recall_none["text"], strict=True)] == [
        ("B", " – no samples")
    ]


# Calibration


def test_the_diagram_has_each_bin_with_samples_by_its_share_its_mean_and_its_count():
    bars, diagonal, points = reliability_diagram(reliability(SURE, OWN), what="test samples")["data"]
    assert bars["x"] == pytest.approx([0.55, 0.95])
    assert bars["y"] == pytest.approx([2 / 3, 1 / 2])
    assert bars["text"] == ["3", "2"]
    assert points["x"] == pytest.approx([(0.6 + 0.55 + 0.58) / 3, (0.95 + 0.92) / 2])
    assert points["y"] == bars["y"]
    assert diagonal["x"] == diagonal["y"] == [0, 1]
    assert bars["hovertext"][0].startswith("3 test samples given 0.5 to 0.6<br>mean probability 0.57")
    assert bars["hovertext"][0].endswith("(2 of 3)")


# Pictures of weights


def test_each_class_has_its_weights_as_a_picture():
    figure = images(6, (8, 8))
    (cells,) = figure["data"]
    z = np.array(cells["z"], dtype=float)
    weights = np.linspace(-1, 1, 64 * 6).reshape(64, 6)
    for k in range(6):
        top, left = k // 3 * 10 + 2, k % 3 * 9
        assert np.array_equal(z[top : top + 8, left : left + 8], weights[:, k].reshape(8, 8))
        hover = cells["hovertext"][top + 1][left + 3]
        assert hover.startswith(f"class {k}, pixel in row 2, column 4: {full(weights[11, k])}")
    assert np.isfinite(z).sum() == 64 * 6
    assert (cells["zmin"], cells["zmax"]) == (-1, 1)
    assert [f"class {k}" in note["text"] for k, note in enumerate(figure["layout"]["annotations"])] == [True] * 6


def test_a_grid_of_many_rows_has_its_numbers_on_hover_only():
    few, many = grid(MOST_NUMBERED), grid(MOST_NUMBERED + 1)
    assert few["data"][1]["text"]
    assert "title" in few["layout"]["xaxis"]
    assert not many["data"][1]["text"]
    assert "title" not in many["layout"]["xaxis"]
    assert len(many["data"][1]["hovertext"]) == 2 * (MOST_NUMBERED + 1)


def test_long_names_that_begin_alike_are_not_drawn_as_one():
    values = np.zeros((3, 2))
    figure = value_grid(
        "", names_of(2, 2), values, largest=1.0, what="weight", classes=HOSTILE[:2], features=("bias", "x" * 99)
    )
    assert len({*figure["data"][0]["x"]}) == 2
    assert len({*figure["data"][0]["y"]}) == 3
