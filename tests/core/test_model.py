"""The layer, forward and backward, by hand and by central differences."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from numpy.testing import assert_allclose, assert_array_equal
from sklearn._loss import HalfMultinomialLoss

from softmax_core import InputError, Parameters, backward, forward, mean_loss, sgd_step, softmax
from tests.core.strategies import batches, has_negative_zero


def both_ways(weights, bias, x, y):
    """(ForwardPass, Gradients)"""
    result = forward(Parameters(weights, bias), x)
    return result, backward(result.probabilities, x, y)


def test_logits_are_inputs_times_weights_plus_bias():
    result = forward(Parameters(np.array([[1, 2, 3], [4, 5, 6]]), np.array([10, 20, 30])), [[2, -1]])
    assert_array_equal(result.logits, [[8, 19, 30]])
    assert_array_equal(result.probabilities, softmax([[8, 19, 30]]))


def test_the_documents_first_forward_and_backward_pass():
    result, gradients = both_ways(np.full((2, 3), 0.5), np.ones(3), [[8, 7]], [[0, 0, 1]])
    assert_array_equal(result.logits, [[8.5, 8.5, 8.5]])
    assert_allclose(result.probabilities, [[1 / 3, 1 / 3, 1 / 3]])
    assert_allclose(gradients.logits, [[1 / 3, 1 / 3, -2 / 3]])
    assert_allclose(gradients.weights, [[8 / 3, 8 / 3, -16 / 3], [7 / 3, 7 / 3, -14 / 3]])
    assert_allclose(gradients.bias, [1 / 3, 1 / 3, -2 / 3])


def test_the_gradients_of_two_samples_by_hand():
    gradients = backward([[0.25, 0.75], [0.5, 0.5]], [[8, 7], [-2, 0]], [[0, 1], [1, 0]])
    assert_array_equal(gradients.logits, [[0.125, -0.125], [-0.25, 0.25]])
    assert_array_equal(gradients.weights, [[1.5, -1.5], [0.875, -0.875]])
    assert_array_equal(gradients.bias, [-0.125, 0.125])


@given(batches())
def test_shapes_hold_for_any_sizes(batch):
    weights, bias, _, y = batch
    result, gradients = both_ways(*batch)
    assert result.logits.shape == result.probabilities.shape == gradients.logits.shape == y.shape
    assert gradients.weights.shape == weights.shape
    assert gradients.bias.shape == bias.shape


@given(batches())
def test_the_batch_mean_is_the_mean_of_single_gradients(batch):
    weights, bias, x, y = batch
    result, gradients = both_ways(*batch)
    singles = [both_ways(weights, bias, x[[i]], y[[i]])[1] for i in range(len(x))]
    assert_allclose(gradients.weights, np.mean([single.weights for single in singles], axis=0), atol=1e-14)
    assert_allclose(gradients.bias, np.mean([single.bias for single in singles], axis=0), atol=1e-14)
    losses = [mean_loss("ce", forward(Parameters(weights, bias), x[[i]]), y[[i]]) for i in range(len(x))]
    assert mean_loss("ce", result, y) == pytest.approx(np.mean(losses), rel=1e-13, abs=1e-14)


@given(batches())
def test_the_classes_share_the_gradient_so_that_it_sums_to_0(batch):
    _, gradients = both_ways(*batch)
    for gradient in gradients:
        assert_allclose(gradient.sum(axis=-1), 0, atol=1e-13)


@given(batches())
def test_gradients_are_scikit_learns(batch):
    weights, bias, x, y = batch
    result, gradients = both_ways(*batch)
    loss = HalfMultinomialLoss(n_classes=y.shape[-1])
    slopes, probabilities = loss.gradient_proba(y.argmax(axis=-1).astype(float), x @ weights + bias)
    assert_allclose(result.probabilities, probabilities, atol=1e-13)
    assert_allclose(gradients.logits, slopes / len(x), atol=1e-13)
    assert_allclose(gradients.weights, x.T @ slopes / len(x), atol=1e-12)
    assert_allclose(gradients.bias, slopes.mean(axis=0), atol=1e-13)


@pytest.mark.parametrize(("n_features", "n_classes", "n_samples"), [(1, 2, 1), (2, 3, 1), (5, 4, 7)])
def test_each_leading_run_is_what_it_is_alone(n_features, n_classes, n_samples):
    random = np.random.RandomState(5)
    weights = random.standard_normal((2, 3, n_features, n_classes))
    bias = random.standard_normal((2, 3, n_classes))
    x = random.standard_normal((2, 3, n_samples, n_features))
    y = np.eye(n_classes)[random.randint(0, n_classes, (2, 3, n_samples))]
    result, gradients = both_ways(weights, bias, x, y)
    for place in np.ndindex(2, 3):
        alone = both_ways(weights[place], bias[place], x[place], y[place])
        for together, single in zip((*result, *gradients), (*alone[0], *alone[1]), strict=True):
            assert_allclose(together[place], single, rtol=1e-13, atol=1e-15)


def test_one_input_serves_many_runs():
    weights = np.random.RandomState(6).standard_normal((4, 2, 3))
    result = forward(Parameters(weights, np.zeros(3)), [[1, 2]])
    assert result.logits.shape == (4, 1, 3)
    assert_allclose(result.logits[:, 0], weights[:, 0] + 2 * weights[:, 1])


def test_a_sure_and_right_prediction_has_gradients_of_plain_0():
    result, gradients = both_ways(np.array([[-1e4, 1e4]]), np.zeros(2), [[1]], [[0, 1]])
    assert_array_equal(result.probabilities, [[0, 1]])
    _, negative = both_ways(np.array([[1e4, -1e4]]), np.zeros(2), [[-1]], [[0, 1]])
    for gradient in (*gradients, *negative):
        assert not gradient.any()
        assert not has_negative_zero(gradient)


@pytest.mark.parametrize("shape", [(1, 1, 2), (1, 2, 3), (60, 2, 3), (1000, 64, 10)])
@pytest.mark.parametrize("weight", [0.0, 1.0, -1e50])
@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf])
def test_a_step_refuses_an_x_that_is_not_finite_wherever_it_is_not(shape, weight, wrong):
    n_samples, n_features, n_classes = shape
    start = Parameters(np.full((n_features, n_classes), weight), np.zeros(n_classes))
    y = np.eye(n_classes)[np.zeros(n_samples, dtype=int)]
    for place in {(0, 0), (n_samples - 1, 0), (n_samples // 2, n_features - 1)}:
        x = np.ones((n_samples, n_features))
        x[place] = wrong
        with pytest.raises(InputError, match="x must be finite") as error:
            sgd_step(start, x, y, 0.1)
        assert error.value.received == repr(wrong)


def test_a_step_copies_no_x():
    x, y = np.ones((2000, 100)), np.eye(2)[np.zeros(2000, dtype=int)]
    start = Parameters(np.zeros((100, 2)), np.zeros(2))
    sgd_step(start, x, y, 0.1)
    tracemalloc.start()
    sgd_step(start, x, y, 0.1)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < x.nbytes / 4


PARAMETERS = Parameters(np.ones((2, 3)), np.ones(3))
THIRDS = [[1 / 3, 1 / 3, 1 / 3]]


@pytest.mark.parametrize(
    ("call", "parameter"),
    [
        (lambda: forward(PARAMETERS, [[1, 2, 3]]), "x"),
        (lambda: forward(PARAMETERS, [1, 2]), "x"),
        (lambda: forward(PARAMETERS, [[1, np.inf]]), "x"),
        (lambda: forward(PARAMETERS._replace(bias=np.ones(2)), [[1, 2]]), "bias"),
        (lambda: forward(PARAMETERS._replace(bias=1.0), [[1, 2]]), "bias"),
        (lambda: forward(PARAMETERS._replace(weights=np.ones(3)), [[1, 2]]), "weights"),
        (lambda: forward(PARAMETERS._replace(weights=np.full((2, 3), np.nan)), [[1, 2]]), "weights"),
        (lambda: forward(Parameters(np.ones((2, 1)), np.ones(1)), [[1, 2]]), "weights"),
        (lambda: forward(Parameters(np.ones((4, 2, 3)), np.ones((5, 3))), [[1, 2]]), "weights, bias, x"),
        (lambda: backward(THIRDS, [[1, 2]], [[1, 1, 0]]), "y"),
        (lambda: backward(THIRDS, [[1, 2]], [[0, 1]]), "y"),
        (lambda: backward(THIRDS, [[1, 2]], [[1, 0, 0], [1, 0, 0]]), "y"),
        (lambda: backward(THIRDS * 2, [[1, 2]], [[1, 0, 0]]), "probabilities"),
        (lambda: backward(THIRDS[0], [[1, 2]], [[1, 0, 0]]), "probabilities"),
        (lambda: backward([[np.nan, 0, 0]], [[1, 2]], [[1, 0, 0]]), "probabilities"),
    ],
)
def test_bad_input_is_named(call, parameter):
    with pytest.raises(InputError, match=r"must .*; received ") as error:
        call()
    assert error.value.parameter == parameter
