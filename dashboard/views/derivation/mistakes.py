"""The usual mistakes with shapes, each computed on the numbers of a round."""

from dataclasses import dataclass

import numpy as np

from dashboard.latex import number
from softmax_core import Moment, forward
from softmax_core.functional import Array


@dataclass(frozen=True)
class Mistake:
    """A usual mistake: what it is, how it is written, what it gives here and what harm that does. All Markdown."""

    title: str
    code: str
    outcome: str
    harm: str


def usual_mistakes(moment: Moment) -> tuple[Mistake, Mistake, Mistake]:
    """The three mistakes students make with shapes, on the numbers of one example."""
    error = forward(moment.parameters, moment.x).probabilities - moment.y  # (1, n_classes)
    return _swapped(moment.x, error), _summed(error[0]), _not_transposed(moment.parameters.weights, moment.x[0])


def _swapped(x: Array, error: Array) -> Mistake:
    right, swapped = x.T @ error, error.T @ x
    outcome = f"the shape {swapped.shape}, but W has {right.shape}"
    if 1 in right.shape:
        harm = f"NumPy broadcasts both to the shape {np.broadcast_shapes(swapped.shape, right.shape)} without a word."
    elif swapped.shape != right.shape:
        harm = "NumPy refuses to subtract that from W; were W square, it would not."
    else:
        wrong = int((np.abs(swapped - right) > 1e-9 * np.abs(right).max()).sum())
        harm = "W is square, so nothing complains, " + (
            f"and {wrong} of the {right.size} slopes are wrong: it is the transpose of the gradient."
            if wrong
            else "and here the gradient happens to be its own transpose."
        )
        outcome = f"the shape {swapped.shape}, which W has too"
    return Mistake("x and ŷ − y swapped", "dW = (ŷ − y) xᵀ", outcome, harm)


def _summed(error: Array) -> Mistake:
    return Mistake(
        "Bias gradient summed over the classes",
        "db = Σₖ (ŷₖ − yₖ)",
        f"${number(float(error.sum()))}$, one number for {error.size} classes",
        "The entries of ŷ − y sum to 0 up to rounding, so the bias would not learn. The sum is over the samples, of "
        "which there is one here.",
    )


def _not_transposed(weights: Array, x: Array) -> Mistake:
    n_features, n_classes = weights.shape
    if n_features != n_classes:
        outcome = "an error: the sizes do not meet"
        harm = f"W has shape {weights.shape} and x has {x.shape}, so only Wᵀ x can be computed."
    else:
        wrong, right = weights @ x, weights.T @ x
        is_same = np.allclose(wrong, right, rtol=1e-9, atol=0)
        outcome = f"{_row(wrong)}, " + ("the same as Wᵀ x here" if is_same else f"and Wᵀ x is {_row(right)}")
        harm = (
            "W is square, so the sizes meet either way. It must be Wᵀ because wᵢₖ leads from input i to class k: the "
            "sum for θₖ runs down column k of W."
        )
    return Mistake("A transpose forgotten", "θ = W x", outcome, harm)


def _row(values: Array) -> str:
    return "$(" + r",\ ".join(number(value) for value in values.tolist()) + ")$"
