"""A session holds any kind of value: loaded, changed, undone and written to the address by the same functions."""

from types import SimpleNamespace
from unittest.mock import patch

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard.session import address, change, fields, opening, pins
from dashboard.session.value import Session
from tests.app import counter
from tests.app.counter import Counter, CounterKind
from tests.fuzz.tab import Address


class CounterPage:
    """A tab that shows a count."""

    def __init__(self, **address: str) -> None:
        self.at = AppTest.from_function(counter.page)
        self.go(**address)

    def go(self, **address: str) -> "CounterPage":
        self.at.query_params = address
        self.at.run()
        return self.check()

    def enter(self, text: str) -> "CounterPage":
        self.at.text_input[0].set_value(text).run()
        return self.check()

    def choose(self, base: str) -> "CounterPage":
        self.at.selectbox[0].set_value(base).run()
        return self.check()

    def click(self, key: str) -> "CounterPage":
        self.at.button(key=key).click().run()
        return self.check()

    @property
    def session(self):
        return self.at.session_state["session"]

    @property
    def address(self) -> dict:
        return self.at.query_params

    def check(self) -> "CounterPage":
        """What holds after every interaction."""
        assert not self.at.exception
        count = self.session.value.count
        assert self.at.text_input[0].value == str(count)
        assert self.at.selectbox[0].value == self.session.view["base"]
        assert self.at.markdown[0].value == f"{count} squared is {count**2}"
        assert self.at.button(key="undo").disabled == (not self.session.undo)
        assert self.at.button(key="redo").disabled == (not self.session.redo)
        return self


def test_a_value_is_loaded_from_its_link():
    page = CounterPage(count="7", base="two")
    assert page.session.value == Counter(7)
    assert page.session.derived == 49
    assert page.session.view == {"base": "two"}
    assert page.at.code[0].value.endswith("?count=7&base=two")
    assert CounterPage().session.value == Counter(0)


def test_a_change_is_written_to_the_address_and_undone_and_done_again():
    page = CounterPage(count="7", utm="mail").enter("8").enter("9")
    assert page.address == {"count": "9", "utm": "mail"}
    assert page.click("undo").address == {"count": "8", "utm": "mail"}
    assert page.click("undo").session.value == Counter(7)
    assert page.click("redo").click("redo").address == {"count": "9", "utm": "mail"}
    assert page.click("undo").enter("1").session.redo == []


def test_back_and_forward_are_undo_and_redo():
    page = CounterPage().enter("1").enter("2").go(count="1")
    assert page.session.undo == [Counter(0)]
    assert page.session.redo == [Counter(2)]
    assert page.go(count="2").session.redo == []
    assert page.go(count="5").session.undo == [Counter(0), Counter(1), Counter(2)]


def test_what_stands_beside_the_value_is_in_the_link_and_no_step_of_undo():
    page = CounterPage().enter("3").choose("two")
    assert page.address == {"count": "3", "base": "two"}
    assert page.session.undo == [Counter(0)]
    assert page.go(count="3").session.view == {"base": "ten"}


def test_a_widget_that_was_used_stays_and_one_that_shows_what_came_otherwise_is_a_new_one():
    """A new one would take the hand from what it holds; the old one would go on showing what is no more."""
    page = CounterPage()
    used = page.at.selectbox[0].id
    assert page.choose("two").at.selectbox[0].id == used
    assert page.go(count="0").at.selectbox[0].id != used


@pytest.mark.parametrize(
    ("page", "url", "base"),
    [
        ("", "https://a.example", "https://a.example/"),
        ("", "https://a.example/?count=9#top", "https://a.example/"),
        ("", "https://a.example/under/", "https://a.example/under/"),
        ("other", "https://a.example/under/other", "https://a.example/under/other"),
        ("other", "https://a.example/other/?count=9", "https://a.example/other"),
    ],
)
def test_the_full_link_of_a_page_begins_with_the_address_of_that_page(monkeypatch, page, url, base):
    state = Session(CounterKind(), Counter(3), 9, {"base": "two"}, page=page)
    monkeypatch.setattr(address, "session", lambda: state)
    monkeypatch.setattr(address, "st", SimpleNamespace(context=SimpleNamespace(url=url)))
    assert address.full_link() == f"{base}?count=3&base=two"
    # Another value has no view of its own.
    assert address.full_link(Counter(4)) == f"{base}?count=4"


@pytest.mark.parametrize("text", ["x", "-1", "", "1.5"])
def test_a_text_that_breaks_a_rule_is_refused_by_the_fields_name(text):
    page = CounterPage(count="3").enter(text)
    assert page.session.value == Counter(3)
    assert str(page.session.messages.refused["count"]).startswith("Count must be a whole number")
    assert page.address == {"count": "3"}
    page.enter("4")
    assert page.session.messages.refused == {}
    assert page.session.value == Counter(4)


@pytest.mark.parametrize("address", [{"count": "x"}, {"base": "three"}])
def test_a_link_that_breaks_a_rule_shows_the_default(address):
    page = CounterPage(count="3").go(**address)
    assert page.session.value == Counter()
    assert page.session.messages.problem.parameter in address
    assert page.click("undo").session.value == Counter(3)
    assert page.session.messages.problem is None


def test_a_change_its_link_has_no_room_for_is_not_made():
    page = CounterPage(count="3").click("grow")
    assert page.session.value == Counter(3)
    assert page.session.messages.too_long == ()
    assert page.session.undo == []


def test_what_a_tab_is_remembered_by_is_bounded():
    with patch.object(st, "session_state", {}), patch.object(st, "query_params", Address()):
        opening.load("", lambda: Session(CounterKind(), Counter(0), 0, {"base": "ten"}))
        for count in range(1, change.MOST_UNDO + 20):
            change.commit(Counter(count))
        for count in range(pins.MOST_PINS + 3):
            pins.pin()
            change.commit(Counter(1000 + count))
        for widget in range(fields.MOST_HEARD + 20):
            st.session_state[f"text.{widget}"] = str(widget)
            fields.sent(f"text.{widget}", "")
        state = st.session_state["session"]
        assert len(state.undo) == change.MOST_UNDO
        assert len(state.pins) == pins.MOST_PINS
        assert len(state.heard) == fields.MOST_HEARD
        for _ in range(change.MOST_UNDO + 20):
            change.undo()
        assert len(state.redo) == change.MOST_UNDO


def test_pins_keep_what_follows_from_a_value():
    page = CounterPage(count="3").click("pin").enter("4").click("pin")
    assert page.session.pins == {Counter(3): 9, Counter(4): 16}


def test_what_follows_from_a_value_is_asked_for_once_and_told_what_is_known():
    page = CounterPage(count="3").enter("4")
    assert page.session.kind.derived == [(Counter(3), Counter(0)), (Counter(4), Counter(3))]
