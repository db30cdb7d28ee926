"""What the screen of the data set shows beside the study: the keys of its link."""

from dashboard.views.transport import SPEEDS
from softmax_core.csv_file import MOST_COLUMNS
from softmax_core.settings import MAX_CLASSES

FEATURES = tuple(str(number) for number in range(1, MOST_COLUMNS))

COUNTED = {"train": "Train", "test": "Test"}
PANELS = {"confusion": "Confusion", "rates": "Precision, recall", "calibration": "Calibration"}
BELOW = {"samples": "Samples", "batch": "Next batch", "one": "One sample", "compare": "Compare", "replay": "Replay"}
"""What each choice offers, by the values of its key."""

TERMS = {PANELS["rates"]: "precision", PANELS["calibration"]: "calibration-error", BELOW["batch"]: "batch"}
"""What a button of a choice is about, by its text: a term of the glossary."""

ALL, WRONG = "all", "wrong"
CLASSES = range(1, MAX_CLASSES + 1)
CELLS = tuple(f"{actual}~{predicted}" for actual in CLASSES for predicted in CLASSES)
MOST_PAGES = 100

SCHEMA = {
    "view": ("page", "projector"),
    "speed": SPEEDS,  # rounds a tick of Play
    "axis": ("linear", "log"),  # of the loss
    "picture": ("png", "svg"),  # what a picture is saved as
    # The features of the plane, counted from 1.
    "across": FEATURES,
    "up": ("2", *(number for number in FEATURES if number != "2")),
    "of": tuple(COUNTED),  # the samples that are counted, in the panel and below
    "panel": tuple(PANELS),  # how good the predictions of those are
    "below": tuple(BELOW),  # what stands below the pictures
    "zero": ("no", "yes"),  # whether the zero-score lines are drawn
    "brush": tuple(str(number) for number in range(1, MAX_CLASSES + 1)),  # the class of the next point set by hand
    # Which of the counted samples are listed, and lit in the plane: those of a cell of the confusion matrix, a class
    # and the one predicted, counted from 1; and the page of the list.
    "cell": (ALL, WRONG, *CELLS),
    "page": tuple(str(number) for number in range(1, MOST_PAGES + 1)),
}
"""Each key's values, the default first."""
