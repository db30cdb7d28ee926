"""The numbers of one round, ready to be written."""

import math
from functools import cached_property

import numpy as np

from softmax_core import Moment, backward, cross_entropy, forward, softmax_jacobian

from .numbers import Quantity, near_one, quantities


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
        self.exponentials = quantities(exponentials, never=(0,))
        self.others = self.exponentials[: self.top] + self.exponentials[self.top + 1 :]  # without the largest, a 1
        (self.rest,) = quantities([math.fsum(other.value for other in self.others)], never=(0,))
        self.total = near_one(float(exponentials.sum()), self.rest.value)
        self.probabilities = [near_one(p, p - 1, "ŷ") for p in passed.probabilities[0].tolist()]
        self.loss = Quantity(float(cross_entropy(logits, label)), "J", is_rounded=self.rest.is_rounded)
        self.errors = quantities(self.gradients.logits[0], "g", never=(-1, 0, 1))
        self.slopes = [quantities(row, "g") for row in self.gradients.weights]

    @cached_property
    def jacobian(self) -> list[list[Quantity]]:
        """∂ŷᵢ/∂θⱼ, i along the rows."""
        values = softmax_jacobian([p.value for p in self.probabilities])
        return [quantities(row, never=(0,)) for row in values]

    @cached_property
    def exact_probabilities(self) -> list[Quantity]:
        """ŷ by its distance from 1 also where that is too small for a float, which then holds a 1."""
        exact = list(self.probabilities)
        exact[self.top] = near_one(exact[self.top].value, -self.rest.value / self.total.value, "ŷ")
        return exact

    @cached_property
    def exact_errors(self) -> list[Quantity]:
        """ŷ − y, for the true class as minus the sum of the others', which keeps its digits where ŷ is nearly 1."""
        exact = list(self.exact_probabilities)
        others = math.fsum(p.value for k, p in enumerate(exact) if k != self.true)
        (exact[self.true],) = quantities([-others], never=(-1, 0))
        return [error._replace(color="g") for error in exact]
