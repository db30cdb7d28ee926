"""What a sub-step of a round is: its words and formulas, whatever the numbers, and how its numbers are written."""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from softmax_core import Moment, backward, cross_entropy, forward

from .layout import aligned
from .lines import Line
from .numbers import Quantity, near_one, quantities
from .symbols import painted

UNCERTAIN = (
    r"Where terms nearly cancel, their sum is smaller than the 16 digits of a float reach: $\pm$ says how far off it "
    "may be."
)


class SubStep(NamedTuple):
    """A sub-step with the numbers of a round. `formula`, `numbers` and `shapes` are LaTeX, `prose` is Markdown with
    LaTeX in it."""

    key: str
    title: str
    phase: str
    prose: str
    formula: str
    numbers: str
    shapes: str
    lit: frozenset[str]


class Written(NamedTuple):
    """The numbers of a sub-step as rows, in groups, and the sentences they need."""

    groups: Sequence[Sequence[str]]
    notes: Sequence[str] = ()


class Round:
    """The numbers of one round with one sample, as softmax_core has them."""

    def __init__(self, moment: Moment) -> None:
        self.moment = moment
        passed = forward(moment.parameters, moment.x)
        logits, label = passed.logits[0], moment.y[0]  # (n_classes,)
        shifted = logits - logits.max()
        exponentials = np.exp(shifted)
        self.top, self.true = int(logits.argmax()), int(label.argmax())
        self.gradients = backward(passed.probabilities, moment.x, moment.y)

        self.x, self.y = quantities(moment.x[0], "x"), quantities(label, "y")
        self.weights = [quantities(row, "w") for row in moment.parameters.weights]
        self.bias = quantities(moment.parameters.bias, "b")
        self.logits, self.shifted = quantities(logits, "θ"), quantities(shifted, "θ")
        self.exponentials = quantities(exponentials)
        self.others = self.exponentials[: self.top] + self.exponentials[self.top + 1 :]  # without the largest, a 1
        self.rest = Quantity(math.fsum(other.value for other in self.others))
        self.total = near_one(float(exponentials.sum()), self.rest.value)
        self.probabilities = [near_one(p, p - 1, "ŷ") for p in passed.probabilities[0].tolist()]
        self.loss = Quantity(float(cross_entropy(logits, label)), "J")
        self.errors = quantities(self.gradients.logits[0], "g")
        self.slopes = [quantities(row, "g") for row in self.gradients.weights]


@dataclass(frozen=True)
class Template:
    """A sub-step whatever its numbers.

    Symbols stand as in `painted`; # is the true class, (n,k) the shape of the weights.

    Attributes:
        key: what code calls it.
        title: what the screen calls it.
        phase: `Forward`, `Backward` or `Update`.
        lit: the parts it is about, of those that the network picture and the weight grid can light.
        prose: what happens, and why.
        formula: what is computed.
        shapes: the same with the shapes of its arrays.
        write: its numbers.
    """

    key: str
    title: str
    phase: str
    lit: frozenset[str]
    prose: str
    formula: str
    shapes: str
    write: Callable[[Round], Written]

    def of(self, round: Round) -> SubStep:
        groups, notes = self.write(round)
        sizes = {"n": str(len(round.x)), "k": str(len(round.y)), "1": "1"}
        shapes = re.sub(r"\((\w),(\w)\)", lambda pair: f"({sizes[pair[1]]},{sizes[pair[2]]})", self.shapes)
        return SubStep(
            key=self.key,
            title=self.title,
            phase=self.phase,
            prose=painted(" ".join([self.prose, *notes]).replace("#", str(round.true + 1))),
            formula=painted(self.formula),
            numbers=aligned(*([painted(row) for row in group] for group in groups)),
            shapes=painted(shapes),
            lit=self.lit,
        )


def uncertain(lines: Sequence[Line]) -> list[str]:
    """The sentence that lines with an error need."""
    return [UNCERTAIN] * any(line.error for line in lines)
