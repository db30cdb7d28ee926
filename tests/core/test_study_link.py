"""The link of a study gives it back bit for bit, and says of any other text what is wrong with it."""

import re
from dataclasses import MISSING, fields
from urllib.parse import parse_qsl, quote, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from softmax_core import InputError, Seeded
from softmax_core.initializers import INITIALIZERS
from softmax_core.link import MAX_LENGTH
from softmax_core.plan import Plan
from softmax_core.sources import MOST_BY_HAND, Blobs, ByHand, Digits, Iris, Own, Penguins, Ring, Spiral
from softmax_core.study import Study
from softmax_core.study_link import OF_PLAN, OF_SOURCE, SETS, STUDY_KEYS, Link, defaults_of, pairs, parse_pairs
from tests.core.strategies import numbers, positive

SCHEMA = {"across": ("1", "2"), "speed": ("1", "5")}
seeds = st.integers(0, 2**32 - 1)


def shares(highest):
    return st.floats(0, highest).map(lambda share: share + 0.0)


@st.composite
def sources(draw):
    n_classes = draw(st.integers(2, 6))
    made = {"n_samples": draw(st.integers(2 * n_classes, 60)), "spread": draw(shares(3)), "seed": draw(seeds)}
    points = st.lists(st.tuples(numbers, numbers, st.integers(1, n_classes)), min_size=1, max_size=MOST_BY_HAND)
    return draw(
        st.sampled_from(
            [
                Blobs(n_classes, overlap=draw(shares(1)), imbalance=draw(shares(0.9)), **made),
                Ring(**made),
                Spiral(n_classes, **made),
                *(Penguins(), Iris(), Digits()),
                ByHand(tuple(draw(points)), n_classes),
            ]
        )
    )


plans = st.builds(
    Plan,
    test_share=shares(0.9),
    split_seed=seeds,
    scaled=st.booleans(),
    batch_size=st.none() | st.integers(1, 10**9),
    shuffle_seed=seeds,
    learning_rate=positive(numbers),
    l2=numbers.map(abs),
    start=st.sampled_from([Seeded("zeros"), *(Seeded(name, 42) for name in INITIALIZERS if name != "zeros")]),
    tolerance=numbers.map(abs),
    max_epochs=st.integers(0, 10**6),
)


@st.composite
def studies(draw):
    source, rounds = draw(sources()), draw(st.integers(0, 10_000))
    sample = draw(st.none() | st.integers(0, source.data_set().n_samples - 1))
    held = draw(st.dictionaries(st.integers(0, source.data_set().n_features - 1), numbers))
    return Study(source, draw(plans), rounds, draw(st.integers(0, rounds)), sample, tuple(sorted(held.items())))


def read(link: str) -> Study:
    return parse_pairs(parse_qsl(link, keep_blank_values=True)).study


def written(study: Study) -> str:
    return urlencode(pairs(study), safe="~")


@settings(max_examples=150, deadline=None)
@given(studies())
def test_a_link_gives_the_same_study_back_bit_for_bit(study):
    link = written(study)
    assert repr(read(link)) == repr(study)
    assert re.fullmatch(r"[\w.~=&-]+", link, re.ASCII)
    assert quote(link, safe="=&") == link  # nothing in it needs percent-encoding
    assert read(link.replace("_", ",").replace("~", ":")) == study
    assert len(link) <= MAX_LENGTH


@pytest.mark.parametrize(
    ("study", "link"),
    [
        (Study(), "rounds=0"),
        (Study(Penguins(), rounds=40, at=3, sample=11), "set=penguins&rounds=40&at=3&sample=12"),
        (Study(Penguins(), held=((2, 41.2), (3, 200))), "set=penguins&rounds=0&held=3~41.2_4~200"),
        (Study(Ring(n_samples=60, spread=0.5, seed=7)), "set=ring&n=60&spread=0.5&seed=7&rounds=0"),
        (Study(Spiral(2)), "set=spiral&classes=2&rounds=0"),
        (Study(Blobs(overlap=1, imbalance=0.5)), "overlap=1&imbalance=0.5&rounds=0"),
        (Study(ByHand(((1, -2, 1), (3.5, 4, 2)), 2)), "set=hand&classes=2&points=1~-2~1_3.5~4~2&rounds=0"),
        (
            Study(plan=Plan(0.3, 1, False, 32, 2, 1e-5, 0.01, Seeded("normal", 3), 0, 7)),
            "test=0.3&split=1&scaled=no&batch=32&shuffle=2&lr=1e-5&l2=0.01&init=normal~3&tol=0&max=7&rounds=0",
        ),
    ],
)
def test_a_link_is_readable_and_says_no_default_but_the_rounds(study, link):
    assert written(study) == link
    assert read(link) == study


