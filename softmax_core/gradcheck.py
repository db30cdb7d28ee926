"""Central differences: the gradient of the loss without the derivation, to check the derivation by."""

import numpy as np
from numpy.typing import ArrayLike

from .losses import DERIVED, mean_loss
from .model import Gradients, Parameters, check_labels, forward
from .validation import InputError, finite_number

# The error of a central difference is about step² (truncation) plus ε/step (round-off), least near the cube root of ε.
STEP = float(np.cbrt(np.finfo(np.float64).eps))
SMALLEST_STEP = 1e-15


def numerical_gradients(
    parameters: Parameters, x: ArrayLike, y: ArrayLike, *, loss: str = DERIVED.name, step: float = STEP
) -> Parameters:
    """∂J/∂W and ∂J/∂b as (J(p + h) − J(p − h)) / 2h, one parameter at a time.

    h is `step` times max(1, |p|); the distance of the two points is taken as floating point has it.

    Args:
        parameters: weights (n_features, n_classes) and bias (n_classes,), no leading axes.
        x: inputs, (n_samples, n_features).
        y: one-hot labels, (n_samples, n_classes).
        loss: the name of one of losses.LOSSES.
        step: the relative step, at least 1e-15.

    Returns:
        Parameters holding the gradients, of the same shapes.

    Raises:
        InputError: where shapes do not fit, a number is not finite, y is not one-hot or the step is too small.

    >>> at_zero = Parameters(np.zeros((2, 3)), np.zeros(3))
    >>> print(numerical_gradients(at_zero, [[8, 7]], [[0, 0, 1]]).bias.round(6))
    [ 0.333333  0.333333 -0.666667]
    """
    if finite_number("step", step) < SMALLEST_STEP:
        raise InputError("step", f"be at least {SMALLEST_STEP:g}", step)
    y = check_labels(y, n_samples=np.shape(x)[-2], n_classes=np.shape(parameters.weights)[-1])
    weights, bias = (np.asarray(array, dtype=np.float64) for array in parameters)
    flat = np.concatenate([weights.ravel(), bias])
    steps = np.diag(step * np.maximum(1.0, np.abs(flat)))
    # Every parameter moved up and down, as leading axes: (2, n_parameters, …).
    moved = np.stack([flat + steps, flat - steps])
    runs = Parameters(moved[..., : weights.size].reshape(*moved.shape[:2], *weights.shape), moved[..., weights.size :])
    losses = mean_loss(loss, forward(runs, x), y)
    slopes = (losses[0] - losses[1]) / np.diagonal(moved[0] - moved[1])
    return Parameters(slopes[: weights.size].reshape(weights.shape), slopes[weights.size :])


def relative_errors(analytic: Gradients | Parameters, numeric: Parameters) -> Parameters:
    """|a − n| / max(1, |a|, |n|) for each weight and bias: relative for large gradients, absolute for small ones."""
    pairs = ((analytic.weights, numeric.weights), (analytic.bias, numeric.bias))
    return Parameters(*(np.abs(a - n) / np.maximum(1.0, np.maximum(np.abs(a), np.abs(n))) for a, n in pairs))
