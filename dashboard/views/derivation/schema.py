"""What the derivation's screen shows beside the run: the keys of its link."""

from softmax_core.settings import MAX_CLASSES

SECTIONS = {
    "softmax": "Softmax",
    "loss": "Loss and gradients",
    "why": "Why ŷ − y",
    "shapes": "Shapes",
    "gradients": "Gradient check",
    "losses": "Two losses",
    "stability": "Stability",
}
_CLASSES = range(1, MAX_CLASSES + 1)

SCHEMA = {
    "section": tuple(SECTIONS),
    "cell": tuple(f"{i}{j}" for i in _CLASSES for j in _CLASSES),  # the chosen cell of the Jacobian
    "step": ("-5", *(str(-power) for power in range(1, 15) if power != 5)),  # of the differences, a power of ten
    # By how much the logits are multiplied and raised, to see what breaks.
    "times": ("1", "3", "10", "30", "100", "300", "1000", "3000", "10000"),
    "shift": ("0", "1", "-1", "10", "-10", "100", "-100", "1000", "-1000"),
}
"""Each key's values, the default first."""
