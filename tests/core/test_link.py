"""A link gives its run back bit for bit, and says of any other text what is wrong with it."""

import re
from dataclasses import replace
from urllib.parse import quote, urlencode

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from softmax_core import PRESETS, Edit, Given, InputError, Run, Seeded, Setup
from softmax_core.link import (
    MAX_LENGTH,
    RUN_KEYS,
    Link,
    pairs,
    parse,
    parse_pairs,
    write,
)
from tests.core.strategies import LARGEST, SUBNORMAL, numbers, runs, setups, sizes

DOCUMENT = PRESETS["document"].setup
RECORDED = PRESETS["recorded"].setup
SCHEMA = {"panel": ("left", "right"), "cell": ("11", "12", "21"), "shift": ("0", "-10", "1.5e-3")}
"""The keys a page could have."""


def run_of(link: str) -> Run:
    return parse(link).run


def setup_of(link: str) -> Setup:
    return run_of(link).setup


# Round trip


@settings(max_examples=200)
@given(setups(numbers, sizes).flatmap(lambda setup: runs(numbers, setup=setup)))
@example(Run(DOCUMENT))
@example(Run(replace(DOCUMENT, x=(SUBNORMAL, -LARGEST), learning_rate=LARGEST, tolerance=SUBNORMAL)))
def test_a_link_gives_the_same_run_back_bit_for_bit(run):
    link = write(run)
    back = parse(link)
    assert back.run == run
    assert repr(back.run) == repr(run)
    assert back.trained
    assert not back.unknown
    assert write(back.run) == link
    assert len(link) <= MAX_LENGTH


@settings(max_examples=100)
@given(runs(numbers))
def test_a_link_survives_the_ways_browsers_and_pages_write_it(run):
    link = write(run)
    assert re.fullmatch(r"[\w.~=&-]+", link, re.ASCII)
    assert quote(link, safe="=&") == link  # nothing in it needs percent-encoding
    for written in (
        f"?{link}",
        f"https://softmax.example/lab?{link}",
        f"https://softmax.example/lab?{link}#arithmetic",
        link.replace("_", ",").replace("~", ":"),
        link.replace("_", "%2C").replace("~", "%3a"),
        urlencode(pairs(run)),
        "&".join(reversed(link.split("&"))),
        f"{link}&embed=true",
    ):
        assert run_of(written) == run
    assert parse_pairs(pairs(run).items()).run == run


@pytest.mark.parametrize("name", PRESETS)
def test_a_presets_link_is_its_name(name):
    run = Run(PRESETS[name].setup, rounds=2)
    assert write(run) == ("rounds=2" if name == "document" else f"preset={name}&rounds=2")
    assert run_of(write(run)) == run


@pytest.mark.parametrize(
    ("run", "link"),
    [
        (Run(DOCUMENT), "rounds=0"),
        (Run(PRESETS["slow"].setup, rounds=10, at=3), "preset=slow&rounds=10&at=3"),
        (Run(replace(DOCUMENT, x=(8, -0.5), y=(1, 0, 0))), "x=8_-0.5&y=1_0_0&rounds=0"),
        (Run(replace(DOCUMENT, start=Seeded("normal", 0))), "init=normal~0&rounds=0"),
        (Run(replace(DOCUMENT, start=Seeded("zeros"))), "init=zeros&rounds=0"),
        (
            Run(replace(DOCUMENT, learning_rate=1e-5, loss="bce", tolerance=0, max_rounds=7)),
            "lr=1e-5&loss=bce&tol=0&max=7&rounds=0",
        ),
        (
            Run(replace(DOCUMENT, start=Given(((1, 2, 3), (4, 5, 6)), (7, 8, 9)))),
            "w=1_2_3_4_5_6&b=7_8_9&rounds=0",
        ),
        (
            Run(DOCUMENT, (Edit(3, "w12", 0.25), Edit(5, "lr", 0.1), Edit(5, "y", 2)), rounds=6),
            "rounds=6&edits=3~w12~0.25_5~lr~0.1_5~y~2",
        ),
    ],
)
def test_a_link_is_readable_and_says_no_default_but_the_rounds(run, link):
    assert write(run) == link
    assert run_of(link) == run


