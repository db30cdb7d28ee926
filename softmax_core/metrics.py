"""How good predictions are: accuracy, the confusion matrix, precision and recall, and calibration.

Where a figure would divide by nothing, as the precision of a class that was never predicted, it is NaN: undefined, and
neither 0 nor 1.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .data import Rows, class_numbers
from .functional import Array
from .validation import InputError, finite_array, whole_number

BINS = 10

_LOOKED_AT = 5000  # samples, which say enough of a feature


class Reliability(NamedTuple):
    """A reliability diagram, a column a bin of confidence; NaN where a bin is empty."""

    edges: Array  # of the bins, (n_bins + 1,), 0 to 1
    counts: NDArray[np.intp]  # samples, (n_bins,)
    confidence: Array  # the mean probability of the predicted class, (n_bins,)
    accuracy: Array  # the share of them that are right, (n_bins,)
    error: float  # expected calibration error: the mean of |accuracy − confidence| over the samples


def accuracy(actual: ArrayLike, predicted: ArrayLike) -> float:
    """The share of the samples whose class is predicted.

    Args:
        actual, predicted: class numbers, (n_samples,).

    >>> accuracy([0, 1, 1, 2], [0, 1, 2, 2])
    0.75
    """
    matrix = confusion(actual, predicted, 1 + int(max(np.max(actual), np.max(predicted))))
    return float(np.trace(matrix) / matrix.sum())


def confusion(actual: ArrayLike, predicted: ArrayLike, n_classes: int) -> NDArray[np.intp]:
    """How many samples of each class are predicted as each: a row an actual class, a column a predicted one.

    Args:
        actual, predicted: class numbers, (n_samples,).
        n_classes: how many classes there are.

    Returns:
        Counts, (n_classes, n_classes).

    Raises:
        InputError: where a label is no class number, or there are not as many of one as of the other.

    >>> print(confusion([0, 1, 1, 2], [0, 1, 2, 2], n_classes=3))
    [[1 0 0]
     [0 1 1]
     [0 0 1]]
    """
    actual, predicted = class_numbers("actual", actual, n_classes), class_numbers("predicted", predicted, n_classes)
    if actual.shape != predicted.shape:
        raise InputError("predicted", f"be {len(actual)} numbers, as actual", f"shape {predicted.shape}")
    return np.bincount(actual * n_classes + predicted, minlength=n_classes**2).reshape(n_classes, n_classes)


def precision(confusion: ArrayLike) -> Array:
    """Of the samples predicted as a class, the share that are of it, (n_classes,); NaN for a class never predicted.

    C_kk / Σ_i C_ik; Powers (2011), "Evaluation: from precision, recall and F-measure to ROC", equation 3.

    >>> print(precision([[1, 1, 0], [0, 2, 0], [1, 0, 0]]))
    [0.5        0.66666667        nan]
    """
    return _share_of_diagonal(confusion, axis=0)


def recall(confusion: ArrayLike) -> Array:
    """Of the samples of a class, the share predicted as it, (n_classes,); NaN for a class without samples.

    C_kk / Σ_j C_kj; Powers (2011), equation 1.

    >>> print(recall([[1, 1, 0], [0, 2, 0], [1, 0, 0]]))
    [0.5 1.  0. ]
    """
    return _share_of_diagonal(confusion, axis=1)


def reliability(probabilities: ArrayLike, actual: ArrayLike, n_bins: int = BINS) -> Reliability:
    """Whether predictions are right as often as their probability says.

    The samples are sorted by the probability of the class predicted for them, their confidence, into bins of one width,
    (0, 1/n], (1/n, 2/n], …; Guo, Pleiss, Sun, Weinberger (2017), "On Calibration of Modern Neural Networks", section 2.

    Args:
        probabilities: ŷ, (n_samples, n_classes).
        actual: class numbers, (n_samples,).
        n_bins: 1 to 1000.

    Raises:
        InputError: where these do not fit each other.

    >>> diagram = reliability([[0.9, 0.1], [0.3, 0.7], [0.8, 0.2]], [0, 1, 1], n_bins=2)
    >>> print(diagram.counts, diagram.confidence, diagram.accuracy.round(3), round(diagram.error, 3))
    [0 3] [nan 0.8] [  nan 0.667] 0.133
    """
    probabilities = finite_array("probabilities", probabilities, ndim=2)
    whole_number("n_bins", n_bins, 1, 1000)
    actual = class_numbers("actual", actual, probabilities.shape[-1])
    if probabilities.shape[:-1] != actual.shape:
        raise InputError("probabilities", f"have {len(actual)} rows, as actual", f"shape {probabilities.shape}")
    confidence, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == actual
    edges = np.linspace(0, 1, n_bins + 1)
    bins = np.searchsorted(edges[1:-1], confidence)  # a confidence on an edge is in the bin below it
    counts = np.bincount(bins, minlength=n_bins)
    sums = [np.bincount(bins, weights, minlength=n_bins) for weights in (confidence, right)]
    mean, share = (np.divide(total, counts, out=np.full(n_bins, np.nan), where=counts > 0) for total in sums)
    return Reliability(edges, counts, mean, share, float(np.abs(sums[0] - sums[1]).sum() / len(actual)))


def telling(x: Array, labels: Rows) -> tuple[int, ...]:
    """The two features that tell the classes apart best, ascending; the only one where there are no two.

    That is by the correlation ratio, the share that the differences between the classes have in a feature's variance:
    Σ_k n_k (mean_k − mean)² / Σ (x − mean)²; Fisher (1925), "Statistical Methods for Research Workers", chapter 7. Of
    many samples some are looked at, evenly among them.

    Args:
        x: (n_samples, n_features).
        labels: class numbers, (n_samples,).

    >>> telling(np.array([[0.0, 5.0, 1.0], [9.0, 5.0, 1.1], [1.0, 5.0, 3.0], [8.0, 5.0, 3.1]]), np.array([0, 0, 1, 1]))
    (0, 2)
    """
    step = -(-len(x) // _LOOKED_AT)
    x, labels = x[::step] - x[::step].mean(axis=0), labels[::step]
    sizes = np.bincount(labels)
    sums = np.stack([x[labels == label].sum(axis=0) for label in range(len(sizes))])
    between, total = (np.square(sums) / np.maximum(sizes, 1)[:, None]).sum(axis=0), np.square(x).sum(axis=0)
    shares = np.divide(between, total, out=np.zeros(len(total)), where=total > 0)
    return tuple(sorted(np.argsort(-shares, kind="stable")[:2].tolist()))


def _share_of_diagonal(confusion: ArrayLike, axis: int) -> Array:
    matrix = np.asarray(confusion)
    totals = matrix.sum(axis=axis)
    return np.divide(np.diagonal(matrix), totals, out=np.full(len(totals), np.nan), where=totals > 0)
