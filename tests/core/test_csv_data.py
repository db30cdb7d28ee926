"""A user's CSV file is read as a person reads it, or refused in one line that names row and column."""

import csv
import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from softmax_core import InputError
from softmax_core.csv_data import MISSING, LeftOut, read_csv
from softmax_core.csv_file import CsvFile
from softmax_core.numerals import format_number
from tests.core.strategies import numbers

MANY = 1203  # rows of several blocks


def read(text: str | bytes, label="y", features=None):
    return read_csv(text if isinstance(text, bytes) else text.encode(), label, features)


def error(text: str | bytes, label="y", features=None) -> InputError:
    with pytest.raises(InputError) as caught:
        read(text, label, features)
    return caught.value


# What is read


@pytest.mark.parametrize(
    "text",
    [
        "a,b,y\n1.5,-2,u\n3,1e3,v\n",
        "a;b;y\n1,5;-2;u\n3;1e3;v\n",
        "a;b;y\n1.5;-2;u\n3;1e3;v\n",
        "a\tb\ty\n1,5\t-2\tu\n3\t1e3\tv\n",
        "a\tb\ty\n1.5\t-2\tu\n3\t1e3\tv",
        "\ufeffa,b,y\r\n1.5,-2,u\r\n3,1000,v\r\n",
        "a,b,y\r1.5,-2,u\r3,1000,v\r",
        '"a","b","y"\n"1.5","-2","u"\n"3","1000","v"\n',
        '"a","b","y"\n"1,5","-2","u"\n"3","1000","v"\n',
        "\n\na , b, y \n\n 1.5 ,−2, u \n3/1, +1e+3,v\n\n",
        "y,b,a\nu,-2,1.5\nv,1000,3\n",
    ],
)
def test_separators_signs_line_ends_and_marks(text):
    for features in (("a", "b"), ["a", "b"]):
        data, report = read(text, features=features)
        assert data.x.tolist() == [[1.5, -2], [3, 1000]]
        assert data.labels.tolist() == [0, 1]
        assert (data.features, data.classes) == (("a", "b"), ("u", "v"))
        assert (report.n_rows, report.n_dropped, report.encoding) == (2, 0, "UTF-8")


def test_windows_1252_is_read_where_the_text_is_not_utf_8():
    data, report = read("größe,y\n1,Zürich\n2,Genève – €\n".encode("cp1252"))
    assert (data.features, data.classes) == (("größe",), ("Genève – €", "Zürich"))
    assert report.encoding == "Windows-1252"


def test_a_class_may_be_called_anything():
    data, report = read("x,y\n1,NA\n2,None\n3,1\n4,=1+1\n5,nan\n6,<b>$\\theta$</b>\n")
    assert set(data.classes) == {"NA", "None", "1", "=1+1", "nan", "<b>$\\theta$</b>"}
    assert report.n_dropped == 0


def test_classes_that_are_numbers_come_by_size_and_names_by_letter():
    assert read("x,y\n1,10\n2,9\n3,0\n")[0].classes == ("0", "9", "10")
    assert read("x,y\n1,b\n2,10\n3,9\n")[0].classes == ("10", "9", "b")
    assert read("x,y\n1,01\n2,1\n")[0].classes == ("01", "1")
    assert read("x;y\n1,5;2,5\n2;1,5\n")[0].classes == ("1,5", "2,5")


@pytest.mark.parametrize("missing", sorted(MISSING | {"NA", "NaN", " null ", "N/A"}))
def test_rows_without_a_value_are_dropped_and_named(missing):
    text = f"a,b,y\n1,2,u\n3,{missing},v\n5,6,v\n7,8,\n"
    data, report = read(text)
    assert data.x.tolist() == [[1, 2], [5, 6]]
    assert [(drop.row, drop.column) for drop in report.dropped] == [(3, "b"), (5, "y")]
    assert report.lines() == [
        "Read 2 of 4 rows (UTF-8, separator comma).",
        "Dropped 2 rows without a value: row 3 (b), row 5 (y).",
    ]


def test_columns_without_numbers_are_left_out_and_named():
    _, report = read("id,a,b,empty,y\nA1,1,,,u\nA2,2,x,NA,v\n")
    assert report.left_out == (LeftOut("id", 2, "A1"), LeftOut("b", 3, "x"), LeftOut("empty", 0, ""))
    assert report.lines()[1:] == [
        "Left out the column id: row 2 holds A1, no number.",
        "Left out the column b: row 3 holds x, no number.",
        "Left out the column empty: it is empty.",
    ]


