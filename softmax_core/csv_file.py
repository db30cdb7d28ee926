"""The text of a CSV file: its encoding and separator, its columns by name, and its rows."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from itertools import chain, islice

import numpy as np
from numpy.typing import NDArray

from .validation import InputError, as_typed

MOST_BYTES = 50_000_000
MOST_COLUMNS = 100
MOST_ROWS = 1_000_000
"""With the header and blank lines: a file of nothing but line ends would keep a page busy for a minute."""

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab"}

_LOOKED_AT = 1000  # rows, for the first two that are not blank
_PIECES, _PIECE = 10, 50_000  # of a long file some are looked at, of so many bytes
_AT_ONCE = 500  # rows, whose cells fit into a processor's cache
_TINY = re.compile(r"[eE]-\d{3}|0{200}")
_UNDEFINED = "\x81\x8d\x8f\x90\x9d"  # the bytes that Windows-1252 has no letter for


class CsvFile:
    """The text of a file: its encoding, its separator, and its columns by name.

    Attributes:
        raw: the bytes of the file, which make it.
        codec: what Python calls its encoding.
        encoding: what the screen calls it, "UTF-8" or "Windows-1252".
        separator: one of SEPARATORS.
        header_row: the number of the row with the names of the columns, the first that is not blank.
        columns: those names.

    Raises:
        InputError: where it is no table with a header: empty, 50 MB or larger, not text, with fewer than 2 columns or
            more than 100, or with two of one name; while it is read, of more than a million rows. The message names
            row and column.
    """

    def __init__(self, raw: bytes) -> None:
        if len(raw) >= MOST_BYTES:
            raise InputError("file", f"be smaller than {MOST_BYTES // 10**6} MB", f"{len(raw) / 1e6:.1f} MB")
        if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise InputError("file", "be text in UTF-8 or Windows-1252", "UTF-16")
        self.raw = raw
        self.codec = _codec(raw)
        self.encoding = "UTF-8" if self.codec == "utf-8-sig" else "Windows-1252"
        self.separator = max(SEPARATORS, key=self._fit)
        if self.codec == "latin-1":
            self._refuse_letters(_UNDEFINED, "be text in UTF-8 or Windows-1252")
        if b"\0" in raw:
            self._refuse_letters("\0", "have no NUL byte")
        self.header_row, self.columns = self._header()

    @property
    def decimal(self) -> str | None:
        """The sign before the decimals: "." or ","; None where both are in the file and cells have to be asked."""
        if self.separator == "," or b"," not in self.raw:
            return "."
        return "," if self.separator == ";" and b"." not in self.raw else None

    def rows(self, most: int) -> list[list[str]]:
        """The first rows below the header, as text."""
        rows = chain.from_iterable(block.rows()[1] for block in self.blocks())
        return list(islice(rows, most))

    def blocks(self) -> Iterator["Block"]:
        """The rows below the header, some hundred at a time. Raises InputError where quotes are wrong."""
        first, quoted = self.header_row + 1, b'"' in self.raw
        below = islice(self._reader(self.separator) if quoted else self._lines(), self.header_row, None)
        while some := _some(below, first):
            yield Block(self, first, some) if quoted else Lines(self, first, some)
            first += len(some)

    def spread(self) -> Iterator[list[list[str]]]:
        """Rows below the header, of a long file some, evenly over it. Raises InputError as `blocks`."""
        if len(self.raw) < 2 * _PIECES * _PIECE or b'"' in self.raw or b"\n" not in self.raw:
            yield from (block.rows()[1] for block in self.blocks())
            return
        yield next(self.blocks()).rows()[1]
        for piece in range(1, _PIECES):
            first = self.raw.find(b"\n", piece * len(self.raw) // _PIECES) + 1
            last = self.raw.rfind(b"\n", first, first + _PIECE)
            lines = self.raw[first : max(first, last)].decode(self.codec).splitlines()
            rows = csv.reader(lines, delimiter=self.separator, strict=True)
            yield [row for row in rows if len(row) == len(self.columns)]

    def _lines(self) -> io.TextIOWrapper:
        return io.TextIOWrapper(io.BytesIO(self.raw), self.codec, newline="")

    def _reader(self, separator: str) -> Iterator[list[str]]:
        return csv.reader(self._lines(), delimiter=separator, strict=True)

    def _fit(self, separator: str) -> tuple[bool, bool, int]:
        """How well a separator fits the first two rows: the larger the better."""
        rows = (row for row in islice(self._reader(separator), _LOOKED_AT) if not _is_blank(row))
        widths: list[int] = []
        with suppress(csv.Error):
            widths.extend(len(row) for row in islice(rows, 2))
        first = widths[0] if widths else 0
        return (first > 1, len(set(widths)) == 1, first)

    def _header(self) -> tuple[int, tuple[str, ...]]:
        """The number of the first row that is not blank, and the names in it."""
        reader, first = self._reader(self.separator), 1
        while rows := _some(reader, first):
            names = next((row for row in rows if not _is_blank(row)), None)
            if names is not None:
                return first + rows.index(names), self._checked(first + rows.index(names), names)
            first += len(rows)
        raise InputError("file", "not be empty", "no row")

    def _checked(self, number: int, names: list[str]) -> tuple[str, ...]:
        if len(names) < 2:
            rule = f"have at least 2 columns, separated by {', '.join(SEPARATORS.values())}"
            raise InputError("file", rule, as_typed(names[0]))
        if len(names) > MOST_COLUMNS:
            raise InputError("file", f"have at most {MOST_COLUMNS} columns", f"{len(names)} in row {number}")
        names = [name.strip() or f"column {place}" for place, name in enumerate(names, start=1)]
        for place, name in enumerate(names):
            if name in names[:place]:
                rule = f"have a name of its own, not that of column {names.index(name) + 1}"
                raise InputError(f"row {number}, column {place + 1}", rule, as_typed(name))
        return tuple(names)

    def _refuse_letters(self, letters: str, rule: str) -> None:
        """Raise InputError for the first cell with one of these."""
        found = re.compile(f"[{letters}]")
        with suppress(csv.Error):
            for number, row in enumerate(self._reader(self.separator), start=1):
                for place, cell in enumerate(row, start=1):
                    if letter := found.search(cell):
                        raise InputError(f"row {number}, column {place}", rule, letter.group())
        raise InputError("file", rule, "a row that cannot be read")


class Block:
    """Some rows below the header that follow each other, the first of which has the number `first`."""

    def __init__(self, file: CsvFile, first: int, rows: list[list[str]]) -> None:
        self._file, self.first, self._rows = file, first, rows

    def rows(self) -> tuple[Sequence[int], list[list[str]]]:
        """The rows that are not blank as text, and their numbers.

        Raises InputError for a row that has not as many cells as the header.
        """
        width = len(self._file.columns)
        numbers: Sequence[int] = range(self.first, self.first + len(self._rows))
        rows = self._rows
        if any(len(row) != width for row in rows):
            pairs = [pair for pair in zip(numbers, rows, strict=True) if not _is_blank(pair[1])]
            for number, row in pairs:
                if len(row) != width:
                    raise InputError(f"row {number}", f"have {counted(width, 'cell')}, as the header", len(row))
            numbers, rows = [number for number, _ in pairs], [row for _, row in pairs]
        return numbers, rows

    def table(self, kinds: Sequence[str]) -> NDArray | None:
        """All rows as a structured array whose fields are numbered, "0" …, where it can be made of them at once.

        Args:
            kinds: of each column, "f8" for numbers (NaN and infinity too, as NumPy reads them) or "O" for text, in
                which a decimal comma has become a point.
        """
        return None


class Lines(Block):
    """A block of a file without quotes, where a line is a row."""

    def __init__(self, file: CsvFile, first: int, lines: list[str]) -> None:
        self._file, self.first, self._lines = file, first, lines

    @cached_property
    def _rows(self) -> list[list[str]]:
        return _some(csv.reader(self._lines, delimiter=self._file.separator, strict=True), self.first)

    def table(self, kinds: Sequence[str]) -> NDArray | None:
        if self._file.decimal is None or not self._lines[0].strip():
            return None
        lines = self._lines
        if self._file.decimal == ",":
            lines = [line.replace(",", ".") for line in lines]
        dtype = [(str(place), kind) for place, kind in enumerate(kinds)]
        try:
            table = np.loadtxt(lines, dtype, comments=None, delimiter=self._file.separator, ndmin=1)
        except ValueError:
            return None
        return table if len(table) == len(self._lines) else None

    @property
    def may_be_tiny(self) -> bool:
        """Whether a number so near 0 may be among them that a float makes 0 of it."""
        return any(map(_TINY.search, self._lines))


def counted(number: int, what: str) -> str:
    """1 row, 2 rows."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def _codec(raw: bytes) -> str:
    if raw.isascii():
        return "utf-8-sig"
    for codec in ("utf-8-sig", "cp1252"):
        try:
            raw.decode(codec)
        except UnicodeDecodeError:
            continue
        return codec
    return "latin-1"  # which has a letter for every byte, to say where the wrong ones are


def _some(reader: Iterator, first: int) -> list:
    """The next rows or lines, some hundred; raises InputError where one is no row, or there are more than may be."""
    rows: list[list[str]] = []
    try:
        rows.extend(islice(reader, _AT_ONCE))
    except csv.Error as error:
        rule = "be a row of cells, with quotes around whole cells or none"
        raise InputError(f"row {first + len(rows)}", rule, str(error)) from None
    if first + len(rows) > MOST_ROWS + 1:
        raise InputError("file", f"have at most {MOST_ROWS} rows", "more")
    return rows


def _is_blank(row: list[str]) -> bool:
    return len(row) < 2 and not "".join(row).strip()
