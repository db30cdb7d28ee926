"""Small parts of the page that Streamlit's own widgets cannot be, as they live in the browser.

They only send events, never a lasting value, so a late message cannot bring an old value back.
"""

from . import chart
from .dragger import dragger
from .player import player
from .typing_keeper import typing_keeper

__all__ = ["chart", "dragger", "player", "typing_keeper"]
