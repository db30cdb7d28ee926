"""Rows, sums and matrices of shown numbers, as LaTeX."""

import re
from collections.abc import Sequence
from typing import Literal

from .lines import Line
from .numbers import Quantity, Shown, relation
from .spotlight import of_class, of_row, spotlit
from .symbols import colored

Classes = Literal["", "rows", "columns"]

_APART = r" \\[0.7em] "
_WIDEST = 60  # characters of a sum on one line


def aligned(*groups: Sequence[str]) -> str:
    """Rows under each other, a little apart where a new group begins."""
    rows = _APART.join(r" \\ ".join(group) for group in groups)
    return rf"\begin{{aligned}} {rows} \end{{aligned}}"


def under_each_other(*blocks: str) -> str:
    """Blocks of LaTeX in the middle, a little apart."""
    return rf"\begin{{gathered}} {_APART.join(blocks)} \end{{gathered}}"


def matrix(rows: Sequence[Sequence[Shown]], classes: Classes = "", *, by_input: bool = False) -> str:
    """A matrix of shown numbers; `classes` says whether its rows or its columns are the classes.

    `by_input` says that its rows are those of the inputs.
    """

    def cell(shown: Shown, row: int, column: int) -> str:
        latex = of_row(row, shown.latex) if by_input else shown.latex
        return of_class({"rows": row, "columns": column}[classes], latex) if classes else latex

    cells = ((cell(shown, i, k) for k, shown in enumerate(row)) for i, row in enumerate(rows))
    body = r" \\ ".join(map(" & ".join, cells))
    latex, color = rf"\begin{{bmatrix}} {body} \end{{bmatrix}}", rows[0][0].color
    return colored(color, latex) if color else latex


def shown_as(rows: Sequence[Sequence[Quantity]], classes: Classes = "", *, by_input: bool = False) -> str:
    """A matrix of given numbers, behind the sign before it; the rest as of `matrix`."""
    shown = [[quantity.shown() for quantity in row] for row in rows]
    sign = relation(all(cell.is_exact for row in shown for cell in row))
    return f"{sign} {matrix(shown, classes, by_input=by_input)}"


def row_of(values: Sequence[Quantity], classes: bool = False) -> str:
    """Numbers side by side, behind the sign before them; `classes` says whether there is one for each class."""
    shown = [value.shown() for value in values]
    cells = [of_class(k, str(value)) if classes else str(value) for k, value in enumerate(shown)]
    return f"{relation(all(value.is_exact for value in shown))} (" + r",\ ".join(cells) + ")"


def column_of(values: Sequence[Quantity]) -> str:
    """Numbers under each other, behind the sign before them."""
    return shown_as([[value] for value in values])


def sum_rows(name: str, line: Line, terms: Sequence[str] = ()) -> list[str]:
    """name = term + term + … = result, on as many rows as it takes; the operands, unless other terms are given."""
    first, *rest = terms or [str(line.operands[0]), *(operand.term for operand in line.operands[1:])]
    says_all = " + ".join([first, *rest]) == str(line.result)
    rows = [f"{name} &{line.relation} {first}"]
    for term in rest:
        if _width(rows[-1]) + _width(term) > _WIDEST:
            rows.append(r"&\quad")
        rows[-1] += f" + {term}"
    if not says_all:
        rows[-1] += line.end
    return rows


def _width(latex: str) -> int:
    """About how many characters wide it is."""
    visible = re.sub(r"\\textcolor\{#\w+\}|[{}^_& ]", "", spotlit(latex))
    return len(re.sub(r"\\[a-z]+", "+", visible))
