"""Parts of the page that Streamlit's own widgets cannot be, as they live in the browser.

Each is a module with its JavaScript and style sheet beside it. They only send events, never a lasting value, so a late
message cannot bring an old value back, and what they show comes from the server alone.
"""

from .chart import Hand, chart
from .dragger import dragger
from .focus import focus
from .frame import frame
from .layer import ClassHead, Field, layer
from .player import player
from .points import Point, PointClass, points
from .rows import Cell, Row, rows
from .saver import saver
from .speech import speech
from .stage import stage
from .status import status
from .tab import tab
from .terms import terms
from .theme import theme

__all__ = [
    "Cell",
    "ClassHead",
    "Field",
    "Hand",
    "Point",
    "PointClass",
    "Row",
    "chart",
    "dragger",
    "focus",
    "frame",
    "layer",
    "player",
    "points",
    "rows",
    "saver",
    "speech",
    "stage",
    "status",
    "tab",
    "terms",
    "theme",
]
