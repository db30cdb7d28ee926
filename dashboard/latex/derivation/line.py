"""A line of the derivation."""

from typing import NamedTuple

from ..spotlight import spotlit
from ..symbols import painted


class Line(NamedTuple):
    """One step: what is done, as Markdown; the formula, and the same with numbers where it has any, as LaTeX."""

    words: str
    symbols: str
    numbers: str = ""

    @classmethod
    def painted(cls, words: str, symbols: str, numbers: str = "") -> "Line":
        """A line whose symbols stand as in `painted`."""
        return cls(painted(words), painted(symbols), spotlit(painted(numbers)))
