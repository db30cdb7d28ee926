"""A round as eight sub-steps, in order."""

from softmax_core import Moment

from .backward import ERROR, GRADIENTS, UPDATE
from .forward import EXPONENTIALS, INPUTS, LOGITS, LOSS, SOFTMAX
from .round import Round
from .sub_step import SubStep

SUB_STEPS = (INPUTS, LOGITS, EXPONENTIALS, SOFTMAX, LOSS, ERROR, GRADIENTS, UPDATE)
"""The sub-steps whatever their numbers."""


def sub_steps(moment: Moment) -> tuple[SubStep, ...]:
    """The eight sub-steps of a round with one sample: moment.x (1, n_features), moment.y (1, n_classes)."""
    round = Round(moment)
    return tuple(step.of(round) for step in SUB_STEPS)


def sub_step(
    moment: Moment, index: int, lit: int | None = None, *, alone: bool = False, lit_row: int | None = None
) -> SubStep:
    """One of `sub_steps`, without the work of the others.

    Args:
        moment: the round.
        index: of the sub-step, counted from 0.
        lit: the class a spotlight is on, counted from 0: what is about another one loses its colours.
        alone: whether the numbers are shown of that class alone, and of the others only the results.
        lit_row: the row of the weights a spotlight is on, counted from 0: an input's or, after those, that of the bias.
    """
    return SUB_STEPS[index].of(Round(moment), lit, alone=alone, lit_row=lit_row)
