"""What a few numbers describe is the same data set everywhere and for good."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal
from sklearn.linear_model import LogisticRegression

from softmax_core import InputError
from softmax_core.sources import Blobs, ByHand, Penguins, Ring, Spiral
from tests.core.strategies import numbers

made = st.one_of(
    st.builds(
        Blobs,
        n_classes=st.integers(2, 6),
        n_samples=st.integers(12, 200),
        spread=st.floats(0, 3),
        overlap=st.floats(0, 1),
        imbalance=st.floats(0, 0.9),
        seed=st.integers(0, 2**32 - 1),
    ),
    st.builds(Ring, n_samples=st.integers(4, 200), spread=st.floats(0, 3), seed=st.integers(0, 2**32 - 1)),
    st.builds(Spiral, n_classes=st.integers(2, 6), n_samples=st.integers(12, 200), seed=st.integers(0, 2**32 - 1)),
)


@given(made)
def test_a_made_set_is_as_described(source):
    data = source.data_set()
    assert (data.n_samples, data.n_features, data.n_classes) == (source.n_samples, 2, source.n_classes)
    assert np.bincount(data.labels, minlength=data.n_classes).min() >= 2
    assert_array_equal(data.x, np.round(data.x, 3))
    assert_array_equal(data.x, source.data_set().x)


@pytest.mark.parametrize(
    ("source", "first"),
    [
        (Blobs(), [1.764, 3.2]),
        (Ring(), [0.113, -0.33]),
        (Spiral(), [0.665, 0.06]),
    ],
)
def test_the_stream_of_a_seed_is_frozen(source, first):
    assert source.data_set().x[0].tolist() == first


def test_the_sliders_of_blobs_do_what_they_say():
    def spread(**options) -> float:
        data = Blobs(seed=3, **options).data_set()
        return float(np.mean([data.x[data.labels == label].std(axis=0) for label in range(data.n_classes)]))

    def radius(**options) -> float:
        data = Blobs(seed=3, spread=0, **options).data_set()
        return float(np.abs(data.x).max())

    assert spread(spread=0) == pytest.approx(0, abs=1e-12)
    assert spread(spread=2) == pytest.approx(2 * spread(spread=1), rel=1e-2)
    assert radius(overlap=0) == 4
    assert radius(overlap=0.5) == 2
    assert radius(overlap=1) == 0
    even, uneven = (np.bincount(Blobs(imbalance=share).data_set().labels) for share in (0, 0.5))
    assert even.tolist() == [50, 50, 50]
    assert uneven.tolist() == [84, 43, 23]


@pytest.mark.parametrize("source", [Ring(), Spiral()])
def test_no_line_parts_a_ring_or_a_spiral(source):
    data = source.data_set()
    best = LogisticRegression(C=np.inf).fit(data.x, data.labels).score(data.x, data.labels)
    assert best < 0.75


def test_penguins():
    data = Penguins().data_set()
    assert data.x.shape == (342, 4)
    assert data.classes == ("Adelie", "Chinstrap", "Gentoo")
    assert np.bincount(data.labels).tolist() == [151, 68, 123]
    assert data.x[0].tolist() == [39.1, 18.7, 181, 3750]
    assert data.x.mean(axis=0).round(2).tolist() == [43.92, 17.15, 200.92, 4201.75]


def test_points_set_by_hand():
    data = ByHand(((1, 2, 1), (0.5, -0.0, 3)), n_classes=3).data_set()
    assert data.x.tolist() == [[1, 2], [0.5, 0]]
    assert data.labels.tolist() == [0, 2]
    assert data.classes == ("A", "B", "C")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Blobs(n_classes=7), "n_classes"),
        (lambda: Blobs(n_samples=5), "n_samples must be a whole number from 6 to 2000"),
        (lambda: Blobs(spread=-1), "spread must be from 0 to 3"),
        (lambda: Blobs(overlap=1.1), "overlap must be from 0 to 1"),
        (lambda: Blobs(imbalance=1), "imbalance must be from 0 to 0.9"),
        (lambda: Blobs(seed=-1), "seed"),
        (lambda: Ring(n_samples=3), "n_samples"),
        (lambda: Spiral(n_classes=1), "n_classes"),
        (lambda: ByHand(()), "points must be 1 to 60"),
        (lambda: ByHand(((0, 0, 1),) * 61), "points must be 1 to 60; received 61"),
        (lambda: ByHand(((0, 0, 1), (0, 0, 4))), "class of point 2 must be a whole number from 1 to 3"),
        (lambda: ByHand(((0, 1e101, 1),)), "x2 of point 1 must be finite"),
        (lambda: ByHand(((0, 1),)), "point 1 must be two numbers and a class"),
    ],
)
def test_a_description_that_breaks_a_rule_is_refused(make, words):
    with pytest.raises(InputError, match=words):
        make()


points_by_hand = st.integers(2, 6).flatmap(
    lambda n_classes: st.builds(
        ByHand,
        st.lists(st.tuples(numbers, numbers, st.integers(1, n_classes)), min_size=1, max_size=60).map(tuple),
        st.just(n_classes),
    )
)


@given(points_by_hand, st.data())
def test_a_point_is_added_changed_and_taken_away_in_its_place(source, data):
    place = data.draw(st.integers(0, len(source.points) - 1))
    changed = source.changed(place, 1, 2, 1)
    assert changed.points[place] == (1.0, 2.0, 1)
    assert changed.changed(place, *source.points[place]) == source
    if len(source.points) < 60:
        added = source.added(1, 2, source.n_classes)
        assert added.points == (*source.points, (1.0, 2.0, source.n_classes))
        assert added.without(len(source.points)) == source
    if len(source.points) > 1:
        left = source.without(place)
        assert left.points == source.points[:place] + source.points[place + 1 :]


@given(points_by_hand, st.integers(2, 6))
def test_with_other_classes_the_points_of_those_that_go_are_gone(source, n_classes):
    left = tuple(point for point in source.points if point[2] <= n_classes)
    if left:
        assert source.of_classes(n_classes) == ByHand(left, n_classes)
    else:
        with pytest.raises(InputError, match="n_classes must be at least"):
            source.of_classes(n_classes)


def test_the_last_point_stays():
    with pytest.raises(InputError, match="the last one stays"):
        ByHand(((0, 0, 1),)).without(0)
