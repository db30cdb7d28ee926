"""A run is a value: its replay, its steps and its limits."""

import math
from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from softmax_core import PRESETS, Edit, Given, InputError, Run, Seeded, Setup, replay
from softmax_core.settings import MAX_ROUNDS
from tests.core.strategies import bits, edit_lists, edited, numbers, runs, setups

SLOW = PRESETS["slow"].setup


# Replay


def by_hand(run: Run) -> list[tuple]:
    """(weights, bias, x, true class, learning rate) of each round, from the formulas and plain Python."""
    setup = run.setup
    weights, bias = (array.tolist() for array in setup.parameters)
    x, label, rate = list(setup.x), setup.y.index(1), setup.learning_rate
    classes = range(setup.n_classes)
    rounds = []
    for round in range(run.rounds + 1):
        for edit in run.edits:
            if edit.round == round:
                kind, *place = edit.name[0], *(int(digit) - 1 for digit in edit.name[1:] if digit.isdigit())
                if edit.name == "lr":
                    rate = edit.value
                elif kind == "y":
                    label = edit.value - 1
                elif kind == "w":
                    weights[place[0]][place[1]] = edit.value
                else:
                    {"b": bias, "x": x}[kind][place[0]] = edit.value
        rounds.append(([row.copy() for row in weights], bias.copy(), x.copy(), label, rate))
        logits = [math.fsum([*(x[i] * weights[i][k] for i in range(len(x))), bias[k]]) for k in classes]
        exponentials = [math.exp(logit - max(logits)) for logit in logits]
        for k in classes:
            slope = exponentials[k] / math.fsum(exponentials) - (k == label)
            bias[k] -= rate * slope
            for i in range(len(x)):
                weights[i][k] -= rate * slope * x[i]
    return rounds


@given(runs())
def test_replay_is_the_formulas_worked_by_hand(run):
    history = replay(run)
    assert len(history) == run.rounds + 1
    for round, (weights, bias, x, label, rate) in enumerate(by_hand(run)):
        moment = history.at(round)
        # A weight is a difference of steps: its rounding is relative to the largest number on the way.
        scale = max(1, np.abs(history.weights).max(), np.abs(history.bias).max())
        assert_allclose(moment.parameters.weights, weights, rtol=1e-9, atol=1e-8 * scale)
        assert_allclose(moment.parameters.bias, bias, rtol=1e-9, atol=1e-8 * scale)
        assert_array_equal(moment.x, [x])
        assert moment.y[0].tolist() == np.eye(run.setup.n_classes)[label].tolist()
        assert moment.learning_rate == rate


@given(runs(numbers))
def test_replay_gives_the_same_bits_every_time(run):
    assert bits(replay(run)) == bits(replay(run))


@given(runs(), st.integers(1, 5))
def test_a_longer_run_has_the_same_bits_as_far_as_the_shorter_one_goes(run, more):
    longer = replay(replace(run, rounds=run.rounds + more))
    assert bits(longer.first(run.rounds + 1)) == bits(replay(run))


@st.composite
def two_runs(draw):
    """Two runs that share as much or as little as they like."""
    first = draw(runs(numbers))
    setup = draw(st.sampled_from(["same", "other loss", "other"]))
    if setup == "other":
        return first, draw(runs(numbers))
    base = first.setup if setup == "same" else replace(first.setup, loss="bce", tolerance=0.5, max_rounds=3)
    rounds = draw(st.integers(0, 7))
    shared = tuple(edit for edit in first.edits if edit.round <= rounds)
    shared = shared[: draw(st.integers(0, len(shared)))]
    latest = max([edit.round for edit in shared], default=1)
    more = tuple(edit for edit in draw(edit_lists(base, rounds, numbers)) if edit.round >= latest)
    return first, Run(base, (*shared, *more), rounds)


@given(two_runs())
def test_knowing_another_run_changes_no_bit_of_either(pair):
    run, other = pair
    known = replay(other)
    alone, before = bits(replay(run)), bits(known)
    with_known = replay(run, known=(other, known))
    assert bits(with_known) == alone
    assert bits(known) == before
    # And back: the two now share rows; going on from either leaves the other as it was.
    assert bits(replay(other, known=(run, with_known))) == before
    with_known.trained(3)
    known.trained(2)
    assert (bits(with_known), bits(known)) == (alone, before)


