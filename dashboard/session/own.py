"""What a user does with a file of their own: give it, choose its columns, and train on it."""

from collections.abc import Sequence

from softmax_core.validation import InputError, as_typed

from .draft import Draft
from .fields import refusing
from .study import change_source, study_session

NAME = "own_file"
"""Of the field that a file is given in; what is wrong with the file is refused by this name."""


def ask() -> None:
    """Ask for a file; until one is used, the set on screen stays."""
    study_session().asks = True


def ask_no_more() -> None:
    study_session().asks = False


def give(name: str, raw: bytes) -> None:
    """A file was uploaded, or pasted: look at it, with the columns that are likely meant."""
    with refusing(NAME):
        try:
            draft = Draft.of(name, raw)
        except InputError as error:
            raise InputError(f"{as_typed(name)}: {error.parameter}", error.rule, error.received) from None
        _show(draft)


def choose_label(column: str) -> None:
    with refusing(NAME):
        _show(study_session().draft.with_label(column))


def choose_features(columns: Sequence[str]) -> None:
    with refusing(NAME):
        _show(study_session().draft.with_features(columns))


def use() -> None:
    """Train on the file as it is read now."""
    own = study_session().draft.own
    if own is not None:
        change_source(own)


def _show(draft: Draft) -> None:
    state = study_session()
    state.draft = draft
    for field in (NAME, "own_text", "own_label", "own_features"):
        state.versions[field] += 1
