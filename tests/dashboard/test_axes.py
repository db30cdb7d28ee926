"""The axes, rows, frames and legends of figures: all there is has its place on them, and its name."""

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.figures import curves_over_rounds, loss_curve, probability_bars, runs_over_rounds, value_grid
from dashboard.figures.colors import NEUTRAL, POSITIVE
from dashboard.figures.grid import narrow
from dashboard.figures.style import unit
from dashboard.text import short
from tests.core.strategies import numbers
from tests.dashboard.drawn import SHAPES, names_of


def of_losses(losses, **options):
    """The loss curve of a run whose other loss is one higher at each round."""
    losses = np.array(losses, dtype=float)
    both = {"shown": losses, "other": losses + 1}
    given = {"shown": "shown", "chance": 1.0, "at": 0, "edits": {}, **options}
    return loss_curve(np.arange(losses.size), both, **given)


def of_curves(curves, classes=None):
    arrays = {name: np.array(values, dtype=float) for name, values in curves.items()}
    rounds = np.arange(len(next(iter(arrays.values()))))
    return curves_over_rounds("", rounds, arrays, classes or [0] * len(arrays), 0)


def named(figure, name):
    (trace,) = [trace for trace in figure["data"] if trace["name"] == name]
    return trace


# Rounds.


@pytest.mark.parametrize("last", [0, 1, 2, 7, 8, 40, 10_000])
def test_the_axis_of_the_rounds_has_room_for_the_marks_at_both_ends_and_no_more(last):
    for figure in (of_losses(np.ones(last + 1)), of_curves({"w₁₁": np.ones(last + 1)})):
        axis = figure["layout"]["xaxis"]
        low, high = axis["range"]
        span = max(last, 1)
        assert -0.05 * span < low < 0
        assert span < high < 1.05 * span
        assert axis["title"]["text"] == "round"
        # There is no round between two, nor room for a number at each of many.
        assert axis.get("dtick") == (1 if last < 8 else None)


def test_a_line_stands_at_the_round_looked_at_from_the_bottom_to_the_top():
    for figure in (of_losses([1, 2, 3], at=2), of_curves({"w₁₁": [1, 2, 3]})):
        (line,) = figure["layout"]["shapes"]
        assert line["x0"] == line["x1"]
        assert (line["y0"], line["y1"], line["yref"]) == (0, 1, "paper")


# Values.


@pytest.mark.parametrize(
    ("losses", "is_narrow"),
    [([1.1, 0.5], True), ([2, 0.8, 0.11], True), ([0, 0.5, 1], True), ([3, 2, 0.09], False), ([1e-50, 3], False)],
)
def test_a_log_axis_has_ticks_between_powers_where_it_has_hardly_a_power(losses, is_narrow):
    """Without them there may be none on it, and with them over many powers they would cover each other."""
    axis = runs_over_rounds("", {"now": np.array(losses)}, log=True)["layout"]["yaxis"]
    assert axis.get("dtick") == ("D2" if is_narrow else None)


def test_a_log_axis_without_a_value_on_it_is_an_axis():
    axis = runs_over_rounds("", {"now": np.zeros(3)}, log=True)["layout"]["yaxis"]
    assert (axis["type"], axis.get("dtick")) == ("log", None)


def test_a_log_axis_looks_at_all_curves():
    curves = {"now": np.array([1.0, 0.9]), "pin 1": np.array([1e-9, 1e-9])}
    assert "dtick" not in runs_over_rounds("", curves, log=True)["layout"]["yaxis"]


@pytest.mark.parametrize(("largest", "divisor"), [(0.0, 1.0), (1.0, 1.0), (1e-299, 1.0), (1e-310, 1e-310)])
def test_values_are_divided_only_where_plotly_cannot_draw_them_as_they_are(largest, divisor):
    found, ticks = unit(largest)
    assert found == divisor
    assert (ticks != {}) == (divisor != 1)
    if ticks:
        assert dict(zip(ticks["tickvals"], ticks["ticktext"], strict=True)) == {
            -1: short(-largest),
            0: "0",
            1: short(largest),
        }


