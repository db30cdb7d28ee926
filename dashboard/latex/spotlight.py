r"""A spotlight on one class: what in a formula is about another class loses its colours.

A part that is about a class is marked while it is written, and the marks become colours, or nothing, at the end.
"""

import re

from .symbols import UNLIT


def of_class(index: int, latex: str) -> str:
    """A part of a formula that is about a class, counted from 0; within a cell of its alignment or matrix."""
    return f"⟦{index}|{latex}⟧" if latex.strip() else latex


def row_of_class(index: int, row: str) -> str:
    """A row of an alignment that is about a class."""
    return "&".join(of_class(index, cell) for cell in row.split("&"))


def spotlit(latex: str, lit: int | None) -> str:
    """A formula without its marks, with all in the colour of its symbols that is not about another class than `lit`."""

    def shown(part: re.Match) -> str:
        index, inner = part.groups()
        return inner if lit in (None, int(index)) else unlit(inner)

    return re.sub(r"⟦(\d)\|(.*?)⟧", shown, latex)


def unlit(latex: str) -> str:
    """A part of a formula in grey."""
    before, inner, after = re.fullmatch(r"(\s*)(.*?)(\s*)", latex).groups()
    plain = re.sub(r"\\textcolor\{#\w{6}\}", "", inner)
    return rf"{before}\textcolor{{{UNLIT[0]}}}{{{plain}}}{after}"
