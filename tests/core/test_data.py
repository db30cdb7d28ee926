"""Data sets are values; splits and scalings are what they say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from softmax_core import InputError, Parameters
from softmax_core.data import MOST_HELD_BACK, DataSet, Scaling, evenly, split
from tests.core.strategies import floats_of, numbers

X = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]])


def data_set(**changes) -> DataSet:
    return DataSet(**{"x": X, "labels": [0, 1, 1], "features": ("a", "b"), "classes": ("no", "yes"), **changes})


def test_a_data_set_keeps_its_numbers_to_itself():
    x, labels = X.copy(), np.array([0, 1, 1])
    data = data_set(x=x, labels=labels)
    x[0], labels[0] = 9, 1
    assert_array_equal(data.x, X)
    assert_array_equal(data.y, [[1, 0], [0, 1], [0, 1]])
    assert (data.n_samples, data.n_features, data.n_classes) == (3, 2, 2)
    assert not data.x.flags.writeable
    assert not data.labels.flags.writeable


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"x": [[1, np.nan]] * 3}, "x must be finite"),
        ({"x": [[1, 2e100]] * 3}, "x must be at most 1e100 in size"),
        ({"x": [1, 2, 3]}, "x must have at least 2 axes"),
        ({"x": np.ones((2, 3, 2))}, "x must have two axes"),
        ({"labels": [0, 1]}, "labels must be 3 numbers"),
        ({"labels": [0, 1, 2]}, "labels must be whole numbers from 0 to 1"),
        ({"labels": [0, 1, -1]}, "labels must be whole numbers from 0 to 1"),
        ({"labels": [0.0, 1.0, 1.0]}, "labels must be a row of whole numbers"),
        ({"features": ("a",)}, "features must be 2 names"),
        ({"features": ("a", "a")}, "features must be names, each once"),
        ({"classes": ("a",), "labels": [0, 0, 0]}, "classes must be at least 2"),
        ({"classes": ("a", 1)}, "classes must be names"),
        ({"image_shape": (2, 2)}, "image_shape must be rows and columns of 2 pixels"),
    ],
)
def test_what_does_not_fit_is_refused(changes, words):
    with pytest.raises(InputError, match=words):
        data_set(**changes)


# The split

labels_of = st.lists(st.integers(0, 3), min_size=1, max_size=60)


@given(labels_of, st.floats(0, 0.9), st.integers(0, 2**32 - 1))
def test_a_split_parts_the_samples_and_leaves_each_class_one_to_train(labels, share, seed):
    train, test = split(labels, share, seed)
    assert sorted([*train, *test]) == list(range(len(labels)))
    assert list(train) == sorted(train)
    assert list(test) == sorted(test)
    for label in set(labels):
        held_back = sum(labels[row] == label for row in test)
        assert held_back < labels.count(label)
        assert abs(held_back - min(share * labels.count(label), labels.count(label) - 1)) <= 0.5


def test_the_seed_decides_who_is_held_back():
    labels = [0, 1] * 20
    assert_array_equal(split(labels, 0.25, 1).test, split(labels, 0.25, 1).test)
    assert split(labels, 0.25, 1).test.tolist() != split(labels, 0.25, 2).test.tolist()
    assert split(labels, 0, 1).test.tolist() == []
    assert len(split([0] * 10 + [1] * 10, MOST_HELD_BACK, 1).test) == 18


@pytest.mark.parametrize(("share", "seed"), [(-0.1, 0), (0.91, 0), (np.nan, 0), ("1", 0), (0.5, -1), (0.5, 2**32)])
def test_a_split_that_cannot_be_is_refused(share, seed):
    with pytest.raises(InputError):
        split([0, 1], share, seed)


# Scaling


def test_scaled_samples_have_mean_0_and_deviation_1():
    x = np.random.RandomState(0).standard_normal((50, 3)) * [1, 1e-60, 1e80] + [5, 0, 1e80]
    scaled = Scaling.of(x).apply(x)
    assert_allclose(scaled.mean(axis=0), 0, atol=1e-12)
    assert_allclose(scaled.std(axis=0), 1)
    assert_allclose(Scaling.of(x).deviation, [x[:, i].std() for i in range(3)])


@pytest.mark.parametrize("number", [0.1, 1e100, -1e100, 5e-324, 1 / 3])
def test_a_feature_that_never_changes_becomes_0(number):
    scaling = Scaling.of(np.full((7, 1), number))
    assert_array_equal(scaling.apply(np.full((7, 1), number)), 0)
    assert scaling.deviation == 1


@given(floats_of((4, 2), numbers))
def test_whatever_the_numbers_scaled_ones_are_of_a_size(x):
    scaling = Scaling.of(x)
    assert (np.abs(scaling.apply(x)) <= 2 + 1e-9).all()
    undone = scaling.undone(Parameters(np.full((2, 3), 1e100), np.zeros(3)))
    assert np.isfinite(undone.weights).all()
    assert np.isfinite(undone.bias).all()


def test_undone_parameters_make_the_same_logits_of_what_was_measured():
    random = np.random.RandomState(1)
    x, parameters = random.standard_normal((9, 2)) * [3, 50] + [1, 4000], Parameters(random.rand(2, 3), random.rand(3))
    scaling = Scaling.of(x)
    undone = scaling.undone(parameters)
    assert_allclose(x @ undone.weights + undone.bias, scaling.apply(x) @ parameters.weights + parameters.bias)


def test_no_scaling_changes_nothing():
    assert_array_equal(Scaling.none(2).apply(X), X)


# Some of many


@given(st.lists(st.integers(0, 5), min_size=1, max_size=300), st.integers(6, 100))
def test_evenly_chosen_samples_have_every_class_and_are_as_many_as_may_be(labels, most):
    rows = evenly(labels, most)
    assert len(rows) == min(len(labels), most)
    assert (np.diff(rows) > 0).all()
    assert {labels[row] for row in rows} == set(labels)
    shares = [np.bincount(each, minlength=6) / len(each) for each in (labels, np.array(labels)[rows])]
    assert np.abs(shares[0] - shares[1]).max() <= 7 / len(rows)