@pytest.mark.parametrize(
    "change",
    [
        {"x": (8, 6)},
        {"y": (0, 1, 0)},
        {"learning_rate": 0.5},
        {"start": Seeded("zeros")},
        {"loss": "bce", "tolerance": 0.5, "max_rounds": 3},
    ],
)
def test_runs_that_differ_in_one_setting_share_no_more_than_they_may(change):
    other, run = Run(SLOW, rounds=4), Run(replace(SLOW, **change), rounds=6)
    assert bits(replay(run, known=(other, replay(other)))) == bits(replay(run))


def test_a_chain_of_steps_from_shared_histories_keeps_every_branch():
    run = Run(SLOW, rounds=5)
    history = replay(run)
    branches = [(run, history)]
    for name, number in (("w11", 0.25), ("x1", 3.0), ("lr", 0.1), ("y", 1)):
        for at in (2, 5):
            branch = run.look_at(at).edit(name, number, history).step(4)
            branches.append((branch, replay(branch, known=(run, history))))
    for branch, known in branches:
        assert bits(known) == bits(replay(branch))


# Step, look, reset


def test_a_run_starts_at_round_0():
    run = Run(SLOW)
    assert (run.rounds, run.at, run.edits) == (0, 0, ())
    assert len(replay(run)) == 1
    assert_array_equal(replay(run).weights, [SLOW.parameters.weights])


def test_without_a_round_to_look_at_a_run_looks_at_its_last():
    assert Run(SLOW, rounds=4).at == 4
    assert Run(SLOW, rounds=4, at=0).at == 0


def test_step_at_the_end_trains_one_more_round():
    assert Run(SLOW, rounds=3).step() == Run(SLOW, rounds=4)


def test_step_before_the_end_only_looks_one_round_on():
    run = Run(SLOW, (Edit(3, "w11", 1.0),), rounds=3, at=1)
    assert run.step() == replace(run, at=2)


def test_many_steps_are_that_many_single_ones():
    run = Run(SLOW, rounds=3, at=1)
    assert run.step(4) == run.step().step().step().step() == Run(SLOW, rounds=5)


def test_training_ends_at_10000_rounds():
    assert MAX_ROUNDS == 10_000
    last = Run(SLOW, rounds=MAX_ROUNDS)
    assert last.step() == last
    assert Run(SLOW, rounds=MAX_ROUNDS - 1).step(5) == last
    with pytest.raises(InputError):
        Run(SLOW, rounds=MAX_ROUNDS + 1)


def test_looking_at_a_round_changes_nothing_else():
    run = Run(SLOW, (Edit(2, "b1", 1.0),), rounds=3)
    assert run.look_at(0) == replace(run, at=0)
    assert bits(replay(run.look_at(0))) == bits(replay(run))
    for outside in (-1, 4):
        with pytest.raises(InputError):
            run.look_at(outside)


@given(runs())
def test_reset_is_round_0_of_the_same_start_without_edits(run):
    assert run.reset() == Run(run.setup, (), 0, 0)


# A run is a value


def test_runs_and_setups_cannot_be_changed_and_can_be_compared():
    run = Run(SLOW, (Edit(1, "w11", 2),), rounds=2)
    with pytest.raises(FrozenInstanceError):
        run.rounds = 5
    with pytest.raises(FrozenInstanceError):
        run.setup.learning_rate = 5
    assert len({run, Run(SLOW, (Edit(1, "w11", 2.0),), rounds=2), Run(SLOW)}) == 2


def test_the_defaults_are_the_documents():
    setup = Setup((8, 7), (0, 0, 1), Seeded("zeros"))
    assert (setup.learning_rate, setup.loss, setup.tolerance, setup.max_rounds) == (1.0, "ce", 1e-6, 100)


@given(setups(numbers))
def test_a_setup_from_its_own_round_0_is_the_same(setup):
    assert setup.with_moment(setup.moment) == setup


def test_minus_0_is_0():
    setup = Setup((-0.0, 1), (0, 1), Given(((-0.0, 1), (1, 1)), (-0.0, 0)))
    history = replay(Run(setup, (Edit(1, "w11", -0.0),), rounds=1))
    moment = history.at(0)
    for array in (*moment.parameters, moment.x, history.weights[1, 0, 0]):
        assert not np.signbit(array).any()
    assert edited(Run(setup), "w11", -0.0) == Run(setup)
    signs = [*setup.x, replace(setup, tolerance=-0.0).tolerance, Run(setup, (Edit(1, "x2", -0.0),), 1).edits[0].value]
    assert not np.signbit(signs).any()


START = Given(((0, 0, 0), (0, 0, 0)), (0, 0, 0))


