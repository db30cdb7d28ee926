"""The lab in a hand: all in reach of a finger, nothing moves under it; Step, picture and numbers are seen together."""

from collections.abc import Callable
from itertools import cycle
from typing import TYPE_CHECKING

import pytest

from softmax_core.link import parse
from tests.browser.hand import (
    FINGER,
    box_of,
    covered_texts,
    misplaced_texts,
    small_targets,
    swipe,
    turned,
    wait_still,
)
from tests.browser.lab_page import (
    PATIENCE,
    button,
    chart,
    check,
    click,
    field,
    link,
    status,
    wait_beyond,
    wait_for_link,
    wait_quiet,
    wait_until,
)

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    Opener = Callable[..., Page]

SLOW = "/?preset=slow&rounds=5"
LARGEST = "/?x=1_2_3_4_5_6&y=0_0_1_0_0_0&init=uniform~1"
SMALL_PHONE, PHONE, LANDSCAPE, TABLET, TABLET_LANDSCAPE = (360, 740), (390, 844), (844, 390), (768, 1024), (1024, 768)
SIZES = (SMALL_PHONE, PHONE, LANDSCAPE, TABLET, TABLET_LANDSCAPE)
CHARTS = ("network", "bars", "loss", "weights")
# From now on, every height the bar has and every place Step has in it.
_WATCH_BAR = """() => {
    window.barsSeen = [];
    const look = () => {
        const [bar, step] = [".st-key-bar", ".st-key-step button"].map(it => document.querySelector(it));
        if (bar && step) {
            const [{ top, height }, at] = [bar, step].map(it => it.getBoundingClientRect());
            const seen = [height, at.left, at.top - top].map(Math.round).join();
            if (!window.barsSeen.includes(seen)) window.barsSeen.push(seen);
        }
        requestAnimationFrame(look);
    };
    look();
}"""

_BOXES = """() => Object.fromEntries(["step", "pictures", "numbers", "numbers table", "bar"].map(name => {
    const { left, top, right, bottom, height } = document.querySelector(`.st-key-${name}`).getBoundingClientRect();
    return [name, { left, top, right, bottom, height }];
}))"""

_RANGES = "picture => JSON.stringify([picture._fullLayout.xaxis.range, picture._fullLayout.yaxis.range])"


def open_on(open_page: "Opener", path: str, size: tuple[int, int] = PHONE, **options: object) -> "Page":
    """A page on a screen of this size that is touched."""
    page = open_page(path, width=size[0], height=size[1], touch=True, **options)
    wait_quiet(page)
    return page


def scroll_to_bar(page: "Page") -> None:
    """Scroll until the bar stands at the top, as far as it goes."""
    page.evaluate("""() => {
        const main = document.querySelector("[data-testid=stMain]");
        main.scrollTo(0, 0);
        const top = parseFloat(getComputedStyle(document.querySelector(":has(> .st-key-bar)")).top);
        main.scrollBy(0, document.querySelector(".st-key-bar").getBoundingClientRect().top - top);
    }""")


def bring(page: "Page", key: str) -> "Locator":
    """Swipe to a picture."""
    picture = chart(page, key)
    picture.evaluate("picture => picture.scrollIntoView({ block: 'nearest', inline: 'start', behavior: 'instant' })")
    return picture


@pytest.mark.parametrize(
    ("path", "rounds"),
    # The longest losses there are, 6.187e−50; Play, and headlines that grow; the longest rounds.
    [("/", 2), ("/?preset=slow", 30), (f"{LARGEST}&rounds=9998&lr=0.001", 2)],
)
def test_nothing_in_the_bar_moves_whatever_it_says(open_page: "Opener", path: str, rounds: int) -> None:
    page = open_on(open_page, path)
    seen, ways = {}, cycle(("Step", "Previous"))
    for size in turned(page, [(width, 844) for width in (360, 390, 768, 1024)]):
        page.evaluate(_WATCH_BAR)
        way = next(ways)
        for _ in range(rounds):
            button(page, way).tap()
        wait_quiet(page)
        if way == "Step" and rounds == 30:
            click(page, "Play")
            wait_beyond(page, status(page)[0] + 3)
            click(page, "Pause")
            wait_quiet(page)
        seen[size] = page.evaluate("window.barsSeen")
    assert {size: bars for size, bars in seen.items() if len(bars) > 1} == {}


