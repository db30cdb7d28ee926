"""A number is written in the digits asked for, and reads back to them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.latex import number
from tests.dashboard.latex.reader import check_shows, factor


@pytest.mark.parametrize(
    ("value", "digits", "latex"),
    [
        (0.5, 4, "0.5"),
        (-2.0, 4, "-2"),
        (-0.0, 4, "0"),
        (1 / 3, 4, "0.3333"),
        (0.1 * 3, 4, "0.3"),
        (0.1 * 3, 17, "0.30000000000000004"),
        (2.0001, 4, "2.000"),
        (123456.7, 4, "123457"),
        (30000.0, 4, "30000"),
        (987654.3, 4, "987654"),
        (1e6, 4, "10^{6}"),
        (1234567.8, 4, r"1.235 \times 10^{6}"),
        (0.00012346, 4, "0.0001235"),
        (0.000012346, 4, r"1.235 \times 10^{-5}"),
        (1e15, 4, "10^{15}"),
        (-1e100, 4, "-10^{100}"),
        (1e-5, 4, "10^{-5}"),
        (3.09335001e-50, 4, r"3.093 \times 10^{-50}"),
        (5e-324, 4, r"4.941 \times 10^{-324}"),
    ],
)
def test_numbers(value, digits, latex):
    assert number(value, digits) == latex


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(4, 17))
def test_a_number_reads_back_to_the_digits_shown(value, digits):
    check_shows(factor(number(value, digits)), value, number(value, digits))
