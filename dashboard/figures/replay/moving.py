"""The pictures of a replay at one of its rounds: what moves.

All is drawn with bars and scatter traces. Plotly animates these in place (`redraw: False`); a heatmap, an annotation or
a title would need the whole figure drawn anew for each frame, which takes three times as long and more. So the weight
cells are bars, and texts that change are traces.
"""

from collections.abc import Mapping
from typing import Any

from dashboard.text import full, probability, short
from softmax_core.names import subscript

from ..colors import CLASSES, INK, signed_colors
from ..network import network
from ..prediction import label_mark
from ..style import TEXT_SIZE, Array, Figure, class_name

Trace = dict[str, Any]

# The axes of each picture, as its traces name them.
NETWORK, BARS, LOSS, WEIGHTS, STATUS = ({"xaxis": f"x{n}", "yaxis": f"y{n}"} for n in ("", 2, 3, 4, 5))


def layer(x: Array, weights: Array, bias: Array, logits: Array, probabilities: Array, true_class: int) -> list[Trace]:
    """The layer as `network` draws it, and the names beside ŷ, of which the label's moves; arguments as there."""
    picture = network(x, weights, bias, logits, probabilities, true_class)
    # The edges' unseen marks for hovering would double the size of a frame; the cells tell the same numbers.
    traces = [trace for trace in picture["data"] if trace["mode"] != "markers" and trace.get("name") != "names"]
    for trace in traces:
        if "fill" in trace:  # a thousandth is less than a pixel, and a shorter text
            trace["y"] = [end if end is None else float(f"{end:.3f}") for end in trace["y"]]
    nodes = traces[-1]
    names = [f"ŷ{subscript(k + 1)}" + (" <b>label</b>" if k == true_class else "") for k in range(len(nodes["y"]))]
    traces.append(
        {
            **_text(nodes["x"], nodes["y"], names, "middle right"),
            "mode": "markers+text",  # a text stands beside its mark, however large that is
            "marker": {"size": nodes["marker"]["size"], "opacity": 0},
        }
    )
    return [{**trace, "showlegend": False, **NETWORK} for trace in traces]


def still_names(picture: Figure) -> Trace:
    """The names of a network that stay: those beside its inputs and above its columns.

    These are in two lines, as a phone has no room for them in one.
    """
    (names,) = [trace for trace in picture["data"] if trace.get("name") == "names"]
    parts = zip(names["x"], names["y"], names["text"], names["textposition"], strict=True)
    kept = [(x, y, text, place) for x, y, text, place in parts if place != "middle right"]
    lines = {"weights": 1.27, "softmax": 1.27}
    return {
        **names,
        "x": [x for x, *_ in kept],
        "y": [y if place == "middle left" else lines.get(text, 1.42) for _, y, text, place in kept],
        "text": [text for _, _, text, _ in kept],
        "textposition": [place for *_, place in kept],
        "textfont": {"size": TEXT_SIZE},
        "showlegend": False,
        **NETWORK,
    }


def bars(probabilities: list[float], true_class: int) -> list[Trace]:
    """ŷ as bars, the label's mark, and the number below each."""
    places = list(range(len(probabilities)))
    of_classes = {
        "type": "bar",
        "x": places,
        "y": probabilities,
        "marker": {"color": list(CLASSES[: len(places)]), "line": {"width": 0}},
        "customdata": probabilities,
        "hovertemplate": [f"ŷ of {class_name(k)}: %{{customdata}}<extra></extra>" for k in places],
        "showlegend": False,
    }
    label = {**label_mark(true_class), "showlegend": False}
    many = len(places) > 4
    numbers = [probability(value, 2) if many else f"<b>{probability(value)}</b>" for value in probabilities]
    texts = _text([*places, true_class], [*[-0.12] * len(places), 1.1], [*numbers, "label"])
    texts["textfont"] = {"size": TEXT_SIZE - (2 if many else 0)}
    return [{**trace, **BARS} for trace in (of_classes, label, texts)]


def moved(mark: Trace, round: int, loss: float, log: bool) -> Trace:
    """The loss curve's mark at another round; on a log axis there is none where the loss is exactly 0."""
    return {**mark, "x": [round], "y": [None if log and loss <= 0 else loss], "customdata": [full(loss)]}


def cells(names: Array, values: Array, largest: float) -> list[Trace]:
    """Weights and bias as bars that fill the cells of a grid, and their numbers.

    Args:
        names: what each cell is called, (n_features + 1, n_classes) of str.
        values: of the same shape, the bias in the last row.
        largest: the size of value that has the full colour.
    """
    n_rows, n_classes = values.shape
    across = list(range(n_classes)) * n_rows
    down = [row for row in range(n_rows) for _ in range(n_classes)]
    flat = values.ravel().tolist()
    filled = {
        "type": "bar",
        "x": across,
        "base": [row - 0.47 for row in down],
        "y": [0.94] * values.size,
        "width": 0.96,
        "marker": {"color": signed_colors(values.ravel() / largest), "line": {"width": 0}},
        "customdata": flat,
        "hovertemplate": [f"{name}: %{{customdata}}<extra></extra>" for name in names.ravel()],
        "showlegend": False,
    }
    small = values.size > 16
    digits = 2 if n_classes > 4 else 3 if small else 4  # what fits a cell on a phone
    texts = _text(across, down, [short(value, digits) for value in flat])
    texts["textfont"] = {"size": TEXT_SIZE - (2 if small else 0), "color": INK}
    return [{**trace, **WEIGHTS} for trace in (filled, texts)]


def color_legend() -> Trace:
    """An unseen mark which brings the colour axis with its legend."""
    marker = {"color": [0], "coloraxis": "coloraxis", "opacity": 0}
    unseen = {"type": "scatter", "mode": "markers", "x": [0], "y": [0], "marker": marker}
    return {**unseen, "hoverinfo": "skip", "showlegend": False, **WEIGHTS}


def status(round: int, last: int, loss: float, edits: Mapping[int, str]) -> Trace:
    """Round and loss, which the mark on the curve has in full, and in a run with edits a line for them."""
    lines = [f"<b>Round {round}</b> of {last}", f"Loss <b>{short(loss)}</b>"]
    if edits:
        lines.append(f"edited: {edits[round]}" if round in edits else "\xa0")  # Plotly forgets where an empty text was
    heights = [len(lines) - 0.5 - line for line in range(len(lines))]
    font = {"size": [TEXT_SIZE + 3, TEXT_SIZE + 3, TEXT_SIZE][: len(lines)]}
    return {**_text([0] * len(lines), heights, lines, "middle right"), "textfont": font, **STATUS}


def _text(x: list, y: list, text: list[str], position: str = "middle center") -> Trace:
    """Texts at places of a picture."""
    return {
        "type": "scatter",
        "mode": "text",
        "x": x,
        "y": y,
        "text": text,
        "textposition": position,
        "hoverinfo": "skip",
        "cliponaxis": False,
        "showlegend": False,
    }
