"""A user's CSV file as a data set, and a report on what of it was read and what was not, and why.

Whole columns become numbers at once where they hold nothing but plain numbers, and cell by cell, by the rules for what
people type, where they do not.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from .csv_file import SEPARATORS, Block, CsvFile, counted
from .data import DataSet, Rows
from .functional import Array
from .numerals import read_typed_number
from .settings import MAX_CLASSES
from .validation import LARGEST, InputError, as_typed

MOST_REPORTED = 1000
"""So many dropped rows are named."""

MISSING = frozenset({"", "na", "n/a", "#n/a", "<na>", "nan", "null", "none"})
"""What a cell of numbers holds that holds none, in small letters. A class is missing only where its cell is empty."""

_PLAIN = b"0123456789.+-eE \n"
_PLAIN_WITH_COMMA = _PLAIN + b","
_DECIMAL_COMMA = re.compile(r"[+\-\u2212]?\d*,\d*([eE][+\-\u2212]?\d+)?", re.ASCII)
_PART = r"[+\-\u2212]?[\d.,]*\d[\d.,]*([eE][+\-\u2212]?\d+)?"
_MEANT_AS_NUMBER = re.compile(rf"{_PART}(/{_PART})?", re.ASCII)
_LONGEST_PLAIN = 300  # a longer 0.000…1 may be too small for a float

Plain = tuple[Array, Sequence[str], Rows]
"""What a file of plain numbers holds: x, the names of the classes in any order, and the number of each label."""

PlainReader = Callable[[CsvFile, str, Sequence[str]], Plain | None]
"""Reads these features, in its own way, where a file holds nothing but plain numbers in range and the class of each."""


@dataclass(frozen=True)
class Dropped:
    """A row without a value in this column. The header is row 1, as a spreadsheet counts."""

    row: int
    column: str


@dataclass(frozen=True)
class LeftOut:
    """A column that was not asked for and holds no numbers: the first row that says so, and its text there.

    An empty column has row 0.
    """

    column: str
    row: int
    text: str


@dataclass(frozen=True)
class Report:
    """What became of a file.

    Attributes:
        encoding: "UTF-8" or "Windows-1252".
        separator: one of SEPARATORS.
        n_rows: those below the header, without blank lines.
        n_dropped: how many of them lack a value.
        dropped: the first 1000 of those.
        left_out: columns.
    """

    encoding: str
    separator: str
    n_rows: int
    n_dropped: int
    dropped: tuple[Dropped, ...]
    left_out: tuple[LeftOut, ...]

    def lines(self, most: int = 3) -> list[str]:
        """In words, a line each; of the dropped rows `most` are named."""
        lines = [
            f"Read {self.n_rows - self.n_dropped} of {counted(self.n_rows, 'row')} "
            f"({self.encoding}, separator {SEPARATORS[self.separator]})."
        ]
        if self.n_dropped:
            named = ", ".join(f"row {drop.row} ({as_typed(drop.column)})" for drop in self.dropped[:most])
            more = f" and {self.n_dropped - most} more" if self.n_dropped > most else ""
            lines.append(f"Dropped {counted(self.n_dropped, 'row')} without a value: {named}{more}.")
        for column in self.left_out:
            why = f"row {column.row} holds {as_typed(column.text)}, no number" if column.row else "it is empty"
            lines.append(f"Left out the column {as_typed(column.column)}: {why}.")
        return lines


def read_csv(raw: bytes, label: str, features: Sequence[str] | None = None) -> tuple[DataSet, Report]:
    """The samples of a CSV file.

    The first row names the columns. Separators are comma, semicolon and tab; with the latter two a comma may part the
    decimals. Text is UTF-8, with or without a byte order mark, or Windows-1252 where it is not. Nothing is computed:
    a formula is text. A row that lacks a value is dropped, and the report says so.

    Args:
        raw: the bytes of the file.
        label: the column that holds the classes, whatever they are called, NA and None too; 2 to 6 of them.
        features: the columns of numbers; None for every other column whose first value is a number.

    Returns:
        The data set, its classes in order of their names (of numbers: of size), and the report.

    Raises:
        InputError: naming row and column, for whatever else is in the file.

    >>> data, report = read_csv(b"size;kind\\n1,5;NA\\n2;1\\n;1\\n", label="kind")
    >>> print(data.x.tolist(), data.labels, data.classes, *report.lines(), sep="\\n")
    [[1.5], [2.0]]
    [1 0]
    ('1', 'NA')
    Read 2 of 3 rows (UTF-8, separator semicolon).
    Dropped 1 row without a value: row 4 (size).
    """
    return read_file(CsvFile(raw), label, features)


def read_file(
    file: CsvFile, label: str, features: Sequence[str] | None = None, plain: PlainReader | None = None
) -> tuple[DataSet, Report]:
    """What `read_csv` returns, of a file whose columns were looked at before.

    Args:
        file: the file.
        label, features: as of `read_csv`.
        plain: a faster reader of plain files, which must read them to the same bits; None returned means that the file
            is not one.
    """
    if label not in file.columns:
        raise InputError("label", _one_of(file.columns), as_typed(label))
    if (n_rows := len(file.rows(2))) < 2:
        raise InputError("file", "have at least 2 rows below its header", n_rows)
    left_out: list[LeftOut] = []
    if features is None:
        features, left_out = columns_of_numbers(file, label)
    for place, name in enumerate(features):
        if name not in file.columns or name == label:
            others = [column for column in file.columns if column != label]
            raise InputError("features", _one_of(others), as_typed(name))
        if name in features[:place]:
            raise InputError("features", "be named once each", as_typed(name))
    if not features:
        raise InputError("features", "be at least one column of numbers", "none")
    found = plain(file, label, features) if plain else None
    if found:
        return _of_plain(file, tuple(features), tuple(left_out), *found)
    return _read(file, label, tuple(features), tuple(left_out))


def _of_plain(
    file: CsvFile,
    features: tuple[str, ...],
    left_out: tuple[LeftOut, ...],
    x: Array,
    names: Sequence[str],
    labels: Rows,
) -> tuple[DataSet, Report]:
    classes, new = _in_order(names)
    data = DataSet(x, new[labels], features, classes)
    return data, Report(file.encoding, file.separator, len(x), 0, (), left_out)


def _read(
    file: CsvFile, label: str, features: tuple[str, ...], left_out: tuple[LeftOut, ...]
) -> tuple[DataSet, Report]:
    reading = _Reading(file, label, features)
    for block in file.blocks():
        if not reading.add_plain(block):
            reading.add(*block.rows())
    return reading.data_set(), reading.report(left_out)


class _Reading:
    """What of a file has been read so far."""

    def __init__(self, file: CsvFile, label: str, features: tuple[str, ...]) -> None:
        self._file = file
        self._columns = [_Numbers(file, name) for name in features]
        self._classes = _Classes(file, label)
        self._kinds = ["f8" if name in features else "O" for name in file.columns]
        self._parts: list[Array] = []
        self._n_rows = self._n_dropped = 0
        self._dropped: list[Dropped] = []

    def add_plain(self, block: Block) -> bool:
        """Read rows of nothing but plain numbers and classes; False, and nothing read, where there are others."""
        table = block.table(self._kinds)
        if table is None:
            return False
        x = np.stack([table[str(column.place)] for column in self._columns], axis=1)
        labels = [name.strip() for name in table[str(self._classes.place)]]
        if not np.abs(x).max() <= LARGEST or not all(labels) or (not x.all() and block.may_be_tiny):
            return False
        if self._file.decimal == ",":
            labels = [name.replace(".", ",") for name in labels]
        self._keep(x + 0.0, labels, range(block.first, block.first + len(x)))
        self._n_rows += len(x)
        return True

    def add(self, numbers: Sequence[int], rows: list[list[str]]) -> None:
        """Read any rows, with their numbers."""
        if not rows:
            return
        cells = list(zip(*rows, strict=True))
        x = np.stack([column.read(cells[column.place], numbers) for column in self._columns], axis=1)
        labels = [cell.strip() for cell in cells[self._classes.place]]
        missing = np.column_stack([np.isnan(x), [not name for name in labels]])
        lacks = missing.any(axis=1)
        names = [column.name for column in (*self._columns, self._classes)]
        for row in np.flatnonzero(lacks)[: MOST_REPORTED - len(self._dropped)]:
            self._dropped += [Dropped(numbers[row], names[missing[row].argmax()])]
        kept = np.flatnonzero(~lacks)
        self._keep(x[kept], [labels[row] for row in kept], [numbers[row] for row in kept])
        self._n_rows += len(rows)
        self._n_dropped += len(rows) - len(kept)

    def _keep(self, x: Array, labels: list[str], numbers: Sequence[int]) -> None:
        self._parts.append(x)
        self._classes.read(labels, numbers)

    def data_set(self) -> DataSet:
        if self._n_rows - self._n_dropped < 2:
            first = self._dropped[0]
            received = f"row {first.row} without one in {as_typed(first.column)}"
            raise InputError("file", "have at least 2 rows with all their values", received)
        names, labels = self._classes.in_order()
        x = np.concatenate(self._parts)
        self._parts.clear()
        return DataSet(x, labels, tuple(column.name for column in self._columns), names)

    def report(self, left_out: tuple[LeftOut, ...]) -> Report:
        file = self._file
        return Report(file.encoding, file.separator, self._n_rows, self._n_dropped, tuple(self._dropped), left_out)


class _Numbers:
    """A column of numbers while it is read."""

    def __init__(self, file: CsvFile, name: str) -> None:
        self.name, self.place = name, file.columns.index(name)
        self._has_decimal_comma = file.separator != ","
        self._only_decimal_comma = file.separator == ";"
        self._marks: dict[str, int] = {}  # the first row with a point, and with a comma for it

    def read(self, cells: Sequence[str], numbers: Sequence[int]) -> Array:
        """The numbers of these cells, NaN where one is missing."""
        joined = "\n".join(cells)
        if joined.isascii():
            plain = self._plain(cells, joined.encode(), numbers)
            if plain is not None:
                return plain
        return np.array([self._cell(cell, number) for cell, number in zip(cells, numbers, strict=True)])

    def _plain(self, cells: Sequence[str], joined: bytes, numbers: Sequence[int]) -> Array | None:
        """All at once, where only plain numbers are in them; None otherwise."""
        with_comma = self._only_decimal_comma and b"," in joined
        if joined.translate(None, _PLAIN_WITH_COMMA if with_comma else _PLAIN) or (with_comma and b"." in joined):
            return None
        try:
            texts = [cell.replace(",", ".") for cell in cells] if with_comma else cells
            found = np.fromiter(map(float, texts), np.float64, len(texts))
        except ValueError:
            return None
        if not np.abs(found).max() <= LARGEST:
            return None
        if not found.all() and (b"e" in joined or b"E" in joined or max(map(len, cells)) > _LONGEST_PLAIN):
            return None  # a 0 may be a number too small for a float
        for mark in ",.":
            if mark.encode() in joined:
                self._mark(mark, next(row for cell, row in zip(cells, numbers, strict=True) if mark in cell))
        return found + 0.0

    def _cell(self, cell: str, row: int) -> float:
        text = cell.strip()
        if text.casefold() in MISSING:
            return np.nan
        is_comma = self._has_decimal_comma and bool(_DECIMAL_COMMA.fullmatch(text))
        if is_comma and self._only_decimal_comma:
            text = text.replace(",", ".")
        number = read_typed_number(self._where(row), text)
        if is_comma or "." in text:
            self._mark("," if is_comma else ".", row)
        return number

    def _mark(self, mark: str, row: int) -> None:
        """Raise InputError where the column has had the other decimal sign: 1.234 beside 2,5 may be thousands."""
        self._marks.setdefault(mark, row)
        if len(self._marks) == 2:
            other = next(row for sign, row in self._marks.items() if sign != mark)
            raise InputError(self._where(row), f"have the decimal sign that row {other} has", repr(mark))

    def _where(self, row: int) -> str:
        return _where(row, self.name)


class _Classes:
    """The column of labels while it is read."""

    def __init__(self, file: CsvFile, name: str) -> None:
        self.name, self.place = name, file.columns.index(name)
        self._known: dict[str, int] = {}
        self._labels: list[int] = []

    def read(self, labels: list[str], numbers: Sequence[int]) -> None:
        """Further labels with the rows they are in."""
        known = self._known
        for label in sorted(set(labels) - known.keys(), key=labels.index):
            if len(known) == MAX_CLASSES:
                where = _where(numbers[labels.index(label)], self.name)
                raise InputError(where, f"hold at most {MAX_CLASSES} classes in all", f"another, {as_typed(label)}")
            known[label] = len(known)
        self._labels += map(known.__getitem__, labels)

    def in_order(self) -> tuple[tuple[str, ...], Rows]:
        """The classes in order, and the number of each label among them."""
        if len(self._known) < 2:
            only = next(iter(self._known))
            raise InputError(f"column {as_typed(self.name)}", "hold at least 2 classes", f"only {as_typed(only)}")
        names, new = _in_order(tuple(self._known))
        return names, new[self._labels]


def _in_order(known: Sequence[str]) -> tuple[tuple[str, ...], Rows]:
    """The names of classes by letter, those of numbers by size, and which number each has among them."""
    is_number = all(re.fullmatch("0|[1-9][0-9]*", name) for name in known)
    names = sorted(known, key=lambda name: (len(name) if is_number else 0, name))
    return tuple(names), np.array([names.index(name) for name in known])


def columns_of_numbers(file: CsvFile, label: str) -> tuple[tuple[str, ...], list[LeftOut]]:
    """The columns whose first value is a number, and those that are left out."""
    undecided = {name: place for place, name in enumerate(file.columns) if name != label}
    text: dict[str, LeftOut] = {}
    for block in file.blocks():
        for row, cells in zip(*block.rows(), strict=True):
            for name, place in list(undecided.items()):
                value = cells[place].strip()
                if value.casefold() not in MISSING:
                    del undecided[name]
                    if not meant_as_number(value):
                        text[name] = LeftOut(name, row, value)
        if not undecided:
            break
    text.update((name, LeftOut(name, 0, "")) for name in undecided)
    names = tuple(name for name in file.columns if name != label and name not in text)
    return names, [text[name] for name in file.columns if name in text]


def meant_as_number(text: str) -> bool:
    """Whether a cell looks as if somebody meant a number, be it one or not."""
    return bool(_MEANT_AS_NUMBER.fullmatch(text))


def _where(row: int, column: str) -> str:
    return f"row {row}, column {as_typed(column)}"


def _one_of(columns: Sequence[str]) -> str:
    return f"be one of the columns {', '.join(map(as_typed, columns[:10]))}{', …' if len(columns) > 10 else ''}"
