"""A whole training as one figure with a frame a round, which Plotly itself plays and scrubs.

What moves is drawn with bars and scatter traces only. Plotly animates these in place (`redraw: False`); a heatmap, an
annotation or a title would need the whole figure drawn anew for each frame, which takes three times as long and more.
So the weight cells are bars, and texts that change are traces.
"""

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from dashboard.text import probability, short, subscript
from softmax_core.functional import Array
from softmax_core.numerals import format_number
from softmax_core.training import History

from .colors import CLASSES, INK, NEUTRAL, SIGNED_SCALE
from .curves import loss_curve
from .network import network
from .style import TEXT_SIZE, Figure, class_name, note

LOSS_NAMES = {"ce": "cross-entropy", "bce": "binary c.-e. (printed)"}
LIGHT = {"page": "#FFFFFF", "text": "#1F2328", "lines": "#D0D7DE"}
DARK = {"page": "#14171B", "text": "#ECEFF2", "lines": "#3D444D"}

# The axes of each picture, as its traces name them.
_NETWORK, _BARS, _LOSS, _WEIGHTS, _STATUS = ({"xaxis": f"x{n}", "yaxis": f"y{n}"} for n in ("", 2, 3, 4, 5))
# Within a transition, however short, Plotly gives bars their new colours; without one only their new places.
_IN_PLACE = {"mode": "immediate", "transition": {"duration": 1}}
_AT_ONCE = {**_IN_PLACE, "frame": {"duration": 1, "redraw": False}}

Trace = dict[str, Any]


def training_replay(
    history: History,
    rounds: list[int],
    *,
    loss: str,
    chance: float,
    edits: Mapping[int, str],
    dark: bool | None = False,
    log: bool = False,
) -> Figure:
    """Network, ŷ bars, loss and weight cells at each of some rounds, with Play, Pause and a slider.

    The pictures stand two a row; where that is too narrow, `Plotly.relayout` with `arrangement(…, narrow=True)` puts
    them below each other.

    Args:
        history: of one example.
        rounds: those that have a frame, ascending.
        loss: `ce` or `bce`, the one that counts; both are drawn.
        chance: the loss of equal probabilities.
        edits: what was edited, by round.
        dark: whether the page is dark; None takes the colours of the theme around it, as Streamlit has one.
        log: whether the loss axis is logarithmic.

    Returns:
        `data`, `layout` and `frames`, of plain lists and numbers.
    """
    losses = {name: history.losses(name)[rounds] for name in LOSS_NAMES}
    curve = loss_curve(
        np.array(rounds),
        {LOSS_NAMES[name]: values for name, values in losses.items()},
        shown=LOSS_NAMES[loss],
        chance=chance,
        at=rounds[0],
        edits={round: text for round, text in edits.items() if round in rounds},
        log=log,
    )
    *still, mark = ({**trace, **_LOSS, "x": list(map(int, trace["x"]))} for trace in curve["data"])
    still.append(_color_legend())
    largest = float(max(np.abs(history.weights).max(), np.abs(history.bias).max())) or 1.0
    moments = [
        [
            *_network(history, round),
            *_bars(history, round),
            _moved(mark, round, value, log),
            *_cells(history, round, largest),
            _status(round, len(history) - 1, value, edits),
        ]
        for round, value in zip(rounds, losses[loss].tolist(), strict=True)
    ]
    layout = _layout(history, rounds, largest, edited=bool(edits))
    layout["xaxis3"] |= {key: value for key, value in curve["layout"]["xaxis"].items() if key != "title"}
    layout["yaxis3"] |= curve["layout"]["yaxis"] | {"range": _loss_range(np.concatenate(list(losses.values())), log)}
    places = arrangement(*history.weights.shape[1:], edited=bool(edits))
    for key, value in (places | ({} if dark is None else look(dark))).items():
        _put(layout, key, value)
    frames = [*_frames(rounds, moments, first=len(still))]
    return {"data": [*still, *moments[0]], "layout": layout, "frames": frames}


def _frames(rounds: list[int], moments: list[list[Trace]], first: int) -> Iterator[dict[str, Any]]:
    """A frame a round, with what ever changes of each moving trace.

    All of them are in each frame, even those that stand still in this run: Plotly draws what it animates above what
    it does not, and edges would come to lie over nodes.
    """
    changing = [
        [key for key in traces[0] if any(trace[key] != traces[0][key] for trace in traces)]
        for traces in zip(*moments, strict=True)
    ]
    places = list(range(first, first + len(changing)))
    for round, traces in zip(rounds, moments, strict=True):
        data = [
            # Plotly for Python takes a trace without a type for a scatter trace.
            {key: trace[key] for key in keys} | ({} if trace["type"] == "scatter" else {"type": trace["type"]})
            for trace, keys in zip(traces, changing, strict=True)
        ]
        yield {"name": str(round), "traces": places, "data": data}