@pytest.mark.parametrize("along", ["x", "y"])
def test_a_swipe_over_a_picture_scrolls_and_changes_no_picture(open_page: "Opener", along: str) -> None:
    page = open_on(open_page, SLOW)
    place = ["[data-testid=stMain]", "scrollTop"] if along == "y" else [".st-key-pictures", "scrollLeft"]
    moved = "([[selector, way], start]) => Math.abs(document.querySelector(selector)[way] - start) > 50"
    for key in CHARTS:
        scroll_to_bar(page)
        picture = bring(page, key)
        wait_still(page)
        before = picture.evaluate(_RANGES)
        start = page.evaluate("([selector, way]) => document.querySelector(selector)[way]", place)
        swipe(page, picture, along, 150 if key == "weights" and along == "x" else -150)
        wait_until(page, moved, f"scrolling under the finger on {key}", [place, start])
        assert picture.evaluate(_RANGES) == before
        assert not picture.evaluate("picture => picture._dragging")
        assert page.locator(".dragcover").count() == 0
    scroll_to_bar(page)
    wait_still(page)
    swipe(page, bring(page, "weights"), along, -30)  # which ends on the cell it began on
    wait_quiet(page)
    assert link(page).get("vary") is None


def test_a_tap_on_a_cell_chooses_that_cell(open_page: "Opener") -> None:
    page = open_on(open_page, SLOW)
    taps = iter(((0, 1, "w12"), (1, 2, "w23"), (2, 0, "b1"), (0, 0, "w11"), (1, 1, "w22"), (0, 2, "w13")))
    for _ in turned(page, [SMALL_PHONE, PHONE, TABLET]):
        scroll_to_bar(page)
        picture = bring(page, "weights")
        for row, column, name in (next(taps), next(taps)):
            box = picture.locator(".nsewdrag").bounding_box()
            place = box["x"] + box["width"] * (column + 0.5) / 3, box["y"] + box["height"] * (row + 0.4) / 3
            page.touchscreen.tap(*place)
            wait_for_link(page, "vary", name)
            wait_quiet(page)


def test_no_toolbar_covers_a_picture(open_page: "Opener") -> None:
    page = open_on(open_page, SLOW, PHONE)
    for key in CHARTS:
        chart(page, key).tap()
        assert chart(page, key).locator(".modebar-btn:visible").count() == 0


@pytest.mark.parametrize(
    ("path", "numbers", "sizes"),
    [
        (SLOW, "numbers", [SMALL_PHONE, PHONE, TABLET, TABLET_LANDSCAPE]),
        (LARGEST, "numbers table", [PHONE, TABLET, (820, 1180)]),
    ],
    ids=["3 classes", "6 classes"],
)
def test_step_a_picture_and_the_numbers_are_seen_together(
    open_page: "Opener", path: str, numbers: str, sizes: list[tuple[int, int]]
) -> None:
    page = open_on(open_page, path)
    for width, height in turned(page, sizes):
        scroll_to_bar(page)
        for key in CHARTS:
            bring(page, key)
            boxes = {**page.evaluate(_BOXES), key: box_of(chart(page, key))}
            assert boxes["bar"]["bottom"] <= boxes[key]["top"], (key, width)
            for name in ("step", key, numbers):
                assert 0 <= boxes[name]["top"] < boxes[name]["bottom"] <= height, (key, name, width)
                assert 0 <= boxes[name]["left"] < boxes[name]["right"] <= width, (key, name, width)