def test_the_table_has_a_row_for_each_value_of_a_source_and_of_a_plan():
    attributes = {field.name for kind in SETS.values() for field in fields(kind)} - {"data", "name"}
    assert [row.attribute for row in OF_PLAN] == [field.name for field in fields(Plan)]
    assert {row.attribute for row in OF_SOURCE} == attributes
    assert len(set(STUDY_KEYS)) == len(STUDY_KEYS)
    assert MISSING in defaults_of(ByHand).values()
    assert {field.name for field in fields(Own)} == {"data", "name", "digest"}


def test_keys_of_the_page_are_its_own_and_all_others_are_left_alone():
    link = parse_pairs([("x", "8_7"), ("across", "2"), ("x", "1"), ("rounds", "1")], SCHEMA)
    assert link == Link(Study(rounds=1, at=1), {"across": "2", "speed": "1"}, ("x", "x"))
    assert pairs(link.study, link.view, SCHEMA) == {"rounds": "1", "across": "2"}


@pytest.mark.parametrize(
    ("link", "parameter", "rule", "received"),
    [
        ("set=moons", "set", "be one of blobs, ring, spiral, penguins, iris, digits, hand, own", "moons"),
        ("classes=7", "classes", "be a whole number from 2 to 6", "7"),
        ("classes=6&n=11", "n", "be a whole number from 12 to 2000", "11"),
        ("spread=3.5", "spread", "be at most 3", "3.5"),
        ("overlap=-0.1", "overlap", "be at least 0", "-0.1"),
        ("imbalance=1", "imbalance", "be at most 0.9", "1.0"),
        ("seed=4294967296", "seed", "be a whole number from 0 to 4294967295", "4294967296"),
        ("set=ring&classes=2", "classes", "stand beside set=blobs or spiral or hand", "set=ring"),
        ("set=penguins&spread=1", "spread", "stand beside set=blobs or ring or spiral", "set=penguins"),
        ("points=1~2~1", "points", "stand beside set=hand", "set=blobs"),
        ("set=hand", "points", "be given with set=hand", "nothing"),
        ("set=hand&points=1~2", "points", "be x1~x2~class, joined by _", "'1~2'"),
        ("set=hand&points=1~2~7", "points", "be a whole number from 1 to 6", "7"),
        ("set=hand&classes=2&points=1~2~3", "class of point 1", "be a whole number from 1 to 2", "3"),
        ("test=0.95", "test", "be at most 0.9", "0.95"),
        ("scaled=true", "scaled", "be one of yes, no", "true"),
        ("batch=0", "batch", "be a whole number from 1 to 1000000000", "0"),
        ("lr=0", "lr", "be greater than 0", "0.0"),
        ("l2=-1", "l2", "be at least 0", "-1.0"),
        ("init=normal", "init", "be zeros or one of uniform, uniform01, normal with a seed, as uniform~42", "'normal'"),
        ("rounds=10001", "rounds", "be a whole number from 0 to 10000", "10001"),
        ("rounds=2&at=3", "at", "be a whole number from 0 to 2", "3"),
        ("sample=0", "sample", "be a whole number from 1 to 150", "0"),
        ("sample=151", "sample", "be a whole number from 1 to 150", "151"),
        ("held=3~1", "held", "be a whole number from 1 to 2", "3"),
        ("held=1", "held", "be feature~value, joined by _", "'1'"),
        ("held=1~x", "held", "be a number such as 0.5 or -1.5e-3", "'x'"),
        ("held=1~2_1~3", "held", "have each feature once", "1~2_1~3"),
        ("lr=1&lr=2", "lr", "be given once", "1 and 2"),
        ("rounds=" + "1" * 4000, "link", "have at most 4000 characters", "4008 characters"),
    ],
)
def test_a_message_names_the_key_the_rule_and_what_was_received(link, parameter, rule, received):
    with pytest.raises(InputError) as error:
        read(link)
    assert (error.value.parameter, error.value.rule, error.value.received) == (parameter, rule, received)