def test_the_smallest_floats_beside_ordinary_numbers_are_drawn_by_the_same_measure():
    curves = {"w₁₁": [1.0, 0.5], "w₂₁": [1e-310, 0.0]}
    assert [trace["y"] for trace in of_curves(curves)["data"]] == [[1.0, 0.5], [1e-310, 0.0]]


@pytest.mark.parametrize("largest", [2.5, 1e-310])
def test_the_scale_of_colours_reaches_as_far_up_as_down_and_holds_every_cell(largest):
    values = largest * np.array([[1.0, -1.0], [0.5, 0.0]])
    cells = value_grid("", names_of(1, 2), values, largest=largest, what="weight")["data"][0]
    assert cells["zmin"] == -cells["zmax"] < 0
    np.testing.assert_allclose(np.array(cells["z"]) / cells["zmax"], values / largest)


# How the loss that counts and the others look.


@pytest.mark.parametrize(("rounds", "has_marks"), [(1, True), (2, True), (30, True), (200, False)])
def test_the_points_of_a_short_curve_are_marked_as_one_point_makes_no_line(rounds, has_marks):
    for name in ("shown", "other"):
        assert ("markers" in named(of_losses(np.ones(rounds)), name)["mode"]) == has_marks


def test_the_loss_that_counts_is_the_solid_coloured_line_and_the_other_dotted_and_grey():
    figure = of_losses([1, 0.5])
    looks = {name: named(figure, name)["line"] for name in ("shown", "other")}
    assert (looks["shown"]["color"], looks["shown"]["dash"]) == (POSITIVE, "solid")
    assert (looks["other"]["color"], looks["other"]["dash"]) == (NEUTRAL, "dot")
    assert named(figure, "shown")["marker"]["size"] > named(figure, "other")["marker"]["size"]


def test_a_hover_tells_the_round_and_what_is_there():
    figure = of_losses([1, 0.5], edits={1: "b₁ = 3"}, at=1)
    assert named(figure, "shown")["hovertemplate"] == "round %{x}<br>shown: %{customdata}<extra></extra>"
    assert named(figure, "edit")["hovertemplate"] == "round %{x}: %{customdata}<extra></extra>"
    assert named(figure, "now")["hovertemplate"] == "round looked at: %{x}<br>loss: %{customdata}<extra></extra>"
    (weight,) = of_curves({"w₁₁": [1, 2]})["data"]
    assert weight["hovertemplate"] == "round %{x}<br>w₁₁: %{customdata}<extra></extra>"


def test_the_legend_of_the_loss_stands_above_it_and_one_longer_than_the_picture_is_left_out():
    legend = of_losses([1, 2])["layout"]["legend"]
    assert legend["orientation"] == "h"
    assert legend["y"] >= 1
    for count, has_legend in ((2, True), (12, True), (13, False), (36, False)):
        curves = {f"w{place}": [1.0, 2.0] for place in range(count)}
        assert of_curves(curves, [place % 6 for place in range(count)])["layout"]["showlegend"] == has_legend


def test_the_first_curve_of_each_class_is_solid_and_the_next_ones_are_not():
    curves = {f"w{place}": [1.0, 2.0] for place in range(6)}
    dashes = [trace["line"]["dash"] for trace in of_curves(curves, [0, 1, 0, 1, 0, 1])["data"]]
    assert dashes[:2] == ["solid", "solid"]
    assert "solid" not in dashes[2:]
    assert dashes[2:4] != dashes[4:]


# Grids.


@pytest.mark.parametrize("shape", SHAPES)
def test_the_rows_of_a_grid_are_the_inputs_in_order_and_the_bias(shape):
    names = names_of(*shape)
    cells, marks = value_grid("", names, np.ones(names.shape), largest=1.0, what="weight")["data"]
    rows = [*(f"x{index}" for index in "₁₂₃₄₅₆"[: shape[0]]), "bias"]
    assert cells["y"] == rows
    assert cells["x"] == [f"class {k + 1}" for k in range(shape[1])]
    assert marks["y"] == [row for row in rows for _ in cells["x"]]


