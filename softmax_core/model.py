"""One layer of neurons: from x to ŷ, from ŷ − y back to the gradients, and the update that follows them."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from .functional import Array, softmax
from .validation import InputError, finite_array, finite_number, leading_axes, number_array, one_hot_array


class Parameters(NamedTuple):
    """What training changes. w_ik joins input i to class k."""

    weights: Array  # (…, n_features, n_classes)
    bias: Array  # (…, n_classes)


class ForwardPass(NamedTuple):
    """What the layer makes of its inputs."""

    logits: Array  # θ, (…, n_samples, n_classes)
    probabilities: Array  # ŷ, (…, n_samples, n_classes)


class Gradients(NamedTuple):
    """How the mean cross-entropy J changes with each quantity."""

    logits: Array  # (…, n_samples, n_classes)
    weights: Array  # (…, n_features, n_classes)
    bias: Array  # (…, n_classes)


def forward(parameters: Parameters, x: ArrayLike) -> ForwardPass:
    """The forward pass: θ = Wᵀx + b, ŷ = softmax(θ); source document, "Layer nodes".

    The document calls θ its "hidden layer"; nothing is hidden, they are the logits.

    Args:
        parameters: weights (…, n_features, n_classes) and bias (…, n_classes).
        x: inputs, (…, n_samples, n_features). Leading axes are independent runs.

    Raises:
        InputError: where shapes do not fit or a number is not finite.

    >>> result = forward(Parameters(np.full((2, 3), 0.5), np.ones(3)), [[8, 7]])
    >>> print(result.logits, result.probabilities.round(4))
    [[8.5 8.5 8.5]] [[0.3333 0.3333 0.3333]]
    """
    return unchecked_forward(*check_layer(parameters, x))


def backward(probabilities: ArrayLike, x: ArrayLike, y: ArrayLike) -> Gradients:
    """The backward pass of J, the mean cross-entropy over the samples; source document, end of "Derivation".

    ∂J/∂θ = (ŷ − y) / n_samples, ∂J/∂W = xᵀ (∂J/∂θ), ∂J/∂b = the sum of ∂J/∂θ over the samples.

    Args:
        probabilities: ŷ of the forward pass, (…, n_samples, n_classes).
        x: inputs, (…, n_samples, n_features).
        y: one-hot labels, (…, n_samples, n_classes).

    Raises:
        InputError: where shapes do not fit, a number is not finite, or y is not one-hot.

    >>> print(backward([[0.25, 0.75]], [[8, 7]], [[0, 1]]).weights)
    [[ 2.   -2.  ]
     [ 1.75 -1.75]]
    """
    probabilities = finite_array("probabilities", probabilities, ndim=2)
    x = finite_array("x", x, ndim=2)
    y = check_labels(y, n_samples=x.shape[-2], n_classes=probabilities.shape[-1])
    if probabilities.shape[-2] != x.shape[-2]:
        raise InputError("probabilities", f"have {x.shape[-2]} samples, as x", f"shape {probabilities.shape}")
    leading_axes(probabilities=probabilities.shape[:-2], x=x.shape[:-2], y=y.shape[:-2])
    return unchecked_backward(probabilities, x, y)


def sgd_step(parameters: Parameters, x: ArrayLike, y: ArrayLike, learning_rate: float) -> Parameters:
    """One round of gradient descent on the mean cross-entropy: W − η ∂J/∂W and b − η ∂J/∂b.

    Args:
        parameters: weights (…, n_features, n_classes) and bias (…, n_classes).
        x: inputs, (…, n_samples, n_features).
        y: one-hot labels, (…, n_samples, n_classes).
        learning_rate: η, greater than 0.

    Raises:
        InputError: where shapes do not fit, a number is not finite or y is not one-hot.

    >>> start = Parameters(np.full((2, 3), 0.5), np.ones(3))
    >>> print(sgd_step(start, [[8, 7]], [[0, 0, 1]], learning_rate=1).bias)
    [0.66666667 0.66666667 1.66666667]
    """
    parameters, x, y = check_batch(parameters, x, y, check_x=number_array)
    learning_rate = finite_number("learning_rate", learning_rate, positive=True)
    try:
        with np.errstate(invalid="ignore"):
            return unchecked_step(parameters, x, y, learning_rate)
    except InputError:
        # The logits were not finite. Where x is not, they cannot be: so x, which may be large, is only now looked at.
        finite_array("x", x, ndim=2)
        raise


def unchecked_forward(parameters: Parameters, x: Array) -> ForwardPass:
    """`forward` of arrays that were checked."""
    logits = x @ parameters.weights + parameters.bias[..., None, :]
    return ForwardPass(logits, softmax(logits))


def unchecked_backward(probabilities: Array, x: Array, y: Array) -> Gradients:
    """`backward` of arrays that were checked."""
    return chain((probabilities - y) / x.shape[-2], x)


def unchecked_step(parameters: Parameters, x: Array, y: Array, learning_rate: float) -> Parameters:
    """`sgd_step` of arrays that were checked."""
    gradients = unchecked_backward(unchecked_forward(parameters, x).probabilities, x, y)
    return Parameters(
        parameters.weights - learning_rate * gradients.weights, parameters.bias - learning_rate * gradients.bias
    )


def chain(by_logits: Array, x: Array) -> Gradients:
    """The chain rule from the logits to the parameters: what a gradient by θ makes of W and b.

    Args:
        by_logits: the gradient of any mean loss by the logits, (…, n_samples, n_classes).
        x: inputs, (…, n_samples, n_features).
    """
    # (n_features, n_samples) times (n_samples, n_classes); + 0.0 turns the −0 of a negative input times 0 into 0.
    weights = np.swapaxes(x, -1, -2) @ by_logits + 0.0
    return Gradients(by_logits, weights, by_logits.sum(axis=-2))


def check_labels(y: ArrayLike, n_samples: int, n_classes: int) -> Array:
    """y as one-hot rows (…, n_samples, n_classes); raises InputError where it is not that."""
    y = one_hot_array("y", y, ndim=2)
    if y.shape[-2:] != (n_samples, n_classes):
        raise InputError("y", f"have {n_samples} samples of {n_classes} classes", f"shape {y.shape}")
    return y


def check_layer(
    parameters: Parameters, x: ArrayLike, check_x: Callable[..., Array] = finite_array
) -> tuple[Parameters, Array]:
    """Parameters and inputs as finite arrays that fit each other; raises InputError where they are not that.

    `check_x` is `number_array` where the caller finds out by the logits whether x is finite.
    """
    weights = finite_array("weights", parameters.weights, ndim=2)
    bias = finite_array("bias", parameters.bias, ndim=1)
    x = check_x("x", x, ndim=2)
    n_features, n_classes = weights.shape[-2:]
    if n_classes < 2:
        raise InputError("weights", "have at least 2 classes", f"shape {weights.shape}")
    if bias.shape[-1] != n_classes:
        raise InputError("bias", f"have {n_classes} classes, as the weights", f"shape {bias.shape}")
    if x.shape[-1] != n_features:
        raise InputError("x", f"have {n_features} features, as the weights", f"shape {x.shape}")
    leading_axes(weights=weights.shape[:-2], bias=bias.shape[:-1], x=x.shape[:-2])
    return Parameters(weights, bias), x


def check_batch(
    parameters: Parameters, x: ArrayLike, y: ArrayLike, check_x: Callable[..., Array] = finite_array
) -> tuple[Parameters, Array, Array]:
    """Parameters, inputs and labels as arrays that fit, all with the leading axes they have together.

    `check_x` is as for `check_layer`.

    Raises InputError where shapes do not fit, a number is not finite or y is not one-hot.
    """
    (weights, bias), x = check_layer(parameters, x, check_x)
    y = check_labels(y, n_samples=x.shape[-2], n_classes=weights.shape[-1])
    leading = leading_axes(weights=weights.shape[:-2], bias=bias.shape[:-1], x=x.shape[:-2], y=y.shape[:-2])
    weights, x, y = (np.broadcast_to(array, (*leading, *array.shape[-2:])) for array in (weights, x, y))
    return Parameters(weights, np.broadcast_to(bias, (*leading, bias.shape[-1]))), x, y
