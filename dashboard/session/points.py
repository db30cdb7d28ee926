"""Points set by hand: clicked into the plane, dragged, typed into the table, and taken away."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from softmax_core.numerals import read_typed_number, read_whole
from softmax_core.sources import LETTERS, ByHand, as_points
from softmax_core.validation import InputError

from . import fields
from .change import commit, settled
from .fields import refusing, told
from .study import look_at_sample, study_session
from .view import bring

MOST_EDITS = 60
"""Of a message, so many are read: the browser sends again what was not answered."""

LONGEST_NAME = 20
"""Letters of the name that a browser gives a point it adds."""

_PARTS = ("x1", "x2", "class")


def source_of_edits() -> str:
    """What an edit is for: the study of a link, as this process opened it."""
    return f"{fields.PROCESS}.{study_session().opened}"


def set_by_hand() -> None:
    """From here on by hand: a made set as the points it has, else a few to begin with. None is held back to test."""
    state = settled()
    study = state.value
    plan = replace(study.plan, test_share=0.0)
    study = replace(study, source=as_points(study.source), plan=plan, sample=None, held=())
    bring(study, {**state.view, "across": "1", "up": "2"})


def edited(component: str) -> None:
    """Points were edited in a part of the page.

    The browser tells all edits that were not answered yet, the oldest first, so that none is lost where messages are
    merged, and numbers them, so that none is made twice.
    """
    edits = told(component, "edited")
    answered = study_session().hand.answered
    for edit in edits[:MOST_EDITS] if isinstance(edits, list) else ():
        if isinstance(edit, Mapping) and type(edit.get("id")) is int and edit["id"] > answered[component]:
            answered[component] = edit["id"]
            if edit.get("source") == source_of_edits() and isinstance(study_session().study.source, ByHand):
                with refusing("points"):
                    _do(edit)


def remove_looked_at() -> None:
    """Take the point away that is looked at."""
    study = settled().value
    if isinstance(study.source, ByHand) and study.sample is not None:
        with refusing("points"):
            _remove(study.sample)


def change_classes(n_classes: int) -> list[str]:
    """Another number of classes; points of those that go, go with them. The classes that had some, by their letters.

    Raises InputError where no point would be left.
    """
    study = settled().value
    points = study.source.points
    kept = [place for place, (_, _, label) in enumerate(points) if label <= n_classes]
    sample = kept.index(study.sample) if study.sample in kept else None
    commit(replace(study, source=study.source.of_classes(n_classes), sample=sample))
    return [LETTERS[label - 1] for label in sorted({label for _, _, label in points if label > n_classes})]


def _do(edit: Mapping[str, Any]) -> None:
    """An edit, as far as it is one: a browser may send anything. One of a point that is gone is dropped."""
    study = study_session().study
    source, names = study.source, study_session().hand.names(study.source)
    name, act = edit.get("point"), edit.get("act")
    if act == "add" and isinstance(name, str) and len(name) <= LONGEST_NAME and name not in names:
        label = _class(edit.get("class"), source.n_classes)
        added = source.added(_number("x1", edit.get("x1")), _number("x2", edit.get("x2")), label)
        _train_on(added, (*names, name), study.sample, stands=True)
    elif name in names:
        place = names.index(name)
        x1, x2, label = source.points[place]
        match act:
            case "select":
                look_at_sample(place)
            case "move":
                moved = _number("x1", edit.get("x1")), _number("x2", edit.get("x2"))
                _train_on(source.changed(place, *moved, label), names, study.sample, stands=True)
            case "type" if edit.get("part") in _PARTS:
                typed = _typed(f"{edit['part']} of point {place + 1}", edit, source.n_classes)
                point = {"x1": x1, "x2": x2, "class": label} | typed
                _train_on(source.changed(place, *point.values()), names, study.sample)
            case "remove":
                _remove(place)


def _remove(place: int) -> None:
    """Take a point away, in a place counted from 0."""
    study = study_session().study
    names = study_session().hand.names(study.source)
    sample = study.sample
    if sample is not None and sample >= place:
        sample = None if sample == place else sample - 1
    _train_on(study.source.without(place), (*names[:place], *names[place + 1 :]), sample)


def _train_on(source: ByHand, names: tuple[str, ...], sample: int | None, *, stands: bool = False) -> None:
    """Train on these points, for as many rounds."""
    commit(replace(settled().value, source=source, sample=sample))
    if study_session().study.source == source:  # its link may have had no room
        study_session().hand.remember(source, names, stands=stands)


def _typed(parameter: str, edit: Mapping[str, Any], n_classes: int) -> dict[str, float]:
    part, text = edit["part"], edit.get("text")
    return {part: _class(text, n_classes) if part == "class" else _number(parameter, text)}


def _number(parameter: str, value: Any) -> float:
    """A number that was typed, or that is one."""
    if isinstance(value, str):
        return read_typed_number(parameter, value)
    if type(value) not in (int, float):
        raise InputError(parameter, "be a number", value)
    return value


def _class(value: Any, n_classes: int) -> int:
    return read_whole("class", str(value), 1, n_classes)
