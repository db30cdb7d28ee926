"""Training on a data set descends as its plan says, agrees with scikit-learn, and keeps what it may."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.linear_model import LogisticRegression

from softmax_core import Given, InputError, Parameters, Run, Seeded, Setup, forward, mean_loss, one_hot, replay
from softmax_core.data import DataSet
from softmax_core.descent import (
    MOST_KEPT,
    PATIENCE,
    Descent,
    converged,
    course,
    gradient,
    largest_sure_rate,
    pushes,
)
from softmax_core.plan import Plan
from softmax_core.sources import Blobs, ByHand, Iris, Penguins, Ring
from tests.core.strategies import batches, moderate

BLOBS = Blobs(n_samples=60).data_set()
EVERYTHING = Plan(test_share=0, scaled=False)


def objective(parameters: Parameters, x, y, l2: float) -> float:
    """Written out: the mean cross-entropy and the penalty on the weights only."""
    loss = float(mean_loss("ce", forward(parameters, x), y))
    return loss + l2 / 2 * float(np.square(parameters.weights).sum())


def slopes(parameters: Parameters, x, y, l2: float, step: float = 1e-5) -> Parameters:
    """Central differences of the objective."""
    flat = np.concatenate([parameters.weights.ravel(), parameters.bias])

    def at(flat):
        size = parameters.weights.size
        return objective(Parameters(flat[:size].reshape(parameters.weights.shape), flat[size:]), x, y, l2)

    found = np.array([(at(flat + move) - at(flat - move)) / (2 * step) for move in np.eye(len(flat)) * step])
    size = parameters.weights.size
    return Parameters(found[:size].reshape(parameters.weights.shape), found[size:])


# Gradients


@given(batches(), st.sampled_from([0.0, 0.1, 3.0]))
def test_the_gradient_of_a_batch_is_that_of_central_differences(batch, l2):
    weights, bias, x, y = batch
    parameters = Parameters(weights, bias)
    errors, found = gradient(parameters, x, y.argmax(axis=1), l2)
    expected = slopes(parameters, x, y, l2)
    assert_allclose(found.weights, expected.weights, rtol=1e-5, atol=1e-6)
    assert_allclose(found.bias, expected.bias, rtol=1e-5, atol=1e-6)
    mean = pushes(x, errors).mean(axis=0)
    assert_allclose(found.weights, mean[:-1] + l2 * weights, rtol=1e-12, atol=1e-12)
    assert_allclose(found.bias, mean[-1], rtol=1e-12, atol=1e-12)


@settings(max_examples=20)
@given(
    scaled=st.booleans(),
    l2=st.sampled_from([0.0, 0.3]),
    batch_size=st.sampled_from([None, 1, 7, 60]),
    test_share=st.sampled_from([0, 0.25]),
    round=st.integers(0, 12),
)
def test_every_update_of_every_plan_follows_the_slope_of_its_batch(scaled, l2, batch_size, test_share, round):
    plan = Plan(test_share, 3, scaled, batch_size, 4, learning_rate=0.2, l2=l2, start=Seeded("normal", 5))
    descent = Descent(BLOBS, plan)
    here, after = descent.parameters(round), descent.parameters(round + 1)
    samples, errors, weights, bias = descent.batch_gradient(round)
    x, y = descent.x[samples], one_hot(descent.labels[samples], 3)
    expected = slopes(here, x, y, l2)
    assert_allclose(weights, expected.weights, rtol=1e-5, atol=1e-6)
    assert_allclose(bias, expected.bias, rtol=1e-5, atol=1e-6)
    assert_allclose(errors, forward(here, x).probabilities - y, atol=1e-15)
    mean = pushes(x, errors).mean(axis=0)
    assert_allclose(weights, mean[:-1] + l2 * here.weights, rtol=1e-12, atol=1e-12)
    assert_allclose(bias, mean[-1], rtol=1e-12, atol=1e-12)
    assert_allclose(after.weights, here.weights - 0.2 * weights, rtol=1e-13, atol=1e-15)
    assert_allclose(after.bias, here.bias - 0.2 * bias, rtol=1e-13, atol=1e-15)


# The lab's numbers


@pytest.mark.parametrize("batch_size", [None, 1])
@pytest.mark.parametrize("start", [Seeded("uniform", 42), Given(((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)), (1, 1, 1))])
def test_one_sample_gives_the_numbers_of_the_lab(batch_size, start):
    for x, label, rate in (((8, 7), 2, 0.01), ((1, -2), 0, 0.3), ((0.5, 0.25), 1, 1)):
        y = tuple(int(k == label) for k in range(3))
        lab = replay(Run(Setup(x, y, start, rate), rounds=200))
        data = DataSet(np.array([x]), np.array([label]), ("x1", "x2"), ("A", "B", "C"))
        plan = replace(EVERYTHING, batch_size=batch_size, start=start, learning_rate=rate)
        descent = Descent(data, plan)
        for round in (0, 1, 2, 50, 200):
            assert_allclose(descent.parameters(round).weights, lab.weights[round], rtol=1e-12, atol=1e-12)
            assert_allclose(descent.parameters(round).bias, lab.bias[round], rtol=1e-12, atol=1e-12)
        assert_allclose(descent.scores(200).loss, lab.losses(), rtol=1e-11, atol=1e-12)


def test_one_sample_at_a_time_moves_as_the_lab_does_with_that_sample():
    descent = Descent(BLOBS, replace(EVERYTHING, batch_size=1, learning_rate=0.3))
    for round in range(5):
        (row,), here = descent.batch(round), descent.parameters(round)
        start = Given(tuple(map(tuple, here.weights.tolist())), tuple(here.bias.tolist()))
        y = tuple(one_hot(BLOBS.labels[row], 3).astype(int).tolist())
        lab = replay(Run(Setup(tuple(BLOBS.x[row]), y, start, 0.3), rounds=1))
        assert_allclose(descent.parameters(round + 1).weights, lab.weights[1], rtol=1e-12, atol=1e-12)
        assert_allclose(descent.parameters(round + 1).bias, lab.bias[1], rtol=1e-12, atol=1e-12)


# At the end


@pytest.mark.parametrize(
    "data",
    [Penguins().data_set(), Iris().data_set(), Blobs().data_set(), Blobs(5, overlap=0.5, imbalance=0.3).data_set()],
)
@pytest.mark.parametrize("l2", [0.01, 0.1])
def test_at_convergence_it_is_scikit_learns_logistic_regression(data, l2):
    plan = Plan(l2=l2)
    rate = largest_sure_rate(Descent(data, plan).x, l2) / 2
    descent = Descent(data, replace(plan, learning_rate=rate))
    found = descent.parameters(5000 if l2 < 0.1 else 1000)
    x, labels = descent.x, descent.labels
    trusted = LogisticRegression(C=1 / (l2 * len(x)), tol=1e-12, max_iter=10_000).fit(x, labels)
    y = one_hot(labels, data.n_classes)
    best = objective(Parameters(trusted.coef_.T, trusted.intercept_), x, y, l2)
    assert objective(found, x, y, l2) == pytest.approx(best, rel=1e-6)
    # The bias of all classes may go up together, so compare its differences.
    assert_allclose(found.weights, trusted.coef_.T, atol=1e-4)
    assert_allclose(found.bias - found.bias.mean(), trusted.intercept_ - trusted.intercept_.mean(), atol=1e-4)
    predicted = descent.probabilities(descent.reached)[1].argmax(axis=1)
    assert_array_equal(predicted, trusted.predict(descent.x_test))


def test_scores_are_what_they_say():
    plan = Plan(batch_size=10, l2=0.5, learning_rate=0.3)
    descent = Descent(BLOBS, plan)
    scores = descent.scores(4)
    train, test = descent.split
    for epoch in range(5):
        parameters = descent.parameters(epoch * descent.rounds_of_epoch)
        assert scores.loss[epoch] == pytest.approx(objective(parameters, descent.x, BLOBS.y[train], 0))
        assert scores.objective[epoch] == pytest.approx(objective(parameters, descent.x, BLOBS.y[train], 0.5))
        assert scores.test_loss[epoch] == pytest.approx(objective(parameters, descent.x_test, BLOBS.y[test], 0))
        of_train, of_test = descent.probabilities(epoch * descent.rounds_of_epoch)
        assert scores.accuracy[epoch] == np.mean(of_train.argmax(axis=1) == BLOBS.labels[train])
        assert scores.test_accuracy[epoch] == np.mean(of_test.argmax(axis=1) == BLOBS.labels[test])


def test_without_test_samples_their_scores_are_undefined():
    scores = Descent(BLOBS, EVERYTHING).scores(2)
    assert np.isnan([scores.test_loss, scores.test_accuracy]).all()
    assert Descent(BLOBS, EVERYTHING).probabilities(1)[1].shape == (0, BLOBS.n_classes)


# Batches


@given(st.integers(1, 70), st.integers(0, 3), st.integers(0, 2**32 - 1))
def test_an_epoch_meets_every_sample_once(batch_size, epoch, seed):
    descent = Descent(BLOBS, replace(EVERYTHING, batch_size=batch_size, shuffle_seed=seed))
    rounds = range(epoch * descent.rounds_of_epoch, (epoch + 1) * descent.rounds_of_epoch)
    parts = [descent.batch(round) for round in rounds]
    assert sorted(np.concatenate(parts)) == list(range(60))
    assert {len(part) for part in parts[:-1]} <= {min(batch_size, 60)}
    assert_array_equal(descent.batch(rounds[0]), parts[0])


def test_the_order_is_another_in_each_epoch_and_with_each_seed():
    def order(seed: int, epoch: int) -> list[int]:
        descent = Descent(BLOBS, replace(EVERYTHING, batch_size=30, shuffle_seed=seed))
        return np.concatenate([descent.batch(2 * epoch), descent.batch(2 * epoch + 1)]).tolist()

    assert order(0, 0) == order(0, 0)
    assert order(0, 0)[:6] == [17, 25, 2, 52, 20, 32]  # frozen for good
    assert len({tuple(order(seed, epoch)) for seed in (0, 1) for epoch in (0, 1)}) == 4


def test_the_full_batch_is_the_batch_of_all_samples():
    full, all_of_them = (Descent(BLOBS, replace(EVERYTHING, batch_size=size)) for size in (None, 60))
    assert_array_equal(full.parameters(9).weights, all_of_them.parameters(9).weights)
    assert full.rounds_of_epoch == 1


# What is kept


@pytest.mark.parametrize("batch_size", [None, 7])
def test_any_round_can_be_looked_at_and_little_is_kept(batch_size):
    plan = Plan(batch_size=batch_size, l2=0.1, learning_rate=0.3)
    rounds = 3000
    one_by_one, expected = Descent(BLOBS, plan), {}
    for round in range(rounds + 1):
        expected[round] = one_by_one.parameters(round)
    at_once = Descent(BLOBS, plan)
    assert at_once.train(rounds) == rounds
    assert MOST_KEPT / 2 <= len(at_once._kept) <= MOST_KEPT
    for round in (0, 1, 2, 15, 16, 17, 255, 256, 257, 1000, 1023, 2047, 2999, 3000):
        assert_array_equal(at_once.parameters(round).weights, expected[round].weights)
        assert_array_equal(at_once.parameters(round).bias, expected[round].bias)
    assert at_once.reached == rounds
    assert_array_equal(at_once.scores(5), one_by_one.scores(5))
    assert_array_equal(at_once.scores(5, first=2), np.array(at_once.scores(5))[:, 2:])


# The stop rule


def test_a_run_has_converged_where_five_epochs_have_changed_too_little():
    falling = [2.0, 1.0, 0.5]
    assert not converged(np.array([*falling, *[0.25] * PATIENCE]), 0)
    assert converged(np.array([*falling, 0.25, *[0.25] * PATIENCE]), 0)
    assert not converged(np.array([*falling, 0.25, 0.249, 0.248, 0.247, 0.246, 0.245]), 0.004)
    assert converged(np.array([*falling, 0.25, 0.249, 0.248, 0.247, 0.246, 0.245]), 0.0051)
    assert not converged(np.array([*falling, 0.25, 0.26, 0.27, 0.28, 0.29, 0.3]), 0.001)  # climbing
    assert not converged(np.array([*falling, *[0.25, 0.3] * PATIENCE]), 0.001)  # to and fro
    assert not converged(np.array([1.0]), 1e100)
    assert not converged(np.full(PATIENCE, 0.25), 1e100)  # four changes between five objectives
    assert converged(np.full(PATIENCE + 1, 0.25), 0)


def test_why_a_run_stops():
    assert Descent(BLOBS, Plan(max_epochs=3)).stopped(2) is None
    assert Descent(BLOBS, Plan(max_epochs=3)).stopped(3) == "max epochs"
    assert Descent(BLOBS, Plan(max_epochs=0)).stopped(0) == "max epochs"
    assert Descent(BLOBS, Plan(tolerance=10)).stopped(5) == "converged"
    assert Descent(BLOBS, Plan(learning_rate=1e50, l2=1e30)).stopped(5) == "diverged"


# Too large a rate


@pytest.mark.parametrize("data", [BLOBS, Ring().data_set(), Penguins().data_set()])
@pytest.mark.parametrize("l2", [0.0, 0.2])
@pytest.mark.parametrize("scaled", [True, False])
def test_below_the_sure_rate_every_full_batch_round_descends(data, l2, scaled):
    plan = Plan(scaled=scaled, l2=l2, start=Seeded("normal", 1), test_share=0)
    rate = largest_sure_rate(Descent(data, plan).x, l2)
    objectives = Descent(data, replace(plan, learning_rate=0.999 * rate)).scores(300).objective
    assert (np.diff(objectives) <= 1e-12 * objectives[0]).all()


@pytest.mark.parametrize("shape", [(4, 1), (50, 3), (3, 50)])
def test_the_sure_rate_counts_the_bias_as_a_feature_of_ones(shape):
    assert largest_sure_rate(np.full((4, 1), 0.1), l2=0) == pytest.approx(4 / 1.01)
    x = np.random.RandomState(0).standard_normal(shape) / 10
    most = np.linalg.svd(np.column_stack([x, np.ones(len(x))]), compute_uv=False)[0] ** 2
    assert largest_sure_rate(x, l2=0.7) == pytest.approx(2 / (most / (2 * len(x)) + 0.7))


def test_the_sure_rate_is_not_timid():
    """With two classes of equal probability the curvature comes to the bound: just above the rate training climbs."""
    x = np.array([[1.0], [-1.0]])
    data = DataSet(x, np.array([0, 1]), ("x",), ("A", "B"))
    l2 = 40.0
    rate = largest_sure_rate(x, l2)
    start = Given(((0.01, -0.01),), (0.0, 0.0))
    below, above = (
        Descent(data, replace(EVERYTHING, l2=l2, learning_rate=factor * rate, start=start)).scores(60).objective
        for factor in (0.99, 1.03)
    )
    assert below[-1] < below[0]
    assert above[-1] > above[0]


@pytest.mark.parametrize("batch_size", [None, 5])
def test_training_stops_with_a_message_before_numbers_overflow(batch_size):
    descent = Descent(BLOBS, Plan(learning_rate=50, l2=1, batch_size=batch_size))
    reached = descent.train(5000)
    assert 0 < reached < 100
    assert descent.diverged
    assert descent.train(6000) == reached
    assert np.isfinite(descent.parameters(reached).weights).all()
    assert np.isfinite(descent.scores(5000)).all()
    assert descent.divergence().startswith(f"Training diverged and was stopped at round {reached}, before numbers")
    with pytest.raises(InputError, match=f"round must be at most {reached}, where training diverged"):
        descent.parameters(reached + 1)


@settings(max_examples=30)
@given(
    size=st.sampled_from([1e-100, 1.0, 1e50, 1e100]),
    rate=st.sampled_from([1e-100, 1.0, 1e100]),
    l2=st.sampled_from([0.0, 1.0, 1e100]),
    scaled=st.booleans(),
    batch_size=st.sampled_from([None, 3]),
)
def test_the_largest_numbers_never_overflow(size, rate, l2, scaled, batch_size):
    data = DataSet(BLOBS.x / np.abs(BLOBS.x).max() * size, BLOBS.labels, BLOBS.features, BLOBS.classes)
    descent = Descent(data, Plan(scaled=scaled, learning_rate=rate, l2=l2, batch_size=batch_size))
    reached = descent.train(40)
    assert np.isfinite(descent.parameters(reached).weights).all()
    assert np.isfinite(descent.scores(40)).all()
    assert np.isfinite(largest_sure_rate(descent.x, l2))


# The plan


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"test_share": 1}, "test_share must be from 0 to 0.9"),
        ({"scaled": 1}, "scaled must be True or False"),
        ({"batch_size": 0}, "batch_size must be a whole number"),
        ({"batch_size": 2.0}, "batch_size must be a whole number"),
        ({"learning_rate": 0}, "learning_rate must be greater than 0"),
        ({"l2": -1}, "l2 must be at least 0"),
        ({"shuffle_seed": -1}, "shuffle_seed"),
        ({"split_seed": 2**32}, "split_seed"),
        ({"tolerance": np.nan}, "tolerance must be finite"),
        ({"max_epochs": 10**7}, "max_epochs"),
    ],
)
def test_a_plan_that_breaks_a_rule_is_refused(changes, words):
    with pytest.raises(InputError, match=words):
        Plan(**changes)


def test_a_start_that_does_not_fit_the_data_is_refused():
    with pytest.raises(InputError, match="weights must have 2 rows of 3 numbers"):
        Descent(BLOBS, Plan(start=Given(((1.0, 2.0),), (0.0, 0.0))))


def test_a_plan_is_a_value():
    assert Plan() == Plan()
    assert hash(Plan()) == hash(Plan())
    assert Plan(learning_rate=1).learning_rate == 1.0


# The rate that is sure, and what is beyond it

SIZES = {"n_classes": st.integers(2, 6), "n_samples": st.integers(12, 60)}
POINTS = st.lists(st.tuples(moderate, moderate, st.integers(1, 3)), min_size=1, max_size=9).map(tuple)
BY_HAND = st.builds(ByHand, POINTS)


@settings(max_examples=60, deadline=None)
@given(
    source=st.one_of(st.builds(Blobs, spread=st.floats(0, 3), seed=st.integers(0, 99), **SIZES), BY_HAND),
    scaled=st.booleans(),
    l2=st.sampled_from([0.0, 1e-3, 0.5, 10.0]),
    start=st.sampled_from([Seeded("zeros"), Seeded("normal", 1), Seeded("uniform01", 2)]),
    part=st.sampled_from([0.01, 0.3, 0.9, 0.999]),
)
def test_below_the_sure_rate_a_full_batch_never_makes_the_objective_rise(source, scaled, l2, start, part):
    data = source.data_set()
    plan = Plan(scaled=scaled, l2=l2, start=start, test_share=0.0)
    sure = largest_sure_rate(Descent(data, plan).x, l2)
    descent = Descent(data, replace(plan, learning_rate=part * sure))
    run = course(descent.scores(200).objective)
    assert not descent.diverged
    assert (run.rises, run.turns) == (0, 0)


def test_beyond_the_sure_rate_it_can_oscillate_and_diverge():
    steep = DataSet([[10.0], [-10.0], [9.0], [-9.0]], [0, 1, 1, 0], ("x",), ("A", "B"))
    plan = Plan(test_share=0.0, scaled=False, start=Seeded("normal", 3))
    sure = largest_sure_rate(steep.x, 0.0)
    run = course(Descent(steep, replace(plan, learning_rate=30 * sure)).scores(100).objective)
    assert run.turns >= 2
    assert run.rises > 10
    assert run.falls > 10
    far = Descent(BLOBS, Plan(l2=10.0, learning_rate=20.0))
    far.train(400)
    assert far.diverged
    assert course(far.scores(20).objective).rises == 20


@given(st.lists(st.floats(0, 10), min_size=1, max_size=30))
def test_the_course_of_an_objective_counts_every_epoch_once(objectives):
    run = course(objectives)
    steps = np.diff(objectives)
    assert run.rises + run.falls <= len(steps)
    assert run.rises <= np.count_nonzero(steps > 0)
    assert run.falls <= np.count_nonzero(steps < 0)
    assert run.turns < max(1, run.rises + run.falls)
    assert (run.turns == 0) == (min(run.rises, run.falls) == 0)
