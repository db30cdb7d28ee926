"""Sharing a run, taking it away, loading it back, and comparing runs; and two users who never meet."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dashboard.export import file_stem
from softmax_core.link import parse
from tests.browser.lab_page import (
    PATIENCE,
    button,
    chart,
    check,
    click,
    enter,
    link,
    run_in_link,
    status,
    wait_for_link,
    wait_for_status,
    wait_quiet,
    wait_until,
)

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    Opener = Callable[..., Page]

EDITED = "/?preset=slow&rounds=4&edits=1~w12~0.25_3~b1~-2"
LONG = "/?preset=slow&rounds=90&edits=" + "_".join(f"{round}~w12~{round}.123456" for round in range(1, 61))
FILES = {
    "History (CSV)": ("csv", "round,edited,learning_rate,x1"),
    "Replay (HTML)": ("html", "<!DOCTYPE html>"),
    "Script (Python)": ("py", '"""One neuron layer with softmax'),
    "Transcript": ("txt", "Round: 0\n"),
    "Run (JSON)": ("json", '{\n  "format": "softmax-run"'),
}


def share(page: "Page") -> "Locator":
    """Open the popover and wait until it is filled."""
    wait_quiet(page)
    page.get_by_role("button", name="Share").click(timeout=PATIENCE)
    popover = page.get_by_test_id("stPopoverBody")
    popover.get_by_test_id("stFileUploader").wait_for(timeout=PATIENCE)
    return popover


def download(page: "Page", label: str, to: Path) -> Path:
    """What the button of the open popover gives, under the name the browser is told."""
    with page.expect_download(timeout=PATIENCE) as started:
        click(page, label)
    path = to / started.value.suggested_filename
    started.value.save_as(path)
    return path


def load(popover: "Locator", path: Path) -> None:
    popover.locator("input[type=file]").set_input_files(path)


def open_below(page: "Page", label: str, value: str) -> None:
    page.get_by_role("radio", name=label, exact=True).click(timeout=PATIENCE)
    wait_for_link(page, "below", value)
    wait_quiet(page)


def query(page: "Page") -> str:
    return page.evaluate("location.search")


# Two users


def test_two_users_at_once_never_see_each_others_run(open_page: "Opener") -> None:
    one, other = open_page("/?preset=slow"), open_page("/?preset=two-classes")
    for turn in range(1, 6):
        click(one, "Step")
        click(other, "×10")
        wait_for_status(one, round=turn)
        wait_for_status(other, round=10 * turn)
    enter(one, "w11", "0.25")
    enter(other, "b1", "-3")
    wait_for_link(one, "edits", "5~w11~0.25")
    wait_for_link(other, "edits", "50~b1~-3")
    assert check(one) == parse("preset=slow&rounds=5&edits=5~w11~0.25").run
    assert check(other) == parse("preset=two-classes&rounds=50&edits=50~b1~-3").run


# Share


def test_share_shows_the_very_link_and_its_code(open_page: "Opener", expect: Callable) -> None:
    page = open_page(EDITED)
    popover = share(page)
    expect(popover.locator("code")).to_have_text(page.evaluate("location.href"))
    code = popover.get_by_role("img", name="QR code of the link")
    expect(code).to_be_visible()
    wait_until(page, "image => image.naturalWidth > 100", "the code drawn", code.element_handle())
    expect(popover.get_by_text("your own machine")).to_be_visible()


def test_every_button_of_share_is_seen_without_scrolling(open_page: "Opener") -> None:
    popover = share(open_page(EDITED, width=1440, height=900))
    for name in ("History (CSV)", "Run (JSON)", "Network", "Weights", "Upload"):
        box = popover.get_by_role("button", name=name, exact=True).bounding_box(timeout=PATIENCE)
        assert box["y"] + box["height"] <= popover.bounding_box()["y"] + popover.bounding_box()["height"] <= 900, name


