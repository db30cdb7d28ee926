"""Seeded starts are the numbers they have always been."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from softmax_core import INITIALIZERS, InputError, initialize
from tests.core.strategies import sizes

# A seed in a link means the same numbers for good.
PINNED = [
    ("zeros", None, [[0, 0, 0], [0, 0, 0]]),
    (
        "uniform",
        42,
        [
            [-0.1774270654597766, 0.6374062848804862, 0.32808897889808364],
            [0.13952416639462084, -0.48646310388984226, -0.4864972148712041],
        ],
    ),
    (
        "uniform",
        1,
        [
            [-0.082977995297426, 0.2203244934421581, -0.4998856251826551],
            [-0.19766742736816023, -0.35324410918288696, -0.4076614052312022],
            [-0.3137397886223291, -0.15443927295695226, -0.10323252576933006],
            [0.038816734003356945, -0.0808054855967052, 0.1852195003967595],
        ],
    ),
    (
        "uniform01",
        42,
        [
            [0.3745401188473625, 0.9507143064099162, 0.7319939418114051],
            [0.5986584841970366, 0.15601864044243652, 0.15599452033620265],
        ],
    ),
    ("uniform01", 2**32 - 1, [[0.0976320289940138, 0.9123828453026218]]),
    (
        "normal",
        42,
        [
            [0.4967141530112327, -0.13826430117118466, 0.6476885381006925],
            [1.5230298564080254, -0.23415337472333597, -0.23413695694918055],
        ],
    ),
    ("normal", 7, [[1.690525703800356, -0.4659373705408328, 0.0328201636785844]]),
]


def test_the_names_are_those_of_the_link():
    assert INITIALIZERS == ("zeros", "uniform", "uniform01", "normal")


@pytest.mark.parametrize(("name", "seed", "weights"), PINNED)
def test_a_seed_gives_the_same_digits_for_good(name, seed, weights):
    weights = np.array(weights)
    # The last bit of a normal number hangs on the machine's logarithm.
    assert_allclose(initialize(name, *weights.shape, seed).weights, weights, rtol=1e-14)


@given(sizes, st.sampled_from(INITIALIZERS), st.integers(0, 2**32 - 1))
def test_every_start_has_its_shape_a_bias_of_0_and_keeps_its_range(size, name, seed):
    weights, bias = initialize(name, *size, None if name == "zeros" else seed)
    assert weights.shape == size
    assert_array_equal(bias, np.zeros(size[1]))
    low, high = {
        "zeros": (0, 0),
        "uniform": (-1 / np.sqrt(size[0]), 1 / np.sqrt(size[0])),
        "uniform01": (0, 1),
        "normal": (-9, 9),
    }[name]
    assert weights.min() >= low
    assert weights.max() <= high


def test_ranges_are_filled_and_the_normal_has_mean_0_and_deviation_1():
    assert np.abs(initialize("uniform", 100, 100, 0).weights).max() == pytest.approx(0.1, rel=1e-3)
    uniform01 = initialize("uniform01", 100, 100, 0).weights
    assert (uniform01.min(), uniform01.max()) == pytest.approx((0, 1), abs=1e-3)
    normal = initialize("normal", 100, 100, 0).weights
    assert (normal.mean(), normal.std()) == pytest.approx((0, 1), abs=0.03)


def test_numpys_own_random_state_is_left_alone():
    before = np.random.get_state()[1].tobytes()  # noqa: NPY002
    initialize("normal", 2, 3, 5)
    assert np.random.get_state()[1].tobytes() == before  # noqa: NPY002


@pytest.mark.parametrize(
    ("name", "seed", "parameter"),
    [
        ("he", 1, "initializer"),
        ("Uniform", 1, "initializer"),
        ("uniform", None, "seed"),
        ("uniform", -1, "seed"),
        ("normal", 2**32, "seed"),
        ("uniform01", 1.0, "seed"),
        ("uniform01", True, "seed"),
        ("zeros", 0, "seed"),
        ("zeros", "None", "seed"),
        ("zeros", False, "seed"),
        ("uniform", "1", "seed"),
    ],
)
def test_bad_input_is_named(name, seed, parameter):
    with pytest.raises(InputError) as error:
        initialize(name, 2, 3, seed)
    assert error.value.parameter == parameter
