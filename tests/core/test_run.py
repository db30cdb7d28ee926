import math
from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from softmax_core import PRESETS, Edit, Given, InputError, Run, Seeded, Setup, initialize, replay
from softmax_core.names import editable_names, value_of
from softmax_core.settings import MAX_ROUNDS
from tests.core.strategies import bits, edit_lists, numbers, runs, setups

SLOW = PRESETS["slow"].setup
NAMES = editable_names(2, 3)


def edited(run: Run, name: str, value: float) -> Run:
    return run.edit(name, value, replay(run))


def converged(run: Run) -> bool:
    return run.has_converged(replay(run))


def to_end(run: Run) -> Run:
    return run.run_to_end(replay(run))


def value(run: Run, name: str) -> float:
    """The value a name has at the round looked at."""
    return value_of(replay(run).at(run.at), name)


@st.composite
def runs_and_edits(draw):
    """(run, name, value): an edit a user could make at the round looked at."""
    run = draw(runs())
    name = draw(st.sampled_from(run.names))
    number = {"y": st.integers(1, run.setup.n_classes), "lr": st.floats(0.01, 8)}.get(name, st.floats(-8, 8))
    return run, name, draw(number) + 0


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


# Edits


def test_an_edit_applies_at_its_round_before_the_forward_pass():
    run = edited(Run(SLOW, rounds=2), "w12", 0.25).step()
    assert run == Run(SLOW, (Edit(2, "w12", 0.25),), rounds=3)
    before, after = replay(Run(SLOW, rounds=3)), replay(run)
    assert_array_equal(after.weights[:2], before.weights[:2])
    assert after.weights[2, 0, 1] == 0.25
    assert after.forward().logits[2, 0, 1] == pytest.approx(before.forward().logits[2, 0, 1] + 8 * (0.25 - value_at_2))
    assert not np.array_equal(after.weights[3], before.weights[3])


value_at_2 = float(replay(Run(SLOW, rounds=2)).weights[2, 0, 1])


@given(runs_and_edits())
def test_an_edit_is_seen_at_the_round_looked_at_and_only_there(edit):
    run, name, number = edit
    history = replay(run)
    after = run.edit(name, number, history)
    assert value(after, name) == number
    assert after.at == run.at
    moment, old = replay(after).at(run.at), history.at(run.at)
    for other in set(run.names) - {name}:
        assert value_of(moment, other) == value_of(old, other)


@given(runs_and_edits())
def test_an_edit_drops_the_later_edits_and_rounds_and_no_earlier_ones(edit):
    run, name, number = edit
    history = replay(run)
    assume(number != value_of(history.at(run.at), name))
    after = run.edit(name, number, history)
    assert after.rounds == after.at == run.at
    earlier = [edit for edit in run.edits if edit.round < run.at]
    if run.at > 0:
        assert [edit for edit in after.edits if edit.round < run.at] == earlier
        assert bits(replay(after).first(run.at)) == bits(history.first(run.at))
        assert after.setup == run.setup


@given(runs_and_edits())
def test_of_two_edits_of_a_round_and_name_the_last_wins(edit):
    run, name, number = edit
    other = 1 + number % run.setup.n_classes if name == "y" else number + 1
    once = edited(run, name, number)
    twice = edited(edited(run, name, other), name, number)
    # Where nothing changes, later rounds stay; on the way over another value they are dropped.
    assert bits(replay(twice)) == bits(replay(once).first(run.at + 1))
    if run.at > 0:
        assert sum((edit.round, edit.name) == (run.at, name) for edit in twice.edits) <= 1


@given(runs())
def test_setting_a_value_to_what_it_is_is_no_edit(run):
    history = replay(run)
    for name in run.names:
        assert run.edit(name, value_of(history.at(run.at), name), history) == run


@given(runs_and_edits())
def test_editing_back_to_what_training_had_led_to_removes_the_edit(edit):
    run, name, number = edit
    bare = replace(run, rounds=run.at, edits=tuple(edit for edit in run.edits if edit.round < run.at))
    trained = value(bare, name)
    there = edited(bare, name, number)
    back = edited(there, name, trained)
    if run.at > 0:
        assert back == bare
    assert bits(replay(back)) == bits(replay(bare))


