"""What the page says of a text it refuses, and how long."""

import pytest

from dashboard.session.value import Messages
from dashboard.text import in_field
from tests.app.page import SLOW, events_of

SPEAKING = ("error", "text_input", "selectbox", "slider", "button_group")


def test_text_that_is_no_number_keeps_the_old_value_and_says_why(open_page):
    page = open_page(SLOW)
    before = page.run
    for text in (
        "abc", "", " ", "1,234", "1_000", "1e309", "1e101", "nan", "inf", "--1", "1/0", "1/2/3", "0x10", "١", "1 2",
        "1e-400", "**b**",
    ):  # fmt: skip
        page.enter("w12", text)
        assert page.run == before
        assert page.text("w12") == in_field(page.value("w12"))
        (error,) = page.errors
        assert error.startswith("w12 must ")
        assert error.endswith(f"received {text or 'nothing'}")
    assert page.button("Undo").disabled


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("x2", "?"),
        ("w12", "?"),
        ("w23", "1e200"),
        ("b1", "?"),
        ("Learning rate", "fast"),
        ("Seed", "-1"),
        ("Tolerance", "small"),
        ("Tolerance", "-1"),
        ("Tolerance", "−1,5"),
        ("Tolerance", "1e-400"),
        ("Seed", "7³"),
        ("Most rounds", "10001"),
        ("Most rounds", "1.5"),
    ],
)
def test_an_error_stands_beside_its_field_and_names_it(open_page, label, text):
    page = open_page("init=uniform~1", set_up=True)
    old = page.text(label)
    page.enter(label, text)
    assert page.text(label) == old
    (error,) = page.errors
    assert error.lower().startswith(label.lower())
    assert text in error
    if label in page.layer:
        assert page.data("layer")["refused"] == {page.layer[label]["name"]: error}
        return
    order = [node.value if node.type == "error" else node.label for node in page.at if node.type in SPEAKING]
    place = order.index(page.at.error[0].value)
    assert order[place - 1 : place + 2 : 2] == ["Most rounds", "Speed"]


def test_texts_refused_in_several_fields_are_all_answered(open_page):
    page = open_page().type("w11", "?", "x2", "1e200", "lr", "0", "b1", "2")
    assert page.value("b1") == 2
    assert [error.partition(" must")[0] for error in page.errors] == ["w11", "x2", "Learning rate"]


@pytest.mark.parametrize("text", ["-1", "0", "1e-400"])
def test_a_learning_rate_that_is_not_above_0_is_refused_by_its_name(open_page, text):
    page = open_page().enter("Learning rate", text)
    assert page.value("lr") == 1
    (error,) = page.errors
    rule = "be 0 or at least 5e-324 in size, the smallest number there is" if "e" in text else "be greater than 0"
    assert error == f"Learning rate must {rule}; received {text}"


def test_an_error_goes_when_a_number_is_accepted_in_its_field(open_page):
    assert open_page().enter("w12", "?").enter("w12", "2").errors == []


@pytest.mark.parametrize(
    "change",
    [
        lambda page: page.click("Step").click("Previous"),
        lambda page: page.enter("w11", "2"),
        lambda page: page.enter("x1", "?"),
        lambda page: page.enter("Log axis", True),
        lambda page: page.enter("Vary", "w11").event("dragger", dragged=1).event("dragger", released=0.5),
        lambda page: page.click("Play").tick(2).event("player", paused=1),
        lambda page: page.click("×10").enter("Round", 3),
    ],
    ids=["Step", "another field", "another error", "Log axis", "a drag to the same", "Play", "Round"],
)
def test_an_error_stays_until_its_field_is_mended(open_page, change):
    page = open_page("preset=slow").enter("w12", "?")
    (error,) = page.errors
    change(page)
    assert error in page.errors
    page.enter("w12", "3")
    assert error not in page.errors


def test_an_error_stays_where_step_comes_in_the_same_message(open_page):
    page = open_page("preset=slow")
    typed = events_of(page.component("layer").proto.id, typed=page.typed("w12", "?"))
    for messages in ((typed, page.press("Step")), (page.press("Step"), typed)):
        page = open_page("preset=slow").send_merged(*messages)
        assert page.round == "1"
        (error,) = page.errors
        assert error.startswith("w12 must be")


@pytest.mark.parametrize(
    "change",
    [lambda page: page.enter_on("Preset", "tie"), lambda page: page.go("preset=slow&rounds=1")],
    ids=["a preset", "another address"],
)
def test_an_error_goes_with_the_run_it_was_about(open_page, change):
    page = open_page("preset=slow").enter("w12", "?")
    change(page)
    assert page.errors == []


def test_an_error_goes_with_its_field(open_page):
    page = open_page(set_up=True).enter("x2", "?").enter_on("Inputs", 1)
    assert page.errors == []


def test_an_error_goes_when_the_same_value_is_accepted(open_page):
    page = open_page(set_up=True).enter("w11", "?").enter("w11", "0.50")
    assert page.errors == []
    page.enter("Tolerance", "?").enter("Tolerance", "0.000001")
    assert page.errors == []


def test_an_error_goes_with_undo(open_page):
    page = open_page().enter("w11", "2").enter("w12", "?")
    assert page.click("Undo").errors == []


def test_a_link_too_long_without_an_edit_is_something_to_say_too():
    assert Messages(too_long=()).has_any
    assert Messages(too_long=("b1", 0.5)).has_any
    assert Messages(ended="Play is paused.").has_any
    assert not Messages().has_any
