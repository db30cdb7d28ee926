"""What a link of 4000 characters holds can be written back: the limit counts what is read and what is written."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from softmax_core import InputError
from softmax_core.link import MAX_LENGTH, Link, parse, write

SCHEMA = {"panel": ("left", "right"), "shift": ("0", "-10")}
TEXTS = ["1e7", "1e5", ".1", "1e15", "-1e5", "1e99", "0.30000000000000004", "1.50000000", "007", "1e-5", "00.10e1"]


@st.composite
def long_links(draw):
    """Links near the limit, their numbers written in few characters or in many."""
    texts = draw(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=3))
    pieces = [f"{round}~b{k}~{texts[(round + k) % len(texts)]}" for round in range(1, 200) for k in (1, 2, 3)]
    edits = "_".join(pieces)[: draw(st.integers(3800, 3960))].rpartition("_")[0]
    return f"edits={edits}&{draw(st.sampled_from(['rounds=200', 'rounds=10000&panel=right', 'rounds=200&at=1']))}"


def read(text: str) -> Link | InputError:
    try:
        return parse(text, SCHEMA)
    except InputError as error:
        return error


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(long_links())
def test_what_is_read_can_be_written_back_and_read_again(text):
    link = read(text)
    if isinstance(link, InputError):
        assert (link.parameter, link.rule) == ("link", "have at most 4000 characters once written out")
        assert MAX_LENGTH < int(link.received.split()[0]) < 3 * MAX_LENGTH
    else:
        written = write(link.run, link.view, SCHEMA)
        assert len(written) <= MAX_LENGTH
        assert parse(written, SCHEMA)[:3] == (link.run, True, link.view)


def test_the_limit_counts_what_is_written_back():
    edits = "_".join(f"{round}~b{k}~1e5" for round in range(1, 130) for k in (1, 2, 3))
    assert len(edits) < MAX_LENGTH - 30
    with pytest.raises(InputError, match="once written out"):
        parse(f"rounds=200&edits={edits}")
    assert parse(f"rounds=200&edits={edits.replace('1e5', '1e7')}").run.rounds == 200


def test_no_number_is_written_in_more_than_the_characters_of_a_large_one():
    # Once 1e15 became 1000000000000000, and a link of 3937 characters one of 7645.
    edits = "_".join(f"{round}~b{k}~1e15" for round in range(1, 119) for k in (1, 2, 3))
    text = f"rounds=118&edits={edits}"
    assert write(parse(text).run) == text
