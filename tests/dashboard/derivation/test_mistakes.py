"""The usual mistakes do what is said of them, on any numbers: each is made here and looked at."""

import re

import numpy as np
from hypothesis import example, given
from numpy.testing import assert_allclose

from dashboard.views.derivation.mistakes import usual_mistakes
from softmax_core import PRESETS, Parameters, forward
from softmax_core.training import Moment
from tests.dashboard.latex.moments import PLAIN, moment_of, moments
from tests.dashboard.latex.reader import read, total

DOCUMENT = PRESETS["document"].setup.moment
SQUARE = PRESETS["two-classes"].setup.moment
SYMMETRIC = SQUARE._replace(parameters=Parameters(np.array([[1.0, 2.0], [2.0, 3.0]]), np.zeros(2)))

OWN_TRANSPOSE = moment_of([[0, 0], [0, 0]], [0, 0], [1, -1], 0)  # ŷ − y is (−0.5, 0.5), a multiple of x


@given(moments(PLAIN))
@example(DOCUMENT)
@example(SQUARE)
@example(SYMMETRIC)
@example(SQUARE._replace(parameters=Parameters(np.array([[0.1, 0.2], [0.3, 0.1]]), np.zeros(2))))
@example(OWN_TRANSPOSE)
def test_every_mistake_does_what_is_said_of_it(moment: Moment):
    weights, x = moment.parameters.weights, moment.x[0]
    error = forward(moment.parameters, moment.x).probabilities[0] - moment.y[0]
    swapped, summed, forgotten = usual_mistakes(moment)

    wrong, right = np.outer(error, x), np.outer(x, error)
    assert swapped.code == "dW = (ŷ − y) xᵀ"
    assert f"the shape {wrong.shape}" in swapped.outcome
    assert ("which W has too" in swapped.outcome) == (wrong.shape == weights.shape)
    try:
        result = weights - wrong
    except ValueError:
        assert "refuses" in swapped.harm
    else:
        if result.shape != weights.shape:
            assert f"the shape {result.shape} without a word" in swapped.harm
        elif count := re.search(r"(\d+) of the (\d+) slopes are wrong", swapped.harm):
            assert 0 < int(count[1]) == (np.abs(wrong - right) > 1e-9 * np.abs(right).max()).sum()
            assert int(count[2]) == right.size
            assert np.allclose(wrong, right.T)
            assert "nothing complains" in swapped.harm
            assert "it is the transpose" in swapped.harm
        else:
            assert np.allclose(wrong, right, rtol=1e-6, atol=1e-9 * np.abs(right).max())
            assert "its own transpose" in swapped.harm

    assert summed.code == "db = Σₖ (ŷₖ − yₖ)"
    shown = float(total(read(re.match(r"\$(.+)\$", summed.outcome)[1])))
    assert abs(error.sum()) < 1e-14
    assert abs(shown) < 1e-14
    assert "The entries of ŷ − y sum to 0 up to rounding, so the bias would not learn" in summed.harm
    assert f"one number for {error.size} classes" in summed.outcome

    assert forgotten.code == "θ = W x"
    try:
        wrong = weights @ x
    except ValueError:
        assert forgotten.outcome.startswith("an error")
        assert f"W has shape {weights.shape} and x has {x.shape}, so only Wᵀ x can be computed" in forgotten.harm
    else:
        assert "W is square" in forgotten.harm
        for k in range(len(error)):
            assert_allclose((weights.T @ x)[k], sum(x[i] * weights[i, k] for i in range(len(x))), atol=1e-12)
        assert "wᵢₖ leads from input i to class k: the sum for θₖ runs down column k of W" in forgotten.harm
        assert ("the same" in forgotten.outcome) == np.allclose(wrong, weights.T @ x, rtol=1e-9, atol=0)


def test_the_mistakes_on_the_documents_numbers():
    swapped, summed, forgotten = usual_mistakes(DOCUMENT)
    assert swapped.outcome == "the shape (3, 2), but W has (2, 3)"
    assert summed.outcome.endswith("$, one number for 3 classes")
    assert forgotten.outcome == "an error: the sizes do not meet"


def test_the_mistakes_with_a_square_layer():
    moment = SQUARE._replace(parameters=Parameters(np.array([[1.0, 2.0], [3.0, 4.0]]), np.zeros(2)))
    swapped, _, forgotten = usual_mistakes(moment)
    assert "2 of the 4 slopes are wrong" in swapped.harm
    assert forgotten.outcome == r"$(-3,\ -5)$, and Wᵀ x is $(-5,\ -6)$"
    assert "the same as Wᵀ x here" in usual_mistakes(SYMMETRIC)[2].outcome