@pytest.mark.parametrize(
    ("changes", "parameter"),
    [
        ({"x": ()}, "x"),
        ({"x": (1,) * 7, "start": Seeded("zeros")}, "x"),
        ({"x": (math.nan, 1)}, "x"),
        ({"x": (1.1e100, 1)}, "x"),
        ({"x": ((1, 2),)}, "x"),
        ({"y": (1,)}, "y"),
        ({"y": (0, 0, 0)}, "y"),
        ({"y": (1, 1, 0)}, "y"),
        ({"y": (0, 0.5, 0.5)}, "y"),
        ({"y": (0,) * 6 + (1,), "start": Seeded("zeros")}, "y"),
        ({"y": ((0, 0, 1),)}, "y"),
        ({"start": Given(((0, 0, 0),), (0, 0, 0))}, "weights"),
        ({"start": Given(((0, 0), (0, 0)), (0, 0, 0))}, "weights"),
        ({"start": Given(((0, 0, -1.1e100), (0, 0, 0)), (0, 0, 0))}, "weights"),
        ({"start": Given(START.weights, (0, 0))}, "bias"),
        ({"start": Given(START.weights, (0, math.inf, 0))}, "bias"),
        ({"start": Seeded("zeros", 3)}, "seed"),
        ({"start": Seeded("uniform")}, "seed"),
        ({"start": Seeded("he", 3)}, "initializer"),
        ({"learning_rate": 0}, "learning_rate"),
        ({"learning_rate": -0.1}, "learning_rate"),
        ({"learning_rate": 1.1e100}, "learning_rate"),
        ({"loss": "mse"}, "loss"),
        ({"tolerance": -1e-9}, "tolerance"),
        ({"tolerance": math.nan}, "tolerance"),
        ({"max_rounds": -1}, "max_rounds"),
        ({"max_rounds": 10_001}, "max_rounds"),
        ({"max_rounds": 1.5}, "max_rounds"),
    ],
)
def test_a_setup_that_breaks_a_rule_is_refused_by_name(changes, parameter):
    with pytest.raises(InputError) as error:
        Setup(**{"x": (1, 2), "y": (0, 0, 1), "start": START} | changes)
    assert error.value.parameter == parameter


def test_limits_themselves_are_allowed():
    setup = Setup((1e100,) * 6, (0,) * 5 + (1,), Given(((-1e100,) * 6,) * 6, (1e100,) * 6), 1e100, "bce", 0, 10_000)
    assert replay(Run(setup, rounds=3)).losses().shape == (4,)
    assert Setup((0,), (1, 0), Seeded("normal", 2**32 - 1), 5e-324, max_rounds=0).n_features == 1


@pytest.mark.parametrize(
    "call",
    [
        lambda: Run(SLOW, rounds=-1),
        lambda: Run(SLOW, rounds=1.0),
        lambda: Run(SLOW, rounds=3, at=4),
        lambda: Run(SLOW, rounds=3, at=-1),
        lambda: Run(SLOW, (Edit(0, "w11", 1),), rounds=3),
        lambda: Run(SLOW, (Edit(4, "w11", 1),), rounds=3),
        lambda: Run(SLOW, (Edit(3, "w11", 1), Edit(2, "w11", 1)), rounds=3),
        lambda: Run(SLOW, (Edit(1, "w31", 1),), rounds=3),
        lambda: Run(SLOW, (Edit(1, "w14", 1),), rounds=3),
        lambda: Run(SLOW, (Edit(1, "w00", 1),), rounds=3),
        lambda: Run(SLOW, (Edit(1, "b4", 1),), rounds=3),
        lambda: Run(SLOW, (Edit(1, "x3", 1),), rounds=3),
        lambda: Run(SLOW, (Edit(1, "w11", 1.1e100),), rounds=3),
        lambda: Run(SLOW, (Edit(1, "w11", math.nan),), rounds=3),
        lambda: Run(SLOW, (Edit(1, "lr", 0),), rounds=3),
        lambda: Run(SLOW, (Edit(1, "y", 0),), rounds=3),
        lambda: Run(SLOW, (Edit(1, "y", 4),), rounds=3),
        lambda: Run(SLOW, (Edit(1, "y", 1.5),), rounds=3),
        lambda: edited(Run(SLOW, rounds=1), "w99", 1),
        lambda: edited(Run(SLOW, rounds=1), "lr", -1),
        lambda: edited(Run(SLOW, rounds=1), "y", 4),
        lambda: edited(Run(SLOW, rounds=1), "w11", math.inf),
        lambda: edited(Run(SLOW), "y", 0),
        lambda: edited(Run(SLOW), "x1", "eight"),
    ],
)
def test_a_run_or_edit_that_breaks_a_rule_is_refused(call):
    with pytest.raises(InputError, match=r"must .*; received "):
        call()
