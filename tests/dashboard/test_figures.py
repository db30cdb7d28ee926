"""Figures, as Plotly would draw them."""

import json
import math

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plotly.io import to_json

from dashboard.figures import (
    curves_over_rounds,
    kept_points,
    loss_curve,
    network,
    probability_bars,
    value_grid,
)
from dashboard.figures.colors import CLASSES, SIGNED_SCALE
from dashboard.figures.curves import CHANCE
from dashboard.text import full, probability, short
from tests.dashboard.drawn import SHAPES, names_of, some_network

VALUES = [0.0, 1e100, -1e100, 1e-300, 5e-324, -0.5]


def figures_of(n_features: int, n_classes: int, value: float):
    """Every figure there is."""
    x, weights, bias, logits, probabilities = some_network(n_features, n_classes, value)
    names, values = names_of(n_features, n_classes), np.vstack([weights, bias])
    rounds, one = np.arange(3), np.arange(1)
    losses = {"one": np.full(3, abs(value)), "two": np.array([abs(value), 0.0, 1.0])}
    single = {name: values[:1] for name, values in losses.items()}
    curves = {name: np.full(3, value) for name in names.ravel()}
    classes = [place % n_classes for place in range(names.size)]
    largest = abs(value) or 1.0
    options = {"shown": "one", "chance": math.log(n_classes)}
    return {
        "network": network(x, weights, bias, logits, probabilities, n_classes - 1),
        "bars": probability_bars(probabilities, 0, "a tie"),
        "sure bars": probability_bars(np.eye(n_classes)[0], n_classes - 1, "class 1, wrong"),
        "grid": value_grid("", names, values, largest=largest, what="weight"),
        "grid with changes": value_grid("W", names, values, largest=largest, changes=-values, what="weight"),
        "loss": loss_curve(rounds, losses, at=2, edits={1: "b₁ = 3"}, **options),
        "log loss": loss_curve(rounds, losses, at=1, edits={1: "b₁ = 3", 2: "η = 1"}, log=True, **options),
        "loss of one round": loss_curve(one, single, at=0, edits={}, **options),
        "curves": curves_over_rounds("", rounds, curves, classes, 2),
        "curves of one round": curves_over_rounds("", one, {n: v[:1] for n, v in curves.items()}, classes, 0),
    }


def numbers_in(part):
    """All numbers in nested dicts and lists."""
    if isinstance(part, dict):
        part = part.values()
    if isinstance(part, np.ndarray):
        part = part.ravel().tolist()
    if isinstance(part, (bool, str)) or part is None:
        return
    if isinstance(part, (int, float)):
        yield part
        return
    for inner in part:
        yield from numbers_in(inner)


def number(text: str) -> float:
    """A number as the screen writes it."""
    return float(text.replace("−", "-"))


def named(figure, name):
    """The one trace of this name."""
    (trace,) = [trace for trace in figure["data"] if trace.get("name") == name]
    return trace


def of_type(figure, kind):
    (trace,) = [trace for trace in figure["data"] if trace["type"] == kind]
    return trace


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("value", VALUES)
def test_every_figure_is_valid_finite_and_survives_json(shape, value):
    for name, figure in figures_of(*shape, value).items():
        go.Figure(figure)  # raises where Plotly knows no such attribute or value
        assert all(map(math.isfinite, numbers_in(figure))), name
        read = json.loads(to_json(go.Figure(figure), validate=True), parse_constant=pytest.fail)
        assert len(read["data"]) == len(figure["data"]), name


@pytest.mark.parametrize("shape", SHAPES)
def test_no_figure_lets_a_scrolling_finger_zoom_it_and_each_keeps_the_users_zoom(shape):
    for figure in figures_of(*shape, 0.5).values():
        assert figure["layout"]["dragmode"] is False
        assert "uirevision" in figure["layout"]


# Which points are drawn


@st.composite
def curve_sets(draw):
    n_points = draw(st.integers(1, 250))
    n_curves = draw(st.integers(1, 4))
    flat = draw(
        st.lists(st.integers(-50, 50), min_size=n_points * n_curves, max_size=n_points * n_curves)
        if n_points < 60
        else st.integers(0, 2**32 - 1).map(lambda seed: np.random.RandomState(seed).randn(n_points * n_curves))
    )
    always = draw(st.lists(st.integers(0, n_points - 1), max_size=5))
    return np.array(flat, dtype=float).reshape(n_points, n_curves), always, draw(st.integers(8, 100))


