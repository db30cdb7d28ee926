"""What the lab's screen shows beside the run: the keys of its link."""

from dashboard.latex import SUB_STEPS
from dashboard.views.transport import SPEEDS
from softmax_core.names import editable_names
from softmax_core.settings import LEARNING_RATE, MAX_CLASSES, MAX_FEATURES, Y

PANELS = {
    "weights": "Weights",
    "gradients": "Gradients",
    "probabilities": "ŷ by round",
    "trajectories": "w by round",
}
PANEL_TERMS = {"weights": "weight", "gradients": "gradient", "probabilities": "probability", "trajectories": "weight"}
BELOW = {
    "one": "Walkthrough",
    "all": "All sub-steps",
    "edits": "Edits",
    "compare": "Compare",
    "replay": "Replay",
    "nothing": "Pictures only",
}
PARTS = tuple(str(part) for part in range(1, len(SUB_STEPS) + 1))
VARIABLE = tuple(name for name in editable_names(MAX_FEATURES, MAX_CLASSES) if name.setting not in (LEARNING_RATE, Y))

SCHEMA = {
    "view": ("lab", "projector"),
    "scale": ("linear", "log"),  # the loss axis
    "panel": tuple(PANELS),
    "below": ("nothing", *(name for name in BELOW if name != "nothing")),  # what stands below the pictures
    # How far the hint has led: to Step and the bars, to a weight, or out of the way.
    "hint": ("start", "weight", "off"),
    "part": PARTS,  # the sub-step of the walkthrough
    # Of the projector view: whether results are covered until asked for and, if so, whether the present ones are open;
    # the class and the row of the weights a spotlight is on, 0 for none; how many lines of the derivation are shown, 0
    # while it is closed.
    "cover": ("no", "yes", "open"),
    "spot": tuple(str(number) for number in range(MAX_CLASSES + 1)),
    "row": (*(str(number) for number in range(MAX_FEATURES + 1)), "bias"),
    "derive": tuple(str(number) for number in range(10)),
    "picture": ("png", "svg"),  # what a picture is saved as
    "speed": SPEEDS,  # rounds a tick of Play
    "vary": ("", *VARIABLE),  # what the Vary slider moves
}
"""Each key's values, the default first."""
