"""The settings of a run, one row each: what code, links and screen call them, and what they may hold."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from .initializers import INITIALIZERS, LARGEST_SEED
from .losses import LOSSES
from .numerals import format_number, read_number, read_whole
from .validation import LARGEST, InputError, finite_array, finite_number, one_hot_array, one_of, whole_number

MAX_FEATURES = 6
MAX_CLASSES = 6
MAX_ROUNDS = 10_000


class Limits(Protocol):
    """What a setting may hold. All three raise or write by the rules of a link; `parameter` is what a message says."""

    def read(self, parameter: str, text: str) -> Any:
        """The value a link's text says; what only `check` can tell may still be wrong with it."""

    def check(self, parameter: str, value: Any) -> Any:
        """The value, made what it should be; raises InputError where it breaks a rule."""

    def write(self, value: Any) -> str:
        """The value as a link writes it."""


@dataclass(frozen=True)
class Real:
    """A number of at most 1e100 in size."""

    lowest: float = -LARGEST
    highest: float = LARGEST
    positive: bool = False

    def read(self, parameter: str, text: str) -> float:
        return read_number(parameter, text)

    def check(self, parameter: str, value: Any) -> float:
        number = finite_number(parameter, value, positive=self.positive)
        if number < self.lowest:
            raise InputError(parameter, f"be at least {format_number(self.lowest)}", value)
        if number > self.highest:
            raise InputError(parameter, f"be at most {format_number(self.highest)}", value)
        return number

    def write(self, value: float) -> str:
        return format_number(value)


@dataclass(frozen=True)
class Whole:
    """A whole number."""

    lowest: int
    highest: int

    def read(self, parameter: str, text: str) -> int:
        return read_whole(parameter, text, self.lowest, self.highest)

    def check(self, parameter: str, value: Any) -> int:
        return whole_number(parameter, value, self.lowest, self.highest)

    def write(self, value: int) -> str:
        return str(value)


@dataclass(frozen=True)
class Choice:
    """One of some words."""

    choices: Iterable[str]

    def read(self, parameter: str, text: str) -> str:
        return self.check(parameter, text)

    def check(self, parameter: str, value: Any) -> str:
        return one_of(parameter, value, self.choices)

    def write(self, value: str) -> str:
        return value


@dataclass(frozen=True)
class Numbers:
    """A row of numbers, one at least."""

    most: int

    def read(self, parameter: str, text: str) -> tuple[float, ...]:
        return tuple(read_number(parameter, part) for part in split_list(text))

    def check(self, parameter: str, value: Any) -> tuple[float, ...]:
        array = finite_array(parameter, value, ndim=1)
        if array.ndim != 1 or array.size > self.most:
            raise InputError(parameter, f"have 1 to {self.most} numbers", value)
        return tuple(finite_number(parameter, number) for number in array.tolist())

    def write(self, value: Iterable[float]) -> str:
        return "_".join(map(format_number, value))


@dataclass(frozen=True)
class OneHot:
    """A single 1 among zeros, two entries at least."""

    most: int

    def read(self, parameter: str, text: str) -> tuple[int, ...]:
        return tuple(read_whole(parameter, part, 0, 1) for part in split_list(text))

    def check(self, parameter: str, value: Any) -> tuple[int, ...]:
        array = one_hot_array(parameter, value, ndim=1)
        if array.ndim != 1 or array.size > self.most:
            raise InputError(parameter, f"have 2 to {self.most} entries", value)
        return tuple(int(entry) for entry in array)

    def write(self, value: Iterable[int]) -> str:
        return "_".join(map(str, value))


@dataclass(frozen=True, eq=False)
class Setting:
    """A row of the table, equal to itself only.

    Attributes:
        attribute: its name in a Setup or in the start of one.
        key: of a link.
        label: on screen.
        limits: what it may hold.
        symbol: in formulas; empty where they have none.
        help: what it means, where the label does not say it.
    """

    attribute: str
    key: str
    label: str
    limits: Limits
    symbol: str = ""
    help: str | None = None


X = Setting("x", "x", "Input", Numbers(MAX_FEATURES), "x")
Y = Setting(
    "y", "y", "True class", OneHot(MAX_CLASSES), "y",
    "The class the example really has: the entry of the one-hot label y that is 1.",
)  # fmt: skip
WEIGHTS = Setting("weights", "w", "Weights", Numbers(MAX_FEATURES * MAX_CLASSES), "W")
BIAS = Setting("bias", "b", "Bias", Numbers(MAX_CLASSES), "b")
INITIALIZER = Setting("initializer", "init", "Initialiser", Choice(INITIALIZERS))
SEED = Setting("seed", "init", "Seed", Whole(0, LARGEST_SEED))
LEARNING_RATE = Setting("learning_rate", "lr", "Learning rate", Real(positive=True), "η")
LOSS = Setting(
    "loss", "loss", "Loss shown", Choice(LOSSES), "J",
    "The loss that is drawn, and compared with the tolerance. Training follows the derived one either way.",
)  # fmt: skip
TOLERANCE = Setting(
    "tolerance", "tol", "Tolerance", Real(lowest=0), help="The run has converged where the loss is below it."
)
MOST_ROUNDS = Setting(
    "max_rounds", "max", "Most rounds", Whole(0, MAX_ROUNDS),
    help="How many rounds “Run to the end” trains at most.",
)  # fmt: skip

OF_SETUP = (X, Y, LEARNING_RATE, LOSS, TOLERANCE, MOST_ROUNDS)
"""Those that are attributes of a Setup."""

OF_START = (WEIGHTS, BIAS, INITIALIZER, SEED)
"""Those of its start, of which a start has two."""

SETTINGS = (X, Y, *OF_START, LEARNING_RATE, LOSS, TOLERANCE, MOST_ROUNDS)
"""All, in the order links have them."""

_LABELS = {
    **{setting.key: setting.label for setting in reversed(SETTINGS)},
    **{setting.attribute: setting.label for setting in SETTINGS},
}


def label_of(name: str) -> str:
    """What the screen calls a setting, by its attribute or key; whatever else there is goes by its own name.

    >>> label_of("lr"), label_of("seed"), label_of("w12")
    ('Learning rate', 'Seed', 'w12')
    """
    return _LABELS.get(name, name)


def split_list(text: str) -> list[str]:
    """The parts of a list in a link: written with `_`, read with `,` as well."""
    return re.split("[_,]", text)
