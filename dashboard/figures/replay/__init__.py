"""A training to play and scrub: arrays to one figure with a frame a round."""

from .figure import Rounds, training_replay
from .layout import arrangement, look

__all__ = ["Rounds", "arrangement", "look", "training_replay"]
