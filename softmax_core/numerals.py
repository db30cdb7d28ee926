"""Numbers as text: how links write them, exactly and shortly, and how links and people's typing are read."""

import re

from .validation import LARGEST, InputError, as_typed, whole_number

_NUMBER = re.compile(r"-?(\d+(\.\d*)?|\.\d+)([eE]-?\d+)?", re.ASCII)
_WHOLE = re.compile(r"\d{1,10}", re.ASCII)
_PLAIN = 6
"""So many characters, sign apart, are written without an exponent: 0.001 and 10000 are how people write them."""

# What people type: both signs, the exponent's too, and a comma for the point.
_TYPED = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?", re.ASCII)
_MINUS = "\u2212"


def read_number(parameter: str, text: str) -> float:
    """The number a link says: digits 0–9, one point, an exponent without +; at most 1e100 in size.

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
    """The whole number a link says, digits 0–9 only; raises InputError naming `parameter`."""
    if not _WHOLE.fullmatch(text):
        raise InputError(parameter, f"be a whole number from {lowest} to {highest}", repr(text))
    return whole_number(parameter, int(text), lowest, highest)


def read_typed_number(parameter: str, text: str) -> float:
    """The number that a person typed or pasted into a field.

    What a link may hold, and besides: spaces around, a + before, the typographic minus U+2212, + in an exponent, a
    fraction such as 1/3, and a comma for the point where it cannot be one between thousands: 2,5 but not 1,234.

    Raises:
        InputError: naming `parameter`, with the text as typed; also where a number other than 0 is so near 0 that a
            float cannot hold it.

    >>> [read_typed_number("w11", text) for text in ("+1", " \u22122,5 ", "1/3", "1e+5")]
    [1.0, -2.5, 0.3333333333333333, 100000.0]
    """
    parts = text.replace(_MINUS, "-").split("/", maxsplit=3)  # of a megabyte of slashes too
    numbers = [_typed_part(parameter, text, part.strip()) for part in parts]
    if len(numbers) == 1:
        return numbers[0]
    if len(numbers) > 2:
        raise InputError(parameter, "be one fraction, such as 1/3", as_typed(text))
    above, below = numbers
    if below == 0:
        raise InputError(parameter, "not divide by 0", as_typed(text))
    return _held(parameter, text, above / below, is_zero=above == 0)


def _typed_part(parameter: str, text: str, part: str) -> float:
    """A number without a fraction, `part` of the whole `text`."""
    if _THOUSANDS.fullmatch(re.split("[eE]", part)[0]):
        if part.count(",") == 1 and "." not in part:
            rule = "have a point before its decimals: a comma before three digits could part the thousands"
            raise InputError(parameter, rule, as_typed(text))
        raise InputError(parameter, "be written without commas between thousands", as_typed(text))
    if not _TYPED.fullmatch(part):
        raise InputError(parameter, "be a number such as 0.5, -1.5e-3 or 1/3", as_typed(text))
    plain = part.replace(",", ".")
    return _held(parameter, text, float(plain), is_zero=not re.search("[1-9]", re.split("[eE]", plain)[0]))


def _held(parameter: str, text: str, number: float, *, is_zero: bool) -> float:
    """The number, without −0; raises InputError where it is too large, or so small that a float makes 0 of it."""
    if abs(number) > LARGEST:
        raise InputError(parameter, "be finite and at most 1e100 in size", as_typed(text))
    if number == 0 and not is_zero:
        raise InputError(parameter, "be 0 or at least 5e-324 in size, the smallest number there is", as_typed(text))
    return number + 0.0


def just_below(number: float, digits: int) -> float:
    """The largest number of so many significant digits below a positive one, or nearly so.

    >>> just_below(2.4178, 3), just_below(4.0, 3), just_below(0.01, 2)
    (2.41, 3.99, 0.0099)
    """
    mantissa, _, exponent = f"{number:.{digits - 1}e}".partition("e")
    figures, power = int(mantissa.replace(".", "")), int(exponent) - digits + 1
    rounded = float(f"{figures}e{power}")
    if rounded < number:
        return rounded
    if figures == 10 ** (digits - 1):  # one digit more, as 0.0099 is nearer below 0.01 than 0.009
        figures, power = 10 * figures, power - 1
    return float(f"{figures - 1}e{power}")


def format_number(number: float) -> str:
    """The one text of a number, with the fewest digits that read back to the same float.

    Plain or with an exponent, whichever has fewer characters; up to six of them it is plain.

    >>> [format_number(number) for number in (1.0, 1 / 3, 0.001, 1e-6, 1e15, 1234567.0)]
    ['1', '0.3333333333333333', '0.001', '1e-6', '1e15', '1234567']
    """
    mantissa, _, exponent = repr(abs(float(number))).partition("e")
    whole, _, decimals = mantissa.partition(".")
    figures = (whole + decimals).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + decimals) - len(figures))  # where it stands in the figures
    figures = figures.rstrip("0")
    if not figures:
        return "0"
    if point <= 0:
        plain = f"0.{'0' * -point}{figures}"
    elif point >= len(figures):
        plain = figures + "0" * (point - len(figures))
    else:
        plain = f"{figures[:point]}.{figures[point:]}"
    scientific = f"{figures[0]}{'.' if len(figures) > 1 else ''}{figures[1:]}e{point - 1}"
    sign = "-" if number < 0 else ""
    return sign + (plain if len(plain) <= max(_PLAIN, len(scientific)) else scientific)
