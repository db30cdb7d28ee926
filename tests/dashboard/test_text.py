"""Numbers and texts as the screen shows them."""

import re
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dashboard.text import (
    code,
    edits_by_round,
    full,
    in_field,
    plain,
    probability,
    said,
    short,
    shown_name,
    shown_names,
)
from softmax_core.names import Name, subscript
from softmax_core.numerals import read_number
from softmax_core.run import Edit
from softmax_core.validation import InputError

numbers = st.one_of(
    st.floats(-1e300, 1e300),
    st.floats(-1e6, 1e6),
    st.integers(-(10**7), 10**7).map(float),
    st.integers(-(10**9), 10**9).map(lambda number: number / 1000),
    st.sampled_from([0.0, -0.0, 5e-324, -5e-324, 1e-300, 1e100, -1e100, 999.96, 0.99995, -9.9999e-5, 99999.5, 1e16]),
)
all_digits = st.integers(2, 8)


def shown(text: str) -> Decimal:
    """The number a text shows, with the true minus sign and no hyphen in its place."""
    assert "-" not in text
    return Decimal(text.replace("−", "-"))


def unit(text: str) -> Decimal:
    """One of the last digit shown."""
    return Decimal((0, (1,), shown(text).as_tuple().exponent))


@given(numbers, all_digits)
def test_a_short_number_is_within_half_a_unit_of_its_last_digit(value, digits):
    text = short(value, digits)
    assert abs(shown(text) - Decimal(value)) <= unit(text) / 2


@given(numbers, all_digits)
def test_a_short_number_keeps_its_sign_and_is_zero_only_for_zero(value, digits):
    text = short(value, digits)
    assert (shown(text) == 0) == (value == 0)
    assert text.startswith("−") == (value < 0)


@given(numbers, all_digits)
def test_a_short_number_that_was_rounded_shows_all_its_digits(value, digits):
    text = short(value, digits)
    if float(shown(text)) != value:
        assert len(shown(text).as_tuple().digits) >= digits


@given(numbers, all_digits)
@example(1234.5, 4)
@example(12345.6, 4)
@example(-123456.7, 4)
@example(999.96, 4)
@example(114.4, 3)
def test_a_short_number_looks_like_a_bare_integer_only_where_it_is_that_integer(value, digits):
    text = short(value, digits)
    if re.fullmatch(r"−?\d+", text):
        assert float(shown(text)) == value


@given(numbers, all_digits)
def test_a_short_number_needs_little_room(value, digits):
    assert len(short(value, digits)) <= digits + 8


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (1.0, "1"),
        (-13 / 6, "−2.167"),
        (1 / 3, "0.3333"),
        (0.5, "0.5"),
        (1e-6, "1e−6"),
        (1e100, "1e100"),
        (-1e100, "−1e100"),
        (5e-324, "5e−324"),
        (0.99999, "1.000"),
        (30000.0, "30000"),
        (1234000.0, "1234000"),
        (12340000.0, "1.234e7"),
        (114.44, "114.4"),
    ],
)
def test_short_numbers_by_example(value, text):
    assert short(value) == text


@given(st.one_of(st.floats(0, 1), st.floats(0, 1e-3).map(lambda far: 1 - far)), all_digits)
@example(1 - 2**-53, 3)
@example(5e-324, 3)
def test_a_probability_reads_as_0_or_1_only_where_it_is(value, digits):
    text = probability(value, digits)
    assert (text == "1") == (value == 1)
    assert (text == "0") == (value == 0)
    distance = text.removeprefix("1 − ")
    seen = shown(text) if distance == text else 1 - shown(distance)
    assert abs(seen - Decimal(value)) <= unit(distance) / 2
    assert value == 1 or seen < 1


@given(numbers)
def test_a_full_number_has_every_digit(value):
    assert float(shown(full(value))) == value


@given(st.floats(-1e100, 1e100))
def test_a_field_shows_nine_digits_that_read_back(value):
    text = in_field(value)
    assert read_number("w11", text) == float(f"{value:.9g}")
    assert in_field(read_number("w11", text)) == text


