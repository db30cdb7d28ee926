"""Where floats cannot follow the derivation, and the sentences that say so."""

from collections.abc import Iterable

from ..numbers import number
from ..round import Round

_SMALLEST = 1e-300  # products of floats above it have all their digits


def has_floats(round: Round, classes: Iterable[int]) -> bool:
    """Whether floats can hold 1/ŷₜ and the entries of these classes in row t of the Jacobian, t the true class."""
    return round.probabilities[round.true].value > _SMALLEST and all(
        abs(round.jacobian[round.true][k].value) > _SMALLEST or round.exact_errors[k].value == 0 for k in classes
    )


def until_cancelled(round: Round) -> str:
    t = round.true + 1
    return (
        rf"Here $<ŷ_{t}>$, or its product with another probability, is too small for a float: the numbers begin where "
        rf"$<ŷ_{t}>$ has cancelled."
    )


def rounded_in_training(round: Round) -> str:
    """What training makes of the last line where a float cannot hold it."""
    computed, exact = round.errors[round.true], round.exact_errors[round.true]
    t, in_floats = round.true + 1, number(computed.value)
    if in_floats == number(exact.value):
        return ""
    return (
        rf" Training computes with floats, which round $<ŷ_{t}>$ to 16 digits: there "
        rf"$<ŷ_{t}> - <y_{t}>$ is ${in_floats}$."
    )
