"""What a sub-step of a round is: its words and formulas, whatever the numbers, and how its numbers are written."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .layout import aligned
from .lines import Line
from .numbers import Quantity
from .round import Round
from .symbols import painted

_UNCERTAIN = r"Where terms nearly cancel, the rounding of floats shows in their sum: $\pm$ says how far off it may be."
_BESIDE_ONE = "What would round to 1 is written by its distance from 1."


class SubStep(NamedTuple):
    """A sub-step with the numbers of a round. `formula`, `numbers` and `shapes` are LaTeX, `prose` is Markdown with
    LaTeX in it."""

    key: str
    title: str
    phase: str
    prose: str
    formula: str
    numbers: str
    shapes: str
    lit: frozenset[str]


class Written(NamedTuple):
    """The numbers of a sub-step as rows, in groups, and the sentences they need."""

    groups: Sequence[Sequence[str]]
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Template:
    """A sub-step whatever its numbers.

    Symbols stand as in `painted`; # is the true class, (n,k) the shape of the weights.

    Attributes:
        key: what code calls it.
        title: what the screen calls it.
        phase: `Forward`, `Backward` or `Update`.
        lit: the parts it is about, of those that the network picture and the weight grid can light.
        prose: what happens, and why.
        formula: what is computed.
        shapes: the same with the shapes of its arrays.
        write: its numbers.
    """

    key: str
    title: str
    phase: str
    lit: frozenset[str]
    prose: str
    formula: str
    shapes: str
    write: Callable[[Round], Written]

    def of(self, round: Round) -> SubStep:
        groups, notes = self.write(round)
        sizes = {"n": str(len(round.x)), "k": str(len(round.y)), "1": "1"}
        shapes = re.sub(r"\((\w),(\w)\)", lambda pair: f"({sizes[pair[1]]},{sizes[pair[2]]})", self.shapes)
        return SubStep(
            key=self.key,
            title=self.title,
            phase=self.phase,
            prose=painted(" ".join([self.prose, *notes]).replace("#", str(round.true + 1))),
            formula=painted(self.formula),
            numbers=aligned(*([painted(row) for row in group] for group in groups)),
            shapes=painted(shapes),
            lit=self.lit,
        )


def uncertain(lines: Sequence[Line]) -> list[str]:
    """The sentence that lines with an error need."""
    return [_UNCERTAIN] * any(line.error for line in lines)


def beside_one(values: Sequence[Quantity]) -> list[str]:
    """The sentence that numbers written by their distance from 1 need."""
    return [_BESIDE_ONE] * any(value.from_one for value in values)
