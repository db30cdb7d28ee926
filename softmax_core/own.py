"""A data set of the user's own as a source: known by a digest of its content, as no link has room for its samples."""

import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import Any

from .csv_file import MOST_COLUMNS, MOST_ROWS
from .data import DataSet
from .settings import MAX_CLASSES
from .validation import InputError

_DIGEST = re.compile("[0-9a-f]{16}")


@dataclass(frozen=True)
class Own:
    """A data set that somebody brought. Two of the same content are equal, whatever they are called.

    `Own(data, name)` makes one: of the DataSet that `csv_data.read_csv` reads from a file, or of one made of what a
    JSON file holds, `DataSet(x, labels, features, classes)`. The digest is then the same as before.

    Attributes:
        data: the samples, as many and as wide as a file may have them, of 2 to 6 classes.
        name: what the screen calls it, a file's name for example; empty where it has none.
        digest: 16 hex digits that the features, the classes, x and the labels determine.

    Raises InputError where the data are more than a file may hold.
    """

    data: DataSet = field(compare=False, repr=False)
    name: str = field(default="", compare=False)
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        for what, number, most in (
            ("samples", self.data.n_samples, MOST_ROWS),
            ("features", self.data.n_features, MOST_COLUMNS - 1),
            ("classes", self.data.n_classes, MAX_CLASSES),
        ):
            if number > most:
                raise InputError(what, f"be at most {most}", number)
        object.__setattr__(self, "digest", _digest(self.data))

    def data_set(self) -> DataSet:
        return self.data


@dataclass(frozen=True)
class Digest:
    """The digest of an own data set."""

    def read(self, parameter: str, text: str) -> str:
        if not _DIGEST.fullmatch(text):
            raise InputError(parameter, "be 16 digits of 0 to 9 and a to f", repr(text))
        return text

    def check(self, parameter: str, value: Any) -> Any:
        return value

    def write(self, value: str) -> str:
        return value


def _digest(data: DataSet) -> str:
    names = json.dumps([data.features, data.classes, data.x.shape]).encode()
    digest = hashlib.sha256(names)
    digest.update(data.x.astype("<f8", order="C", copy=False).ravel())
    digest.update(data.labels.astype("<i8", copy=False))
    return digest.hexdigest()[:16]