@given(curve_sets())
def test_kept_points_ascend_and_hold_ends_extremes_and_what_is_asked_for(case):
    curves, always, most = case
    kept = kept_points(curves, always=always, most=most)
    assert (np.diff(kept) > 0).all()
    assert kept[0] == 0
    assert kept[-1] == len(curves) - 1
    assert set(always) <= set(kept.tolist())
    assert (curves[kept].min(axis=0) == curves.min(axis=0)).all()
    assert (curves[kept].max(axis=0) == curves.max(axis=0)).all()
    if len(curves) <= most:
        assert len(kept) == len(curves)


@pytest.mark.parametrize("n_curves", [1, 2, 3, 6, 12, 36])
@pytest.mark.parametrize("n_points", [401, 700, 1001, 2500, 5000, 9999, 10_001])
def test_kept_points_are_about_as_many_as_asked_for(n_points, n_curves):
    curves = np.random.RandomState(0).randn(n_points, n_curves).cumsum(axis=0)
    assert 150 <= len(kept_points(curves, always=[7, 8, 9], most=400)) <= 600


def test_a_single_spike_is_kept():
    curves = np.zeros((10_001, 2))
    curves[4321, 1] = 1
    assert 4321 in kept_points(curves)


# Probabilities


@pytest.mark.parametrize(
    "probabilities", [[0.25, 0.75], [3.0933500e-50, 1e-300, 1.0], [1 / 3] * 3, [0.1, 0.2, 0.3, 0.15, 0.05, 0.2]]
)
def test_bars_have_the_class_colours_the_full_value_on_hover_and_the_label_marked(probabilities):
    figure = probability_bars(np.array(probabilities), 1, "class 2, right")
    bars = of_type(figure, "bar")
    assert list(bars["y"]) == probabilities
    assert bars["hovertext"] == [f"ŷ of class {k + 1}: {full(value)}" for k, value in enumerate(probabilities)]
    assert tuple(bars["marker"]["color"]) == CLASSES[: len(probabilities)]
    assert of_type(figure, "scatter")["x"] == [bars["x"][1]]
    assert "class 2, right" in figure["layout"]["title"]["text"]
    low, high = figure["layout"]["yaxis"]["range"]
    assert low == 0
    assert high >= 1
    ticks = figure["layout"]["xaxis"]["ticktext"]
    assert ["label" in tick for tick in ticks] == [k == 1 for k in range(len(probabilities))]
    for tick, value in zip(ticks, probabilities, strict=True):
        assert f"<b>{probability(value)}</b>" in tick


# Loss


LOSSES = {"main": np.array([3.0, 0.0, 2.0, 1 / 3]), "other": np.array([4.0, 1e-15, 0.0, 0.5])}
ROUNDS = np.array([0, 5, 6, 9])


def loss_figure(**options):
    return loss_curve(ROUNDS, LOSSES, **{"shown": "main", "chance": 1.5, "at": 6, "edits": {}} | options)


def test_losses_are_drawn_over_their_rounds_with_the_full_value_on_hover():
    figure = loss_figure()
    for name, values in LOSSES.items():
        trace = named(figure, name)
        assert list(trace["x"]) == ROUNDS.tolist()
        assert trace["y"] == values.tolist()
        # A trace without customdata shows its y there, see tests/browser/test_pictures_in_browser.py.
        assert "customdata" not in trace
        assert "%{customdata}" in trace["hovertemplate"]
    assert named(figure, "main")["line"]["width"] > named(figure, "other")["line"]["width"]
    assert figure["layout"]["yaxis"].get("type") != "log"


def test_a_log_axis_leaves_out_losses_of_exactly_0_and_nothing_else():
    figure = loss_figure(log=True)
    assert figure["layout"]["yaxis"]["type"] == "log"
    assert named(figure, "main")["y"] == [3.0, None, 2.0, pytest.approx(1 / 3, rel=1e-5)]
    assert named(figure, "other")["y"] == [4.0, 1e-15, None, 0.5]


@pytest.mark.parametrize(("at", "log", "drawn"), [(6, False, 2.0), (6, True, 2.0), (5, False, 0.0), (5, True, None)])
def test_the_round_looked_at_is_marked(at, log, drawn):
    figure = loss_figure(at=at, log=log)
    now = named(figure, "now")
    assert (now["x"], now["y"]) == ([at], [drawn])
    assert number(now["customdata"][0]) == dict(zip(ROUNDS.tolist(), LOSSES["main"], strict=True))[at]
    (line,) = figure["layout"]["shapes"]
    assert line["x0"] == line["x1"] == at
    # Where the mark has no place on a log axis, words say why.
    notes = [note["text"] for note in figure["layout"].get("annotations", [])]
    assert any("0" in note for note in notes) == (drawn is None)


