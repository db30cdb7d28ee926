"""What pandas reads of a file is what the core reads, to the last bit, or pandas leaves it to the core."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.session.plain_csv import read_plain
from softmax_core import InputError
from softmax_core.csv_data import read_file
from softmax_core.csv_file import CsvFile
from softmax_core.numerals import format_number
from tests.core.strategies import numbers


def outcome(file: CsvFile, features, plain=None):
    """All that reading says, be it an error."""
    try:
        data, report = read_file(file, "y", features, plain)
    except InputError as error:
        return str(error)
    return data.x.tobytes(), data.x.shape, data.labels.tolist(), data.features, data.classes, report


def both(raw: bytes, features=None) -> bool:
    """Whether pandas read it; what comes of it must be the same."""
    try:
        file = CsvFile(raw)
    except InputError:
        return False
    seen = []

    def plain(*what):
        seen.append(read_plain(*what))
        return seen[-1]

    assert outcome(file, features, plain) == outcome(file, features)
    return bool(seen) and seen[-1] is not None


cells = st.one_of(
    numbers.map(repr),
    numbers.map(format_number),
    st.decimals(-(10**6), 10**6, places=3).map(str),
    st.integers(-(10**25), 10**25).map(str),
    st.from_regex(r"[+-]?[0-9]{0,25}(\.[0-9]{0,25})?([eE][+-]?[0-9]{1,3})?", fullmatch=True),
    st.sampled_from(["", " 1.5 ", "NA", "nan", "inf", "-Infinity", "0x1p3", "1_0", "1e5f", "true", "−2", "1/3", "-0"]),
    st.sampled_from(["1e-400", "0e-999", "2020-01-01", "\x0c1", "1 2", "1,5", "1.", ".5", "\xa01"]),
)
names = st.sampled_from(["u", " v", "v ", "NA", "None", "1", "true", "=1+1", "ü", "", "1.5"])


@st.composite
def files(draw):
    """Files that are plain for the most part, with now and then a cell, a row or a line end that is not."""
    separator, end = draw(st.sampled_from(",;\t")), draw(st.sampled_from(["\n", "\r\n", "\r"]))
    plain = draw(st.booleans())
    cell = numbers.map(repr) if plain else cells
    rows = draw(st.lists(st.tuples(cell, cell, names if not plain else st.sampled_from("uvw")), max_size=8))
    lines = [separator.join(row) for row in rows]
    if separator == ";" and draw(st.booleans()):
        lines = [line.replace(".", ",") for line in lines]
    for odd in draw(
        st.lists(st.sampled_from(["", " ", "1", "1,2,u,3", "1;2;u;3", separator, separator * 2]), max_size=2)
    ):
        lines.insert(draw(st.integers(0, len(lines))), odd)
    before = draw(st.sampled_from(["", "\ufeff", end]))
    text = before + end.join([separator.join(["a", "b", "y"]), *lines]) + draw(st.sampled_from(["", end, end * 2]))
    return text.encode(draw(st.sampled_from(["utf-8", "cp1252"])), errors="replace")


@settings(max_examples=400, deadline=None)
@given(files(), st.sampled_from([None, ("a", "b"), ("b",)]))
def test_both_readers_agree_on_every_file(raw, features):
    both(raw, features)


@settings(deadline=None)
@given(st.lists(st.tuples(numbers, numbers, st.sampled_from(["NA", "1", "v"])), min_size=2, max_size=30), st.data())
def test_what_is_plain_is_read_by_pandas(rows, drawn):
    write = drawn.draw(st.sampled_from([repr, format_number, "{:.17g}".format, "{:.25e}".format]))
    end = drawn.draw(st.sampled_from(["\n", "\r\n"]))
    lines = ["a,b,y", *(f"{write(a)},{write(b)},{y}" for a, b, y in rows)]
    is_tiny = any(number == 0 for a, b, _ in rows for number in (a, b)) and "e-" in end.join(lines)
    assert both(end.join(lines).encode()) == (len({y for *_, y in rows}) > 1 and not is_tiny)


@pytest.mark.parametrize(
    "raw",
    [
        b"a;b;y\n1,5;2;u\n3;-4,25;v\n",
        b"id,a,b,y\nA,1,2,u\nB,3,4,v\n",
        b"\n\na,b,y\n1,2,u\n\n3,4,v\n\n",
        "a,b,y\n1,2,Zürich\n3,4,Genève\n".encode("cp1252"),
        "\ufeffa,b,y\r\n1,2,u\r\n3,4,v\r\n".encode(),
    ],
)
def test_other_separators_columns_and_encodings_are_plain_too(raw):
    assert both(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b"a,b,y\n1,2,u\n3,,v\n",
        b"a,b,y\n1,2,u\n3,inf,v\n",
        b"a,b,y\n1,2,u\n3,1e101,v\n",
        b"a,b,y\n1,2,u\n3,1e-400,v\n",
        b"a,b,y\n1,2,u\n3,4,\n",
        b"a,b,y\n1,2,u\n3,4\n",
        b"a,b,y,id\n1,2,u,A\n3,4,v\n",
        b"a,b,y,id\n" + b"1,2,u,A\n" * 600 + b"3,4,v\n",
        b"a,b,y,id\n" + b"1,2,u,A\n" * 600 + b"3,4,v\n3,4,v,A,B\n",
        b"a,b,y\n" + b"1,2,u\n" * 600 + b"3,4\n",
        b"a,b,y,id\n1,2,u,A\n3,4,v,B,C\n5,6,v\n",
        b'a,b,y\n1,2,"u"\n3,4,v\n',
        b"a,b,y\n1,2,u\n3,4,u\n",
        b"a,b,y\n" + b"".join(b"1,2,c%d\n" % k for k in range(7)),
    ],
)
def test_what_is_not_is_left_to_the_core(raw):
    assert not both(raw)


def test_a_long_file_is_read_the_same():
    random = np.random.default_rng(7)
    x = random.normal(size=(5000, 3)) * 10.0 ** random.integers(-30, 30, (5000, 3))
    lines = [
        "a,b,c,y",
        *(
            f"{a!r},{b!r},{c!r},{'uvw'[int(k)]}"
            for (a, b, c), k in zip(x.tolist(), random.integers(0, 3, 5000), strict=True)
        ),
    ]
    assert both("\n".join(lines).encode())
