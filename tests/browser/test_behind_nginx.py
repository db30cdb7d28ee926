"""Chromium and the nginx of `deploy/`: all of the app works under its headers, and outlives a replica."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.lab_page import (
    PATIENCE,
    check,
    click,
    digits,
    enter,
    reconnection,
    run_in_link,
    wait_for_link,
    wait_for_status,
    wait_ready,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Record
    from tests.hosting.hosted import Hosted

BACK = 10
"""Seconds within which a tab must be on another replica."""

pytestmark = pytest.mark.xdist_group("hosted")


@pytest.fixture
def open_hosted(open_page: "Callable[..., Page]", hosted: "Hosted") -> "Callable[[str], Page]":
    """Opens pages of the app behind nginx."""
    return lambda path: open_page(path, base=hosted.url)


def replica(page: "Page") -> str:
    """The letter of the replica that has the page."""
    return next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "replica")


def test_all_of_it_works_under_the_policy(
    open_hosted: "Callable[[str], Page]", record: "Record", tmp_path: Path
) -> None:
    page = open_hosted("/?preset=slow&rounds=4&below=replay")
    page.frame_locator("iframe.frame").locator("text", has_text="Round 0 of 4").wait_for(timeout=PATIENCE)
    enter(page, "w12", "0.25")
    click(page, "Step")
    wait_for_status(page, round=5)
    check(page)
    page.get_by_role("button", name="Share").click(timeout=PATIENCE)
    popover = page.get_by_test_id("stPopoverBody")
    with page.expect_download(timeout=PATIENCE) as started:
        click(page, "Run (JSON)")
    started.value.save_as(tmp_path / "run.json")
    with page.expect_download(timeout=PATIENCE):
        popover.get_by_role("button", name="Loss", exact=True).click(timeout=PATIENCE)
    page.keyboard.press("Escape")
    saved = run_in_link(page)
    click(page, "Reset")
    wait_for_status(page, round=0)
    page.get_by_role("button", name="Share").click(timeout=PATIENCE)
    popover.locator("input[type=file]").set_input_files(tmp_path / "run.json")
    wait_for_link(page, "rounds", "5")
    assert run_in_link(page) == saved
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Derivation").click(timeout=PATIENCE)
    page.locator(".katex").first.wait_for(timeout=PATIENCE)
    wait_for_status(open_hosted("/?view=projector&rounds=1&preset=slow"), round=1)
    assert record.console_errors == []


def test_two_pages_are_back_with_every_digit_when_their_replica_is_killed(
    open_hosted: "Callable[[str], Page]", hosted: "Hosted"
) -> None:
    page = open_hosted("/?preset=slow&rounds=5")
    tab = page.context.new_page()  # of the same browser: on the same replica
    tab.goto(f"{hosted.url}/?preset=two-classes&rounds=2")
    wait_ready(tab)
    enter(page, "w12", "0.3333333333333333")
    click(page, "×10")
    wait_for_status(page, round=15)
    before = digits(page), digits(tab)
    dead = replica(page)
    server = hosted.replicas["abc".index(dead)]
    with reconnection(page), reconnection(tab):
        server.kill()
        killed = time.monotonic()
    took = time.monotonic() - killed
    assert (digits(page), digits(tab)) == before
    assert replica(page) != dead
    assert took < BACK
    click(page, "Step")
    wait_for_status(page, round=16)
    check(page)
    server.start()
