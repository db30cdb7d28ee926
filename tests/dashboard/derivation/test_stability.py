"""The naive formulas are said to fail where they do, and to agree where they do."""

import re
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from dashboard.views.derivation.checks import TOLERANCE, Verdict
from dashboard.views.derivation.schema import SCHEMA
from dashboard.views.derivation.stability import stability
from softmax_core import PRESETS, Parameters, forward, softmax
from softmax_core.training import Moment
from tests.core.strategies import batches
from tests.dashboard.latex.moments import EVERY, rounds_of, with_logits
from tests.dashboard.latex.reader import factor

DOCUMENT = PRESETS["document"].setup.moment
TIMES, SHIFTS = (st.sampled_from([float(value) for value in SCHEMA[name]]) for name in ("times", "shift"))


@given(EVERY, TIMES, SHIFTS)
@example(with_logits([-744.0, -744.4], 0), 1.0, 0.0)
@example(with_logits([709.5, 709.5, 709.5], 0), 1.0, 0.0)
@example(with_logits([0.0, -29.0], 0), 1.0, 0.0)
@example(with_logits([0.0, -800.0], 0), 1.0, 0.0)
@example(with_logits([-40.0, -40.1, -740.0], 0), 1.0, 0.0)
@example(with_logits([0.0, -743.0], 1), 1.0, 0.0)
def test_the_verdict_is_that_of_the_losses_shown(moment, times, shift):
    found = stability(moment, times, shift)
    naive, stable = found.naive_loss, found.stable_loss
    is_finite = np.isfinite(naive) and np.isfinite(found.exponentials).all()
    error = abs(naive - stable) / max(naive, stable) if np.isfinite(naive) and max(naive, stable) > 0 else 0
    if found.verdict is Verdict.AGREES:
        assert is_finite
        assert_allclose(naive, stable, rtol=TOLERANCE)
        assert_allclose(found.naive, found.stable, rtol=1e-5, atol=1e-321)
        said, limit = re.fullmatch(
            r"They agree: their relative error, \$(.+)\$, is below \$(.+)\$\.", found.sentence
        ).groups()
        assert_allclose(float(factor(said).value), error, rtol=0.05, atol=1e-17)
        assert factor(limit).value == Fraction(str(TOLERANCE))
    elif found.verdict is Verdict.TOO_SMALL:
        assert naive == stable == 0
        assert "Both losses are 0" in found.sentence
    else:
        why, measured = re.fullmatch(r"The naive formula fails: (.+?)\.( Its .+\.)?", found.sentence).groups()
        assert why == found.reason
        assert (measured is not None) == (error > TOLERANCE)
        if measured:
            said, limit = re.fullmatch(r" Its relative error is \$(.+)\$, above \$(.+)\$\.", measured).groups()
            assert_allclose(float(factor(said).value), error, rtol=0.05)
            assert factor(limit).value == Fraction(str(TOLERANCE))
        shares_differ = not np.allclose(found.naive, found.stable, rtol=TOLERANCE / 2, atol=1e-323)
        assert not is_finite or shares_differ or abs(naive - stable) > TOLERANCE * max(naive, stable)


@given(EVERY, TIMES, SHIFTS)
@example(with_logits([-744.0, -744.4], 0), 1.0, 0.0)
@example(with_logits([709.5, 709.5, 709.5], 0), 1.0, 0.0)
@example(with_logits([-40.0, -40.1, -740.0], 0), 1.0, 0.0)
@example(with_logits([0.0, -743.0], 1), 1.0, 0.0)
def test_the_reason_for_a_failure_is_what_happened(moment, times, shift):
    found = stability(moment, times, shift)
    if found.verdict is not Verdict.DIFFERS:
        return
    e, label = found.exponentials, found.naive[found.true_class]
    holds = {
        "exp overflows": np.isinf(e).any(),
        "the sum of the exponentials overflows": np.isfinite(e).all() and np.isinf(found.total),
        "every exp underflows": not e.any(),
        "of the true class underflows to 0": label == 0 and e.any() and np.isfinite(found.total),
        "numbers as small as these": ((e > 0) & (e < 1e-290)).any() or (0 < label < 1e-290),
        "so near 1": label > 0.9,
    }
    (said,) = [reason for reason in holds if reason in found.reason]
    assert holds[said], (said, e, found.naive)


@pytest.mark.parametrize(
    ("times", "shift", "why"),
    [
        (1, 0, None),
        (10, 0, None),
        (100, 0, "exp overflows"),
        (1, 1000, "exp overflows"),
        (1, -1000, "every exp underflows to 0"),
    ],
)
def test_the_naive_softmax_breaks_where_it_must_and_says_why(times, shift, why):
    found = stability(DOCUMENT, times, shift)
    assert_allclose(found.stable, [1 / 3] * 3)
    assert_allclose(found.stable_loss, np.log(3))
    if why is None:
        assert found.verdict is Verdict.AGREES
    else:
        assert found.verdict is Verdict.DIFFERS
        assert found.reason == why


def test_a_loss_of_which_the_naive_formula_keeps_few_digits_is_not_called_right():
    for moment in (rounds_of("document", 1)[1], rounds_of("recorded", 1)[1]):
        found = stability(moment, 1, 0)
        assert found.verdict is Verdict.DIFFERS
        assert "so near 1" in found.reason


def test_a_probability_that_underflows_costs_the_naive_formula_everything():
    found = stability(PRESETS["confidently-wrong"].setup.moment, 50, 0)
    assert "underflows to 0, whose logarithm" in found.reason
    assert found.naive_loss == np.inf
    assert_allclose(found.stable_loss, 800)


@given(batches(n_samples=1))
def test_adding_the_same_to_every_logit_changes_nothing(batch):
    weights, bias, x, y = batch
    moment = Moment(Parameters(weights, bias), x, y, 1.0)
    logits = forward(moment.parameters, x).logits[0]
    for shift in (-1000, 10, 1000):
        found = stability(moment, 1, shift)
        assert_allclose(found.stable, softmax(logits), rtol=1e-10, atol=1e-300)
