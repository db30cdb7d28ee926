"""The figures of merit are scikit-learn's, and undefined where they are undefined."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from sklearn import metrics as trusted
from sklearn.calibration import calibration_curve

from softmax_core import InputError, softmax
from softmax_core.metrics import accuracy, confusion, precision, recall, reliability
from tests.core.strategies import floats_of

pairs = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=40)


@given(pairs)
def test_accuracy_confusion_precision_and_recall_are_scikit_learns(pairs):
    actual, predicted = np.array(pairs).T
    matrix = confusion(actual, predicted, 4)
    assert_array_equal(matrix, trusted.confusion_matrix(actual, predicted, labels=range(4)))
    assert accuracy(actual, predicted) == pytest.approx(trusted.accuracy_score(actual, predicted))
    options = {"labels": range(4), "average": None, "zero_division": np.nan}
    assert_allclose(precision(matrix), trusted.precision_score(actual, predicted, **options))
    assert_allclose(recall(matrix), trusted.recall_score(actual, predicted, **options))


def test_a_class_never_predicted_has_no_precision_and_one_without_samples_no_recall():
    matrix = confusion([0, 0, 1], [0, 2, 0], 3)
    assert_array_equal(precision(matrix), [0.5, np.nan, 0])
    assert_array_equal(recall(matrix), [0.5, 0, np.nan])


@given(floats_of((30, 3)), st.lists(st.integers(0, 2), min_size=30, max_size=30), st.integers(1, 12))
def test_the_reliability_diagram_is_scikit_learns_calibration_curve(logits, labels, n_bins):
    probabilities = softmax(logits)
    diagram = reliability(probabilities, labels, n_bins)
    right = probabilities.argmax(axis=1) == labels
    share, confidence = calibration_curve(right, probabilities.max(axis=1), n_bins=n_bins, pos_label=True)
    filled = diagram.counts > 0
    assert_allclose(diagram.accuracy[filled], share)
    assert_allclose(diagram.confidence[filled], confidence)
    assert np.isnan(diagram.accuracy[~filled]).all()
    assert np.isnan(diagram.confidence[~filled]).all()
    assert diagram.counts.sum() == 30
    gaps = np.abs(share - confidence) * diagram.counts[filled]
    assert diagram.error == pytest.approx(gaps.sum() / 30, abs=1e-12)


def test_confidences_on_an_edge_are_in_the_bin_below():
    diagram = reliability([[0.5, 0.5], [0.5, 0.5], [1, 0]], [0, 1, 0], n_bins=2)
    assert diagram.counts.tolist() == [2, 1]
    assert diagram.accuracy.tolist() == [0.5, 1]
    assert diagram.error == 0


@pytest.mark.parametrize(
    "call",
    [
        lambda: confusion([0, 1], [0], 2),
        lambda: confusion([0, 2], [0, 1], 2),
        lambda: confusion([], [], 2),
        lambda: reliability([[0.5, 0.5]], [0, 1]),
        lambda: reliability([[0.5, 0.5]], [2]),
        lambda: reliability([[0.5, 0.5]], [0], n_bins=0),
    ],
)
def test_what_does_not_fit_is_refused(call):
    with pytest.raises(InputError):
        call()
