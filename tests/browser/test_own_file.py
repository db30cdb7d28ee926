"""A file of one's own on the page of the data set, by a real upload and a real paste."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dashboard.text import short
from softmax_core.csv_data import read_csv
from softmax_core.own import Own
from softmax_core.study import Study
from tests.browser.lab_page import (
    PATIENCE,
    chart,
    choose,
    click,
    field,
    link,
    status,
    wait_for_link,
    wait_for_status,
    wait_quiet,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page

    Opener = Callable[..., Page]

PENGUINS = Path(__file__).parents[2] / "softmax_core" / "datasets" / "penguins.csv"
SCREENS = [(1440, 900), (390, 844)]


def check(page: "Page", raw: bytes, label: str, rounds: int) -> None:
    """What is on screen is what the core trains on this file."""
    wait_quiet(page)
    own = Own(read_csv(raw, label)[0])
    descent = Study(own, rounds=rounds, at=rounds).descent()
    assert link(page)["data"] == own.digest
    assert status(page) == (rounds, short(descent.scores(rounds).loss[-1]))


def choose_set(page: "Page", title: str) -> None:
    """Choose a data set, where its field stands still: a phone that scrolls leaves a list behind that is open."""
    field(page, "Data set").scroll_into_view_if_needed(timeout=PATIENCE)
    wait_quiet(page)
    choose(page, "Data set", title)


@pytest.mark.parametrize(("width", "height"), SCREENS)
def test_a_file_is_trained_on_by_one_click_after_the_upload(
    open_page: "Opener", expect: Callable, width: int, height: int
) -> None:
    page = open_page("/data?rounds=5", width=width, height=height)
    choose_set(page, "Your own CSV")
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(PENGUINS, timeout=PATIENCE)
    expect(page.get_by_text("Read 342 of 344 rows")).to_be_visible()
    assert status(page)[0] == 5
    click(page, "Use it")
    wait_for_link(page, "set", "own")
    check(page, PENGUINS.read_bytes(), "species", 0)
    click(page, "×10")
    wait_for_status(page, round=10)
    check(page, PENGUINS.read_bytes(), "species", 10)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(chart(page, "plane").locator("svg.main-svg").first).to_be_visible()
    own = link(page)["data"]
    choose_set(page, "Iris")
    wait_for_link(page, "set", "iris")
    page.go_back()
    wait_for_link(page, "data", own)
    check(page, PENGUINS.read_bytes(), "species", 10)
    page.reload()
    expect(page.get_by_text("links do not hold a file of your own, so load the file again")).to_be_visible()
    wait_for_status(page, round=0)


@pytest.mark.parametrize(("width", "height"), SCREENS)
def test_a_table_is_pasted_and_what_is_wrong_with_it_is_said(
    open_page: "Opener", expect: Callable, width: int, height: int
) -> None:
    page = open_page("/data", width=width, height=height)
    choose_set(page, "Your own CSV")
    area = page.get_by_label("Or paste a table")
    area.fill("size,kind\n1,u\noops,v\n", timeout=PATIENCE)
    click(page, "Read the table")
    expect(page.get_by_text("row 3, column size must be a number such as")).to_be_visible()
    click(page, "Another file")
    area.fill("size,kind\n1,u\n2,v\n3,v\n", timeout=PATIENCE)
    click(page, "Read the table")
    expect(page.get_by_text("Read 3 of 3 rows")).to_be_visible()
    page.keyboard.press("Escape")
    click(page, "Use it")
    wait_for_link(page, "set", "own")
    check(page, b"size,kind\n1,u\n2,v\n3,v\n", "kind", 0)
