"""The page of the data set under a real hand."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from dashboard.text import short
from softmax_core.link import parse
from softmax_core.run import replay
from softmax_core.study import Study
from softmax_core.study_link import parse_pairs
from tests.browser.lab_page import (
    PATIENCE,
    button,
    chart,
    choose,
    click,
    field,
    link,
    status,
    status_line,
    wait_for_link,
    wait_for_status,
    wait_quiet,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page

    Opener = Callable[..., Page]

PICTURES = ("plane", "scores", "confusion", "weights")


def check(page: "Page") -> Study:
    """Wait until the page is quiet; then it must show what the study in its link gives. The study."""
    wait_quiet(page)
    study = parse_pairs(link(page).items(), {}).study
    descent = study.descent()
    loss = descent.scores(study.at // descent.rounds_of_epoch).loss[-1]
    assert status(page) == (study.at, short(loss))
    return study


def tab(page: "Page", title: str) -> None:
    """Go to a page by the navigation."""
    page.get_by_test_id("stTopNavLink").filter(has_text=title).click(timeout=PATIENCE)


def test_it_trains_and_the_link_has_it(open_page: "Opener", expect: Callable) -> None:
    page = open_page("/data")
    for key in PICTURES:
        expect(chart(page, key).locator("svg.main-svg").first).to_be_visible()
    for label, round in (("Step", 1), ("×10", 11), ("Previous", 10)):
        click(page, label)
        wait_for_status(page, round=round)
    assert check(page) == Study(rounds=11, at=10)
    choose(page, "Data set", "Penguins")
    wait_for_link(page, "set", "penguins")
    field(page, "Learning rate").fill("0,75", timeout=PATIENCE)
    field(page, "Learning rate").press("Enter")
    wait_for_link(page, "lr", "0.75")
    shown = check(page)
    page.reload()
    assert check(page) == shown


def test_play_and_the_keys_are_those_of_the_lab(open_page: "Opener") -> None:
    page = open_page("/data")
    page.keyboard.press("ArrowRight")
    wait_for_status(page, round=1)
    page.keyboard.press("p")
    wait_for_status(page, round=3)
    page.keyboard.press("p")
    assert check(page).rounds >= 3


def test_a_click_on_a_sample_opens_the_lab_on_it_and_back_returns(open_page: "Opener", expect: Callable) -> None:
    page = open_page("/data?rounds=12&n=12")
    wait_quiet(page)
    point = chart(page, "plane").locator(".trace.scatter .point").first
    box = point.bounding_box()
    page.mouse.move(box["x"] + 1, box["y"] + 1)
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_timeout(200)  # Plotly notes what is under the mouse a moment later
    page.mouse.down()
    page.mouse.up()
    expect(page.get_by_text("Open in the lab")).to_be_visible()
    study = check(page)
    assert study.sample is not None
    page.get_by_text("Open in the lab").click(timeout=PATIENCE)
    wait_for_status(page, round=0)
    wait_quiet(page)
    run = parse(page.evaluate("location.href")).run
    descent = study.descent()
    assert run.setup.y.index(1) == descent.data.labels[study.sample]
    assert status(page) == (0, short(replay(run).losses("ce")[0]))
    click(page, "Step")
    wait_for_status(page, round=1)
    page.go_back()
    wait_for_link(page, "rounds", "0")
    page.go_back()
    wait_for_status(page, round=12)
    assert check(page) == study


def test_each_page_keeps_what_it_had(open_page: "Opener") -> None:
    page = open_page("/?rounds=3")
    tab(page, "Data set")
    wait_for_status(page, round=0)
    click(page, "×10")
    wait_for_status(page, round=10)
    tab(page, "Lab")
    wait_for_status(page, round=3)
    wait_for_link(page, "rounds", "3")
    tab(page, "Data set")
    wait_for_status(page, round=10)
    click(page, "Undo")
    wait_for_status(page, round=0)
    assert check(page) == Study()


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_it_fits_the_screen(open_page: "Opener", width: int, height: int, dark: bool) -> None:
    page = open_page("/data?set=penguins&rounds=20&batch=32", width=width, height=height, dark=dark)
    wait_quiet(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for label in ("Step", "Previous", "Run to the end", "Reset"):
        box = button(page, label).bounding_box()
        assert 0 <= box["x"] < box["x"] + box["width"] <= width
        assert box["y"] + box["height"] <= height
    before = status_line(page).bounding_box()
    click(page, "Step")
    wait_for_status(page, round=21)
    assert status_line(page).bounding_box() == before


def test_a_cell_of_the_confusion_matrix_lists_its_samples_and_rings_them(open_page: "Opener", expect: Callable) -> None:
    page = open_page("/data?overlap=0.8&rounds=5&page=2")
    wait_quiet(page)
    box = chart(page, "confusion").locator(".nsewdrag").first.bounding_box()
    page.mouse.click(box["x"] + box["width"] * 5 / 6, box["y"] + box["height"] / 6)  # the first class, as the third
    wait_for_link(page, "cell", "1~3")
    expect(page.get_by_text("A predicted as C").first).to_be_visible()
    table = page.locator(".rows tbody tr")
    study = check(page)
    descent = study.descent()
    train = descent.split.train
    predicted = descent.probabilities(study.at)[0].argmax(axis=1)
    rows = {int(row) for row in train[(descent.labels == 0) & (predicted == 2)]}
    assert 0 < len(rows) <= 10
    expect(table).to_have_count(len(rows))
    assert {int(name) - 1 for name in table.locator("th").all_inner_texts()} == rows
    page.get_by_role("button", name="List all").press("Enter")
    expect(table).to_have_count(10)
    assert "cell" not in link(page)


def test_one_click_in_the_table_opens_the_lab_and_back_returns_to_it(open_page: "Opener", expect: Callable) -> None:
    page = open_page("/data?overlap=0.8")
    wait_quiet(page)
    click(page, "×10")
    wait_for_status(page, round=10)
    page.get_by_role("button", name="Rows after").click(timeout=PATIENCE)
    wait_for_link(page, "page", "2")
    row = page.locator(".rows tbody tr").nth(2)
    row.click(timeout=PATIENCE)
    sample = int(row.locator("th").inner_text())
    wait_for_link(page, "sample", str(sample))
    study = check(page)
    shown = page.locator(".rows").inner_text()
    other = int(page.locator(".rows tbody tr").nth(4).locator("th").inner_text())
    page.get_by_role("link", name=f"Open sample {other} in the lab").click(timeout=PATIENCE)
    wait_for_status(page, round=0)
    wait_quiet(page)
    run = parse(page.evaluate("location.href")).run
    descent = study.descent()
    weights = descent.parameters(study.at).weights
    assert run.setup.start.weights == tuple(map(tuple, weights.tolist()))
    assert run.setup.x == tuple(descent.scaling.apply(descent.data.x[other - 1]).tolist())
    page.go_back()
    wait_for_status(page, round=10)
    assert check(page) == study
    expect(page.locator(".rows tr.marked")).to_have_count(1)
    assert page.locator(".rows").inner_text() == shown
    click(page, "Undo")
    wait_for_link(page, "sample", None)


def test_each_link_into_the_lab_stands_beside_its_row(open_page: "Opener") -> None:
    for width, height in ((1440, 900), (390, 844)):
        page = open_page("/data?set=penguins&rounds=20", width=width, height=height)
        wait_quiet(page)
        boxes = [row.bounding_box() for row in page.locator(".rows tbody tr").all()]
        links = [link.bounding_box() for link in page.locator(".st-key-openers a").all()]
        assert len(boxes) == len(links) == 10
        for row, opener in zip(boxes, links, strict=True):
            assert abs(row["y"] + row["height"] / 2 - opener["y"] - opener["height"] / 2) <= 2
            assert row["x"] + row["width"] <= opener["x"] + 1
            assert opener["x"] + opener["width"] <= width
        cells = page.locator(".rows :is(th, td)").all()
        assert not [cell.inner_text() for cell in cells if cell.evaluate("it => it.scrollWidth > it.clientWidth + 1")]


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_nothing_moves_when_another_panel_is_opened(open_page: "Opener", width: int, height: int) -> None:
    page = open_page("/data?overlap=0.8&classes=6&rounds=5", width=width, height=height)
    tops = set()
    for title, key in (("Precision, recall", "rates"), ("Calibration", "calibration"), ("Confusion", "confusion")):
        page.get_by_role("radio", name=title).click(timeout=PATIENCE)
        chart(page, key).locator("svg.main-svg").first.wait_for(timeout=PATIENCE)
        wait_quiet(page)
        tops.add(round(page.get_by_role("radio", name="Next batch").bounding_box()["y"]))
    assert len(tops) == 1
