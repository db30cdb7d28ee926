"""A page in a hand: a finger that swipes, one screen after the other, what a finger can hit, texts that do not fit."""

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import TYPE_CHECKING

from tests.browser.lab_page import wait_until

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

FINGER = 44
"""Pixels."""

# The controls that can be seen, by what a finger may hit: of a hidden box that is its label, of a list its whole field,
# and what an unseen part beside adds. A word with its meaning is as large as its line.
_TARGETS = """() => {
    const all = `button, input:not([type=hidden], [type=file]), select, textarea, [role=radio], [role=tab], a[href]`;
    const target = it => it.closest("[role=group]:has(> [role=combobox])")
        ?? (it.matches("[type=checkbox], [type=radio]") ? it.closest("label") : null)
        ?? it.closest("[data-testid=stSlider] div:has(> div > input), label.dragger") ?? it;
    const found = [...document.querySelectorAll(all)]
        .filter(it => !it.closest("p, li, .modebar, [href^='#term-'], [style*='clip: rect(0']")).map(target)
        .filter(it => it.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && it.offsetWidth > 1);
    return [...new Set(found)].map(it => {
        const { left, right, width, height } = it.getBoundingClientRect();
        const beside = getComputedStyle(it, "::after");
        const [wide, high] = beside.content === "none" ? [0, 0] : [beside.width, beside.height].map(parseFloat);
        return { name: it.ariaLabel || it.innerText || it.outerHTML.slice(0, 200), left, right,
                 width: Math.max(width, wide || 0), height: Math.max(height, high || 0) };
    });
}"""

# Pictures are drawn anew a moment after the screen has another size.
_STILL = """() => {
    const all = document.querySelectorAll(".stMain button, .js-plotly-plot text, .js-plotly-plot path, .layer input");
    const boxes = [...all].map(it => it.getBoundingClientRect()).map(({ left, top, width }) => [left, top, width]);
    const now = JSON.stringify([innerWidth, innerHeight, boxes.flat().map(Math.round)]);
    if (now !== window.boxesLast) [window.boxesLast, window.boxesSince] = [now, performance.now()];
    return performance.now() - window.boxesSince > 300;
}"""

# The texts of a picture, and in what they must be: the picture, and of a number in a cell the cells.
_TEXTS = """chart => {
    const box = it => {
        const { left, top, right, bottom } = it.getBoundingClientRect();
        return [left, top, right, bottom];
    };
    return {
        around: box(chart.querySelector(".main-svg")),
        cells: box(chart.querySelector(".nsewdrag")),
        texts: [...chart.querySelectorAll("svg text")]
            .filter(text => text.textContent.trim() && text.checkVisibility({ opacityProperty: true }))
            .map(text => ({ text: text.textContent, box: box(text), isPoint: Boolean(text.closest(".textpoint")) })),
    };
}"""


def is_within(inner: list[float], outer: list[float], by: float = 1) -> bool:
    left, top, right, bottom = (a - b for a, b in zip(inner, outer, strict=True))
    return left >= -by and top >= -by and right <= by and bottom <= by


def do_overlap(one: list[float], other: list[float], by: float = 2) -> bool:
    return all(min(one[2 + axis], other[2 + axis]) - max(one[axis], other[axis]) > by for axis in (0, 1))


def covered(texts: list[dict]) -> list[tuple[str, str]]:
    pairs = combinations(texts, 2)
    return [(one["text"], other["text"]) for one, other in pairs if do_overlap(one["box"], other["box"])]


def covered_texts(picture: "Locator") -> list[tuple[str, str]]:
    """The pairs of texts of a picture that cover each other."""
    return covered(picture.evaluate(_TEXTS)["texts"])


def misplaced_texts(picture: "Locator", is_grid: bool = False) -> list[tuple[str, ...]]:
    """The texts of a picture that cover each other or are cut off."""
    found = picture.evaluate(_TEXTS)
    texts = found["texts"]
    wrong = covered(texts)
    wrong += [(text["text"],) for text in texts if not is_within(text["box"], found["around"])]
    return wrong + [
        (it["text"],) for it in texts if is_grid and it["isPoint"] and not is_within(it["box"], found["cells"])
    ]


def wait_still(page: "Page") -> None:
    """Wait until nothing on the page has moved for a while."""
    wait_until(page, _STILL, "a page on which nothing moves")


def turned(page: "Page", sizes: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Give the page one screen after the other."""
    for width, height in sizes:
        page.set_viewport_size({"width": width, "height": height})
        wait_still(page)
        yield width, height


def swipe(page: "Page", target: "Locator", along: str, by: float) -> None:
    """Move a finger over the middle of an element, by so many pixels."""
    box = target.bounding_box()
    place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    session = page.context.new_cdp_session(page)
    send = lambda kind, points: session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})  # noqa: E731
    send("touchStart", [place])
    for part in range(1, 11):
        send("touchMove", [{**place, along: place[along] + by * part / 10}])
        page.wait_for_timeout(16)
    send("touchEnd", [])


def small_targets(page: "Page") -> list[dict]:
    """The controls that are smaller than a finger, and how large each is."""
    return [it for it in page.evaluate(_TARGETS) if min(it["width"], it["height"]) < FINGER - 0.5]


def box_of(target: "Locator") -> dict[str, float]:
    """Where an element is on screen."""
    box = target.bounding_box()
    return {"left": box["x"], "top": box["y"], "right": box["x"] + box["width"], "bottom": box["y"] + box["height"]}
