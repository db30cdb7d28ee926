"""A check agrees with what is right, differs from what is wrong, and says when it cannot tell."""

import re
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from dashboard.views.derivation import checks
from dashboard.views.derivation.checks import TOLERANCE, Verdict
from softmax_core import PRESETS, Parameters, cross_entropy, forward
from softmax_core.losses import DERIVED, PRINTED
from softmax_core.training import Moment
from tests.core.strategies import batches
from tests.dashboard.latex.moments import EVERY, moment_of, rounds_of
from tests.dashboard.latex.reader import factor

DOCUMENT = PRESETS["document"].setup.moment
STEPS = [checks.BEST_STEP, *(10.0**-power for power in range(1, 15))]


# One comparison.


@given(st.floats(-1e300, 1e300), st.floats(-1e-3, 1e-3), st.sampled_from([0.0, 1e-12, 1e-6, 1.0, 1e20]))
def test_a_verdict_says_what_it_says(one, relative, own_error):
    other = one * (1 + relative)
    gap, size = abs(one - other), max(abs(one), abs(other))
    verdict = checks.verdict_on(one, other, own_error)
    if verdict is Verdict.DIFFERS:
        assert gap > TOLERANCE * size
        assert gap > own_error
    elif verdict is Verdict.AGREES:
        assert gap <= TOLERANCE * size
        assert own_error <= TOLERANCE * size
        assert size > 0
    else:
        assert own_error > TOLERANCE * size or size == 0


def test_what_is_infinite_or_no_number_never_agrees():
    for value in (np.inf, -np.inf, np.nan):
        assert checks.verdict_on(value, 1.0, own_error=1e300) is Verdict.DIFFERS
        assert checks.verdict_on(1.0, value) is Verdict.DIFFERS


def test_one_that_differs_decides_then_one_that_agrees():
    small, agrees, differs = Verdict.TOO_SMALL, Verdict.AGREES, Verdict.DIFFERS
    assert checks.verdict_on_all([small, agrees, differs]) is differs
    assert checks.verdict_on_all([small, agrees]) is agrees
    assert checks.verdict_on_all([small]) is small


# Gradients.


@given(EVERY, st.sampled_from(STEPS))
def test_the_derived_gradient_never_differs_whatever_the_numbers_and_the_step(moment, step):
    assert checks.gradient_check(moment, step).verdict is not Verdict.DIFFERS


@given(EVERY)
def test_the_printed_losss_own_gradient_never_differs_at_the_best_step(moment):
    check = checks.gradient_check(moment, checks.BEST_STEP, loss=PRINTED, gradient=PRINTED)
    assert check.verdict is not Verdict.DIFFERS


@given(EVERY)
def test_predicted_minus_true_never_agrees_with_a_printed_loss_of_another_gradient(moment):
    check = checks.gradient_check(moment, checks.BEST_STEP, loss=PRINTED)
    other = checks.gradient_check(moment, checks.BEST_STEP, loss=PRINTED, gradient=PRINTED).analytic
    are_apart = np.abs(check.analytic - other) > 1e-4 * np.maximum(np.abs(check.analytic), np.abs(other))
    verdicts = np.array([verdict.value for verdict in check.verdicts])
    assert (verdicts[are_apart] != Verdict.AGREES.value).all()


@given(EVERY, st.sampled_from([0.0, -1.0, 0.999, 2.0]), st.sampled_from(STEPS))
def test_a_wrong_gradient_never_agrees(moment, factor, step):
    right = checks.gradient_check(moment, step)
    for analytic, numeric, own in zip(right.analytic, right.numeric, right.own_errors, strict=True):
        assert checks.verdict_on(factor * analytic, numeric, own) is not Verdict.AGREES


@given(batches(n_samples=1))
def test_the_check_can_tell_for_numbers_of_a_lecture(batch):
    weights, bias, x, y = batch
    moment = Moment(Parameters(weights / 8, bias), x, y, 1.0)
    check = checks.gradient_check(moment, checks.BEST_STEP)
    large = np.abs(check.analytic) > 0.1
    assert all(verdict is Verdict.AGREES for verdict, is_large in zip(check.verdicts, large, strict=True) if is_large)


@pytest.mark.parametrize("name", PRESETS)
def test_the_check_agrees_for_every_preset(name):
    assert checks.gradient_check(PRESETS[name].setup.moment, checks.BEST_STEP).verdict is Verdict.AGREES


@pytest.mark.parametrize("name", ["document", "recorded", "slow", "already-right", "tie", "two-classes", "four-inputs"])
def test_predicted_minus_true_differs_from_the_printed_loss_whose_own_gradient_agrees(name):
    moment = PRESETS[name].setup.moment
    # With two classes the printed loss is twice the cross-entropy: not the same gradient either.
    assert checks.gradient_check(moment, checks.BEST_STEP, loss=PRINTED).verdict is Verdict.DIFFERS
    own = checks.gradient_check(moment, checks.BEST_STEP, loss=PRINTED, gradient=PRINTED)
    assert own.verdict is Verdict.AGREES


