"""Training on one example, where the logits follow a recurrence of their own and a round needs no matrix.

The update a reader should know is `model.sgd_step`, and this is the same one. With one example every gradient of the
weights is x times the gradient of the logits, ŷ − y, and that of the bias is ŷ − y itself; so all steps of a stretch
together are x and 1 times one sum, and with M, how far they have moved the logits,

    θ = θ₀ − M,   W = W₀ − x Mᵀ / (‖x‖² + 1),   b = b₀ − M / (‖x‖² + 1).

A round only adds η(‖x‖² + 1)(ŷ − y) to M; the weights of all rounds then follow at once. Against the true class t the
logits of the others, z_j = θ_j − θ_t, only ever fall. So their exponentials cannot overflow, ŷ_j = exp(z_j) /
(1 + Σ exp(z_i)) needs no maximum, and M_t = −Σ M_j no ŷ_t − 1. The two differ by the rounding of single operations,
which counts the more the larger the logits are: for large ones training.py goes step by step.
"""

from collections.abc import Iterator
from math import exp

import numpy as np

from .functional import Array
from .model import Parameters

LARGEST = 300.0
"""The largest logit, and the largest product in one, of a start for which the recurrence is used."""


def applies(start: Parameters, x: Array, learning_rate: float) -> bool:
    """Whether a stretch of training may be computed by the recurrence.

    Args:
        start: weights (…, n_features, n_classes) and bias (…, n_classes).
        x: inputs, (…, n_samples, n_features).
        learning_rate: η.
    """
    if x.shape[-2] != 1:
        return False
    with np.errstate(over="ignore"):
        sizes = (np.abs(x) @ np.abs(start.weights))[..., 0, :] + np.abs(start.bias)
        steps = logit_step(x, learning_rate)
        return bool(sizes.max() <= LARGEST and steps.min() >= 1e-100 and steps.max() <= 1e100)


def train(
    start: Parameters, x: Array, y: Array, learning_rate: float, moved: Array, weights: Array, bias: Array
) -> Array:
    """The parameters of the next rounds, written into `weights` and `bias`.

    Args:
        start: of the stretch, weights (…, n_features, n_classes) and bias (…, n_classes).
        x: the input, (…, 1, n_features).
        y: its one-hot label, (…, 1, n_classes).
        learning_rate: η.
        moved: M so far, (n_classes, …).
        weights, bias: (rounds, n_features, n_classes, …) and (rounds, n_classes, …).

    Returns:
        M after them, (n_classes, …).
    """
    length = logit_step(x, 1.0)
    shares = np.moveaxis(x[..., 0, :] / length[..., None], -1, 0)[:, None]  # (n_features, 1, …)
    start_weights, start_bias = np.moveaxis(start.weights, (-2, -1), (0, 1)), np.moveaxis(start.bias, -1, 0)
    first = 0
    for moves in _moves(start, x, y, learning_rate, moved, len(weights)):
        rounds = slice(first, first + len(moves))
        np.multiply(shares, moves[:, None], out=weights[rounds])
        np.subtract(start_weights, weights[rounds], out=weights[rounds])
        np.divide(moves, length, out=bias[rounds])
        np.subtract(start_bias, bias[rounds], out=bias[rounds])
        first, moved = rounds.stop, moves[-1]
    return moved.copy()


def moved_after(start: Parameters, x: Array, y: Array, learning_rate: float, rounds: int) -> Array:
    """M after the first rounds of a stretch, (n_classes, …); arguments as for `train`."""
    moved = np.zeros(np.moveaxis(start.bias, -1, 0).shape)
    for moves in _moves(start, x, y, learning_rate, moved, rounds):
        moved = moves[-1]
    return moved.copy()


def _moves(start: Parameters, x: Array, y: Array, learning_rate: float, moved: Array, rounds: int) -> Iterator[Array]:
    """M after each of the next rounds, (some rounds, n_classes, …), as many at a time as a processor's cache holds.

    The next ones may take the memory of those before.
    """
    logits = np.moveaxis((x @ start.weights)[..., 0, :] + start.bias, -1, 0)
    true_class = y[..., 0, :].argmax(axis=-1)
    move = _move_many if true_class.ndim else _move_one
    most = max(1, min(1000, 2**17 // start.weights.size))
    counts = [min(most, rounds - first) for first in range(0, rounds, most)]
    return move(logits, true_class, logit_step(x, learning_rate), moved, counts)


def logit_step(x: Array, learning_rate: float) -> Array:
    """η(‖x‖² + 1), (…): a round moves the logits by minus this times ŷ − y."""
    return learning_rate * ((x * x).sum(axis=(-2, -1)) + 1)


def _move_one(logits: Array, true_class: Array, step: Array, moved: Array, counts: list[int]) -> Iterator[Array]:
    """In plain floats: an array operation on three numbers takes as long as all of this round."""
    t, step, now = int(true_class), float(step), moved.tolist()
    ahead = (logits - logits[t]).tolist()
    others = [k for k in range(len(now)) if k != t]
    odds, of_true = now.copy(), now[t]
    for count in counts:
        kept: list[float] = []
        for _ in range(count):
            total = 1.0
            for k in others:
                odds[k] = odd = exp(ahead[k] + of_true - now[k])
                total += odd
            for k in others:
                further = step * (odds[k] / total)
                now[k] += further
                of_true -= further
            now[t] = of_true
            kept += now
        yield np.array(kept).reshape(count, len(now))


def _move_many(logits: Array, true_class: Array, step: Array, moved: Array, counts: list[int]) -> Iterator[Array]:
    """All runs together, the class axis first: each operation has one long inner loop. The true class is the last."""
    classes = np.arange(len(logits)).reshape(-1, *[1] * true_class.ndim)
    others = classes[:-1] + (classes[:-1] >= true_class)
    order = np.concatenate([others, true_class[None]])  # (n_classes, …)
    places = np.argsort(order, axis=0)  # of the classes in this order
    alike = (true_class == true_class.flat[0]).all()
    in_place = alike and true_class.flat[0] == len(logits) - 1

    def arranged(moves: Array) -> Array:
        if in_place:
            return moves
        return moves[:, places.reshape(len(places), -1)[:, 0]] if alike else np.take_along_axis(moves, places[None], 1)

    logits, moved = np.take_along_axis(logits, order, 0), np.take_along_axis(moved, order, 0)
    ahead = logits[:-1] - logits[-1]
    odds, factor, ones = np.empty_like(ahead), np.empty_like(ahead[0]), np.ones_like(ahead[0])
    first, *rest = odds
    room = np.empty((max(counts, default=0), *moved.shape))
    # Half of the time goes into calling these, so each is called as plainly as it can be.
    subtract, add, multiply, divide = np.subtract, np.add, np.multiply, np.divide
    for count in counts:
        of_others, of_true = moved[:-1], moved[-1]
        for others_now, true_now in zip(room[:count, :-1], room[:count, -1], strict=True):
            subtract(ahead, of_others, odds)
            add(odds, of_true, odds)
            np.exp(odds, odds)
            add(ones, first, factor)
            for odd in rest:
                add(factor, odd, factor)
            divide(step, factor, factor)
            multiply(odds, factor, odds)  # from here on how far each logit moves
            add(of_others, odds, others_now)
            subtract(of_true, first, true_now)
            for odd in rest:
                subtract(true_now, odd, true_now)
            of_others, of_true = others_now, true_now
        moved = room[count - 1].copy()
        yield arranged(room[:count])
