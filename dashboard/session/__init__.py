"""What one browser tab holds, and how it changes: a value with a link and undo, and what is derived of it.

Callbacks change it before the page is drawn; views only read it. The only place that touches the address bar.
"""

from .run import RunSession, run_session
from .value import Session, session

__all__ = ["RunSession", "Session", "run_session", "session"]
