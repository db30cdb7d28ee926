"""A few of what `python -m tests.fuzz` tries by the thousand, and sessions that Hypothesis shortens where they fail."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.check import check_csv, check_file, check_link, check_typed
from tests.fuzz.generate import hostile_csv, hostile_file, hostile_link, hostile_typed
from tests.fuzz.tab import ACTIONS, check, check_undo, live, opened

LINKS, FILES, TABLES, NUMBERS, SESSIONS = 1500, 300, 300, 3000, 15


def test_hostile_links_are_runs_or_clear_errors():
    accepted = [check_link(hostile_link(Random(f"short link {number}"))) for number in range(LINKS)]
    assert LINKS / 4 < sum(accepted) < LINKS * 3 / 4  # or half of the test would be idle


def test_hostile_files_are_runs_or_clear_errors():
    accepted = [check_file(hostile_file(Random(f"short file {number}"))) for number in range(FILES)]
    assert FILES / 20 < sum(accepted) < FILES / 2


def test_hostile_tables_are_data_sets_or_clear_errors():
    accepted = [check_csv(hostile_csv(Random(f"short table {number}"))) for number in range(TABLES)]
    assert TABLES / 10 < sum(accepted) < TABLES * 3 / 4


def test_hostile_numbers_are_numbers_or_clear_errors():
    accepted = [check_typed(hostile_typed(Random(f"short number {number}"))) for number in range(NUMBERS)]
    assert NUMBERS / 10 < sum(accepted) < NUMBERS * 3 / 4


@pytest.mark.parametrize("seed", range(SESSIONS))
def test_whatever_happens_to_a_session_its_link_and_undo_hold(seed):
    live(Random(f"short session {seed}"), actions=60)


@given(st.lists(st.sampled_from(sorted(ACTIONS)), max_size=12), st.integers(0, 2**16))
def test_any_actions_in_any_order_leave_the_session_showing_its_run(actions, seed):
    with opened(Random(seed)) as tab:
        for action in actions:
            tab.do(action)
            tab.draw()
            check(tab)
            check_undo(tab)
            check(tab)
