"""A table of which each row can be pressed, a page at a time."""

from collections.abc import Callable, Sequence
from typing import TypedDict

from .assets import part

_rows = part("rows", html='<div class="rows"></div>')


class Cell(TypedDict, total=False):
    """What a cell says: its `text`, its `value` in full, and a `color` beside it."""

    text: str
    value: str
    color: str


class Row(TypedDict):
    """A row: its `id`, a number, what it is called, its cells, and whether it is marked."""

    id: int
    name: str
    cells: Sequence[Cell]
    marked: bool


def rows(
    key: str,
    *,
    label: str,
    heads: Sequence[str],
    rows: Sequence[Row],
    page: int,
    pages: int,
    place: str,
    on_press: Callable[[], None],
    on_turn: Callable[[], None],
) -> None:
    """Draw the table, or change what is in it.

    Its events are st.session_state[key].pressed, the id of a row, and .turned, the number of a page.

    Args:
        key: of the component.
        label: what the table has, for who cannot see it.
        heads: of the columns, that of the names first.
        rows: of the page.
        page, pages: which page it is, counted from 1, and how many there are.
        place: which rows of how many are on it.
        on_press, on_turn: callbacks.
    """
    _rows(
        key=key,
        data={
            "label": label,
            "heads": list(heads),
            "rows": list(rows),
            "page": page,
            "pages": pages,
            "place": place,
        },
        on_pressed_change=on_press,
        on_turned_change=on_turn,
    )
