"""A tab holds a run and a study: each page shows its own, and what the other one had is there when it comes back."""

from types import SimpleNamespace
from unittest.mock import patch

import pytest
import streamlit as st

from dashboard.session import change, edits, opening, rounds, session
from dashboard.session.run import new_session, run_session
from dashboard.session.study import change_plan, change_source, look_at_sample, new_study_session, study_session
from dashboard.session.training import Play
from dashboard.views.schema import SCHEMA
from softmax_core.sources import Ring
from softmax_core.study import Study
from tests.fuzz.tab import Address

VIEW = {"speed": ("1", "5")}


@pytest.fixture
def address():
    bar = Address()
    with patch.object(st, "session_state", {}), patch.object(st, "query_params", bar):
        yield bar


def lab():
    opening.load("", lambda: new_session(SCHEMA))


def data_set():
    opening.load("data", lambda: new_study_session(VIEW), "study")


def go(address, page):
    """By the navigation, which empties the address."""
    address.from_dict({})
    page()


def test_each_page_keeps_its_own_value(address):
    lab()
    rounds.step(3)
    go(address, data_set)
    assert (session().value, dict(address)) == (Study(), {})
    rounds.step(5)
    assert dict(address) == {"rounds": ["5"]}
    go(address, lab)
    assert (run_session().run.rounds, dict(address)) == (3, {"rounds": ["3"]})
    change.undo()
    assert (run_session().run.rounds, study_session().study.rounds) == (0, 5)
    go(address, data_set)
    assert dict(address) == {"rounds": ["5"]}
    change.undo()
    assert (run_session().run.rounds, study_session().study.rounds) == (0, 0)


def test_a_link_goes_to_the_page_it_is_of_and_back_is_an_undo(address):
    address.from_dict({"set": "ring", "rounds": "2", "x": "1"})
    data_set()
    assert study_session().study == Study(Ring(), rounds=2, at=2)
    assert study_session().foreign == {"x": ["1"]}
    first = dict(address)
    rounds.step(1)
    assert session().value.at == 3
    address.from_dict(first)
    data_set()
    assert session().value.at == 2
    change.redo()
    assert session().value.at == 3


def test_a_redraw_takes_over_no_address_of_before_but_back_at_that_moment_is_followed(address):
    address.from_dict({"rounds": "2"})
    lab()
    older = dict(address)
    rounds.step(3)
    latest = dict(address)
    address.from_dict(older)  # a part is drawn for a browser that has not heard of the steps yet
    with patch.object(st, "rerun"):
        opening.redraw()
    lab()
    assert run_session().run.at == 5
    address.from_dict(latest)
    with patch.object(st, "rerun"):
        opening.redraw()
    address.from_dict(older)
    lab()
    assert run_session().run.at == 2
    lab()
    assert run_session().run.at == 2


def test_play_of_the_page_that_was_left_is_paused_and_that_is_said(address):
    lab()
    rounds.start_play()
    go(address, data_set)
    assert session().messages.ended == Play.ended
    assert run_session().under_way is None
    rounds.start_play()
    go(address, lab)
    assert session().messages.ended == Play.ended
    assert study_session().under_way is None


def test_a_text_left_in_the_lab_reaches_the_run_and_leaves_the_address_to_the_page_on_screen(address):
    lab()
    run_session().drawn = 0
    source = edits.source()
    go(address, data_set)
    rounds.step(1)
    before = dict(address)
    text = {"id": 1, "name": "w11", "text": "0.25", "round": 0}
    st.session_state["tab"] = SimpleNamespace(left={"source": source, "typed": [text]})
    edits.left_behind("tab")
    assert run_session().run.setup.parameters.weights[0, 0] == 0.25
    assert dict(address) == before
    assert session() is study_session()


def test_a_broken_link_says_why_and_shows_the_default(address):
    address.from_dict({"set": "moons"})
    data_set()
    assert session().messages.problem.parameter == "set"
    assert session().value == Study()


def test_another_set_or_plan_is_trained_as_long_and_undo_leads_back(address):
    data_set()
    rounds.step(4)
    look_at_sample(7)
    assert dict(address) == {"rounds": ["4"], "sample": ["8"]}
    change_source(Ring())
    assert (session().value, session().derived.reached) == (Study(Ring(), rounds=4, at=4), 4)
    change_plan(l2=0.5)
    assert session().value.plan.l2 == 0.5
    change.undo()
    change.undo()
    assert session().value == Study(rounds=4, at=4, sample=7)


def test_training_that_diverges_ends_where_its_numbers_would_overflow(address):
    address.from_dict({"lr": "1000", "l2": "10", "rounds": "400"})
    data_set()
    state = study_session()
    assert state.has_diverged
    assert state.is_last
    assert state.study.at == state.study.rounds == state.descent.reached < 400
    change_plan(learning_rate=0.05)
    assert not state.has_diverged
    assert not state.descent.diverged