def test_only_some_dropped_rows_are_named_and_all_counted():
    _, report = read("a,y\n1,u\n2,v\n" + ",u\n" * MANY)
    assert report.n_dropped == MANY
    assert len(report.dropped) == 1000
    assert report.lines()[1].endswith("row 4 (a), row 5 (a), row 6 (a) and 1200 more.")


def test_the_first_rows_can_be_looked_at_before_a_label_is_chosen():
    file = CsvFile(b"a;b\n\n1;2\n3;4\n5;6\n")
    assert (file.columns, file.separator, file.rows(2)) == (("a", "b"), ";", [["1", "2"], ["3", "4"]])


# What is refused


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "file must not be empty"),
        ("\n \n\n", "file must not be empty"),
        ("\ufeff", "file must not be empty"),
        ("a,y\n", "file must have at least 2 rows below its header; received 0"),
        ("a,y\n1,u\n", "file must have at least 2 rows below its header; received 1"),
        ("a,y\n1,u\n,v\n", "file must have at least 2 rows with all their values; received row 3 without one in a"),
        ("a,y\n1,u\n2,u\n", "column y must hold at least 2 classes; received only u"),
        ("a,y\n" + "".join(f"{i},c{i}\n" for i in range(7)), "row 8, column y must hold at most 6 classes"),
        ("a\n1\n2\n", "file must have at least 2 columns, separated by comma, semicolon, tab; received a"),
        ("a,a,y\n1,2,u\n", "row 1, column 2 must have a name of its own, not that of column 1; received a"),
        ("a,y\n1,u\nx,v\n", "row 3, column a must be a number such as 0.5, -1.5e-3 or 1/3; received x"),
        ("a,y\n1,u\n=1+1,v\n", "row 3, column a must be a number"),
        ("a,y\n1,u\n1_0,v\n", "row 3, column a must be a number"),
        ("a,y\n1,u\n\u0661,v\n", "row 3, column a must be a number"),
        ("a,y\n1,u\ninf,v\n", "row 3, column a must be a number"),
        ("a,y\n1,u\n0x1,v\n", "row 3, column a must be a number"),
        ("a,y\n1,u\n1e308,v\n", "row 3, column a must be finite and at most 1e100 in size; received 1e308"),
        ("a,y\n1e308,u\n1,v\n", "row 2, column a must be finite and at most 1e100 in size; received 1e308"),
        ("a,y\n1,u\n1e-400,v\n", "row 3, column a must be 0 or at least 5e-324 in size"),
        ("a,y\n1,u\n0." + "0" * 400 + "1,v\n", "row 3, column a must be 0 or at least 5e-324"),
        ('a,y\n1,u\n"1,234",v\n', "row 3, column a must have a point before its decimals"),
        ("a;y\n1,5;u\n2,5;v\n1.234;v\n", "row 4, column a must have the decimal sign that row 2 has; received '.'"),
        ("a;y\n1.5;u\n2,5;v\n", "row 3, column a must have the decimal sign that row 2 has; received ','"),
        ("a;y\n1.234,5;u\n2;v\n", "row 2, column a must be a number"),
        ("a,b,y\n1,2,u\n1,2\n", "row 3 must have 3 cells, as the header; received 2"),
        ("a,y\n1,u\n1,u,3\n", "row 3 must have 2 cells, as the header; received 3"),
        ('a,y\n1,u\n2,"v\n', "row 3 must be a row of cells, with quotes around whole cells or none"),
        ('a,y\n1,"u"w\n2,v\n', "row 2 must be a row of cells, with quotes"),
        ('"a\n', "row 1 must be a row of cells, with quotes"),
        ("a,y\n1,u\n2," + "v" * 200_000 + "\n", "row 3 must be a row of cells"),
        ("a,y\n1,u\n2,\0v\n", "row 3, column 2 must have no NUL byte"),
        ("\0a,y\n1,u\n2,v\n", "row 1, column 1 must have no NUL byte"),
        (b"a,y\n1,\xe9\n2,\x81\n", "row 3, column 2 must be text in UTF-8 or Windows-1252"),
        ("a,y\n1,u\n2,v\n".encode("utf-16"), "file must be text in UTF-8 or Windows-1252; received UTF-16"),
        (",".join(f"c{i}" for i in range(300)) + "\n", "file must have at most 100 columns; received 300 in row 1"),
        (b"a,y\n" + b"1,u\n" * 12_500_000, "file must be smaller than 50 MB; received 50.0 MB"),
        (b"a,y\n1,u\n2,v\n" + b"\n" * 1_000_500, "file must have at most 1000000 rows; received more"),
        (b"\n" * 1_000_500, "file must have at most 1000000 rows; received more"),
        ("id,y\nA,u\nB,v\n", "features must be at least one column of numbers; received none"),
    ],
    ids=lambda value: repr(value[:25]),
)
def test_bad_input_is_refused_with_row_and_column(text, words):
    message = str(error(text))
    assert words in message
    assert len(message) < 250
    assert "\n" not in message


