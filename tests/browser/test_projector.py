"""The projector view and the walkthrough: a lecture by keyboard, readable from the back row, formulas that render."""

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from tests.browser.lab_page import (
    CHART,
    PATIENCE,
    charts,
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
LEAST_TEXT = 20
"""The height of the smallest text, in pixels."""
BOTH_THEMES = pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])

# Every element with text of its own that is seen. KaTeX's scripts (.mtight) and the raised or lowered text of a chart
# are smaller by nature; icons are a font's ligatures, no text.
_SMALL = """least => [...document.querySelectorAll("body *")]
    .filter(element => [...element.childNodes]
        .some(node => node.nodeType === 3 && /[^\\s\\u200b]/.test(node.textContent)))
    .filter(element => !element.closest(`script, style, noscript, .katex-mathml, .katex .mtight, sub, sup,
        [data-testid=stIconMaterial], tspan[style*="font-size: 70%"], tspan[style*="font-size:70%"]`))
    .filter(element => element.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
    .filter(element => { const box = element.getBoundingClientRect(); return box.width > 1 && box.height > 1; })
    .map(element => [parseFloat(getComputedStyle(element).fontSize), element.textContent.trim().slice(0, 40)])
    .filter(([size]) => size < least)"""

# The text of the charts: its place, and its colour as it is painted, red, green, blue and opacity.
_CHART_TEXTS = """chart => [...document.querySelectorAll(`${chart} svg text`)]
    .filter(text => text.textContent.trim() && text.checkVisibility({ opacityProperty: true }))
    .map(text => {
        const style = getComputedStyle(text), box = text.getBoundingClientRect();
        const channels = style.fill.match(/[\\d.]+/g).map(Number);
        const opacity = (channels[3] ?? 1) * style.fillOpacity * style.opacity;
        return { text: text.textContent, box: [box.left, box.top, box.right, box.bottom],
                 color: [...channels.slice(0, 3), opacity] };
    })"""

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


def lecture(page: "Page") -> Iterator[int]:
    """All eight sub-steps of round 0 by the arrow key."""
    for part in PARTS:
        at_part(page, 0, part)
        charts(page).locator("svg text").first.wait_for(state="attached", timeout=PATIENCE)
        yield part
        page.keyboard.press("ArrowRight")


def projector(open_page: "Opener", path: str = "/?view=projector", *, dark: bool = False) -> "Page":
    return open_page(path, width=1920, height=1080, dark=dark)


def test_a_lecture_without_the_mouse(open_page: "Opener") -> None:
    page = projector(open_page, "/")
    wait_quiet(page)
    page.keyboard.press("v")
    wait_for_link(page, "view", "projector")
    for _ in lecture(page):
        pass
    at_part(page, 1, 1)
    assert (link(page)["rounds"], link(page)["view"]) == ("1", "projector")
    page.keyboard.press("ArrowLeft")
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


@BOTH_THEMES
def test_every_text_can_be_read_from_the_back_row(open_page: "Opener", dark: bool) -> None:
    page = projector(open_page, dark=dark)
    small, pale = {}, {}
    for part in lecture(page):
        small[part] = page.evaluate(_SMALL, LEAST_TEXT)
        pale[part] = _pale(page)
    assert {part: found for part, found in small.items() if found} == {}
    assert {part: found for part, found in pale.items() if found} == {}


def test_the_keys_can_be_read_from_the_back_row(open_page: "Opener") -> None:
    page = projector(open_page)
    at_part(page, 0, 1)
    page.keyboard.press("h")
    page.get_by_role("dialog").get_by_text("a whole round at once").wait_for(timeout=PATIENCE)
    wait_quiet(page)
    assert page.evaluate(_SMALL, LEAST_TEXT) == []


def test_every_sub_step_fits_on_the_screen(open_page: "Opener") -> None:
    page = projector(open_page)
    too_much = {}
    for part in lecture(page):
        assert not page.locator('[data-testid="stHeader"]').is_visible()
        assert page.locator("input:visible").count() == 0
        width, room, height = page.eval_on_selector(
            '[data-testid="stMain"]', "main => [main.scrollWidth, main.clientWidth, main.scrollHeight]"
        )
        if width > room or height > 1080 or _cut_off(page):
            too_much[part] = (width, height, _cut_off(page))
    assert too_much == {}


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
        assert _contrast(colors[-1], _channels(background)) >= 4.5
    assert colors[0] != colors[1]


def _cut_off(page: "Page") -> list[float]:
    """By how many pixels formulas are wider than the column they stand in."""
    return page.evaluate("""() => [...document.querySelectorAll(".katex-display")].map(formula => {
        const edges = [...formula.querySelectorAll(".base")].map(base => base.getBoundingClientRect().right);
        return Math.round(Math.max(...edges) - formula.closest("[data-testid=stColumn]").getBoundingClientRect().right);
    }).filter(beyond => beyond > 1)""")


def _pale(page: "Page") -> list[tuple[str, float]]:
    """The texts of the charts with too little contrast against what is painted behind them."""
    from PIL import Image

    texts = page.evaluate(_CHART_TEXTS, CHART)
    assert texts
    hidden = page.screenshot(style=f"{CHART} svg text {{ visibility: hidden !important }}")
    picture = Image.open(BytesIO(hidden)).convert("RGB")
    found = []
    for text in texts:
        *color, opacity = text["color"]
        _, behind = max(picture.crop([round(edge) for edge in text["box"]]).getcolors(1 << 20))
        painted = [opacity * top + (1 - opacity) * bottom for top, bottom in zip(color, behind, strict=True)]
        contrast = _contrast(painted, behind)
        if contrast < 4.5:
            found.append((text["text"], round(contrast, 2)))
    return found


def _channels(color: str) -> list[float]:
    return [float(channel) for channel in re.findall(r"[\d.]+", color)[:3]]


def _luminance(color: "list[float]") -> float:
    """As WCAG defines it."""
    shares = [channel / 255 for channel in color]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _contrast(one: "list[float]", other: "list[float]") -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)
