"""The softmax and the loss as the document's formulas stand, beside the way that neither overflows nor rounds away."""

from dataclasses import dataclass

import numpy as np

from dashboard.latex import number
from softmax_core import Moment, cross_entropy, forward, softmax
from softmax_core.functional import Array

from .checks import TOLERANCE, Verdict, verdict_on, verdict_on_all

_SMALLEST = 1e-322  # what rounding leaves of the smallest floats


@dataclass(frozen=True)
class Stability:
    """The naive softmax and logarithm beside the stable ones: (n_classes,) each, and the losses of the label."""

    logits: Array
    exponentials: Array
    total: float  # of the exponentials
    naive: Array
    stable: Array
    naive_loss: float
    stable_loss: float
    true_class: int

    @property
    def verdict(self) -> Verdict:
        return verdict_on_all([self._on_loss, *([self._on_softmax] * (self._on_softmax is Verdict.DIFFERS))])

    @property
    def sentence(self) -> str:
        """The verdict, with its reason and its threshold, as Markdown."""
        if self.verdict is Verdict.TOO_SMALL:
            return "Both losses are 0: the loss is too small for any float, and there is nothing to compare."
        limit, error = f"${number(TOLERANCE)}$", self._relative_error
        if self.verdict is Verdict.AGREES:
            return f"They agree: their relative error, ${number(error, 2)}$, is below {limit}."
        measured = f" Its relative error is ${number(error, 2)}$, above {limit}." if error > TOLERANCE else ""
        return f"The naive formula fails: {self.reason}.{measured}"

    @property
    def reason(self) -> str:
        """Why the naive formulas fail, where they do."""
        if np.isinf(self.exponentials).any():
            return "exp overflows"
        if np.isinf(self.total):
            return "the sum of the exponentials overflows"
        if self.total == 0:
            return "every exp underflows to 0"
        if self.naive[self.true_class] == 0:
            return r"$\hat y$ of the true class underflows to 0, whose logarithm is $-\infty$"
        if self._on_softmax is Verdict.DIFFERS or self.naive[self.true_class] < 0.5:
            return "numbers as small as these keep few of their digits in a float"
        return (
            r"$\hat y$ of the true class is so near 1 that a float keeps few digits of its distance from 1, on which "
            "the loss depends"
        )

    @property
    def _on_softmax(self) -> Verdict:
        pairs = zip(self.naive.tolist(), self.stable.tolist(), strict=True)
        return verdict_on_all([verdict_on(naive, stable, _SMALLEST) for naive, stable in pairs])

    @property
    def _on_loss(self) -> Verdict:
        return verdict_on(self.naive_loss, self.stable_loss)

    @property
    def _relative_error(self) -> float:
        """Of the naive loss; 0 where it is no number at all or infinite."""
        largest = max(self.naive_loss, self.stable_loss)
        return abs(self.naive_loss - self.stable_loss) / largest if 0 < largest < np.inf else 0.0


def stability(moment: Moment, times: float, shift: float) -> Stability:
    """Softmax and loss of `times` · θ + `shift`, by the formulas as they stand in the document and stably."""
    logits = forward(moment.parameters, moment.x).logits[0] * times + shift
    true_class = int(moment.y[0].argmax())
    with np.errstate(all="ignore"):  # what goes wrong here is what is shown
        exponentials = np.exp(logits)
        total = float(exponentials.sum())
        naive = exponentials / total
        naive_loss = float(-np.log(naive[true_class])) + 0.0
    stable_loss = float(cross_entropy(logits, moment.y[0]))
    return Stability(logits, exponentials, total, naive, softmax(logits), naive_loss, stable_loss, true_class)
