"""CSV files of nothing but plain numbers and classes, read by pandas: in half the time that the core's reader takes."""

import csv
import io
from collections.abc import Sequence

import numpy as np
import pandas as pd

from softmax_core.csv_data import Plain
from softmax_core.csv_file import CsvFile
from softmax_core.settings import MAX_CLASSES
from softmax_core.validation import LARGEST

_MAY_BE_TINY = (b"e-", b"E-", b"0" * 200)


def read_plain(file: CsvFile, label: str, features: Sequence[str]) -> Plain | None:
    """What pandas reads of a plain file; None where the core has to look at each cell, or has an error to tell.

    It is a `PlainReader` of softmax_core.csv_data: what comes to a number for pandas but not for the core, or the other
    way round, is left to the core.
    """
    raw = file.raw.replace(b"\r\n", b"\n") if b"\r" in file.raw else file.raw
    if b'"' in raw or b"\r" in raw or file.decimal is None:
        return None
    places = [file.columns.index(name) for name in features]
    its_place, last = file.columns.index(label), len(file.columns) - 1
    try:
        table = _table(file, raw, its_place)
    except ValueError:  # a row that is too long
        return None
    if any(table.dtypes[place].kind not in "iuf" for place in places):
        return None
    # Where a row is too short the last column lacks a text. Of one that nobody asked for that may be as well.
    rows = len(table) + 1  # with the header; lines before it are blank
    if last not in (its_place, *places) and raw.count(file.separator.encode()) != rows * last:
        return None
    x = np.ascontiguousarray(table[places].to_numpy(np.float64))
    codes, found = pd.factorize(table[its_place].to_numpy())
    names = [name.strip() for name in found]
    if not np.abs(x).max() <= LARGEST or not all(names) or not 2 <= len(set(names)) <= MAX_CLASSES:
        return None
    if not x.all() and any(sign in raw for sign in _MAY_BE_TINY):
        return None  # a 0 may be a number too small for a float
    classes = list(dict.fromkeys(names))
    return x, classes, np.array([classes.index(name) for name in names])[codes]


def _table(file: CsvFile, raw: bytes, its_place: int) -> pd.DataFrame:
    """All columns by their places, the label as text. Of what is all numbers pandas makes numbers, told so or not."""
    is_utf_8 = file.codec == "utf-8-sig"
    return pd.read_csv(
        io.BytesIO(raw if is_utf_8 else raw.decode(file.codec).encode()),
        sep=file.separator,
        decimal=file.decimal,
        header=None,
        names=range(len(file.columns)),
        index_col=False,
        skiprows=file.header_row,
        dtype={its_place: object},
        na_filter=False,
        quoting=csv.QUOTE_NONE,
        encoding="utf-8",
        engine="c",
    )