# The grammar, key by key


@pytest.mark.parametrize("link", ["", "?", "https://softmax.example", "https://softmax.example/lab?", "#w", "&&"])
def test_an_empty_query_is_the_document_at_round_0(link):
    assert parse(link) == Link(Run(DOCUMENT), False, {}, ())
    assert parse(link, SCHEMA) == Link(Run(DOCUMENT), False, {"panel": "left", "cell": "11", "shift": "0"}, ())


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("x=1_2", replace(DOCUMENT, x=(1, 2))),
        ("x=1e100_-1e100", replace(DOCUMENT, x=(LARGEST, -LARGEST))),
        ("y=1_0_0", replace(DOCUMENT, y=(1, 0, 0))),
        ("x=1", replace(DOCUMENT, x=(1,), start=Seeded("zeros"))),
        ("x=1_2_3_4_5_6", replace(DOCUMENT, x=(1, 2, 3, 4, 5, 6), start=Seeded("zeros"))),
        ("y=0_1", replace(DOCUMENT, y=(0, 1), start=Seeded("zeros"))),
        ("y=0_0_0_0_0_1", replace(DOCUMENT, y=(0, 0, 0, 0, 0, 1), start=Seeded("zeros"))),
        ("w=1_2_3_4_5_6", replace(DOCUMENT, start=Given(((1, 2, 3), (4, 5, 6)), (1, 1, 1)))),
        ("b=7_8_9", replace(DOCUMENT, start=Given(((0.5,) * 3,) * 2, (7, 8, 9)))),
        ("x=5&y=0_1&w=1_2&b=3_4", replace(DOCUMENT, x=(5,), y=(0, 1), start=Given(((1, 2),), (3, 4)))),
        ("x=5_6_7&y=0_1&w=1_2_3_4_5_6&b=3_4", Setup((5, 6, 7), (0, 1), Given(((1, 2), (3, 4), (5, 6)), (3, 4)))),
        ("init=zeros", replace(DOCUMENT, start=Seeded("zeros"))),
        ("init=uniform~42", replace(DOCUMENT, start=Seeded("uniform", 42))),
        ("init=uniform01:0", replace(DOCUMENT, start=Seeded("uniform01", 0))),
        ("init=normal~4294967295", replace(DOCUMENT, start=Seeded("normal", 2**32 - 1))),
        ("x=1&init=normal~3", replace(DOCUMENT, x=(1,), start=Seeded("normal", 3))),
        ("lr=1", DOCUMENT),
        ("lr=5e-324", replace(DOCUMENT, learning_rate=SUBNORMAL)),
        ("loss=bce", replace(DOCUMENT, loss="bce")),
        ("loss=ce", DOCUMENT),
        ("tol=1e-6", DOCUMENT),
        ("tol=0", replace(DOCUMENT, tolerance=0)),
        ("max=100", DOCUMENT),
        ("max=0", replace(DOCUMENT, max_rounds=0)),
        ("max=10000", replace(DOCUMENT, max_rounds=10_000)),
        ("preset=document", DOCUMENT),
        ("preset=recorded", RECORDED),
        ("preset=slow", replace(DOCUMENT, learning_rate=0.001)),
        ("preset=recorded&lr=0.5&y=1_0_0", replace(RECORDED, learning_rate=0.5, y=(1, 0, 0))),
        ("preset=recorded&b=1_2_3", replace(RECORDED, start=Given(RECORDED.start.weights, (1, 2, 3)))),
        ("preset=recorded&init=zeros", replace(RECORDED, start=Seeded("zeros"))),
        ("preset=slow&x=1_2_3", Setup((1, 2, 3), (0, 0, 1), Seeded("zeros"), 0.001)),
        ("preset=two-classes&w=1_2_3_4", replace(PRESETS["two-classes"].setup, start=Given(((1, 2), (3, 4)), (0, 0)))),
    ],
)
def test_a_key_overrides_the_presets_value(link, expected):
    assert setup_of(link) == expected
    assert run_of(link).rounds == 0


