"""The colours, in one place; `.streamlit/config.toml` repeats them for Streamlit's own widgets."""

import numpy as np

# Okabe and Ito's colour-blind-safe set, less the two that stand for signs.
CLASSES = ("#E69F00", "#56B4E9", "#009E73", "#CC79A7", "#F0E442", "#999999")
"""One colour a class, class 1 first."""

CLASS_SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x", "star")
"""The second cue beside the colour, for marks on curves."""

PAGES = {
    "light": {"page": "#FFFFFF", "text": "#1F2328", "lines": "#D0D7DE"},
    "dark": {"page": "#14171B", "text": "#ECEFF2", "lines": "#3D444D"},
}
"""The theme's own colours, for pages that Streamlit does not draw."""

RUNS = ("#0072B2", "#D55E00", "#6A3D9A", "#8C6D31", "#5A5A5A")
"""Runs beside each other, the present one first; none of them the colour of a class."""

NEGATIVE, POSITIVE = "#D55E00", "#0072B2"
NEUTRAL = "#808080"
BACKWARD = "#8B5CF6"
"""What goes from the loss back: the arrows of ŷ − y and of the gradients."""

# Light fills that dark ink can be read on, whatever the theme of the page.
INK = "#111111"
ON_PAGE, PAGE = "#121212", "#FEFEFE"
"""Ink that stands on no fill, and a fill as if there were none: the style sheet of the chart gives them the colours of
the page's theme."""
SIGNED_SCALE = ((0.0, "#EC9C61"), (0.5, "#F4F4F4"), (1.0, "#66AAD1"))
"""Negative to positive, for values symmetric about 0."""


def signed_colors(parts: np.ndarray) -> list[str]:
    """The colours of SIGNED_SCALE for numbers −1 … 1: of bars Plotly warns where they have numbers in their place."""
    places = [2 * place - 1 for place, _ in SIGNED_SCALE]
    channels = zip(*(_channels(color) for _, color in SIGNED_SCALE), strict=True)
    mixed = np.column_stack([np.interp(parts, places, channel) for channel in channels])
    return ["#{:02X}{:02X}{:02X}".format(*color) for color in mixed.round().astype(int).tolist()]


def faded(color: str, opacity: float) -> str:
    """A hexadecimal colour as rgba()."""
    return f"rgba({', '.join(map(str, _channels(color)))}, {opacity})"


def light(color: str) -> str:
    """A hexadecimal colour mixed half and half with white."""
    return "#" + "".join(f"{(channel + 255) // 2:02X}" for channel in _channels(color))


def _channels(color: str) -> tuple[int, ...]:
    return tuple(int(color[place : place + 2], 16) for place in (1, 3, 5))
