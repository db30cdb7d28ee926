"""Links: opened, refused, written, and followed by Back and Forward."""

import pytest

from dashboard.text import code
from dashboard.views.schema import SCHEMA
from softmax_core.presets import PRESETS
from softmax_core.run import Edit, Run
from tests.app.page import SLOW, preset, shown

SWITCHES = [("Log axis", True), ("Panel", "gradients"), ("Speed", "20"), ("Vary", "w12")]


@pytest.mark.parametrize(
    "link",
    [
        "rounds=3",
        "preset=slow&rounds=10&at=4",
        "x=1_2_3&y=0_1&init=uniform~42&lr=0.25&rounds=7&edits=2~w32~0.5_4~y~1_4~lr~1",
        "w=1_2_3_4_5_6&b=0_0_1&loss=bce&tol=0.01&max=7",
        "x=1,2&edits=1:w11:3&rounds=1",
        "preset=tie&scale=log&panel=probabilities",
        "preset=slow&rounds=4&speed=100&vary=b2",
        "vary=x6",
        "preset=four-inputs&rounds=20",
    ],
)
def test_a_link_opens_its_run_and_the_page_links_back_to_it(open_page, link):
    page = open_page(link)
    assert page.errors == []
    run, view = page.run, page.session.view
    page.click("Step").click("Undo")
    again = open_page(page.address)
    assert (again.run, again.session.view) == (run, view)


@pytest.mark.parametrize(
    ("link", "key", "rule", "received"),
    [
        ("lr=0", "lr", "greater than 0", "0"),
        ("lr=fast", "lr", "number", "fast"),
        ("w=1_2", "w", "2 × 3", "2 numbers"),
        ("b=1", "b", "3 numbers", "1 numbers"),
        ("x=1_2_3_4_5_6_7", "x", "1 to 6", "7.0"),
        ("x=1__2", "x", "number", "''"),
        ("y=1_1_0", "y", "one-hot", "1"),
        ("y=1", "y", "2", "1"),
        ("init=xavier~1", "init", "zeros", "xavier~1"),
        ("init=zeros&w=1_2_3_4_5_6", "init", "not stand beside", "zeros"),
        ("loss=mse", "loss", "ce, bce", "mse"),
        ("tol=-1", "tol", "at least 0", "-1"),
        ("max=10001", "max", "from 0 to 10000", "10001"),
        ("rounds=10001", "rounds", "from 0 to 10000", "10001"),
        ("rounds=1e3", "rounds", "whole number", "1e3"),
        ("rounds=3&at=5", "at", "from 0 to 3", "5"),
        ("edits=1~w12~3", "edits", "rounds", "1~w12~3"),
        ("rounds=3&edits=1~w99~3", "edits", "name one of", "w99"),
        ("rounds=3&edits=2~w11~3_1~w11~3", "edits", "ascending", "1 after 2"),
        ("preset=nope", "preset", "document", "nope"),
        ("scale=cubic", "scale", "linear", "cubic"),
        ("speed=2", "speed", "1, 5, 20, 100", "2"),
        ("vary=lr", "vary", "w11", "lr"),
        ("lr=1&lr=2", "lr", "given once", "2"),
        ("lr=" + "9" * 4100, "link", "4000", "characters"),
        ("lr=" + "x" * 200, "lr", "number", "xxx..."),
    ],
)
def test_a_bad_link_is_one_message_that_names_key_rule_and_text_and_the_default_run(
    open_page, link, key, rule, received
):
    page = open_page(link)
    (error,) = page.errors
    head, _, message = error.partition(": ")
    assert "default run is shown" in head
    assert message.startswith(f"{key} must ")
    before, _, after = message.partition("received ")
    assert rule in before
    assert received in after
    assert len(after) <= 62
    assert page.run == preset("document")
    assert page.session.view == {name: values[0] for name, values in SCHEMA.items()}
    page.click("Step")
    assert page.errors == []
    assert page.address == {"rounds": "1"}


@pytest.mark.parametrize(
    "text",
    ["**bold**", "[a](https://x.y)", "$x^2$", "`code`", "<b>b</b>", ":red[d]", ":material/home:", "# head", "~~s~~"],
)
def test_markdown_in_a_bad_link_is_shown_as_text(open_page, text):
    page = open_page({"lr": text})
    raw = page.at.error[0].value
    assert text in shown(raw)
    assert raw.endswith(code(repr(text)))


def test_the_message_of_a_bad_link_goes_with_undo(open_page):
    page = open_page("preset=slow").click("Step").go("lr=x")
    assert len(page.errors) == 1
    page.click("Undo")
    assert page.run == Run(PRESETS["slow"].setup, rounds=1)
    assert page.errors == []


