"""A data set of the user's own is known by its content, and a link names it without its samples."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from softmax_core import InputError
from softmax_core.csv_data import read_csv
from softmax_core.data import DataSet
from softmax_core.own import Own
from softmax_core.plan import Plan
from softmax_core.study import Study
from softmax_core.study_link import pairs, parse_pairs
from tests.core.strategies import numbers

NAMES = st.lists(st.text(max_size=9), min_size=2, max_size=4, unique=True).map(tuple)


@st.composite
def data_sets(draw):
    features, classes = draw(NAMES), draw(NAMES)
    n_samples = draw(st.integers(1, 6))
    row = st.lists(numbers, min_size=len(features), max_size=len(features))
    x = draw(st.lists(row, min_size=n_samples, max_size=n_samples))
    label = st.integers(0, len(classes) - 1)
    labels = draw(st.lists(label, min_size=n_samples, max_size=n_samples))
    return DataSet(np.array(x), np.array(labels), features, classes)


@given(data_sets(), st.text(max_size=9))
def test_what_has_the_same_content_is_equal_whatever_it_is_called(data, name):
    one = Own(data, name)
    other = Own(DataSet(np.asfortranarray(data.x), data.labels, data.features, data.classes))
    assert one == other
    assert hash(one) == hash(other)
    assert one.digest == other.digest
    assert one.data is data


@given(data_sets(), st.data())
def test_a_change_of_anything_makes_it_another(data, chosen):
    def changed() -> DataSet:
        what = chosen.draw(st.sampled_from(["x", "labels", "features", "classes"]))
        if what in ("features", "classes"):
            return replace(data, **{what: tuple(f"{name}'" for name in getattr(data, what))})
        values = getattr(data, what).copy()
        row = chosen.draw(st.integers(0, len(values) - 1))
        if what == "x":
            values[row, 0] = np.nextafter(values[row, 0], np.inf if values[row, 0] < 1 else -np.inf)
        else:
            values[row] = (values[row] + 1) % data.n_classes
        return replace(data, **{what: values})

    assert Own(data) != Own(changed())


def test_the_digest_is_the_same_for_good():
    assert Own(DataSet([[1.5, -2.0], [3.0, 0.0]], [0, 1], ("a", "b"), ("u", "v"))).digest == "b0d6d0cd125b6ec4"


def test_where_one_name_ends_and_the_next_begins_counts():
    x = [[1.0, 2.0]]
    assert Own(DataSet(x, [0], ("a,b", "c"), ("u", "v"))) != Own(DataSet(x, [0], ("a", "b,c"), ("u", "v")))
    assert Own(DataSet(x, [0], ("a", "b"), ("u", "v"))) != Own(DataSet(x, [0], ("a", "b", "u")[:2], ("u", "v", "w")))


@pytest.mark.parametrize(
    ("n_samples", "n_features", "n_classes", "words"),
    [
        (1_000_001, 1, 2, "samples must be at most 1000000; received 1000001"),
        (1, 100, 2, "features must be at most 99; received 100"),
        (1, 1, 7, "classes must be at most 6; received 7"),
    ],
)
def test_it_holds_no_more_than_a_file_may(n_samples, n_features, n_classes, words):
    names = [str(number) for number in range(100)]
    x, labels = np.zeros((n_samples, n_features)), np.zeros(n_samples, dtype=int)
    with pytest.raises(InputError, match=words):
        Own(DataSet(x, labels, tuple(names[:n_features]), tuple(names[:n_classes])))


# Its link


@given(data_sets(), st.integers(0, 10_000), st.booleans())
def test_a_link_names_it_and_is_read_where_it_is_known(data, rounds, scaled):
    own = Own(data, "mine.csv")
    study = Study(own, Plan(scaled=scaled), rounds, rounds // 2, sample=0)
    link = pairs(study)
    assert (link["set"], link["data"]) == ("own", own.digest)
    read = parse_pairs(link.items(), known={own.digest: own}).study
    assert read == study
    assert read.source is own
    assert read.data is data


def test_a_link_of_a_set_that_is_not_known_says_where_to_get_it():
    with pytest.raises(InputError) as error:
        parse_pairs([("set", "own"), ("data", "0123456789abcdef")])
    assert str(error.value) == (
        "data must be in this tab: links do not hold a file of your own, so load the file again, or the JSON; "
        "received 0123456789abcdef"
    )


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ([("set", "own")], "data must be given with set=own; received nothing"),
        ([("set", "own"), ("data", "<b>")], "data must be 16 digits of 0 to 9 and a to f; received '<b>'"),
        ([("data", "0123456789abcdef")], "data must stand beside set=own; received set=blobs"),
        ([("set", "own"), ("data", "0" * 16), ("seed", "1")], "seed must stand beside set=blobs or ring or spiral"),
    ],
)
def test_a_link_that_is_wrong_is_told(link, words):
    with pytest.raises(InputError, match=words):
        parse_pairs(link)


def test_a_study_has_the_samples_themselves_and_no_copy():
    data, _ = read_csv(b"a,y\n1,u\n2,v\n3,v\n", "y")
    study = Study(Own(data))
    assert study.step(3).data is data
    assert study.descent().data is data
