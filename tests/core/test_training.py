"""Training follows the gradients, and a history stays as it was, whatever is made of it."""

import tracemalloc
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.linear_model import LogisticRegression

from softmax_core import (
    LOSSES,
    PRESETS,
    ForwardPass,
    History,
    InputError,
    Parameters,
    backward,
    forward,
    mean_loss,
    one_hot,
    sgd_step,
    train,
)
from tests.core.strategies import LARGEST, batches, bits, floats_of, has_negative_zero, one_hot_of

DOCUMENT = PRESETS["document"].setup
SLOW = PRESETS["slow"].setup.moment


# One step


def test_the_documents_step():
    step = sgd_step(Parameters(np.full((2, 3), 0.5), np.ones(3)), [[8, 7]], [[0, 0, 1]], learning_rate=1)
    assert_allclose(step.weights, [[-13 / 6, -13 / 6, 35 / 6], [-11 / 6, -11 / 6, 31 / 6]], rtol=1e-15)
    assert_allclose(step.bias, [2 / 3, 2 / 3, 5 / 3], rtol=1e-15)


@given(batches(), st.floats(1e-3, 1e3))
def test_a_step_goes_against_the_gradients_times_the_learning_rate(batch, learning_rate):
    weights, bias, x, y = batch
    gradients = backward(forward(Parameters(weights, bias), x).probabilities, x, y)
    step = sgd_step(Parameters(weights, bias), x, y, learning_rate)
    assert_allclose(step.weights, weights - learning_rate * gradients.weights, rtol=1e-13, atol=1e-13)
    assert_allclose(step.bias, bias - learning_rate * gradients.bias, rtol=1e-13, atol=1e-13)


def test_the_logits_take_the_step_the_design_states():
    history = train(*DOCUMENT.moment[:3], learning_rate=0.01, rounds=1)
    before, after = history.forward().logits[:, 0]
    # η(‖x‖² + 1) = 0.01 · (64 + 49 + 1)
    assert_allclose(after - before, -1.14 * np.array([1 / 3, 1 / 3, -2 / 3]), rtol=1e-13)


# What training does


@given(batches(n_samples=1), st.floats(1e-6, 1e6))
def test_with_one_example_the_loss_never_rises_at_any_learning_rate(batch, learning_rate):
    weights, bias, x, y = batch
    history = train(Parameters(weights, bias), x, y, learning_rate=learning_rate, rounds=12)
    losses = history.losses()
    terms = np.abs(x) @ np.abs(history.weights) + np.abs(history.bias)[:, None]  # what the logits are rounded sums of
    rounding = 1e-14 * terms.max(axis=(1, 2))[:-1] + 1e-14
    assert (losses[1:] <= losses[:-1] * (1 + 1e-12) + rounding).all()


def test_with_many_examples_too_large_a_rate_makes_the_loss_rise():
    x, y = [[1.0], [0.9]], np.eye(2)
    start = Parameters(np.zeros((1, 2)), np.zeros(2))
    assert np.diff(train(start, x, y, learning_rate=100, rounds=1).losses())[0] > 0
    assert (np.diff(train(start, x, y, learning_rate=0.5, rounds=50).losses()) < 0).all()


@given(st.data())
def test_numbers_up_to_1e100_never_overflow(data):
    size = st.sampled_from([-LARGEST, LARGEST, 1e-100, 1.0])
    n_features, n_classes = data.draw(st.sampled_from([(1, 2), (2, 3), (6, 6)]))
    history = train(
        Parameters(data.draw(floats_of((n_features, n_classes), size)), data.draw(floats_of((n_classes,), size))),
        data.draw(floats_of((1, n_features), size)),
        data.draw(one_hot_of(n_classes, 1)),
        learning_rate=data.draw(st.sampled_from([1e-100, 1.0, LARGEST])),
        rounds=20,
    )
    assert_all_finite(history)