@pytest.mark.parametrize(("log", "first"), [(False, 0.0), (True, None)])
def test_edits_are_marked_on_the_curve_and_told_on_hover(log, first):
    edits = named(loss_figure(edits={5: "w₁₂ = 0.25", 9: "η = 0.1"}, log=log), "edit")
    assert list(edits["x"]) == [5, 9]
    assert list(edits["y"]) == [first, pytest.approx(1 / 3, rel=1e-5)]
    assert list(edits["customdata"]) == ["w₁₂ = 0.25", "η = 0.1"]
    assert "%{customdata}" in edits["hovertemplate"]


def test_without_edits_there_is_no_mark_of_one():
    assert "edit" not in [trace.get("name") for trace in loss_figure()["data"]]


@pytest.mark.parametrize("chance", [math.log(3), 1.9095425048844383])
def test_chance_is_a_level_line_over_all_rounds(chance):
    line = named(loss_figure(chance=chance), CHANCE)
    assert list(line["x"]) == [0, 9]
    assert list(line["y"]) == [chance, chance]
    assert full(chance) in line["hovertemplate"]


# Weights and gradients


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("with_changes", [False, True])
def test_each_cell_of_a_grid_has_its_own_name_number_and_hover(shape, with_changes):
    names = names_of(*shape)
    values = np.random.RandomState(1).randn(*names.shape) / 3
    changes = values[::-1] * 1e-7 if with_changes else None
    figure = value_grid("W", names, values, largest=2.5, changes=changes, what="weight")
    cells, marks = of_type(figure, "heatmap"), of_type(figure, "scatter")
    assert (np.asarray(cells["z"]) == values).all()
    assert len(marks["customdata"]) == names.size
    for name, column, row, text, hover in zip(
        *(marks[part] for part in ("customdata", "x", "y", "text", "hovertext")), strict=True
    ):
        place = list(cells["y"]).index(row), list(cells["x"]).index(column)
        assert names[place] == name
        shown = text.partition("<b>")[2].partition("</b>")[0]
        if names.size > 16 or shape[1] > 4:  # fewer digits, so that six columns fit on a phone
            assert number(shown) == pytest.approx(values[place], rel=0.05)
            assert len(shown) <= 8
        else:
            assert shown == short(values[place])
        assert f"{name}: {full(values[place])}" in hover
        if with_changes:
            assert full(changes[place]) in hover
            assert text.partition("<i>")[2][0] == ("+" if changes[place] >= 0 else "−")
    assert figure["layout"]["yaxis"]["autorange"] == "reversed"  # the first row on top


def test_the_scale_of_signed_values_is_symmetric_about_0_and_has_a_legend():
    cells = of_type(value_grid("", names_of(1, 2), np.array([[1, -2], [0, 3]]), largest=3.0, what="weight"), "heatmap")
    assert cells["zmin"] == -cells["zmax"] == -3.0
    assert cells["colorscale"] == SIGNED_SCALE
    assert "colorbar" in cells


# Curves


@pytest.mark.parametrize("shape", SHAPES)
def test_curves_have_the_colour_of_their_class_and_no_two_look_the_same(shape):
    n_features, n_classes = shape
    names = names_of(*shape)[:-1].ravel()
    values = np.random.RandomState(2).randn(4, names.size)
    classes = [place % n_classes for place in range(names.size)]
    curves = {name: values[:, place] for place, name in enumerate(names)}
    figure = curves_over_rounds("", ROUNDS, curves, classes, at=6)
    looks = set()
    for place, name in enumerate(names):
        trace = named(figure, name)
        assert trace["line"]["color"] == CLASSES[classes[place]]
        assert list(trace["y"]) == values[:, place].tolist()
        assert [*map(number, trace["customdata"])] == values[:, place].tolist()
        looks.add((trace["line"]["color"], trace["line"]["dash"], trace["marker"]["symbol"]))
    assert len(looks) == n_features * n_classes
    (line,) = figure["layout"]["shapes"]
    assert line["x0"] == line["x1"] == 6


def font_sizes(part):
    """The sizes of all fonts in a figure."""
    if isinstance(part, dict):
        for name, inner in part.items():
            if "font" in name and "size" in inner:
                sizes = inner["size"]
                yield from sizes if isinstance(sizes, list) else [sizes]
            else:
                yield from font_sizes(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from font_sizes(inner)


def test_larger_text_is_larger_everywhere():
    case = some_network(2, 3)
    values = np.vstack(case[1:3])

    def drawn(**size):
        return [
            network(*case, 0, **size),
            probability_bars(case[4], 0, "class 1, right", **size),
            loss_figure(edits={5: "b₁ = 3"}, **size),
            value_grid("", names_of(2, 3), values, largest=1.0, what="weight", **size),
        ]

    for normal, large in zip(drawn(), drawn(text_size=24), strict=True):
        go.Figure(large)
        sizes = list(zip(font_sizes(normal), font_sizes(large), strict=True))
        assert sizes
        assert all(b >= 1.5 * a for a, b in sizes)
