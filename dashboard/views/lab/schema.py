"""What the lab's screen shows beside the run: the keys of its link."""

from dashboard.latex import SUB_STEPS
from softmax_core.names import editable_names
from softmax_core.settings import LEARNING_RATE, MAX_CLASSES, MAX_FEATURES, Y

PANELS = {
    "weights": "Weights",
    "gradients": "Gradients",
    "probabilities": "ŷ by round",
    "trajectories": "w by round",
}
BELOW = {
    "nothing": "Pictures only",
    "one": "Walkthrough",
    "all": "All sub-steps",
    "edits": "Edits",
    "compare": "Compare",
    "replay": "Replay",
}
PARTS = tuple(str(part) for part in range(1, len(SUB_STEPS) + 1))
SPEEDS = ("1", "5", "20", "100")
VARIABLE = tuple(name for name in editable_names(MAX_FEATURES, MAX_CLASSES) if name.setting not in (LEARNING_RATE, Y))

SCHEMA = {
    "view": ("lab", "projector"),
    "scale": ("linear", "log"),  # the loss axis
    "panel": tuple(PANELS),
    "below": tuple(BELOW),  # what stands below the pictures
    "part": PARTS,  # the sub-step of the walkthrough
    "picture": ("png", "svg"),  # what a picture is saved as
    "speed": SPEEDS,  # rounds a tick of Play
    "vary": ("", *VARIABLE),  # what the Vary slider moves
}
"""Each key's values, the default first."""
