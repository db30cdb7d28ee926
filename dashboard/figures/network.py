"""The layer as a graph."""

import math
from functools import cache
from itertools import product
from typing import Any, Literal, NamedTuple

import numpy as np

from dashboard.text import full, probability, short
from softmax_core.names import parameter_names, subscript

from .colors import BACKWARD, CLASSES, INK, NEGATIVE, NEUTRAL, ON_PAGE, PAGE, POSITIVE, faded, light
from .style import TEXT_SIZE, Array, Figure, figure

PARTS = frozenset({"x", "w", "b", "theta", "softmax", "p"})
"""What can be lit: inputs, weights, bias, logits, the softmax between, and probabilities."""

Flow = Literal["", "to logits", "to probabilities", "back to logits", "back to inputs"]
"""What arrows show: where a sub-step goes, and whether that is forward or back."""

HEADS = {0: "inputs", 0.5: "weights", 1: "logits θ", 1.5: "softmax", 2: "ŷ"}
"""What stands above the columns of nodes and between them, by its place."""

_LIT, _DIM = 1.0, 0.2  # how opaque an edge is
_ROOM = 1.7  # characters of half an em in a node one em wide, so that they take 85 % of it
_THICKEST, _THINNEST = 0.028, 0.002  # half the width of an edge, where the nodes stand 0 to 1 high


def network(
    x: Array,
    weights: Array,
    bias: Array,
    logits: Array,
    probabilities: Array,
    true_class: int,
    *,
    lit: frozenset[str] = PARTS,
    lit_class: int | None = None,
    lit_row: int | None = None,
    covered: frozenset[str] = frozenset(),
    flow: Flow = "",
    height: float = math.inf,
    text_size: int = TEXT_SIZE,
) -> Figure:
    """The layer as a graph: inputs and the constant 1 to logits, logits through softmax to ŷ.

    Args:
        x: (n_features,).
        weights: (n_features, n_classes); an edge each, blue where positive, red where negative, as thick as large.
        bias: (n_classes,), the edges from the constant 1.
        logits: θ, (n_classes,).
        probabilities: ŷ, (n_classes,).
        true_class: index of the label.
        lit: the parts to show in full; of the others the colours are taken away, not the text.
        lit_class: the class a spotlight is on; the edges and nodes of the others are not lit.
        lit_row: the row of weights a spotlight is on, that of an input or, after those, of the bias; likewise.
        covered: the parts whose numbers are not shown.
        flow: what arrows show.
        height: of the figure in pixels, where the nodes must be so small that they do not overlap in it.
        text_size: in pixels.
    """
    n_features, n_classes = weights.shape
    left, right = _heights(n_features + 1), _heights(n_classes)
    columns = _columns(x, logits, probabilities)
    frame = _Frame.of(max(n_features + 1, n_classes), height, text_size)
    nodes = [
        _nodes(place, names, values, _lit(part, lit, lit_class, lit_row, len(values)), part in covered, frame)
        for place, (part, names, values) in enumerate(columns)
    ]
    widths = nodes[2]["marker"]["line"]["width"]
    widths[true_class] = max(3, widths[true_class])
    hidden = {"visible": False, "fixedrange": True}
    return figure(
        "Network",
        [
            *_all_edges(np.vstack([weights, bias]), left, right, lit, lit_class, lit_row),
            _softmax_lines(n_classes, _LIT if "softmax" in lit else _DIM),
            _edge_hovers(np.vstack([weights, bias]), left, right),
            _written(_names(columns, true_class, frame), frame, text_size),
            *nodes,
            *_arrows(flow, left, right, lit_class, lit_row, text_size),
        ],
        text_size,
        xaxis={**hidden, "range": [-0.4, 2.9]},
        yaxis={**hidden, "range": [-frame.below, round(frame.heads + 0.06, 2)]},
        margin=frame.margins,
    )


def _lit(part: str, lit: frozenset[str], lit_class: int | None, lit_row: int | None, count: int) -> list[bool]:
    """Which nodes of a column are lit: inputs belong to all classes, and logits and ŷ to all inputs."""
    spot = lit_row if part == "x" else lit_class
    return [part in lit and spot in (None, place) for place in range(count)]


class _Name(NamedTuple):
    """A text at a place of the picture, in the middle of it or beside."""

    x: float
    y: float
    text: str
    place: str


