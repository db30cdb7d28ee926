"""Softmax classification with cross-entropy, trained round by round. NumPy and the standard library only.

What trains on many examples is imported from its modules, so that what needs but one starts the sooner: `data` and
`sources`, `csv_data`, `plan`, `descent` and `metrics`.
"""

from .functional import binary_cross_entropy, cross_entropy, log_softmax, one_hot, softmax, softmax_jacobian
from .gradcheck import difference_errors, numerical_gradients, relative_errors
from .initializers import INITIALIZERS, initialize
from .losses import LOSSES, Loss, mean_loss
from .model import ForwardPass, Gradients, Parameters, backward, forward, sgd_step
from .presets import PRESETS, Preset
from .run import Edit, Given, Run, Seeded, Setup, replay
from .training import History, Moment, train
from .validation import InputError

__all__ = [
    "INITIALIZERS",
    "LOSSES",
    "PRESETS",
    "Edit",
    "ForwardPass",
    "Given",
    "Gradients",
    "History",
    "InputError",
    "Loss",
    "Moment",
    "Parameters",
    "Preset",
    "Run",
    "Seeded",
    "Setup",
    "backward",
    "binary_cross_entropy",
    "cross_entropy",
    "difference_errors",
    "forward",
    "initialize",
    "log_softmax",
    "mean_loss",
    "numerical_gradients",
    "one_hot",
    "relative_errors",
    "replay",
    "sgd_step",
    "softmax",
    "softmax_jacobian",
    "train",
]
