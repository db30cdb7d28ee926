"""The projector view and the walkthrough: a lecture by keyboard, readable from the back row, formulas that render."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.browser.boxes import wait_settled
from tests.browser.contrast import contrast
from tests.browser.lab_page import (
    PATIENCE,
    field,
    link,
    wait_for_link,
    wait_for_status,
    wait_quiet,
    wait_until,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page

    Opener = Callable[..., Page]

PARTS = range(1, 9)
# Formulas that are higher than what is shown of them, as a numerator without its top.
_SLICED = """() => [...document.querySelectorAll(".katex-display")]
    .filter(formula => formula.scrollHeight > formula.clientHeight).map(formula => formula.textContent)"""
_BROKEN = r"""() => {
    const elements = [...document.querySelectorAll(".katex-error, .katex *")];
    const raw = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = elements
        .filter(one => one.matches(".katex-error") || getComputedStyle(one).color === "rgb(204, 0, 0)")
        .map(one => one.title || one.textContent);
    while (raw.nextNode()) {
        const parent = raw.currentNode.parentElement;
        if (!parent.closest("script, style, annotation") && /\\[a-z]{3,}|\$/.test(raw.currentNode.textContent))
            found.push(raw.currentNode.textContent);
    }
    return found;
}"""


def at_part(page: "Page", round: int, part: int) -> None:
    """Wait until the page shows this sub-step of this round, in its words and in its address, and is quiet."""
    page.get_by_text(re.compile(rf"^{part} of 8\. ")).wait_for(timeout=PATIENCE)
    wait_for_status(page, round=round)
    wait_for_link(page, "part", None if part == 1 else str(part))
    wait_quiet(page)


def projector(open_page: "Opener", path: str = "/?view=projector", *, dark: bool = False) -> "Page":
    return open_page(path, width=1920, height=1080, dark=dark)


@pytest.mark.parametrize(("forth", "back"), [("ArrowRight", "ArrowLeft"), ("PageDown", "PageUp")])
def test_a_lecture_without_the_mouse(open_page: "Opener", forth: str, back: str) -> None:
    page = projector(open_page, "/")
    wait_quiet(page)
    page.keyboard.press("v")
    wait_for_link(page, "view", "projector")
    for part in PARTS:
        at_part(page, 0, part)
        page.keyboard.press(forth)
    at_part(page, 1, 1)
    assert (link(page)["rounds"], link(page)["view"]) == ("1", "projector")
    page.keyboard.press(back)
    page.get_by_text(re.compile(r"^8 of 8\. ")).wait_for(timeout=PATIENCE)
    assert wait_for_status(page, round=0) == (0, "1.099")
    wait_quiet(page)
    page.keyboard.press("s")
    at_part(page, 1, 8)
    page.keyboard.press("v")
    wait_for_link(page, "view", None)
    field(page, "w11").wait_for(timeout=PATIENCE)
    wait_quiet(page)
    assert (link(page)["rounds"], link(page)["part"]) == ("1", "8")


def test_h_shows_the_keys_and_escape_closes_them(open_page: "Opener") -> None:
    page = projector(open_page)
    at_part(page, 0, 1)
    page.keyboard.press("h")
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("a whole round at once").wait_for(timeout=PATIENCE)
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden", timeout=PATIENCE)
    page.keyboard.press("ArrowRight")
    at_part(page, 0, 2)


def test_the_first_sub_step_of_all_has_none_before_it(open_page: "Opener") -> None:
    page = projector(open_page)
    at_part(page, 0, 1)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowRight")
    at_part(page, 0, 2)


@pytest.mark.parametrize("path", ["/?view=projector&part=4&preset=slow", "/?preset=slow"], ids=["projector", "lab"])
def test_no_key_acts_behind_an_open_dialog(open_page: "Opener", path: str) -> None:
    page = projector(open_page, path)
    wait_quiet(page)
    before = link(page)
    page.keyboard.press("h")
    dialog = page.get_by_role("dialog")
    dialog.wait_for(timeout=PATIENCE)
    for key in ("ArrowRight", "ArrowLeft", "PageDown", "p", "s", "c", "v", "5", "d", "n", "ArrowDown"):
        page.keyboard.press(key)
    wait_quiet(page)
    assert page.get_by_role("dialog").count() == 1
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden", timeout=PATIENCE)
    wait_quiet(page)
    assert {**before, "rounds": "0"} == {**link(page), "rounds": "0"}
    assert link(page).get("rounds", "0") == "0"
    page.keyboard.press("ArrowRight")
    if path.startswith("/?view"):
        at_part(page, 0, 5)
    else:
        wait_for_status(page, round=1)


def test_c_covers_and_streamlit_does_not_hear_it(open_page: "Opener") -> None:
    page = projector(open_page, "/?view=projector&part=4")
    at_part(page, 0, 4)
    for cover in ("yes", None):
        page.keyboard.press("c")
        wait_for_link(page, "cover", cover)
        wait_quiet(page)
        assert page.get_by_role("dialog").count() == 0
    before = link(page)
    page.keyboard.press("r")
    wait_quiet(page)
    assert link(page) == before


def test_a_field_keeps_its_keys_and_the_lab_has_none_of_the_projectors(open_page: "Opener") -> None:
    page = projector(open_page, "/?view=projector&part=4&below=one")
    at_part(page, 0, 4)
    page.keyboard.press("v")
    wait_for_link(page, "view", None)
    field(page, "w11").wait_for(timeout=PATIENCE)
    wait_quiet(page)
    before = link(page)
    for key in ("5", "d", "s", "PageDown", "ArrowDown"):
        page.keyboard.press(key)
    wait_quiet(page)
    assert link(page) == before


def test_the_spotlight_and_the_derivation_by_keys(open_page: "Opener") -> None:
    page = projector(open_page, "/?view=projector&part=6&preset=recorded")
    at_part(page, 0, 6)
    page.keyboard.press("ArrowDown")
    wait_for_link(page, "spot", "1")
    page.keyboard.press("d")
    for case in ("First case", "Second case"):
        page.get_by_text(re.compile(case)).wait_for(timeout=PATIENCE)
    page.keyboard.press("Escape")
    at_part(page, 0, 6)
    wait_for_link(page, "derive", None)
    page.keyboard.press("ArrowUp")
    wait_for_link(page, "spot", None)


# The height of the first bar of the lower picture in every frame from now on.
_WATCH_BAR = """() => {
    window.heightsSeen = [];
    const look = () => {
        const bar = document.querySelector(".st-key-stage_bottom .bars path");
        const height = bar && Math.round(bar.getBoundingClientRect().height);
        if (height !== null && height !== window.heightsSeen.at(-1)) window.heightsSeen.push(height);
        requestAnimationFrame(look);
    };
    look();
}"""


@pytest.mark.parametrize(("part", "key"), [("3", "ArrowRight"), ("4", "s")], ids=["to the next sub-step", "a round"])
def test_the_picture_moves(open_page: "Opener", part: str, key: str) -> None:
    page = projector(open_page, f"/?view=projector&part={part}&lr=0.01")
    at_part(page, 0, int(part))
    wait_settled(page)
    page.evaluate(_WATCH_BAR)
    page.keyboard.press(key)
    wait_until(page, "() => heightsSeen.at(-1) < heightsSeen[0]", "a bar that has begun to shrink")
    wait_settled(page)
    heights = page.evaluate("heightsSeen")
    assert heights[0] > heights[-1]
    assert len(heights) > 3, heights
    assert heights == sorted(heights, reverse=True)


RUNS = {
    "document": "rounds=1",
    "enormous": "x=1e60&y=0_1&init=normal~3&rounds=1",
    "six by six": "x=1e-9_3_-250_0.004_1e5_7&y=0_0_0_1_0_0&init=normal~3&lr=0.01&rounds=1",
    "huge logits": "preset=huge-logits&rounds=1",
}


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
@pytest.mark.parametrize(
    ("path", "least"),
    [
        ("/?below=all&", 24),
        ("/derivation?", 10),
        ("/derivation?section=shapes&", 9),
        ("/derivation?section=loss&", 8),
        ("/derivation?section=why&", 2),
    ],
    ids=["walkthrough", "softmax", "shapes", "loss", "why"],
)
def test_every_formula_renders(open_page: "Opener", path: str, least: int, run: str) -> None:
    page = open_page(path + run)
    wait_until(page, "n => document.querySelectorAll('.katex').length >= n", f"{least} formulas", least)
    wait_quiet(page)
    assert page.evaluate(_BROKEN) == []
    assert page.evaluate(_SLICED) == []


def test_in_the_lab_n_and_b_move_through_the_sub_steps(open_page: "Opener") -> None:
    page = open_page("/?below=one&rounds=1&part=5")
    lit = page.locator("strong", has_text=re.compile("^(Forward|Backward|Update)$"))
    for key, part, phase in (("", 5, "Forward"), ("n", 6, "Backward"), ("n", 7, "Backward"), ("n", 8, "Update"),
                             ("b", 7, "Backward"), ("b", 6, "Backward"), ("b", 5, "Forward")):  # fmt: skip
        if key:
            page.keyboard.press(key)
        at_part(page, 1, part)
        assert lit.all_inner_texts() == [phase]


def test_symbols_are_coloured_by_the_theme(open_page: "Opener") -> None:
    colors = []
    for dark in (False, True):
        page = open_page("/?below=one&part=2", dark=dark)
        at_part(page, 0, 2)
        theta = page.locator('.katex-html [style*="color"]', has_text=re.compile("^θ$")).first
        colors.append(_channels(theta.evaluate("symbol => getComputedStyle(symbol).color")))
        background = page.eval_on_selector('[data-testid="stApp"]', "app => getComputedStyle(app).backgroundColor")
        assert contrast(colors[-1], _channels(background)) >= 4.5
    assert colors[0] != colors[1]


def _channels(color: str) -> list[float]:
    return [float(channel) for channel in re.findall(r"[\d.]+", color)[:3]]
