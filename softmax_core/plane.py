"""Two features of a linear model, the others held: where each class wins, and the lines between them."""

from collections.abc import Mapping
from itertools import combinations
from typing import NamedTuple

import numpy as np

from .data import Rows
from .functional import Array, softmax
from .model import Parameters


class Boundary(NamedTuple):
    """A piece of the line θᵢ = θⱼ where both are above all others: on its two sides another class wins."""

    classes: tuple[int, int]
    ends: Array  # a row a point, (2, 2)


class ZeroLine(NamedTuple):
    """A piece of the line θ = 0 of a class: on one side its score is above 0, on the other below."""

    label: int
    ends: Array  # a row a point, (2, 2)


def in_plane(parameters: Parameters, features: tuple[int, int], held: Mapping[int, float]) -> Parameters:
    """The model of two features that this one is where all others are held.

    Args:
        parameters: weights (n_features, n_classes) and bias (n_classes,).
        features: the two, by their rows; where they are one, the second axis is of no weight.
        held: the value of each other feature, by its row.

    Returns:
        Parameters with weights (2, n_classes).

    >>> plane = in_plane(Parameters(np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), np.zeros(2)), (2, 0), {1: 10.0})
    >>> print(plane.weights.tolist(), plane.bias)
    [[5.0, 6.0], [1.0, 2.0]] [30. 40.]
    """
    bias = parameters.bias + sum(value * parameters.weights[row] for row, value in held.items())
    weights = parameters.weights[list(features)]
    if features[0] == features[1]:
        weights[1] = 0.0
    return Parameters(weights, bias)


def regions(parameters: Parameters, across: Array, up: Array) -> tuple[Rows, Array]:
    """Which class wins at each point of a grid, and its probability, (n_up, n_across) each.

    Args:
        parameters: weights (2, n_classes) and bias (n_classes,).
        across, up: where the columns and the rows of the grid are.
    """
    points = np.stack(np.meshgrid(across, up), axis=-1)
    probabilities = softmax(points @ parameters.weights + parameters.bias)
    return probabilities.argmax(axis=-1), probabilities.max(axis=-1)


def boundaries(parameters: Parameters, across: tuple[float, float], up: tuple[float, float]) -> list[Boundary]:
    """The lines between the regions of the classes within a rectangle.

    Args:
        parameters: weights (2, n_classes) and bias (n_classes,).
        across, up: from where to where the rectangle goes, not of no width.

    >>> (line,) = boundaries(Parameters(np.array([[1.0, -1.0], [0.0, 0.0]]), np.zeros(2)), (-2, 2), (-1, 1))
    >>> print(line.classes, line.ends.tolist())
    (0, 1) [[0.0, -1.0], [0.0, 1.0]]
    """
    scores, edges, lowest, size = _in_unit_square(parameters, across, up)
    found = []
    for i, j in combinations(range(len(scores)), 2):
        others = np.delete(scores, [i, j], axis=0)
        ends = _piece(scores[i] - scores[j], np.concatenate([edges, scores[i] - others]))
        if ends is not None:
            found.append(Boundary((i, j), lowest + ends * size))
    return found


def zero_lines(parameters: Parameters, across: tuple[float, float], up: tuple[float, float]) -> list[ZeroLine]:
    """Where the score of a class is 0 within a rectangle; arguments as of `boundaries`.

    No boundary: which class wins depends on the differences of scores only, so the same number added to all of them
    moves these lines, and no boundary.

    >>> (line,) = zero_lines(Parameters(np.array([[1.0, 0.0], [0.0, 0.0]]), np.array([-1.0, 0.5])), (-2, 2), (-1, 1))
    >>> print(line.label, line.ends.tolist())
    0 [[1.0, -1.0], [1.0, 1.0]]
    """
    scores, edges, lowest, size = _in_unit_square(parameters, across, up)
    pieces = (_piece(score, edges) for score in scores)
    return [ZeroLine(label, lowest + ends * size) for label, ends in enumerate(pieces) if ends is not None]


def _in_unit_square(
    parameters: Parameters, across: tuple[float, float], up: tuple[float, float]
) -> tuple[Array, Array, Array, Array]:
    """The scores as functions of the unit square that a rectangle becomes: each a row of two slopes and a constant.

    Divided by the largest, so that what is compared is of one size. Besides its four edges alike, above 0 inside, and
    the lowest corner and the size of the rectangle.
    """
    lowest = np.array([across[0], up[0]], dtype=float)
    size = np.array([across[1], up[1]]) - lowest
    scores = np.column_stack([(parameters.weights * size[:, None]).T, lowest @ parameters.weights + parameters.bias])
    edges = np.array([[1.0, 0.0, 0.0], [-1.0, 0.0, 1.0], [0.0, 1.0, 0.0], [0.0, -1.0, 1.0]])
    return scores / (np.abs(scores).max() or 1.0), edges, lowest, size


def _piece(line: Array, sides: Array) -> Array | None:
    """The ends of the piece of a line that is on the right side of all these; None where there is none.

    Args:
        line: two slopes and a constant, whose sum is 0 on the line, (3,).
        sides: the same of each side, not below 0 on the right one, (n_sides, 3); those of the unit square too.
    """
    length = float(np.hypot(*line[:2]))
    if length == 0 or np.abs(line[:2]).sum() < abs(line[2]):  # it is nowhere 0, or not in the unit square
        return None
    a, b, constant = line / length
    foot, along = -constant * np.array([a, b]), np.array([-b, a])
    there, rise = sides[:, :2] @ foot + sides[:, 2], sides[:, :2] @ along
    if (there[rise == 0] < 0).any():
        return None
    turns = -there[rise != 0] / rise[rise != 0]
    rising = rise[rise != 0] > 0
    first, last = turns[rising].max(), turns[~rising].min()
    return foot + np.array([[first], [last]]) * along if first < last else None


def region(parameters: Parameters, k: int, across: tuple[float, float], up: tuple[float, float]) -> Array:
    """The corners of what a class wins of a rectangle, in order, (n_corners, 2); none where that is nothing.

    What a linear model gives a class is convex: the rectangle, cut along each line θₖ = θⱼ. Where two are the same
    everywhere, the first wins, as it does for `argmax`.

    Args:
        parameters: weights (2, n_classes) and bias (n_classes,).
        k: the class.
        across, up: from where to where the rectangle goes, not of no width.

    >>> region(Parameters(np.array([[1.0, -1.0], [0.0, 0.0]]), np.zeros(2)), 0, (-2, 2), (-1, 1)).tolist()
    [[0.0, -1.0], [2.0, -1.0], [2.0, 1.0], [0.0, 1.0]]
    """
    corners = np.array([(across[0], up[0]), (across[1], up[0]), (across[1], up[1]), (across[0], up[1])])
    for j in range(len(parameters.bias)):
        if j != k and len(corners):
            ahead = corners @ (parameters.weights[:, k] - parameters.weights[:, j])
            corners = _cut(corners, ahead + (parameters.bias[k] - parameters.bias[j]), k < j)
    return corners


def _cut(corners: Array, ahead: Array, keeps_ties: bool) -> Array:
    """What of a convex polygon is where a linear function is above 0; `ahead` are its values at the corners."""
    if not ahead.any():
        return corners if keeps_ties else corners[:0]
    kept = []
    for place, value in enumerate(ahead.tolist()):
        before = ahead[place - 1].item()
        if (before > 0) != (value > 0) and before != value:
            part = before / (before - value)
            kept.append(corners[place - 1] + part * (corners[place] - corners[place - 1]))
        if value > 0:
            kept.append(corners[place])
    return np.array(kept).reshape(-1, 2)
