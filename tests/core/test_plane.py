"""The lines between the classes are where two scores are equal and above all others."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from softmax_core.data import Scaling
from softmax_core.model import Parameters
from softmax_core.plane import boundaries, in_plane, region, regions, zero_lines
from softmax_core.sources import Penguins
from tests.core.strategies import floats_of


@st.composite
def planes(draw):
    n_classes = draw(st.integers(2, 6))
    return Parameters(draw(floats_of((2, n_classes))), draw(floats_of((n_classes,))))


def scores(parameters, points):
    return points @ parameters.weights + parameters.bias


@given(planes())
def test_on_a_boundary_both_classes_tie_above_all_others(parameters):
    across, up = (-3.0, 2.0), (1.0, 5.0)
    for line in boundaries(parameters, across, up):
        inside = line.ends[0] + np.linspace(0, 1, 5)[:, None] * (line.ends[1] - line.ends[0])
        assert (inside >= np.array([across[0], up[0]]) - 1e-9).all()
        assert (inside <= np.array([across[1], up[1]]) + 1e-9).all()
        there = scores(parameters, inside)
        i, j = line.classes
        largest = max(np.abs(parameters.weights).max(), np.abs(parameters.bias).max())
        assert there[:, i] == pytest.approx(there[:, j], abs=1e-7 * largest)
        assert (there[:, [i]] >= there - 1e-7 * largest).all()


@given(planes())
def test_where_two_neighbours_of_a_grid_differ_a_boundary_of_them_goes_between(parameters):
    across, up = np.linspace(-2, 2, 9), np.linspace(-1, 1, 5)
    winners, _ = regions(parameters, across, up)
    lines = [set(line.classes) for line in boundaries(parameters, (-2, 2), (-1, 1))]
    points = np.stack(np.meshgrid(across, up), axis=-1)
    there = np.sort(scores(parameters, points), axis=-1)
    clear = there[..., -1] - there[..., -2] > 1e-6
    seen = set(np.unique(winners[clear]).tolist())
    if len(seen) > 1:
        assert all(any(k in line for line in lines) for k in seen)


def test_three_classes_meet_in_a_point():
    angles = np.pi / 2 + 2 * np.pi * np.arange(3) / 3
    parameters = Parameters(np.stack([np.cos(angles), np.sin(angles)]), np.zeros(3))
    lines = boundaries(parameters, (-1, 1), (-1, 1))
    assert [line.classes for line in lines] == [(0, 1), (0, 2), (1, 2)]
    for line in lines:
        nearest = np.abs(line.ends).max(axis=1)
        assert nearest.min() == pytest.approx(0, abs=1e-12)
        assert nearest.max() == pytest.approx(1)


def test_a_class_that_never_wins_has_no_boundary():
    weights = np.array([[1.0, -1.0, 0.0], [0.0, 0.0, 0.0]])
    lines = boundaries(Parameters(weights, np.array([0.0, 0.0, -0.1])), (-1, 1), (-1, 1))
    assert [line.classes for line in lines] == [(0, 1)]


@pytest.mark.parametrize("size", [0.0, 5e-324, 1e100])
def test_equal_or_extreme_scores_have_no_boundary_and_no_warning(size):
    same = Parameters(np.full((2, 3), size), np.full(3, size))
    assert boundaries(same, (-1e100, 1e100), (0, 1)) == []
    winners, probability = regions(same, np.array([-1.0, 1.0]), np.array([0.0]))
    assert winners.tolist() == [[0, 0]]
    assert probability.tolist() == [[1 / 3, 1 / 3]]


def test_in_the_plane_the_scores_are_those_of_the_whole_model():
    data = Penguins().data_set()
    scaling = Scaling.of(data.x)
    random = np.random.RandomState(0)
    trained = Parameters(random.standard_normal((4, 3)), random.standard_normal(3))
    mean = data.x.mean(axis=0)
    plane = in_plane(scaling.undone(trained), (3, 1), {0: mean[0], 2: mean[2]})
    x = np.tile(mean, (5, 1))
    x[:, 3], x[:, 1] = np.linspace(3000, 6000, 5), np.linspace(14, 20, 5)
    assert scores(plane, x[:, [3, 1]]) == pytest.approx(scaling.apply(x) @ trained.weights + trained.bias)


@given(planes())
def test_on_a_zero_line_the_score_of_its_class_is_0(parameters):
    across, up = (-3.0, 2.0), (1.0, 5.0)
    corners = np.array([[x, y] for x in across for y in up])
    lines = {line.label: line.ends for line in zero_lines(parameters, across, up)}
    largest = max(np.abs(parameters.weights).max(), np.abs(parameters.bias).max())
    for k, ends in lines.items():
        assert (ends >= np.array([across[0], up[0]]) - 1e-9).all()
        assert (ends <= np.array([across[1], up[1]]) + 1e-9).all()
        assert scores(parameters, ends)[:, k] == pytest.approx(0, abs=1e-7 * largest)
    for k in range(len(parameters.bias)):
        signs = scores(parameters, corners)[:, k]
        if signs.min() < -1e-9 and signs.max() > 1e-9:
            assert k in lines


@given(planes(), st.floats(-5, 5).filter(lambda number: abs(number) > 0.1))
def test_the_same_number_added_to_all_scores_moves_each_zero_line_and_no_boundary(parameters, number):
    across, up = (-100.0, 100.0), (-100.0, 100.0)
    moved = Parameters(parameters.weights, parameters.bias + number)
    before, after = (boundaries(each, across, up) for each in (parameters, moved))
    assert [line.classes for line in before] == [line.classes for line in after]
    for one, other in zip(before, after, strict=True):
        assert other.ends == pytest.approx(one.ends, abs=1e-6)
    lines = {line.label: line.ends for line in zero_lines(parameters, across, up)}
    for line in zero_lines(moved, across, up):
        if line.label in lines:  # where the score is now 0, it was −number before
            assert scores(parameters, line.ends)[:, line.label] == pytest.approx(-number, abs=1e-6)


def test_of_two_classes_with_opposite_scores_both_zero_lines_are_the_boundary_and_of_three_none_is():
    opposite = Parameters(np.array([[1.0, -1.0], [2.0, -2.0]]), np.array([0.5, -0.5]))
    (boundary,) = boundaries(opposite, (-3, 3), (-3, 3))
    for line in zero_lines(opposite, (-3, 3), (-3, 3)):
        assert line.ends[line.ends[:, 0].argsort()] == pytest.approx(boundary.ends[boundary.ends[:, 0].argsort()])
    angles = np.pi / 2 + 2 * np.pi * np.arange(3) / 3
    three = Parameters(np.stack([np.cos(angles), np.sin(angles)]), np.zeros(3))
    assert np.abs(three.weights.sum(axis=1)).max() < 1e-12  # these too add up to 0
    for line in zero_lines(three, (-1, 1), (-1, 1)):
        winners = scores(three, line.ends + 1e-6).argmax(axis=1)
        assert (scores(three, line.ends)[np.arange(2), winners] > 0.5).all()


@pytest.mark.parametrize("size", [0.0, 5e-324, 1e-300, 1e100])
def test_a_score_that_is_nowhere_0_or_everywhere_has_no_zero_line_and_no_warning(size):
    flat = Parameters(np.zeros((2, 2)), np.array([size, -size]))
    assert zero_lines(flat, (-1e100, 1e100), (0, 1)) == []
    tilted = Parameters(np.array([[5e-324, 0.0], [0.0, 5e-324]]), np.array([1.0, size]))
    zero_lines(tilted, (-1.0, 1.0), (0, 1))


def test_of_a_single_feature_both_axes_show_it_and_one_decides():
    parameters = Parameters(np.array([[1.0, -1.0]]), np.array([0.5, -0.5]))
    flat = in_plane(parameters, (0, 0), {})
    x = np.array([[-2.0], [-0.6], [-0.4], [3.0]])
    assert scores(flat, np.hstack([x, x])).tolist() == scores(parameters, x).tolist()
    (line,) = boundaries(flat, (-2, 3), (-2, 3))
    assert line.ends[:, 0] == pytest.approx([-0.5, -0.5])
    assert parameters.weights.tolist() == [[1.0, -1.0]]


def area(corners):
    x, y = corners.T
    return abs(x @ np.roll(y, 1) - y @ np.roll(x, 1)) / 2


@given(planes())
def test_the_regions_of_the_classes_cover_the_rectangle_once_and_each_has_its_winner_in_it(flat):
    corners = [region(flat, k, (-3.0, 5.0), (-2.0, 2.0)) for k in range(len(flat.bias))]
    assert sum(map(area, corners)) == pytest.approx(32)
    for k, one in enumerate(corners):
        if area(one) > 1e-6:
            assert scores(flat, one.mean(axis=0)).argmax() == k


def test_where_two_classes_are_the_same_the_first_wins():
    flat = Parameters(np.zeros((2, 3)), np.array([0.0, 1.0, 1.0]))
    assert [len(region(flat, k, (0, 1), (0, 1))) for k in range(3)] == [0, 4, 0]
