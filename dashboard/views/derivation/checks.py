"""What the checks of the derivation page compute on the user's numbers. No Streamlit."""

from dataclasses import dataclass

import numpy as np

from dashboard.text import short
from softmax_core import Loss, cross_entropy, forward, numerical_gradients, relative_errors, softmax, softmax_jacobian
from softmax_core.functional import CLIP, Array
from softmax_core.gradcheck import STEP
from softmax_core.losses import DERIVED
from softmax_core.model import chain
from softmax_core.training import Moment

TOLERANCE = 1e-6
"""A relative error below this passes: central differences at the best step leave about 1e-9."""


BEST_STEP = STEP
"""The step at which round-off and truncation balance."""


@dataclass(frozen=True)
class GradientCheck:
    """Analytic and numeric gradients of all parameters, weights first, row by row, then the bias: (n_parameters,)."""

    analytic: Array
    numeric: Array
    errors: Array

    @property
    def passes(self) -> bool:
        return bool(self.errors.max() < TOLERANCE)


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
    numeric = numerical_gradients(parameters, x, y, loss=loss.name, step=step)
    errors = relative_errors(analytic, numeric)
    return GradientCheck(*(np.concatenate([pair.weights.ravel(), pair.bias]) for pair in (analytic, numeric, errors)))


def errors_by_step(moment: Moment, steps: Array) -> Array:
    """The largest relative error of the cross-entropy's gradient for each step, (n_steps,)."""
    return np.array([gradient_check(moment, step).errors.max() for step in steps])


@dataclass(frozen=True)
class LossTerms:
    """Both losses class by class: (n_classes,) each, and their sums."""

    probabilities: Array
    y: Array
    cross_entropy: Array
    binary: Array


def loss_terms(moment: Moment) -> LossTerms:
    """−y ln ŷ beside −y ln p − (1 − y) ln(1 − p), p being ŷ clipped as the document does."""
    logits, probabilities = (array[0] for array in forward(moment.parameters, moment.x))
    y = moment.y[0]
    clipped = np.clip(probabilities, CLIP, 1 - CLIP)
    # From the logits, as ŷ itself may be too small for a float.
    entropy = np.where(y == 1, cross_entropy(logits, y), 0.0)
    return LossTerms(probabilities, y, entropy, -np.log(np.where(y == 1, clipped, 1 - clipped)))


@dataclass(frozen=True)
class Stability:
    """The naive softmax and logarithm beside the stable ones: (n_classes,) each, and the losses of the label."""

    logits: Array
    exponentials: Array
    naive: Array
    stable: Array
    naive_loss: float
    stable_loss: float

    @property
    def breaks(self) -> str | None:
        """Why the naive formulas fail here, None where they do not."""
        if np.isinf(self.exponentials).any():
            return "exp overflows"
        if self.exponentials.sum() == 0:
            return "every exp underflows"
        if not np.isfinite(self.naive_loss):
            return "ŷ underflows to 0"
        return None


def stability(moment: Moment, times: float, shift: float) -> Stability:
    """Softmax and loss of `times` · θ + `shift`, by the formulas as they stand in the document and stably."""
    logits = forward(moment.parameters, moment.x).logits[0] * times + shift
    true_class = int(moment.y[0].argmax())
    with np.errstate(all="ignore"):  # what goes wrong here is what is shown
        exponentials = np.exp(logits)
        naive = exponentials / exponentials.sum()
        naive_loss = float(-np.log(naive[true_class]))
    return Stability(
        logits, exponentials, naive, softmax(logits), naive_loss + 0.0, float(cross_entropy(logits, moment.y[0]))
    )


def written(value: float) -> str:
    """A number that may be infinite or none at all."""
    return short(value) if np.isfinite(value) else "not a number" if np.isnan(value) else f"{value:+}".replace("+", "")


@dataclass(frozen=True)
class Mistake:
    """A usual mistake, computed: what it gives, or why it cannot be computed."""

    title: str
    code: str
    outcome: str
    harm: str


def usual_mistakes(moment: Moment) -> tuple[Mistake, ...]:
    """The three mistakes students make with shapes, on the user's numbers."""
    x, y = moment.x, moment.y
    error = forward(moment.parameters, x).probabilities - y  # (1, n_classes)
    n_features, n_classes = x.shape[1], error.shape[1]
    right = x.T @ error
    swapped = error.T @ x
    return (
        Mistake(
            "x and the gradient swapped",
            "dW = (ŷ − y) xᵀ",
            f"shape {swapped.shape}, where W has {right.shape}",
            "A square W would take it without a word and learn its transpose."
            if n_features != n_classes
            else f"W is square, so nothing complains, and {int((~np.isclose(swapped, right)).sum())} of "
            f"{right.size} entries are wrong.",
        ),
        Mistake(
            "Bias gradient summed over the classes",
            "db = Σₖ (ŷₖ − yₖ)",
            f"{float(error.sum()):.3g}, one number for {n_classes} classes",
            "The entries of ŷ − y always sum to 0, up to rounding: the bias would never learn. The sum belongs over "
            "the samples, of which there is one here.",
        ),
        Mistake(
            "A transpose forgotten",
            "θ = W x",
            _attempt(lambda: moment.parameters.weights @ x[0])
            if n_features != n_classes
            else f"{np.round(moment.parameters.weights @ x[0], 4).tolist()} instead of "
            f"{np.round(moment.parameters.weights.T @ x[0], 4).tolist()}",
            f"W is {moment.parameters.weights.shape} and x is ({n_features},): the inner sizes must meet, so Wᵀ.",
        ),
    )


def _attempt(product) -> str:
    """The error NumPy gives for a product that does not fit."""
    try:
        return f"shape {product().shape}"
    except ValueError:
        return "the sizes do not meet, and NumPy refuses"


def collapsed(moment: Moment) -> tuple[Array, Array, Array]:
    """−y/ŷ, the Jacobian and their product ŷ − y: (n_classes,), (n_classes, n_classes), (n_classes,).

    Where ŷ of the label is too small for a float, −y/ŷ is −inf; the product is then taken from ŷ − y itself.
    """
    probabilities, y = forward(moment.parameters, moment.x).probabilities[0], moment.y[0]
    with np.errstate(divide="ignore"):
        by_probability = np.where(y == 1, -1 / probabilities, 0.0)
    jacobian = softmax_jacobian(probabilities)
    if np.isfinite(by_probability).all():
        return by_probability, jacobian, by_probability @ jacobian
    return by_probability, jacobian, probabilities - y
