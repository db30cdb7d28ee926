"""Ready-made setups: the document's two examples and one for each thing worth seeing.

A preset's numbers are part of every link that names it: once released they never change.
"""

from typing import NamedTuple

from .run import Given, Seeded, Setup


class Preset(NamedTuple):
    title: str
    watch: str  # one sentence: what to look at
    setup: Setup


def _all(value: float, n_features: int, n_classes: int) -> tuple[tuple[float, ...], ...]:
    return ((value,) * n_classes,) * n_features


_DOCUMENT = Given(weights=_all(0.5, 2, 3), bias=(1.0, 1.0, 1.0))
_ZEROS = Seeded("zeros")

PRESETS = {
    "document": Preset(
        "The document's example",
        "All classes start equal at 1/3; one round moves the logits by −114 · (ŷ − y), and the loss is all but 0.",
        Setup(x=(8, 7), y=(0, 0, 1), start=_DOCUMENT),
    ),
    "recorded": Preset(
        "The document's random start",
        "The start is not symmetric: of the two wrong classes, class 1 starts with more than five times the ŷ of "
        "class 2, and the first round pushes it down that many times as far.",
        Setup(
            x=(8, 7),
            y=(0, 0, 1),
            start=Given(
                weights=((-0.03010464, -0.48454925, -0.19359648), (-0.48489008, -0.29742846, -0.09327472)),
                bias=(0.0, 0.0, 0.0),
            ),
        ),
    ),
    "slow": Preset(
        "The document in slow motion",
        "With a learning rate of 0.001 you can watch it learn: the loss is down to half at round 11, and the steps "
        "shrink in proportion to ŷ − y.",
        Setup(x=(8, 7), y=(0, 0, 1), start=_DOCUMENT, learning_rate=0.001),
    ),
    "already-right": Preset(
        "Already right",
        "The prediction is right and nearly sure, so ŷ − y is close to 0 and a round hardly moves anything.",
        Setup(
            x=(1, 1), y=(0, 1, 0), start=Given(weights=((-1, 2, -1), (-1, 2, -1)), bias=(0, 0, 0)), learning_rate=0.1
        ),
    ),
    "confidently-wrong": Preset(
        "Confidently wrong",
        "ŷ of the true class is almost 0: the loss is large, but no entry of ŷ − y can be larger than 1, so the loss "
        "first falls almost in a straight line.",
        Setup(x=(1, 1), y=(0, 0, 1), start=Given(weights=((4, 0, -4), (4, 0, -4)), bias=(0, 0, 0)), learning_rate=0.1),
    ),
    "tie": Preset(
        "A tie between two",
        "Classes 1 and 2 lead with the same logit, and class 1 is right: what the first rounds add to the logit of "
        "class 1 they take almost entirely from class 2, and class 3 hardly matters.",
        Setup(x=(1, 1), y=(1, 0, 0), start=Given(weights=((1, 1, -2), (1, 1, -2)), bias=(0, 0, 0)), learning_rate=0.1),
    ),
    "huge-logits": Preset(
        "Huge logits",
        "The logits start tens of thousands apart, and exp of the largest would overflow; with the maximum subtracted "
        "first, every ŷ is 0 or 1 to the last digit of a float, and the loss is still exact.",
        Setup(
            x=(100, 100),
            y=(0, 1, 0),
            start=Given(weights=((100, -50, 0), (100, -50, 0)), bias=(0, 0, 0)),
            learning_rate=0.1,
        ),
    ),
    "zero-start": Preset(
        "Zero start",
        "Weights of 0 do no harm with a single layer: only the true class has a negative ŷ − y, so the first round "
        "already parts it from the others.",
        Setup(x=(2, -1), y=(0, 1, 0), start=_ZEROS, learning_rate=0.1),
    ),
    "two-classes": Preset(
        "Two classes",
        "With two classes softmax is the logistic function of θ₁ − θ₂, and the two entries of ŷ − y are always "
        "opposite.",
        Setup(x=(1, -2), y=(1, 0), start=_ZEROS, learning_rate=0.2),
    ),
    "four-inputs": Preset(
        "Four inputs",
        "Each row of the weights' gradient is one input times ŷ − y: the input of 0 leaves its weights alone, and the "
        "negative one moves its weights the other way.",
        Setup(x=(2, 1, 0, -1), y=(0, 0, 1), start=Seeded("uniform", 1), learning_rate=0.1),
    ),
    "one-input": Preset(
        "The bias alone",
        "With an input of 0 no weight can move: only the bias learns, and the loss still falls.",
        Setup(x=(0,), y=(0, 1, 0), start=Seeded("normal", 7), learning_rate=0.5),
    ),
}

DEFAULT = "document"

DOCUMENTED = ("document", "recorded")
"""Those whose rounds 0 and 1 the source document prints."""


def preset_of(setup: Setup) -> str | None:
    """The name of the preset with this very setup, None where there is none."""
    return next((name for name, preset in PRESETS.items() if preset.setup == setup), None)
