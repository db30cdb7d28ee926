"""A line of the derivation, and how its numbers are written."""

from collections.abc import Sequence
from typing import NamedTuple

from ..layout import matrix
from ..numbers import Quantity, relation
from ..symbols import painted


class Line(NamedTuple):
    """One step: what is done, as Markdown; the formula, and the same with numbers where it has any, as LaTeX."""

    words: str
    symbols: str
    numbers: str = ""

    @classmethod
    def painted(cls, words: str, symbols: str, numbers: str = "") -> "Line":
        """A line whose symbols stand as in `painted`."""
        return cls(painted(words), painted(symbols), painted(numbers))


def row_of(values: Sequence[Quantity]) -> str:
    """Numbers side by side, behind the sign before them."""
    shown = [value.shown() for value in values]
    return f"{relation(all(value.is_exact for value in shown))} (" + r",\ ".join(map(str, shown)) + ")"


def column_of(values: Sequence[Quantity]) -> str:
    """Numbers under each other, behind the sign before them."""
    shown = [[value.shown()] for value in values]
    return f"{relation(all(value.is_exact for (value,) in shown))} {matrix(shown)}"
