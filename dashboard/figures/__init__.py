"""Arrays to Plotly figures, as plain dicts. Knows no run and no Streamlit.

Text takes the colour of the page's theme; text on a fill is dark ink on a light colour, which suits both themes.
"""

from .compare import runs_over_rounds, weights_of_runs
from .counted import confusion_grid, rate_bars, reliability_diagram
from .curves import curves_over_rounds, kept_points, loss_curve
from .error import error_curve
from .grid import value_grid
from .images import weight_images
from .network import network
from .plane import plane
from .prediction import probability_bars
from .scores import score_curves
from .style import Figure, class_name

__all__ = [
    "Figure",
    "class_name",
    "confusion_grid",
    "curves_over_rounds",
    "error_curve",
    "kept_points",
    "loss_curve",
    "network",
    "plane",
    "probability_bars",
    "rate_bars",
    "reliability_diagram",
    "runs_over_rounds",
    "score_curves",
    "value_grid",
    "weight_images",
    "weights_of_runs",
]
