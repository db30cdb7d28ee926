"""Named, seeded starts: how the weights are chosen before the first round. The bias starts at 0."""

from collections.abc import Callable

import numpy as np

from .functional import Array
from .model import Parameters
from .validation import InputError, one_of, whole_number

LARGEST_SEED = 2**32 - 1


def _uniform(random: "np.random.RandomState", shape: tuple[int, int]) -> Array:
    """Uniform in ±1/sqrt(n_features), as the document's recorded start was drawn."""
    bound = 1 / np.sqrt(shape[0])
    return random.uniform(-bound, bound, shape)


# RandomState, not default_rng: NumPy has frozen its stream, so a seed in a link means the same numbers for good.
_RANDOM: dict[str, Callable[["np.random.RandomState", tuple[int, int]], Array]] = {
    "uniform": _uniform,
    "uniform01": lambda random, shape: random.uniform(0.0, 1.0, shape),
    "normal": lambda random, shape: random.standard_normal(shape),
}

RANDOM_INITIALIZERS = tuple(_RANDOM)
"""The initializers that need a seed."""

INITIALIZERS = ("zeros", *RANDOM_INITIALIZERS)


def initialize(name: str, n_features: int, n_classes: int, seed: int | None = None) -> Parameters:
    """The start parameters an initializer gives.

    Args:
        name: `zeros`; `uniform` in ±1/sqrt(n_features); `uniform01` in 0 … 1; `normal` with mean 0 and deviation 1.
        n_features, n_classes: the shape of the weights, at least 1 and 2.
        seed: 0 … 2³² − 1 for a random initializer, None for `zeros`.

    Returns:
        Parameters with weights (n_features, n_classes) and bias (n_classes,) of zeros.

    Raises:
        InputError: for a name that does not exist, or a seed that is out of range, missing or not wanted.

    >>> print(initialize("uniform", n_features=2, n_classes=3, seed=42).weights.round(4))
    [[-0.1774  0.6374  0.3281]
     [ 0.1395 -0.4865 -0.4865]]
    """
    check_initializer(name, seed)
    shape = (whole_number("n_features", n_features, 1, 10**6), whole_number("n_classes", n_classes, 2, 10**6))
    weights = _RANDOM[name](np.random.RandomState(seed), shape) if name in _RANDOM else np.zeros(shape)
    return Parameters(weights, np.zeros(shape[1]))


def check_initializer(name: str, seed: int | None) -> None:
    """Raise InputError unless there is such an initializer and `seed` is one it can use."""
    one_of("initializer", name, INITIALIZERS)
    if name in _RANDOM:
        whole_number("seed", seed, 0, LARGEST_SEED)
    elif seed is not None:
        raise InputError("seed", f"be None for {name}", seed)
