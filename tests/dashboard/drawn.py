"""What the tests of figures draw."""

import numpy as np

from softmax_core.functional import softmax

SHAPES = [(1, 2), (2, 3), (6, 6)]


def names_of(n_features: int, n_classes: int) -> np.ndarray:
    rows = [[f"w{i + 1}{k + 1}" for k in range(n_classes)] for i in range(n_features)]
    return np.array([*rows, [f"b{k + 1}" for k in range(n_classes)]])


def some_network(n_features: int, n_classes: int, value: float | None = None):
    """x, weights, bias, logits, probabilities: drawn at random, or all of one value."""
    random = np.random.RandomState(10 * n_features + n_classes)
    sizes = (n_features,), (n_features, n_classes), (n_classes,), (n_classes,)
    x, weights, bias, logits = (random.randn(*size) if value is None else np.full(size, value) for size in sizes)
    return x, weights, bias, logits, softmax(logits[None])[0]
