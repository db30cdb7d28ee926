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
        "All classes start equal at 1/3, and a single step of 114 · (ŷ − y) on the logits settles it.",
        Setup(x=(8, 7), y=(0, 0, 1), start=_DOCUMENT),
    ),
    "recorded": Preset(
        "The document's random start",
        "The start is not symmetric, so the classes share the blame unequally: class 1 was the most wrong and is "
        "pushed down the most.",
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
        "With a learning rate of 0.001 the way shows: the loss halves in 10 rounds; its steps shrink as ŷ − y does.",
        Setup(x=(8, 7), y=(0, 0, 1), start=_DOCUMENT, learning_rate=0.001),
    ),
    "already-right": Preset(
        "Already right",
        "The prediction is right and nearly sure, so ŷ − y is close to 0 and training hardly moves anything.",
        Setup(
            x=(1, 1), y=(0, 1, 0), start=Given(weights=((-1, 2, -1), (-1, 2, -1)), bias=(0, 0, 0)), learning_rate=0.1
        ),
    ),
    "confidently-wrong": Preset(
        "Confidently wrong",
        "ŷ of the true class is almost 0: the loss is large, but no entry of ŷ − y is beyond 1, so the loss falls in a "
        "straight line before it bends.",
        Setup(x=(1, 1), y=(0, 0, 1), start=Given(weights=((4, 0, -4), (4, 0, -4)), bias=(0, 0, 0)), learning_rate=0.1),
    ),
    "tie": Preset(
        "A tie between two",
        "Classes 1 and 2 lead with the same logit and class 1 is right: each first step takes from class 2 what it "
        "gives to class 1, and class 3 hardly matters.",
        Setup(x=(1, 1), y=(1, 0, 0), start=Given(weights=((1, 1, -2), (1, 1, -2)), bias=(0, 0, 0)), learning_rate=0.1),
    ),
    "huge-logits": Preset(
        "Huge logits",
        "The logits differ by tens of thousands and exp of them would overflow; with the maximum subtracted ŷ is "
        "exactly 0 and 1, and the loss is still the right number.",
        Setup(
            x=(100, 100),
            y=(0, 1, 0),
            start=Given(weights=((100, -50, 0), (100, -50, 0)), bias=(0, 0, 0)),
            learning_rate=0.1,
        ),
    ),
    "zero-start": Preset(
        "Zero start",
        "Weights of 0 are no trouble here: with one layer the true class has a ŷ − y of its own, so it leaves the "
        "others in the first round.",
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
        "Each row of the gradient is its input times ŷ − y: the input of 0 leaves its weights alone, the negative one "
        "moves them the other way.",
        Setup(x=(2, 1, 0, -1), y=(0, 0, 1), start=Seeded("uniform", 1), learning_rate=0.1),
    ),
    "one-input": Preset(
        "The bias alone",
        "With an input of 0 no weight can move: only the bias learns, and still the loss falls.",
        Setup(x=(0,), y=(0, 1, 0), start=Seeded("normal", 7), learning_rate=0.5),
    ),
}

DEFAULT = "document"


def preset_of(setup: Setup) -> str | None:
    """The name of the preset with this very setup, None where there is none."""
    return next((name for name, preset in PRESETS.items() if preset.setup == setup), None)
