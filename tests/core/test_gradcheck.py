"""Central differences agree with the derivation, and show where they cannot."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from softmax_core import (
    PRESETS,
    Gradients,
    InputError,
    Parameters,
    backward,
    difference_errors,
    forward,
    numerical_gradients,
    relative_errors,
    softmax_jacobian,
)
from softmax_core.gradcheck import STEP
from tests.core.strategies import batches, numbers


def analytic(weights, bias, x, y) -> Gradients:
    return backward(forward(Parameters(weights, bias), x).probabilities, x, y)


def differs(analytic: Gradients | Parameters, batch, **options) -> np.ndarray:
    """Which weights and biases have a slope that is neither the same to a millionth nor within the check's error."""
    weights, bias, x, y = batch
    numeric = numerical_gradients(Parameters(weights, bias), x, y, **options)
    allowed = difference_errors(Parameters(weights, bias), x, y, **options)
    assert allowed.weights.shape == numeric.weights.shape == weights.shape
    assert allowed.bias.shape == numeric.bias.shape == bias.shape
    found = []
    for a, n, error in zip((analytic.weights, analytic.bias), numeric, allowed, strict=True):
        found.append((np.abs(a - n) > np.maximum(1e-6 * np.maximum(np.abs(a), np.abs(n)), error)).ravel())
    return np.concatenate(found)


@given(batches(numbers), st.sampled_from([STEP, 1e-1, 1e-2, 1e-4, 1e-7, 1e-10, 1e-14]))
def test_the_derived_gradients_never_differ_whatever_the_numbers_and_the_step(batch, step):
    assert not differs(analytic(*batch), batch, step=step).any()


@given(batches(), st.integers(-12, 2), st.sampled_from([STEP, 1e-1, 1e-4, 1e-9, 1e-14]))
def test_the_derived_gradients_never_differ_for_numbers_of_a_lecture_near_and_far_from_the_solution(batch, size, step):
    weights, bias, x, y = batch
    batch = weights * 2.0**size, bias, x, y
    assert not differs(analytic(*batch), batch, step=step).any()


def test_the_error_of_the_check_is_a_number_for_the_largest_weights_that_training_may_come_to():
    x, y = np.full((1, 2), 1e100), np.eye(2)[[0]]
    trained = Parameters(np.array([[1e200, -1e200], [1e200, 5e-324]]), np.array([1e100, 0.0]))
    for error in difference_errors(trained, x, y):
        assert np.isfinite(error).all()
        assert (error > 1e270).all()


@given(batches(n_samples=1))
def test_a_wrong_gradient_is_told_wherever_its_error_is_beyond_that_of_the_check(batch):
    weights, bias, x, y = batch
    right = analytic(*batch)
    doubled = Gradients(2 * right.logits, 2 * right.weights, 2 * right.bias)
    allowed = difference_errors(Parameters(weights, bias), x, y)
    visible = np.concatenate(
        [(np.abs(a) > 3 * error).ravel() for a, error in zip((right.weights, right.bias), allowed, strict=True)]
    )
    assert (differs(doubled, batch) == visible)[visible].all()


def test_the_error_of_the_check_is_small_where_a_lecture_looks():
    setup = PRESETS["document"].setup
    _, x, y, _ = setup.moment
    allowed = difference_errors(setup.parameters, x, y)
    assert max(allowed.weights.max(), allowed.bias.max()) < 1e-7
    assert difference_errors(setup.parameters, x, y, step=1e-12).bias.min() > 1e-4
    assert difference_errors(setup.parameters, x, y, step=0.1).bias.min() > 1e-4


def test_the_check_sees_that_the_documents_printed_loss_has_another_gradient():
    setup = PRESETS["document"].setup
    _, x, y, _ = setup.moment
    derived = analytic(*setup.parameters, x, y)
    numeric = numerical_gradients(setup.parameters, x, y, loss="bce")
    assert relative_errors(derived, numeric).weights.min() > 0.1
    assert relative_errors(derived, numerical_gradients(setup.parameters, x, y)).weights.max() < 1e-9


@given(batches())
def test_the_printed_loss_has_the_gradient_its_own_formula_gives(batch):
    weights, bias, x, y = batch
    weights, bias = weights / 8, bias / 8  # keeps ŷ away from the clip
    p = forward(Parameters(weights, bias), x / 8).probabilities
    slopes = np.einsum("nk,nkj->nj", (1 - y) / (1 - p) - y / p, softmax_jacobian(p)) / len(x)
    numeric = numerical_gradients(Parameters(weights, bias), x / 8, y, loss="bce")
    assert_allclose(numeric.weights, (x / 8).T @ slopes, atol=1e-7)
    assert_allclose(numeric.bias, slopes.sum(axis=0), atol=1e-7)


