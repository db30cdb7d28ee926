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


def channels(color: str) -> tuple[int, ...]:
    """Red, green and blue of #RRGGBB."""
    return tuple(int(color[place : place + 2], 16) for place in (1, 3, 5))


def ratio(one, other) -> float:
    """The contrast ratio of WCAG 2 of two colours, each red, green and blue from 0 to 255."""

    def luminance(color) -> float:
        linear = [
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
            for part in (channel / 255 for channel in color)
        ]
        return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    darker, lighter = sorted(map(luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)
