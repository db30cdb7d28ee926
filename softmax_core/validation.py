"""The one error for bad input, and the checks that raise it."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

LARGEST = 1e100
"""The largest size of a number a user may set: 10000 rounds on such numbers still cannot overflow."""


MOST_RECEIVED = 60
"""Characters that an error keeps of what it received, be that megabytes."""

MOST_CHOICES = 12
"""So many choices a message names."""


class Received(str):
    """What an error received, as it is shown: short and in one line."""

    __slots__ = ()


class InputError(ValueError):
    """A value that breaks a rule.

    Attributes: `parameter` (its name), `rule` (what it must do) and `received` (the value or a word on it, as one
    line of at most 60 characters: plain ASCII, or as it was typed).
    """

    def __init__(self, parameter: str, rule: str, received: Any) -> None:
        self.parameter = parameter
        self.rule = rule
        self.received = received if isinstance(received, Received) else _shortened(received)
        super().__init__(f"{parameter} must {rule}; received {self.received}")


def one_line(text: str) -> str:
    """`text` in printable ASCII, everything else escaped."""
    ascii_only = text.encode("ascii", "backslashreplace").decode()
    return "".join(letter if letter.isprintable() else f"\\x{ord(letter):02x}" for letter in ascii_only)


def as_typed(text: str) -> Received:
    """What a person typed, as a message quotes it: its own letters, shortened; what has no picture is escaped."""
    letters = (letter if letter.isprintable() else one_line(letter) for letter in text[: MOST_RECEIVED + 1])
    return _cut("".join(letters) or "nothing")


def _shortened(value: Any) -> Received:
    text = value if isinstance(value, str) else repr(value)
    return _cut(one_line(text[: MOST_RECEIVED + 1]))


def _cut(line: str) -> Received:
    return Received(line if len(line) <= MOST_RECEIVED else line[: MOST_RECEIVED - 3] + "...")


def number_array(parameter: str, value: ArrayLike, ndim: int) -> NDArray[np.float64]:
    """`value` as a float64 array of at least `ndim` axes, itself where it is one; maybe not finite.

    Raises InputError otherwise.
    """
    try:
        array = np.asarray(value)
        if array.dtype.kind in "USMm":  # texts and dates, which NumPy would read as numbers
            raise TypeError
        array = array.astype(np.float64, copy=False)
    except (TypeError, ValueError, OverflowError):
        raise InputError(parameter, "be an array of numbers", value) from None
    if array.ndim < ndim:
        raise InputError(parameter, f"have at least {ndim} axes", f"shape {array.shape}")
    if array.size == 0:
        raise InputError(parameter, "not be empty", f"shape {array.shape}")
    return array


def finite_array(parameter: str, value: ArrayLike, ndim: int) -> NDArray[np.float64]:
    """`value` as a float64 array of its own of at least `ndim` axes, all finite and without −0.

    Raises InputError otherwise.
    """
    array = number_array(parameter, value, ndim)
    finite = np.isfinite(array)
    if not finite.all():
        raise InputError(parameter, "be finite", float(array[~finite][0]))
    return array + 0.0


def kept_array(parameter: str, value: ArrayLike, ndim: int) -> NDArray[np.float64]:
    """`value` as a float64 array of at least `ndim` axes that nobody writes to: a finite one of its own, as
    `finite_array` makes it, or `value` itself where nobody can, and that maybe not finite.

    Raises InputError otherwise.
    """
    array = number_array(parameter, value, ndim)
    return array if _is_frozen(array) else finite_array(parameter, array, ndim)


def _is_frozen(array: NDArray) -> bool:
    """Whether neither the array nor what it is a view of can be written to."""
    while not array.flags.writeable:
        if array.base is None:
            return True
        if not isinstance(array.base, np.ndarray):
            return False
        array = array.base
    return False


def one_hot_array(parameter: str, value: ArrayLike, ndim: int) -> NDArray[np.float64]:
    """`value` as a float64 array whose last axis (n_classes ≥ 2) holds one 1 and otherwise 0.

    Raises InputError otherwise.
    """
    array = finite_array(parameter, value, ndim)
    if array.shape[-1] < 2:
        raise InputError(parameter, "have at least 2 classes", f"shape {array.shape}")
    # Each row has an entry of 1, and there are no more entries than rows that are not 0.
    if np.count_nonzero(array) * array.shape[-1] != array.size or (array.max(axis=-1) != 1).any():
        raise InputError(parameter, "be one-hot, one 1 and the rest 0", array.tolist())
    return array


def leading_axes(**shapes: tuple[int, ...]) -> tuple[int, ...]:
    """The shape that the leading axes of several arrays broadcast to; raises InputError where they do not fit."""
    try:
        return np.broadcast_shapes(*shapes.values())
    except ValueError:
        received = ", ".join(f"{name} {shape}" for name, shape in shapes.items())
        raise InputError(", ".join(shapes), "agree in their leading axes", received) from None


def finite_number(parameter: str, value: Any, *, positive: bool = False) -> float:
    """`value` as a float of at most 1e100 in size, without −0; above 0 where `positive`.

    Raises InputError otherwise.
    """
    try:
        if isinstance(value, str | bytes | bytearray):  # float would read them by rules of its own, as 1_000
            raise TypeError
        number = float(value) + 0.0
    except (TypeError, ValueError, OverflowError):
        raise InputError(parameter, "be a number", value) from None
    if not abs(number) <= LARGEST:
        raise InputError(parameter, "be finite and at most 1e100 in size", value)
    if positive and number <= 0:
        raise InputError(parameter, "be greater than 0", value)
    return number


def whole_number(parameter: str, value: Any, lowest: int, highest: int) -> int:
    """`value` as an int from `lowest` to `highest`; raises InputError otherwise."""
    rule = f"be a whole number from {lowest} to {highest}"
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, np.integer)):
        raise InputError(parameter, rule, value)
    if not lowest <= value <= highest:
        raise InputError(parameter, rule, value)
    return int(value)


def one_of(parameter: str, value: Any, choices: Iterable[str]) -> str:
    """`value` where it is one of `choices`; raises InputError otherwise."""
    choices = tuple(choices)
    if value not in choices:
        told = choices if len(choices) <= MOST_CHOICES else (*choices[: MOST_CHOICES - 2], "…", choices[-1])
        raise InputError(parameter, f"be one of {', '.join(told)}", value)
    return value
