"""The layer as a graph."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dashboard.text import full, probability, short
from softmax_core.names import parameter_names, subscript

from .colors import CLASSES, INK, NEGATIVE, NEUTRAL, POSITIVE, faded, light
from .style import TEXT_SIZE, Array, Figure, figure, note

PARTS = frozenset({"x", "w", "b", "theta", "softmax", "p"})
"""What can be lit: inputs, weights, bias, logits, the softmax between, and probabilities."""

_DIM = 0.25
_UNLIT = "#E4E4E4"
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
        text_size: in pixels.
    """
    n_features, n_classes = weights.shape
    left, right = _heights(n_features + 1), _heights(n_classes)

    def opacity(part: str) -> float:
        return 1.0 if part in lit else _DIM

    largest = max(np.abs(weights).max(), np.abs(bias).max()) or 1.0
    edges = [
        *_edges(weights, left, right, largest, opacity("w")),
        *_edges(bias[None], left[n_features:], right, largest, opacity("b")),
    ]
    columns = _columns(x, logits, probabilities)
    rows = max(n_features + 1, n_classes)
    nodes = [
        _nodes(place, left if place == 0 else right, texts, values, part in lit, text_size, rows)
        for place, (part, texts, values) in enumerate(columns)
    ]
    nodes[2]["marker"]["line"]["width"] = [3 if k == true_class else 1 for k in range(n_classes)]
    beside = nodes[0]["marker"]["size"] / 2 + 4  # pixels from the middle of a node to its name
    hidden = {"visible": False, "fixedrange": True}
    above = 1.34 if rows <= 4 else 1.2  # the heads, nearer to nodes that stand closer
    return figure(
        "Network",
        [
            *edges,
            _softmax_lines(right, opacity("softmax")),
            _edge_hovers(np.vstack([weights, bias]), left, right),
            *nodes,
        ],
        text_size,
        xaxis={**hidden, "range": [-0.4, 2.9]},
        yaxis={**hidden, "range": [-0.16 if rows <= 4 else -0.1, above + 0.06]},
        annotations=_names(columns, left, right, true_class, beside, above),
    )


def _names(
    columns: list[tuple[str, list[str], list[float]]],
    left: list[float],
    right: list[float],
    true_class: int,
    beside: float,
    above: float,
) -> list[dict[str, Any]]:
    """What stands beside the nodes and above the columns; the edges leave no room beside the logits."""
    inputs = (note(0, y, name, xanchor="right", xshift=-beside) for y, name in zip(left, columns[0][1], strict=True))
    outputs = (
        note(2, y, f"{name} label" if k == true_class else name, xanchor="left", xshift=beside)
        for k, (y, name) in enumerate(zip(right, columns[2][1], strict=True))
    )
    heads = ((0, "inputs"), (0.5, "weights"), (1, "logits θ"), (1.5, "softmax"), (2, "ŷ"))
    return [*inputs, *outputs, *(note(place, above, text) for place, text in heads)]


def _columns(x: Array, logits: Array, probabilities: Array) -> list[tuple[str, list[str], list[float]]]:
    """The columns of nodes: the part of PARTS each is, the names and the values."""
    classes = range(1, len(logits) + 1)
    return [
        ("x", [*(f"x{subscript(i + 1)}" for i in range(len(x))), "1"], [*x.tolist(), 1.0]),
        ("theta", [f"θ{subscript(k)}" for k in classes], logits.tolist()),
        ("p", [f"ŷ{subscript(k)}" for k in classes], probabilities.tolist()),
    ]


def _edges(values: Array, left: list[float], right: list[float], largest: float, opacity: float) -> list[dict]:
    """All edges from a column of nodes to the logits as filled bands: one trace for each sign."""
    outlines: dict[str, tuple[list, list]] = {POSITIVE: ([], []), NEGATIVE: ([], [])}
    for i, k in np.ndindex(values.shape):
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
            "fillcolor": faded(color, 0.55 * opacity),
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


def _softmax_lines(heights: list[float], opacity: float) -> dict[str, Any]:
    """Every logit feeds every probability."""
    pairs = [(start, end) for start in heights for end in heights]
    return {
        "type": "scatter",
        "x": [1, 2, None] * len(pairs),
        "y": [height for pair in pairs for height in (*pair, None)],
        "mode": "lines",
        "line": {"width": 1, "color": faded(NEUTRAL, 0.45 * opacity)},
        "hoverinfo": "skip",
    }


def _nodes(
    place: int, heights: list[float], names: list[str], values: list[float], lit: bool, text_size: int, rows: int
) -> dict[str, Any]:
    """A column of nodes with their values in them; logits and probabilities in the colours of their classes.

    `rows` is how many nodes the longest column has: of more they are smaller.
    """
    count = len(values)
    size = text_size * (3.8 if rows < 4 else 3.3 if rows == 4 else 2.8)
    largest_text = text_size - (1 if rows <= 4 else 2)
    texts = [_in_node(value, probability if place == 2 else short, size / largest_text) for value in values]
    colors = [NEUTRAL] * count if place == 0 else list(CLASSES[:count])
    return {
        "type": "scatter",
        "x": [place] * count,
        "y": heights,
        "mode": "markers+text",
        "marker": {
            "size": size,
            "opacity": 1,
            "color": [light(color) if lit else _UNLIT for color in colors],
            "line": {"width": 1, "color": colors if lit else [NEUTRAL] * count},
        },
        "text": texts,
        # What is still too long is written smaller: half an em a character, within five sixths of the node.
        "textfont": {"size": [min(largest_text, round(1.65 * size / len(text), 1)) for text in texts], "color": INK},
        "hovertext": [f"{name} = {full(value)}" for name, value in zip(names, values, strict=True)],
        "hoverinfo": "text",
        "cliponaxis": False,
    }


def _in_node(value: float, written: Callable[[float, int], str], width: float) -> str:
    """A value in three digits, or two where three would not fit a node `width` ems wide."""
    text = written(value, 3)
    return text if len(text) <= 1.65 * width else written(value, 2)


def _heights(count: int) -> list[float]:
    """Where `count` nodes stand, top first."""
    return [0.5] if count == 1 else np.linspace(1, 0, count).tolist()
