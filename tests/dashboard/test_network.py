"""The layer as a graph."""

import numpy as np
import plotly.graph_objects as go
import pytest
from plotly.io import to_json

from dashboard.figures import network
from dashboard.figures.colors import INK, NEGATIVE, ON_PAGE, PAGE, PAGES, POSITIVE, faded
from dashboard.text import full
from softmax_core.names import subscript
from tests.dashboard.drawn import SHAPES, channels, ratio, some_network


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
    (names,) = [trace for trace in figure["data"] if trace.get("name") == "names"]
    columns = (names[part] for part in ("x", "y", "textposition", "text"))
    places = {text: place for *place, text in zip(*columns, strict=True)}
    assert [text for text in places if "label" in text] == [f"ŷ{subscript(true_class + 1)} label"]
    for node, name in zip(nodes(figure)[0]["y"], ["x₁", "x₂", "1"], strict=True):
        assert places[name] == [0, node, "middle left"]
    for k, node in enumerate(nodes(figure)[2]["y"]):
        label = " label" if k == true_class else ""
        assert places[f"ŷ{subscript(k + 1)}{label}"] == [2, node, "middle right"]
    heads = {text: places[text][0] for text in ("inputs", "weights", "logits θ", "softmax", "ŷ")}
    assert heads == {"inputs": 0, "weights": 0.5, "logits θ": 1, "softmax": 1.5, "ŷ": 2}


def nodes(figure):
    return [trace for trace in figure["data"] if "text" in trace and trace.get("name") != "names"]


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


PAGE_COLORS = [tuple(channels(page["page"])) for page in PAGES.values()]


def painted(color: str, page: tuple) -> tuple:
    """A colour as it looks on a page."""
    opacity = opacity_of(color)
    return tuple(opacity * top + (1 - opacity) * below for top, below in zip(parts_of(color), page, strict=True))


def parts_of(color: str) -> tuple:
    return channels(color) if color.startswith("#") else tuple(map(float, rgb(color).removeprefix("rgba(").split(",")))


@pytest.mark.parametrize("page", PAGE_COLORS, ids=PAGES)
def test_what_is_lit_stands_out_from_the_page_and_more_than_what_is_not(page):
    case = some_network(3, 4)
    lit = network(*case, 1, lit=frozenset({"x", "w", "b", "softmax"}))
    unlit = network(*case, 1, lit=frozenset())

    def stands_out(color: str) -> float:
        return ratio(painted(color, page), page)

    for one, other in zip(bands(lit), bands(unlit), strict=True):
        assert stands_out(one["fillcolor"]) >= 3
        assert stands_out(one["fillcolor"]) > stands_out(other["fillcolor"])
    lines, dim_lines = (
        next(t for t in figure["data"] if t.get("line", {}).get("width") == 1) for figure in (lit, unlit)
    )
    assert stands_out(lines["line"]["color"]) >= 3 > stands_out(dim_lines["line"]["color"])
    (inputs, *_), (dim_inputs, *_) = nodes(lit), nodes(unlit)
    for one, other in zip(inputs["marker"]["line"]["color"], dim_inputs["marker"]["line"]["color"], strict=True):
        assert stands_out(one) >= 3
        assert stands_out(one) > stands_out(other)
    # An unlit node has the page's own colour, which the style sheet gives it.
    assert set(dim_inputs["marker"]["color"]) == {PAGE}
    assert set(inputs["marker"]["color"]) & {PAGE} == set()
    assert set(inputs["textfont"]["color"]) == {INK}
    assert set(dim_inputs["textfont"]["color"]) == {ON_PAGE}
    assert min(inputs["marker"]["line"]["width"]) > max(dim_inputs["marker"]["line"]["width"])


def test_the_spotlight_leaves_the_edges_and_nodes_of_one_class_lit():
    case = some_network(2, 3)
    for k in range(3):
        figure = network(*case, 0, lit_class=k)
        inputs, logits, shares = nodes(figure)
        assert PAGE not in inputs["marker"]["color"]
        for column in (logits, shares):
            assert [color == PAGE for color in column["marker"]["color"]] == [other != k for other in range(3)]
        lit_ends, dim_ends = set(), set()
        for band in bands(figure):
            ends = dim_ends if opacity_of(band["fillcolor"]) < 1 else lit_ends
            ends |= {round(y, 1) for x, y in zip(band["x"], band["y"], strict=True) if x == 1}
        height = [1.0, 0.5, 0.0]
        assert all(abs(end - height[k]) <= 0.1 for end in lit_ends)
        assert all(abs(end - height[k]) > 0.1 for end in dim_ends)