@pytest.mark.parametrize("path", ["/?preset=slow", "/derivation?preset=slow&section=why"], ids=["lab", "derivation"])
def test_the_link_in_the_popover_follows_the_run(open_page: "Opener", expect: Callable, path: str) -> None:
    page = open_page(path)
    popover = share(page)
    before = popover.locator("code").inner_text()
    page.keyboard.press("Escape")
    expect(popover).to_have_count(0)
    click(page, "Step")
    wait_for_status(page, round=1)
    popover = share(page)
    expect(popover.locator("code")).to_have_text(page.evaluate("location.href"))
    assert popover.locator("code").inner_text() != before


def test_a_long_link_says_so_instead_of_a_code(open_page: "Opener", expect: Callable) -> None:
    page = open_page(LONG)
    popover = share(page)
    shown = popover.locator("code").inner_text()
    assert len(shown) > 800
    assert shown == page.evaluate("location.href")
    expect(popover.get_by_text(f"The link has {len(shown)} characters")).to_be_visible()
    assert popover.get_by_role("img", name="QR code of the link").count() == 0


# Files


def test_every_file_has_its_name_and_begins_right(open_page: "Opener", tmp_path: Path) -> None:
    page = open_page(EDITED)
    share(page)
    for label, (ending, start) in FILES.items():
        path = download(page, label, tmp_path)
        assert path.name == f"{file_stem(run_in_link(page))}.{ending}"
        assert path.read_text(encoding="utf-8").startswith(start)


@pytest.mark.parametrize("path", [EDITED, "/?x=1_2_3&y=0_1&init=normal~3&lr=0.3&loss=bce&rounds=9&at=4", LONG])
def test_a_file_loads_back_to_the_same_address(open_page: "Opener", tmp_path: Path, path: str) -> None:
    page = open_page(path)
    share(page)
    file = download(page, "Run (JSON)", tmp_path)
    other = open_page()
    load(share(other), file)
    wait_for_link(other, "rounds", link(page)["rounds"])
    other.keyboard.press("Escape")
    check(other)
    assert query(other) == query(page)
    assert status(other) == status(page)


def test_a_file_brings_its_pins(open_page: "Opener", tmp_path: Path, expect: Callable) -> None:
    page = open_page("/?preset=slow&rounds=3&below=compare")
    click(page, "Pin this run")
    expect(unpins(page)).to_have_count(1)
    share(page)
    file = download(page, "Run (JSON)", tmp_path)
    other = open_page("/?below=compare")
    load(share(other), file)
    expect(unpins(other)).to_have_count(1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "JSON"),
        ('{"format": "softmax-run", "version": 3}', "version"),
        ('{"format": "softmax-run", "version": 2, "link": "x=NaN_1"}', "be a number"),
    ],
    ids=["broken", "of another version", "no number"],
)
def test_a_malformed_file_is_refused_in_one_message(
    open_page: "Opener", tmp_path: Path, expect: Callable, text: str, said: str
) -> None:
    page = open_page(EDITED)
    popover = share(page)
    before = query(page), status(page)
    (tmp_path / "bad.json").write_text(text)
    load(popover, tmp_path / "bad.json")
    alert = page.get_by_test_id("stAlert").filter(has_not_text="your own machine")
    expect(alert).to_have_count(1)
    expect(alert).to_contain_text(said)
    assert (query(page), status(page)) == before
    page.keyboard.press("Escape")
    expect(popover).to_have_count(0)
    check(page)


def test_of_each_refused_file_its_own_name_and_reason_stand_above_the_button_in_view(
    open_page: "Opener", tmp_path: Path, expect: Callable
) -> None:
    page = open_page(EDITED)
    popover = share(page)
    alert = page.get_by_test_id("stAlert").filter(has_not_text="your own machine")
    for name, text, said in (("homework.json", "{", "JSON"), ("other.json", "[]", "object")):
        (tmp_path / name).write_text(text)
        popover.get_by_test_id("stFileUploader").scroll_into_view_if_needed()  # as who presses the button sees it
        load(popover, tmp_path / name)
        expect(alert).to_contain_text(name)
        expect(alert).to_contain_text(said)
        expect(alert).to_have_count(1)
        expect(alert).to_be_in_viewport(ratio=1)
        wait_quiet(page)
        above, below = alert.bounding_box(), popover.get_by_test_id("stFileUploader").bounding_box()
        assert above["y"] + above["height"] <= below["y"]