@pytest.mark.parametrize("row", [2, 499, 500, 501, MANY + 1])
@pytest.mark.parametrize(
    ("bad", "rule"),
    [
        ("oops,1,u", ", column a must be a number"),
        ("1,2e100,u", ", column b must be finite"),
        ("1,nan,u,", " must have 3 cells"),
        ('"1"x,1,u', " must be a row of cells"),
    ],
)
def test_the_row_named_is_the_right_one_whatever_came_before(row, bad, rule):
    rows = [f"{i},{i / 7},{'uv'[i % 2]}" for i in range(MANY)]
    rows[row - 2] = bad
    text = "\n".join(["a,b,y", *rows])
    features = ("a", "b")
    assert str(error(text, features=features)).startswith(f"row {row}{rule}")
    assert str(error(text.replace("\n", "\r\n"), features=features)).startswith(f"row {row}{rule}")
    if '"' not in bad:
        assert str(error(text.replace("u", '"u"'), features=features)).startswith(f"row {row}{rule}")


@pytest.mark.parametrize(
    ("label", "features", "words"),
    [
        ("z", None, "label must be one of the columns a, b, y; received z"),
        ("y", ["z"], "features must be one of the columns a, b; received z"),
        ("y", ["y"], "features must be one of the columns a, b; received y"),
        ("y", ["a", "a"], "features must be named once each; received a"),
        ("y", [], "features must be at least one column of numbers"),
    ],
)
def test_a_column_that_is_not_there_is_refused(label, features, words):
    assert words in str(error("a,b,y\n1,2,u\n3,4,v\n", label, features))


def test_names_are_shortened_and_kept_to_one_line_in_messages():
    name = "<script>\u202e\n" + "🐧" * 500
    message = str(error(f'"{name}",y\n1,u\nx,v\n', features=[name]))
    assert len(message) < 200
    assert message.isprintable()


# Properties

cells = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=12)


classes = st.sampled_from(["u", "v v", "ü", "N,A;\tB", 'a "q"'])


@given(
    st.lists(st.tuples(numbers, numbers, classes), min_size=2, max_size=30),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["utf-8", "utf-8-sig", "cp1252"]),
)
def test_what_the_csv_module_writes_is_read_back_to_the_last_bit(rows, separator, line_end, quoting, encoding):
    file = io.StringIO()
    writer = csv.writer(file, delimiter=separator, lineterminator=line_end, quoting=quoting)
    writer.writerows([("a", "b", "y"), *((format_number(a), format_number(b), y) for a, b, y in rows)])
    if len({y for *_, y in rows}) < 2:
        assert "2 classes" in str(error(file.getvalue().encode(encoding)))
        return
    data, _ = read(file.getvalue().encode(encoding))
    assert_array_equal(data.x, [row[:2] for row in rows])
    assert [data.classes[label] for label in data.labels] == [row[2] for row in rows]
    assert list(data.classes) == sorted(data.classes)


@given(
    st.lists(st.tuples(st.sampled_from(["1", "-2.5", "3,5", "NA", "", "x", "1e200", "0", "1e-350"]), cells), max_size=9)
)
def test_cell_by_cell_and_all_at_once_agree(rows):
    """A quoted file is never read all at once: what it comes to, and what it says, must be the same."""

    def outcome(quoting: int):
        file = io.StringIO()
        writer = csv.writer(file, delimiter=",", quoting=quoting)
        writer.writerows([("a", "y"), *rows])
        try:
            data, report = read(file.getvalue(), features=["a"])
        except InputError as error:
            return str(error)
        return data.x.tolist(), data.labels.tolist(), data.classes, report

    assert outcome(csv.QUOTE_MINIMAL) == outcome(csv.QUOTE_ALL)


@given(st.binary(max_size=200) | st.text('ay,;\t"\n\r1.5x\0é ', max_size=80).map(str.encode))
def test_any_bytes_are_a_data_set_or_one_clear_error(raw):
    for label in ("y", "a"):
        try:
            data, report = read_csv(raw, label)
        except InputError as caught:
            message = str(caught)
        else:
            message = ""
            assert np.isfinite(data.x).all()
            assert data.n_samples == report.n_rows - report.n_dropped
        assert "\n" not in message
