"""The column that is taken for the label is the one that a person would take."""

import pytest

from softmax_core import InputError
from softmax_core.csv_file import CsvFile
from softmax_core.csv_label import likely_label

TEXT = "the last column of text with 2 to 6 different values"
ANY = "the last column with 2 to 6 different values"
NAMED = "by its name, and it has 2 to 6 different values"
NONE = "as no column has 2 to 6 different values"


@pytest.mark.parametrize(
    ("text", "column", "reason"),
    [
        ("a,y\n1,u\n2,v\n", "y", TEXT),
        ("y,a\nu,1\nv,2\n", "y", TEXT),
        ("kind,size,year\nNA,1,2007\nb,2,2008\nb,3,2008\n", "kind", TEXT),
        ("one,two,a\nu,x,1\nv,y,2\n", "two", TEXT),
        ("one,two,a\nu,x,1\nv,x,2\n", "one", TEXT),
        ("Species,size,sex\nu,1,f\nv,2,m\nv,3,f\n", "Species", NAMED),
        ("type,size,class\nu,1,f\nv,2,m\nv,3,f\n", "class", TEXT),
        ("target,a,b\n0,1,0\n1,2,1\n1,3,1\n", "target", NAMED),
        ("class,a,y\n" + "".join(f"c{i},{i},{'uv'[i % 2]}\n" for i in range(9)), "y", TEXT),
        ("id,a,y\n" + "".join(f"p{i},{i},{i % 3}\n" for i in range(9)), "y", ANY),
        ("a,y\n" + "".join(f"{i},{i % 3}\n" for i in range(9)), "y", ANY),
        ("y,a\nu,\nv,\n", "y", TEXT),
        ("a,y\n1,\n2,\n", "y", NONE),
        ("a,y\n1,u\n2,u\n", "y", NONE),
        ("a,y\n" + "".join(f"{i},c{i}\n" for i in range(9)), "y", NONE),
        ("y,a\n" + "".join(f"c{i},{i}\n" for i in range(9)), "y", NONE),
        ("a,b\n" + "".join(f"{i},{i}\n" for i in range(9)), "b", NONE),
        ("a,y\n", "y", NONE),
        ("a;y\n1,5;u\n2,5;v\n", "y", TEXT),
        ('"a","y"\n"1","u"\n"2","v"\n', "y", TEXT),
    ],
)
def test_the_label_is_text_of_few_values_where_there_is_such_a_column(text, column, reason):
    assert likely_label(CsvFile(text.encode())) == (column, reason)


def test_of_a_long_file_that_is_sorted_all_of_it_is_looked_at():
    rows = "".join(f"{i},{'uvw'[i * 3 // 60_000]}\n" for i in range(60_000))
    assert likely_label(CsvFile(b"a,y\n" + rows.encode())) == ("y", TEXT)


def test_a_ragged_row_is_told():
    with pytest.raises(InputError, match="row 3 must have 2 cells"):
        likely_label(CsvFile(b"a,y\n1,u\n2\n"))
