"""Softmax, its derivative and the two losses, as functions of arrays.

The class axis is the last one; all axes before it are independent of each other.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .validation import InputError, finite_array, one_hot_array

CLIP = 1e-15
"""The document's printed loss keeps every ŷ within [CLIP, 1 − CLIP]."""

Array = NDArray[np.float64]


def softmax(logits: ArrayLike) -> Array:
    """Probabilities that grow with the logits and sum to 1.

    ŷ_k = exp(θ_k) / Σ_j exp(θ_j), source document, "Output layer".

    The maximum is subtracted from all logits first. That cancels in the fraction, and no exponential is above 1.

    Args:
        logits: θ, shape (…, n_classes), finite.

    Returns:
        ŷ, shape (…, n_classes).

    Raises:
        InputError: where a logit is not finite.

    >>> print(softmax([[0.0, 0.0], [1000.0, 0.0]]))
    [[0.5 0.5]
     [1.  0. ]]
    """
    exponentials = np.exp(_shifted(finite_array("logits", logits, ndim=1)))
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


def log_softmax(logits: ArrayLike) -> Array:
    """The logarithm of softmax, finite where softmax itself is too small for a float.

    log ŷ_k = θ_k − max − log Σ_j exp(θ_j − max)

    Args:
        logits: θ, shape (…, n_classes), finite.

    Returns:
        log ŷ, shape (…, n_classes), at most 0.

    Raises:
        InputError: where a logit is not finite.

    >>> print(log_softmax([1000.0, 0.0]))
    [    0. -1000.]
    """
    shifted = _shifted(finite_array("logits", logits, ndim=1))
    return shifted - _log_sum_exp(shifted)[..., None]


def cross_entropy(logits: ArrayLike, y: ArrayLike) -> Array:
    """The loss of the derivation: how surprised the prediction is by the label.

    J = −Σ_k y_k log ŷ_k = (max − θ_y) + log1p(Σ over the others of exp(θ_j − max)), "the others" being all classes
    but the one with the maximum. Written so, it is exact near 0 and never −0. Its gradient with respect to the
    logits is ŷ − y.

    Args:
        logits: θ, shape (…, n_classes), finite.
        y: one-hot label, shape (…, n_classes) or one that broadcasts with the logits.

    Returns:
        J of each example in nats, shape (…), at least 0. Not a mean.

    Raises:
        InputError: where a logit is not finite, y is not one-hot, or their shapes do not fit.

    >>> print(cross_entropy([[0.0, 0.0], [1000.0, 0.0]], [[0, 1], [0, 1]]))
    [6.93147181e-01 1.00000000e+03]
    """
    logits, y = _broadcast("logits", finite_array("logits", logits, ndim=1), y)
    shifted = _shifted(logits)
    true_class = y.argmax(axis=-1, keepdims=True)
    behind = 0.0 - np.take_along_axis(shifted, true_class, axis=-1)[..., 0]
    return behind + _log_sum_exp(shifted)


def binary_cross_entropy(probabilities: ArrayLike, y: ArrayLike) -> Array:
    """The loss the document prints: a yes-or-no cross-entropy for each class, summed over the classes.

    −Σ_k [y_k log p_k + (1 − y_k) log(1 − p_k)], with p = ŷ clipped to [1e-15, 1 − 1e-15].

    It is not the loss of the derivation: ŷ − y is not its gradient, and for three classes the clip keeps it at
    3.0e-15 or above. The logarithm is that of the rounded 1 − p, as the document's figures have it.

    Args:
        probabilities: ŷ, shape (…, n_classes), finite.
        y: one-hot label, shape (…, n_classes) or one that broadcasts with the probabilities.

    Returns:
        The loss of each example in nats, shape (…). Not a mean.

    Raises:
        InputError: where a probability is not finite, y is not one-hot, or their shapes do not fit.

    >>> print(binary_cross_entropy([1 / 3, 1 / 3, 1 / 3], [0, 0, 1]).round(7))
    1.9095425
    """
    probabilities, y = _broadcast("probabilities", finite_array("probabilities", probabilities, ndim=1), y)
    clipped = np.clip(probabilities, CLIP, 1 - CLIP)
    return -np.log(np.where(y == 1, clipped, 1 - clipped)).sum(axis=-1)


