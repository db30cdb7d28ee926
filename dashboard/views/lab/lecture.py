"""What the projector view shows of a sub-step: what is under the spotlight, what is covered, its derivation."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from dashboard.latex import SUB_STEPS, Round, SubStep, Template, sub_step
from dashboard.latex import derivation as proof
from dashboard.session import rounds, run_session, view

from .schema import PARTS

ALL_LINES = "9"
MOST_NUMBERS = 12
"""Weights of a layer whose numbers all fit beside each other, large enough for the back row."""

_KEYS = [template.key for template in SUB_STEPS]
_OF_ROWS = ("inputs", "logits", "gradients", "update")
"""The sub-steps that show something of each row of the weights."""


class Lines(NamedTuple):
    """A derivation, and how much of it is shown."""

    title: str
    all: Sequence[proof.Line]
    shown: Sequence[proof.Line]


class Shown(NamedTuple):
    """What is on the stage.

    Attributes:
        template: the sub-step whatever its numbers.
        sub_step: the same with its numbers.
        spot: the class a spotlight is on, counted from 0, None where it is off.
        row: the row of the weights a spotlight is on, that of an input or, after those, of the bias; likewise.
        focus: the class that is shown where only one can be.
        is_covered: whether the results of this sub-step are covered.
        can_cover, can_derive, has_rows: whether it has results, a derivation, and rows of the weights.
        lines: the derivation, where it is open.
    """

    template: Template
    sub_step: SubStep
    spot: int | None
    row: int | None
    focus: int
    is_covered: bool
    can_cover: bool
    can_derive: bool
    has_rows: bool
    lines: Lines | None

    def has(self, key: str) -> bool:
        """Whether the results of a sub-step are to be seen by now."""
        place, here = _KEYS.index(key), _KEYS.index(self.template.key)
        return place < here or (place == here and not self.is_covered)


def shown() -> Shown:
    """What the link says."""
    session = run_session()
    index = int(session.view["part"]) - 1
    template, round = SUB_STEPS[index], Round(session.moment)
    alone = _is_large()
    spot, row = _spot(), _row()
    if alone and spot is None:
        spot = session.true_class
    can_cover = template.key != "inputs"
    derivation = _DERIVATIONS.get(template.key)
    count = int(session.view["derive"])
    lines = None
    if derivation and count:
        title, derive = derivation
        found = derive(round, session.true_class if spot is None else spot)
        lines = Lines(title, found, found[:count])
    return Shown(
        template=template,
        sub_step=sub_step(session.moment, index, spot, alone=alone, lit_row=row),
        spot=spot,
        row=row,
        focus=session.true_class if spot is None else spot,
        is_covered=can_cover and session.view["cover"] == "yes",
        can_cover=can_cover,
        can_derive=derivation is not None,
        has_rows=template.key in _OF_ROWS,
        lines=lines,
    )


def forth() -> None:
    """Uncover what is covered; else the next line of the derivation; else the next sub-step, or the next round's first.

    A clicker has no more keys than this and back.
    """
    state = run_session()
    now = shown()
    if now.lines:
        is_last = len(now.lines.shown) == len(now.lines.all)
        view.switch(derive="0" if is_last else str(len(now.lines.shown) + 1))
    elif now.is_covered:
        view.switch(cover="open")
    else:
        part = int(state.view["part"])
        if part == len(PARTS):
            rounds.step(1)
        _enter(part % len(PARTS) + 1)


def back() -> None:
    """The line before; else the sub-step before, or the last of the round before."""
    state = run_session()
    now = shown()
    part = int(state.view["part"])
    if now.lines:
        view.switch(derive=str(len(now.lines.shown) - 1))
    elif part > 1:
        _enter(part - 1)
    elif state.run.at > 0:
        rounds.previous()
        _enter(len(PARTS))


def go_to(part: str) -> None:
    """This sub-step."""
    _enter(int(part))


def step() -> None:
    """A whole round."""
    rounds.step(1)
    view.switch(cover=_on_entering())


def cover() -> None:
    """Cover the results of this sub-step or, where they are, uncover them and those to come."""
    now = shown()
    if now.lines:
        view.switch(derive="1" if len(now.lines.shown) == len(now.lines.all) else ALL_LINES)
    elif now.can_cover:
        view.switch(cover="no" if now.is_covered else "yes")


def move_spotlight(by: int) -> None:
    """To the next class or the one before; beyond the last it is off, unless there is room for one class only."""
    n_classes = run_session().run.setup.n_classes
    if _is_large():
        spot = (shown().focus + by) % n_classes + 1
    else:
        spot = (0 if _spot() is None else _spot() + 1) + by
        spot %= n_classes + 1
    view.switch(spot=str(spot))


def next_row() -> None:
    """The spotlight to the next row of the weights: of the first input and on, of the bias, and off."""
    rows = _rows()
    at = 0 if _row() is None else _row() + 1
    view.switch(row=["0", *rows][(at + 1) % (len(rows) + 1)])


def derive() -> None:
    """Open the derivation of this sub-step, all of it unless the class is to predict; or close it."""
    now = shown()
    if now.lines:
        view.switch(derive="0")
    elif now.can_derive:
        view.switch(derive=ALL_LINES if run_session().view["cover"] == "no" else "1")


def _enter(part: int) -> None:
    run_session().messages.ended = ""  # which was read by now
    view.switch(part=str(part), cover=_on_entering(), derive="0")


def _on_entering() -> str:
    """Where the class predicts first, every sub-step begins covered."""
    return "no" if run_session().view["cover"] == "no" else "yes"


def _spot() -> int | None:
    """The class the link names, None where it names none that this run has."""
    spot = int(run_session().view["spot"]) - 1
    return spot if 0 <= spot < run_session().run.setup.n_classes else None


def _row() -> int | None:
    """The row the link names, None where it names none that this run has."""
    name = run_session().view["row"]
    return _rows().index(name) if name in _rows() else None


def _rows() -> list[str]:
    """The rows of the weights and the bias by their names in the link."""
    return [*(str(i + 1) for i in range(run_session().run.setup.n_features)), "bias"]


def _is_large() -> bool:
    """Whether only one class's numbers fit, large enough for the back row."""
    setup = run_session().run.setup
    return setup.n_features * setup.n_classes > MOST_NUMBERS or max(setup.n_features, setup.n_classes) > 4


def _another(round: Round, k: int) -> int:
    """A class that is not k."""
    return (k + 1) % len(round.y)


def _softmax(round: Round, k: int) -> list[proof.Line]:
    return [*proof.same_class(round, k), *proof.other_class(round, k, _another(round, k))]


def _gradients(round: Round, k: int) -> list[proof.Line]:
    return proof.parameter_gradients(round, k if _is_large() else None)


def _pushes(round: Round, k: int) -> list[proof.Line]:
    return proof.pushes_by_cases(round, _another(round, k) if k == round.true else k)


_DERIVATIONS: dict[str, tuple[str, Callable[[Round, int], list[proof.Line]]]] = {
    "exponentials": ("why the largest logit may be subtracted", lambda numbers, _: [proof.quotient(numbers)]),
    "softmax": ("how each probability answers to each logit", _softmax),
    "error": ("the slope of the loss along each logit is ŷ − y", _pushes),
    "gradients": ("from the logits on to the weights and the bias", _gradients),
}
"""What is derived at a sub-step, and from which class."""