def _network(history: History, round: int) -> list[Trace]:
    """The layer as the lab draws it, and the names beside ŷ, of which the label's moves."""
    moment = history.at(round)
    forward = history.forward(slice(round, round + 1))
    true_class = int(moment.y[0].argmax())
    picture = network(moment.x[0], *moment.parameters, forward.logits[0, 0], forward.probabilities[0, 0], true_class)
    # The edges' unseen marks for hovering would double the size of a frame; the cells tell the same numbers.
    traces = [trace for trace in picture["data"] if trace["mode"] != "markers"]
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
    return [{**trace, "showlegend": False, **_NETWORK} for trace in traces]


def _bars(history: History, round: int) -> list[Trace]:
    """ŷ as bars, the label's mark, and the number below each."""
    probabilities = history.forward(slice(round, round + 1)).probabilities[0, 0].tolist()
    true_class = int(history.y[round, 0].argmax())
    places = list(range(len(probabilities)))
    bars = {
        "type": "bar",
        "x": places,
        "y": probabilities,
        "marker": {"color": list(CLASSES[: len(places)]), "line": {"width": 0}},
        "customdata": probabilities,
        "hovertemplate": [f"ŷ of {class_name(k)}: %{{customdata}}<extra></extra>" for k in places],
        "showlegend": False,
    }
    label = {
        "type": "scatter",
        "x": [true_class],
        "y": [1],
        "mode": "markers",
        "marker": {"symbol": "line-ew-open", "size": 46, "line": {"width": 3}, "color": NEUTRAL},
        "hovertemplate": "the label: ŷ should be 1 here<extra></extra>",
        "showlegend": False,
    }
    many = len(places) > 4
    numbers = [probability(value, 2) if many else f"<b>{probability(value)}</b>" for value in probabilities]
    texts = _text([*places, true_class], [*[-0.12] * len(places), 1.1], [*numbers, "label"])
    texts["textfont"] = {"size": TEXT_SIZE - (2 if many else 0)}
    return [{**trace, **_BARS} for trace in (bars, label, texts)]


def _moved(mark: Trace, round: int, loss: float, log: bool) -> Trace:
    """The loss curve's mark at another round; on a log axis there is none where the loss is exactly 0."""
    return {**mark, "x": [round], "y": [None if log and loss <= 0 else loss], "customdata": [repr(loss)]}


def _cells(history: History, round: int, largest: float) -> list[Trace]:
    """Weights and bias as bars that fill the cells of a grid, and their numbers."""
    values = np.vstack([history.weights[round], history.bias[round]])
    n_rows, n_classes = values.shape
    weights = [f"w{subscript(f'{i}{k}')}" for i in range(1, n_rows) for k in range(1, n_classes + 1)]
    names = [*weights, *(f"b{subscript(k)}" for k in range(1, n_classes + 1))]
    across = list(range(n_classes)) * n_rows
    down = [row for row in range(n_rows) for _ in range(n_classes)]
    flat = values.ravel().tolist()
    cells = {
        "type": "bar",
        "x": across,
        "base": [row - 0.47 for row in down],
        "y": [0.94] * values.size,
        "width": 0.96,
        "marker": {"color": [_signed_color(value / largest) for value in flat], "line": {"width": 0}},
        "customdata": flat,
        "hovertemplate": [f"{name}: %{{customdata}}<extra></extra>" for name in names],
        "showlegend": False,
    }
    small = values.size > 16
    digits = 2 if n_classes > 4 else 3 if small else 4  # what fits a cell on a phone
    texts = _text(across, down, [short(value, digits) for value in flat])
    texts["textfont"] = {"size": TEXT_SIZE - (2 if small else 0), "color": INK}
    return [{**trace, **_WEIGHTS} for trace in (cells, texts)]


def _signed_color(part: float) -> str:
    """The colour of the signed scale for −1 … 1; for bars Plotly warns of numbers in its place, at every frame."""
    places = [2 * place - 1 for place, _ in SIGNED_SCALE]
    channels = ([int(color[start : start + 2], 16) for _, color in SIGNED_SCALE] for start in (1, 3, 5))
    return "#" + "".join(f"{round(float(np.interp(part, places, channel))):02X}" for channel in channels)


