"""A data set as a value: one sample a row, its features and classes by name; and its split and scaling."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .functional import Array, one_hot
from .initializers import LARGEST_SEED
from .model import Parameters
from .validation import LARGEST, InputError, finite_array, finite_number, whole_number

Rows = NDArray[np.intp]

MOST_HELD_BACK = 0.9
"""The largest share of the samples that a split may hold back from training."""


@dataclass(frozen=True, eq=False)
class DataSet:
    """Samples and the class each belongs to; equal to itself only. Its arrays cannot be written to.

    Attributes:
        x: the features, (n_samples, n_features), at most 1e100 in size.
        labels: class numbers counted from 0, (n_samples,).
        features: a name a column of x, each once.
        classes: a name a class, two at least, each once. A class need not have samples.
        image_shape: where a sample is a picture, its rows and columns; the features are its pixels, row by row.

    Raises InputError where these do not fit each other or a number is not finite.
    """

    x: Array
    labels: Rows
    features: tuple[str, ...]
    classes: tuple[str, ...]
    image_shape: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        x = finite_array("x", self.x, ndim=2)
        if x.ndim != 2:
            raise InputError("x", "have two axes, samples and features", f"shape {x.shape}")
        if (largest := np.abs(x).max()) > LARGEST:
            raise InputError("x", "be at most 1e100 in size", float(largest))
        classes = _names("classes", self.classes)
        if len(classes) < 2:
            raise InputError("classes", "be at least 2", self.classes)
        labels = class_numbers("labels", self.labels, len(classes))
        if labels.shape != x.shape[:1]:
            raise InputError("labels", f"be {len(x)} numbers, one a sample", f"shape {labels.shape}")
        features = _names("features", self.features)
        if len(features) != x.shape[1]:
            raise InputError("features", f"be {x.shape[1]} names, one a column of x", self.features)
        if self.image_shape is not None and prod(self.image_shape) != len(features):
            raise InputError("image_shape", f"be rows and columns of {len(features)} pixels", self.image_shape)
        for name, value in (("x", x), ("labels", labels), ("features", features), ("classes", classes)):
            if isinstance(value, np.ndarray):
                value.flags.writeable = False
            object.__setattr__(self, name, value)

    @property
    def n_samples(self) -> int:
        return self.x.shape[0]

    @property
    def n_features(self) -> int:
        return self.x.shape[1]

    @property
    def n_classes(self) -> int:
        return len(self.classes)

    @cached_property
    def y(self) -> Array:
        """The labels as one-hot rows, (n_samples, n_classes)."""
        return one_hot(self.labels, self.n_classes)


class Split(NamedTuple):
    """Which samples train and which are held back to test, each ascending."""

    train: Rows
    test: Rows


def split(labels: ArrayLike, test_share: float, seed: int) -> Split:
    """The samples drawn by lot, of each class its share; one sample of a class at least remains to train.

    Args:
        labels: class numbers, (n_samples,).
        test_share: of the samples that are held back, 0 to 0.9.
        seed: 0 … 2³² − 1.

    Raises:
        InputError: where the share or the seed is none.

    >>> split([0, 0, 0, 0, 1, 1, 1, 1], test_share=0.25, seed=1)
    Split(train=array([0, 1, 2, 5, 6, 7]), test=array([3, 4]))
    """
    share = finite_number("test_share", test_share)
    if not 0 <= share <= MOST_HELD_BACK:
        raise InputError("test_share", f"be from 0 to {MOST_HELD_BACK:g}", test_share)
    random = np.random.RandomState(whole_number("seed", seed, 0, LARGEST_SEED))
    labels = np.asarray(labels)
    is_test = np.zeros(len(labels), dtype=bool)
    for label in np.unique(labels):
        drawn = random.permutation(np.flatnonzero(labels == label))
        is_test[drawn[: min(int(share * len(drawn) + 0.5), len(drawn) - 1)]] = True
    return Split(np.flatnonzero(~is_test), np.flatnonzero(is_test))


def evenly(labels: ArrayLike, most: int) -> Rows:
    """The rows of at most so many samples, evenly chosen of each class, ascending; one at least of each that has some.

    Args:
        labels: class numbers, (n_samples,).
        most: how many; not fewer than there are classes.

    >>> evenly([0, 0, 0, 0, 1, 1, 2, 0, 0, 0], 4)
    array([0, 1, 4, 6])
    """
    labels = np.asarray(labels)
    if len(labels) <= most:
        return np.arange(len(labels))
    by_class = np.argsort(labels.astype(np.min_scalar_type(labels.max())), kind="stable")  # few bits are sorted fast
    is_first = np.diff(labels[by_class], prepend=-1) > 0
    firsts, others = by_class[is_first], by_class[~is_first]
    chosen = others[np.linspace(0, len(others), most - len(firsts), endpoint=False).astype(int)]
    return np.sort(np.concatenate([firsts, chosen]))


@dataclass(frozen=True, eq=False)
class Scaling:
    """The features as training sees them: (x − mean) / deviation, each feature for itself.

    Attributes:
        mean: (n_features,).
        deviation: (n_features,), greater than 0.
    """

    mean: Array
    deviation: Array

    @classmethod
    def of(cls, x: Array) -> "Scaling":
        """By the mean and the standard deviation (of a population: over n) of these samples.

        A feature that is the same in all samples, to 1e-100, has the deviation 1, so that it becomes 0.

        >>> scaling = Scaling.of(np.array([[1.0, 5.0], [3.0, 5.0]]))
        >>> print(scaling.mean, scaling.deviation, scaling.apply([[3.0, 5.0]]))
        [2. 5.] [1. 1.] [[1. 0.]]
        """
        lowest = x.min(axis=0)
        mean = lowest + (x - lowest).mean(axis=0)  # exactly the number itself where all are the same
        off = x - mean
        size = np.abs(off).max(axis=0)
        size = np.where(size == 0, 1.0, size)  # squares of the smallest numbers would be 0
        deviation = size * np.sqrt(np.square(off / size).mean(axis=0))
        return cls(mean, np.where(deviation < 1 / LARGEST, 1.0, deviation))

    @classmethod
    def none(cls, n_features: int) -> "Scaling":
        """What is scaled by it stays as it is."""
        return cls(np.zeros(n_features), np.ones(n_features))

    def apply(self, x: ArrayLike) -> Array:
        """The scaled features, of the shape of x: (…, n_features)."""
        return (np.asarray(x) - self.mean) / self.deviation + 0.0

    def undone(self, parameters: Parameters) -> Parameters:
        """The parameters that make of x as it is measured the logits that these make of it scaled.

        θ = Wᵀ((x − mean) / deviation) + b = (W / deviation)ᵀ x + (b − (W / deviation)ᵀ mean)
        """
        weights = parameters.weights / self.deviation[:, None]
        return Parameters(weights, parameters.bias - self.mean @ weights)


def class_numbers(parameter: str, labels: ArrayLike, n_classes: int) -> Rows:
    """A copy of the labels as whole numbers from 0 to n_classes − 1, one axis; raises InputError otherwise."""
    numbers = np.asarray(labels)
    if numbers.ndim != 1 or numbers.size == 0 or numbers.dtype.kind not in "iu":
        raise InputError(parameter, "be a row of whole numbers", labels)
    if numbers.min() < 0 or numbers.max() >= n_classes:
        raise InputError(parameter, f"be whole numbers from 0 to {n_classes - 1}", labels)
    return numbers.astype(np.intp)


def _names(parameter: str, names: Iterable[str]) -> tuple[str, ...]:
    names = tuple(names)
    if not all(isinstance(name, str) for name in names) or len(set(names)) < len(names):
        raise InputError(parameter, "be names, each once", names)
    return names
