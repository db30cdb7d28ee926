"""Central differences: the gradient of the loss without the derivation, to check the derivation by."""

import math

import numpy as np
from numpy.typing import ArrayLike

from .functional import Array
from .losses import DERIVED, mean_loss
from .model import Gradients, Parameters, check_labels, forward
from .validation import InputError, finite_number

# The error of a central difference is about step² (truncation) plus ε/step (round-off), least near the cube root of ε.
STEP = float(np.cbrt(np.finfo(np.float64).eps))
SMALLEST_STEP = 1e-15

_ROUNDINGS = 8  # of a logit, a probability or a loss
_FARTHEST = 1e308  # that two slopes can be apart, of weights that training may come to


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
    _, moved, losses = _moved(parameters, x, y, loss, step)
    return _shaped((losses[0] - losses[1]) / (moved[0] - moved[1]), parameters)


def difference_errors(
    parameters: Parameters, x: ArrayLike, y: ArrayLike, *, loss: str = DERIVED.name, step: float = STEP
) -> Parameters:
    """How far `numerical_gradients` and a right gradient may be apart, for each weight and bias; arguments as there.

    Two errors are added. Rounding, in the loss and in the gradient: a few ε(1 + J + Σ_i |w_ik x_i| + |b_k|), and what a
    few ε of each ŷ_k change the loss by, times 1/h + |x_i|. Curvature: the central difference is off by at most
    h |x_i| |r − l| / 4, with r and l the differences to the right and to the left, where J is convex and its third
    derivative is at most |x_i| times its second, as for the cross-entropy. Twice that is taken, which for another loss
    is an estimate. Where h |x_i| is above 1 it is no use, and the most that a slope can be, n_classes |x_i|, is taken.

    >>> at_zero = Parameters(np.zeros((2, 3)), np.zeros(3))
    >>> print(difference_errors(at_zero, [[8, 7]], [[0, 0, 1]]).bias.round(9))
    [1.e-09 1.e-09 1.e-09]
    """
    flat, moved, losses = _moved(parameters, x, y, loss, step)
    here = forward(parameters, x)
    loss_here = mean_loss(loss, here, np.asarray(y, dtype=np.float64))
    steps = np.abs(moved - flat).max(axis=0)
    sizes, x = _shaped(np.abs(flat) + steps, parameters), np.abs(np.asarray(x, dtype=np.float64))
    few = _ROUNDINGS * float(np.finfo(np.float64).eps)
    n_classes = sizes.bias.size
    # Each class's ŷ up and down, as leading axes: (2, n_classes, n_samples, n_classes).
    off = 1 + few * np.array([1.0, -1.0])[:, None, None, None] * np.eye(n_classes)[:, None, :]
    nudged = mean_loss(loss, here._replace(probabilities=here.probabilities * off), np.asarray(y, dtype=np.float64))
    rounding = few * (1 + loss_here + (x @ sizes.weights + sizes.bias).max()) + np.abs(nudged - loss_here).sum()
    inputs = np.concatenate([np.repeat(x.max(axis=0), n_classes), np.ones(n_classes)])
    right, left = (losses - loss_here) / (moved - flat)
    curvature = np.where(steps * inputs > 1, n_classes * inputs, np.abs(right - left) * steps * inputs / 2)
    with np.errstate(over="ignore"):
        return _shaped(np.minimum(rounding * (1 / steps + inputs) + curvature, _FARTHEST), parameters)


def relative_errors(analytic: Gradients | Parameters, numeric: Parameters) -> Parameters:
    """|a − n| / max(|a|, |n|) for each weight and bias, whatever their sizes; 0 where both are 0.

    >>> at_zero = Parameters(np.zeros((1, 2)), np.zeros(2))
    >>> print(relative_errors(Parameters(np.array([[4e-9, 0]]), np.ones(2)), at_zero._replace(bias=np.ones(2) / 2)))
    Parameters(weights=array([[1., 0.]]), bias=array([0.5, 0.5]))
    """
    pairs = ((analytic.weights, numeric.weights), (analytic.bias, numeric.bias))
    return Parameters(*(np.abs(a - n) / _or_one(np.maximum(np.abs(a), np.abs(n))) for a, n in pairs))


def _moved(parameters: Parameters, x: ArrayLike, y: ArrayLike, loss: str, step: float) -> tuple[Array, Array, Array]:
    """All parameters, (n_parameters,), each moved up and down, and the losses there, (2, n_parameters) each."""
    if finite_number("step", step) < SMALLEST_STEP:
        raise InputError("step", f"be at least {SMALLEST_STEP:g}", step)
    y = check_labels(y, n_samples=np.shape(x)[-2], n_classes=np.shape(parameters.weights)[-1])
    weights, bias = (np.asarray(array, dtype=np.float64) for array in parameters)
    flat = np.concatenate([weights.ravel(), bias])
    steps = np.diag(step * np.maximum(1.0, np.abs(flat)))
    # Every parameter moved, as leading axes: (2, n_parameters, …).
    moved = np.stack([flat + steps, flat - steps])
    runs = Parameters(moved[..., : weights.size].reshape(*moved.shape[:2], *weights.shape), moved[..., weights.size :])
    return flat, np.diagonal(moved, axis1=1, axis2=2), mean_loss(loss, forward(runs, x), y)


def _shaped(flat: Array, parameters: Parameters) -> Parameters:
    """Numbers one a parameter, (n_parameters,), in the shapes of the weights and the bias."""
    shape = np.shape(parameters.weights)
    size = math.prod(shape)
    return Parameters(flat[:size].reshape(shape), flat[size:])


def _or_one(sizes: Array) -> Array:
    return np.where(sizes == 0, 1.0, sizes)