@pytest.mark.parametrize(("lit", "rows"), [("w", [(0, 1)]), ("b", [(2, 2)]), ("wb", [(0, 1), (2, 2)]), ("x", [])])
def test_what_is_lit_of_a_grid_is_framed_the_rows_of_the_weights_or_that_of_the_bias(lit, rows):
    names = names_of(2, 3)
    figure = value_grid("", names, np.ones(names.shape), largest=1.0, what="weight", lit=frozenset(lit))
    frames = [(frame["x0"], frame["x1"], frame["y0"], frame["y1"]) for frame in figure["layout"]["shapes"]]
    assert frames == [(-0.5, 2.5, first - 0.5, last + 0.5) for first, last in rows]


def test_a_spotlight_frames_the_column_of_its_class_the_row_or_both_instead():
    names = names_of(2, 3)
    for lit_class, lit_row in ((1, None), (None, 2), (0, 1)):
        figure = value_grid(
            "",
            names,
            np.ones(names.shape),
            largest=1.0,
            what="weight",
            lit=frozenset("wb"),
            lit_class=lit_class,
            lit_row=lit_row,
        )
        expected = [] if lit_class is None else [(lit_class - 0.5, lit_class + 0.5, -0.5, 2.5)]
        expected += [] if lit_row is None else [(-0.5, 2.5, lit_row - 0.5, lit_row + 0.5)]
        frames = [(frame["x0"], frame["x1"], frame["y0"], frame["y1"]) for frame in figure["layout"]["shapes"]]
        assert frames == expected


def test_a_change_has_its_sign_and_numbers_that_need_the_room_are_smaller():
    changes = np.array([[1.0, -1.0], [0.0, 1e-9]])
    marks = value_grid("", names_of(1, 2), changes, largest=1.0, changes=changes, what="weight")["data"][1]
    assert [text.partition("<i>")[2][0] for text in marks["text"]] == ["+", "−", "+", "+"]
    sizes = {}
    for shape in SHAPES:
        names = names_of(*shape)
        figure = value_grid("", names, np.ones(names.shape), largest=1.0, what="weight")
        sizes[shape] = figure["data"][1]["textfont"]["size"]
    assert sizes[6, 6] < sizes[2, 3] == sizes[1, 2]


@given(numbers, st.integers(2, 4))
def test_a_narrow_number_has_room_in_its_cell_and_is_the_number_to_two_digits(value, digits):
    text = narrow(value, digits)
    assert len(text) <= len("−1.2e−300")
    shown = float(text.replace("−", "-"))
    assert math.isclose(shown, value, rel_tol=0.051, abs_tol=5e-324)
    if len(short(value, digits)) <= 7:
        assert text == short(value, digits)
    elif 1e-99 < abs(value) < 1e99:
        assert len(text) <= 8


# Bars.


@pytest.mark.parametrize("n_classes", range(2, 7))
def test_bars_fill_the_picture_up_to_the_label_and_have_their_names_and_numbers_beneath(n_classes):
    shares = np.arange(1, n_classes + 1) / np.arange(1, n_classes + 1).sum()
    figure = probability_bars(shares, 0, "class 2, wrong")
    axis = figure["layout"]["yaxis"]
    assert axis["range"][0] == 0
    assert 1.1 < axis["range"][1] < 1.25
    assert axis["tickvals"] == [0, 0.5, 1]
    assert figure["layout"]["title"]["text"] == "<b>Prediction ŷ: class 2, wrong</b>"
    for k, text in enumerate(figure["layout"]["xaxis"]["ticktext"]):
        lines = re.sub("</?b>", "", text).split("<br>")
        assert lines[0].startswith(f"class {k + 1}")
        # Side by side on a phone: of many classes each line is short.
        assert all(len(line) <= (14 if n_classes <= 4 else 7) for line in lines)
        assert float(lines[1]) == pytest.approx(shares[k], rel=0.05)
    rooms = {size: probability_bars(np.full(size, 1 / size), 0, "")["layout"]["margin"]["b"] for size in (4, 5)}
    assert rooms[5] > rooms[4]  # the label has a line of its own
