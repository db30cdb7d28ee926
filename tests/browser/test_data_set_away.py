"""The data set on a projector, its replay in a page of its own, and a study that is loaded, under a real hand."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from dashboard.export import study_json
from dashboard.export.study_replay import study_replay
from dashboard.text import short
from softmax_core.data import DataSet
from softmax_core.own import Own
from softmax_core.plan import Plan
from softmax_core.sources import Penguins
from softmax_core.study import Study
from tests.browser.lab_page import PATIENCE, button, chart, click, link, wait_for_link, wait_for_status, wait_quiet

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Record

    Opener = Callable[..., Page]

PENGUINS = Study(Penguins(), Plan(batch_size=32, l2=0.01), rounds=30, at=30)
HOSTILE = ("<img src=x onerror='window.hit=1'>", "</script><script>window.hit=1</script>")
OWN = Own(DataSet([[1.0, 2], [3, 4], [5, 5], [0, 1]], [0, 1, 0, 1], ("a<b>", "$x$"), HOSTILE), "mine.csv")
STATUS = "() => [...document.querySelectorAll('.xy5 .textpoint, .x5y5 .textpoint')].map(text => text.textContent)"


# The projector


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1280, 720)])
def test_the_projector_fits_and_is_led_by_keys(open_page: "Opener", expect: Callable, width: int, height: int) -> None:
    page = open_page("/data?set=penguins&batch=32", width=width, height=height)
    wait_quiet(page)
    page.keyboard.press("v")
    wait_for_link(page, "view", "projector")
    for key in ("plane", "scores"):
        expect(chart(page, key).locator("svg.main-svg").first).to_be_visible()
    wait_quiet(page)
    for key, round in (("ArrowRight", 1), ("PageDown", 2), ("t", 12), ("e", 16), ("PageUp", 15)):
        page.keyboard.press(key)
        wait_for_status(page, round=round)
        wait_quiet(page)
    within = """() => [...document.querySelectorAll(`.st-key-stage button, .st-key-stage .status,
            .st-key-stage .js-plotly-plot, .st-key-stage [data-testid=stSelectbox]`)]
        .map(one => [one.textContent.slice(0, 20), one.getBoundingClientRect()])
        .filter(([, { left, top, right, bottom }]) => left < 0 || top < 0 || right > innerWidth || bottom > innerHeight)
        .map(([text]) => text)"""
    assert page.evaluate(within) == []
    overlapping = """() => {
        const row = document.querySelector(".st-key-stage_actions");
        const boxes = [...row.querySelectorAll("button[data-testid], [data-testid=stSelectbox]")]
            .map(one => one.getBoundingClientRect()).sort((one, other) => one.left - other.left)
        return boxes.filter((box, place) => place && box.left < boxes[place - 1].right - 1).length
    }"""
    assert page.evaluate(overlapping) == 0
    assert page.evaluate("() => document.querySelector('.st-key-stage').scrollHeight <= innerHeight + 1")
    text = page.locator(".st-key-plane .xtick text").first.bounding_box()
    assert text["height"] > height / 60
    page.keyboard.press("v")
    wait_for_link(page, "view", None)
    expect(chart(page, "weights").locator("svg.main-svg").first).to_be_visible()
    assert link(page)["rounds"] == "16"


# Loading


def share(page: "Page"):
    wait_quiet(page)
    page.get_by_role("button", name="Share").click(timeout=PATIENCE)
    popover = page.get_by_test_id("stPopoverBody")
    popover.get_by_test_id("stFileUploader").wait_for(timeout=PATIENCE)
    return popover


def test_every_file_is_made_and_the_json_loads_back_to_the_same_address(open_page: "Opener", tmp_path: Path) -> None:
    page = open_page("/data?set=penguins&batch=32&rounds=12&at=3&axis=log&sample=7")
    share(page)
    files = {}
    for label, start in (
        ("History (CSV)", '"epoch","round"'),
        ("Script (Python)", '"""Softmax classification'),
        ("Transcript", "Features: "),
        ("Replay (HTML)", "<!DOCTYPE html>"),
        ("Study (JSON)", '{"format": "softmax-study"'),
    ):
        with page.expect_download(timeout=PATIENCE) as started:
            click(page, label)
        files[label] = tmp_path / started.value.suggested_filename
        started.value.save_as(files[label])
        assert files[label].read_text(encoding="utf-8").startswith(start)
    other = open_page("/data")
    share(other).locator("input[type=file]").set_input_files(files["Study (JSON)"])
    wait_for_link(other, "rounds", "12")
    wait_quiet(other)
    assert link(other) == link(page)


