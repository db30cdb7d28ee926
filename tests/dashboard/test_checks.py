"""The checks of the derivation page find what is true, on any numbers."""

import numpy as np
import pytest
from hypothesis import given
from numpy.testing import assert_allclose

from dashboard.views.derivation import checks
from softmax_core import PRESETS, Parameters, cross_entropy, forward, softmax
from softmax_core.losses import PRINTED
from softmax_core.training import Moment
from tests.core.strategies import batches

DOCUMENT = PRESETS["document"].setup.moment


@given(batches(n_samples=1))
def test_the_gradient_check_passes_for_any_numbers_of_a_lecture(batch):
    weights, bias, x, y = batch
    moment = Moment(Parameters(weights, bias), x, y, 1.0)
    assert checks.gradient_check(moment, checks.BEST_STEP).passes
    terms = checks.loss_terms(moment)
    assert_allclose(terms.cross_entropy.sum(), cross_entropy(forward(moment.parameters, x).logits[0], y[0]))


@pytest.mark.parametrize("name", PRESETS)
def test_the_check_passes_for_every_preset(name):
    assert checks.gradient_check(PRESETS[name].setup.moment, checks.BEST_STEP).passes


@pytest.mark.parametrize("name", ["document", "recorded", "slow", "already-right", "tie", "two-classes", "four-inputs"])
def test_error_minus_label_fails_for_the_printed_loss_whose_own_gradient_passes(name):
    moment = PRESETS[name].setup.moment
    # With two classes the printed loss is twice the cross-entropy: not the same gradient either.
    assert not checks.gradient_check(moment, checks.BEST_STEP, loss=PRINTED).passes
    assert checks.gradient_check(moment, checks.BEST_STEP, loss=PRINTED, gradient=PRINTED).passes


def test_the_losses_of_the_documents_start_are_the_two_it_is_known_for():
    terms = checks.loss_terms(DOCUMENT)
    assert f"{terms.cross_entropy.sum():.7f}" == "1.0986123"
    assert f"{terms.binary.sum():.7f}" == "1.9095425"
    assert terms.cross_entropy.tolist()[:2] == [0, 0]
    assert_allclose(terms.binary, [np.log(1.5), np.log(1.5), np.log(3)])


def test_the_error_falls_with_the_step_and_rises_again():
    steps = 10.0 ** np.arange(-14, 0)
    errors = checks.errors_by_step(PRESETS["recorded"].setup.moment, steps)
    best = errors.argmin()
    assert 1e-7 <= steps[best] <= 1e-4
    assert errors[0] > 1e3 * errors[best] < errors[-1]


@pytest.mark.parametrize(
    ("times", "shift", "why"),
    [
        (1, 0, None),
        (10, 0, None),
        (100, 0, "exp overflows"),
        (1, 1000, "exp overflows"),
        (1, -1000, "every exp underflows"),
    ],
)
def test_the_naive_softmax_breaks_where_it_must_and_says_why(times, shift, why):
    found = checks.stability(DOCUMENT, times, shift)
    assert found.breaks == why
    assert_allclose(found.stable, [1 / 3] * 3)
    assert_allclose(found.stable_loss, np.log(3))
    if why is None:
        assert_allclose(found.naive, found.stable)
        assert_allclose(found.naive_loss, found.stable_loss)


def test_a_probability_that_underflows_costs_the_naive_formula_everything():
    moment = PRESETS["confidently-wrong"].setup.moment
    found = checks.stability(moment, 50, 0)
    assert found.breaks == "ŷ underflows to 0"
    assert found.naive_loss == np.inf
    assert_allclose(found.stable_loss, 800)


@given(batches(n_samples=1))
def test_adding_the_same_to_every_logit_changes_nothing(batch):
    weights, bias, x, y = batch
    moment = Moment(Parameters(weights, bias), x, y, 1.0)
    logits = forward(moment.parameters, x).logits[0]
    for shift in (-1000, 10, 1000):
        found = checks.stability(moment, 1, shift)
        assert_allclose(found.stable, softmax(logits), rtol=1e-10, atol=1e-300)


@given(batches(n_samples=1))
def test_the_product_of_the_chain_rule_is_error_minus_label(batch):
    weights, bias, x, y = batch
    moment = Moment(Parameters(weights, bias), x, y, 1.0)
    by_probability, jacobian, product = checks.collapsed(moment)
    assert jacobian.shape == (y.shape[1],) * 2
    assert np.count_nonzero(by_probability) == 1
    assert_allclose(product, forward(moment.parameters, x).probabilities[0] - y[0], atol=1e-12)
    assert_allclose(product.sum(), 0, atol=1e-12)


def test_the_product_is_there_even_where_the_probability_is_too_small_for_a_float():
    by_probability, _, product = checks.collapsed(PRESETS["huge-logits"].setup.moment)
    assert by_probability[1] == -np.inf
    assert product.tolist() == [1, -1, 0]


def test_the_three_usual_mistakes_are_computed_on_the_users_numbers():
    swapped, summed, forgotten = checks.usual_mistakes(DOCUMENT)
    assert "(3, 2)" in swapped.outcome
    assert "(2, 3)" in swapped.outcome
    assert float(summed.outcome.split(",")[0]) == pytest.approx(0, abs=1e-12)
    assert "refuses" in forgotten.outcome
    square = PRESETS["two-classes"].setup.moment
    square = square._replace(parameters=Parameters(np.array([[1.0, 2.0], [3.0, 4.0]]), np.zeros(2)))
    swapped, _, forgotten = checks.usual_mistakes(square)
    assert "square" in swapped.harm
    assert forgotten.outcome.startswith("[-3.0, -5.0] instead of [-5.0, -6.0]")


@pytest.mark.parametrize(
    ("value", "text"), [(np.inf, "inf"), (-np.inf, "-inf"), (np.nan, "not a number"), (0.5, "0.5")]
)
def test_what_is_no_number_is_called_so(value, text):
    assert checks.written(value) == text
