"""Which column of a user's CSV file is likely the label."""

from typing import NamedTuple

from .csv_data import MISSING, meant_as_number
from .csv_file import CsvFile
from .settings import MAX_CLASSES

_NAMES = frozenset(
    {"class", "label", "target", "species", "variety", "category", "kind", "type", "outcome", "diagnosis"}
)
"""What a column of classes is often called, in small letters."""


class Likely(NamedTuple):
    """A column, and the reason why it, in words that follow its name."""

    column: str
    reason: str


def likely_label(file: CsvFile) -> Likely:
    """The last column of text with 2 to 6 different values, without one the last of numbers with as many.

    Of several, one that is called as classes often are. Where there is neither, the last one, be it of text. Of a long
    file some rows are looked at, evenly over it. Raises InputError where one of them is none.

    >>> likely_label(CsvFile(b"kind,size,year\\nNA,1,2007\\nb,2,2008\\nb,2,2008\\n")).column
    'kind'
    >>> likely_label(CsvFile(b"species,size,sex\\na,1,f\\nb,2,m\\nb,2,f\\n"))
    Likely(column='species', reason='by its name, and it has 2 to 6 different values')
    """
    values: list[set[str]] = [set() for _ in file.columns]
    for rows in file.spread():
        for place, cells in enumerate(zip(*rows, strict=True)):
            if len(values[place]) <= MAX_CLASSES:
                values[place].update(map(str.strip, cells))
                values[place].discard("")
    is_text = [any(text.casefold() not in MISSING and not meant_as_number(text) for text in found) for found in values]
    fits = [2 <= len(found) <= MAX_CLASSES for found in values]
    fitting_text = [fit and text for fit, text in zip(fits, is_text, strict=True)]
    if any(fitting_text):
        return _likeliest(file, fitting_text, "the last column of text with 2 to 6 different values")
    # A column of numbers that is the only one is rather what there is to learn from.
    if any(fits) and sum(bool(found) and not text for found, text in zip(values, is_text, strict=True)) > 1:
        return _likeliest(file, fits, "the last column with 2 to 6 different values")
    wanted = is_text if any(is_text) else [True] * len(values)
    return Likely(_last(file, wanted), "as no column has 2 to 6 different values")


def _likeliest(file: CsvFile, fits: list[bool], reason: str) -> Likely:
    """The last of these columns, for this reason, or the last of those that have such a name."""
    named = [fit and name.strip().casefold() in _NAMES for name, fit in zip(file.columns, fits, strict=True)]
    last = _last(file, fits)
    if any(named) and (column := _last(file, named)) != last:
        return Likely(column, "by its name, and it has 2 to 6 different values")
    return Likely(last, reason)


def _last(file: CsvFile, wanted: list[bool]) -> str:
    return next(name for name, is_wanted in zip(file.columns[::-1], wanted[::-1], strict=True) if is_wanted)