def binary_cross_entropy_gradient(probabilities: ArrayLike, y: ArrayLike) -> Array:
    """The true gradient of the printed loss with respect to the logits, which is not ŷ − y.

    ∂L/∂ŷ_i = −y_i/ŷ_i + (1 − y_i)/(1 − ŷ_i), and 0 where the clip holds ŷ_i; then the chain rule through the softmax,
    ∂L/∂θ_j = Σ_i ∂L/∂ŷ_i · ∂ŷ_i/∂θ_j.

    Args:
        probabilities: ŷ, shape (…, n_classes), finite.
        y: one-hot label, shape (…, n_classes) or one that broadcasts with the probabilities.

    Returns:
        ∂L/∂θ of each example, shape (…, n_classes).

    Raises:
        InputError: where a probability is not finite, y is not one-hot, or their shapes do not fit.

    >>> print(binary_cross_entropy_gradient([1 / 3, 1 / 3, 1 / 3], [0, 0, 1]))
    [ 0.5  0.5 -1. ]
    """
    probabilities, y = _broadcast("probabilities", finite_array("probabilities", probabilities, ndim=1), y)
    free = (probabilities >= CLIP) & (probabilities <= 1 - CLIP)
    away = np.where(free, np.where(y == 1, probabilities, 1 - probabilities), 1.0)  # from the pole of the logarithm
    by_probability = np.where(free, np.where(y == 1, -1 / away, 1 / away), 0.0)
    return (by_probability[..., None, :] @ softmax_jacobian(probabilities))[..., 0, :]


def softmax_jacobian(probabilities: ArrayLike) -> Array:
    """How each probability answers to each logit.

    ∂ŷ_i/∂θ_j = ŷ_i (1 − ŷ_i) where i = j, and −ŷ_i ŷ_j elsewhere; source document, "Consider two different cases".

    Args:
        probabilities: ŷ, shape (…, n_classes), finite.

    Returns:
        The matrix of ∂ŷ_i/∂θ_j, shape (…, n_classes, n_classes), i along its rows; symmetric, rows sum to 0.

    Raises:
        InputError: where a probability is not finite.

    >>> print(softmax_jacobian([0.5, 0.5]))
    [[ 0.25 -0.25]
     [-0.25  0.25]]
    """
    probabilities = finite_array("probabilities", probabilities, ndim=1)
    same_class = np.eye(probabilities.shape[-1])
    others = probabilities[..., None, :] * (1 - same_class)
    # 1 − ŷ_i as the sum of the others, which keeps its digits where ŷ_i is nearly 1. + 0.0 turns −0 into 0.
    return probabilities[..., :, None] * (same_class * others.sum(axis=-1, keepdims=True) - others) + 0.0


def one_hot(labels: ArrayLike, n_classes: int) -> Array:
    """Class numbers, counted from 0, as rows with a single 1.

    Args:
        labels: whole numbers in 0 … n_classes − 1, shape (…).
        n_classes: how many classes there are.

    Returns:
        y, shape (…, n_classes).

    Raises:
        InputError: where a label is no class number.

    >>> print(one_hot([2, 0], n_classes=3))
    [[0. 0. 1.]
     [1. 0. 0.]]
    """
    rule = f"be whole numbers from 0 to {n_classes - 1}"
    try:
        numbers = np.asarray(labels)
    except ValueError:  # rows of different lengths
        raise InputError("labels", rule, labels) from None
    if numbers.size == 0 or numbers.dtype.kind not in "iu":
        raise InputError("labels", rule, labels)
    if numbers.min() < 0 or numbers.max() >= n_classes:
        raise InputError("labels", rule, labels)
    return np.eye(n_classes)[numbers]


def _shifted(logits: Array) -> Array:
    """θ − max θ, at most 0; −inf, whose exp is 0, where the difference leaves the range of a float."""
    with np.errstate(over="ignore"):
        return logits - logits.max(axis=-1, keepdims=True)


def _log_sum_exp(shifted: Array) -> Array:
    """log Σ_j exp of shifted logits, shape (…): log1p of the sum without one of the largest, which is exp(0) = 1."""
    exponentials = np.exp(shifted)
    largest = shifted.argmax(axis=-1, keepdims=True)
    np.put_along_axis(exponentials, largest, 0.0, axis=-1)
    return np.log1p(exponentials.sum(axis=-1))


def _broadcast(name: str, array: Array, y: ArrayLike) -> tuple[Array, Array]:
    """`array` and the checked one-hot y in their common shape."""
    y = one_hot_array("y", y, ndim=1)
    if y.shape[-1] != array.shape[-1]:
        raise InputError("y", f"have as many classes as {name}, {array.shape[-1]}", f"shape {y.shape}")
    try:
        array, y = np.broadcast_arrays(array, y)
    except ValueError:
        raise InputError("y", f"broadcast with {name}, shape {array.shape}", f"shape {y.shape}") from None
    return array, y
