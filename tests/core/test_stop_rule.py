"""The stop rule: what it compares, and where a run to the end ends."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from softmax_core import PRESETS, Edit, Run, replay
from softmax_core.settings import MAX_ROUNDS
from tests.core.strategies import bits, runs

SLOW = PRESETS["slow"].setup


def converged(run: Run) -> bool:
    return run.has_converged(replay(run))


def to_end(run: Run) -> Run:
    return run.run_to_end(replay(run))


@pytest.mark.parametrize(
    ("loss", "below"),
    [("ce", math.log(3)), ("bce", math.log(3) + 2 * math.log(1.5))],
)
def test_the_stop_rule_compares_the_shown_loss_with_the_tolerance(loss, below):
    setup = replace(SLOW, loss=loss)
    assert converged(Run(replace(setup, tolerance=below * 1.000001)))
    assert not converged(Run(replace(setup, tolerance=below * 0.999999)))


def test_the_loss_must_be_below_the_tolerance_not_equal():
    run = Run(replace(PRESETS["huge-logits"].setup, y=(1, 0, 0), tolerance=0))
    assert replay(run).losses()[0] == 0
    assert not converged(run)
    assert converged(Run(replace(run.setup, tolerance=5e-324)))


def test_the_stop_rule_is_that_of_the_round_looked_at():
    run = Run(PRESETS["document"].setup, rounds=2)
    assert [converged(run.look_at(round)) for round in range(3)] == [False, True, True]


def test_the_stop_rule_does_not_hold_while_a_later_edit_exists():
    run = Run(PRESETS["document"].setup, (Edit(2, "b1", 0.5),), rounds=3)
    assert [converged(run.look_at(round)) for round in range(4)] == [False, False, True, True]


def test_a_step_past_the_stop_rule_is_allowed():
    run = Run(PRESETS["document"].setup, rounds=1)
    assert converged(run)
    assert (run.step().rounds, len(replay(run.step()))) == (2, 3)


@given(runs(), st.floats(1e-3, 3))
def test_run_to_the_end_stops_at_the_first_round_that_satisfies_the_rule(run, tolerance):
    run = replace(run, setup=replace(run.setup, tolerance=tolerance, max_rounds=40))
    end = to_end(run)
    longest = replace(run, rounds=run.rounds + 40)
    history = replay(longest)
    rounds = range(run.at, longest.rounds + 1)
    first = next((round for round in rounds if longest.look_at(round).has_converged(history)), longest.rounds)
    assert end == replace(run, rounds=max(run.rounds, first), at=first)


@pytest.mark.parametrize("round", [0, 1, 5, 17])
def test_run_to_the_end_goes_past_a_loss_that_only_equals_the_tolerance(round):
    losses = replay(Run(SLOW, rounds=round + 1)).losses()
    end = to_end(Run(replace(SLOW, tolerance=float(losses[round]))))
    assert end.at == round + 1
    assert converged(end)


@pytest.mark.parametrize("most", [0, 1, 15, 16, 17, 100, 137])
def test_run_to_the_end_trains_at_most_max_rounds_more(most):
    run = Run(replace(SLOW, max_rounds=most), rounds=7, at=2)
    assert to_end(run) == Run(run.setup, rounds=7 + most)


def test_run_to_the_end_never_passes_10000_rounds():
    run = Run(SLOW, rounds=MAX_ROUNDS - 3)
    assert to_end(run) == Run(SLOW, rounds=MAX_ROUNDS)


def test_run_to_the_end_stays_where_the_rule_already_holds():
    run = Run(PRESETS["document"].setup, rounds=5, at=3)
    assert to_end(run) == run


def test_run_to_the_end_goes_past_later_edits():
    run = Run(PRESETS["document"].setup, (Edit(4, "y", 1),), rounds=4, at=1)
    end = to_end(run)
    assert end.at > 4
    assert converged(end)
    assert end.edits == run.edits


def test_the_update_is_the_same_whichever_loss_is_shown():
    ce, bce = (replay(Run(replace(SLOW, loss=loss), rounds=20)) for loss in ("ce", "bce"))
    assert bits(ce) == bits(bce)


def test_the_documents_loss_never_falls_below_its_clip():
    run = Run(replace(PRESETS["document"].setup, loss="bce"), rounds=50)
    assert replay(run).losses("bce").min() == pytest.approx(3.0e-15, rel=1e-2)
    assert not converged(replace(run, setup=replace(run.setup, tolerance=2.9e-15)))
