"""A training to play and scrub: arrays to one figure with a frame a round."""

from .figure import Rounds, training_replay
from .layout import arrangement, look
from .study import Curves, Samples, StudyFrame, study_arrangement, study_replay

__all__ = [
    "Curves",
    "Rounds",
    "Samples",
    "StudyFrame",
    "arrangement",
    "look",
    "study_arrangement",
    "study_replay",
    "training_replay",
]