def test_a_bad_link_in_an_open_tab_can_be_undone(open_page):
    page = open_page("preset=slow").click("×10").go("rounds=x")
    assert page.run == preset("document")
    assert page.click("Undo").round == "10"


def test_a_key_that_is_not_ours_is_named_and_stays_in_the_address(open_page):
    page = open_page("round=5&utm_source=mail&lr=0.5&utm_source=web")
    assert "left alone: round, utm_source" in page.prose
    assert page.errors == []
    assert page.value("lr") == 0.5
    page.click("Step")
    assert page.address["round"] == "5"
    assert page.address["utm_source"] == ["mail", "web"]
    assert page.address["rounds"] == "1"
    assert "left alone: round, utm_source" in page.prose
    assert "left alone" not in page.go("lr=0.5").prose


def test_markdown_in_a_key_that_is_not_ours_is_shown_as_text(open_page):
    page = open_page({"**b** $x$ [a](b)": "1"})
    (caption,) = [part.value for part in page.at.caption if "left alone" in part.value]
    assert "**b** $x$ [a](b)" in shown(caption)
    assert code("**b** $x$ [a](b)") in caption


def test_back_and_forward_are_undo_and_redo(open_page):
    page = open_page("preset=slow")
    addresses = [dict(page.address)]
    for label in ("Step", "×10"):
        page.click(label)
        addresses.append(dict(page.address))
    assert page.go(addresses[1]).round == "1"
    assert page.go(addresses[0]).round == "0"
    assert page.button("Undo").disabled
    assert page.go(addresses[1]).round == "1"
    assert page.go(addresses[2]).round == "11"
    assert page.button("Redo").disabled
    assert page.click("Undo").round == "1"


def test_a_foreign_address_in_an_open_tab_is_a_change_like_any_other(open_page):
    page = open_page("preset=slow").click("Step").go("preset=tie")
    assert page.run == preset("tie")
    assert page.click("Undo").round == "1"
    assert page.address == {"preset": "slow", "rounds": "1"}


@pytest.mark.parametrize(("label", "value"), SWITCHES)
def test_back_takes_a_switch_back(open_page, label, value):
    page = open_page(SLOW)
    before = dict(page.address)
    page.enter_on(label, value)
    page.go(before)
    assert page.field(label).value != value


@pytest.mark.parametrize(("label", "value"), SWITCHES)
def test_back_over_a_switch_leaves_undo_and_redo_alone(open_page, label, value):
    page = open_page(SLOW).click("Step").click("Undo")
    before = dict(page.address)
    page.enter_on(label, value).go(before)
    assert page.button("Undo").disabled
    assert page.button("Redo").disabled is False


@pytest.mark.parametrize(("key", "label", "value"), [("speed", "Speed", "20"), ("vary", "Vary", "w12")])
def test_speed_and_vary_live_in_the_link_and_come_back_from_it(open_page, key, label, value):
    page = open_page(SLOW)
    assert key not in page.address
    page.enter_on(label, value)
    assert page.address[key] == value
    assert page.button("Undo").disabled
    page.click("Step").click("Undo")
    again = open_page(page.address)
    assert again.field(label).value == value
    assert again.session.view[key] == value
    assert again.run == page.run


def test_a_speed_of_a_link_is_played_and_a_value_of_a_link_is_dragged(open_page):
    page = open_page("preset=slow&speed=20&vary=w12").click("Play").tick(2)
    assert page.round == "40"
    page.event("player", paused=20)
    assert page.address == {"preset": "slow", "rounds": "20", "speed": "20", "vary": "w12"}
    assert page.data("dragger")["name"] == "Value of w12"
    assert page.event("dragger", released=3).run.edits == (Edit(20, "w12", 3),)


def test_the_speed_chosen_while_playing_is_in_the_link_after_pause(open_page):
    page = open_page("preset=slow").click("Play").tick().enter_on("Speed", "5")
    assert "speed" not in page.address
    assert page.event("player", paused=1).address["speed"] == "5"


def test_a_value_that_varies_and_is_gone_waits_in_the_link(open_page):
    page = open_page("vary=x3")
    assert page.field("Vary").value is None
    assert "dragger" not in page.components
    assert page.go("vary=x3&x=1_2_3").data("dragger")["name"] == "Value of x3"


def test_a_refused_link_is_named_where_undo_leads_to_the_run_shown_instead(open_page):
    page = open_page("").click("Step").go("lr=0")
    assert page.run == preset("document")
    assert any("cannot be opened" in error for error in page.errors)


def test_what_is_wrong_with_a_link_is_said_until_something_changes(open_page):
    page = open_page("lr=0").click("Reset")  # which the run shown instead is already
    assert any("cannot be opened" in error for error in page.errors)
    assert page.click("Step").errors == []
