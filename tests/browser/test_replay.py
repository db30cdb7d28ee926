"""The replay's page in Chromium, opened from a file as whoever it was sent to does."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dashboard.export import replay_html
from dashboard.figures.colors import PAGES
from dashboard.text import short
from softmax_core import Run, replay
from softmax_core.link import parse

if TYPE_CHECKING:
    from tests.browser.conftest import Record

EDITED = parse("preset=slow&rounds=40&edits=10~w12~0.25_20~y~2_30~lr~0.5_30~b1~-2_35~x2~1e-3").run
SHORT = parse("preset=slow&rounds=3").run
EXTREME = parse("x=1e100_-1e100&y=1_0&w=-1e100_1e100_0_5e-324&b=0_1e100&rounds=3").run
TINY = parse("x=0_0&w=5e-324_0_0_0_-1e-320_0&b=0_0_0&rounds=3&lr=1e-323").run
STATUS = "() => [...document.querySelectorAll('.xy5 .textpoint, .x5y5 .textpoint')].map(text => text.textContent)"


@pytest.fixture(scope="session")
def replay_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One file for all: a script that comes from where it came before need not be compiled again."""
    return tmp_path_factory.mktemp("replay") / "replay.html"


@pytest.fixture
def open_replay(take_window: Callable, record: "Record", replay_file: Path) -> Iterator[Callable]:
    """Opens a run's page from a file; afterwards it may have asked for nothing else and failed nowhere."""

    def opened(run: Run, *, dark: bool | None = None, width: int = 1440, height: int = 900, prefers: str = "light"):
        replay_file.write_text(replay_html(run, dark), encoding="utf-8")
        page = take_window(dark=prefers == "dark").page
        page.set_viewport_size({"width": width, "height": height})
        page.goto(replay_file.as_uri())
        page.wait_for_selector("[data-ready=yes]")
        return page

    yield opened
    assert [url for url in record.requests if not url.startswith(("file:", "data:", "blob:"))] == []


def wait_status(page, run: Run, round: int) -> None:
    """Until the page shows this round and its exact loss."""
    loss = replay(run).losses(run.setup.loss)[round]
    texts = [f"Round {round} of {run.rounds}", f"Loss {short(loss)}"]
    page.wait_for_function(f"texts => ({STATUS})().slice(0, 2).join() === texts.join()", arg=texts)


def press(page, name: str) -> None:
    page.locator(".updatemenu-button").filter(has_text=name).click()


@pytest.mark.parametrize("run", [SHORT, EXTREME, TINY], ids=["short", "extreme", "tiny"])
def test_plays_to_the_end_and_again(open_replay, run):
    page = open_replay(run)
    wait_status(page, run, 0)
    press(page, "Play")
    wait_status(page, run, run.rounds)
    page.wait_for_function("() => !playing")
    press(page, "Play")
    wait_status(page, run, 1)


def test_pause_holds_the_round(open_replay):
    page = open_replay(EDITED)
    press(page, "Play")
    page.wait_for_function("() => shown > 1")
    press(page, "Pause")
    held = page.evaluate("() => shown")
    wait_status(page, EDITED, held)
    page.wait_for_timeout(700)  # more than two frames
    wait_status(page, EDITED, held)


@pytest.mark.parametrize("part", [0.2, 0.5, 0.87])
def test_slider_scrubs_to_a_round(open_replay, part):
    page = open_replay(EDITED)
    rail = page.locator(".slider-rail-touch-rect")
    box = rail.bounding_box()
    page.mouse.click(box["x"] + part * box["width"], box["y"] + box["height"] / 2)
    page.wait_for_function("() => shown > 0")
    shown = page.evaluate("() => shown")
    assert abs(shown - part * EDITED.rounds) <= 2
    wait_status(page, EDITED, shown)


def test_each_part_shows_the_round_scrubbed_to(open_replay):
    """Bars, cells, label and edits are what a page opened at that round would draw."""
    page = open_replay(EDITED)
    page.evaluate("() => run([['30'], pause[1]])")
    wait_status(page, EDITED, 30)
    history = replay(EDITED)
    page.wait_for_function(f"() => ({STATUS})()[2] === 'edited: b₁ = −2, η = 0.5'")
    assert page.locator(".xy .textpoint", has_text="label").text_content() == "ŷ₂ label"
    probabilities = history.forward().probabilities[30, 0]
    heights = page.evaluate("() => [...document.querySelectorAll('.x2y2 .bars path')].map(bar => bar.getBBox().height)")
    assert [height / max(heights) for height in heights] == pytest.approx(probabilities / max(probabilities), abs=0.02)
    # The bias of class 1 was set to -2: its cell is red now, the one beside it is blue.
    fills = page.evaluate("() => [...document.querySelectorAll('.x4y4 .bars path')].map(cell => cell.style.fill)")
    colors = [tuple(map(int, re.findall(r"\d+", fill))) for fill in fills]
    assert colors[6][0] > colors[6][2]
    assert colors[7][0] < colors[7][2]


def test_keys(open_replay):
    page = open_replay(SHORT)
    page.keyboard.press("ArrowRight")
    wait_status(page, SHORT, 1)
    page.keyboard.press("ArrowLeft")
    wait_status(page, SHORT, 0)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("p")
    wait_status(page, SHORT, SHORT.rounds)


@pytest.mark.parametrize(
    ("dark", "prefers", "shown"),
    [(None, "light", "light"), (None, "dark", "dark"), (False, "dark", "light"), (True, "light", "dark")],
)
def test_colours(open_replay, dark, prefers, shown):
    page = open_replay(SHORT, dark=dark, prefers=prefers)
    expected = "rgb({}, {}, {})".format(*bytes.fromhex(PAGES[shown]["page"][1:]))
    assert page.evaluate("() => getComputedStyle(document.body).backgroundColor") == expected
    assert page.evaluate("() => document.querySelector('.main-svg').style.background") == expected


def test_on_a_phone_the_pictures_stand_below_each_other(open_replay):
    page = open_replay(EDITED, width=390, height=844)
    assert page.evaluate("() => document.documentElement.scrollWidth") == 390
    tops = [page.locator(f".subplot.{name}").first.bounding_box() for name in ("xy", "x2y2", "x3y3", "x4y4")]
    assert [box["y"] for box in tops] == sorted(box["y"] for box in tops)
    page.set_viewport_size({"width": 1200, "height": 844})
    page.wait_for_function("() => replay.layout.xaxis2.domain[0] > 0.5")