def _color_legend() -> Trace:
    """An unseen mark which brings the colour axis with its legend."""
    marker = {"color": [0], "coloraxis": "coloraxis", "opacity": 0}
    unseen = {"type": "scatter", "mode": "markers", "x": [0], "y": [0], "marker": marker}
    return {**unseen, "hoverinfo": "skip", "showlegend": False, **_WEIGHTS}


def _status(round: int, last: int, loss: float, edits: Mapping[int, str]) -> Trace:
    """Round and loss in full, and in a run with edits a line for them."""
    lines = [f"<b>Round {round}</b> of {last}", f"Loss <b>{format_number(loss)}</b>"]
    if edits:
        lines.append(f"edited: {edits[round]}" if round in edits else "\xa0")  # Plotly forgets where an empty text was
    heights = [len(lines) - 0.5 - line for line in range(len(lines))]
    font = {"size": [TEXT_SIZE + 3, TEXT_SIZE + 3, TEXT_SIZE][: len(lines)]}
    return {**_text([0] * len(lines), heights, lines, "middle right"), "textfont": font, **_STATUS}


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


def _layout(history: History, rounds: list[int], largest: float, edited: bool) -> dict[str, Any]:
    """What does not depend on where the pictures stand, nor on the page's colours."""
    n_features, n_classes = history.weights.shape[1:]
    first = history.at(0)
    layer = network(first.x[0], *first.parameters, *np.zeros((2, n_classes)), 0)["layout"]
    classes = {
        "range": [-0.5, n_classes - 0.5],
        "tickvals": list(range(n_classes)),
        "ticktext": [class_name(k) for k in range(n_classes)],
    }
    features = {
        "range": [n_features + 0.5, -0.5],
        "tickvals": list(range(n_features + 1)),
        "ticktext": [*(f"x{subscript(i + 1)}" for i in range(n_features)), "bias"],
    }
    plain = {"zeroline": False, "fixedrange": True}
    bare = {**plain, "showgrid": False}
    hidden = {"visible": False, "fixedrange": True}
    titles = {"": "Network", 2: "Prediction ŷ", 3: "Loss by round", 4: "Weights and bias"}
    return {
        "font": {"size": TEXT_SIZE},
        "dragmode": False,
        "hovermode": "closest",
        "barmode": "overlay",
        "legend": {"xanchor": "right", "yanchor": "top", "bgcolor": "rgba(0,0,0,0)"}
        | {"itemclick": False, "itemdoubleclick": False},
        "xaxis": layer["xaxis"] | {"anchor": "y"},
        "yaxis": layer["yaxis"] | {"anchor": "x"},
        "xaxis2": {**bare, **classes, "anchor": "y2"},
        "yaxis2": {**plain, "range": [-0.2, 1.2], "tickvals": [0, 0.5, 1], "anchor": "x2"},
        "xaxis3": {**plain, "anchor": "y3"},
        "yaxis3": {**plain, "anchor": "x3", "exponentformat": "e"},
        "xaxis4": {**bare, **classes, "anchor": "y4"},
        "yaxis4": {**bare, **features, "anchor": "x4"},
        "xaxis5": {**hidden, "range": [0, 1], "anchor": "y5"},
        "yaxis5": {**hidden, "range": [0, 3 if edited else 2], "anchor": "x5"},
        "coloraxis": {"cmin": -largest, "cmax": largest, "colorscale": SIGNED_SCALE}
        | {"colorbar": {"thickness": 10, "outlinewidth": 0, "nticks": 5, "exponentformat": "e", "x": 1.01}},
        "annotations": [
            *(_lowered(text) for text in layer["annotations"] if not re.match("ŷ.|label", text["text"])),
            *(_title(n, text) for n, text in titles.items()),
        ],
        "updatemenus": [_buttons(len(rounds))],
        "sliders": [_slider(rounds)],
    }


def _lowered(text: dict[str, Any]) -> dict[str, Any]:
    """The names of the network's columns in two lines, as a phone has no room for them in one."""
    return text | {"y": 1.17} if text["text"] in ("weights", "softmax") else text


def _title(axis: int | str, text: str) -> dict[str, Any]:
    at = {"xref": f"x{axis} domain", "yref": f"y{axis} domain", "xanchor": "left", "yanchor": "bottom", "yshift": 6}
    return note(0, 1, f"<b>{text}</b>", font={"size": TEXT_SIZE + 2}, **at)


