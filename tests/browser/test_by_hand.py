"""Points set by hand, under a real hand: a mouse, a finger, keys."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from softmax_core.sources import ByHand
from softmax_core.study import Study
from tests.browser.hand import small_targets
from tests.browser.lab_page import PATIENCE, button, chart, choose, click, enter, wait_until
from tests.browser.test_data_set import check

if TYPE_CHECKING:
    from playwright.sync_api import Page

    Opener = Callable[..., Page]

POINTS = ((-2.0, 1.0, 1), (2.0, 1.0, 2), (0.0, -2.0, 3))
LINK = "/data?set=hand&points=-2~1~1_2~1~2_0~-2~3&test=0&rounds=5"

# Where a place of the plane is on screen.
_PLACE = """(plot, [x1, x2]) => {
    const { xaxis, yaxis } = plot._fullLayout, box = plot.querySelector(".nsewdrag").getBoundingClientRect();
    const scale = box.width / xaxis._length;
    return [box.left + xaxis.l2p(x1) * scale, box.top + yaxis.l2p(x2) * scale];
}"""

# The marks of the points as they are drawn, in pixels within the plane; rings and the marks of the legend are none.
_MARKS = """plot => [...plot.querySelectorAll(".scatterlayer .trace")]
    .filter(trace => trace.__data__[0].trace.customdata)
    .flatMap(trace => [...trace.querySelectorAll(".point")].map(mark => mark.getAttribute("transform")))
    .map(place => place.match(/[0-9.]+/g).map(Number).map(Math.round).join())"""


def place(page: "Page", x1: float, x2: float) -> tuple[float, float]:
    plane = chart(page, "plane")
    plane.scroll_into_view_if_needed(timeout=PATIENCE)
    return tuple(plane.evaluate(_PLACE, [x1, x2]))


def marks(page: "Page") -> list[str]:
    return chart(page, "plane").evaluate(_MARKS)


def press(page: "Page", x1: float, x2: float) -> None:
    page.mouse.click(*place(page, x1, x2))


def drag(page: "Page", start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*place(page, *start))
    page.mouse.down()
    page.mouse.move(*place(page, *end), steps=8)
    page.mouse.up()


def wait_for_points(page: "Page", count: int) -> ByHand:
    """Wait until the link has so many points, and the page agrees with it."""
    wait_until(
        page,
        "count => (new URLSearchParams(location.search).get('points') ?? '').split('_').length === count",
        f"{count} points in the link",
        count,
    )
    return check(page).source


def ready(page: "Page") -> "Page":
    wait_until(page, "() => document.querySelector('.chart.by-hand')", "a plane to set points in")
    return page


def near(point: tuple[float, ...], *numbers: float) -> bool:
    """Within a pixel or two."""
    return point[2] == numbers[2] and all(abs(a - b) < 0.12 for a, b in zip(point, numbers[:2], strict=False))


def test_a_click_adds_a_point_of_the_class_that_is_chosen(open_page: "Opener") -> None:
    page = ready(open_page(LINK))
    press(page, 3, -3)
    source = wait_for_points(page, 4)
    assert source.points[:3] == POINTS
    assert near(source.points[3], 3, -3, 1)
    page.get_by_role("radio", name="C", exact=True).click(timeout=PATIENCE)
    press(page, -3, -3)  # before the server knows of the class
    assert near(wait_for_points(page, 5).points[4], -3, -3, 3)
    assert len(marks(page)) == 5
    click(page, "Undo")
    wait_for_points(page, 4)
    page.go_back()
    wait_for_points(page, 5)


def test_a_drag_moves_a_point_which_follows_and_is_one_change(open_page: "Opener") -> None:
    page = ready(open_page(LINK))
    check(page)
    before = marks(page)
    page.mouse.move(*place(page, -2, 1))
    page.mouse.down()
    page.mouse.move(*place(page, -4, 3), steps=5)
    carried = marks(page)
    assert carried[0] != before[0]
    assert carried[1:] == before[1:]
    page.mouse.move(*place(page, -4, 4), steps=5)
    page.mouse.up()
    wait_until(page, "() => !location.search.includes('points=-2~1~1')", "another point in the link")
    study = check(page)
    assert near(study.source.points[0], -4, 4, 1)
    assert study.source.points[1:] == POINTS[1:]
    assert study.sample is None
    click(page, "Undo")
    wait_until(page, "() => location.search.includes('points=-2~1~1')", "the point back in the link")
    assert check(page).source == ByHand(POINTS)
    assert marks(page) == before
    click(page, "Redo")
    wait_until(page, "() => !location.search.includes('points=-2~1~1')", "the drag again")


def test_a_click_selects_a_point_and_the_delete_key_takes_it_away(open_page: "Opener", expect: Callable) -> None:
    page = ready(open_page(LINK))
    expect(button(page, "Delete")).to_be_disabled()
    press(page, 2, 1)
    expect(button(page, "Delete")).to_be_enabled()
    assert check(page).sample == 1
    page.keyboard.press("Delete")
    assert wait_for_points(page, 2).points == (POINTS[0], POINTS[2])
    assert check(page).sample is None
    press(page, 0, -2)
    expect(button(page, "Delete")).to_be_enabled()
    click(page, "Delete")
    assert wait_for_points(page, 1).points == POINTS[:1]
    press(page, -2, 1)
    expect(button(page, "Delete")).to_be_enabled()
    click(page, "Delete")
    expect(page.get_by_text("the last one stays")).to_be_visible()
    assert wait_for_points(page, 1).points == POINTS[:1]


def test_fast_clicks_far_away_are_each_a_point_and_a_double_click_is_one(open_page: "Opener", delayed: str) -> None:
    page = ready(open_page(LINK, base=delayed))
    check(page)
    for k in range(5):
        press(page, k - 2, 3)
    assert len(marks(page)) == 8  # before any answer
    page.mouse.dblclick(*place(page, 3, -3))
    page.mouse.move(*place(page, 3, -3))
    drag(page, (2, 3), (4, 4))  # one that the server may not know
    source = wait_for_points(page, 9)
    assert [near(point, k - 2, 3, 1) for k, point in enumerate(source.points[3:7])] == [True] * 4
    wait_until(
        page, "() => new URLSearchParams(location.search).get('points').split('_')[7].startsWith('4')", "the drag"
    )
    source = check(page).source
    assert near(source.points[7], 4, 4, 1)
    assert near(source.points[8], 3, -3, 1)
    assert len(marks(page)) == 9


def test_a_click_and_a_drag_during_play_are_made(open_page: "Opener") -> None:
    page = ready(open_page(LINK))
    click(page, "Play")
    wait_until(page, "() => /Round (6|7|8)/.test(document.body.innerText)", "Play to go on")
    press(page, 3, -3)
    source = wait_for_points(page, 4)
    assert near(source.points[3], 3, -3, 1)
    assert check(page).rounds > 5
    click(page, "Play")
    page.mouse.move(*place(page, 3, -3))
    page.mouse.down()
    for k in range(30):
        page.mouse.move(*place(page, 3 - k / 15, -3))
        page.wait_for_timeout(20)
    page.mouse.up()
    wait_until(
        page, "() => new URLSearchParams(location.search).get('points').split('_')[3].startsWith('1')", "the drag"
    )
    assert near(check(page).source.points[3], 1.07, -3, 1)


def test_a_drag_that_leaves_the_plane_ends_at_its_edge_and_escape_takes_it_back(open_page: "Opener") -> None:
    page = ready(open_page(LINK))
    check(page)
    before = marks(page)
    page.mouse.move(*place(page, 2, 1))
    page.mouse.down()
    page.mouse.move(*place(page, 3, 3), steps=4)
    page.keyboard.press("Escape")
    page.mouse.up()
    page.wait_for_timeout(300)
    assert marks(page) == before
    assert check(page).source == ByHand(POINTS)
    drag(page, (2, 1), (9, 1))
    wait_until(page, "() => location.search.includes('5~1~2')", "a point at the edge")
    assert check(page).source.points[1] == (5.0, 1.0, 2)
    drag(page, (5, 1), (2, 1))
    wait_until(page, "() => !location.search.includes('5~1~2')", "the point back")
    assert near(check(page).source.points[1], 2, 1, 2)


def test_the_table_sets_points_by_keys_alone(open_page: "Opener", expect: Callable) -> None:
    page = ready(open_page(LINK))
    click(page, "Points")
    enter(page, "x1 of point 2", "2,5", "Tab")
    expect(page.get_by_label("x2 of point 2", exact=True)).to_be_focused()
    page.keyboard.type("1/4")
    page.keyboard.press("Enter")
    page.get_by_label("Class of point 2").select_option("C", timeout=PATIENCE)
    wait_until(page, "() => location.search.includes('2.5~0.25~3')", "what was typed in the link")
    enter(page, "x1 of point 1", "many")
    expect(page.get_by_text("x1 of point 1 must be a number")).to_be_visible()
    expect(page.get_by_label("x1 of point 1", exact=True)).to_have_value("-2")
    page.get_by_label("x1 of the new point").fill("1", timeout=PATIENCE)
    page.get_by_label("x1 of the new point").press("Enter")  # its other field comes first
    page.keyboard.type("-1")
    page.keyboard.press("Enter")
    expect(page.get_by_label("x1 of the new point")).to_be_focused()
    assert wait_for_points(page, 4).points == (POINTS[0], (2.5, 0.25, 3), POINTS[2], (1.0, -1.0, 1))
    page.get_by_label("Delete point 1", exact=True).click(timeout=PATIENCE)
    expect(page.get_by_label("Delete point 1", exact=True)).to_be_focused()
    assert wait_for_points(page, 3).points[0] == (2.5, 0.25, 3)


def test_a_set_becomes_one_by_hand_and_comes_back(open_page: "Opener") -> None:
    page = open_page("/data?n=12&rounds=3")
    choose(page, "Data set", "By hand")
    ready(page)
    source = wait_for_points(page, 12)
    press(page, 5, -5)
    assert near(wait_for_points(page, 13).points[12], 5, -5, 1)
    assert source.n_classes == 3
    choose(page, "Data set", "Ring")
    wait_until(page, "() => location.search.includes('set=ring')", "a ring")
    wait_until(page, "() => !document.querySelector('.chart.by-hand')", "a plane that no hand sets points in")
    page.go_back()
    wait_for_points(page, 13)


@contextmanager
def finger(page: "Page", x1: float, x2: float) -> Iterator[Callable[[float, float], None]]:
    """A finger down at a place of the plane; what is yielded moves it by so many pixels from there."""
    session = page.context.new_cdp_session(page)
    x, y = place(page, x1, x2)
    send = lambda kind, *points: session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [*points]})  # noqa: E731
    send("touchStart", {"x": x, "y": y})

    def move(right: float, down: float) -> None:
        for part in range(1, 9):
            send("touchMove", {"x": x + right * part / 8, "y": y + down * part / 8})
            page.wait_for_timeout(16)

    yield move
    send("touchEnd")


@pytest.mark.parametrize("dark", [False, True])
def test_a_finger_taps_and_drags_a_point_and_scrolls_beside_it(open_page: "Opener", dark: bool) -> None:
    page = ready(open_page(LINK, width=390, height=844, dark=dark))
    check(page)
    main = page.locator("[data-testid=stMain]")
    with finger(page, 3, -3):
        pass
    source = wait_for_points(page, 4)
    assert near(source.points[3], 3, -3, 1)
    top = main.evaluate("main => main.scrollTop")
    with finger(page, -2, 1) as move:
        move(-25, -20)
    wait_until(page, "() => !location.search.includes('points=-2~1~1')", "another point in the link")
    assert main.evaluate("main => main.scrollTop") == top
    moved = check(page)
    assert moved.source.points[0][0] < -2.5
    assert moved.source.points[0][1] > 1.5
    with finger(page, *moved.source.points[0][:2]):
        pass
    wait_until(page, "() => location.search.includes('sample=1')", "the point to be looked at")
    with finger(page, 4, 4) as move:
        move(0, -200)
    page.wait_for_timeout(500)
    assert main.evaluate("main => main.scrollTop") > top
    assert len(check(page).source.points) == 4
    assert small_targets(page) == []


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1280, 720), (820, 1180), (390, 844)])
def test_nothing_stands_beside_the_screen_and_the_axes_stand_still(
    open_page: "Opener", width: int, height: int
) -> None:
    page = ready(open_page(LINK, width=width, height=height))
    check(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    corner, box = place(page, -5, -5), chart(page, "plane").bounding_box()
    press(page, 5, 5) if width > 600 else page.touchscreen.tap(*place(page, 5, 5))
    wait_for_points(page, 4)
    assert place(page, -5, -5) == corner
    assert chart(page, "plane").bounding_box() == box


def test_the_study_is_a_value_of_its_link(open_page: "Opener") -> None:
    page = ready(open_page(LINK))
    press(page, 1.5, 2)
    source = wait_for_points(page, 4)
    page.reload()
    assert isinstance(check(page), Study)
    assert check(page).source == source
