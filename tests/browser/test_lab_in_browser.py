"""The lab under a real hand and a real keyboard."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from softmax_core.presets import PRESETS
from softmax_core.run import Edit, Seeded
from tests.browser.lab_page import (
    PATIENCE,
    button,
    chart,
    check,
    choose,
    click,
    click_at,
    enter,
    field,
    link,
    slider,
    status,
    wait_beyond,
    wait_for_link,
    wait_for_status,
    wait_quiet,
    wait_until,
    watch_status,
    watched_status,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page

    Opener = Callable[..., Page]


# Keys


def test_the_arrow_keys_step_and_go_back(open_page: "Opener") -> None:
    page = open_page("/?preset=slow")
    page.keyboard.press("ArrowRight")
    wait_for_status(page, round=1)
    page.keyboard.press("ArrowRight")
    wait_for_status(page, round=2)
    page.keyboard.press("ArrowLeft")
    wait_for_status(page, round=1)
    run = check(page)
    assert (run.rounds, run.at, run.edits) == (2, 1, ())


def test_h_opens_the_help_and_escape_closes_it(page: "Page", expect: Callable) -> None:
    page.keyboard.press("h")
    expect(page.get_by_role("dialog")).to_contain_text("Play and Pause")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    check(page)


def test_the_help_button_opens_the_help_and_its_cross_closes_it(page: "Page", expect: Callable) -> None:
    click(page, "Help")
    page.get_by_role("dialog").get_by_role("button", name="Close").click(timeout=PATIENCE)
    expect(page.get_by_role("dialog")).to_have_count(0)
    click(page, "Step")
    wait_for_status(page, round=1)


def test_keys_do_nothing_while_the_focus_is_in_a_field(page: "Page", expect: Callable) -> None:
    field(page, "w11").click(timeout=PATIENCE)
    for key in ("ArrowRight", "ArrowLeft", "p", "h", "v", "b", "n"):
        page.keyboard.press(key)
    expect(field(page, "w11")).to_have_value(re.compile("[phvbn]{5}"))
    wait_quiet(page)
    assert link(page) in ({}, {"rounds": "0"})
    assert page.get_by_role("dialog").count() == 0
    assert button(page, "Play").is_visible()


def test_no_key_scrolls_the_page(open_page: "Opener") -> None:
    page = open_page("/?preset=slow&rounds=5", height=600)
    wait_quiet(page)
    place = page.evaluate("() => { const main = document.querySelector('[data-testid=stMain]'); "
                          "main.scrollTop = 60; return main.scrollTop }")  # fmt: skip
    assert place == 60
    for key, round in (("ArrowRight", 6), ("ArrowLeft", 5), ("ArrowLeft", 4)):
        page.keyboard.press(key)
        wait_for_status(page, round=round)
    page.keyboard.press("p")
    button(page, "Pause").wait_for(timeout=PATIENCE)
    page.keyboard.press("p")
    button(page, "Play").wait_for(timeout=PATIENCE)
    check(page)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") == place


# Fields


@pytest.mark.parametrize(
    ("text", "rule"),
    [("1,234", "a point"), ("1e309", "finite"), ("abc", "a number"), ("", "a number"), ("１", "a number")],
)
def test_bad_text_keeps_the_value_and_says_why_beside_the_field(
    page: "Page", expect: Callable, text: str, rule: str
) -> None:
    enter(page, "w11", text)
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text(re.compile(f"w11 must (be|have) {rule}.*; received {text or 'nothing'}$"))
    expect(field(page, "w11")).to_have_value("0.5")
    said, asked = alert.bounding_box(), field(page, "w11").bounding_box()
    assert 0 <= said["y"] - asked["y"] <= 80
    check(page)
    enter(page, "w11", "0.25")
    wait_for_link(page, "w", "0.25_0.5_0.5_0.5_0.5_0.5")
    expect(alert).to_have_count(0)
    check(page)


@pytest.mark.parametrize("key", ["Enter", "Tab"])
def test_a_field_commits_exactly_what_was_typed(open_page: "Opener", key: str) -> None:
    page = open_page("/?preset=slow&rounds=3")
    enter(page, "b1", "0.12345678901234567", key)
    wait_for_link(page, "edits", "3~b1~0.12345678901234566")
    assert check(page).edits == (Edit(3, "b1", 0.12345678901234567),)


def test_an_unchanged_text_is_no_edit(open_page: "Opener") -> None:
    page = open_page("/?preset=slow&rounds=3")
    field(page, "w11").focus(timeout=PATIENCE)
    for _ in range(4):
        page.keyboard.press("Tab")
    assert check(page).edits == ()


def test_tab_lands_in_the_next_field_and_stays_there(open_page: "Opener", expect: Callable) -> None:
    page = open_page("/?preset=slow&rounds=3")
    enter(page, "w11", "0.25", "Tab")
    expect(field(page, "w12")).to_be_focused()
    wait_for_link(page, "edits", "3~w11~0.25")
    check(page)
    expect(field(page, "w12")).to_be_focused()
    page.keyboard.type("0.75")
    page.keyboard.press("Tab")
    wait_for_link(page, "edits", "3~w11~0.25_3~w12~0.75")
    expect(field(page, "w13")).to_be_focused()
    check(page)


def test_the_label_and_the_learning_rate_are_edits_too(open_page: "Opener") -> None:
    page = open_page("/?preset=slow&rounds=3")
    page.get_by_role("radiogroup", name="True class").get_by_role("radio", name="2").click(timeout=PATIENCE)
    wait_for_link(page, "edits", "3~y~2")
    enter(page, "Learning rate", "0.25")
    wait_for_link(page, "edits", "3~lr~0.25_3~y~2")
    check(page)


# Vary


def test_what_is_varied_follows_the_hand_and_is_one_edit(open_page: "Opener", expect: Callable) -> None:
    page = open_page("/?preset=slow&rounds=3")
    choose(page, "Vary", "w11")
    before = status(page)
    box = page.get_by_label("Value of w11").bounding_box(timeout=PATIENCE)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    watch_status(page)
    reach = int(box["width"] / 3)
    for move in range(2000):  # without a pause, to and fro, until the page has followed
        page.mouse.move(x + reach - abs(move % (4 * reach) - 2 * reach), y)
        if move % 20 == 0 and len(watched_status(page)) > 3:
            break
    followed = watched_status(page)
    page.mouse.up()
    assert len(followed) > 3
    assert {round for round, _ in followed} == {3}
    run = check(page)
    assert [(edit.round, edit.name) for edit in run.edits] == [(3, "w11")]
    click(page, "Undo")
    wait_for_link(page, "edits", None)
    assert check(page).edits == ()
    assert status(page) == before
    expect(button(page, "Undo")).to_be_disabled()


def test_the_vary_slider_works_by_key(open_page: "Opener") -> None:
    page = open_page("/?preset=slow&rounds=3")
    choose(page, "Vary", "x1")
    page.get_by_label("Value of x1").focus(timeout=PATIENCE)
    page.keyboard.press("ArrowRight")
    wait_until(page, "() => location.search.includes('x1~')", "an edit of x1 in the link")
    run = check(page)
    assert (run.rounds, run.at, [edit.name for edit in run.edits]) == (3, 3, ["x1"])


def test_a_click_on_a_cell_of_the_heatmap_puts_it_under_the_slider(page: "Page", expect: Callable) -> None:
    click_at(page, chart(page, "weights").locator(".textpoint text").nth(4))
    expect(field(page, "Vary")).to_have_value("w22")
    expect(page.get_by_label("Value of w22")).to_be_visible()
    check(page)


# Rounds


def test_the_round_slider_moves_by_key_one_round_at_a_time(open_page: "Opener") -> None:
    page = open_page("/?preset=slow&rounds=10")
    slider(page).focus(timeout=PATIENCE)
    page.keyboard.press("ArrowLeft")
    wait_for_link(page, "at", "9")
    run = check(page)
    assert (run.rounds, run.at) == (10, 9)


def test_the_round_slider_can_be_dragged(open_page: "Opener") -> None:
    page = open_page("/?preset=slow&rounds=10")
    wait_quiet(page)
    rail = slider(page).bounding_box(timeout=PATIENCE)
    x, y = rail["x"] + rail["width"] - 8, rail["y"] + rail["height"] / 2  # the middle of the thumb at the last round
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 5):
        page.mouse.move(x - rail["width"] / 10 * step, y)
    wait_for_status(page, round=6)  # the hand still holds it
    assert "at" not in page.evaluate("location.search")
    page.mouse.move(x - rail["width"] / 2, y)
    page.mouse.up()
    wait_for_link(page, "at", "5")
    run = check(page)
    assert run.rounds == 10
    assert run.edits == ()
    click(page, "Undo")
    wait_for_status(page, round=10)


def test_play_stops_where_the_run_has_converged(page: "Page", expect: Callable) -> None:
    click(page, "Play")
    wait_for_status(page, round=1)
    expect(button(page, "Play")).to_be_visible()
    wait_for_link(page, "rounds", "1")
    assert check(page).rounds == 1
    click(page, "Undo")
    wait_for_link(page, "rounds", "0")
    expect(button(page, "Undo")).to_be_disabled()


def test_play_goes_on_until_pause_and_is_one_undo_step(open_page: "Opener", expect: Callable) -> None:
    page = open_page("/?preset=slow&rounds=2")
    click(page, "Play")
    wait_beyond(page, 6)
    click(page, "Pause")
    expect(button(page, "Play")).to_be_visible()
    assert check(page).rounds >= 7
    click(page, "Undo")
    wait_for_link(page, "rounds", "2")
    expect(button(page, "Undo")).to_be_disabled()


def test_run_to_the_end_stops_at_the_most_rounds_and_at_convergence(open_page: "Opener") -> None:
    page = open_page("/?preset=slow")
    click(page, "Run to the end")
    wait_for_status(page, round=100)
    check(page)
    choose(page, "Preset", PRESETS["document"].title)
    wait_for_status(page, round=0)
    click(page, "Run to the end")
    wait_for_status(page, round=1)
    check(page)


def test_the_same_in_slow_motion(open_page: "Opener") -> None:
    page = open_page("/?rounds=1")
    click(page, "Slow motion")
    wait_for_status(page, round=0)
    wait_for_link(page, "preset", "slow")
    assert check(page).setup == PRESETS["slow"].setup


# Setups


@pytest.mark.parametrize("name", ["four-inputs", "two-classes", "one-input", "huge-logits"])
def test_a_preset_is_one_choice_away(page: "Page", expect: Callable, name: str) -> None:
    choose(page, "Preset", PRESETS[name].title)
    wait_for_link(page, "preset", name)
    assert check(page).setup == PRESETS[name].setup
    click(page, "Step")
    wait_for_status(page, round=1)
    check(page)
    assert chart(page, "weights").is_visible()


_LENGTH = """([key, byDefault, length]) =>
    (new URLSearchParams(location.search).get(key) ?? byDefault).split("_").length === length"""


def test_sizes_of_1_by_2_and_6_by_6(page: "Page", expect: Callable) -> None:
    page.get_by_role("button", name="Set-up").click(timeout=PATIENCE)
    for inputs, classes in ((1, 2), (6, 6)):
        choose(page, "Inputs", str(inputs))
        wait_until(page, _LENGTH, f"{inputs} inputs in the link", ["x", "8_7", inputs])
        choose(page, "Classes", str(classes))
        wait_until(page, _LENGTH, f"{classes} classes in the link", ["y", "0_0_1", classes])
        expect(field(page, f"w{inputs}{classes}")).to_have_count(1)
        expect(field(page, f"w{inputs + 1}1")).to_have_count(0)
        run = check(page)
        assert (run.setup.n_features, run.setup.n_classes) == (inputs, classes)


def test_an_initialiser_and_its_seed(page: "Page", expect: Callable) -> None:
    page.get_by_role("button", name="Set-up").click(timeout=PATIENCE)
    choose(page, "Initialiser", "normal")
    wait_for_link(page, "init", "normal~0")
    expect(field(page, "Seed")).to_be_enabled()
    enter(page, "Seed", "7")
    wait_for_link(page, "init", "normal~7")
    click(page, "New random start")
    wait_for_link(page, "init", "normal~8")
    assert check(page).setup.start == Seeded("normal", 8)