@pytest.mark.parametrize(
    ("link", "rounds", "at", "trained"),
    [
        ("", 0, 0, False),
        ("at=0", 0, 0, False),
        ("rounds=0", 0, 0, True),
        ("rounds=5", 5, 5, True),
        ("rounds=5&at=0", 5, 0, True),
        ("at=5&rounds=5", 5, 5, True),
        ("rounds=10000&at=1", 10_000, 1, True),
    ],
)
def test_rounds_trained_and_the_round_looked_at(link, rounds, at, trained):
    result = parse(link)
    assert (result.run.rounds, result.run.at, result.trained) == (rounds, at, trained)


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ("", ()),
        ("1~w23~-0.5", (Edit(1, "w23", -0.5),)),
        ("1~b3~1e-3,4:x2:7", (Edit(1, "b3", 0.001), Edit(4, "x2", 7.0))),
        ("3~lr~0.1_3~y~1", (Edit(3, "lr", 0.1), Edit(3, "y", 1))),
        ("2~w11~1_2~w11~2", (Edit(2, "w11", 2.0),)),
    ],
)
def test_edits(edits, expected):
    assert run_of(f"rounds=4&edits={edits}").edits == expected


@pytest.mark.parametrize(
    ("link", "key", "rule", "received"),
    [
        ("x=", "x", "number", "''"),
        ("x=1__2", "x", "number", "''"),
        ("x=1_2_3_4_5_6_7", "x", "1 to 6", "7.0"),
        ("x=1_two", "x", "number", "'two'"),
        ("x=1_1.1e100", "x", "1e100", "'1.1e100'"),
        ("y=1", "y", "2 classes", "(1,)"),
        ("y=0_0_0_0_0_0_1", "y", "2 to 6", "(0, 0"),
        ("y=0_0_0", "y", "one-hot", "0"),
        ("y=1_1_0", "y", "one-hot", "1"),
        ("y=0_2_0", "y", "0 to 1", "2"),
        ("y=0_1.0_0", "y", "whole number", "'1.0'"),
        ("y=3", "y", "0 to 1", "3"),
        ("w=1_2_3", "w", "2 × 3 numbers", "3 numbers"),
        ("w=1_2_3_4_5_6_7", "w", "2 × 3 numbers", "7 numbers"),
        ("w=1_2_3_4_5_6e", "w", "number", "'6e'"),
        ("b=1_2", "b", "3 numbers", "2 numbers"),
        ("b=1_2_nan", "b", "number", "'nan'"),
        ("w=1_2_3_4_5_6&init=zeros", "init", "beside", "init=zeros"),
        ("b=1_2_3&init=uniform~1", "init", "beside", "b=1_2_3"),
        ("x=1&w=1_2_3", "b", "given too", "nothing"),
        ("y=0_1&b=1_2", "w", "given too", "nothing"),
        ("preset=two-classes&y=0_0_1&w=1_2_3_4_5_6", "b", "given too", "nothing"),
        ("init=", "init", "uniform~42", "''"),
        ("init=uniform", "init", "uniform~42", "'uniform'"),
        ("init=zeros~1", "init", "uniform~42", "'zeros~1'"),
        ("init=he~1", "init", "uniform~42", "'he~1'"),
        ("init=uniform~1~2", "init", "uniform~42", "'uniform~1~2'"),
        ("init=uniform~-1", "init", "0 to 4294967295", "'-1'"),
        ("init=normal~4294967296", "init", "0 to 4294967295", "4294967296"),
        ("init=normal~1e3", "init", "whole number", "'1e3'"),
        ("lr=0", "lr", "greater than 0", "0"),
        ("lr=-1", "lr", "greater than 0", "-1"),
        ("lr=", "lr", "number", "''"),
        ("lr", "lr", "number", "''"),
        ("lr=inf", "lr", "number", "'inf'"),
        ("loss=mse", "loss", "ce, bce", "mse"),
        ("loss=", "loss", "ce, bce", ""),
        ("tol=-1e-9", "tol", "at least 0", "-1e-09"),
        ("tol=x", "tol", "number", "'x'"),
        ("max=10001", "max", "0 to 10000", "10001"),
        ("max=-1", "max", "0 to 10000", "'-1'"),
        ("max=1e2", "max", "whole number", "'1e2'"),
        ("rounds=10001", "rounds", "0 to 10000", "10001"),
        ("rounds=", "rounds", "0 to 10000", "''"),
        ("rounds=1.0", "rounds", "whole number", "'1.0'"),
        ("at=1", "at", "0 to 0", "1"),
        ("rounds=3&at=4", "at", "0 to 3", "4"),
        ("edits=1~w11~2", "edits", "`rounds`", "1~w11~2"),
        ("rounds=3&edits=4~w11~2", "edits", "1 to 3", "4"),
        ("rounds=3&edits=0~w11~2", "edits", "1 to 3", "0"),
        ("rounds=3&edits=2~w11~1_1~w11~2", "edits", "ascending", "1 after 2"),
        ("rounds=3&edits=1~w31~2", "edits", "w11", "w31"),
        ("rounds=3&edits=1~~2", "edits", "w11", ""),
        ("rounds=3&edits=1~w11", "edits", "round~name~value", "'1~w11'"),
        ("rounds=3&edits=1~w11~2_", "edits", "round~name~value", "''"),
        ("rounds=3&edits=1~w11~2e100", "edits", "1e100", "'2e100'"),
        ("rounds=3&edits=1~y~0", "edits", "1 to ", "0"),
        ("rounds=3&edits=1~y~1.5", "edits", "whole number", "'1.5'"),
        ("preset=toy", "preset", "document", "toy"),
        ("preset=", "preset", "document", ""),
        ("lr=1&lr=1", "lr", "once", "1 and 1"),
        ("edits=&edits=", "edits", "once", "and"),
        *((f"{key}=none", key, ", ".join(values), "none") for key, values in SCHEMA.items()),
        *((f"{key}={values[0]}&{key}={values[0]}", key, "once", values[0]) for key, values in SCHEMA.items()),
    ],
)
def test_a_link_that_breaks_a_rule_is_told_which_key_rule_and_value(link, key, rule, received):
    with pytest.raises(InputError) as error:
        parse(link, SCHEMA)
    assert error.value.parameter == key
    assert rule in error.value.rule
    assert received in error.value.received
    assert str(error.value) == f"{key} must {error.value.rule}; received {error.value.received}"