def _buttons(count: int) -> dict[str, Any]:
    """Play, from the round shown or, at the end, from the start: ten seconds in all, at most 25 frames a second."""
    pace = round(min(max(10_000 / count, 40), 1000))
    play = {**_IN_PLACE, "frame": {"duration": pace, "redraw": False}, "fromcurrent": True}
    return {
        "type": "buttons",
        "direction": "right",
        "showactive": False,
        "x": 0,
        "xanchor": "left",
        "yanchor": "top",
        "pad": {"t": 6},
        # Light in both themes: under the mouse a button turns nearly white.
        "bgcolor": "#F4F4F4",
        "bordercolor": NEUTRAL,
        "font": {"color": INK, "size": TEXT_SIZE + 1},
        "buttons": [
            {"label": "Play", "method": "animate", "args": [None, play]},
            {"label": "Pause", "method": "animate", "args": [[None], _AT_ONCE]},
        ],
    }


def _slider(rounds: list[int]) -> dict[str, Any]:
    return {
        "steps": [{"method": "animate", "label": str(round), "args": [[str(round)], _AT_ONCE]} for round in rounds],
        "x": 0,
        "len": 1,
        "yanchor": "top",
        "ticklen": 0,
        "minorticklen": 0,
        "currentvalue": {"visible": False},
        "bgcolor": "#F4F4F4",
        "bordercolor": NEUTRAL,
    }


def arrangement(n_features: int, n_classes: int, edited: bool, narrow: bool = False) -> dict[str, Any]:
    """Where everything stands, as an update for `Plotly.relayout`.

    Args:
        n_features, n_classes: the size of the network.
        edited: whether the run has edits, which take a line.
        narrow: one picture a row, for less than about 700 pixels, instead of two.
    """
    tall, more = (170, 26) if narrow else (250, 30)
    network_tall = tall + more * max(0, n_features - 3, n_classes - 4)
    cells_tall = tall + more * max(0, n_features - 3)
    if narrow:
        rows = [(network_tall, [""]), (tall, [2]), (tall, [3]), (cells_tall, [4])]
    else:
        rows = [(network_tall, ["", 2]), (cells_tall, [3, 4])]
    above, below, status = 30, 30, 62 if edited else 42
    controls = 104 if narrow else 60
    area = status + sum(above + height + below for height, _ in rows)
    update: dict[str, Any] = {
        "height": controls + area,
        "margin": {"l": 40, "r": 58, "t": controls, "b": 0},
        "yaxis5.domain": [1 - status / area, 1],
        "updatemenus[0].y": 1 + controls / area,
        "sliders[0].y": 1 + (controls - 44 if narrow else controls) / area,
        "sliders[0].pad": {"l": 10 if narrow else 136, "t": 6, "r": 10},
    }
    down = status
    for height, axes in rows:
        domain = [1 - (down + above + height) / area, 1 - (down + above) / area]
        for axis, across in zip(axes, ([0, 1],) if narrow else ([0, 0.47], [0.55, 1]), strict=True):
            update[f"xaxis{axis}.domain"], update[f"yaxis{axis}.domain"] = across, domain
        down += above + height + below
    bottom, top = update["yaxis4.domain"]
    update |= {"coloraxis.colorbar.y": (bottom + top) / 2, "coloraxis.colorbar.len": top - bottom}
    return update | {"legend.x": update["xaxis3.domain"][1], "legend.y": update["yaxis3.domain"][1]}


def look(dark: bool) -> dict[str, str]:
    """The colours of a light or dark page, as an update for `Plotly.relayout`."""
    colors = DARK if dark else LIGHT
    pages = {"paper_bgcolor": colors["page"], "plot_bgcolor": colors["page"], "font.color": colors["text"]}
    return pages | {f"{axis}.gridcolor": colors["lines"] for axis in ("yaxis2", "xaxis3", "yaxis3")}


def _loss_range(losses: Array, log: bool) -> list[float]:
    """The ends of the loss axis, with room for the mark; an animation does not fit axes to what they show."""
    if not log:
        top = float(losses.max()) or 1.0
        return [-0.04 * top, 1.08 * top]
    positive = losses[losses > 0]
    low, high = (math.log10(end) for end in (positive.min(), positive.max())) if positive.size else (0.0, 0.0)
    room = 0.05 * (high - low) + 0.1
    return [low - room, high + room]


def _put(layout: dict[str, Any], key: str, value: Any) -> None:
    """Set what `Plotly.relayout` would set: `a.b` or `a[0].b`."""
    *where, last = re.findall(r"[^.\[\]]+", key)
    for part in where:
        layout = layout[int(part)] if part.isdigit() else layout.setdefault(part, {})
    layout[last] = value
