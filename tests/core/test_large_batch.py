"""A large batch is trained on without a copy of it, where nobody can write to it."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from softmax_core import InputError, Parameters, one_hot, train


def large_batch() -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(0)
    return random.normal(size=(250_000, 4)), one_hot(random.integers(0, 3, 250_000), 3)


def test_a_large_input_is_copied_only_where_somebody_can_write_to_it():
    x, y = large_batch()
    start = Parameters(np.zeros((4, 3)), np.zeros(3))
    view = x[:]
    view.flags.writeable = False  # but x, which it is a view of, is not
    copied = train(start, view, y, rounds=2)
    frozen = x.copy()
    frozen.flags.writeable = False
    kept = train(start, frozen, y, rounds=2)
    x[:] = 7.0
    assert np.shares_memory(kept.at(2).x, frozen)
    assert_array_equal(copied.at(2).x, frozen)
    assert_array_equal(kept.weights, copied.weights)


@pytest.mark.parametrize("rounds", [0, 1])
@pytest.mark.parametrize("bad", [np.inf, -np.inf, np.nan])
def test_a_large_input_that_is_not_finite_is_named_though_it_is_not_copied(bad, rounds):
    x, y = large_batch()
    x[-1, -1] = bad
    x.flags.writeable = False
    with pytest.raises(InputError, match=r"^x must be finite"):
        train(Parameters(np.zeros((4, 3)), np.zeros(3)), x, y, rounds=rounds)
