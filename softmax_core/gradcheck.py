"""Central differences: the gradient of the loss without the derivation, to check the derivation by."""

import numpy as np
from numpy.typing import ArrayLike

from .functional import Array
from .model import Gradients, Parameters, forward
from .training import mean_loss

# The error of a central difference is about step² (truncation) plus ε/step (round-off), least near the cube root of ε.
STEP = float(np.cbrt(np.finfo(np.float64).eps))


def numerical_gradients(
    parameters: Parameters, x: ArrayLike, y: ArrayLike, *, loss: str = "ce", step: float = STEP
) -> Parameters:
    """∂J/∂W and ∂J/∂b as (J(p + h) − J(p − h)) / 2h, one parameter at a time.

    h is `step` times max(1, |p|), made exact in floating point.

    Args:
        parameters: weights (n_features, n_classes) and bias (n_classes,), no leading axes.
        x: inputs, (n_samples, n_features).
        y: one-hot labels, (n_samples, n_classes).
        loss: `ce` or `bce`.
        step: the relative step.

    Returns:
        Parameters holding the gradients, of the same shapes.

    Raises:
        InputError: where shapes do not fit, a number is not finite or y is not one-hot.
    """
    y = np.asarray(y, dtype=np.float64)

    def slope(name: str, index: tuple[int, ...]) -> float:
        array = getattr(parameters, name)
        losses, places = [], []
        for sign in (1, -1):
            moved = array.astype(np.float64)
            moved[index] += sign * step * max(1.0, abs(array[index]))
            places.append(moved[index])
            losses.append(float(mean_loss(loss, forward(parameters._replace(**{name: moved}), x), y)))
        return (losses[0] - losses[1]) / (places[0] - places[1])

    return Parameters(*(_each(name, np.asarray(getattr(parameters, name)), slope) for name in Parameters._fields))


def relative_errors(analytic: Gradients | Parameters, numeric: Parameters) -> Parameters:
    """|a − n| / max(1, |a|, |n|) for each weight and bias: relative for large gradients, absolute for small ones."""
    pairs = ((analytic.weights, numeric.weights), (analytic.bias, numeric.bias))
    return Parameters(*(np.abs(a - n) / np.maximum(1.0, np.maximum(np.abs(a), np.abs(n))) for a, n in pairs))


def _each(name: str, array: Array, slope) -> Array:
    return np.array([slope(name, index) for index in np.ndindex(array.shape)]).reshape(array.shape)
