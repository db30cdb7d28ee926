"""What a class sees: everything in its place, readable, and nothing that jumps."""

import re
from collections.abc import Callable
from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from tests.browser.boxes import wait_faded_in
from tests.browser.contrast import pale_texts
from tests.browser.lab_page import (
    PATIENCE,
    button,
    chart,
    check,
    click,
    enter,
    field,
    status_line,
    wait_beyond,
    wait_for_link,
    wait_for_status,
    wait_quiet,
    wait_until,
    watch_places,
    watched_places,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page

    Opener = Callable[..., Page]

CHARTS = ("network", "bars", "loss", "weights")

_TEXTS = """chart => [...chart.querySelectorAll("svg text")]
    .filter(text => text.textContent.trim() && text.checkVisibility({ opacityProperty: true }))
    .map(text => {
        const box = text.getBoundingClientRect();
        return { text: text.textContent, box: [box.left, box.top, box.right, box.bottom],
                 fill: getComputedStyle(text).fill, on_fill: Boolean(text.closest(".textpoint")) };
    })"""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_all_pictures_are_on_screen_without_scrolling(open_page: "Opener", dark: bool) -> None:
    page = open_page(dark=dark)
    for round in (0, 1):
        wait_for_status(page, round=round)
        check(page)
        for key in CHARTS:
            box = chart(page, key).bounding_box()
            assert box["y"] >= 0, key
            assert box["y"] + box["height"] <= 900, key
            assert box["x"] + box["width"] <= 1440, key
        if round == 0:
            click(page, "Step")


def test_six_by_six_weights_are_a_matrix_on_one_screen(open_page: "Opener") -> None:
    page = open_page("/?x=1_2_3_4_5_6&y=0_0_1_0_0_0&init=uniform~1")
    sizes = range(1, 7)
    boxes = [[field(page, f"w{i}{k}").bounding_box() for k in sizes] for i in sizes]
    assert [len({box["y"] for box in row}) for row in boxes] == [1] * 6
    assert [len({row[k]["x"] for row in boxes}) for k in range(6)] == [1] * 6
    assert boxes[-1][-1]["y"] + boxes[-1][-1]["height"] <= 900


@pytest.mark.parametrize("width", [320, 390, 720, 768, 1440, 1920])
@pytest.mark.parametrize(
    "path", ["/?rounds=1", "/derivation?rounds=1", "/data?set=ring&rounds=1"], ids=["lab", "derivation", "data"]
)
def test_nothing_scrolls_sideways(open_page: "Opener", width: int, path: str) -> None:
    page = open_page(path, width=width, height=844)
    wait_quiet(page)
    for element in ("html", '[data-testid="stMain"]'):
        wide, room = page.eval_on_selector(element, "element => [element.scrollWidth, element.clientWidth]")
        assert wide <= room, element


def test_on_a_phone_the_pictures_come_before_the_fields(open_page: "Opener") -> None:
    page = open_page(width=390, height=844)
    check(page)
    lowest = max(box["y"] for box in (chart(page, key).bounding_box() for key in CHARTS))
    assert field(page, "x1").bounding_box()["y"] > lowest
    assert chart(page, "network").bounding_box()["y"] < 844 / 2


def test_on_a_phone_a_tap_steps(open_page: "Opener") -> None:
    page = open_page("/?preset=slow", width=390, height=844)
    button(page, "Step").tap(timeout=PATIENCE)
    wait_for_status(page, round=1)
    check(page)


def test_on_a_phone_the_status_stays_on_screen(open_page: "Opener") -> None:
    page = open_page("/?preset=slow&rounds=5", width=390, height=844)
    check(page)
    page.eval_on_selector('[data-testid="stMain"]', "main => main.scrollTo(0, main.scrollHeight)")
    wait_until(page, "() => document.querySelector('[data-testid=stMain]').scrollTop > 300", "the page scrolled down")
    assert status_line(page).evaluate("""line => {
        const box = line.getBoundingClientRect();
        const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
        return box.top >= 0 && box.bottom <= innerHeight && (line.contains(top) || top.contains(line));
    }""")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_theme_follows_the_system_and_charts_can_be_read(open_page: "Opener", dark: bool) -> None:
    page = open_page("/?preset=slow&rounds=5", dark=dark)
    check(page)
    background = page.eval_on_selector('[data-testid="stApp"]', "app => getComputedStyle(app).backgroundColor")
    assert (_luminance(background) < 0.05) == dark
    assert (_luminance(background) > 0.9) != dark
    for key in CHARTS:
        texts = [text for text in chart(page, key).evaluate(_TEXTS) if not text["on_fill"]]
        assert texts, key
        for text in texts:
            assert _contrast(text["fill"], background) >= 4.5, (key, text["text"], text["fill"])


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_theme_chosen_against_the_systems_holds_in_all_that_opens_and_in_the_replay(
    open_page: "Opener", dark: bool
) -> None:
    chosen = "light" if dark else "dark"
    page = open_page("/?preset=slow&rounds=5&below=replay", dark=dark)
    wait_quiet(page)
    page.get_by_role("button", name="Main menu").or_(page.get_by_test_id("stMainMenu")).first.click()
    page.get_by_test_id(f"stMainMenuItem-theme-{chosen.title()}").click()
    page.keyboard.press("Escape")
    scheme = "chosen => getComputedStyle(document.documentElement).colorScheme === chosen"
    wait_until(page, scheme, "the theme that was chosen", chosen)
    for opener, opened in (("Share", '[data-testid="stPopoverBody"]'), ("Help", '[role="dialog"]')):
        click(page, opener)
        page.locator(opened).wait_for(timeout=PATIENCE)
        wait_quiet(page)
        wait_faded_in(page)
        assert pale_texts(page, page.locator(opened)) == []
        page.keyboard.press("Escape")
        page.locator(opened).wait_for(state="hidden", timeout=PATIENCE)
    replay = page.frame_locator("iframe.frame")
    background = replay.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    assert (_luminance(background) < 0.05) == (chosen == "dark")
    replay.locator("[data-ready=yes]").wait_for(timeout=PATIENCE)
    for text in replay.locator("#replay").evaluate(_TEXTS):
        if text["text"] in ("Network", "class 1", "cross-entropy"):
            assert _contrast(text["fill"], background) >= 4.5, text


def test_no_picture_moves_at_a_step_an_edit_or_in_play(open_page: "Opener") -> None:
    page = open_page("/?preset=slow&rounds=2")
    check(page)
    watch_places(page, CHARTS)
    click(page, "Step")
    wait_for_status(page, round=3)
    check(page)
    enter(page, "w11", "0.25")
    wait_for_link(page, "edits", "3~w11~0.25")
    check(page)
    click(page, "Play")
    wait_beyond(page, 6)
    click(page, "Pause")
    check(page)
    assert [len(places) for places in watched_places(page)] == [1] * len(CHARTS)


def test_no_picture_moves_when_the_start_is_edited(page: "Page") -> None:
    check(page)
    watch_places(page, CHARTS)
    enter(page, "w11", "0.25")
    wait_for_link(page, "w", "0.25_0.5_0.5_0.5_0.5_0.5")
    check(page)
    assert [len(places) for places in watched_places(page)] == [1] * len(CHARTS)


SIX = "x=1_2_3_4_5_6&y=0_0_0_1_0_0&init=normal~3"


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize(
    "setup", ["preset=document", "preset=four-inputs", "preset=two-classes", SIX, f"{SIX}&lr=0.001"]
)
def test_no_text_of_a_picture_covers_another(open_page: "Opener", setup: str, width: int) -> None:
    page = open_page(f"/?{setup}", width=width)
    for round in (0, 1):
        wait_for_status(page, round=round)
        check(page)
        for key in CHARTS:
            chart(page, key).locator("svg text").first.wait_for(state="attached", timeout=PATIENCE)
            texts = chart(page, key).evaluate(_TEXTS)
            covered = [(one["text"], other["text"]) for one, other in combinations(texts, 2) if _overlap(one, other)]
            assert covered == [], (key, round)
        if round == 0:
            click(page, "Step")


def _overlap(one: dict, other: dict, allowed: float = 2) -> bool:
    (left, top, right, bottom), (left2, top2, right2, bottom2) = one["box"], other["box"]
    return min(right, right2) - max(left, left2) > allowed and min(bottom, bottom2) - max(top, top2) > allowed


def _luminance(color: str) -> float:
    """The relative luminance of a computed colour, as WCAG defines it."""
    channels = [int(channel) / 255 for channel in re.findall(r"\d+", color)[:3]]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _contrast(one: str, other: str) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)
