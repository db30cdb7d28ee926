"""Arrays to Plotly figures, as plain dicts. Knows no run and no Streamlit.

Text takes the colour of the page's theme; text on a fill is dark ink on a light colour, which suits both themes.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .colors import CLASS_SYMBOLS, CLASSES, INK, NEGATIVE, NEUTRAL, POSITIVE, SIGNED_SCALE, faded, light
from .text import probability, short, subscript

Array = NDArray[np.float64]
Figure = dict[str, Any]

DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
"""Which of the curves of a class is which."""

MOST_POINTS = 400
"""How many points a curve is drawn with at the most: about one for each pixel pair of its width."""


def kept_points(curves: Array, always: Sequence[int] = (), most: int = MOST_POINTS) -> NDArray[np.intp]:
    """Which points of long curves to draw: both ends, the lowest and highest of each stretch, and `always`.

    Args:
        curves: (n_points, n_curves).
        always: indices that are kept whatever their values.
        most: about how many points a curve keeps.

    Returns:
        Indices into the points, ascending.
    """
    n_points, n_curves = curves.shape
    if n_points <= most:
        return np.arange(n_points)
    length = int(np.ceil(n_points / max(1, most // (2 * n_curves))))
    n_full = n_points // length
    stretches = curves[: n_full * length].reshape(n_full, length, n_curves)
    starts = np.arange(n_full)[:, None] * length
    rest = range(n_full * length, n_points)
    extremes = [(stretches.argmin(axis=1) + starts).ravel(), (stretches.argmax(axis=1) + starts).ravel()]
    return np.unique(np.concatenate([*extremes, [0, n_points - 1], list(always), rest]).astype(np.intp))


def class_name(index: int) -> str:
    return f"class {index + 1}"


def probability_bars(probabilities: Array, true_class: int, verdict: str) -> Figure:
    """ŷ as one bar a class, the label marked.

    Args:
        probabilities: ŷ, (n_classes,).
        true_class: index of the label.
        verdict: the prediction in words.
    """
    names = [class_name(k) for k in range(len(probabilities))]
    bars = {
        "type": "bar",
        "x": names,
        "y": probabilities,
        "marker": {"color": CLASSES[: len(names)], "line": {"width": 0}},
        "customdata": [repr(float(value)) for value in probabilities],
        "hovertemplate": "ŷ of %{x}: %{customdata}<extra></extra>",
    }
    target = {
        "type": "scatter",
        "x": [names[true_class]],
        "y": [1],
        "mode": "markers",
        "marker": {"symbol": "line-ew-open", "size": 46, "line": {"width": 3}, "color": NEUTRAL},
        "hovertemplate": "the label: ŷ should be 1 here<extra></extra>",
    }
    return _figure(
        f"Prediction ŷ: {verdict}",
        [bars, target],
        xaxis={
            "type": "category",
            "tickvals": names,
            # The numbers stand below, where no bar and no mark can cover them.
            "ticktext": [
                f"{name}{': label' if k == true_class else ''}<br><b>{probability(value)}</b>"
                for k, (name, value) in enumerate(zip(names, probabilities.tolist(), strict=True))
            ],
        },
        yaxis={"range": [0, 1.04], "tickvals": [0, 0.5, 1]},
        margin={"l": 36, "r": 8, "t": 30, "b": 44},
    )


def loss_curve(
    rounds: Array,
    losses: dict[str, Array],
    *,
    shown: str,
    chance: float,
    at: int,
    edits: dict[int, str],
    log: bool = False,
) -> Figure:
    """Losses over the rounds, the round looked at and the edits marked, and the loss of a guess.

    Args:
        rounds: which rounds the losses are of, (n_points,); the round looked at and those of the edits are among them.
        losses: name to values, (n_points,).
        shown: the name of the loss that counts; the others are drawn thinner.
        chance: the loss of ŷ = 1/n_classes, drawn for comparison.
        at: the round looked at.
        edits: what was edited, by round.
        log: whether the loss axis is logarithmic; a loss of exactly 0 then has no place on it.
    """
    last = max(int(rounds[-1]), 1)
    data = []
    for name, values in losses.items():
        main = name == shown
        color = POSITIVE if main else NEUTRAL
        data.append(
            {
                "type": "scatter",
                "name": name,
                "x": rounds,
                "y": _drawable(values, log),
                "mode": "lines+markers" if len(rounds) <= 30 else "lines",
                "line": {"color": color, "width": 2.5 if main else 1.2, "dash": "solid" if main else "dot"},
                "marker": {"size": 5 if main else 3},
                "customdata": [repr(value) for value in values.tolist()],
                "hovertemplate": f"round %{{x}}<br>{name}: %{{customdata}}<extra></extra>",
            }
        )
    data.append(
        {
            "type": "scatter",
            "name": "chance",
            "x": [0, last],
            "y": [chance, chance],
            "mode": "lines",
            "line": {"color": NEUTRAL, "width": 1, "dash": "dash"},
            "hovertemplate": f"chance: every class equally likely, {chance!r}<extra></extra>",
        }
    )
    value_at = dict(zip(rounds.tolist(), losses[shown].tolist(), strict=True))
    if edits:
        data.append(
            {
                "type": "scatter",
                "name": "edit",
                "x": list(edits),
                "y": _drawable(np.array([value_at[round] for round in edits]), log),
                "mode": "markers",
                "marker": {"symbol": "diamond", "size": 10, "color": NEGATIVE},
                "customdata": list(edits.values()),
                "hovertemplate": "round %{x}: %{customdata}<extra></extra>",
            }
        )
    data.append(
        {
            "type": "scatter",
            "name": "now",
            "x": [at],
            "y": _drawable(np.array([value_at[at]]), log),
            "mode": "markers",
            "marker": {"symbol": "circle-open", "size": 13, "color": POSITIVE, "line": {"width": 3}},
            "showlegend": False,
            "customdata": [repr(value_at[at])],
            "hovertemplate": "round looked at: %{x}<br>loss: %{customdata}<extra></extra>",
        }
    )
    here = {"type": "line", "x0": at, "x1": at, "y0": 0, "y1": 1, "yref": "paper"}
    notes = []
    if log and value_at[at] == 0:
        notes.append(_note(at, 0, "loss is exactly 0 here", yref="paper", yshift=10, font={"size": 12}))
    return _figure(
        "Loss",
        data,
        xaxis={"title": {"text": "round"}, "range": [-0.02 * last, 1.03 * last], **({"dtick": 1} if last < 8 else {})},
        yaxis={"type": "log", "exponentformat": "power"} if log else {"rangemode": "tozero"},
        shapes=[{**here, "layer": "below", "line": {"color": faded(NEUTRAL, 0.5), "width": 1}}],
        annotations=notes,
        showlegend=True,
        legend={"orientation": "h", "x": 1, "xanchor": "right", "y": 1.02, "yanchor": "bottom", "font": {"size": 12}},
    )


def value_grid(
    title: str, names: Array, values: Array, *, largest: float, changes: Array | None = None, what: str
) -> Figure:
    """Signed values as a heatmap with the numbers in its cells.

    Args:
        title: of the figure.
        names: what each cell is called, (n_rows, n_classes) of str; a click reports it.
        values: (n_rows, n_classes), the bias in the last row.
        largest: the size of value that has the full colour.
        changes: what the next round adds to each value, (n_rows, n_classes), written beneath it.
        what: what a value is, for the hover.
    """
    n_rows, n_classes = values.shape
    columns = [class_name(k) for k in range(n_classes)]
    rows = [f"x{subscript(i + 1)}" for i in range(n_rows - 1)] + ["bias"]
    cells = {
        "type": "heatmap",
        "x": columns,
        "y": rows,
        "z": values,
        "zmin": -largest,
        "zmax": largest,
        "colorscale": SIGNED_SCALE,
        "xgap": 3,
        "ygap": 3,
        "hoverinfo": "skip",
        "colorbar": {"thickness": 10, "outlinewidth": 0, "nticks": 5, "exponentformat": "e"},
    }
    flat_changes = [None] * values.size if changes is None else changes.ravel().tolist()
    texts, hovers = [], []
    for name, value, change in zip(names.ravel(), values.ravel().tolist(), flat_changes, strict=True):
        texts.append(f"<b>{short(value)}</b>" + ("" if change is None else f"<br><i>{_signed(change)}</i>"))
        hovers.append(f"{what} {name}: {value!r}" + ("" if change is None else f"<br>Step adds {change!r}"))
    # A heatmap cannot be clicked for a selection; these unseen markers can.
    numbers = {
        "type": "scatter",
        "x": columns * n_rows,
        "y": [row for row in rows for _ in columns],
        "mode": "markers+text",
        "marker": {"symbol": "square", "size": 40, "opacity": 0},
        "selected": {"marker": {"opacity": 0}},
        "unselected": {"marker": {"opacity": 0}, "textfont": {"color": INK}},
        "text": texts,
        "textfont": {"size": 13 if values.size <= 16 else 10, "color": INK},
        "customdata": names.ravel().tolist(),
        "hovertext": hovers,
        "hoverinfo": "text",
    }
    return _figure(
        title,
        [cells, numbers],
        xaxis={"type": "category", "side": "bottom"},
        yaxis={"type": "category", "autorange": "reversed", "showgrid": False},
    )


def curves_over_rounds(title: str, rounds: Array, curves: dict[str, Array], classes: Sequence[int], at: int) -> Figure:
    """One line a curve, coloured by the class it belongs to, the round looked at marked.

    Args:
        title: of the figure.
        rounds: (n_points,).
        curves: name to values, (n_points,).
        classes: the class index of each curve.
        at: the round looked at.
    """
    seen: dict[int, int] = {}
    data = []
    for (name, values), k in zip(curves.items(), classes, strict=True):
        nth = seen[k] = seen.get(k, -1) + 1
        data.append(
            {
                "type": "scatter",
                "name": name,
                "x": rounds,
                "y": values,
                "mode": "lines+markers",
                "line": {
                    "color": CLASSES[k],
                    "dash": ("solid", "dash", "dot", "dashdot", "longdash", "solid")[nth % 6],
                },
                # One mark in about ten points is enough to tell lines apart without their colour.
                "marker": {"symbol": CLASS_SYMBOLS[k], "size": 8, "maxdisplayed": 10},
                "customdata": [repr(value) for value in values.tolist()],
                "hovertemplate": f"round %{{x}}<br>{name}: %{{customdata}}<extra></extra>",
            }
        )
    last = max(int(rounds[-1]), 1)
    here = {"type": "line", "x0": at, "x1": at, "y0": 0, "y1": 1, "yref": "paper"}
    return _figure(
        title,
        data,
        xaxis={"title": {"text": "round"}, "range": [-0.02 * last, 1.03 * last], **({"dtick": 1} if last < 8 else {})},
        yaxis={},
        shapes=[{**here, "layer": "below", "line": {"color": faded(NEUTRAL, 0.5), "width": 1}}],
        showlegend=True,
    )


def network(x: Array, weights: Array, bias: Array, logits: Array, probabilities: Array, true_class: int) -> Figure:
    """The layer as a graph: inputs and the constant 1 to logits, logits through softmax to ŷ.

    Args:
        x: (n_features,).
        weights: (n_features, n_classes); an edge each, blue where positive, red where negative, as thick as large.
        bias: (n_classes,), the edges from the constant 1.
        logits: θ, (n_classes,).
        probabilities: ŷ, (n_classes,).
        true_class: index of the label.
    """
    n_features, n_classes = weights.shape
    left = _heights(n_features + 1)
    right = _heights(n_classes)
    edges = np.vstack([weights, bias])
    most = np.abs(edges).max()
    halves = 0.028 * np.abs(edges) / (most or 1.0)
    outlines: dict[bool, tuple[list, list]] = {True: ([], []), False: ([], [])}
    middles: tuple[list, list, list] = ([], [], [])
    for i, k in np.ndindex(edges.shape):
        half = max(halves[i, k], 0.002)
        xs, ys = outlines[bool(edges[i, k] >= 0)]
        xs += [0, 1, 1, 0, 0, None]
        ys += [left[i] - half, right[k] - half, right[k] + half, left[i] + half, left[i] - half, None]
        name = f"w{subscript(f'{i + 1}{k + 1}')}" if i < n_features else f"b{subscript(k + 1)}"
        # Not in the middle, where edges cross.
        middles[0].append(0.3)
        middles[1].append(0.7 * left[i] + 0.3 * right[k])
        middles[2].append(f"{name} = {edges[i, k]!r}")
    data: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "x": xs,
            "y": ys,
            "mode": "lines",
            "line": {"width": 0.5, "color": color},
            "fill": "toself",
            "fillcolor": faded(color, 0.55),
            "hoverinfo": "skip",
        }
        for color, (xs, ys) in ((POSITIVE, outlines[True]), (NEGATIVE, outlines[False]))
    ]
    softmax_edges = [(right[j], right[k]) for j in range(n_classes) for k in range(n_classes)]
    data.append(
        {
            "type": "scatter",
            "x": [1, 2, None] * len(softmax_edges),
            "y": [height for pair in softmax_edges for height in (*pair, None)],
            "mode": "lines",
            "line": {"width": 1, "color": faded(NEUTRAL, 0.4)},
            "hoverinfo": "skip",
        }
    )
    data.append(
        {
            "type": "scatter",
            "x": middles[0],
            "y": middles[1],
            "mode": "markers",
            "marker": {"size": 12, "opacity": 0},
            "hovertext": middles[2],
            "hoverinfo": "text",
        }
    )
    names = [f"x{subscript(i + 1)}" for i in range(n_features)] + ["1"]
    names += [f"θ{subscript(k + 1)}" for k in range(n_classes)] + [f"ŷ{subscript(k + 1)}" for k in range(n_classes)]
    values = [*x.tolist(), 1.0, *logits.tolist(), *probabilities.tolist()]
    small = max(n_features + 1, n_classes) > 4
    digits = 2 if small else 3
    texts = [short(value, digits) for value in values[:-n_classes]]
    texts += [probability(p, digits) for p in probabilities.tolist()]
    label_line = [3 if k == true_class else 1 for k in range(n_classes)]
    fills = [light(color) for color in CLASSES[:n_classes]]
    data.append(
        {
            "type": "scatter",
            "x": [0] * (n_features + 1) + [1] * n_classes + [2] * n_classes,
            "y": [*left, *right, *right],
            "mode": "markers+text",
            "marker": {
                "size": 34 if small else 46,
                "opacity": 1,
                "color": ["#D9D9D9"] * (n_features + 1) + fills * 2,
                "line": {
                    "width": [1] * (n_features + 1 + n_classes) + label_line,
                    "color": [NEUTRAL] * (n_features + 1) + list(CLASSES[:n_classes]) * 2,
                },
            },
            "text": texts,
            "textfont": {"size": 10 if small else 11, "color": INK},
            "hovertext": [f"{name} = {value!r}" for name, value in zip(names, values, strict=True)],
            "hoverinfo": "text",
            "cliponaxis": False,
        }
    )
    heights = [*left, *right, *right]
    places = [-0.28] * (n_features + 1) + [1.0] * n_classes + [2.28] * n_classes
    notes = [
        _note(place, height, name, font={"size": 13})
        for place, height, name in zip(places, heights, names, strict=True)
        if place != 1.0  # the edges leave no room beside the logits
    ]
    notes += [
        _note(place, 1.34, text, font={"size": 12})
        for place, text in ((0, "inputs"), (0.5, "weights"), (1, "logits θ"), (1.5, "softmax"), (2, "ŷ"))
    ]
    notes.append(_note(2.42, right[true_class], "label", xanchor="left", font={"size": 12}))
    hidden = {"visible": False, "fixedrange": True}
    return _figure(
        "Network",
        data,
        xaxis={**hidden, "range": [-0.4, 2.9]},
        yaxis={**hidden, "range": [-0.16, 1.4]},
        annotations=notes,
    )


def _heights(count: int) -> list[float]:
    """Where `count` nodes stand, top first."""
    if count == 1:
        return [0.5]
    return np.linspace(1, 0, count).tolist()


def _drawable(values: Array, log: bool) -> list[float | None]:
    """On a log axis a loss of exactly 0 is left out."""
    return [None if log and value <= 0 else value for value in values.tolist()]


def _signed(value: float) -> str:
    text = short(value, 3)
    return text if value < 0 else f"+{text}"


def _note(x: Any, y: float, text: str, **options: Any) -> dict[str, Any]:
    return {"x": x, "y": y, "text": text, "showarrow": False, **options}


def _figure(title: str, data: list[dict[str, Any]], **layout: Any) -> Figure:
    return {
        "data": data,
        "layout": {
            "title": {"text": title, "font": {"size": 15}, "x": 0, "y": 0.985, "yanchor": "top"},
            "margin": {"l": 36, "r": 8, "t": 30 if title else 6, "b": 30},
            # A finger that scrolls the page must not zoom a picture; the buttons above each turn zooming on.
            "dragmode": False,
            "showlegend": False,
            "hovermode": "closest",
            # The user's zoom outlives a redraw.
            "uirevision": title,
            **layout,
        },
    }
