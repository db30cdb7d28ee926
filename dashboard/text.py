"""How numbers and texts are written on screen: numbers short, and never rounded into a lie."""

import re

from softmax_core.link import format_number


def short(value: float, digits: int = 4) -> str:
    """`value` in about `digits` significant digits; trailing zeros say that it was rounded.

    >>> [short(value) for value in (0.5, 1 / 3, -2.00001, 3.0934e-50, 123456.7)]
    ['0.5', '0.3333', '-2.000', '3.093e-50', '1.235e5']
    """
    text = f"{value:.{digits}g}"
    if float(text) != value:
        text = f"{value:#.{digits}g}".removesuffix(".")
    mantissa, _, exponent = text.partition("e")
    return f"{mantissa}e{int(exponent)}" if exponent else format_number(float(text)) if float(text) == value else text


def probability(value: float, digits: int = 4) -> str:
    """A probability; what would round to 1 without being 1 is written as its distance from 1.

    >>> [probability(value) for value in (0.25, 0.99999, 1.0)]
    ['0.25', '1 − 1e-5', '1']
    """
    text = short(value, digits)
    if value < 1 <= float(text):
        return f"1 − {short(1 - value, 2).removesuffix('.0')}"
    return text


def in_field(value: float) -> str:
    """A value as an input field shows it: nine significant digits, so that none is hidden by the field's edge.

    >>> in_field(-13 / 6)
    '-2.16666667'
    """
    return format_number(float(f"{value:.9g}"))


def subscript(index: int | str) -> str:
    """Digits as subscripts: 12 → ₁₂."""
    return str(index).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


def symbol(name: str) -> str:
    """The name of a field as prose writes it.

    >>> symbol("w12"), symbol("lr")
    ('w₁₂', 'η')
    """
    return "η" if name == "lr" else name[0] + subscript(name[1:])


def plain(text: str) -> str:
    """Text of the user's as Markdown that shows it letter by letter.

    >>> plain("*a*")
    '\\\\*a\\\\*'
    """
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)
