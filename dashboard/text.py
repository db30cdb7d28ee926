"""How numbers and texts are written on screen: numbers short, and never rounded into a lie."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from softmax_core.names import Name
from softmax_core.numerals import format_number
from softmax_core.run import Edit
from softmax_core.validation import InputError, one_line

MOST_OF_NAME = 20
"""Letters of a name out of a user's file; a longer one is shortened."""

_RAISED = str.maketrans("−0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_APART = "\u2068\u2069"
_NO_MARKS = str.maketrans("", "", _APART)
_JOINERS = "\u200c\u200d"  # have no picture of their own, but some scripts and emoji need them


def typeset(number: str) -> str:
    """A number's text with the true minus sign, as prose and formulas have it."""
    return number.replace("-", "−")


def full(value: float) -> str:
    """All digits of `value`, for a hover.

    >>> full(-13 / 6)
    '−2.1666666666666665'
    """
    return typeset(repr(float(value)))


def short(value: float, digits: int = 4) -> str:
    """`value` in about `digits` significant digits; trailing zeros say that it was rounded.

    >>> [short(value) for value in (0.5, 1 / 3, -2.00001, 30000, 3.0934e-50, 1234567.8)]
    ['0.5', '0.3333', '−2.000', '30000', '3.093e−50', '1.235e6']
    """
    return typeset(_rounded(value, digits))


def _rounded(value: float, digits: int) -> str:
    rounded = f"{value:.{digits - 1}e}"
    mantissa, _, exponent = rounded.partition("e")
    if float(rounded) == value and len(format_number(value)) <= digits + 3:
        return format_number(value)
    if -5 < int(exponent) < digits - 1:  # with a decimal at least, or it would look like a whole number
        return f"{value:.{digits - 1 - int(exponent)}f}"
    return f"{mantissa}e{int(exponent)}"


def probability(value: float, digits: int = 4) -> str:
    """A probability; what would round to 1 without being 1 is written as its distance from 1.

    >>> [probability(value) for value in (0.25, 0.99999, 1.0)]
    ['0.25', '1 − 1.0e−5', '1']
    """
    if value < 1 <= float(_rounded(value, digits)):
        return f"1 − {short(1 - value, 2)}"
    return short(value, digits)


def share(part: float) -> str:
    """A share of 0 to 1 in percent; what is not all or nothing is never written as if it were.

    >>> [share(part) for part in (0, 1e-6, 0.5, 0.99999, 1)]
    ['0 %', '0.1 %', '50.0 %', '99.9 %', '100 %']
    """
    if part in (0, 1):
        return f"{part:.0%}".replace("%", " %")
    return f"{min(max(100 * part, 0.1), 99.9):.1f} %"


def verdict(probabilities: Sequence[float], true_class: int) -> str:
    """The prediction in a few words; `true_class` is counted from 0.

    >>> verdict([0.2, 0.7, 0.1], 1), verdict([0.4, 0.4, 0.2], 1)
    ('class 2, right', 'a tie of 2 classes')
    """
    highest = max(probabilities)
    best = [k for k, p in enumerate(probabilities) if p == highest]
    if len(best) > 1:
        return f"a tie of {len(best)} classes"
    return f"class {best[0] + 1}, {'right' if best[0] == true_class else 'wrong'}"


def with_power(number: str) -> str:
    """A number's text with a power of ten where it has an exponent, for a place beside formulas.

    >>> [with_power(short(value)) for value in (0.25, 3.0934e-50, 1234567.8)]
    ['0.25', '3.093 × 10⁻⁵⁰', '1.235 × 10⁶']
    """
    mantissa, e, exponent = number.partition("e")
    return f"{mantissa} × 10{exponent.translate(_RAISED)}" if e else number


def in_field(value: float) -> str:
    """A value as an input field shows it: nine significant digits, so that none is hidden by the field's edge.

    >>> in_field(-13 / 6)
    '-2.16666667'
    """
    return format_number(float(f"{value:.9g}"))


def edits_by_round(edits: Iterable[Edit], most: int | None = None) -> dict[int, str]:
    """What was edited at each round that has edits, of many only the first `most`.

    >>> edits_by_round([Edit(3, "w12", 0.25), Edit(3, "lr", 0.1), Edit(5, "y", 2)], most=1)
    {3: 'w₁₂ = 0.25 and 1 more', 5: 'y = 2'}
    """
    said: dict[int, list[str]] = {}
    for edit in edits:
        said.setdefault(edit.round, []).append(f"{Name(edit.name).symbol} = {short(edit.value)}")
    return {
        round: ", ".join(parts[:most])
        + ("" if most is None or len(parts) <= most else f" and {len(parts) - most} more")
        for round, parts in said.items()
    }


def shown_name(text: str, most: int = MOST_OF_NAME) -> str:
    """A name out of a user's file as the page shows it: short, in one line, and disturbing nothing around it.

    What has no picture, as marks that turn the direction of writing, is escaped; a name in letters that run from right
    to left is set apart from the text it stands in, once. It may still be Markdown or markup for who draws it: `plain`.

    >>> shown_name("bill length\\n(mm)"), shown_name("\\u202eabc"), shown_name("a" * 500, most=8)
    ('bill length (mm)', '\\\\u202eabc', 'aaaaaaa…')
    """
    letters = " ".join(text.translate(_NO_MARKS)[: 4 * most].split())
    shown = "".join(letter if letter.isprintable() or letter in _JOINERS else one_line(letter) for letter in letters)
    if len(shown) > most:
        shown = shown[: most - 1].rstrip() + "…"
    shown = shown or "—"
    turned = any(unicodedata.bidirectional(letter) in ("R", "AL", "AN") for letter in shown)
    return f"{_APART[0]}{shown}{_APART[1]}" if turned else shown


def shown_names(texts: Iterable[str], most: int = MOST_OF_NAME) -> tuple[str, ...]:
    """Several names as the page shows them, none like another.

    >>> shown_names(("a" * 30 + "1", "a" * 30 + "2", "b"), most=8)
    ('aaaaaaa…', 'aaa… (2)', 'b')
    """
    shown: dict[str, None] = {}
    for text in texts:
        one, number = shown_name(text, most), 2
        while one in shown:
            mark = f" ({number})"
            one, number = shown_name(shown_name(text, most - len(mark)) + mark, most), number + 1
        shown[one] = None
    return tuple(shown)


def plain(text: str) -> str:
    """Text as Markdown that shows it letter by letter.

    >>> plain("*a*")
    '\\\\*a\\\\*'
    """
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)


def code(text: str) -> str:
    """Text of the user's as inline code: nothing in it is read as Markdown, nor is an address made a link.

    >>> code("a`b")
    '`` a`b ``'
    """
    fence = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    return f"{fence} {' '.join(text.split())} {fence}"


def said(error: InputError) -> str:
    """An error as Markdown."""
    return plain(f"{error.parameter} must {error.rule}; received ") + code(error.received)