def test_a_users_own_data_come_with_the_json(open_page: "Opener", expect: Callable, tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    file.write_text(study_json(Study(OWN, Plan(0.0), rounds=3, at=3)), encoding="utf-8")
    page = open_page("/data")
    popover = share(page)
    popover.locator("input[type=file]").set_input_files(file)
    wait_for_link(page, "set", "own")
    expect(popover.get_by_text("The link does not hold your file")).to_be_visible()
    page.keyboard.press("Escape")
    click(page, "Step")
    wait_for_status(page, round=4)
    assert page.evaluate("() => window.hit") is None
    (tmp_path / "other.json").write_text(json.dumps({"format": "softmax-run", "version": 2, "link": ""}))
    share(page).locator("input[type=file]").set_input_files(tmp_path / "other.json")
    expect(page.get_by_test_id("stAlert").filter(has_text="loaded in the lab")).to_be_visible()
    expect(button(page, "Step")).to_be_visible()
    wait_for_status(page, round=4)


# The replay


@pytest.fixture
def open_replay(take_window: Callable, record: "Record", tmp_path: Path) -> Iterator[Callable]:
    """Opens a study's page from a file; afterwards it may have asked for nothing else and failed nowhere."""

    def opened(study: Study, width: int = 1440, **options) -> "Page":
        file = tmp_path / "replay.html"
        file.write_text(study_replay(study, **options), encoding="utf-8")
        page = take_window(dark=False).page
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(file.as_uri())
        page.wait_for_selector("[data-ready=yes]")
        return page

    yield opened
    assert [url for url in record.requests if not url.startswith(("file:", "data:", "blob:"))] == []


def wait_replayed(page: "Page", study: Study, round: int) -> None:
    """Until the page shows this round and its loss."""
    descent = study.descent()
    probabilities, labels = descent.probabilities(round)[0], descent.labels
    loss = -np.log(probabilities[np.arange(len(labels)), labels]).mean()
    texts = [f"Round {round} of {study.rounds}", f"Loss {short(float(loss))}"]
    page.wait_for_function(f"texts => ({STATUS})().join() === texts.join()", arg=texts)


def test_the_replay_plays_and_is_scrubbed_without_a_network(open_replay: Callable) -> None:
    page = open_replay(PENGUINS, across="3", up="1")
    wait_replayed(page, PENGUINS, 0)
    page.keyboard.press("ArrowRight")
    wait_replayed(page, PENGUINS, 1)
    box = page.locator(".slider-rail-touch-rect").bounding_box()
    page.mouse.click(box["x"] + 0.5 * box["width"], box["y"] + box["height"] / 2)
    page.wait_for_function("() => shown > 1")
    wait_replayed(page, PENGUINS, page.evaluate("() => shown"))
    page.locator(".updatemenu-button").filter(has_text="Play").click()
    wait_replayed(page, PENGUINS, 30)
    page.wait_for_function("() => !playing")
    fills = "() => [...document.querySelectorAll('.xy .fills path, .xy .js-fill')].length"
    assert page.evaluate(fills) >= 3
    names = page.evaluate("() => [replay.layout.xaxis.title.text, replay.layout.yaxis.title.text]")
    assert names == ["flipper_length_mm", "bill_length_mm"]


def test_names_of_a_user_are_text(open_replay: Callable) -> None:
    page = open_replay(Study(OWN, Plan(0.0), rounds=3, at=3))
    assert page.evaluate("() => window.hit") is None
    shown = page.evaluate("() => [...document.querySelectorAll('.legendtext')].map(text => text.textContent)")
    assert any(text.startswith("<img src") for text in shown)
    assert page.locator(".legend img, main img").count() == 0


def test_on_a_phone_the_pictures_stand_below_each_other(open_replay: Callable) -> None:
    page = open_replay(PENGUINS, width=390)
    assert page.evaluate("() => document.documentElement.scrollWidth") == 390
    tops = [page.locator(f".subplot.{name}").first.bounding_box()["y"] for name in ("xy", "x2y2", "x3y3")]
    assert tops == sorted(tops)
