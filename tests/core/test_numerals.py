"""Numbers as text: exact and short as links have them, and read as people type them."""

from decimal import Decimal
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from softmax_core import InputError
from softmax_core.link import parse
from softmax_core.numerals import format_number, just_below, read_number, read_typed_number, read_whole
from softmax_core.validation import MOST_RECEIVED
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
        *((1e15, "1e15"), (-1e15, "-1e15"), (1e5, "100000"), (1e6, "1e6"), (1234567.0, "1234567"), (1.2e6, "1.2e6")),
        *(
            (0.0001, "0.0001"),
            (0.00012345, "1.2345e-4"),
            (123456789012345680.0, "123456789012345680"),
            (-0.25, "-0.25"),
        ),
    ],
)
def test_a_number_is_written_with_the_fewest_digits(number, text):
    assert format_number(number) == text


@given(numbers)
def test_no_usual_way_to_write_a_number_is_shorter(number):
    text = format_number(number)
    figures = Decimal(repr(number)).normalize()
    plain = f"{figures:f}"
    mantissa, _, exponent = f"{figures:e}".partition("e")
    usual = {plain, f"{mantissa}e{int(exponent)}"}
    assert text in usual
    assert len(text) == min(map(len, usual)) or (text == plain and len(plain.lstrip("-")) <= 6)


@given(numbers, st.sampled_from(["{}", "{!r}", "{:.17g}", "{:.20f}", "{:e}", "{:.17e}"]))
def test_a_number_has_one_text_however_it_was_written(number, form):
    # Whatever is written back from what was read is not longer the second time.
    written = form.format(number).replace("+", "")
    back = format_number(read_number("x1", written))
    assert format_number(read_number("x1", back)) == back
    if float(written) == number:
        assert back == format_number(number)


# What people type


def typed(text: str) -> float | InputError:
    try:
        return read_typed_number("w11", text)
    except InputError as error:
        return error


SPACES = st.sampled_from(["", " ", "  ", "\t", "\u00a0", "\u2009"])


@given(numbers, SPACES, SPACES)
def test_what_the_page_and_python_write_is_read_as_typed(number, before, after):
    for text in (format_number(number), repr(number), f"{number:+.17g}", f"{number:.17E}"):
        for typed in (text, text.replace("-", "\u2212"), text.replace(".", ",") if "e" in text.lower() else text):
            assert repr(read_typed_number("w11", f"{before}{typed}{after}")) == repr(number)


@given(st.text("0123456789", min_size=1, max_size=9), st.text("0123456789", min_size=1, max_size=9))
def test_a_decimal_comma_is_a_point_unless_it_could_part_thousands(whole, decimals):
    ambiguous = len(decimals) == 3 and len(whole) <= 3 and whole[0] != "0"
    if ambiguous:
        with pytest.raises(InputError, match="could part the thousands"):
            read_typed_number("w11", f"{whole},{decimals}")
    else:
        assert read_typed_number("w11", f"{whole},{decimals}") == float(f"{whole}.{decimals}")
        assert read_typed_number("w11", f"\u2212{whole},{decimals}e-3") == float(f"-{whole}.{decimals}e-3")


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**9), st.sampled_from([-1, 1]), SPACES)
def test_a_fraction_is_its_quotient(above, below, sign, space):
    text = f"{above}{space}/{space}{sign * below}"
    assert repr(read_typed_number("w11", text)) == repr(above / (sign * below) + 0.0)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(("+1", 1.0), ("\u22122,5", -2.5), ("2,5", 2.5), (" 1 / 3 ", 1 / 3), ("1e+5", 1e5), ("1E\u22125", 1e-5)),
        *((",5", 0.5), ("5,", 5.0), ("0,123", 0.123), ("-0,001", -0.001), ("1234,567", 1234.567), ("12,34", 12.34)),
        *(("1/-3", -1 / 3), ("2,5/5", 0.5), ("0/5", 0.0), ("-0", 0.0), ("0e-400", 0.0), ("1e100", 1e100)),
        *(("1/1e100", 1e-100), ("5e-324", 5e-324), ("0,0", 0.0)),
    ],
)
def test_numbers_are_read_as_people_write_them(text, number):
    assert repr(read_typed_number("w11", text)) == repr(number)


@pytest.mark.parametrize(
    ("text", "rule", "received"),
    [
        ("1,234", "could part the thousands", "1,234"),
        ("-12,345e2", "could part the thousands", "-12,345e2"),
        ("1,234/7", "could part the thousands", "1,234/7"),
        ("1,234,567", "without commas between thousands", "1,234,567"),
        ("1,234.5", "without commas between thousands", "1,234.5"),
        ("1e-400", "at least 5e-324", "1e-400"),
        ("-0,1e-323", "at least 5e-324", "-0,1e-323"),
        ("1e-300/1e100", "at least 5e-324", "1e-300/1e100"),
        ("1e101", "at most 1e100", "1e101"),
        ("1e99/1e-99", "at most 1e100", "1e99/1e-99"),
        ("1/5e-324", "at most 1e100", "1/5e-324"),
        ("1/0", "not divide by 0", "1/0"),
        ("0/0", "not divide by 0", "0/0"),
        ("1/2/3", "one fraction", "1/2/3"),
        ("1/", "be a number", "1/"),
        ("", "be a number", "nothing"),
        ("1 000", "be a number", "1 000"),
        ("1_000", "be a number", "1_000"),
        ("1.2.3", "be a number", "1.2.3"),
        ("+-1", "be a number", "+-1"),
        ("−−1", "be a number", "−−1"),
        ("½", "be a number", "½"),
        ("１", "be a number", "１"),
        ("zwölf 🙂", "be a number", "zwölf 🙂"),
        ("1\n2\x1b[2J", "be a number", "1\\x0a2\\x1b[2J"),
        ("\u202e1x", "be a number", "\\u202e1x"),
        ("ü" * 99, "be a number", "ü" * 57 + "..."),
        *((word, "be a number", word) for word in ("nan", "inf", "-Infinity", "0x10", "1j", "True", "1e", "e5", "%")),
    ],
)
def test_what_is_not_read_is_refused_with_the_reason_and_quoted_as_typed(text, rule, received):
    with pytest.raises(InputError) as error:
        read_typed_number("w11", text)
    assert error.value.parameter == "w11"
    assert rule in error.value.rule
    assert error.value.received == received


@given(st.text() | st.text("0123456789,./+-\u2212eE ", max_size=12))
@example("1e" + "9" * 400)
@example("/" * 5000)
def test_any_typed_text_is_a_number_or_one_short_line(text):
    read = typed(text)
    if isinstance(read, InputError):
        assert len(read.received) <= MOST_RECEIVED
        assert read.received.isprintable()
        # Said again under another name it is the same text.
        assert InputError("Learning rate", read.rule, read.received).received == read.received
    else:
        assert abs(read) <= LARGEST
        assert repr(typed(format_number(read))) == repr(read)


@given(numbers)
def test_what_a_link_reads_typing_reads_alike(number):
    text = format_number(number)
    assert repr(read_typed_number("w11", text)) == repr(read_number("w11", text))


@given(st.floats(1e-250, 1e100), st.integers(1, 6))
def test_just_below_is_below_and_no_two_last_digits_away(number, digits):
    below = just_below(number, digits)
    assert below < number
    assert number - below <= 1.0000001 * number / 10 ** (digits - 1)
    assert len(format_number(float(f"{below:.{digits}e}"))) == len(format_number(below))
