"""Weights and gradients as a heatmap."""

from collections.abc import Iterable, Sequence
from typing import Any

from dashboard.text import full, short, typeset, with_power
from softmax_core.names import subscript

from .colors import INK, NEGATIVE, SIGNED_SCALE
from .style import TEXT_SIZE, Array, Figure, as_text, class_name, drawn_names, figure, unit

MOST_NUMBERED = 13
"""Rows; of more the cells are too low for numbers, which a hover then tells alone."""


def value_grid(
    title: str,
    names: Array,
    values: Array,
    *,
    largest: float,
    changes: Array | None = None,
    what: str,
    lit: frozenset[str] = frozenset(),
    lit_class: int | None = None,
    lit_row: int | None = None,
    text_size: int = TEXT_SIZE,
    powers: bool = False,
    classes: Sequence[str] | None = None,
    features: Sequence[str] | None = None,
) -> Figure:
    """Signed values as a heatmap with the numbers in its cells.

    Args:
        title: of the figure.
        names: what each cell is called, (n_rows, n_classes) of str; a click reports it.
        values: (n_rows, n_classes), the bias in the last row.
        largest: the size of value that has the full colour.
        changes: what the next round adds to each value, (n_rows, n_classes), in italics beneath it; the axis says so.
        what: what a value is, for the hover.
        lit: `w` and `b` frame the cells of the weights and of the bias.
        lit_class, lit_row: the class and the row a spotlight is on, which are framed.
        text_size: in pixels.
        powers: whether the legend of the colours writes powers of ten as formulas do.
        classes, features: the names of the columns and of the rows; None numbers them.
    """
    n_rows, n_classes = values.shape
    columns = drawn_names(classes, 14 if n_classes < 5 else 8) if classes else [*map(class_name, range(n_classes))]
    rows = row_names(n_rows) if features is None else [*features, _bias_beside(features)]
    width = max(map(len, rows))
    rows = list(map(as_text, rows))
    colorbar = {
        "thickness": 10,
        "outlinewidth": 0,
        "nticks": 5,
        "exponentformat": "power" if powers else "e",
        **unit(largest, with_power if powers else str)[1],
    }
    cells = {**signed_cells(columns, rows, values, largest), "colorbar": colorbar}
    legend = {} if changes is None or n_rows > MOST_NUMBERED else _legend(what, text_size)
    return figure(
        title,
        [cells, _numbers(columns, rows, names, values, changes, what, text_size)],
        text_size,
        shapes=spot_frames(lit_class, lit_row, values.shape) or _frames(lit, n_rows, n_classes),
        xaxis={
            "type": "category",
            "side": "bottom",
            **legend,
        },
        yaxis={"type": "category", "autorange": "reversed", "showgrid": False},
        margin={"l": max(3, 0.6 * width) * text_size},  # six columns need the room
    )


def row_names(n_rows: int) -> list[str]:
    """What the rows of a grid of weights are called, the last of which is the bias."""
    return [*(f"x{subscript(i + 1)}" for i in range(n_rows - 1)), "bias"]


def _bias_beside(features: Sequence[str]) -> str:
    """What the row of the bias is called where features have any names: on an axis no two may be one."""
    name = "bias"
    while name in features:
        name += "′"
    return name


def signed_cells(columns: Iterable[Any], rows: Iterable[Any], values: Array, largest: float) -> dict[str, Any]:
    """Signed values as coloured cells, from `-largest` to `largest`."""
    divisor, _ = unit(largest)
    return {
        "type": "heatmap",
        "x": list(columns),
        "y": list(rows),
        "z": (values / divisor).tolist(),
        "zmin": -largest / divisor,
        "zmax": largest / divisor,
        "colorscale": SIGNED_SCALE,
        "xgap": 3,
        "ygap": 3 if len(values) <= MOST_NUMBERED else 1,
        "hoverinfo": "skip",
    }


def _legend(what: str, text_size: int) -> dict[str, Any]:
    """What the two numbers of a cell are, each written as it is in the cells."""
    text = f"<b>{what}</b>, <i>what the next Step adds</i>"
    return {"title": {"text": text, "font": {"size": text_size}, "standoff": 8}}


def _numbers(
    columns: list[str], rows: list[str], names: Array, values: Array, changes: Array | None, what: str, text_size: int
) -> dict[str, Any]:
    """The numbers in the cells, in full on hover."""
    flat_changes = [None] * values.size if changes is None else changes.ravel().tolist()
    # Six columns of numbers must fit on a phone.
    many = values.size > 16 or len(columns) > 4
    texts, hovers = [], []
    for name, value, change in zip(names.ravel(), values.ravel().tolist(), flat_changes, strict=True):
        texts.append(
            f"<b>{narrow(value, 3) if many else short(value)}</b>"
            + ("" if change is None else f"<br><i>{_signed(change, many)}</i>")
        )
        hovers.append(f"{what} {name}: {full(value)}" + ("" if change is None else f"<br>Step adds {full(change)}"))
    return {
        "type": "scatter",
        "x": columns * len(rows),
        "y": [row for row in rows for _ in columns],
        "mode": "markers+text" if len(rows) <= MOST_NUMBERED else "markers",
        "marker": {"symbol": "square", "size": 40, "opacity": 0},
        "text": texts if len(rows) <= MOST_NUMBERED else [],
        "textfont": {"size": text_size + (-3 if many else 1), "color": INK},
        "customdata": names.ravel().tolist(),
        "hovertext": hovers,
        "hoverinfo": "text",
    }


def _frames(lit: frozenset[str], n_rows: int, n_classes: int) -> list[dict[str, Any]]:
    """Frames around the rows of what is lit."""
    rows = {"w": (0, n_rows - 2), "b": (n_rows - 1, n_rows - 1)}
    return [
        frame(-0.5, n_classes - 0.5, rows[part][0] - 0.5, rows[part][1] + 0.5) for part in ("w", "b") if part in lit
    ]


def spot_frames(lit_class: int | None, lit_row: int | None, shape: tuple[int, ...]) -> list[dict[str, Any]]:
    """Frames around the column of a class and around a row, where a spotlight is on them."""
    n_rows, n_classes = shape
    column = [] if lit_class is None else [frame(lit_class - 0.5, lit_class + 0.5, -0.5, n_rows - 0.5)]
    row = [] if lit_row is None else [frame(-0.5, n_classes - 0.5, lit_row - 0.5, lit_row + 0.5)]
    return column + row


def frame(left: float, right: float, top: float, bottom: float) -> dict[str, Any]:
    """What is lit, from edge to edge."""
    line = {"color": NEGATIVE, "width": 4}
    return {"type": "rect", "x0": left, "x1": right, "y0": top, "y1": bottom, "line": line}


def _signed(value: float, is_narrow: bool) -> str:
    text = narrow(value, 2) if is_narrow else short(value, 3)
    return text if value < 0 else f"+{text}"


def narrow(value: float, digits: int) -> str:
    """A number in at most about seven characters."""
    text = short(value, digits)
    if len(text) <= 7:
        return text
    mantissa, exponent = f"{value:.1e}".split("e")
    return typeset(f"{mantissa}e{int(exponent)}")
