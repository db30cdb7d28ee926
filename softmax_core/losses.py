"""The losses, one object each: everything that shows, compares or checks a loss asks it here."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from .functional import Array, binary_cross_entropy, binary_cross_entropy_gradient, cross_entropy
from .model import ForwardPass
from .validation import one_of


@dataclass(frozen=True)
class Loss:
    """A loss of single examples.

    Attributes:
        name: in links and in the terminal program, `ce`.
        title: said in full, where there is room.
        short_title: in the legend of a picture.
        column: its name in tables and JSON.
        of_examples: the loss of each example in nats, (…, n_samples), from a forward pass and one-hot labels
            (…, n_samples, n_classes).
        gradient: the derivative of that by the logits, (…, n_samples, n_classes), of the same two. Not a mean.
    """

    name: str
    title: str
    short_title: str
    column: str
    of_examples: Callable[[ForwardPass, Array], Array]
    gradient: Callable[[ForwardPass, Array], Array]

    def mean(self, forward: ForwardPass, y: Array) -> Array:
        """The loss averaged over the samples, (…); arguments as for `of_examples`."""
        return self.of_examples(forward, y).mean(axis=-1)

    def chance(self, n_classes: int) -> float:
        """The loss of equal probabilities: what knowing nothing costs.

        >>> round(LOSSES["ce"].chance(3), 4), round(LOSSES["bce"].chance(3), 4)
        (1.0986, 1.9095)
        """
        return _chance(self, n_classes)


@cache  # each picture of the loss asks, at each round
def _chance(loss: Loss, n_classes: int) -> float:
    equal = ForwardPass(np.zeros((1, n_classes)), np.full((1, n_classes), 1 / n_classes))
    return float(loss.mean(equal, np.eye(n_classes)[:1]))


DERIVED = Loss(
    name="ce",
    title="cross-entropy (derived)",
    short_title="cross-entropy",
    column="cross_entropy",
    of_examples=lambda forward, y: cross_entropy(forward.logits, y),
    gradient=lambda forward, y: forward.probabilities - y,
)
"""The loss of the derivation, the one whose gradient the update follows."""

PRINTED = Loss(
    name="bce",
    title="binary cross-entropy (the one the document prints)",
    short_title="binary cross-entropy",
    column="binary_cross_entropy",
    of_examples=lambda forward, y: binary_cross_entropy(forward.probabilities, y),
    gradient=lambda forward, y: binary_cross_entropy_gradient(forward.probabilities, y),
)
"""The loss the source document prints."""

LOSSES = {loss.name: loss for loss in (DERIVED, PRINTED)}
"""By name. A further loss is a further object here, and no other file changes."""


def loss_named(name: str) -> Loss:
    """The loss of this name; raises InputError where there is none."""
    return LOSSES[one_of("loss", name, LOSSES)]


def mean_loss(name: str, forward: ForwardPass, y: Array) -> Array:
    """The loss of this name, averaged over the samples.

    Args:
        name: one of LOSSES.
        forward: logits and probabilities, (…, n_samples, n_classes).
        y: one-hot labels, (…, n_samples, n_classes).

    Returns:
        J, shape (…).

    Raises:
        InputError: where there is no such loss, or the arrays break a rule of it.
    """
    return loss_named(name).mean(forward, y)