def test_what_was_received_is_shortened_to_one_line():
    with pytest.raises(InputError) as error:
        parse(f"lr={quote('é' * 30 + chr(10) + 'x' * 900)}")
    assert len(error.value.received) <= 60
    assert error.value.received.endswith("...")
    assert str(error.value).isascii()
    assert len(str(error.value).splitlines()) == 1


def test_keys_that_are_not_ours_are_named_and_change_nothing():
    assert parse("round=5&utm=a&utm=b&lr=1").unknown == ("round", "utm", "utm")
    assert run_of("round=5&LR=2") == Run(DOCUMENT)


def test_a_link_has_at_most_4000_characters():
    assert MAX_LENGTH == 4000
    assert parse("z=" + "a" * 3998).unknown == ("z",)
    # What is not ours does not use up the room of a page that others have given keys.
    assert parse_pairs([("z", "a" * 5000)]).unknown == ("z",)
    for call in (lambda: parse("z=" + "a" * 3999), lambda: parse_pairs([("x", "1" * 3999)])):
        with pytest.raises(InputError, match="at most 4000 characters") as error:
            call()
        assert error.value.parameter == "link"


def test_what_a_page_shows_is_in_the_link_where_it_is_not_the_default():
    run = Run(DOCUMENT)
    for key, values in SCHEMA.items():
        for value in values:
            link = write(run, {key: value}, SCHEMA)
            assert link == ("rounds=0" if value == values[0] else f"rounds=0&{key}={value}")
            assert parse(link, SCHEMA).view == {key: values[0] for key, values in SCHEMA.items()} | {key: value}
            assert parse(link, SCHEMA).run == run
            assert dict(pairs(run, {key: value}, SCHEMA)) == dict(pair.split("=") for pair in link.split("&"))


