"""The usual mistakes do what is said of them, on any numbers: each is made here and looked at."""

import re

import numpy as np
from hypothesis import example, given

from dashboard.views.derivation.mistakes import usual_mistakes
from softmax_core import PRESETS, Parameters, forward
from softmax_core.training import Moment
from tests.dashboard.latex.moments import PLAIN, moments

DOCUMENT = PRESETS["document"].setup.moment
SQUARE = PRESETS["two-classes"].setup.moment
SYMMETRIC = SQUARE._replace(parameters=Parameters(np.array([[1.0, 2.0], [2.0, 3.0]]), np.zeros(2)))


@given(moments(PLAIN))
@example(DOCUMENT)
@example(SQUARE)
@example(SYMMETRIC)
@example(SQUARE._replace(parameters=Parameters(np.array([[0.1, 0.2], [0.3, 0.1]]), np.zeros(2))))
def test_every_mistake_does_what_is_said_of_it(moment: Moment):
    weights, x = moment.parameters.weights, moment.x[0]
    error = forward(moment.parameters, moment.x).probabilities[0] - moment.y[0]
    swapped, summed, forgotten = usual_mistakes(moment)

    wrong, right = np.outer(error, x), np.outer(x, error)
    assert f"the shape {wrong.shape}" in swapped.outcome
    try:
        result = weights - wrong
    except ValueError:
        assert "refuses" in swapped.harm
    else:
        if result.shape != weights.shape:
            assert f"the shape {result.shape} without a word" in swapped.harm
        elif count := re.search(r"(\d+) of the (\d+) slopes are wrong", swapped.harm):
            assert int(count[1]) == (np.abs(wrong - right) > 1e-9 * np.abs(right).max()).sum()
            assert np.allclose(wrong, right.T)
        else:
            assert np.allclose(wrong, right, rtol=1e-6, atol=1e-9 * np.abs(right).max())
            assert "its own transpose" in swapped.harm

    assert abs(error.sum()) < 1e-14
    assert f"one number for {error.size} classes" in summed.outcome

    try:
        wrong = weights @ x
    except ValueError:
        assert forgotten.outcome.startswith("an error")
    else:
        assert "square" in forgotten.harm
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
