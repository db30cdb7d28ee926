"""Computes what a formula in symbols says of a round: its sums, products and derivatives, whatever they claim to be."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

import numpy as np

from softmax_core import Moment

TINY = 1e-30
"""The imaginary step of a derivative: its square vanishes, so nothing is lost by cancelling."""

Array = np.ndarray
Value = Callable[["World"], Array]

_LEFT_OUT = re.compile(r"\\(?:left|right|[Bb]igl|[Bb]igr|textstyle|quad|[,;])|\\text\{[^{}]*\}")
_TOKEN = re.compile(r"\\\\|\\[A-Za-z]+|\d+\.?\d*|[A-Za-z]|[-+/(){}^_=&]")


@dataclass(frozen=True)
class World:
    """What the symbols of a round stand for, as columns and matrices; what is moved on its own is no longer computed.

    Indices are counted from 0, as `index` has them by their letters. `inputs` are the letters of a sum whose ends are
    not told that run over the inputs.
    """

    w: Array
    b: Array
    x: Array
    y: Array
    rate: float
    index: dict[str, int]
    inputs: str = ""
    moved_theta: Array | None = None
    moved_p: Array | None = None

    @classmethod
    def of(cls, moment: Moment, inputs: str = "") -> "World":
        weights, bias = moment.parameters
        return cls(weights, bias[:, None], moment.x.T, moment.y.T, moment.learning_rate, {}, inputs)

    @property
    def theta(self) -> Array:
        return self.w.T @ self.x + self.b if self.moved_theta is None else self.moved_theta

    @property
    def p(self) -> Array:
        return np.exp(self.theta) / np.exp(self.theta).sum() if self.moved_p is None else self.moved_p

    @property
    def loss(self) -> Array:
        return _scalar(-(self.y * np.log(self.p)).sum())

    def at(self, **index: int) -> "World":
        return replace(self, index={**self.index, **index})

    def array(self, name: str) -> Array:
        shifted = self.theta - self.theta.real.max()
        slope = self.p - self.y
        return {
            "w": lambda: self.w,
            "W": lambda: self.w,
            "b": lambda: self.b,
            "x": lambda: self.x,
            "y": lambda: self.y,
            r"\theta": lambda: self.theta,
            r"\hat{y}": lambda: self.p,
            "J": lambda: self.loss,
            "S": lambda: _scalar(np.exp(self.theta).sum()),
            "m": lambda: _scalar(self.theta.real.max()),
            "e": lambda: np.exp(shifted),
            r"\eta": lambda: _scalar(self.rate),
            r"\wnew": lambda: self.w - self.rate * self.x @ slope.T,
            r"\Wnew": lambda: self.w - self.rate * self.x @ slope.T,
            r"\bnew": lambda: self.b - self.rate * slope,
        }[name]()

    def moved(self, name: str, place: tuple[int, int]) -> "World":
        """With one number a little into the imaginary."""
        array = self.array(name).astype(complex)
        array[place] += 1j * TINY
        part = {"w": "w", "W": "w", "b": "b", "x": "x", r"\theta": "moved_theta", r"\hat{y}": "moved_p"}[name]
        return replace(self, **{part: array})


def _scalar(value: complex) -> Array:
    return np.array([[value]])


class _Symbol(NamedTuple):
    name: str
    subscripts: tuple[str, ...]

    def place(self, world: World) -> tuple[int, int]:
        numbers = [int(one) - 1 if one.isdigit() else world.index[one] for one in self.subscripts]
        return (*numbers, 0)[:2] if numbers else (0, 0)

    def __call__(self, world: World) -> Array:
        array = world.array(self.name)
        return _scalar(array[self.place(world)]) if self.subscripts else array


class _Parser:
    def __init__(self, latex: str) -> None:
        latex = re.sub(r"\\underbrace\{((?:[^{}]|\{[^{}]*\})*)\}_\{[^{}]*\}", r"\1", latex)
        latex = re.sub(r"([Wwb])(_\w|_\{\w+\}|)\^\{\\text\{new\}\}", r"\\\1new\2", latex)
        latex = re.sub(r"\(([^()]*,\\ [^()]*)\)", _as_column, latex)
        latex = _LEFT_OUT.sub(" ", latex)
        self.tokens = _TOKEN.findall(latex)
        assert "".join(self.tokens) == re.sub(r"\s", "", latex), latex

    def next(self, expected: str | None = None) -> str:
        token = self.tokens.pop(0)
        assert expected in (None, token), (expected, token, self.tokens)
        return token

    def is_at(self, *tokens: str) -> bool:
        return bool(self.tokens) and self.tokens[0] in tokens

    def sum(self) -> Value:
        terms = [self.term()]
        while self.is_at("+", "-"):
            terms.append(self.term())
        return lambda world: _added([term(world) for term in terms])

    def term(self) -> Value:
        sign = -1 if self.is_at("+", "-") and self.next() == "-" else 1
        product = self.product()
        return lambda world: sign * product(world)

    def product(self) -> Value:
        found = self.factor()
        while self.tokens and not self.is_at("+", "-", ")", "}", "=", "&", "\\\\", r"\end", r"\ne"):
            operator = self.next() if self.is_at(r"\cdot", r"\times", "/") else ""
            found = _quotient(found, self.factor()) if operator == "/" else _times(found, self.factor())
        return found

    def factor(self) -> Value:
        base = self.base()
        if not self.is_at("^"):
            return base
        self.next()
        power = self.next()
        if power == r"\top":
            return lambda world: base(world).T
        if power == "{":
            power = "".join(self.next() for _ in range(self.tokens.index("}")))
            self.next()
        return lambda world: base(world) ** float(power)

    def base(self) -> Value:
        if self.is_at("("):
            return self.inside("(", ")")
        kinds = {r"\frac": self.fraction, r"\sum": self.over_all, r"\begin": self.rows}
        token = self.tokens[0]
        if token in kinds:
            self.next()
            return kinds[token]()
        if token in (r"\exp", r"\ln"):
            self.next()
            inner, function = self.factor(), {r"\exp": np.exp, r"\ln": np.log}[token]
            return lambda world: function(inner(world))
        if token == r"\max":
            self.next()
            self.next("_")
            letter, inner = self.next(), self.factor()
            return lambda world: _scalar(max(inner(world.at(**{letter: k})).real.item() for k in range(len(world.y))))
        if token[0].isdigit():
            self.next()
            return lambda world: _scalar(float(token))
        return self.symbol()

    def inside(self, opening: str, closing: str) -> Value:
        self.next(opening)
        found = self.sum()
        self.next(closing)
        return found

    def symbol(self) -> _Symbol:
        name = self.next()
        if name == r"\hat":
            name += "".join(self.next() for _ in "{y}")
        if not self.is_at("_"):
            return _Symbol(name, ())
        self.next()
        if not self.is_at("{"):
            return _Symbol(name, (self.next(),))
        self.next()
        letters = []
        while not self.is_at("}"):
            letters += [*self.next()]
        self.next()
        return _Symbol(name, tuple(letters))

    def fraction(self) -> Value:
        self.next("{")
        is_derivative = self.is_at(r"\partial") and bool(self.next())
        above = self.sum()
        self.next("}")
        self.next("{")
        if not is_derivative:
            below = self.sum()
            self.next("}")
            return _quotient(above, below)
        self.next(r"\partial")
        by = self.symbol()
        self.next("}")
        return lambda world: _derivative(above, by, world)

    def over_all(self) -> Value:
        """A sum over an index."""
        self.next("_")
        left_out, last = "", ""
        if not self.is_at("{"):
            letter = self.next()
        else:
            self.next()
            letter = self.next()
            if self.is_at("="):
                *begin, last = [self.next() for _ in range(5)]
                assert begin == ["=", "1", "}", "^"]
            else:
                self.next(r"\ne")
                left_out = self.next()
                self.next("}")
        body = self.term()

        def added(world: World) -> Array:
            is_inputs = last == "n" if last else letter in world.inputs
            places = range(len(world.x) if is_inputs else len(world.y))
            kept = [place for place in places if not left_out or place != _index(left_out, world)]
            return sum((body(world.at(**{letter: place})) for place in kept), _scalar(0.0))

        return added

    def rows(self) -> Value:
        """A matrix, or cases of which one holds."""
        self.next("{")
        kind = "".join(self.next() for _ in range(self.tokens.index("}")))
        self.next("}")
        rows = [[self.sum()]]
        while not self.is_at(r"\end"):
            if self.next() == "\\\\":
                rows.append([self.sum()])
            else:
                rows[-1].append(self.condition() if kind == "cases" else self.sum())
        for _ in range(3 + len(kind)):
            self.next()
        if kind == "cases":
            return lambda world: next(value(world) for value, holds in rows if holds(world))
        return lambda world: np.array([[cell(world).item() for cell in row] for row in rows])

    def condition(self) -> Callable[[World], bool]:
        one, relation, other = self.next(), self.next(), self.next()
        return lambda world: (_index(one, world) == _index(other, world)) == (relation == "=")


def _as_column(found: re.Match) -> str:
    """Numbers side by side in parentheses stand for a column."""
    return r"\begin{bmatrix} " + found[1].replace(r",\ ", r" \\ ") + r" \end{bmatrix}"


def _index(one: str, world: World) -> int:
    return int(one) - 1 if one.isdigit() else world.index[one]


def _added(values: list[Array]) -> Array:
    assert len({value.shape for value in values}) == 1 or any(value.size == 1 for value in values)
    return sum(values[1:], values[0])


def _times(one: Value, other: Value) -> Value:
    def product(world: World) -> Array:
        first, second = one(world), other(world)
        return first * second if 1 in (first.size, second.size) else first @ second

    return product


def _quotient(one: Value, other: Value) -> Value:
    return lambda world: one(world) / other(world)


def _derivative(above: Value, by: _Symbol, world: World) -> Array:
    """By a number; or by all of an array: of a number in the shape of the array, of a column as a Jacobian."""
    if by.subscripts:
        return above(world.moved(by.name, by.place(world))).imag / TINY
    shape = world.array(by.name).shape
    slopes = [above(world.moved(by.name, place)).imag / TINY for place in np.ndindex(shape)]
    if slopes[0].size == 1:
        return np.array([slope.item() for slope in slopes]).reshape(shape)
    assert shape[1] == 1
    return np.hstack(slopes)


@cache
def _read(latex: str) -> Value:
    parser = _Parser(latex)
    value = parser.sum()
    assert not parser.tokens, latex
    return value


def computed(latex: str, world: World) -> Array:
    """What a formula comes to."""
    found = _read(latex)(world)
    assert math.isclose(np.abs(np.imag(found)).max(), 0, abs_tol=1e-25)
    return np.real(found)


def chains(latex: str) -> list[list[str]]:
    """The chains of equations in a line, each as its sides; what only says when one holds goes with it."""
    found = []
    for part in re.split(r",? \\qquad ", latex):
        plain = re.sub(r"^\\left\((.*)\\right\)$", r"\1", part)
        sides, depth, start = [], 0, 0
        for place, sign in enumerate(plain):
            depth += {"{": 1, "}": -1}.get(sign, 0)
            is_case = plain[:place].count(r"\begin{cases}") > plain[:place].count(r"\end{cases}")
            if sign == "=" and not depth and not is_case:
                sides.append(plain[start:place].strip())
                start = place + 1
        found.append([*sides, plain[start:].strip()])
    return found
