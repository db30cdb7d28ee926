"""The data sets a page can train on: made by a seed, set by hand, known by a name, or the user's own.

Each is a value that a link can name; `data_set()` gives the samples, the same on every machine. RandomState and not
default_rng: NumPy has frozen its stream. What is made is rounded to 3 decimals: so a hand calculation can have it, and
the last bit of a machine's sine does not count.
"""

import math
from dataclasses import dataclass

import numpy as np

from .data import DataSet, Rows, evenly
from .functional import Array
from .initializers import LARGEST_SEED
from .named_sets import Digits, Iris, Penguins
from .own import Own
from .settings import MAX_CLASSES
from .validation import InputError, finite_number, whole_number

MOST_SAMPLES = 2000
MOST_BY_HAND = 60
LETTERS = "ABCDEF"
"""The names of classes that nobody named."""

_DECIMALS = 3
_RADIUS = 4.0
"""Of the circle on which the middles of the blobs are, before they overlap."""
_FEWEST_OF_CLASS = 2
_LEAST_REACH = 5.0
_REACHES = (1, 1.5, 2, 3, 4, 5, 6, 8, 10)


@dataclass(frozen=True)
class Blobs:
    """A round cloud a class, their middles on a circle.

    Attributes:
        n_classes: 2 to 6.
        n_samples: of all classes together, 2 a class at least, up to 2000.
        spread: the standard deviation of a cloud, 0 to 3.
        overlap: how near the middles are: 0 on a circle of radius 4, 1 all in one place.
        imbalance: 0 for classes of one size; each class is smaller than the one before by this share, 0 to 0.9.
        seed: 0 … 2³² − 1.
    """

    n_classes: int = 3
    n_samples: int = 150
    spread: float = 1.0
    overlap: float = 0.3
    imbalance: float = 0.0
    seed: int = 0

    def __post_init__(self) -> None:
        _check(self)
        _check_share("overlap", self.overlap, 1.0)
        _check_share("imbalance", self.imbalance, 0.9)

    def data_set(self) -> DataSet:
        sizes = _sizes(self.n_samples, (1 - self.imbalance) ** np.arange(self.n_classes))
        labels = np.repeat(np.arange(self.n_classes), sizes)
        angles = np.pi / 2 + 2 * np.pi * labels / self.n_classes
        middles = _RADIUS * (1 - self.overlap) * _around(angles)
        return _made(middles, labels, self, np.random.RandomState(self.seed))


@dataclass(frozen=True)
class Ring:
    """A class in the middle and one all around it, which no straight line parts; attributes as for Blobs."""

    n_samples: int = 150
    spread: float = 0.3
    seed: int = 0
    n_classes = 2

    def __post_init__(self) -> None:
        _check(self)

    def data_set(self) -> DataSet:
        labels = np.repeat([0, 1], _sizes(self.n_samples, np.ones(2)))
        random = np.random.RandomState(self.seed)
        turns = random.uniform(0, 2 * np.pi, self.n_samples)
        return _made(np.where(labels == 0, 0.0, 3.0)[:, None] * _around(turns), labels, self, random)


@dataclass(frozen=True)
class Spiral:
    """An arm a class, wound about the middle, which no straight line parts; attributes as for Blobs."""

    n_classes: int = 3
    n_samples: int = 150
    spread: float = 0.15
    seed: int = 0

    def __post_init__(self) -> None:
        _check(self)

    def data_set(self) -> DataSet:
        sizes = _sizes(self.n_samples, np.ones(self.n_classes))
        labels = np.repeat(np.arange(self.n_classes), sizes)
        along = np.concatenate([np.linspace(0, 1, size) for size in sizes])
        angles = 2 * np.pi * labels / self.n_classes + 1.5 * np.pi * along
        return _made((0.4 + 3.6 * along)[:, None] * _around(angles), labels, self, np.random.RandomState(self.seed))


