"""What a sub-step of a round is: its words and formulas, whatever the numbers, and how its numbers are written."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .layout import aligned, under_each_other
from .lines import Line
from .numbers import Quantity
from .round import Round
from .spotlight import of_class, spotlit
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


class OfClass(NamedTuple):
    """Rows that are about a class, counted from 0."""

    index: int
    rows: Sequence[str]


class Written(NamedTuple):
    """The numbers of a sub-step.

    Attributes:
        groups: rows that stand together, about all classes or about one.
        notes: the sentences they need.
        together: whether the groups stand close, as lines of one list.
        rest: one row with the results of all classes, for where only one class's rows are shown.
    """

    groups: Sequence[Sequence[str] | OfClass]
    notes: Sequence[str] = ()
    together: bool = False
    rest: str = ""

    def rows(self, alone: int | None) -> list[list[str]]:
        """Groups of rows with their marks; where a class is `alone`, without the rows of the others."""
        found: list[list[str]] = []
        for group in self.groups:
            marked, is_joined = list(group), False
            if isinstance(group, OfClass):
                if alone not in (None, group.index):
                    continue
                marked = [of_class(group.index, row) for row in group.rows]
                is_joined = self.together and bool(found)
            if is_joined:
                found[-1] += marked
            else:
                found.append(marked)
        return found

    def numbers(self, alone: int | None) -> str:
        """The LaTeX of all of it, with marks."""
        block = aligned(*self.rows(alone))
        return block if alone is None or not self.rest else under_each_other(block, self.rest)


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
        write_one: its numbers as far as they are about one class, where those are not rows of all the numbers.
    """

    key: str
    title: str
    phase: str
    lit: frozenset[str]
    prose: str
    formula: str
    shapes: str
    write: Callable[[Round], Written]
    write_one: Callable[[Round, int], Written] | None = None

    def of(
        self,
        round: Round,
        lit: int | None = None,
        *,
        alone: bool = False,
        lit_row: int | None = None,
        scaled: bool = False,
    ) -> SubStep:
        """With the numbers of a round; of all, or `alone` of the class `lit`.

        To that class a spotlight may point, and to the row `lit_row` of the weights. Where the inputs are `scaled`,
        they are written x′, as x is what was measured.
        """
        one = lit if alone else None
        written = self.write(round) if one is None or self.write_one is None else self.write_one(round, one)

        def drawn(latex: str) -> str:
            return painted(latex.replace("<x", "<x'") if scaled else latex)

        sizes = {"n": str(len(round.x)), "k": str(len(round.y)), "1": "1"}
        shapes = re.sub(r"\((\w),(\w)\)", lambda pair: f"({sizes[pair[1]]},{sizes[pair[2]]})", self.shapes)
        return SubStep(
            key=self.key,
            title=self.title,
            phase=self.phase,
            prose=drawn(" ".join([self.prose, *written.notes]).replace("#", str(round.true + 1))),
            formula=drawn(self.formula),
            numbers=spotlit(drawn(written.numbers(one)), lit, lit_row),
            shapes=drawn(shapes),
            lit=self.lit,
        )


def uncertain(lines: Sequence[Line]) -> list[str]:
    """The sentence that lines with an error need."""
    return [_UNCERTAIN] * any(line.error for line in lines)


def beside_one(values: Sequence[Quantity]) -> list[str]:
    """The sentence that numbers written by their distance from 1 need."""
    return [_BESIDE_ONE] * any(value.from_one for value in values)
