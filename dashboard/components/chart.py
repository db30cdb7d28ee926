"""A picture: a Plotly figure with its alt text and a button that saves it."""

from collections.abc import Callable
from typing import Any

import streamlit as st
from plotly.basedatatypes import BaseFigure

OPTIONS = {
    "displaylogo": False,
    "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d", "zoomIn2d", "zoomOut2d"],
}

# What a chart shows on a page of either theme; saved as a picture it is dark on white.
STYLE = """<style>
.js-plotly-plot .main-svg { background: none !important; }
.js-plotly-plot :is(.xtick, .ytick, .gtitle, .g-xtitle, .legendtext, .annotation-text, .cbaxis) text,
.js-plotly-plot :is(.gtitle, .legendtext, .annotation-text) { fill: currentColor !important; }
</style>"""


class _Checked(BaseFigure):
    """A figure that tests have checked. Of a plain dict Streamlit checks every property again at every run."""

    def __init__(self, figure: dict[str, Any]) -> None:
        self._figure = figure

    def to_dict(self) -> dict[str, Any]:
        return self._figure


def chart(
    figure: dict[str, Any],
    key: str,
    alt: str,
    *,
    saved_as: str,
    theme: str | None = None,
    on_select: Callable[[], None] | None = None,
) -> None:
    """Draw a figure.

    Args:
        figure: `data`, `layout` and, where it moves by itself, `frames`.
        key: of the component; the name of the saved picture.
        alt: the text for who cannot see it.
        saved_as: `png` or `svg`, what its camera saves.
        theme: None, or `streamlit` for a figure that takes the colours of the page.
        on_select: called when a point is clicked; st.session_state[key] then has it.
    """
    st.plotly_chart(
        _Checked(figure),
        theme=theme,
        key=key,
        alt=alt,
        config={**OPTIONS, "toImageButtonOptions": {"format": saved_as, "filename": key, "scale": 2}},
        selection_mode="points",
        on_select=on_select or "ignore",
    )