def test_on_a_phone_as_it_is_opened_all_three_are_there_at_once(open_page: "Opener") -> None:
    page = open_on(open_page, SLOW, PHONE)
    numbers = box_of(page.get_by_role("table", name="Numbers of this round"))
    assert numbers["bottom"] <= PHONE[1]
    assert box_of(chart(page, "bars"))["left"] < PHONE[0] - 16  # the next picture looks in


@pytest.mark.parametrize("path", [SLOW, LARGEST], ids=["3 classes", "6 classes"])
def test_in_landscape_a_whole_picture_stands_beside_the_bar(open_page: "Opener", path: str) -> None:
    page = open_on(open_page, path, LANDSCAPE)
    scroll_to_bar(page)
    for key in CHARTS:
        bring(page, key)
        boxes = page.evaluate(_BOXES)
        picture = box_of(chart(page, key))
        assert boxes["bar"]["right"] <= picture["left"]
        for box in (boxes["step"], picture):
            assert 0 <= box["top"] < box["bottom"] <= LANDSCAPE[1], key
            assert 0 <= box["left"] < box["right"] <= LANDSCAPE[0], key
        assert box_of(page.get_by_text("Walkthrough", exact=True))["top"] >= picture["bottom"]


@pytest.mark.parametrize("path", [SLOW, LARGEST], ids=["3 classes", "6 classes"])
def test_every_control_is_in_reach(open_page: "Opener", path: str) -> None:
    page = open_on(open_page, path)
    for width, _ in turned(page, SIZES):
        for name in ("Step", "Previous", "Play", "Run to the end", "Undo", "Redo", "Reset", "×10", "×100", "Set-up",
                     "Share", "Projector", "Help"):  # fmt: skip
            box = box_of(button(page, name))
            assert 0 <= box["left"] < box["right"] <= width, (name, width)
        assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= width


@pytest.mark.parametrize(
    "path", [f"{SLOW}&vary=w12&below=one", "/derivation", f"{SLOW}&view=projector", "/data?set=penguins&sample=3"]
)
def test_every_control_is_as_large_as_a_finger(open_page: "Opener", path: str) -> None:
    page = open_on(open_page, path)
    for _ in turned(page, SIZES if "view" not in path else SIZES[:4]):
        assert small_targets(page) == []


@pytest.mark.parametrize("name", ["Set-up", "Share", "Help"])
def test_so_is_every_control_of_what_opens(open_page: "Opener", name: str) -> None:
    page = open_on(open_page, SLOW, PHONE)
    button(page, name).tap()
    opened = page.get_by_role("dialog") if name == "Help" else page.get_by_test_id("stPopoverBody")
    opened.wait_for(timeout=PATIENCE)
    wait_quiet(page)
    assert small_targets(page) == []
    box = box_of(opened)
    assert 0 <= box["left"] < box["right"] <= PHONE[0]


def test_a_number_is_typed_with_keys_for_numbers_and_its_sign_changed(open_page: "Opener") -> None:
    page = open_on(open_page, SLOW, PHONE)
    w12 = field(page, "w12")
    assert w12.get_attribute("inputmode") == "decimal"
    sign = page.get_by_role("button", name="Change the sign")
    assert sign.count() == 0
    w12.tap()
    box = sign.bounding_box()
    assert min(box["width"], box["height"]) >= FINGER
    assert box["y"] + box["height"] <= w12.bounding_box()["y"]
    w12.fill("0.25")
    sign.tap()
    assert w12.input_value() == "-0.25"
    sign.tap()
    assert w12.input_value() == "0.25"
    sign.tap()
    w12.press("Enter")
    wait_for_link(page, "edits", "5~w12~-0.25")
    field(page, "Learning rate").tap()
    assert sign.count() == 0


