"""What the screen of the data set shows beside the study: the keys of its link."""

from dashboard.views.transport import SPEEDS
from softmax_core.csv_file import MOST_COLUMNS
from softmax_core.settings import MAX_CLASSES

FEATURES = tuple(str(number) for number in range(1, MOST_COLUMNS))

COUNTED = {"train": "Train", "test": "Test"}
PANELS = {"confusion": "Confusion"}
BELOW = {"samples": "Samples"}
"""What each choice offers, by the values of its key."""

SCHEMA = {
    "speed": SPEEDS,  # rounds a tick of Play
    "axis": ("linear", "log"),  # of the loss
    # The features of the plane, counted from 1.
    "across": FEATURES,
    "up": ("2", *(number for number in FEATURES if number != "2")),
    "of": tuple(COUNTED),  # the samples that are counted, in the panel and below
    "panel": tuple(PANELS),  # how good the predictions of those are
    "below": tuple(BELOW),  # what stands below the pictures
    "zero": ("no", "yes"),  # whether the zero-score lines are drawn
    "brush": tuple(str(number) for number in range(1, MAX_CLASSES + 1)),  # the class of the next point set by hand
}
"""Each key's values, the default first."""