@pytest.mark.parametrize("lit_class", [None, 1])
def test_the_spotlight_leaves_the_edges_and_the_node_of_one_input_or_of_the_bias_lit(lit_class):
    case = some_network(2, 3)
    everything = [corners for color in (POSITIVE, NEGATIVE) for corners in outlines(network(*case, 0), color)]
    height = [1.0, 0.5, 0.0]
    for i in range(3):
        figure = network(*case, 0, lit_row=i, lit_class=lit_class)
        inputs, logits, _ = nodes(figure)
        assert [color == PAGE for color in inputs["marker"]["color"]] == [other != i for other in range(3)]
        assert [color == PAGE for color in logits["marker"]["color"]] == [lit_class not in (None, k) for k in range(3)]
        lit, dim = [], []
        for band in bands(figure):
            corners = list(zip(band["x"], band["y"], strict=True))
            found = [corners[place : place + 4] for place in range(0, len(corners), 6)]
            (dim if opacity_of(band["fillcolor"]) < 1 else lit).extend(found)
        assert sorted(lit + dim) == sorted(everything)
        ends = {edge_of(corners)[:2] for corners in lit}
        assert ends == {(height[i], end) for k, end in enumerate(height) if lit_class in (None, k)}
        (arrows,) = [t for t in network(*case, 0, flow="to logits", lit_row=i)["data"] if t.get("name") == "arrows"]
        assert len(arrows["x"]) == 3
        assert all(abs(0.22 * height[i] + 0.78 * end - y) < 1e-9 for end, y in zip(height, arrows["y"], strict=True))


def test_what_is_covered_is_neither_written_nor_told():
    x, weights, bias, logits, p = some_network(2, 3)
    figure = network(x, weights, bias, logits, p, 0, covered=frozenset({"theta", "p"}))
    inputs, *others = nodes(figure)
    assert "?" not in inputs["text"]
    assert [column["text"] for column in others] == [["?"] * 3] * 2
    text = to_json(figure)
    assert not any(repr(value) in text or full(value) in text for value in (*logits.tolist(), *p.tolist()))


@pytest.mark.parametrize(
    ("flow", "symbol", "places"),
    [
        ("to logits", "triangle-right", (0.5, 1)),
        ("to probabilities", "triangle-right", (1.5, 2)),
        ("back to logits", "triangle-left", (1, 1.5)),
        ("back to inputs", "triangle-left", (0, 0.5)),
    ],
)
def test_arrows_point_the_way_and_stand_near_where_they_lead(flow, symbol, places):
    case = some_network(2, 3)
    (arrows,) = [trace for trace in network(*case, 0, flow=flow)["data"] if trace.get("name") == "arrows"]
    assert arrows["marker"]["symbol"] == symbol
    assert all(places[0] < x < places[1] for x in arrows["x"])
    assert len(arrows["x"]) == 9  # three classes by two inputs and the bias, or by three classes
    assert not [trace for trace in network(*case, 0)["data"] if trace.get("name") == "arrows"]
    (of_one,) = [trace for trace in network(*case, 0, flow=flow, lit_class=1)["data"] if trace.get("name") == "arrows"]
    assert len(of_one["x"]) == 3


@pytest.mark.parametrize(("n_features", "n_classes"), [(2, 3), (3, 4), (4, 3), (6, 6), (1, 6)])
@pytest.mark.parametrize("height", [470, 300])
def test_nodes_do_not_overlap_in_a_figure_of_this_height(n_features, n_classes, height):
    figure = network(*some_network(n_features, n_classes), 0, height=height, text_size=22)
    low, high = figure["layout"]["yaxis"]["range"]
    margin = figure["layout"]["margin"]
    pixels = (height - margin["t"] - margin["b"]) / (high - low)
    for column in nodes(figure):
        apart = np.abs(np.diff(column["y"])) * pixels
        assert all(column["marker"]["size"] <= gap for gap in apart)


@pytest.mark.parametrize("p", [1e-50, 1 - 1.5e-13, 3.1e-300, 0.00034, 1 - 1e-5])
@pytest.mark.parametrize(("n_features", "n_classes"), [(2, 3), (3, 4)])
def test_a_share_is_written_large_in_its_node_whatever_its_size(n_features, n_classes, p):
    x, weights, bias, logits, shares = some_network(n_features, n_classes)
    figure = network(x, weights, bias, logits, np.full_like(shares, p), 0, height=470, text_size=22)
    assert min(nodes(figure)[2]["textfont"]["size"]) >= 20