@pytest.mark.parametrize("signs", list(product([-1, 1], repeat=3)))
def test_a_thousand_rounds_on_the_largest_numbers_stay_finite(signs):
    weight, bias, x = np.array(signs) * LARGEST
    # Every other weight apart, or all logits would be equal.
    weights = np.where(np.indices((6, 6)).sum(axis=0) % 2, weight, -weight)
    start = Parameters(weights, np.full(6, bias))
    assert_all_finite(train(start, np.full((1, 6), x), one_hot([0], 6), learning_rate=LARGEST, rounds=1000))


def test_a_step_of_1e200_every_round_does_not_overflow():
    # Each round another class is the true one, so every prediction is wrong.
    history = History(Parameters(np.full((6, 6), LARGEST), np.zeros(6)), np.full((1, 6), LARGEST), one_hot([0], 6))
    history = history.edited(learning_rate=LARGEST)
    for round in range(200):
        history = history.trained(1).edited(y=one_hot([round % 6], 6))
    assert_all_finite(history)
    assert np.abs(history.weights).max() > 1e199


def assert_all_finite(history: History) -> None:
    result = history.forward()
    gradients = backward(result.probabilities, history.x, history.y)
    arrays = history.weights, history.bias, *result, *gradients, history.losses("ce"), history.losses("bce")
    assert all(np.isfinite(array).all() for array in arrays)
    assert not has_negative_zero(*arrays)


def test_training_finds_scikit_learns_solution():
    random = np.random.RandomState(2)
    x = random.standard_normal((60, 2))
    labels = (x @ random.standard_normal((2, 3)) + random.gumbel(size=(60, 3))).argmax(axis=1)
    history = train(Parameters(np.zeros((2, 3)), np.zeros(3)), x, one_hot(labels, 3), learning_rate=1, rounds=2000)
    trusted = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000).fit(x, labels)
    assert_allclose(history.forward().probabilities[-1], trusted.predict_proba(x), atol=1e-5)


@pytest.mark.parametrize(("n_features", "n_classes", "n_samples"), [(1, 2, 1), (2, 3, 1), (4, 5, 6)])
def test_each_leading_run_equals_training_it_alone(n_features, n_classes, n_samples):
    random = np.random.RandomState(8)
    weights = random.standard_normal((2, 3, n_features, n_classes))
    bias = random.standard_normal((2, 3, n_classes))
    x = random.standard_normal((2, 3, n_samples, n_features))
    y = one_hot(random.randint(0, n_classes, (2, 3, n_samples)), n_classes)
    together = train(Parameters(weights, bias), x, y, learning_rate=0.3, rounds=7)
    assert together.weights.shape == (8, 2, 3, n_features, n_classes)
    assert together.losses().shape == (8, 2, 3)
    for place in np.ndindex(2, 3):
        alone = train(Parameters(weights[place], bias[place]), x[place], y[place], learning_rate=0.3, rounds=7)
        each = (slice(None), *place)
        assert_allclose(together.weights[each], alone.weights, rtol=1e-11, atol=1e-13)
        assert_allclose(together.bias[each], alone.bias, rtol=1e-11, atol=1e-13)
        for loss in ("ce", "bce"):
            assert_allclose(together.losses(loss)[each], alone.losses(loss), rtol=1e-10)


def test_many_starts_can_share_one_example():
    weights = np.random.RandomState(9).standard_normal((5, 2, 3))
    together = train(Parameters(weights, np.zeros(3)), [[1, 2]], [[0, 0, 1]], learning_rate=0.1, rounds=3)
    assert together.bias.shape == (4, 5, 3)
    for place, start in enumerate(weights):
        alone = train(Parameters(start, np.zeros(3)), [[1, 2]], [[0, 0, 1]], learning_rate=0.1, rounds=3)
        assert_allclose(together.weights[:, place], alone.weights, rtol=1e-12)


# The loss


def test_the_mean_loss_is_the_mean_over_the_samples():
    result = ForwardPass(np.log([[1.0, 1.0], [1.0, 3.0]]), np.array([[0.5, 0.5], [0.25, 0.75]]))
    y = np.array([[1, 0], [1, 0]])
    assert mean_loss("ce", result, y) == pytest.approx((np.log(2) + np.log(4)) / 2)
    assert mean_loss("bce", result, y) == pytest.approx((2 * np.log(2) + 2 * np.log(4)) / 2)


