"""Lines of a calculation, whose operands have as many digits as it takes for the result to follow from them.

What a reader computes from the numbers shown agrees with the result shown to its last digit but one.
"""

from collections.abc import Callable, Sequence
from decimal import ROUND_CEILING, Context, Decimal, localcontext
from typing import NamedTuple

from .numbers import DIGITS, EXACT, MOST_DIGITS, Quantity, Shown, relation, unit, written

_LEAST = Decimal("4.95e-324")  # between neighbours of the smallest floats
_ROUGH = Context(prec=40)  # exponentials and logarithms
_SMALL = Decimal("1e-20")  # where exp and ln are their series' first terms, to the last digit of _ROUGH

Terms = Callable[..., Sequence[Decimal]]
"""What is summed in a line, from the values of its operands; called in the context EXACT."""


class Line(NamedTuple):
    operands: list[Shown]
    result: Shown
    digits: int  # of the operands
    holds_exactly: bool
    error: str = ""  # how far off float rounding may have left the result, where that is more than its last digits

    @property
    def relation(self) -> str:
        """Between a name and the operands."""
        return relation(all(operand.is_exact for operand in self.operands))

    @property
    def end(self) -> str:
        """The result, with the sign before it."""
        return f" {relation(self.holds_exactly)} {self.result}" + (rf" \pm {self.error}" if self.error else "")


def fitted_line(
    operands: Sequence[Quantity],
    result: Quantity,
    terms: Terms,
    digits: int = DIGITS,
    result_digits: int = DIGITS,
) -> Line:
    """The operands in the fewest digits, `digits` or more, from which the result shown follows."""
    target = result.result(result_digits)
    for may_err in False, True:
        for places in range(digits, MOST_DIGITS + 1):
            shown = [operand.shown(places) for operand in operands]
            with localcontext(EXACT):
                summands = terms(*(operand.value for operand in shown))
                sizes = [abs(summand) for summand in summands]
                off, size = abs(sum(summands) - target.value), sum(sizes)
            # Rounded operands leave their own last digits where the sum itself is 0.
            is_rounded_zero = target.value == 0 and not all(operand.is_exact for operand in shown)
            allowed = max(10 * (unit(max(sizes)) if is_rounded_zero else target.unit), _LEAST)
            if off <= allowed:
                return Line(shown, target, places, off == 0)
            # Terms that nearly cancel: a float's half unit in each of them is all that is sure.
            error = _ROUGH.multiply(size, Decimal((len(sizes) + 4) * 2.0**-53))
            if may_err and off <= allowed + error:
                error = error.quantize(Decimal((0, (1,), error.adjusted())), ROUND_CEILING).normalize()
                return Line(shown, target, places, False, written(error))
    raise ArithmeticError(f"{result} does not follow from {operands}")


def fitted_lines(lines: Sequence[tuple[Sequence[Quantity], Quantity, Terms]], digits: int = DIGITS) -> list[Line]:
    """Lines that share numbers: all operands in as many digits as the line that needs the most."""
    fitted = [fitted_line(*line, digits) for line in lines]
    most = max(line.digits for line in fitted)
    return fitted if most == digits else fitted_lines(lines, most)


# Kinds of lines: what each sums.


def each(*values: Decimal) -> Sequence[Decimal]:
    return values


def difference(first: Decimal, second: Decimal) -> list[Decimal]:
    return [first, -second]


def products_and_last(*values: Decimal) -> list[Decimal]:
    """a · b + c · d + … + the last."""
    return [*(one * other for one, other in zip(values[:-1:2], values[1::2], strict=True)), values[-1]]


def product(first: Decimal, second: Decimal) -> list[Decimal]:
    return [first * second]


def first_minus_product(first: Decimal, second: Decimal, third: Decimal) -> list[Decimal]:
    return [first, -second * third]


def scaled_distance(first: Decimal, second: Decimal, length: Decimal) -> list[Decimal]:
    """(a − b) / c"""
    return [first / length, -second / length]


def squares(*values: Decimal) -> list[Decimal]:
    return [value * value for value in values]


def half_product(first: Decimal, second: Decimal) -> list[Decimal]:
    return [first * second / 2]


def minus_product(first: Decimal, second: Decimal) -> list[Decimal]:
    return [-first * second]


def minus_product_of_sum(first: Decimal, second: Decimal, third: Decimal, fourth: Decimal) -> list[Decimal]:
    """−a · (b + c · d)"""
    return [-first * second, -first * third * fourth]


def quotient(above: Decimal, below: Decimal) -> list[Decimal]:
    return [above / below]


def exp(power: Decimal) -> list[Decimal]:
    if abs(power) < _SMALL:
        return [1 + power]
    return [_ROUGH.exp(max(power, Decimal(-10_000)))]


def minus_log(share: Decimal) -> list[Decimal]:
    return [-_ROUGH.ln(share)]


def first_and_log(first: Decimal, others: Decimal) -> list[Decimal]:
    """a and ln(1 + t)."""
    if others < _SMALL:
        return [first, others - others * others / 2]
    return [first, _ROUGH.ln(1 + others)]