@pytest.mark.parametrize("loss", [DERIVED, PRINTED])
def test_after_the_documents_one_round_nothing_can_be_told(loss):
    check = checks.gradient_check(rounds_of("document", 1)[1], checks.BEST_STEP, loss=loss)
    assert check.verdict is Verdict.TOO_SMALL
    assert (check.own_errors > 1e-6 * np.abs(check.analytic)).all()


UNSURE = re.compile(
    r"(The gradient): too small to tell\. .* off by up to \$(.+)\$, more than \$(.+)\$ of every one .*\."
)
SURE = re.compile(
    r"The gradient: (agrees, to|differs, by) a relative error of (?:up to )?\$(.+)\$, (below|above) \$(.+?)\$\."
    r"(?: (\d+) of the (\d+) slopes (is|are) too small to tell\.)?"
)


@given(EVERY, st.sampled_from(STEPS), st.sampled_from([DERIVED, PRINTED]))
@example(DOCUMENT, checks.BEST_STEP, PRINTED)
@example(rounds_of("document", 1)[1], checks.BEST_STEP, DERIVED)
@example(PRESETS["four-inputs"].setup.moment, 1e-10, DERIVED)
@example(moment_of([[1.0, 2.0]], [0.0, 0.0], [1e-9], 0), checks.BEST_STEP, DERIVED)
def test_what_the_sentence_says_of_the_slopes_is_so(moment, step, loss):
    check = checks.gradient_check(moment, step, loss=loss)
    sentence = check.sentence("The gradient")
    sizes = np.maximum(np.abs(check.analytic), np.abs(check.numeric))
    unsure = check.verdicts.count(Verdict.TOO_SMALL)
    if check.verdict is Verdict.TOO_SMALL:
        _, most, limit = UNSURE.fullmatch(sentence).groups()
        assert_shows(most, check.own_errors.max())
        assert (check.own_errors.max() > TOLERANCE * sizes).all()
    else:
        verdict, error, side, limit, few, of, verb = SURE.fullmatch(sentence).groups()
        decisive = [one is check.verdict for one in check.verdicts]
        assert_shows(error, (np.abs(check.analytic - check.numeric)[decisive] / sizes[decisive]).max())
        assert verdict == {Verdict.AGREES: "agrees, to", Verdict.DIFFERS: "differs, by"}[check.verdict]
        assert side == ("below" if check.error <= TOLERANCE else "above")
        assert (few, of) == ((str(unsure), str(len(sizes))) if unsure else (None, None))
        assert verb == {0: None, 1: "is"}.get(unsure, "are")
    assert factor(limit).value == Fraction(str(TOLERANCE))


def assert_shows(latex: str, value: float) -> None:
    """A number in a sentence is the computed one, to the two digits it has."""
    assert_allclose(float(factor(latex).value), value, rtol=0.05, atol=5e-324)


def test_the_error_falls_with_the_step_and_rises_again():
    steps = 10.0 ** np.arange(-14, 0)
    found = [checks.gradient_check(PRESETS["recorded"].setup.moment, step) for step in steps]
    errors = np.array([check.error for check in found])
    best = errors.argmin()
    assert 1e-7 <= steps[best] <= 1e-4
    assert errors[0] > 1e3 * errors[best] < errors[-1]
    assert found[best].verdict is Verdict.AGREES
    assert found[0].verdict is found[-1].verdict is Verdict.TOO_SMALL
    assert all(check.own_error > check.error for check in found)


# The two losses.


@given(EVERY)
def test_the_terms_sum_to_the_losses(moment):
    terms, passed = checks.loss_terms(moment), forward(moment.parameters, moment.x)
    assert_allclose(terms.cross_entropy.sum(), cross_entropy(passed.logits[0], moment.y[0]))
    assert_allclose(terms.binary.sum(), PRINTED.mean(passed, moment.y))


@pytest.mark.parametrize("label", [0, 1])
def test_the_terms_of_the_printed_loss_are_clipped_as_the_document_does(label):
    y = np.eye(3)[[label]]
    sure = Moment(Parameters(np.array([[1e5, 0.0, 0.0]]), np.zeros(3)), np.array([[1.0]]), y, 1.0)
    least, most = -np.log(1 - 1e-15), -np.log(1e-15)
    expected = [least, least, least] if label == 0 else [-np.log(1 - (1 - 1e-15)), most, least]
    assert_allclose(checks.loss_terms(sure).binary, expected)


def test_the_losses_of_the_documents_start_are_the_two_it_is_known_for():
    terms = checks.loss_terms(DOCUMENT)
    assert f"{terms.cross_entropy.sum():.7f}" == "1.0986123"
    assert f"{terms.binary.sum():.7f}" == "1.9095425"
    assert terms.cross_entropy.tolist()[:2] == [0, 0]
    assert_allclose(terms.binary, [np.log(1.5), np.log(1.5), np.log(3)])