def test_the_documents_losses():
    history = train(*DOCUMENT.moment[:3], rounds=1)
    assert_allclose(history.losses("bce"), [1.9095425, 2.99760217e-15], rtol=1e-8)
    assert_allclose(history.losses(), [np.log(3), 2 * 3.09335001e-50], rtol=1e-8)


@pytest.mark.parametrize("rounds", [slice(None), slice(2, 4), slice(3, None), slice(4, 5)])
def test_losses_of_some_rounds_are_a_slice_of_all(rounds):
    history = train(*DOCUMENT.moment[:3], learning_rate=0.01, rounds=2).edited(x=[[1, -1]], y=[[1, 0, 0]]).trained(3)
    for loss in ("ce", "bce"):
        assert_array_equal(history.losses(loss, rounds), history.losses(loss)[rounds])
        assert len(history.losses(loss)) == 6


# A history is a value


def test_columns_have_the_round_first():
    history = train(*DOCUMENT.moment[:3], learning_rate=0.5, rounds=4)
    assert len(history) == 5
    shapes = {name: getattr(history, name).shape for name in ("weights", "bias", "x", "y", "learning_rate")}
    assert shapes == {"weights": (5, 2, 3), "bias": (5, 3), "x": (5, 1, 2), "y": (5, 1, 3), "learning_rate": (5,)}
    assert_array_equal(history.learning_rate, 0.5)
    assert [array.shape for array in history.forward()] == [(5, 1, 3), (5, 1, 3)]


def test_a_round_looked_up_is_the_row_of_the_columns():
    history = train(*DOCUMENT.moment[:3], rounds=1).edited(x=[[1, 2]], learning_rate=0.1).trained(1)
    for round in range(3):
        parameters, x, y, rate = history.at(round)
        assert_array_equal(parameters.weights, history.weights[round])
        assert_array_equal(parameters.bias, history.bias[round])
        assert_array_equal(x, history.x[round])
        assert_array_equal(y, history.y[round])
        assert rate == history.learning_rate[round]


def test_an_edited_last_round_is_what_training_goes_on_from():
    history = train(*DOCUMENT.moment[:3], learning_rate=0.01, rounds=2)
    new = Parameters(np.array([[1.0, 2, 3], [4, 5, 6]]), np.array([7.0, 8, 9]))
    edited = history.edited(parameters=new, x=[[1, -1]], y=[[1, 0, 0]], learning_rate=0.5).trained(1)
    assert_array_equal(edited.weights[:2], history.weights[:2])
    assert_array_equal(edited.weights[2], new.weights)
    assert_array_equal(edited.bias[2], new.bias)
    assert_array_equal(edited.weights[3], sgd_step(new, [[1, -1]], [[1, 0, 0]], 0.5).weights)
    assert_array_equal(edited.x[:, 0], [[8, 7], [8, 7], [1, -1], [1, -1]])
    assert_array_equal(edited.y[:, 0].argmax(axis=-1), [2, 2, 0, 0])
    assert_array_equal(edited.learning_rate, [0.01, 0.01, 0.5, 0.5])


def test_editing_the_same_round_twice_keeps_the_last_value():
    history = train(*DOCUMENT.moment[:3], rounds=1).edited(learning_rate=0.5).edited(learning_rate=0.25)
    assert_array_equal(history.learning_rate, [1, 0.25])


def test_columns_cannot_be_written_to():
    history = train(*DOCUMENT.moment[:3], rounds=2).edited(x=[[1, 2]])
    columns = history.weights, history.bias, history.x, history.y, history.learning_rate, *history.at(1).parameters
    assert not any(column.flags.writeable for column in columns)


def test_arguments_changed_later_do_not_reach_the_history():
    weights, bias, x, y = np.ones((2, 3)), np.ones(3), np.array([[8.0, 7.0]]), np.array([[0.0, 0.0, 1.0]])
    history = History(Parameters(weights, bias), x, y)
    before = bits(history.trained(2))
    for array in (weights, bias, x, y):
        array[...] = 9
    assert bits(history.trained(2)) == before