def test_a_wrong_gradient_fails_the_check():
    setup = PRESETS["recorded"].setup
    _, x, y, _ = setup.moment
    right = analytic(*setup.parameters, x, y)
    numeric = numerical_gradients(setup.parameters, x, y)
    for wrong in (-right.weights, right.weights / 2, right.weights[::-1]):
        assert relative_errors(right._replace(weights=wrong), numeric).weights.max() > 0.05


@given(batches(), st.integers(-300, 290))
def test_errors_are_relative_whatever_the_size(batch, power):
    weights, bias, *_ = batch
    found = relative_errors(
        Parameters(weights * 10.0**power, bias * 10.0**power),
        Parameters(weights * 10.0**power * 0.75, -bias * 10.0**power),
    )
    assert_allclose(found.weights, np.where(weights * 10.0**power == 0, 0, 0.25), rtol=1e-6)
    assert_array_equal(found.bias, np.where(bias * 10.0**power == 0, 0, 2.0))


def test_an_error_beside_an_exact_zero_is_one_and_between_two_is_none():
    errors = relative_errors(
        Parameters(np.array([[0.0, 1e-50]]), np.zeros(2)), Parameters(np.array([[-6e-50, 0.0]]), np.zeros(2))
    )
    assert_array_equal(errors.weights, [[1, 1]])
    assert_array_equal(errors.bias, [0, 0])


def test_the_step_grows_with_the_parameter():
    parameters = Parameters(np.full((1, 2), 1e10), np.zeros(2))
    numeric = numerical_gradients(parameters, [[1e-10]], [[1, 0]])
    # A fixed step of 6e-6 times an input of 1e-10 would be lost in the rounding of the logits.
    assert_allclose(numeric.weights, [[-0.5e-10, 0.5e-10]], rtol=1e-6)


def test_a_given_step_is_used():
    coarse = numerical_gradients(Parameters(np.zeros((1, 2)), np.zeros(2)), [[0]], [[1, 0]], step=1.0)
    assert_allclose(coarse.bias, [-0.5, 0.5])  # (log(1 + 1/e) − log(1 + e)) / 2
    coarse = numerical_gradients(Parameters(np.zeros((1, 2)), np.array([1.0, 0])), [[0]], [[1, 0]], step=1.0)
    assert coarse.bias[0] == pytest.approx((np.log1p(np.exp(-2)) - np.log1p(1)) / 2)
    coarse = numerical_gradients(Parameters(np.zeros((1, 3)), np.zeros(3)), [[0]], [[1, 0, 0]], step=1.0)
    assert coarse.bias[1] == pytest.approx((np.log(2 + np.e) - np.log(2 + 1 / np.e)) / 2)  # not that of another step


def test_parameters_are_left_as_they_are():
    parameters = Parameters(np.ones((2, 3)), np.arange(3))
    numerical_gradients(parameters, [[1, 2]], [[0, 1, 0]])
    assert_array_equal(parameters.weights, np.ones((2, 3)))
    assert_array_equal(parameters.bias, [0, 1, 2])


@pytest.mark.parametrize("step", [0, 1e-16, -1e-5, np.nan, np.inf, "small"])
def test_a_step_too_small_to_move_a_parameter_is_refused(step):
    with pytest.raises(InputError) as error:
        numerical_gradients(Parameters(np.ones((2, 3)), np.ones(3)), [[1, 2]], [[1, 0, 0]], step=step)
    assert error.value.parameter == "step"


def test_every_allowed_step_gives_finite_slopes():
    for power in range(1, 16):
        numeric = numerical_gradients(Parameters(np.ones((2, 3)), np.ones(3)), [[1, 2]], [[1, 0, 0]], step=10.0**-power)
        assert np.isfinite(numeric.weights).all()


@pytest.mark.parametrize(
    ("arguments", "parameter"),
    [
        (([[1, 2]], [[1, 1, 0]], "ce"), "y"),
        (([[1, 2, 3]], [[1, 0, 0]], "ce"), "x"),
        (([[1, np.nan]], [[1, 0, 0]], "ce"), "x"),
        (([[1, 2]], [[1, 0, 0]], "mse"), "loss"),
    ],
)
def test_bad_input_is_named(arguments, parameter):
    x, y, loss = arguments
    with pytest.raises(InputError) as error:
        numerical_gradients(Parameters(np.ones((2, 3)), np.ones(3)), x, y, loss=loss)
    assert error.value.parameter == parameter
