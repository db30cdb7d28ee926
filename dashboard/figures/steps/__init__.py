"""What each sub-step of a round is about, as a picture that moves: each has the figure it ends with and the one it
grows from, both with the same traces."""

from .bars import exponential_bars, prediction_before_and_after, push_arrows, share_bars
from .curve import loss_point
from .grid import gradient_grid, update_grid
from .moving import Moving
from .sum import logit_sum

__all__ = [
    "Moving",
    "exponential_bars",
    "gradient_grid",
    "logit_sum",
    "loss_point",
    "prediction_before_and_after",
    "push_arrows",
    "share_bars",
    "update_grid",
]
