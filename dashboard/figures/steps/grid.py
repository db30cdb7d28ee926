"""Weights and bias as grids: the gradients that form from their margins, and the old values that become new."""

from typing import Any

import numpy as np

from dashboard.text import full, short, with_power
from softmax_core.names import subscript

from ..colors import INK
from ..grid import narrow, row_names, signed_cells, spot_frames
from ..style import TEXT_SIZE, Array, Figure, class_name, figure
from .moving import COVERED, Moving, written

_MOST_DIGITS = 6
"""That a cell has room for."""


def gradient_grid(
    x: Array,
    errors: Array,
    *,
    lit: int | None = None,
    lit_row: int | None = None,
    covered: bool = False,
    text_size: int = TEXT_SIZE,
) -> Moving:
    """x times ŷ − y as a grid: its margins are x, and a 1 for the bias, and ŷ − y; each number comes from its row's x.

    Args:
        x: (n_features,).
        errors: ŷ − y, (n_classes,).
        lit, lit_row: the class and the row a spotlight is on.
        covered: whether what is computed is not shown yet.
        text_size: in pixels.
    """
    column = np.append(x, 1.0)
    values = np.outer(column, errors)
    n_rows, n_classes = values.shape
    digits = 4 if values.size <= 12 else 3
    entries = (written(short(entry, 3), n_classes + 1) for entry in x.tolist())
    inputs = (f"{name} = <b>{entry}</b>" for name, entry in zip(row_names(n_rows), entries, strict=False))
    rows = [*inputs, "bias: <b>1</b>"]
    what, head_digits = (": ŷ − y", digits) if n_classes <= 4 else ("", 3)
    slopes = (written(short(error, head_digits), n_classes + 1) for error in errors.tolist())
    heads = [f"{class_name(k)}{what}<br><b>{slope}</b>" for k, slope in enumerate(slopes)]
    texts = [f"<b>{COVERED if covered else narrow(value, digits)}</b>" for value in values.ravel().tolist()]
    hovers = [
        f"∂J/∂{'w' if i < n_rows - 1 else 'b'}{subscript(i + 1) if i < n_rows - 1 else ''}{subscript(k + 1)} = "
        f"{full(values[i, k])}"
        for i, k in np.ndindex(values.shape)
    ]

    def drawn(formed: bool) -> Figure:
        places = [k if formed else -0.6 for _, k in np.ndindex(values.shape)]
        return _grid(
            "Gradients: each input times each ŷ − y",
            values if formed and not covered else np.zeros_like(values),
            1.0 if covered else float(np.abs(values).max()) or 1.0,
            _numbers(places, values.shape, texts, [] if covered else hovers, text_size),
            rows,
            heads,
            lit,
            lit_row,
            text_size,
        )

    return Moving(drawn(covered), drawn(True))


def update_grid(
    old: Array,
    new: Array,
    names: Array,
    rate: float,
    *,
    lit: int | None = None,
    lit_row: int | None = None,
    covered: bool = False,
    text_size: int = TEXT_SIZE,
) -> Moving:
    """Each weight and bias as it was and as the update makes it; the colours go from the old to the new.

    Args:
        old, new: (n_rows, n_classes), the bias in the last row.
        names: what each is called, (n_rows, n_classes) of str.
        rate: the learning rate.
        lit, lit_row: the class and the row a spotlight is on.
        covered: whether what is computed is not shown yet.
        text_size: in pixels.
    """
    n_rows, n_classes = old.shape
    digits = 4 if old.size <= 12 else 3
    texts, hovers = [], []
    for name, one, other in zip(names.ravel(), old.ravel().tolist(), new.ravel().tolist(), strict=True):
        before, after = _told_apart(one, other, digits)
        texts.append(f"{before}<br>→ <b>{COVERED if covered else after}</b>")
        hovers.append(f"{name}: {full(one)} before, {full(other)} after")
    rows = row_names(n_rows)
    largest = float(max(np.abs(old).max(), np.abs(new).max())) or 1.0

    def drawn(values: Array) -> Figure:
        places = [k for _, k in np.ndindex(values.shape)]
        size = text_size if n_rows <= 5 and n_classes <= 4 else 0.8 * text_size
        numbers = _numbers(places, values.shape, texts, [] if covered else hovers, size)
        heads = [class_name(k) for k in range(n_classes)]
        title = f"Weights and bias: old → new, learning rate η = {with_power(short(rate))}"
        return _grid(title, values, largest, numbers, rows, heads, lit, lit_row, text_size)

    return Moving(drawn(old), drawn(old if covered else new))


def _told_apart(one: float, other: float, digits: int) -> tuple[str, str]:
    """Two numbers in so many digits, or in as many as it takes to see that they differ, where there is room."""
    shown = narrow(one, digits), narrow(other, digits)
    if one == other or shown[0] != shown[1]:
        return shown
    longer = ((short(one, more), short(other, more)) for more in range(digits + 1, _MOST_DIGITS + 1))
    return next((texts for texts in longer if texts[0] != texts[1]), shown)


def _numbers(
    places: list[float], shape: tuple[int, ...], texts: list[str], hovers: list[str], text_size: float
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "x": places,
        "y": [i for i, _ in np.ndindex(shape)],
        "mode": "text",
        "text": texts,
        "textfont": {"size": text_size, "color": INK},
        "cliponaxis": False,
        "hovertext": hovers,
        "hoverinfo": "text" if hovers else "skip",
    }


def _grid(
    title: str,
    values: Array,
    largest: float,
    numbers: dict[str, Any],
    rows: list[str],
    heads: list[str],
    lit: int | None,
    lit_row: int | None,
    text_size: int,
) -> Figure:
    n_rows, n_classes = values.shape
    cells = {**signed_cells(range(n_classes), range(n_rows), values, largest), "showscale": False}
    widest = max(len(row.replace("<b>", "").replace("</b>", "")) for row in rows)
    return figure(
        title,
        [cells, numbers],
        text_size,
        shapes=spot_frames(lit, lit_row, values.shape),
        xaxis={
            "range": [-0.5, n_classes - 0.5],
            "tickvals": list(range(n_classes)),
            "ticktext": [f"<u>{head}</u>" if k == lit else head for k, head in enumerate(heads)],
            "side": "top",
            "fixedrange": True,
        },
        yaxis={
            "range": [n_rows - 0.5, -0.5],
            "tickvals": list(range(n_rows)),
            "ticktext": [f"<u>{row}</u>" if i == lit_row else row for i, row in enumerate(rows)],
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
        margin={
            "l": (0.56 * widest + 0.8) * text_size,
            "t": (4.2 if "<br>" in heads[0] else 3.6) * text_size + text_size,
            "b": 0.5 * text_size,
        },
    )
