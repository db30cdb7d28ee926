"""The recurrence for one example, against the plain loop."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from softmax_core import (
    PRESETS,
    History,
    Parameters,
    one_example,
    one_hot,
    train,
)
from tests.core.strategies import batches, bits


@given(batches(n_samples=1), st.floats(1e-6, 1e3), st.integers(0, 40), st.integers(0, 40))
def test_the_recurrence_agrees_with_the_plain_loop(batch, learning_rate, rounds, more):
    weights, bias, x, y = batch
    history = train(Parameters(weights, bias), x, y, learning_rate=learning_rate, rounds=rounds).trained(more)
    plain = plainly_trained(Parameters(weights, bias), x, y, learning_rate, rounds + more)
    scale = np.abs(plain.weights).max() + np.abs(plain.bias).max()
    assert_allclose(history.weights, plain.weights, rtol=1e-10, atol=1e-12 * scale)
    assert_allclose(history.bias, plain.bias, rtol=1e-10, atol=1e-12 * scale)
    assert_allclose(history.forward().probabilities, plain.forward().probabilities, atol=1e-9)


def test_the_recurrence_agrees_with_the_plain_loop_after_a_long_time():
    moment = PRESETS["slow"].setup.moment
    history, plain = train(*moment[:3], learning_rate=0.001, rounds=10_000), plainly_trained(*moment, 10_000)
    assert_allclose(history.weights, plain.weights, rtol=1e-11)
    assert_allclose(history.losses(), plain.losses(), rtol=1e-9)


def test_many_runs_with_labels_of_their_own_agree_with_the_plain_loop():
    random = np.random.default_rng(4)
    start = Parameters(random.normal(size=(4, 5, 2, 3)), random.normal(size=(4, 5, 3)))
    x, y = random.normal(size=(4, 5, 1, 2)), one_hot(random.integers(0, 3, (4, 5, 1)), 3)
    history = train(start, x, y, learning_rate=0.7, rounds=9).trained(11)
    plain = plainly_trained(start, x, y, 0.7, 20)
    assert_allclose(history.weights, plain.weights, rtol=1e-12, atol=1e-13)
    assert_allclose(history.bias, plain.bias, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize(
    ("weight", "x", "learning_rate", "n_samples", "expected"),
    [(1, 100, 1, 1, True), (1, 100, 1, 2, False), (4, 100, 1, 1, False), (1e-5, 1e8, 1, 1, False),
     (0, 1e60, 1, 1, False), (0, 1, 1e100, 1, False), (0, 1, 1e-110, 1, False)],
)  # fmt: skip
def test_only_starts_with_moderate_logits_take_the_recurrence(weight, x, learning_rate, n_samples, expected):
    start = Parameters(np.full((1, 2), float(weight)), np.zeros(2))
    assert one_example.applies(start, np.full((n_samples, 1), float(x)), learning_rate) is expected


@pytest.mark.parametrize("leading", [(), (3,)])
def test_rounds_at_once_are_bit_for_bit_those_one_by_one(leading):
    random = np.random.default_rng(5)
    start = Parameters(random.normal(size=(*leading, 2, 3)), random.normal(size=(*leading, 3)))
    at_once = train(start, [[1, 2]], [[0, 1, 0]], learning_rate=0.1, rounds=40)
    one_by_one = History(start, [[1, 2]], [[0, 1, 0]], 0.1)
    for _ in range(40):
        one_by_one = one_by_one.trained(1)
    assert bits(one_by_one) == bits(at_once)
    assert bits(at_once.first(17).trained(24)) == bits(at_once)


@pytest.mark.parametrize(("runs", "true_class"), [(1, 0), (1, 2), (500, 0), (500, 2), (500, None)])
def test_pieces_of_a_long_training_are_bit_for_bit_the_whole(runs, true_class):
    """Over more rounds than are computed at a time."""
    random = np.random.default_rng(6)
    leading = () if runs == 1 else (runs,)
    start = Parameters(random.normal(size=(*leading, 2, 3)), random.normal(size=(*leading, 3)))
    label = random.integers(0, 3, (*leading, 1)) if true_class is None else np.full((*leading, 1), true_class)
    rounds = 2_500 if runs == 1 else 120
    whole = train(start, [[1, 2]], one_hot(label, 3), learning_rate=0.01, rounds=rounds)
    pieces = train(start, [[1, 2]], one_hot(label, 3), learning_rate=0.01, rounds=31).trained(57)
    assert bits(pieces.trained(rounds - 88)) == bits(whole)
    plain = plainly_trained(start, [[1, 2]], one_hot(label, 3), 0.01, rounds)
    assert_allclose(whole.weights, plain.weights, rtol=1e-11, atol=1e-12)
    assert_allclose(whole.bias, plain.bias, rtol=1e-11, atol=1e-12)


def plainly_trained(start: Parameters, x, y, learning_rate: float, rounds: int) -> History:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(one_example, "applies", lambda *_: False)
        return train(start, x, y, learning_rate=learning_rate, rounds=rounds)