@given(st.integers(-(10**9) + 1, 10**9 - 1), st.integers(0, 9))
def test_a_field_shows_a_number_of_up_to_nine_digits_exactly(digits, places):
    value = float(f"{digits}e-{places}")
    assert float(in_field(value)) == value


@pytest.mark.parametrize("value", [0.0, -0.0, -1e-320])
def test_a_field_never_shows_minus_zero(value):
    assert in_field(value) != "-0"


PUNCTUATION = r"""[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~]"""


@given(st.text())
@example(r"**b** [a](https://x.y) $x$ `c` <i> :red[d] \ ~~e~~ # - 1. | &amp; :material/home:")
def test_plain_text_escapes_every_character_markdown_could_read(text):
    escaped = plain(text)
    assert re.fullmatch(rf"(\\{PUNCTUATION}|(?!{PUNCTUATION}).)*", escaped, re.DOTALL)
    assert re.sub(rf"\\({PUNCTUATION})", r"\1", escaped) == text


@given(st.text(alphabet="`a ", max_size=12))
@example("a``b`c")
def test_the_users_text_ends_where_the_code_ends(text):
    fence, inside, end = re.fullmatch("(`+) (.*) (`+)", code(text), re.DOTALL).groups()
    assert fence == end
    assert fence not in re.findall("`+", inside)  # a fence is closed by the first run of backticks of its length
    assert inside.split() == text.split()


def test_the_users_text_has_no_longer_fence_than_it_needs():
    assert code("a") == "` a `"


def test_an_error_names_what_is_wrong_the_rule_and_what_was_received():
    text = said(InputError("learning_rate", "be > 0", "*-1*"))
    assert re.sub(r"\\(.)", r"\1", text) == "learning_rate must be > 0; received ` *-1* `"
    assert text.endswith("; received ` *-1* `".replace(";", "\\;"))


def test_of_many_edits_of_a_round_the_first_are_said_and_the_others_counted():
    edits = [Edit(3, "w12", 0.25), Edit(3, "lr", -0.1), Edit(3, "b1", 2.0), Edit(5, "y", 2)]
    assert edits_by_round(edits, most=1) == {3: "w₁₂ = 0.25 and 2 more", 5: "y = 2"}
    assert edits_by_round(edits, most=3) == edits_by_round(edits) == {3: "w₁₂ = 0.25, η = −0.1, b₁ = 2", 5: "y = 2"}


@pytest.mark.parametrize(
    ("name", "written"), [("w12", "w₁₂"), ("w66", "w₆₆"), ("b3", "b₃"), ("x1", "x₁"), ("lr", "η"), ("y", "y")]
)
def test_names_are_written_as_prose_writes_them(name, written):
    assert Name(name).symbol == written


def test_subscripts_have_all_digits():
    assert subscript(1234567890) == "₁₂₃₄₅₆₇₈₉₀"


names = st.lists(st.text(max_size=30) | st.text("ab <&", max_size=4), max_size=6, unique=True)


@given(names, st.integers(6, 20))
def test_shown_names_are_short_and_still_differ(names, most):
    texts = shown_names(names, most)
    assert len({*texts}) == len(names)
    assert all(len(text.strip("\u2068\u2069")) <= most and text == " ".join(text.split()) for text in texts)


def test_a_name_is_cut_only_where_it_is_long():
    assert shown_names(["Adelie", "Gentoo penguin"], 9) == ("Adelie", "Gentoo p…")
    assert shown_names(["x" * 500, "x" * 499 + "y"], 9) == ("xxxxxxxx…", "xxxx… (2)")
    assert shown_name("a\n\tb") == "a b"


@given(st.text(max_size=60) | st.text("اب \u2068\u2069", max_size=30), st.integers(6, 30))
def test_a_name_that_is_shown_already_is_shown_as_it_is(name, most):
    once = shown_names([name, f"{name} ", f" {name}"], most)
    assert shown_names(once, most) == once
