"""Whether a gradient is that of a loss, as far as central differences can tell, and both losses term by term."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

import numpy as np

from dashboard.latex import number
from softmax_core import Loss, Moment, difference_errors, forward, numerical_gradients, relative_errors
from softmax_core.functional import CLIP, Array
from softmax_core.gradcheck import STEP
from softmax_core.losses import DERIVED
from softmax_core.model import chain

TOLERANCE = 1e-6
"""Two numbers agree whose relative error is at most this: central differences at the best step leave about 1e-9."""

BEST_STEP = STEP
"""The step at which round-off and truncation balance."""


class Verdict(Enum):
    """What a comparison of two numbers says."""

    AGREES = "agrees"
    DIFFERS = "differs"
    TOO_SMALL = "too small to tell"


def verdict_on(one: float, other: float, own_error: float = 0.0) -> Verdict:
    """Whether two numbers are the same to TOLERANCE, when comparing them may itself be off by `own_error`.

    They differ where they are further apart than both allow. Else they agree, unless `own_error` is more than TOLERANCE
    of the larger one or both are 0: then there was nothing to see.

    >>> verdict_on(1, 1 + 1e-9), verdict_on(1, 2), verdict_on(1e-50, 2e-50, own_error=1e-9)
    (<Verdict.AGREES: 'agrees'>, <Verdict.DIFFERS: 'differs'>, <Verdict.TOO_SMALL: 'too small to tell'>)
    """
    if not (np.isfinite(one) and np.isfinite(other)):
        return Verdict.DIFFERS
    allowed = TOLERANCE * max(abs(one), abs(other))
    if abs(one - other) > max(allowed, own_error):
        return Verdict.DIFFERS
    return Verdict.AGREES if own_error <= allowed > 0 else Verdict.TOO_SMALL


def verdict_on_all(verdicts: Sequence[Verdict]) -> Verdict:
    """One that differs decides, then one that agrees."""
    return next((v for v in (Verdict.DIFFERS, Verdict.AGREES) if v in verdicts), Verdict.TOO_SMALL)


@dataclass(frozen=True)
class GradientCheck:
    """An analytic gradient beside central differences.

    Weights first, row by row, then the bias: (n_parameters,) each.

    Attributes:
        analytic: the slopes by a formula.
        numeric: the slopes by central differences.
        errors: how far apart they are, relative to the larger one.
        own_errors: how far apart they may be though both are right, absolute.
    """

    analytic: Array
    numeric: Array
    errors: Array
    own_errors: Array

    @cached_property
    def verdicts(self) -> tuple[Verdict, ...]:
        return tuple(map(verdict_on, self.analytic.tolist(), self.numeric.tolist(), self.own_errors.tolist()))

    @property
    def verdict(self) -> Verdict:
        return verdict_on_all(self.verdicts)

    @property
    def error(self) -> float:
        """The largest relative error of those that the verdict rests on."""
        return float(self.errors[[verdict is self.verdict for verdict in self.verdicts]].max())

    @property
    def own_error(self) -> float:
        """The largest error of the check, relative to its slope; infinite beside a slope of 0."""
        sizes = np.maximum(np.abs(self.analytic), np.abs(self.numeric))
        decisive = [verdict is self.verdict for verdict in self.verdicts]
        with np.errstate(divide="ignore", over="ignore"):
            return float((self.own_errors / sizes)[decisive].max())

    def sentence(self, what: str) -> str:
        """The verdict on all slopes, with its reason and its threshold, as Markdown."""
        unsure, count = self.verdicts.count(Verdict.TOO_SMALL), len(self.verdicts)
        limit = f"${number(TOLERANCE)}$"
        if self.verdict is Verdict.TOO_SMALL:
            return (
                f"{what}: too small to tell. At this step the check itself may be off by up to "
                f"${number(self.own_errors.max(), 2)}$, more than {limit} of every one of these slopes."
            )
        rest = f" {unsure} of the {count} slopes {'is' if unsure == 1 else 'are'} too small to tell." if unsure else ""
        if self.verdict is Verdict.DIFFERS:
            return f"{what}: differs, by a relative error of up to ${number(self.error, 2)}$, above {limit}.{rest}"
        return f"{what}: agrees, to a relative error of ${number(self.error, 2)}$, below {limit}.{rest}"


def gradient_check(moment: Moment, step: float, *, loss: Loss = DERIVED, gradient: Loss = DERIVED) -> GradientCheck:
    """Compare an analytic gradient with the central differences of a loss.

    Args:
        moment: one example.
        step: relative step of the differences.
        loss: what is differenced.
        gradient: the loss whose gradient it should be; that of the derived one by the logits is ŷ − y.
    """
    parameters, x, y, _ = moment
    analytic = chain(gradient.gradient(forward(parameters, x), y), x)
    numeric, own = (
        measured(parameters, x, y, loss=loss.name, step=step) for measured in (numerical_gradients, difference_errors)
    )
    parts = (analytic, numeric, relative_errors(analytic, numeric), own)
    return GradientCheck(*(np.concatenate([part.weights.ravel(), part.bias]) for part in parts))


@dataclass(frozen=True)
class LossTerms:
    """Both losses class by class: (n_classes,) each."""

    probabilities: Array
    y: Array
    cross_entropy: Array
    binary: Array


def loss_terms(moment: Moment) -> LossTerms:
    """−y ln ŷ beside −y ln p − (1 − y) ln(1 − p), p being ŷ clipped as the document does."""
    passed, y = forward(moment.parameters, moment.x), moment.y[0]
    clipped = np.clip(passed.probabilities[0], CLIP, 1 - CLIP)
    # From the logits, as ŷ itself may be too small for a float.
    entropy = np.where(y == 1, DERIVED.mean(passed, moment.y), 0.0)
    return LossTerms(passed.probabilities[0], y, entropy, -np.log(np.where(y == 1, clipped, 1 - clipped)))