@pytest.mark.parametrize("path", [SLOW, "/?preset=four-inputs", LARGEST], ids=["2 by 3", "4 inputs", "6 by 6"])
def test_the_weights_are_a_matrix_and_every_digit_is_seen(open_page: "Opener", path: str) -> None:
    page = open_on(open_page, path)
    setup = parse(path).run.setup
    for size in turned(page, SIZES):
        boxes = [
            [field(page, f"w{i + 1}{k + 1}").bounding_box() for k in range(setup.n_classes)]
            for i in range(setup.n_features)
        ]
        assert [len({box["y"] for box in row}) for row in boxes] == [1] * setup.n_features, size
        assert [len({row[k]["x"] for row in boxes}) for k in range(setup.n_classes)] == [1] * setup.n_classes, size
        cut = page.evaluate("""() => [...document.querySelectorAll(".layer input")]
            .filter(input => input.scrollWidth > input.clientWidth).map(input => input.ariaLabel)""")
        assert cut == [], size
        if setup.n_classes > 3 and size in (SMALL_PHONE, PHONE):  # a column that is cut says that there are more
            assert boxes[0][3]["x"] + 16 < size[0] - 16 < boxes[0][3]["x"] + boxes[0][3]["width"]


def test_the_largest_run_is_no_longer_than_two_screens(open_page: "Opener") -> None:
    for path in (LARGEST, f"{LARGEST}&rounds=200"):  # the second has converged, and the page says so
        page = open_on(open_page, path, PHONE)
        check(page)
        assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight") <= 2 * PHONE[1], path
    page.get_by_text("no η is too large").wait_for(timeout=PATIENCE)


@pytest.mark.parametrize(
    "path", ["/?rounds=1", "/?preset=four-inputs&rounds=1", f"{LARGEST}&rounds=1", f"{LARGEST}&rounds=300&lr=0.01"]
)
def test_no_text_of_a_picture_is_covered_or_cut(open_page: "Opener", path: str) -> None:
    page = open_on(open_page, path, dark="300" in path)
    wrong = {}
    for size in turned(page, SIZES):
        for key in CHARTS:
            wrong[size, key] = misplaced_texts(chart(page, key), is_grid=key == "weights")
    assert {place: texts for place, texts in wrong.items() if texts} == {}


def test_a_link_to_the_projector_view_opens_as_a_walkthrough_to_scroll(open_page: "Opener") -> None:
    page = open_on(open_page, f"{SLOW}&view=projector&part=4")
    for width, height in turned(page, [SMALL_PHONE, PHONE, LANDSCAPE, TABLET]):
        assert page.locator(".st-key-stage").evaluate("stage => getComputedStyle(stage).position") != "fixed"
        for name in ("network", "sub_step"):
            assert misplaced_texts(chart(page, f"stage_{name}")) == [], (name, width)
        small = page.evaluate("""() => [...document.querySelectorAll(".st-key-stage :is(p, .katex)")]
            .filter(text => parseFloat(getComputedStyle(text).fontSize) < 12).map(text => text.textContent)""")
        assert small == [], width
        for name in ("Back", "Next"):
            box = box_of(button(page, name))
            assert 0 <= box["top"] < box["bottom"] <= height, (name, width)
    button(page, "Next").tap()
    page.get_by_text("5 of 8.").wait_for(timeout=PATIENCE)
    wait_for_link(page, "part", "5")
    assert link(page)["view"] == "projector"
    page.set_viewport_size({"width": 1440, "height": 900})
    fixed = "() => getComputedStyle(document.querySelector('.st-key-stage')).position === 'fixed'"
    wait_until(page, fixed, "the stage, on a screen that has room for it")


@pytest.mark.parametrize("path", [f"{SLOW}&below=replay", f"{LARGEST}&rounds=3&below=replay"])
def test_the_replay_stacks(open_page: "Opener", path: str) -> None:
    page = open_on(open_page, path)
    frame = page.frame_locator("iframe.frame")
    frame.locator("[data-ready=yes]").wait_for(timeout=PATIENCE)
    for width, _ in turned(page, [PHONE, SMALL_PHONE]):
        tops = [frame.locator(f".subplot.{name}").first.bounding_box()["y"] for name in ("xy", "x2y2", "x3y3", "x4y4")]
        assert tops == sorted(set(tops))
        assert covered_texts(frame.locator(".js-plotly-plot")) == [], width
