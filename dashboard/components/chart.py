"""A picture that stays where it is: a Plotly figure of which a change draws only what changed."""

from collections.abc import Callable
from typing import Any

from .assets import part
from .plotly_script import plotly_url

_chart = part("chart", html='<div class="chart" role="figure"></div>')
_URL = plotly_url()


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
            "figure": {"layout": figure["layout"], "data": figure["data"]},
            "alt": alt,
        },
        on_clicked_change=on_click or _nothing,
    )


def _nothing() -> None:
    """A click on a picture that has no use for it."""