def test_a_good_file_after_a_bad_one_takes_its_message_away(
    open_page: "Opener", tmp_path: Path, expect: Callable
) -> None:
    page = open_page(EDITED)
    popover = share(page)
    good = download(page, "Run (JSON)", tmp_path)
    (tmp_path / "bad.json").write_text("{")
    load(popover, tmp_path / "bad.json")
    alert = page.get_by_test_id("stAlert").filter(has_not_text="your own machine")
    expect(alert).to_have_count(1)
    document = json.loads(good.read_text())
    good.write_text(json.dumps({**document, "link": document["link"].replace("rounds=4", "rounds=7")}))
    wait_quiet(page)
    load(popover, good)
    wait_for_link(page, "rounds", "7")
    expect(alert).to_have_count(0)
    page.keyboard.press("Escape")
    assert check(page) == parse(EDITED.replace("rounds=4", "rounds=7")[2:]).run


# Compare, edits, replay


def unpins(page: "Page") -> "Locator":
    return page.get_by_role("button", name=re.compile(r"^Unpin \d$"))


def test_pinned_runs_are_compared(open_page: "Opener", expect: Callable) -> None:
    page = open_page("/?preset=slow&rounds=5")
    open_below(page, "Compare", "compare")
    click(page, "Pin this run")
    expect(unpins(page)).to_have_count(1)
    expect(button(page, "Pin this run")).to_be_disabled()
    enter(page, "w11", "0.25")
    wait_for_link(page, "edits", "5~w11~0.25")
    click(page, "Pin this run")
    expect(unpins(page)).to_have_count(2)
    click(page, "Step")
    wait_for_status(page, round=6)
    check(page)
    for key in ("compare_loss", "compare_probability", "compare_weights"):
        expect(chart(page, key)).to_be_visible()
    table = page.get_by_test_id("stTable")
    expect(table.get_by_role("row")).to_have_count(4)
    expect(table).to_contain_text("round 5: w₁₁ = 0.25")
    button(page, "Look at pin 1").click(timeout=PATIENCE)
    wait_for_link(page, "edits", None)
    assert check(page) == parse("preset=slow&rounds=5").run
    for left in (1, 0):
        button(page, "Unpin 1").click(timeout=PATIENCE)
        expect(unpins(page)).to_have_count(left)
    expect(page.get_by_text("Nothing is pinned yet")).to_be_visible()
    expect(table).to_have_count(0)


def test_a_removed_edit_is_trained_without_and_undo_brings_it_back(open_page: "Opener", expect: Callable) -> None:
    page = open_page(f"{EDITED}&below=edits")
    run = check(page)
    before = status(page)
    expect(page.get_by_role("button", name=re.compile("^Remove"))).to_have_count(2)
    button(page, "Remove w₁₂ of round 1").click(timeout=PATIENCE)
    wait_for_link(page, "edits", "3~b1~-2")
    expect(page.get_by_role("button", name=re.compile("^Remove"))).to_have_count(1)
    check(page)
    assert status(page) != before
    click(page, "Undo")
    wait_for_link(page, "edits", "1~w12~0.25_3~b1~-2")
    expect(page.get_by_role("button", name=re.compile("^Remove"))).to_have_count(2)
    assert check(page) == run
    assert status(page) == before


def test_the_replay_plays_to_its_end_beside_the_lab(open_page: "Opener", expect: Callable) -> None:
    page = open_page("/?preset=slow&rounds=3")
    run = run_in_link(page)
    open_below(page, "Replay", "replay")
    replay = page.frame_locator("iframe.frame")
    expect(replay.locator("text", has_text="Round 0 of 3")).to_be_visible()
    replay.locator(".updatemenu-button", has_text="Play").click(timeout=PATIENCE)
    expect(replay.locator("text", has_text=re.compile("^Round 3 of 3"))).to_be_visible()
    assert check(page) == run
    # A further round is added to what is shown, which stays at its round and needs no scrolling of its own.
    click(page, "Step")
    expect(replay.locator("text", has_text=re.compile("^Round 3 of 4"))).to_be_visible()
    inner = replay.locator("body").evaluate("body => [body.scrollHeight, innerHeight]")
    assert inner[0] == inner[1]
