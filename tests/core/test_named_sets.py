"""The sets that need but a name are what they are known to be, and those of packages are missed in one line."""

import gzip

import numpy as np
import plotly.data
import pytest
from numpy.testing import assert_array_equal
from sklearn.datasets import load_digits

from softmax_core import InputError, named_sets
from softmax_core.named_sets import Digits, Iris, has_file
from softmax_core.study_link import parse_pairs


def test_iris_is_the_one_that_plotly_has():
    data, table = Iris().data_set(), plotly.data.iris()
    assert data.features == ("sepal_length", "sepal_width", "petal_length", "petal_width")
    assert data.classes == ("setosa", "versicolor", "virginica")
    assert_array_equal(data.x, table[list(data.features)].to_numpy())
    assert [data.classes[label] for label in data.labels] == list(table["species"])


def test_the_digits_are_those_up_to_5_that_scikit_learn_has():
    data, bunch = Digits().data_set(), load_digits()
    is_one = bunch.target < 6
    assert_array_equal(data.x, bunch.data[is_one])
    assert_array_equal(data.labels, bunch.target[is_one])
    assert data.classes == ("0", "1", "2", "3", "4", "5")
    assert data.image_shape == (8, 8)
    assert_array_equal(data.x[0].reshape(data.image_shape), bunch.images[0])
    assert (data.features[0], data.features[9], data.features[63]) == ("pixel 1,1", "pixel 2,2", "pixel 8,8")


@pytest.mark.parametrize(
    ("name", "package", "title"), [("iris", "plotly", "Plotly"), ("digits", "sklearn", "scikit-learn")]
)
def test_where_the_package_is_missing_the_link_says_so(monkeypatch, name, package, title):
    named_sets._file_of.cache_clear()
    found = named_sets.find_spec
    monkeypatch.setattr(named_sets, "find_spec", lambda wanted: None if wanted == package else found(wanted))
    try:
        assert not has_file(name)
        with pytest.raises(InputError) as error:
            parse_pairs([("set", name)])
    finally:
        named_sets._file_of.cache_clear()
    assert (
        str(error.value) == f"set must be one whose package is installed, which for {name} is {title}; received {name}"
    )


def test_no_package_is_imported_for_it(tmp_path):
    import subprocess
    import sys

    script = "import sys, softmax_core.named_sets as n; n.Iris().data_set(); print('plotly' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True).stdout == "False\n"


def test_the_files_are_small_enough_to_be_read_at_once():
    for name in ("iris", "digits"):
        assert len(gzip.decompress(named_sets._file_of(name).read_bytes())) < 1_000_000
    assert np.abs(Digits().data_set().x).max() == 16
