"""What the words in a file say of its run, and what a message quotes of a file that is none."""

import csv
import io
import re

import pytest

from dashboard.export import history_csv, python_script, read_json
from softmax_core import Edit, Given, InputError, Run, Seeded, Setup


@pytest.mark.parametrize(
    ("start", "words"),
    [
        (Given(((1, 2), (3, 4)), (0, 0)), "given"),
        (Seeded("zeros"), "zeros"),
        (Seeded("uniform01", 7), "uniform01 with the seed 7"),
    ],
)
def test_a_script_says_where_its_start_comes_from(start, words):
    script = python_script(Run(Setup(x=(1, 2), y=(0, 1), start=start)))
    assert re.search(r"a column a class; the start is (.*)\.$", script, re.MULTILINE)[1] == words


@pytest.mark.parametrize(("rounds", "words"), [(0, "0 rounds"), (1, "1 round"), (2, "2 rounds")])
def test_a_script_counts_its_rounds(rounds, words):
    script = python_script(Run(Setup(x=(1,), y=(0, 1), start=Seeded("zeros")), rounds=rounds))
    assert f"After {words} training" in script


def test_the_edits_of_a_round_stand_in_its_row_in_the_order_of_the_fields():
    setup = Setup(x=(1, 2), y=(0, 1), start=Seeded("zeros"))
    run = Run(setup, (Edit(2, "lr", 0.1), Edit(2, "w12", -0.25), Edit(3, "y", 1)), rounds=3)
    rows = list(csv.DictReader(io.StringIO(history_csv(run))))
    assert [row["edited"] for row in rows] == ["", "", "w12=-0.25 lr=0.1", "y=1"]
    assert [row["round"] for row in rows] == ["0", "1", "2", "3"]
    assert [row["y"] for row in rows] == ["2", "2", "2", "1"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b'{"format": xyz}', "file must be JSON, but line 1 is not; received xyz}"),
        (b'{"format": "softmax-run",\n "version": 2', "file must be JSON, but line 2 is not; received its end"),
        (b'\n\n{"a": ' + b"q" * 99, "file must be JSON, but line 3 is not; received " + "q" * 30),
        (b"[" * 100_000, "file must not be nested deeper than a run is; received deeper nesting"),
        (b"9" * 5_000, "file must have numbers of a reasonable length; received thousands of digits"),
        (b'{"a": 1, "a": 2}', "file must give each name once; received a"),
        (b" " * 300_001, "file must have at most 300000 bytes; received 300001 bytes"),
    ],
)
def test_a_message_says_what_is_wrong_with_a_file_and_quotes_it_there(data, message):
    with pytest.raises(InputError) as error:
        read_json(data)
    assert str(error.value) == message


def test_a_file_of_the_largest_size_is_read():
    with pytest.raises(InputError, match="be JSON"):
        read_json(b" " * 300_000)
