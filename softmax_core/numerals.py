"""Numbers as text: how links write them, exactly and in the fewest characters, and how they are read back."""

import re

from .validation import LARGEST, InputError, whole_number

_NUMBER = re.compile(r"-?(\d+(\.\d*)?|\.\d+)([eE]-?\d+)?", re.ASCII)
_WHOLE = re.compile(r"\d{1,10}", re.ASCII)


def read_number(parameter: str, text: str) -> float:
    """The number a text says: digits 0–9, one point, an exponent without +; at most 1e100 in size.

    Raises InputError naming `parameter`.

    >>> read_number("w11", "-1.5e-3")
    -0.0015
    """
    if not _NUMBER.fullmatch(text):
        raise InputError(parameter, "be a number such as 0.5 or -1.5e-3", repr(text))
    number = float(text)
    if abs(number) > LARGEST:
        raise InputError(parameter, "be finite and at most 1e100 in size", repr(text))
    return number + 0.0


def read_whole(parameter: str, text: str, lowest: int, highest: int) -> int:
    """The whole number a text says, digits 0–9 only; raises InputError naming `parameter`."""
    if not _WHOLE.fullmatch(text):
        raise InputError(parameter, f"be a whole number from {lowest} to {highest}", repr(text))
    return whole_number(parameter, int(text), lowest, highest)


def format_number(number: float) -> str:
    """The shortest text that reads back to the same float.

    >>> [format_number(number) for number in (1.0, 1 / 3, 1e-6, 5e20)]
    ['1', '0.3333333333333333', '1e-6', '5e20']
    """
    mantissa, _, exponent = repr(float(number) + 0.0).partition("e")
    mantissa = mantissa.removesuffix(".0")
    return f"{mantissa}e{int(exponent)}" if exponent else mantissa