def test_editing_back_keeps_the_other_edits_of_the_round():
    run = edited(edited(edited(Run(SLOW, rounds=3), "x1", 5), "lr", 0.5), "b2", -1)
    back = edited(run, "lr", 0.001)
    assert back.edits == (Edit(3, "b2", -1.0), Edit(3, "x1", 5.0))


def test_editing_back_to_an_earlier_edit_removes_the_later_one():
    run = edited(Run(SLOW, rounds=2), "lr", 0.5).step(2)
    assert edited(edited(run, "lr", 0.1), "lr", 0.5) == run


@pytest.mark.parametrize(("name", "number"), [("x2", 3.0), ("y", 1), ("lr", 0.5)])
def test_an_edited_input_label_or_rate_lasts(name, number):
    run = edited(Run(SLOW, rounds=2), name, number).step(3)
    history = replay(run)
    values = [value_of(history.at(round), name) for round in range(6)]
    first = value_of(SLOW.moment, name)
    assert values == [first, first, number, number, number, number]


@pytest.mark.parametrize(
    ("name", "number", "setup"),
    [
        ("w23", 2, replace(SLOW, start=Given(((0.5, 0.5, 0.5), (0.5, 0.5, 2)), (1, 1, 1)))),
        ("b1", -3, replace(SLOW, start=Given(((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)), (-3, 1, 1)))),
        ("x1", 4, replace(SLOW, x=(4, 7))),
        ("lr", 0.5, replace(SLOW, learning_rate=0.5)),
        ("y", 1, replace(SLOW, y=(1, 0, 0))),
    ],
)
def test_an_edit_at_round_0_rewrites_the_start(name, number, setup):
    run = Run(SLOW, (Edit(2, "w11", 1.0),), rounds=3, at=0)
    assert edited(run, name, number) == Run(setup)


def test_a_seeded_start_stays_seeded_until_a_weight_or_bias_is_edited():
    setup = replace(SLOW, start=Seeded("uniform", 42))
    for name, number in (("x1", 4), ("lr", 0.5), ("y", 1)):
        assert edited(Run(setup), name, number).setup.start == Seeded("uniform", 42)
    weights = initialize("uniform", 2, 3, 42).weights
    weights[0, 1] = 9
    assert edited(Run(setup), "w12", 9).setup.start == Given(tuple(map(tuple, weights.tolist())), (0.0, 0.0, 0.0))


def test_editable_names_count_from_1_row_by_row():
    assert NAMES == ("w11", "w12", "w13", "w21", "w22", "w23", "b1", "b2", "b3", "x1", "x2", "lr", "y")


def test_each_name_reaches_its_own_number():
    edits = tuple(Edit(1, name, place + 100.0) for place, name in enumerate(NAMES[:-2]))
    moment = replay(Run(SLOW, (*edits, Edit(1, "lr", 0.5), Edit(1, "y", 2)), rounds=1)).at(1)
    assert_array_equal(moment.parameters.weights, [[100, 101, 102], [103, 104, 105]])
    assert_array_equal(moment.parameters.bias, [106, 107, 108])
    assert_array_equal(moment.x, [[109, 110]])
    assert_array_equal(moment.y, [[0, 1, 0]])
    assert moment.learning_rate == 0.5


def test_the_order_of_edits_within_a_round_does_not_matter():
    edits = Edit(2, "y", 1), Edit(2, "w11", 1.0), Edit(2, "b3", 2.0)
    assert Run(SLOW, edits, 3) == Run(SLOW, edits[::-1], 3)


def test_of_two_edits_given_for_a_round_and_name_the_last_counts():
    assert Run(SLOW, (Edit(2, "w11", 1), Edit(2, "w11", 3)), 2).edits == (Edit(2, "w11", 3.0),)


# The stop rule


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
