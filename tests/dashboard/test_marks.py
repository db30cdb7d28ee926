"""The marks of a picture: each is named where it stands, none is cut off, none covers another."""

import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.figures import loss_curve, network, probability_bars, runs_over_rounds, value_grid
from softmax_core.functional import softmax
from softmax_core.losses import LOSSES
from tests.core.strategies import floats_of, numbers, sizes

LAB_HEIGHT, ROW = 296, 34  # of the lab's network, and what a row of nodes beyond four adds
EM = 0.5  # of the font's digits; no character of a number is wider


@st.composite
def layers(draw):
    n_features, n_classes = draw(sizes)
    shapes = (n_features,), (n_features, n_classes), (n_classes,), (n_classes,)
    x, weights, bias, logits = (draw(floats_of(shape, numbers)) for shape in shapes)
    return x, weights, bias, logits, softmax(logits)


@given(layers())
def test_the_numbers_in_the_nodes_fit_them(layer):
    for trace in network(*layer, 0)["data"]:
        if "text" in trace and trace.get("name") != "names":
            node = trace["marker"]["size"]
            for text, size in zip(trace["text"], trace["textfont"]["size"], strict=True):
                assert len(text) * EM * size <= 0.9 * node
                assert size >= 5.5


@pytest.mark.parametrize("n_classes", range(2, 7))
@pytest.mark.parametrize("n_features", range(1, 7))
def test_no_node_covers_another_nor_the_names_above(n_features, n_classes):
    figure = network(
        *(np.ones(size) for size in (n_features, (n_features, n_classes), n_classes)), *np.ones((2, n_classes)), 0
    )
    layout = figure["layout"]
    height = LAB_HEIGHT + ROW * max(0, n_features - 3, n_classes - 4) - layout["margin"]["t"] - layout["margin"]["b"]
    low, high = layout["yaxis"]["range"]
    pixels = height / (high - low)
    (names,) = [trace for trace in figure["data"] if trace.get("name") == "names"]
    for trace in figure["data"]:
        if "text" in trace and trace is not names:
            node = trace["marker"]["size"]
            assert all((upper - lower) * pixels > node + 2 for upper, lower in pairwise(trace["y"]))
            assert (min(trace["y"]) - low) * pixels + layout["margin"]["b"] > node / 2
            head = names["y"][names["text"].index("inputs")]
            assert (head - max(trace["y"])) * pixels > node / 2 + layout["font"]["size"]


def loss_figure(losses, at=0, **options):
    rounds = np.arange(len(losses))
    return loss_curve(rounds, {"loss": np.array(losses)}, shown="loss", chance=1.0, at=at, edits={}, **options)


@pytest.mark.parametrize("losses", [[1.1, 0.5], [2.0, 0.8, 0.1], [1e-50, 3.0], [3.0, 2e-9, 0.0]])
def test_a_log_axis_writes_its_powers_in_full(losses):
    for figure in (loss_figure(losses, log=True), runs_over_rounds("", {"now": np.array(losses)}, log=True)):
        axis = figure["layout"]["yaxis"]
        assert axis["type"] == "log"
        # Plotly names a tick between powers by its first digit alone, 5 for 0.5, but where it is told how to write it.
        assert axis["tickformat"] == "~g"


def test_the_ring_and_the_edits_of_the_loss_are_not_cut_at_0():
    figure = loss_curve(
        np.arange(2), {"loss": np.array([1.0, 0.0])}, shown="loss", chance=1.0, at=1, edits={1: "b₁ = 3"}
    )
    marks = [trace for trace in figure["data"] if trace["mode"] == "markers"]
    assert len(marks) == 2
    assert [trace["cliponaxis"] for trace in marks] == [False, False]


def test_the_legend_of_the_loss_names_every_mark_but_the_ring():
    figure = loss_curve(
        np.arange(2), {"loss": np.array([1.0, 0.5])}, shown="loss", chance=1.0, at=1, edits={1: "b₁ = 3"}
    )
    named = [trace["name"] for trace in figure["data"] if trace.get("showlegend", True)]
    assert named == ["loss", "chance: all ŷ equal", "edit"]


def test_no_loss_has_a_shortened_name():
    assert not [loss.short_title for loss in LOSSES.values() if "." in loss.short_title]


@pytest.mark.parametrize("true_class", [0, 1, 2])
def test_the_dash_of_the_label_is_named_where_it_stands(true_class):
    figure = probability_bars(np.array([0.2, 0.3, 0.5]), true_class, "")
    (dash,) = [trace for trace in figure["data"] if trace["type"] == "scatter"]
    (name,) = figure["layout"]["annotations"]
    assert (name["x"], name["y"]) == (dash["x"][0], dash["y"][0])
    assert name["text"] == "label: y = 1"
    assert name["yshift"] > 0
    assert figure["layout"]["yaxis"]["range"][1] > 1.1  # room for it


def test_the_axis_of_the_cells_says_what_their_italics_are():
    names, values = np.array([["w11", "w12"], ["b1", "b2"]]), np.ones((2, 2))
    changing = value_grid("", names, values, largest=1.0, changes=values, what="weight")
    said = changing["layout"]["xaxis"]["title"]["text"]
    assert re.fullmatch("<b>weight</b>, <i>what the next Step adds</i>", said)
    assert all(re.fullmatch("<b>.*</b><br><i>.*</i>", text) for text in changing["data"][1]["text"])
    assert "title" not in value_grid("", names, values, largest=1.0, what="gradient by")["layout"]["xaxis"]
