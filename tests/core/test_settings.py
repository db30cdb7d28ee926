"""The table of settings has a row for each, and the rows hold their limits."""

from dataclasses import fields

import pytest
from hypothesis import given

from softmax_core import InputError, Seeded, Setup
from softmax_core.link import RUN_KEYS, parse
from softmax_core.settings import LOSS, OF_SETUP, OF_START, SETTINGS, label_of
from tests.core.strategies import numbers, setups, sizes


def test_the_table_has_a_row_for_each_value_of_a_setup():
    assert {setting.attribute for setting in OF_SETUP} == {field.name for field in fields(Setup)} - {"start"}
    assert set(SETTINGS) == {*OF_SETUP, *OF_START}
    assert len({setting.attribute for setting in SETTINGS}) == len(SETTINGS)


def test_the_keys_of_a_link_are_the_tables():
    assert RUN_KEYS == ("preset", "x", "y", "w", "b", "init", "lr", "loss", "tol", "max", "rounds", "at", "edits")
    assert {setting.key for setting in SETTINGS} < set(RUN_KEYS)


@given(setups(numbers, sizes))
def test_what_a_row_writes_it_reads_back(setup):
    for setting in OF_SETUP:
        value = getattr(setup, setting.attribute)
        text = setting.limits.write(value)
        assert setting.limits.check("it", setting.limits.read("it", text)) == value


@pytest.mark.parametrize(
    ("attribute", "value", "rule"),
    [
        ("x", (), "not be empty"),
        ("x", (1,) * 7, "have 1 to 6 numbers"),
        ("x", ((1, 2),), "have 1 to 6 numbers"),
        ("x", (1, 2e100), "be finite and at most 1e100 in size"),
        ("y", (1,), "have at least 2 classes"),
        ("y", (0,) * 6 + (1,), "have 2 to 6 entries"),
        ("y", (1, 1), "be one-hot, one 1 and the rest 0"),
        ("learning_rate", 0, "be greater than 0"),
        ("learning_rate", "fast", "be a number"),
        ("loss", "mse", "be one of ce, bce"),
        ("loss", ["ce"], "be one of ce, bce"),
        ("tolerance", -1e-9, "be at least 0"),
        ("max_rounds", 10_001, "be a whole number from 0 to 10000"),
        ("max_rounds", 1.0, "be a whole number from 0 to 10000"),
    ],
)
def test_a_row_holds_its_limits_for_the_setup(attribute, value, rule):
    with pytest.raises(InputError) as error:
        Setup(**{"x": (1, 2), "y": (0, 1), "start": Seeded("zeros")} | {attribute: value})
    assert (error.value.parameter, error.value.rule) == (attribute, rule)


def test_a_message_about_a_link_names_the_key():
    for key, text in (("lr", "0"), ("tol", "-1"), ("max", "10001"), ("loss", "mse"), ("y", "1_1"), ("init", "normal")):
        with pytest.raises(InputError) as error:
            parse(f"{key}={text}")
        assert error.value.parameter == key


def test_a_label_is_found_by_attribute_and_key():
    names = ["learning_rate", "lr", "y", "seed", "tol", "max", "max_rounds", "init", "b2"]
    assert [label_of(name) for name in names] == [
        *("Learning rate", "Learning rate", "True class", "Seed", "Tolerance", "Most rounds", "Most rounds"),
        *("Initialiser", "b2"),
    ]


def test_the_losses_to_choose_from_are_those_there_are():
    assert tuple(LOSS.limits.choices) == ("ce", "bce")