class _Frame(NamedTuple):
    """Sizes in pixels, but where the heads stand and how much room is below the nodes, which stand 0 to 1 high."""

    heads: float
    below: float
    margins: dict[str, float]
    node: float
    text: float

    @classmethod
    def of(cls, rows: int, height: float, text_size: int) -> "_Frame":
        """For so many nodes in the longest column: of more they are smaller, and the heads nearer to them."""
        is_tight = rows > 4
        heads, below = (1.2, 0.1) if is_tight else (1.34, 0.16)
        margins = {"t": 2.5 * text_size, "b": 0.5 * text_size}
        apart = (height - sum(margins.values())) / (heads + 0.06 + below) / (rows - 1)
        node = min(text_size * (3.8 if rows < 4 else 2.8 if is_tight else 3.4), 0.94 * apart)
        return cls(heads, below, margins, round(node, 1), text_size - (2 if is_tight else 1))


def _all_edges(
    values: Array,
    left: list[float],
    right: list[float],
    lit: frozenset[str],
    lit_class: int | None,
    lit_row: int | None,
) -> list[dict[str, Any]]:
    """The edges of the weights and, from the last row, of the bias; the lit ones above the others."""
    last = len(values) - 1
    lit_ones = [
        (i, k)
        for i, k in np.ndindex(values.shape)
        if ("b" if i == last else "w") in lit and lit_class in (None, k) and lit_row in (None, i)
    ]
    others = [pair for pair in np.ndindex(values.shape) if pair not in lit_ones]
    return [
        edge
        for pairs, opacity in ((others, _DIM), (lit_ones, _LIT))
        if pairs
        for edge in _edges(values, pairs, left, right, opacity)
    ]


def _arrows(
    flow: Flow, left: list[float], right: list[float], lit_class: int | None, lit_row: int | None, text_size: int
) -> list[dict[str, Any]]:
    """Heads of arrows on the lines of a sub-step, near where they lead."""
    if not flow:
        return []
    is_back = flow.startswith("back")
    starts, place, spot = (left, 0, lit_row) if flow in ("to logits", "back to inputs") else (right, 1, None)
    part = 0.22 if is_back else 0.78
    points = [
        (place + part, (1 - part) * start + part * end)
        for i, start in enumerate(starts)
        for k, end in enumerate(right)
        if spot in (None, i) and lit_class in (None, k)
    ]
    return [
        {
            "type": "scatter",
            "name": "arrows",
            "x": [x for x, _ in points],
            "y": [y for _, y in points],
            "mode": "markers",
            "marker": {
                "symbol": "triangle-left" if is_back else "triangle-right",
                "size": 0.75 * text_size,
                "color": BACKWARD if is_back else NEUTRAL,
            },
            "hoverinfo": "skip",
        }
    ]


def _names(columns: list[tuple[str, list[str], list[float]]], true_class: int, frame: _Frame) -> list[_Name]:
    """What stands beside the nodes and above the columns; the edges leave no room beside the logits."""
    (_, inputs, _), _, (_, outputs, _) = columns
    return [
        *(_Name(0, y, name, "middle left") for y, name in zip(_heights(len(inputs)), inputs, strict=True)),
        *(
            _Name(2, y, f"{name} label" if k == true_class else name, "middle right")
            for k, (y, name) in enumerate(zip(_heights(len(outputs)), outputs, strict=True))
        ),
        *(_Name(place, frame.heads, text, "middle center") for place, text in HEADS.items()),
    ]


