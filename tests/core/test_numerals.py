"""Numbers as text: exact and short as links have them, and read as people type them."""

from urllib.parse import quote

import pytest
from hypothesis import given

from softmax_core import InputError
from softmax_core.link import parse
from softmax_core.numerals import format_number, read_number, read_whole
from tests.core.strategies import LARGEST, SUBNORMAL, numbers


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 1.0),
        ("-1.5e-3", -0.0015),
        ("2E5", 2e5),
        ("1.", 1.0),
        (".5", 0.5),
        ("007", 7.0),
        ("-0", 0.0),
        ("1e100", LARGEST),
        ("-1e100", -LARGEST),
        ("5e-324", SUBNORMAL),
        ("1e-999999999", 0.0),
        ("0.1000000000000000055511151231257827", 0.1),
    ],
)
def test_a_number_is_read_exactly(text, number):
    assert repr(read_number("w11", text)) == repr(number)


NOT_NUMBERS = [
    *("", " ", "-", ".", "e5", "1e", "1e5.0", "--1", "1..2", "1,5", "1 2", "+1", "1e+5", "1_000", "0x10", "1j", "1\n"),
    *(
        "inf",
        "-inf",
        "nan",
        "Infinity",
        "True",
        "½",
        "１",
        "٣",
        "²",
        "1e１",
        "−1",
        "\u00a01",
        "1\u2009",
        "\ud800",
        "\x00",
    ),
    *("\ud800", "\x00", "1e101", "-1.0000001e100", "1e309", "9" * 101, "1e999999999"),
]


@pytest.mark.parametrize("text", NOT_NUMBERS)
def test_nothing_else_is_a_number(text):
    with pytest.raises(InputError) as error:
        read_number("w11", text)
    assert error.value.parameter == "w11"
    for key in ("lr", "tol"):
        with pytest.raises(InputError) as error:
            parse(f"{key}={quote(text, errors='surrogatepass')}")
        assert error.value.parameter == key


@pytest.mark.parametrize(
    "text", ["", "-1", "1.0", "1e1", "+1", "1_0", "１", "٣", "²", "9" * 5000, "0x1", "1\n", " 3 ", "11"]
)
def test_a_whole_number_has_digits_only_and_keeps_its_limits(text):
    with pytest.raises(InputError) as error:
        read_whole("rounds", text, 0, 10)
    assert error.value.parameter == "rounds"
    assert "0 to 10" in error.value.rule


def test_whole_numbers_are_read():
    assert [read_whole("rounds", text, 0, 10) for text in ("0", "10", "007")] == [0, 10, 7]


@given(numbers)
def test_a_number_written_reads_back_to_the_same_bits(number):
    text = format_number(number)
    assert repr(read_number("x1", text)) == repr(number)
    assert "+" not in text
    assert not text.endswith(".0")


@pytest.mark.parametrize(
    ("number", "text"),
    [
        *((1.0, "1"), (-0.0, "0"), (1 / 3, "0.3333333333333333"), (1e-6, "1e-6"), (1e22, "1e22"), (LARGEST, "1e100")),
        *((SUBNORMAL, "5e-324"), (0.001, "0.001"), (-2.5e-7, "-2.5e-7"), (10_000.0, "10000"), (3, "3")),
    ],
)
def test_a_number_is_written_with_the_fewest_digits(number, text):
    assert format_number(number) == text
