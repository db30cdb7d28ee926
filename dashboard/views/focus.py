"""Where the focus goes when the control that had it is gone."""

from dashboard.components import focus

_SUCCESSORS = {
    "play": ["player"],
    "player": ["play", "step"],
    "projector": ["next"],
    "data_projector": ["step"],
    "leave": ["projector", "data_projector"],
    "hint_next": ["hint_hide"],
    "hint_hide": ["step"],
    "slow_motion": ["step"],
    "start_anew": ["step"],
    "let_go": ["samples"],
}


def keep_focus() -> None:
    """On every page."""
    focus(successors=_SUCCESSORS)
