"""Where the pictures of a replay stand, on a wide page and a narrow one, in light and dark, and what plays them."""

from collections.abc import Sequence
from typing import Any

from softmax_core.names import subscript

from ..colors import INK, NEUTRAL, PAGES, SIGNED_SCALE
from ..style import TEXT_SIZE, class_name, note, unit

# Within a transition, however short, Plotly gives bars their new colours; without one only their new places.
_IN_PLACE = {"mode": "immediate", "transition": {"duration": 1}}
_AT_ONCE = {**_IN_PLACE, "frame": {"duration": 1, "redraw": False}}


def pictures(
    layer: dict[str, Any], shape: tuple[int, int], rounds: list[int], largest: float, edited: bool
) -> dict[str, Any]:
    """What does not depend on where the pictures stand, nor on the page's colours.

    Args:
        layer: the layout of the network's own figure.
        shape: (n_features, n_classes).
        rounds: those that have a frame.
        largest: the size of value that has the full colour.
        edited: whether the run has edits.
    """
    n_features, n_classes = shape
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
    divisor, ticks = unit(largest)
    return {
        "font": {"size": TEXT_SIZE},
        "dragmode": False,
        "hovermode": "closest",
        "barmode": "overlay",
        "legend": {"xanchor": "right", "yanchor": "top", "bgcolor": "rgba(0,0,0,0)"}
        | {"itemclick": False, "itemdoubleclick": False},
        "xaxis": layer["xaxis"] | {"anchor": "y"},
        "yaxis": layer["yaxis"] | {"anchor": "x", "range": [-0.16, 1.5]},
        "xaxis2": {**bare, **classes, "anchor": "y2"},
        "yaxis2": {**plain, "range": [-0.2, 1.2], "tickvals": [0, 0.5, 1], "anchor": "x2"},
        "xaxis3": {**plain, "anchor": "y3"},
        "yaxis3": {**plain, "anchor": "x3", "exponentformat": "e"},
        "xaxis4": {**bare, **classes, "anchor": "y4"},
        "yaxis4": {**bare, **features, "anchor": "x4"},
        "xaxis5": {**hidden, "range": [0, 1], "anchor": "y5"},
        "yaxis5": {**hidden, "range": [0, 3 if edited else 2], "anchor": "x5"},
        "coloraxis": {"cmin": -largest / divisor, "cmax": largest / divisor, "colorscale": SIGNED_SCALE}
        | {"colorbar": {"thickness": 10, "outlinewidth": 0, "nticks": 5, "exponentformat": "e", "x": 1.01, **ticks}},
        "annotations": [picture_title(n, text) for n, text in titles.items()],
        "updatemenus": [buttons(len(rounds))],
        "sliders": [slider(rounds)],
    }


def picture_title(axis: int | str, text: str) -> dict[str, Any]:
    """What stands above the picture with these axes."""
    at = {"xref": f"x{axis} domain", "yref": f"y{axis} domain", "xanchor": "left", "yanchor": "bottom", "yshift": 6}
    return note(0, 1, f"<b>{text}</b>", font={"size": TEXT_SIZE + 2}, **at)


def buttons(count: int) -> dict[str, Any]:
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


def slider(rounds: list[int]) -> dict[str, Any]:
    """Through the rounds that have a frame."""
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
    tall, more, more_nodes = (170, 26, 52) if narrow else (250, 30, 36)
    network_tall = tall + (36 if narrow else 0) + more_nodes * max(0, n_features - 3, n_classes - 4)
    cells_tall = tall + more * max(0, n_features - 3)
    if narrow:
        rows = [(network_tall, [""]), (tall, [2]), (tall, [3]), (cells_tall, [4])]
    else:
        rows = [(network_tall, ["", 2]), (cells_tall, [3, 4])]
    update = placed(rows, 62 if edited else 42, narrow)
    bottom, top = update["yaxis4.domain"]
    update |= {"coloraxis.colorbar.y": (bottom + top) / 2, "coloraxis.colorbar.len": top - bottom}
    return update | {"legend.x": update["xaxis3.domain"][1], "legend.y": update["yaxis3.domain"][1]}


_ACROSS = ((), ((0, 1),), ((0, 0.47), (0.55, 1)))
"""Where the pictures of a row stand, by how many there are."""


def placed(rows: Sequence[tuple[int, Sequence[int | str]]], status: int, narrow: bool) -> dict[str, Any]:
    """Rows of pictures below the controls and the status, as an update for `Plotly.relayout`.

    Args:
        rows: how many pixels each is high, and the axes of the pictures in it, none to two.
        status: how many pixels the status is high.
        narrow: whether the slider stands below the buttons, not beside them.
    """
    above, below = 30, 30
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
        for axis, across in zip(axes, _ACROSS[len(axes)], strict=True):
            update[f"xaxis{axis}.domain"], update[f"yaxis{axis}.domain"] = list(across), domain
        down += above + height + below
    return update


def look(dark: bool) -> dict[str, str]:
    """The colours of a light or dark page, as an update for `Plotly.relayout`."""
    colors = PAGES["dark" if dark else "light"]
    pages = {"paper_bgcolor": colors["page"], "plot_bgcolor": colors["page"], "font.color": colors["text"]}
    return pages | {f"{axis}.gridcolor": colors["lines"] for axis in ("yaxis2", "xaxis3", "yaxis3")}
