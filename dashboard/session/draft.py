"""A file of the user's own before it is trained on: what is made of it, and what is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from softmax_core.csv_data import Report, columns_of_numbers, read_file
from softmax_core.csv_file import CsvFile
from softmax_core.csv_label import likely_label
from softmax_core.own import Own
from softmax_core.validation import InputError

from .plain_csv import read_plain

PREVIEWED = 3
"""Rows."""


@dataclass(frozen=True)
class Draft:
    """A file as it is read with these columns.

    Attributes:
        name: what the file is called.
        file: its text.
        label: the column of the classes.
        reason: why this one; empty where somebody chose it.
        features: the columns of numbers, in the order of the file.
        own: the data set; None where the columns do not make one.
        report: on it; None where there is none.
        problem: why there is none; None where there is one.
    """

    name: str
    file: CsvFile
    label: str
    reason: str = ""
    features: tuple[str, ...] = ()
    own: Own | None = None
    report: Report | None = None
    problem: InputError | None = None

    @cached_property
    def first_rows(self) -> list[list[str]]:
        """The first rows below the header, as text."""
        return self.file.rows(PREVIEWED)

    @classmethod
    def of(cls, name: str, raw: bytes) -> "Draft":
        """With the label and the features that are likely meant. Raises InputError where the file is no table."""
        file = CsvFile(raw)
        return cls(name, file, *likely_label(file))._read(None)

    def with_label(self, column: str) -> "Draft":
        """With another label; the features are then all other columns of numbers."""
        return replace(self, label=column, reason="")._read(None)

    def with_features(self, columns: Sequence[str]) -> "Draft":
        return self._read([column for column in self.file.columns if column in columns])

    def _read(self, features: Sequence[str] | None) -> "Draft":
        """With these features, None for all columns of numbers."""
        try:
            data, report = read_file(self.file, self.label, features, read_plain)
        except InputError as problem:
            if features is None:
                features = columns_of_numbers(self.file, self.label)[0]
            return replace(self, features=tuple(features), own=None, report=None, problem=problem)
        return replace(self, features=data.features, own=Own(data, self.name), report=report, problem=None)