class Histories(RuleBasedStateMachine):
    """Whatever is made from a history, it and all others stay as they were."""

    @initialize()
    def start(self):
        history = History(*DOCUMENT.moment[:3], 0.01)
        self.known = [(history, bits(history))]

    @rule(place=st.integers(0, 99), rounds=st.integers(0, 5))
    def train(self, place, rounds):
        self.add(self.pick(place).trained(rounds))

    @rule(place=st.integers(0, 99), length=st.integers(0, 99))
    def cut(self, place, length):
        history = self.pick(place)
        self.add(history.first(1 + length % len(history)))

    @rule(place=st.integers(0, 99), value=st.integers(1, 5), name=st.sampled_from(["x", "learning_rate", "parameters"]))
    def edit(self, place, value, name):
        values = {
            "x": [[value, 1]],
            "learning_rate": value / 100,
            "parameters": Parameters(np.full((2, 3), value), np.arange(3)),
        }
        self.add(self.pick(place).edited(**{name: values[name]}))

    @invariant()
    def all_are_as_they_were(self):
        for history, was in self.known:
            assert bits(history) == was

    @invariant()
    def all_rows_follow_from_the_ones_before(self):
        history, _ = self.known[-1]
        for round in range(len(history) - 1):
            expected = sgd_step(*history.at(round))
            changed = history.weights[round + 1]
            trained = np.allclose(changed, expected.weights, rtol=1e-12, atol=1e-12)
            assert trained or (changed == changed[0, 0]).all()  # an edit sets all weights alike

    def pick(self, place):
        return self.known[place % len(self.known)][0]

    def add(self, history):
        self.known.append((history, bits(history)))


TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=30, stateful_step_count=25)

PARAMETERS = Parameters(np.ones((2, 3)), np.ones(3))
ONE = [[1, 0, 0]]


@pytest.mark.parametrize(
    ("call", "parameter"),
    [
        (lambda: sgd_step(PARAMETERS, [[1, 2]], ONE, 0), "learning_rate"),
        (lambda: sgd_step(PARAMETERS, [[1, 2]], ONE, -1), "learning_rate"),
        (lambda: sgd_step(PARAMETERS, [[1, 2]], ONE, np.nan), "learning_rate"),
        (lambda: sgd_step(PARAMETERS, [[1, 2]], ONE, 2e100), "learning_rate"),
        (lambda: sgd_step(PARAMETERS, [[1, 2]], ONE, None), "learning_rate"),
        (lambda: sgd_step(PARAMETERS, [[1, 2, 3]], ONE, 1), "x"),
        (lambda: sgd_step(PARAMETERS, [[1, 2]], [[1, 0]], 1), "y"),
        (lambda: sgd_step(PARAMETERS, [[1, 2], [3, 4]], ONE, 1), "y"),
        (lambda: sgd_step(PARAMETERS, [[1, 2]], [[0, 0, 0]], 1), "y"),
        (lambda: train(PARAMETERS, [[1, 2]], ONE, rounds=-1), "rounds"),
        (lambda: train(PARAMETERS, [[1, 2]], ONE, rounds=1.0), "rounds"),
        (lambda: History(PARAMETERS, [[1, 2]], ONE).at(1), "round"),
        (lambda: History(PARAMETERS, [[1, 2]], ONE).at(-1), "round"),
        (lambda: History(PARAMETERS, [[1, 2]], ONE).first(0), "length"),
        (lambda: History(PARAMETERS, [[1, 2]], ONE).first(2), "length"),
        (lambda: History(PARAMETERS, [[1, 2]], ONE).edited(learning_rate=0), "learning_rate"),
        (lambda: History(PARAMETERS, [[1, 2]], ONE).edited(x=[[1]]), "x"),
        (lambda: History(PARAMETERS, [[1, 2]], ONE).losses("mse"), "loss"),
    ],
)
def test_bad_input_is_named(call, parameter):
    with pytest.raises(InputError) as error:
        call()
    assert error.value.parameter == parameter


