"""Which column of a user's CSV file is likely the label."""

from typing import NamedTuple

from .csv_data import MISSING, meant_as_number
from .csv_file import CsvFile
from .settings import MAX_CLASSES


class Likely(NamedTuple):
    """A column, and the reason why it, in words that follow its name."""

    column: str
    reason: str


def likely_label(file: CsvFile) -> Likely:
    """The last column of text with 2 to 6 different values, without one the last of numbers with as many.

    Where there is neither, the last one, be it of text. Of a long file some rows are looked at, evenly over it. Raises
    InputError where one of them is none.

    >>> likely_label(CsvFile(b"kind,size,year\\nNA,1,2007\\nb,2,2008\\nb,2,2008\\n")).column
    'kind'
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
        return Likely(_last(file, fitting_text), "the last column of text with 2 to 6 different values")
    # A column of numbers that is the only one is rather what there is to learn from.
    if any(fits) and sum(bool(found) and not text for found, text in zip(values, is_text, strict=True)) > 1:
        return Likely(_last(file, fits), "the last column with 2 to 6 different values")
    wanted = is_text if any(is_text) else [True] * len(values)
    return Likely(_last(file, wanted), "as no column has 2 to 6 different values")


def _last(file: CsvFile, wanted: list[bool]) -> str:
    return next(name for name, is_wanted in zip(file.columns[::-1], wanted[::-1], strict=True) if is_wanted)
