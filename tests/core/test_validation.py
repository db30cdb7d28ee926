"""What an error keeps of bad input is short, and no check reads what a link would not."""

import tracemalloc

import numpy as np
import pytest

from softmax_core import Edit, Given, InputError, Run, Seeded, Setup
from softmax_core.link import parse, parse_pairs, write
from softmax_core.numerals import read_typed_number
from softmax_core.validation import MOST_RECEIVED, as_typed, finite_array, finite_number, one_of

MUCH = "7x" * 2_000_000
RUN = Run(Setup((1, 2), (0, 1), Seeded("zeros")), rounds=3)


@pytest.mark.parametrize(
    "call",
    [
        lambda text: read_typed_number("w11", text),
        lambda text: parse(f"lr={text}"),
        lambda text: parse_pairs([("lr", text[:3900])]),
        lambda text: Setup((1, 2), (0, 1), Seeded("zeros"), loss=text),
        lambda text: Setup((1, 2), (0, 1), Seeded(text)),
        lambda text: Edit(1, text, 1),
        lambda text: RUN.look_at(text),
        lambda text: finite_array("x", [text], ndim=1),
    ],
)
def test_a_refused_text_is_not_kept(call):
    refused = []
    call_much = MUCH + "!"
    with pytest.raises(InputError) as error:
        call(call_much)
    tracemalloc.start()
    for _ in range(20):
        try:
            call(call_much + "?")
        except InputError as found:
            # As a page keeps it: the error without the frames it came from.
            refused.append(InputError(found.parameter, found.rule, found.received))
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(error.value.received) <= MOST_RECEIVED
    assert len(refused) == 20
    assert kept < 100_000


def test_what_is_quoted_is_one_printable_line():
    assert as_typed("é" * 60) == "é" * 60
    assert as_typed("é" * 61) == "é" * 57 + "..."
    assert as_typed("a\nb\u200bc") == "a\\x0ab\\u200bc"
    assert InputError("x", "be a number", "é\n").received == "\\xe9\\x0a"


@pytest.mark.parametrize("number", ["1", "1_000", "１", b"1", bytearray(b"1"), np.str_("1")])
def test_a_text_is_no_number(number):
    # Python and NumPy would read more of them than a link does.
    for call in (
        lambda: finite_number("learning_rate", number),
        lambda: finite_array("x", [number, 2], ndim=1),
        lambda: Setup((1, number), (0, 1), Seeded("zeros")),
        lambda: Setup((1, 2), (0, 1), Seeded("zeros"), learning_rate=number),
        lambda: Setup((1, 2), (0, 1), Given(((1, 2), (number, 4)), (0, 0))),
        lambda: Run(RUN.setup, (Edit(1, "b1", number),), rounds=3),
    ):
        with pytest.raises(InputError):
            call()


def test_numbers_of_other_kinds_are_numbers():
    assert finite_number("lr", np.float32(0.5)) == 0.5
    assert finite_array("x", np.array([True, False]), ndim=1).tolist() == [1, 0]
    assert finite_array("x", np.array([1, 2], dtype=object), ndim=1).dtype == np.float64


@pytest.mark.parametrize("start", [Seeded("zeros"), Seeded("normal", 0), Seeded("uniform", 2**32 - 1)])
def test_a_seed_a_setup_takes_is_one_a_link_takes(start):
    run = Run(Setup((1, 2), (0, 1), start))
    assert parse(write(run)).run == run


@pytest.mark.parametrize(
    "start",
    [Seeded("zeros", "None"), Seeded("zeros", 0), Seeded("normal"), Seeded("normal", "0"), Seeded("normal", 2**32)],
)
def test_a_seed_a_link_refuses_a_setup_refuses(start):
    seed = "" if start.seed is None else f"~{start.seed}"
    if start != Seeded("normal", "0"):  # whose text is a good link
        with pytest.raises(InputError):
            parse(f"init={start.initializer}{seed}")
    with pytest.raises(InputError) as error:
        Setup((1, 2), (0, 1), start)
    assert error.value.parameter == "seed"


def test_of_many_choices_a_message_names_some():
    with pytest.raises(InputError, match="page must be one of 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, …, 99; received x"):
        one_of("page", "x", map(str, range(1, 100)))
    with pytest.raises(InputError, match="be one of 1, 2, 3; received 4"):
        one_of("page", "4", "123")