def test_what_another_page_shows_is_not_ours():
    link = parse("panel=none&rounds=2&panel=right", {"cell": SCHEMA["cell"]})
    assert link == Link(Run(DOCUMENT, rounds=2), True, {"cell": "11"}, ("panel", "panel"))


# Whatever is typed

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)
PIECES = st.sampled_from(
    [
        *(
            "1",
            "-2.5",
            "0",
            "1e100",
            "1e101",
            "9" * 400,
            "_",
            "_",
            ",",
            "~",
            "~",
            ":",
            "=",
            "&",
            "?",
            "#",
            "+",
            "%",
            " ",
        ),
        *(" ", "%2C", "%00", "%ff", "%u1234", "%F0%9F", "w11", "w12", "b1", "x1", "lr", "y", "zeros", "uniform"),
        *("normal", "１", "٣", "1_000", "nan", "\ud800", "\n", "\x1b", "é", "://", ";", "ce", "document", "10000"),
    ]
)
JUNK = st.lists(PIECES, max_size=8).map("".join)
QUERIES = st.lists(st.builds("{}={}".format, st.sampled_from(RUN_KEYS), JUNK | ANY_TEXT), max_size=4).map("&".join)
VALID = st.sampled_from(["x=1_2", "y=0_1", "w=1_2_3_4_5_6", "b=1_2_3", "rounds=3", "edits=1~w11~2", "at=1", "lr=2"])


def read(text: str) -> Link | InputError:
    try:
        return parse(text, SCHEMA)
    except InputError as error:
        return error


@settings(max_examples=500)
@given(st.one_of(ANY_TEXT, QUERIES, st.lists(VALID | QUERIES, max_size=4).map("&".join)))
@example("?" * 4000)
@example("%" * 4000)
@example("&" * 4000)
@example("x=" + "1_" * 1999)
@example("rounds=" + "1" * 3990)
@example("lr=1e" + "9" * 3990)
@example("http://[::1")
def test_any_text_is_a_run_or_one_input_error(text):
    result = read(text)
    if isinstance(result, InputError):
        assert result.parameter in {*RUN_KEYS, *SCHEMA, "link"}
        assert len(str(result).splitlines()) == 1
        assert result.received.isascii()
        assert len(result.received) <= 60
    else:
        assert run_of(write(result.run, result.view, SCHEMA)) == result.run


@pytest.mark.parametrize(
    ("link", "key"),
    [
        ("rounds=2&edits=1~y~5", "edits"),
        ("rounds=2&edits=1~lr~0", "edits"),
        ("lr=+1", "lr"),
        ("preset=%1b[2J", "preset"),
        ("lr=0.1&lr=%0a2", "lr"),
    ],
)
def test_the_message_names_the_key_that_was_written_and_is_one_printable_line(link, key):
    with pytest.raises(InputError) as error:
        parse(link)
    assert error.value.parameter == key
    assert str(error.value).replace("×", "x").replace("²", "2").isprintable()


@pytest.mark.parametrize(
    ("link", "rate"),
    [
        ("lr=0.1&note=what?", 0.1),
        ("lr=0.1&note=a?b", 0.1),
        ("localhost:8501/?lr=0.1", 0.1),
        ("https://a.b/lab#?lr=2", 1),
    ],
)
def test_only_the_question_mark_of_an_address_begins_the_query(link, rate):
    assert parse(link).run.setup.learning_rate == rate
