"""The data sets that need but a name: committed beside this file, or a file of a package that is installed."""

import gzip
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from .csv_data import read_csv
from .data import DataSet
from .validation import InputError

_PENGUINS = Path(__file__).parent / "datasets" / "penguins.csv"
_MOST_DIGITS = 6
"""As many classes as have a colour and a mark of their own."""
_PIXELS = 8


@dataclass(frozen=True)
class Penguins:
    """Three species of penguins by four measures of their bodies; see datasets/README.md."""

    def data_set(self) -> DataSet:
        return _penguins()


@dataclass(frozen=True)
class Iris:
    """Three species of iris, 50 flowers each, by four measures of their flowers.

    R. A. Fisher (1936), "The use of multiple measurements in taxonomic problems"; the file comes with Plotly. Raises
    InputError where that is not installed.
    """

    def __post_init__(self) -> None:
        _file_of("iris")

    def data_set(self) -> DataSet:
        return _iris()


@dataclass(frozen=True)
class Digits:
    """The handwritten digits 0 to 5 as images of 8 × 8 pixels from 0 to 16, which are the features, row by row.

    E. Alpaydin and C. Kaynak (1998), "Optical Recognition of Handwritten Digits"; the file comes with scikit-learn, and
    has the digits 6 to 9 too. Raises InputError where that is not installed.
    """

    def __post_init__(self) -> None:
        _file_of("digits")

    def data_set(self) -> DataSet:
        return _digits()


_FILES = {"iris": ("Plotly", "plotly/package_data/datasets/iris.csv.gz"),
          "digits": ("scikit-learn", "sklearn/datasets/data/digits.csv.gz")}  # fmt: skip
"""Of each set the package that has it and where."""


def has_file(name: str) -> bool:
    """Whether the package that brings a set, `iris` or `digits`, is installed."""
    try:
        _file_of(name)
    except InputError:
        return False
    return True


@cache
def _file_of(name: str) -> Path:
    """The file of a set. The package is found and not imported: that takes a second, and the core needs none."""
    title, place = _FILES[name]
    package, _, inside = place.partition("/")
    spec = find_spec(package)
    file = Path(spec.origin).parent / inside if spec and spec.origin else None
    if file is None or not file.is_file():
        raise InputError("set", f"be one whose package is installed, which for {name} is {title}", name)
    return file


@cache
def _penguins() -> DataSet:
    features = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")
    return read_csv(_PENGUINS.read_bytes(), label="species", features=features)[0]


@cache
def _iris() -> DataSet:
    features = ("sepal_length", "sepal_width", "petal_length", "petal_width")
    return read_csv(gzip.decompress(_file_of("iris").read_bytes()), label="species", features=features)[0]


@cache
def _digits() -> DataSet:
    table = np.loadtxt(gzip.decompress(_file_of("digits").read_bytes()).decode().splitlines(), delimiter=",")
    table = table[table[:, -1] < _MOST_DIGITS]
    places = range(1, _PIXELS + 1)
    features = tuple(f"pixel {row},{column}" for row in places for column in places)
    classes = tuple(map(str, range(_MOST_DIGITS)))
    return DataSet(table[:, :-1], table[:, -1].astype(int), features, classes, (_PIXELS, _PIXELS))
