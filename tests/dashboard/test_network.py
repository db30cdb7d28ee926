"""The layer as a graph."""

import numpy as np
import plotly.graph_objects as go
import pytest
from plotly.io import to_json

from dashboard.figures import network
from dashboard.figures.colors import NEGATIVE, POSITIVE, faded
from dashboard.text import full
from softmax_core.names import subscript
from tests.dashboard.drawn import SHAPES, some_network


def rgb(color: str) -> str:
    """The red, green and blue of a colour, whatever its opacity."""
    return (faded(color, 1) if color.startswith("#") else color).rpartition(",")[0]


def opacity_of(color: str) -> float:
    return 1.0 if color.startswith("#") else float(color.rpartition(",")[2].strip(" )"))


def bands(figure):
    return [trace for trace in figure["data"] if trace.get("fill") == "toself"]


def outlines(figure, color):
    """The edges of a colour, as their four corners [(x, y), …]."""
    found = []
    for trace in bands(figure):
        if rgb(trace["fillcolor"]) == rgb(color):
            assert rgb(trace["line"]["color"]) == rgb(color)
            corners = list(zip(trace["x"], trace["y"], strict=True))
            found += [corners[place : place + 4] for place in range(0, len(corners), 6)]
    return found


def edge_of(corners):
    """An edge as (height at its left, height at its right, thickness)."""
    left, right = ([y for x, y in corners if x == place] for place in (0, 1))
    assert max(left) - min(left) == pytest.approx(max(right) - min(right), abs=3e-4)
    return round(sum(left) / 2, 3), round(sum(right) / 2, 3), max(left) - min(left)


@pytest.mark.parametrize("shape", SHAPES)
def test_edges_are_coloured_by_sign_and_as_thick_as_their_value_is_large(shape):
    x, weights, bias, logits, probabilities = some_network(*shape)
    figure = network(x, weights, bias, logits, probabilities, 0)
    values = np.vstack([weights, bias])
    assert len(outlines(figure, POSITIVE)) == (values >= 0).sum()
    assert len(outlines(figure, NEGATIVE)) == (values < 0).sum()
    n_features, n_classes = shape
    left = [round(height, 3) for height in np.linspace(1, 0, n_features + 1)]
    right = [round(height, 3) for height in np.linspace(1, 0, n_classes)]
    seen = {}
    for color in (POSITIVE, NEGATIVE):
        for start, end, thickness in map(edge_of, outlines(figure, color)):
            seen[left.index(start), right.index(end)] = color, thickness
    assert len(seen) == values.size
    largest = np.abs(values).max()
    thickest = max(thickness for _, thickness in seen.values())
    for (i, k), (color, thickness) in seen.items():
        assert color == (POSITIVE if values[i, k] >= 0 else NEGATIVE)
        if abs(values[i, k]) > largest / 10:  # smaller ones are drawn as thick as can still be seen
            assert thickness / thickest == pytest.approx(abs(values[i, k]) / largest, abs=0.01)
        assert thickness > 0


def hovers(figure):
    return [text for trace in figure["data"] for text in trace.get("hovertext", [])]


@pytest.mark.parametrize("shape", SHAPES)
def test_each_edge_and_node_of_the_network_tells_its_full_value(shape):
    x, weights, bias, logits, probabilities = some_network(*shape)
    told = dict(text.split(" = ") for text in hovers(network(x, weights, bias, logits, probabilities, 0)))
    n_features, n_classes = shape
    expected = {f"x{subscript(i + 1)}": x[i] for i in range(n_features)} | {"1": 1.0}
    for k in range(n_classes):
        class_number = subscript(k + 1)
        expected |= {f"b{class_number}": bias[k], f"θ{class_number}": logits[k], f"ŷ{class_number}": probabilities[k]}
        expected |= {f"w{subscript(i + 1)}{class_number}": weights[i, k] for i in range(n_features)}
    assert told == {name: full(value) for name, value in expected.items()}


@pytest.mark.parametrize("true_class", [0, 1, 2])
def test_the_label_is_written_beside_its_node_and_every_column_has_its_name(true_class):
    figure = network(*some_network(2, 3), true_class)
    notes = {note["text"]: note for note in figure["layout"]["annotations"]}
    assert [text for text in notes if "label" in text] == [f"ŷ{subscript(true_class + 1)} label"]
    assert {"inputs", "weights", "logits θ", "softmax", "ŷ"} <= set(notes)


def nodes(figure):
    return [trace for trace in figure["data"] if "text" in trace]


def test_what_is_not_lit_loses_its_colour_and_keeps_its_numbers():
    case = some_network(2, 3)
    full, dim = network(*case, 0), network(*case, 0, lit=frozenset({"x"}))
    for lit, unlit in zip(bands(full), bands(dim), strict=True):
        assert opacity_of(unlit["fillcolor"]) < opacity_of(lit["fillcolor"])
    inputs, *others = zip(nodes(full), nodes(dim), strict=True)
    assert inputs[0] == inputs[1]
    for lit, unlit in others:
        assert lit["marker"] != unlit["marker"]
        assert lit["text"] == unlit["text"]
    assert hovers(dim) == hovers(full)


@pytest.mark.parametrize("part", ["x", "w", "b", "theta", "softmax", "p"])
def test_each_part_can_be_lit_alone(part):
    case = some_network(2, 3)
    figure = network(*case, 0, lit=frozenset({part}))
    go.Figure(figure)
    assert to_json(figure) != to_json(network(*case, 0, lit=frozenset()))
