r"""How a number of a round is written in a formula: `=` where what is shown is exact, `\approx` elsewhere."""

import math
from collections.abc import Iterable
from decimal import Context, Decimal
from typing import NamedTuple

from softmax_core.functional import Array

from .symbols import colored

DIGITS = 4
"""The significant digits a number has where no more are needed."""

MOST_DIGITS = 17
"""They tell any two floats apart."""

EXACT = Context(prec=1500)
"""For sums and products of what is shown, whatever their sizes; quotients are as good as exact."""

_BELOW_ONE = Decimal("1e-16")  # between neighbours just below 1


def number(value: float, digits: int = DIGITS) -> str:
    r"""A number in about `digits` significant digits; exact, without trailing zeros, where that is as short.

    >>> print(*map(number, (8.0, -0.5, 1 / 3, -0.0, 3.09335001e-50)), sep=", ")
    8, -0.5, 0.3333, 0, 3.093 \times 10^{-50}
    """
    return written(rounded(value, digits))


def probability(value: float) -> str:
    r"""A probability; what would round to 1 without being 1 is written by its distance from 1.

    >>> print(probability(0.25), probability(1 - 1e-9), probability(1), sep=", ")
    0.25, 1 - 1.000 \times 10^{-9}, 1
    """
    return near_one(value, value - 1).shown().latex


def rounded(value: float, digits: int) -> Decimal:
    """What is shown of a value, digit by digit: trailing zeros say that it was rounded."""
    value = float(value)
    if value == 0:
        return Decimal(0)
    scientific = f"{value:.{digits - 1}e}"
    # The last bits belong to the float, not to the reader: 0.1 · 3 is 0.3.
    if float(scientific) == float(f"{value:.14e}"):
        return Decimal(scientific).normalize(EXACT)
    exponent = int(scientific.partition("e")[2])
    # All digits before the point are shown, none replaced by a zero.
    return Decimal(f"{value:.{exponent}e}" if digits <= exponent < 6 else scientific)


def written(shown: Decimal) -> str:
    """The LaTeX of what is shown."""
    exponent = shown.adjusted()
    if shown == 0 or -5 < exponent < 6:
        return f"{shown:f}"
    mantissa, power = f"{shown.scaleb(-exponent):f}", f"10^{{{exponent}}}"
    return {"1": power, "-1": f"-{power}"}.get(mantissa, rf"{mantissa} \times {power}")


def unit(shown: Decimal) -> Decimal:
    """What the last digit shown counts, the fourth where there are fewer; 0 for an exact zero."""
    if shown == 0:
        return Decimal(0)
    return Decimal((0, (1,), min(int(shown.as_tuple().exponent), shown.adjusted() - DIGITS + 1)))


def relation(is_exact: bool) -> str:
    return "=" if is_exact else r"\approx"


class Shown(NamedTuple):
    """A quantity as the reader sees it."""

    latex: str
    value: Decimal
    unit: Decimal
    is_exact: bool
    color: str

    def __str__(self) -> str:
        return colored(self.color, self.latex) if self.color else self.latex

    @property
    def term(self) -> str:
        """As it stands after a sign."""
        return f"({self})" if self.latex.startswith(("-", "1 ")) else str(self)

    @property
    def factor(self) -> str:
        """As it stands in a product."""
        return f"({self})" if self.latex.startswith(("-", "1 ")) or "^" in self.latex else str(self)


class Quantity(NamedTuple):
    """A value of the round, to be shown.

    Attributes:
        value: as a float.
        color: the symbol whose colour it has.
        from_one: its distance from 1, where it is shown by that.
        is_rounded: whether the value itself only stands for one that no float can hold, as 0 for exp(−30000).
        least: the fewest digits that it is shown with.
    """

    value: float
    color: str = ""
    from_one: float = 0.0
    is_rounded: bool = False
    least: int = 0

    def shown(self, digits: int = DIGITS) -> Shown:
        digits = max(digits, self.least)
        if not self.from_one:
            shown = rounded(self.value, digits)
            is_exact = float(shown) == self.value and not self.is_rounded
            return Shown(written(shown), shown, unit(shown), is_exact, self.color)
        distance = rounded(self.from_one, digits)
        latex = f"1 {'+' if distance > 0 else '-'} {written(abs(distance))}"
        last = max(unit(distance), _BELOW_ONE) if distance < 0 else unit(distance)
        return Shown(latex, EXACT.add(1, distance), last, False, self.color)

    def result(self, digits: int) -> Shown:
        """As what was computed: of a float just below 1 no more than 16 decimals are sure."""
        if self.from_one < 0:
            digits = min(digits, max(1, math.floor(math.log10(-self.from_one)) + 17))
        return self.shown(digits)


def near_one(value: float, distance: float, color: str = "") -> Quantity:
    """A value that is 1 + distance and never 0 or 1; one that would round to 1 is shown by its distance."""
    would_round = distance != 0 and float(f"{value:.{DIGITS - 1}e}") == 1
    return Quantity(value, color, distance if would_round else 0.0, is_rounded=value in (0, 1))


def quantities(values: Array | Iterable[float], color: str = "", never: tuple[float, ...] = ()) -> list[Quantity]:
    """Values one by one; one that is among `never` stands for another that no float can hold."""
    return [Quantity(float(value), color, is_rounded=float(value) in never) for value in values]
