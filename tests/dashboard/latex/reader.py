"""Reads the LaTeX of a calculation back, by rules written down here once more."""

import math
import re
from decimal import Context, Decimal
from fractions import Fraction
from typing import NamedTuple

LEAST = Fraction(5, 10**324)
MANY = Context(prec=60)


class Number(NamedTuple):
    """A number or calculation as shown, and what its last digit counts: the fourth where there are fewer."""

    value: Fraction
    unit: Fraction


class Reader:
    """Reads one expression of numbers: sums, products, fractions, exp and ln."""

    def __init__(self, latex: str) -> None:
        latex = re.sub(r"\\left\(|\\right\)", lambda match: match[0][-1], latex)
        self.tokens = re.findall(r"\\[a-z]+|\d+\.?\d*|[-+(){}^]", latex)
        assert "".join(self.tokens) == latex.replace(" ", ""), latex

    def next(self, expected: str | None = None) -> str:
        token = self.tokens.pop(0)
        assert expected in (None, token), (expected, token, self.tokens)
        return token

    def is_at(self, *tokens: str) -> bool:
        return bool(self.tokens) and self.tokens[0] in tokens

    def terms(self) -> list[tuple[int, list[Number]]]:
        """The terms of a sum, each as its sign and its factors."""
        found = [(1, self.factors())]
        while self.is_at("+", "-"):
            sign = 1 if self.next() == "+" else -1
            found.append((sign, self.factors()))
        return found

    def factors(self) -> list[Number]:
        found = [self.factor()]
        while self.is_at(r"\cdot"):
            self.next()
            found.append(self.factor())
        return found

    def factor(self) -> Number:
        value, unit = self.base()
        if self.is_at("^"):
            self.next()
            return Number(value ** int(self.next()), Fraction(0))
        return Number(value, unit)

    def base(self) -> Number:
        if self.is_at("-"):
            self.next()
            value, unit = self.factor()
            return Number(-value, unit)
        if self.is_at("("):
            return self.inside("(", ")")
        if self.is_at(r"\frac"):
            self.next()
            above, below = self.inside("{", "}"), self.inside("{", "}")
            return Number(above.value / below.value, Fraction(0))
        if self.is_at(r"\exp", r"\ln"):
            function = {r"\exp": exp, r"\ln": ln}[self.next()]
            return Number(function(self.inside("(", ")").value), Fraction(0))
        return self.number()

    def inside(self, opening: str, closing: str) -> Number:
        self.next(opening)
        terms = self.terms()
        self.next(closing)
        return Number(total(terms), terms[-1][1][-1].unit)

    def number(self) -> Number:
        digits = self.next()
        exponent = 0
        if digits == "10" and self.is_at("^"):
            digits, exponent = "1", self.power()
        elif self.is_at(r"\times"):
            self.next()
            self.next("10")
            exponent = self.power()
        value = Decimal(digits).scaleb(exponent, MANY)
        last = int(value.as_tuple().exponent)
        place = min(last, value.adjusted() - 3) if value else last
        return Number(Fraction(value), Fraction(10) ** place if value else Fraction(0))

    def power(self) -> int:
        self.next("^")
        self.next("{")
        sign = -1 if self.is_at("-") and self.next() else 1
        power = sign * int(self.next())
        self.next("}")
        assert not -5 < power < 6
        return power


def read(latex: str) -> list[tuple[int, list[Number]]]:
    reader = Reader(latex)
    terms = reader.terms()
    assert not reader.tokens, latex
    return terms


def total(terms) -> Fraction:
    return sum((sign * math.prod(factor.value for factor in factors) for sign, factors in terms), Fraction(0))


def exp(power: Fraction) -> Fraction:
    if power < -5000:
        return Fraction(0)
    if abs(power) < Fraction(1, 10**20):
        return 1 + power + power**2 / 2
    return Fraction(MANY.exp(MANY.divide(power.numerator, power.denominator)))


