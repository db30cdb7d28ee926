"""The names of what can be edited are read, written and found in the arrays, however many there are."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from softmax_core import PRESETS, Edit, InputError, Moment, Parameters
from softmax_core.names import (
    Name,
    bias_names,
    changed,
    editable_names,
    input_names,
    parameter_names,
    subscript,
    value_of,
    weight_names,
)
from softmax_core.settings import BIAS, LEARNING_RATE, WEIGHTS, X, Y

MOMENT = PRESETS["recorded"].setup.moment


def large(n_features: int, n_classes: int) -> Moment:
    """A round whose every number is another one."""
    weights = 100.0 + np.arange(n_features * n_classes).reshape(n_features, n_classes)
    parameters = Parameters(weights, 1000.0 + np.arange(n_classes))
    return Moment(parameters, 2000.0 + np.arange(n_features)[None], np.eye(n_classes)[[n_classes - 1]], 0.25)


@pytest.mark.parametrize(
    ("text", "setting", "indices", "symbol", "label"),
    [
        ("w12", WEIGHTS, (1, 2), "w₁₂", "w12"),
        ("w99", WEIGHTS, (9, 9), "w₉₉", "w99"),
        ("w10.2", WEIGHTS, (10, 2), "w₁₀,₂", "w10.2"),
        ("w1.10", WEIGHTS, (1, 10), "w₁,₁₀", "w1.10"),
        ("w784.10", WEIGHTS, (784, 10), "w₇₈₄,₁₀", "w784.10"),
        ("b3", BIAS, (3,), "b₃", "b3"),
        ("b10", BIAS, (10,), "b₁₀", "b10"),
        ("x1", X, (1,), "x₁", "x1"),
        ("x784", X, (784,), "x₇₈₄", "x784"),
        ("lr", LEARNING_RATE, (), "η", "Learning rate"),
        ("y", Y, (), "y", "True class"),
    ],
)
def test_a_name_is_read_and_written(text, setting, indices, symbol, label):
    name = Name(text)
    assert (name.setting, name.indices, name.symbol, name.label) == (setting, indices, symbol, label)
    assert Name.of(setting, *indices) == text == name
    assert type(Name.of(setting, *indices)) is Name


@given(st.sampled_from([WEIGHTS, BIAS, X]), st.lists(st.integers(1, 10**9 - 1), min_size=2, max_size=2))
def test_every_index_comes_back(setting, indices):
    indices = tuple(indices if setting is WEIGHTS else indices[:1])
    name = Name.of(setting, *indices)
    assert Name(str(name)).indices == indices
    assert Name(str(name)).setting is setting
    assert name.isascii()
    assert name.replace(".", "").isalnum()


def test_no_two_places_share_a_name():
    names = editable_names(30, 30)
    assert len(set(names)) == len(names) == 30 * 30 + 30 + 30 + 2


@pytest.mark.parametrize(
    "text",
    [
        *("", "w", "w1", "w123", "w1.2", "w12.", "w.12", "w10.2.3", "w01", "w10", "w10.02", "w0.10", "w1٣", "w₁₂"),
        *("b", "b0", "b01", "b1.2", "b-1", "x0", "x1 ", " x1", "x1\n", "W11", "LR", "lr1", "y1", "η", "θ1", "w1_2"),
        *("b1000000000", None, 11, ["w11"]),
    ],
)
def test_nothing_else_is_a_name(text):
    with pytest.raises(InputError) as error:
        Name(text)
    assert error.value.parameter == "name"
    with pytest.raises(InputError):
        Edit(1, text, 0.5)


def test_a_name_is_its_text():
    name = Name("w12")
    assert f"{name}" == "w12"
    assert json.dumps({name: [name]}) == '{"w12": ["w12"]}'
    assert {name: 1}["w12"] == 1
    assert repr(Edit(1, "w12", 0.5)) == "Edit(round=1, name='w12', value=0.5)"
    with pytest.raises(AttributeError):
        name.setting = BIAS


def test_the_names_of_a_layer():
    assert weight_names(2, 3) == (("w11", "w12", "w13"), ("w21", "w22", "w23"))
    assert bias_names(3) == ("b1", "b2", "b3")
    assert input_names(2) == ("x1", "x2")
    assert parameter_names(1, 2) == ("w11", "w12", "b1", "b2")
    assert editable_names(1, 2) == ("w11", "w12", "b1", "b2", "x1", "lr", "y")
    assert weight_names(10, 10)[9] == (*(f"w10.{k}" for k in range(1, 10)), "w10.10")
    assert weight_names(10, 10)[0] == (*(f"w1{k}" for k in range(1, 10)), "w1.10")


def test_each_name_stands_for_its_own_number():
    moment = large(12, 11)
    values = [*moment.parameters.weights.flat, *moment.parameters.bias, *moment.x[0], 0.25, 11]
    assert [value_of(moment, name) for name in editable_names(12, 11)] == values
    assert value_of(moment, "w10.2") == moment.parameters.weights[9, 1]


@pytest.mark.parametrize("name", editable_names(12, 11))
def test_a_change_reaches_one_number_and_leaves_all_others(name):
    moment = large(12, 11)
    new = changed(moment, name, 7)
    assert value_of(new, name) == 7
    assert value_of(moment, name) != 7
    for other in editable_names(12, 11):
        if other != name:
            assert value_of(new, other) == value_of(moment, other)


def test_what_a_change_does_not_touch_is_the_same_object():
    assert changed(MOMENT, "lr", 2.0)[:3] == MOMENT[:3]
    new = changed(MOMENT, "b2", 2.0)
    assert new.parameters.weights is MOMENT.parameters.weights
    assert new.x is MOMENT.x
    assert new.y is MOMENT.y


def test_digits_become_subscripts():
    assert subscript(1234567890) == "₁₂₃₄₅₆₇₈₉₀"