def _written(names: list[_Name], frame: _Frame, text_size: int) -> dict[str, Any]:
    """The names as a trace: annotations would take Plotly a third of all it does for this picture.

    A name stands beside a mark that is not seen, as large as the node.
    """
    return {
        "type": "scatter",
        "name": "names",
        "x": [name.x for name in names],
        "y": [name.y for name in names],
        "text": [name.text for name in names],
        "mode": "markers+text",
        "marker": {"size": frame.node, "opacity": 0},
        "textposition": [name.place for name in names],
        "textfont": {"size": text_size, "color": ON_PAGE},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def _columns(x: Array, logits: Array, probabilities: Array) -> list[tuple[str, list[str], list[float]]]:
    """The columns of nodes: the part of PARTS each is, the names and the values."""
    classes = range(1, len(logits) + 1)
    return [
        ("x", [*(f"x{subscript(i + 1)}" for i in range(len(x))), "1"], [*x.tolist(), 1.0]),
        ("theta", [f"θ{subscript(k)}" for k in classes], logits.tolist()),
        ("p", [f"ŷ{subscript(k)}" for k in classes], probabilities.tolist()),
    ]


def _edges(
    values: Array, pairs: list[tuple[int, int]], left: list[float], right: list[float], opacity: float
) -> list[dict[str, Any]]:
    """The edges of some pairs of a node and a logit as filled bands: one trace for each sign."""
    largest = np.abs(values).max() or 1.0
    outlines: dict[str, tuple[list, list]] = {POSITIVE: ([], []), NEGATIVE: ([], [])}
    for i, k in pairs:
        half = max(_THICKEST * (abs(values[i, k]) / largest), _THINNEST)
        xs, ys = outlines[POSITIVE if values[i, k] >= 0 else NEGATIVE]
        xs += [0, 1, 1, 0, 0, None]
        corners = (left[i] - half, right[k] - half, right[k] + half, left[i] + half, left[i] - half)
        ys += [*(round(y, 4) for y in corners), None]
    return [
        {
            "type": "scatter",
            "x": xs,
            "y": ys,
            "mode": "lines",
            "line": {"width": 0.5, "color": faded(color, opacity)},
            "fill": "toself",
            "fillcolor": faded(color, opacity),
            "hoverinfo": "skip",
        }
        for color, (xs, ys) in outlines.items()
    ]


def _edge_hovers(values: Array, left: list[float], right: list[float]) -> dict[str, Any]:
    """Unseen marks that tell the value of an edge, nearer to its input than to the middle, where edges cross."""
    n_features, n_classes = values.shape[0] - 1, values.shape[1]
    names = [name.symbol for name in parameter_names(n_features, n_classes)]
    return {
        "type": "scatter",
        "x": [0.3] * values.size,
        "y": [round(0.7 * start + 0.3 * end, 4) for start in left for end in right[:n_classes]],
        "mode": "markers",
        "marker": {"size": 12, "opacity": 0},
        "hovertext": [f"{name} = {full(value)}" for name, value in zip(names, values.ravel().tolist(), strict=True)],
        "hoverinfo": "text",
    }


@cache
def _softmax_lines(n_classes: int, opacity: float) -> dict[str, Any]:
    """Every logit feeds every probability."""
    pairs = list(product(_heights(n_classes), repeat=2))
    return {
        "type": "scatter",
        "x": [1, 2, None] * len(pairs),
        "y": [height for pair in pairs for height in (*pair, None)],
        "mode": "lines",
        "line": {"width": 1, "color": faded(NEUTRAL, opacity)},
        "hoverinfo": "skip",
    }


def _nodes(
    place: int,
    names: list[str],
    values: list[float],
    lit: list[bool],
    is_covered: bool,
    frame: _Frame,
) -> dict[str, Any]:
    """A column of nodes with their values in them; logits and probabilities in the colours of their classes.

    What is not lit has the page's colour, so that it recedes on a page of either theme.
    """
    count = len(values)
    size, largest_text = frame.node, frame.text
    texts = ["?" if is_covered else _in_node(value, place == 2, size / largest_text) for value in values]
    colors = [NEUTRAL] * count if place == 0 else list(CLASSES[:count])
    return {
        "type": "scatter",
        "x": [place] * count,
        "y": _heights(count),
        "mode": "markers+text",
        "marker": {
            "size": size,
            "opacity": 1,
            "color": [light(color) if is_lit else PAGE for color, is_lit in zip(colors, lit, strict=True)],
            "line": {
                "width": [2 if is_lit else 1 for is_lit in lit],
                "color": [NEUTRAL if is_lit else faded(NEUTRAL, 0.6) for is_lit in lit],
            },
        },
        "text": texts,
        # What is still too long is written smaller.
        # On the page itself it has the page's colour, which the style sheet of the chart gives to this grey.
        "textfont": {
            "size": [min(largest_text, round(_ROOM * size / _length(text), 1)) for text in texts],
            "color": [INK if is_lit else ON_PAGE for is_lit in lit],
        },
        "hovertext": [
            name if is_covered else f"{name} = {full(value)}" for name, value in zip(names, values, strict=True)
        ],
        "hoverinfo": "text",
        "cliponaxis": False,
    }


def _in_node(value: float, is_share: bool, width: float) -> str:
    """A value in three digits, or in two or one where those would not fit a node `width` ems wide.

    1 − c stands on two lines.
    """
    texts = [(probability if is_share else short)(value, digits).replace("1 − ", "1 −<br>") for digits in (3, 2)]
    if "e" in texts[0] or abs(value) < 1:
        texts.append(f"1 −<br>{short(1 - value, 1)}" if "<br>" in texts[-1] else short(value, 1))
    elif "e" in texts[1]:  # −3.3e1 says less than −33.2, and is longer
        texts.pop()
    return next((text for text in texts if _length(text) <= _ROOM * width), texts[-1])


def _length(text: str) -> int:
    """Of its longest line, in characters."""
    return max(map(len, text.split("<br>")))


def _heights(count: int) -> list[float]:
    """Where `count` nodes stand, top first."""
    return [0.5] if count == 1 else np.linspace(1, 0, count).tolist()