def ln(value: Fraction) -> Fraction:
    beyond = value - 1
    if abs(beyond) < Fraction(1, 10**20):
        return beyond - beyond**2 / 2
    return Fraction(MANY.ln(MANY.divide(value.numerator, value.denominator)))


def black(latex: str) -> str:
    """Without colours; their braces go too, as no symbol of ours needs them."""
    while r"\textcolor" in latex:
        before, _, rest = latex.partition(r"\textcolor{#")
        assert re.match(r"[0-9A-F]{6}\}\{", rest), latex
        depth, end = 1, 8
        while depth:
            depth += {"{": 1, "}": -1}.get(rest[end], 0)
            end += 1
        latex = before + rest[8 : end - 1] + rest[end:]
    return latex


class Line(NamedTuple):
    name: str
    is_given: bool  # `=` before the operands
    terms: list  # of the calculation
    is_exact: bool  # `=` before the result
    result: Number
    error: Fraction
    text: str

    @property
    def operands(self) -> list[Number]:
        return [factor for _, factors in self.terms for factor in factors]


def equations(numbers: str) -> list[list[str]]:
    """Each equation of the aligned block as [side, sign, side, sign, …]."""
    latex = black(numbers)
    assert latex.startswith(r"\begin{aligned} ")
    assert latex.endswith(r" \end{aligned}")
    body = latex.removeprefix(r"\begin{aligned} ").removesuffix(r" \end{aligned}")
    matrices = re.findall(r"\\begin\{bmatrix\}.*?\\end\{bmatrix\}", body)
    for place, matrix in enumerate(matrices):
        body = body.replace(matrix, f"@{place}@", 1)
    body = body.replace(r" \\ &\quad +", " +")
    rows = [part for row in re.split(r"\\\\(?:\[0\.7em\])?", body) for part in row.split(r"\qquad")]
    sides = [[side.strip(" &") for side in re.split(r"(=|\\approx)", row)] for row in rows]
    return [[re.sub(r"@(\d+)@", lambda match: matrices[int(match[1])], side) for side in row] for row in sides]


def lines(numbers: str) -> list[Line]:
    """The equations that calculate with numbers: name = calculation = result."""
    found = []
    for row in equations(numbers):
        if len(row) == 3 and "sum_" in row[0]:
            row = [*row, "=", row[2]]  # the sum is its own result, as 1 + 10^{-10}
        if len(row) < 5 or re.search(r"[a-zA-Z]_|bmatrix|hat|theta|textstyle", row[-3]):
            continue
        name, calculation, result = row[0], row[-3], row[-1]
        if result == "0" and row[-2] == r"\approx" and len(row) > 5 and "sum" in name:
            calculation, result, row = row[-5], row[-3], row[:-2]
        result, _, error = result.partition(r" \pm ")
        shown = read(result)
        value = total(shown)
        unit = shown[-1][1][-1].unit
        if 0 < value < 1 and len(shown) == 2:
            unit = max(unit, Fraction(1, 10**16))  # 1 − c: a float below 1 has no finer steps
        uncertain = total(read(error)) if error else Fraction(0)
        terms = read(calculation)
        text = " ".join(row)
        found.append(Line(name, row[-4] == "=", terms, row[-2] == "=", Number(value, unit), uncertain, text))
    return found


def matrix(latex: str) -> list[list[Number]]:
    body = latex.removeprefix(r"\begin{bmatrix} ").removesuffix(r" \end{bmatrix}")
    return [[factor(cell) for cell in row.split(" & ")] for row in body.split(r" \\ ")]


def factor(latex: str) -> Number:
    [(sign, [shown])] = read(latex)
    assert sign == 1
    return shown


def fourth_digit(value: Fraction) -> Fraction:
    return Fraction(10) ** (MANY.divide(value.numerator, value.denominator).adjusted() - 3) if value else Fraction(0)


def check_shows(shown: Number, actual: float | Fraction, text: str) -> None:
    """What is shown is the actual value, rounded to the digits shown."""
    assert abs(shown.value - Fraction(actual)) <= shown.unit * Fraction(51, 100) + LEAST, (text, float(actual))
