"""A picture that stays where it is: a Plotly figure of which a change draws only what changed."""

from collections.abc import Callable, Sequence
from typing import Any, TypedDict

from .assets import address, part
from .plotly_script import plotly_url

_chart = part("chart", html='<div class="chart" role="figure"></div>')
_URL = plotly_url()
HAND_SCRIPT = address("hand.js")
"""What points are set by hand with."""


class Hand(TypedDict):
    """What a chart needs, to set points in it.

    The traces that have customdata are the classes, in their order; of each point it is the place of its name in
    `names`. Where a trace of rings has `meta`, that says the same of each ring. `chosen` is the class of a new point,
    counted from 1; the buttons that `chooser` selects may know a newer one. Points are set up to `reach` from 0, with
    so many `decimals`. `looked_at` is the name of the one that the Delete key takes away, None for none. `answered` is
    the highest `id` that was answered; `source` differs for another process of the server and another link: what was
    done before, is void then.
    """

    names: Sequence[str]
    chosen: int
    chooser: str
    reach: float
    decimals: int
    looked_at: str | None
    answered: int
    source: str


def chart(
    figure: dict[str, Any],
    key: str,
    alt: str,
    *,
    saved_as: str,
    glide: bool = False,
    first: bool = False,
    start: dict[str, Any] | None = None,
    rem: float | None = None,
    on_click: Callable[[], None] | None = None,
    hand: Hand | None = None,
    on_edited: Callable[[], None] | None = None,
) -> None:
    """Draw a figure, or change the one that stands there under the same key.

    A click is st.session_state[key].clicked, with `x` and `y` in the units of the axes (a category by its place) and
    `point`, the customdata of the point beneath it, None where there is none.

    Args:
        figure: `data` and `layout`, which has a height where `rem` is not given. Where a hover asks for customdata that
            its trace has not, it shows the y of the point in full.
        key: of the component; the name of the saved picture.
        alt: the text for who cannot see it.
        saved_as: `png` or `svg`, what its camera saves.
        glide: whether what moves takes a moment for it, so that the eye can follow.
        first: whether it is drawn before all pictures that are not.
        start: a figure of the same traces that it grows from, where what stood there before was another picture.
        rem: for a picture that takes all of the positioned element around it, and whose text is as large as the
            page's: how many pixels the page's rem has where the figure's own sizes are right.
        on_click: called when the picture is clicked, on a point or beside.
        hand: for points that are set by hand. Then st.session_state[key].edited takes the place of a click: a list of
            all edits not yet answered, each with `id`, a number that rises, `source`, the name of a `point`, and what
            is done, `act`: `add` with `x1`, `x2` and `class`, which names a new point; `move` with `x1` and `x2`;
            `select`; `remove`.
        on_edited: called when points were edited.
    """
    _chart(
        key=key,
        data={
            # What all pictures have alike comes first, and the layout before the data, so that a compression finds it
            # in the picture before: that of the connection looks back 4 kB.
            "url": _URL,
            "saved": {"format": saved_as, "filename": key},
            "glide": glide,
            "start": start,
            "rem": rem,
            "first": first,
            "clickable": on_click is not None,
            "hand": hand and {**hand, "script": HAND_SCRIPT},
            "figure": {"layout": figure["layout"], "data": figure["data"]},
            "alt": alt,
        },
        on_clicked_change=on_click or _nothing,
        on_edited_change=on_edited or _nothing,
    )


def _nothing() -> None:
    """A click on a picture that has no use for it."""
