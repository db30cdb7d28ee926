"""An edit applies where it is made, once, and to nothing else."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from softmax_core import PRESETS, Edit, Given, Run, Seeded, initialize, replay
from softmax_core.names import editable_names, value_of
from tests.core.strategies import bits, edited, runs

SLOW = PRESETS["slow"].setup
NAMES = editable_names(2, 3)


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
