"""Softmax, its derivative and the losses are what their formulas say, at any size of logits."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from sklearn._loss import HalfMultinomialLoss
from sklearn.metrics import log_loss
from sklearn.utils.extmath import softmax as sklearn_softmax

from softmax_core import (
    InputError,
    binary_cross_entropy,
    cross_entropy,
    log_softmax,
    one_hot,
    softmax,
    softmax_jacobian,
)
from softmax_core.functional import binary_cross_entropy_gradient
from tests.core.strategies import floats_of, has_negative_zero, one_hot_of

HUGE = [1e4, 1e100, 1.7e308]
MODERATE = st.floats(-30, 30)


def logit_rows(elements=MODERATE):
    return st.integers(2, 7).flatmap(lambda n_classes: floats_of((n_classes,), elements))


@st.composite
def labelled(draw, n_samples=4):
    """(logits, y) of a few examples."""
    n_classes = draw(st.integers(2, 6))
    logits = draw(floats_of((n_samples, n_classes), MODERATE))
    return logits, draw(one_hot_of(n_classes, n_samples))


def slopes(function, point, step=1e-5):
    """Central differences of `function`, one entry of `point` at a time; the last axis of the result is that entry."""
    columns = [
        (function(point + move) - function(point - move)) / (2 * step) for move in step * np.eye(point.shape[-1])
    ]
    return np.stack(columns, axis=-1)


# Softmax


def test_softmax_of_logarithms_is_in_their_proportion():
    assert_allclose(softmax(np.log([1, 2, 5])), [1 / 8, 2 / 8, 5 / 8], rtol=1e-15)


@given(logit_rows(), st.floats(-100, 100))
def test_softmax_does_not_change_when_all_logits_shift(logits, shift):
    assert_allclose(softmax(logits + shift), softmax(logits), rtol=1e-11)


@given(logit_rows(st.floats(-1e100, 1e100)))
def test_probabilities_lie_in_0_to_1_and_sum_to_1(logits):
    probabilities = softmax(logits)
    assert (probabilities >= 0).all()
    assert (probabilities <= 1).all()
    assert probabilities.sum() == pytest.approx(1, abs=1e-14)
    assert not has_negative_zero(probabilities)


@given(logit_rows())
def test_a_larger_logit_never_has_a_smaller_probability(logits):
    assert (np.diff(softmax(np.sort(logits))) >= 0).all()


@pytest.mark.parametrize("size", HUGE)
def test_softmax_of_huge_logits_is_its_exact_limit(size):
    probabilities = softmax([[size, -size, 0], [-size, 0, size], [size, size, -size], [-size, -size, -size]])
    assert_array_equal(probabilities, [[1, 0, 0], [0, 0, 1], [0.5, 0.5, 0], [1 / 3, 1 / 3, 1 / 3]])
    assert not has_negative_zero(probabilities)


@given(labelled())
def test_softmax_is_scikit_learns(example):
    logits, _ = example
    assert_allclose(softmax(logits), sklearn_softmax(logits), rtol=1e-13)


@given(logit_rows())
def test_log_softmax_is_the_logarithm_of_softmax(logits):
    assert_allclose(log_softmax(logits), np.log(softmax(logits)), rtol=1e-13, atol=1e-13)


def test_log_softmax_is_right_where_softmax_is_too_small_for_a_float():
    assert_array_equal(log_softmax([[0, -1e4], [1e100, -1e100]]), [[0, -1e4], [0, -2e100]])


@given(logit_rows(st.floats(-1e100, 1e100)))
def test_log_softmax_is_never_above_0_nor_minus_0(logits):
    assert (log_softmax(logits) <= 0).all()
    assert not has_negative_zero(log_softmax(logits))


# Cross-entropy


def test_cross_entropy_by_hand():
    assert cross_entropy([0, 0, 0], [0, 0, 1]) == pytest.approx(math.log(3), rel=1e-15)
    assert_allclose(
        cross_entropy(np.log([[1, 2, 5], [1, 2, 5]]), [[1, 0, 0], [0, 0, 1]]), np.log([8, 8 / 5]), rtol=1e-15
    )


@given(labelled())
def test_cross_entropy_is_minus_the_log_probability_of_the_true_class(example):
    logits, y = example
    assert_allclose(cross_entropy(logits, y), -(y * log_softmax(logits)).sum(axis=-1), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("size", HUGE)
@pytest.mark.parametrize("true_class", [0, 1, 2])
def test_a_perfect_prediction_costs_exactly_nothing(size, true_class):
    y = one_hot(true_class, 3)
    for logits in (size * y, -size * (1 - y), size * (2 * y - 1)):
        loss = cross_entropy(logits, y)
        assert loss == 0
        assert not np.signbit(loss)


@pytest.mark.parametrize("size", HUGE)
def test_a_wrong_prediction_costs_the_exact_difference_of_huge_logits(size):
    assert_array_equal(cross_entropy([[size, 0, 0], [0, -size, -size / 2]], [[0, 1, 0]] * 2), [size, size])


@pytest.mark.parametrize("gap", [20.0, 40.0, 300.0, 700.0])
def test_cross_entropy_is_exact_near_0(gap):
    # log(1 + e) = e − e²/2 for a small e; 1 + e itself would be rounded to 1.
    assert cross_entropy([gap, 0], [1, 0]) == pytest.approx(math.exp(-gap) - math.exp(-gap) ** 2 / 2, rel=1e-13)


@given(labelled())
def test_cross_entropy_is_scikit_learns(example):
    logits, y = example
    labels = y.argmax(axis=-1).astype(float)
    loss = HalfMultinomialLoss(n_classes=logits.shape[-1])
    assert_allclose(cross_entropy(logits, y), loss.loss(labels, logits), rtol=1e-12, atol=1e-13)


def test_the_mean_losses_are_scikit_learns_log_loss():
    random = np.random.RandomState(1)
    logits, labels = random.standard_normal((50, 4)), random.randint(0, 4, 50)
    probabilities = softmax(logits)
    y = one_hot(labels, 4)
    assert cross_entropy(logits, y).mean() == pytest.approx(log_loss(labels, probabilities), rel=1e-13)
    each = [log_loss(labels == k, probabilities[:, k]) for k in range(4)]
    assert binary_cross_entropy(probabilities, y).mean() == pytest.approx(sum(each), rel=1e-13)


@given(labelled(n_samples=1))
def test_probabilities_minus_label_are_the_slopes_of_cross_entropy_one_class_at_a_time(example):
    (logits,), (y,) = example
    assert_allclose(softmax(logits) - y, slopes(lambda moved: cross_entropy(moved, y), logits), atol=1e-8)


# Two classes


@given(st.floats(-30, 30), st.floats(-30, 30))
def test_with_two_classes_softmax_is_the_logistic_function_of_the_difference(first, second):
    logistic = 1 / (1 + math.exp(second - first))
    assert_allclose(softmax([first, second]), [logistic, 1 - logistic], rtol=1e-13, atol=1e-15)
    logistic_loss = math.log1p(math.exp(second - first))
    assert cross_entropy([first, second], [1, 0]) == pytest.approx(logistic_loss, rel=1e-13)


@given(st.floats(-10, 10))
def test_with_two_classes_the_documents_loss_is_twice_cross_entropy(logit):
    assert binary_cross_entropy(softmax([logit, 0]), [0, 1]) == pytest.approx(
        2 * cross_entropy([logit, 0], [0, 1]), rel=1e-10
    )


# The document's printed loss


@pytest.mark.parametrize(
    ("probabilities", "expected"),
    [
        ([1 / 3, 1 / 3, 1 / 3], math.log(3) + 2 * math.log(1.5)),
        ([0.5, 0.25, 0.25], math.log(4) + math.log(2) + math.log(4 / 3)),
        ([0, 0, 1], 2.99760217e-15),
        ([1, 0, 0], -math.log(1e-15) - math.log(1 - (1 - 1e-15)) - math.log(1 - 1e-15)),
        ([1e-20, 1e-20, 1], 2.99760217e-15),
    ],
)
def test_binary_cross_entropy_by_hand(probabilities, expected):
    assert binary_cross_entropy(probabilities, [0, 0, 1]) == pytest.approx(expected, rel=1e-8)


@given(logit_rows(st.floats(-1e100, 1e100)))
def test_binary_cross_entropy_stays_between_its_clips(logits):
    y = one_hot(0, len(logits))
    assert 1.9e-15 < binary_cross_entropy(softmax(logits), y) < 35 * len(logits)


def test_the_gradient_of_the_printed_loss_by_hand():
    assert_allclose(binary_cross_entropy_gradient([1 / 3, 1 / 3, 1 / 3], [0, 0, 1]), [0.5, 0.5, -1], rtol=1e-14)


@given(logit_rows(st.floats(-8, 8)))
def test_the_gradient_of_the_printed_loss_is_its_slope_one_class_at_a_time(logits):
    y = one_hot(1, len(logits))
    step, probabilities = 1e-5, softmax(logits)
    expected = slopes(lambda moved: binary_cross_entropy(softmax(moved), y), logits, step)
    # 1 − ŷ is a rounded number: where it is small, its logarithm is less sure, and so is the difference.
    unsure = 4 * 2.0**-53 / (1 - probabilities.max()) / step
    assert_allclose(binary_cross_entropy_gradient(probabilities, y), expected, atol=1e-6 + unsure)


@given(st.floats(-10, 10))
def test_with_two_classes_the_gradient_of_the_printed_loss_is_twice_the_blame(logit):
    probabilities = softmax([logit, 0])
    assert_allclose(binary_cross_entropy_gradient(probabilities, [0, 1]), 2 * (probabilities - [0, 1]), rtol=1e-11)


@pytest.mark.parametrize("size", HUGE)
def test_where_the_clip_holds_the_printed_loss_it_has_no_slope(size):
    for y in np.eye(3):
        gradient = binary_cross_entropy_gradient(softmax([size, -size, 0]), y)
        assert not gradient.any()
        assert not has_negative_zero(gradient)


# The Jacobian


def test_the_jacobian_by_hand():
    expected = [[0.09, -0.03, -0.06], [-0.03, 0.21, -0.18], [-0.06, -0.18, 0.24]]
    assert_allclose(softmax_jacobian([0.1, 0.3, 0.6]), expected, rtol=1e-14)


@given(logit_rows(st.one_of(MODERATE, st.floats(-300, 300))))
def test_the_jacobian_is_symmetric_with_rows_that_sum_to_0_however_small_they_are(logits):
    jacobian = softmax_jacobian(softmax(logits))
    assert_array_equal(jacobian, jacobian.T)
    assert (np.abs(jacobian.sum(axis=-1)) <= 1e-15 * np.abs(jacobian).max(axis=-1)).all()
    assert (np.diag(jacobian) >= 0).all()


@given(logit_rows())
def test_the_jacobian_is_the_slope_of_softmax(logits):
    assert_allclose(softmax_jacobian(softmax(logits)), slopes(softmax, logits), atol=1e-9)


@pytest.mark.parametrize("size", HUGE)
def test_the_jacobian_of_a_sure_prediction_is_exactly_0(size):
    jacobian = softmax_jacobian(softmax([size, -size, 0]))
    assert not jacobian.any()
    assert not has_negative_zero(jacobian)


# One-hot


def test_one_hot_puts_the_1_at_the_class_number():
    assert_array_equal(one_hot([2, 0], 3), [[0, 0, 1], [1, 0, 0]])
    assert_array_equal(one_hot(1, 2), [0, 1])
    assert one_hot([[0, 1, 2], [2, 1, 0]], 4).shape == (2, 3, 4)


@given(st.lists(st.integers(0, 5), min_size=1))
def test_one_hot_agrees_with_the_class_numbers(labels):
    y = one_hot(labels, 6)
    assert_array_equal(y.argmax(axis=-1), labels)
    assert_array_equal(y.sum(axis=-1), 1)


# Shapes and input


def _losses(function):
    return lambda row: function(row, np.eye(row.shape[-1])[1])


@pytest.mark.parametrize(
    "function", [softmax, log_softmax, softmax_jacobian, _losses(cross_entropy), _losses(binary_cross_entropy)]
)
def test_axes_before_the_classes_are_independent(function):
    rows = softmax(np.random.RandomState(3).standard_normal((2, 3, 4)))
    together = function(rows)
    assert together.shape[:2] == (2, 3)
    for place in np.ndindex(2, 3):
        assert_allclose(together[place], function(rows[place]), rtol=1e-14)


def test_one_label_serves_many_logits_and_many_labels_one_row():
    logits = np.array([[0.0, 1.0], [2.0, 0.0], [0.0, 0.0]])
    assert_allclose(cross_entropy(logits, [0, 1]), [cross_entropy(row, [0, 1]) for row in logits])
    assert_allclose(cross_entropy([0.0, 1.0], np.eye(2)), [math.log1p(math.e), math.log1p(1 / math.e)])


def test_arguments_are_left_as_they_are():
    logits, y = np.array([3.0, -0.0, 1.0]), np.array([0.0, 1.0, 0.0])
    kept = logits.tobytes(), y.tobytes()
    for function in (softmax, log_softmax, softmax_jacobian):
        function(logits)
    cross_entropy(logits, y)
    binary_cross_entropy(logits, y)
    assert (logits.tobytes(), y.tobytes()) == kept


def test_whole_numbers_serve_as_well():
    assert_array_equal(softmax([1, 1]), [0.5, 0.5])
    assert cross_entropy(np.array([0, 0], dtype=np.int8), [True, False]) == pytest.approx(math.log(2))


@pytest.mark.parametrize(
    ("call", "parameter"),
    [
        (lambda: softmax([1, math.nan]), "logits"),
        (lambda: softmax([[1, math.inf]]), "logits"),
        (lambda: softmax([]), "logits"),
        (lambda: softmax(1.0), "logits"),
        (lambda: softmax("a"), "logits"),
        (lambda: softmax([10**400, 0]), "logits"),
        (lambda: log_softmax([-math.inf, 0]), "logits"),
        (lambda: cross_entropy([0, math.nan], [0, 1]), "logits"),
        (lambda: cross_entropy([0, 0], [0, 0]), "y"),
        (lambda: cross_entropy([0, 0], [1, 1]), "y"),
        (lambda: cross_entropy([0, 0], [0.5, 0.5]), "y"),
        (lambda: cross_entropy([0, 0, 0], [2, -1, 0]), "y"),
        (lambda: cross_entropy([0, 0], [0, 0, 1]), "y"),
        (lambda: cross_entropy([[0, 0]] * 3, [[0, 1]] * 2), "y"),
        (lambda: cross_entropy([0], [1]), "y"),
        (lambda: binary_cross_entropy([math.inf, 0], [0, 1]), "probabilities"),
        (lambda: binary_cross_entropy([0.5, 0.5], [1, 1]), "y"),
        (lambda: softmax_jacobian([0.5, math.nan]), "probabilities"),
        (lambda: one_hot([0, 3], 3), "labels"),
        (lambda: one_hot([-1], 3), "labels"),
        (lambda: one_hot([0.0], 3), "labels"),
        (lambda: one_hot([], 3), "labels"),
        (lambda: one_hot(np.array([], dtype=int), 3), "labels"),
        (lambda: one_hot([True], 3), "labels"),
    ],
)
def test_bad_input_is_named(call, parameter):
    with pytest.raises(InputError, match=r"must .*; received ") as error:
        call()
    assert error.value.parameter == parameter


def test_a_gradient_names_what_it_cannot_use():
    with pytest.raises(InputError, match="probabilities"):
        binary_cross_entropy_gradient([0.5, np.nan], [0, 1])
    with pytest.raises(InputError, match="probabilities"):
        binary_cross_entropy_gradient([0.2, 0.3, 0.5], [0, 1])
