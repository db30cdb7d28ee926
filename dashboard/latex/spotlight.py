r"""A spotlight on a class, on a row of the weights, or on both: what in a formula is about another loses its colours.

A part that is about one of them is marked while it is written, and the marks become colours, or nothing, at the end.
The rows are those of the inputs and after them the bias, whose input is always 1.
"""

import re

from .symbols import UNLIT

_MARKED = re.compile(r"⟦(class|row) (\d)\|([^⟦⟧]*)⟧")


def of_class(index: int, latex: str) -> str:
    """A part of a formula that is about a class, counted from 0; each cell of an alignment or matrix by itself."""
    return _marked("class", index, latex)


def of_row(index: int, latex: str) -> str:
    """The same about a row of the weights, counted from 0."""
    return _marked("row", index, latex)


def spotlit(latex: str, lit_class: int | None = None, lit_row: int | None = None) -> str:
    """A formula without its marks, with all in the colour of its symbols that is about no other class and row."""
    lit = {"class": lit_class, "row": lit_row}

    def shown(part: re.Match) -> str:
        kind, index, inner = part.groups()
        return inner if lit[kind] in (None, int(index)) else unlit(inner)

    while (found := _MARKED.sub(shown, latex)) != latex:  # the inner marks first
        latex = found
    return latex


def unlit(latex: str) -> str:
    """A part of a formula in grey."""
    before, inner, after = re.fullmatch(r"(\s*)(.*?)(\s*)", latex).groups()
    plain = re.sub(r"\\textcolor\{#\w{6}\}", "", inner)
    return rf"{before}\textcolor{{{UNLIT[0]}}}{{{plain}}}{after}"


def _marked(kind: str, index: int, latex: str) -> str:
    return "&".join(f"⟦{kind} {index}|{cell}⟧" if cell.strip() else cell for cell in latex.split("&"))
