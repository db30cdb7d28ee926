"""A study steps, stops and goes back as a run does; what it shows is what its descent trained."""

from dataclasses import replace

import numpy as np
import pytest

from softmax_core import Given, InputError
from softmax_core.descent import Descent
from softmax_core.plan import Plan
from softmax_core.sources import Blobs, ByHand, Penguins, Ring
from softmax_core.study import Study

SMALL = Blobs(n_classes=2, n_samples=20)


def test_a_step_goes_forward_through_the_rounds_there_are_and_then_trains_new_ones():
    study = Study(rounds=5, at=3)
    assert study.step() == replace(study, at=4)
    assert study.step(10) == replace(study, rounds=13, at=13)
    assert study.step(10**6).at == 10_000
    assert study.look_at(0) == replace(study, at=0)
    assert replace(study, sample=3).reset() == Study(sample=3)


def test_a_descent_goes_on_from_that_of_the_same_set_and_plan_only():
    study = Study(SMALL, rounds=2, at=2)
    descent = study.descent()
    assert descent.reached == 2
    assert study.step().descent((study, descent)) is descent
    assert descent.reached == 3
    for other in (replace(study, source=Ring()), replace(study, plan=Plan(l2=1))):
        assert other.descent((study, descent)) is not descent


def test_it_trains_what_a_descent_trains():
    study = Study(Penguins(), Plan(batch_size=16), rounds=7)
    own = Descent(Penguins().data_set(), Plan(batch_size=16))
    for one, other in zip(study.descent().parameters(7), own.parameters(7), strict=True):
        assert np.array_equal(one, other)


@pytest.mark.parametrize("batch", [None, 4])
def test_a_run_to_the_end_stops_at_the_first_epoch_where_the_rule_holds(batch):
    study = Study(SMALL, Plan(batch_size=batch, tolerance=0.01, max_epochs=1000), rounds=1)
    descent = study.descent()
    end = study.run_to_end(descent)
    epochs = end.at // descent.rounds_of_epoch
    assert end.at % descent.rounds_of_epoch == 0
    assert [descent.stopped(epoch) for epoch in (epochs - 1, epochs)] == [None, "converged"]
    assert end.has_converged(descent)
    assert not replace(end, at=end.at - descent.rounds_of_epoch).has_converged(descent)


def test_a_run_to_the_end_trains_no_more_than_the_most_epochs_again_and_again():
    study = Study(SMALL, Plan(batch_size=10, tolerance=0, max_epochs=3), rounds=1)
    descent = study.descent()
    assert descent.rounds_of_epoch == 2
    end = study.run_to_end(descent)
    assert (end.rounds, end.at) == (7, 7)
    assert end.run_to_end(descent).at == 13


def test_where_training_diverges_there_are_no_rounds_beyond():
    study = Study(SMALL, Plan(learning_rate=1e3, l2=10.0), rounds=500, at=500)
    descent = study.descent()
    assert descent.diverged
    assert study.within(descent) == replace(study, rounds=descent.reached, at=descent.reached)
    assert study.look_at(2).within(descent) == replace(study, rounds=descent.reached, at=2)
    fresh = study.reset()
    assert fresh.run_to_end(fresh.descent()).at == descent.reached
    calm = Study(SMALL, rounds=3)
    assert calm.within(calm.descent()) is calm


@pytest.mark.parametrize(
    ("values", "parameter"),
    [
        ({"rounds": 10_001}, "rounds"),
        ({"rounds": 2, "at": 3}, "at"),
        ({"sample": 150}, "sample"),
        ({"source": ByHand(((0, 0, 1),)), "sample": 1}, "sample"),
        ({"plan": Plan(start=Given(((0.0,) * 3,) * 2, (0.0,) * 3))}, "start"),
    ],
)
def test_a_study_that_cannot_be_is_refused(values, parameter):
    with pytest.raises(InputError) as error:
        Study(**values)
    assert error.value.parameter == parameter