def test_many_starts_share_one_example_in_every_column():
    starts = np.random.default_rng(1).normal(size=(5, 2, 3))
    for rounds in (2, 3, 4):
        history = train(Parameters(starts, np.zeros(3)), [[8, 7]], [[0, 0, 1]], learning_rate=0.01, rounds=rounds)
        alone = [
            train(Parameters(w, np.zeros(3)), [[8, 7]], [[0, 0, 1]], learning_rate=0.01, rounds=rounds) for w in starts
        ]
        assert_allclose(history.losses(), np.stack([one.losses() for one in alone], axis=1), rtol=1e-12)
        edited = history.edited(x=[[1.0, 1.0]])
        for round in range(len(edited)):
            moment = edited.at(round)
            assert_array_equal(edited.forward().logits[round], forward(moment.parameters, moment.x).logits)


def test_nothing_a_history_hands_out_can_be_written_to():
    history = train(Parameters(np.zeros((2, 3)), np.zeros(3)), [[8, 7]], [[0, 0, 1]], rounds=2)
    moment = history.at(1)
    columns = (history.weights, history.bias, history.x, history.y, history.learning_rate)
    for array in (*columns, *moment.parameters, moment.x, moment.y):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


def test_leading_axes_that_do_not_fit_are_named():
    with pytest.raises(InputError, match="agree in their leading axes"):
        train(Parameters(np.zeros((5, 2, 3)), np.zeros(3)), [[8, 7]], np.eye(3)[[[0], [1]]])


@pytest.mark.parametrize("loss", ["ce", "bce"])
def test_losses_asked_for_on_the_way_are_those_of_the_whole(loss):
    history = train(*DOCUMENT.moment[:3], learning_rate=0.01, rounds=3)
    assert history.losses(loss).shape == (4,)
    longer = history.trained(5)
    assert longer.losses(loss, slice(6, None)).shape == (3,)  # a gap before what was asked for
    branch = longer.first(6).edited(y=[[1, 0, 0]]).trained(2)
    for one in history, branch, longer.first(2), longer:
        afresh = mean_loss(loss, one.forward(), one.y)
        assert_array_equal(one.losses(loss), afresh)
        assert_array_equal(one.losses(loss, slice(None, None, -2)), afresh[::-2])


@pytest.mark.parametrize(("rounds", "at_a_time"), [(3_000, 1), (10_000, 10_000)])
def test_a_training_takes_less_than_twice_the_memory_of_its_numbers(rounds, at_a_time):
    def training() -> History:
        history = History(*SLOW)
        while len(history) <= rounds:
            history = history.trained(at_a_time)
        return history

    training()
    tracemalloc.start()
    history = training()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 2 * (history.weights.nbytes + history.bias.nbytes)


@given(batches(n_samples=1), st.integers(1, 6))
def test_what_goes_on_from_an_earlier_round_knows_nothing_of_the_later_ones(batch, length):
    """Neither of their losses, which were asked for, nor of what was edited in them."""
    weights, bias, x, y = batch
    history = train(Parameters(weights, bias), x, y, learning_rate=0.01, rounds=3)
    history = history.edited(parameters=Parameters(-weights, bias), x=x + 1, learning_rate=0.02).trained(3)
    for name in LOSSES:
        history.losses(name)
    first = history.first(length)
    turned = Parameters(weights * np.arange(weights.shape[1]), bias)
    for other in (first.trained(7 - length), first.edited(parameters=turned).trained(7 - length)):
        moments = [other.at(round) for round in range(7)]
        for before, after in pairwise(moments[length - 1 :]):
            for one, expected in zip(after.parameters, sgd_step(*before), strict=True):
                assert_allclose(one, expected, rtol=1e-9, atol=1e-12)
            assert_array_equal(after.x, before.x)
            assert after.learning_rate == before.learning_rate
        for name, loss in LOSSES.items():
            assert_allclose(other.losses(name), [loss.mean(forward(*moment[:2]), y) for moment in moments], atol=1e-12)