@dataclass(frozen=True)
class ByHand:
    """Points that were set one by one.

    Attributes:
        points: (x1, x2, class) of each, the class counted from 1; 1 to 60 of them.
        n_classes: 2 to 6.
    """

    points: tuple[tuple[float, float, int], ...]
    n_classes: int = 3

    def __post_init__(self) -> None:
        whole_number("n_classes", self.n_classes, 2, MAX_CLASSES)
        if not 1 <= len(self.points) <= MOST_BY_HAND:
            raise InputError("points", f"be 1 to {MOST_BY_HAND}", len(self.points))
        points = []
        for place, point in enumerate(self.points, start=1):
            if len(point) != 3:
                raise InputError(f"point {place}", "be two numbers and a class", point)
            x1, x2 = (finite_number(f"x{i} of point {place}", point[i - 1]) for i in (1, 2))
            points.append((x1, x2, whole_number(f"class of point {place}", point[2], 1, self.n_classes)))
        object.__setattr__(self, "points", tuple(points))

    @property
    def reach(self) -> float:
        """So far from 0 a point may be for the plane to show it: one of a few numbers, so that it seldom changes."""
        farthest = max(max(abs(x1), abs(x2)) for x1, x2, _ in self.points)
        power = 10.0 ** max(0, math.floor(math.log10(max(farthest, 1.0))))
        return next(step * power for step in _REACHES if step * power >= max(farthest, _LEAST_REACH))

    def added(self, x1: float, x2: float, label: int) -> "ByHand":
        """With another point, the last."""
        return ByHand((*self.points, (x1, x2, label)), self.n_classes)

    def changed(self, place: int, x1: float, x2: float, label: int) -> "ByHand":
        """With another point in a place, counted from 0."""
        return ByHand((*self.points[:place], (x1, x2, label), *self.points[place + 1 :]), self.n_classes)

    def without(self, place: int) -> "ByHand":
        """Without the point in a place, counted from 0; raises InputError where none would be left."""
        left = (*self.points[:place], *self.points[place + 1 :])
        if not left:
            raise InputError("points", "be one at least, so the last one stays", "none")
        return ByHand(left, self.n_classes)

    def of_classes(self, n_classes: int) -> "ByHand":
        """With so many classes, and without the points of those that it then has not.

        Raises InputError where no point would be left.
        """
        left = tuple(point for point in self.points if point[2] <= n_classes)
        if not left:
            least = min(label for _, _, label in self.points)
            raise InputError("n_classes", f"be at least {least}, so that a point is left", n_classes)
        return ByHand(left, n_classes)

    def data_set(self) -> DataSet:
        x = np.array([point[:2] for point in self.points])
        labels = np.array([point[2] - 1 for point in self.points])
        return DataSet(x, labels, ("x1", "x2"), tuple(LETTERS[: self.n_classes]))


Source = Blobs | Ring | Spiral | ByHand | Penguins | Iris | Digits | Own

_FIRST_POINTS = ((-3.0, -2.0, 1), (-2.0, -3.0, 1), (0.0, 3.0, 2), (1.0, 2.0, 2), (3.0, -2.0, 3), (2.0, -1.0, 3))


def as_points(source: Source) -> ByHand:
    """A made set as points set by hand, at most 60 of them; two points a class for any other set.

    >>> as_points(Ring(n_samples=100)).points[0], len(as_points(Penguins()).points)
    ((-0.35, 0.27, 1), 6)
    """
    if isinstance(source, ByHand):
        return source
    if not isinstance(source, Blobs | Ring | Spiral):
        return ByHand(_FIRST_POINTS)
    data = source.data_set()
    kept = evenly(data.labels, MOST_BY_HAND)
    rows = zip(data.x[kept].tolist(), data.labels[kept].tolist(), strict=True)
    return ByHand(tuple((x1, x2, label + 1) for (x1, x2), label in rows), data.n_classes)


def _check(made: Blobs | Ring | Spiral) -> None:
    whole_number("n_classes", made.n_classes, 2, MAX_CLASSES)
    whole_number("n_samples", made.n_samples, _FEWEST_OF_CLASS * made.n_classes, MOST_SAMPLES)
    whole_number("seed", made.seed, 0, LARGEST_SEED)
    _check_share("spread", made.spread, 3.0)


def _check_share(parameter: str, value: float, highest: float) -> None:
    if not 0 <= finite_number(parameter, value) <= highest:
        raise InputError(parameter, f"be from 0 to {highest:g}", value)


def _sizes(n_samples: int, weights: Array) -> Rows:
    """So many samples a class that they are in these proportions as far as whole numbers can, 2 of each at least."""
    free = n_samples - _FEWEST_OF_CLASS * len(weights)
    # Where each class ends, rounded: the sizes then add up.
    ends = np.floor(free * np.cumsum(weights) / weights.sum() + 0.5).astype(int)
    return np.diff(ends, prepend=0) + _FEWEST_OF_CLASS


def _around(angles: Array) -> Array:
    """The points of the unit circle at these angles, (…, 2)."""
    return np.stack([np.cos(angles), np.sin(angles)], axis=-1)


def _made(middles: Array, labels: Rows, made: Blobs | Ring | Spiral, random: "np.random.RandomState") -> DataSet:
    """The samples about their middles, (n_samples, 2)."""
    x = np.round(middles + made.spread * random.standard_normal(middles.shape), _DECIMALS)
    return DataSet(x, labels, ("x1", "x2"), tuple(LETTERS[: made.n_classes]))
