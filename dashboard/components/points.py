"""Points that are set by hand, as a table of fields."""

from collections.abc import Callable, Sequence
from typing import TypedDict

from .assets import part
from .chart import HAND_SCRIPT

_points = part("points", html='<div class="points"></div>')


class Point(TypedDict):
    """A row: the `name`, the `texts` in its two fields, the `values` in full, and the class, counted from 1."""

    name: str
    texts: Sequence[str]
    values: Sequence[str]
    label: int


class PointClass(TypedDict):
    """How a class is called and coloured."""

    label: str
    color: str


def points(
    key: str,
    *,
    rows: Sequence[Point],
    classes: Sequence[PointClass],
    chosen: int,
    most: int,
    refused: str | None,
    answered: int,
    source: str,
    on_edited: Callable[[], None],
) -> None:
    """Draw the table, or change what is in it; a text that is being typed stays.

    Its event is st.session_state[key].edited, a list of all edits not yet answered, each with `id`, a number that
    rises, `source`, the name of a `point`, and what is done, `act`: `add` with `x1`, `x2` and `class`, which names a
    new point; `type` with `part`, one of these, and its `text`; `remove`.

    Args:
        key: of the component.
        rows: the points.
        classes: those there are.
        chosen: the class that a new point has at first, counted from 1.
        most: so many points there may be.
        refused: why the last edit was refused, None where it was not.
        answered: the highest `id` that was answered.
        source: differs for another process of the server and another link: what was done before, is void then.
        on_edited: called when something was edited.
    """
    _points(
        key=key,
        data={
            "script": HAND_SCRIPT,
            "rows": rows,
            "classes": classes,
            "chosen": chosen,
            "most": most,
            "refused": refused,
            "answered": answered,
            "source": source,
        },
        on_edited_change=on_edited,
    )
