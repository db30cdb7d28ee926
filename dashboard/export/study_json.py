"""A study and its pinned studies as a JSON file, and back: their links, and the samples that no link has room for."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from softmax_core.data import DataSet
from softmax_core.link import NO_KEYS, Schema
from softmax_core.own import Own
from softmax_core.study import Study
from softmax_core.study_link import Link, parse, write
from softmax_core.validation import InputError

from .document import STUDY, a_link, an_object, few_pins, known, opened, pins_of, shown

VERSION = 1
MOST_NUMBERS = 500_000
"""So many numbers of samples a file has at the most, of all its data sets together."""
MAX_BYTES = 20_000_000
"""The largest file that is read: so many numbers in full take 12 million bytes, and their names and classes few."""


def too_large(studies: Iterable[Study]) -> str:
    """Why no file has all samples of some studies; empty where they are not too many."""
    size = sum({study.source: study.data.x.size for study in studies}.values())
    if size <= MOST_NUMBERS:
        return ""
    return f"The samples have {size} numbers, and no script or JSON is made of more than {MOST_NUMBERS}."


def study_json(
    study: Study, pins: Sequence[Study] = (), view: Mapping[str, str] | None = None, schema: Schema = NO_KEYS
) -> str:
    """A study, what the screen shows beside it, and up to four pinned ones as JSON; `read_study` gives back the same.

    {"format": "softmax-study", "version": 1, "link": the query string of study and view, "pins": [one of each pinned
    study], "data": [{"name", "features", "classes", "x": [a row a sample], "labels": [a class a sample, counted from
    1]} of each data set that somebody brought]}
    """
    few_pins(pins, "studies")
    own: dict[str, Own] = {}
    for source in (each.source for each in (study, *pins)):
        if isinstance(source, Own):
            own.setdefault(source.digest, source)  # of one content the name on screen
    document = {
        "format": STUDY,
        "version": VERSION,
        "link": write(study, view, schema),
        "pins": [write(pin) for pin in pins],
        "data": [_table(source) for source in own.values()],
    }
    return json.dumps(document, separators=(",\n ", ": ")) + "\n"


def read_study(data: bytes, schema: Schema = NO_KEYS) -> tuple[Study, dict[str, str], tuple[Study, ...]]:
    """The study of a file, the view that came with it, and the pinned studies, which are distinct.

    Raises:
        InputError: for anything that is no such file; it names what is wrong.
    """
    document = opened(data, STUDY, (VERSION,), MAX_BYTES)
    known("file", document, ("format", "version", "link", "pins", "data"))
    own = {source.digest: source for source in _sources(document.get("data", []))}
    pins = pins_of(document, "studies")
    link = _read("", document.get("link"), schema, own)
    read: list[Study] = []
    for place, pin in enumerate(pins, 1):
        read.append(_read(f"pin {place}: ", pin, NO_KEYS, own).study)
        if read[-1] in read[:-1]:
            raise InputError(f"pin {place}", "differ from the pins before it", pin)
    return link.study, link.view, tuple(read)


def _read(where: str, value: Any, schema: Schema, own: Mapping[str, Own]) -> Link:
    """What a link says; `where` stands before the names in messages."""
    link = a_link(where, value)
    try:
        said = parse(link, schema, own)
        if said.unknown:
            raise InputError("link", "have no other keys than a study's", said.unknown[0])
    except InputError as error:
        raise InputError(where + error.parameter, error.rule, error.received) from None
    return said


def _table(source: Own) -> dict[str, Any]:
    data = source.data
    return {
        "name": source.name,
        "features": data.features,
        "classes": data.classes,
        "x": data.x.tolist(),
        "labels": (data.labels + 1).tolist(),
    }


def _sources(tables: Any) -> Iterable[Own]:
    """The data sets of a file, which are distinct."""
    if not isinstance(tables, list) or len(tables) > 5:
        raise InputError("data", "be a list of at most 5 data sets", shown(tables))
    size = 0
    for place, value in enumerate(tables, 1):
        where = f"data {place}"
        table = an_object(where, value)
        known(where, table, ("name", "features", "classes", "x", "labels"))
        name = table.get("name", "")
        if not isinstance(name, str):
            raise InputError(f"{where}: name", "be text", shown(name))
        features, classes = (_names(f"{where}: {key}", table.get(key)) for key in ("features", "classes"))
        x, labels = _numbers(where, table, len(features))
        if (size := size + x.size) > MOST_NUMBERS:
            raise InputError("data", f"have at most {MOST_NUMBERS} numbers in all", size)
        try:
            yield Own(DataSet(x, labels, features, classes), name)
        except InputError as error:
            raise InputError(f"{where}: {error.parameter}", error.rule, error.received) from None


def _names(where: str, names: Any) -> tuple[str, ...]:
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise InputError(where, "be a list of names", shown(names))
    return tuple(names)


def _numbers(where: str, table: Mapping[str, Any], n_features: int) -> tuple[np.ndarray, np.ndarray]:
    """x and the labels, of which the data set checks the rest."""
    x, labels = table.get("x"), table.get("labels")
    if not isinstance(x, list) or not all(isinstance(row, list) and len(row) == n_features for row in x) or not x:
        raise InputError(f"{where}: x", f"be rows of {n_features} numbers, one a feature", shown(x))
    if len(x) * n_features > MOST_NUMBERS:
        raise InputError(f"{where}: x", f"have at most {MOST_NUMBERS} numbers", len(x) * n_features)
    if not isinstance(labels, list) or not all(type(label) is int and 0 < label < 1000 for label in labels):
        raise InputError(f"{where}: labels", "be class numbers, counted from 1", shown(labels))
    if any(type(number) not in (int, float) for row in x for number in row):
        raise InputError(f"{where}: x", "hold nothing but numbers", "something else")
    try:
        return np.array(x, dtype=float), np.array(labels) - 1
    except OverflowError:
        raise InputError(f"{where}: x", "hold numbers of at most 1e100 in size", "a larger one") from None
