"""A value typed and not committed: whatever is done next, it is not lost. Near the server and 200 ms away."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from softmax_core.run import Edit
from tests.browser.lab_page import (
    PATIENCE,
    button,
    check,
    click,
    field,
    pause,
    press_fast,
    wait_beyond,
    wait_for_link,
    wait_for_status,
    wait_quiet,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.server import Server


@pytest.fixture(params=["near", "far"])
def page(request: pytest.FixtureRequest, server: "Server", open_page: "Callable[..., Page]") -> "Page":
    """The slow preset at round 3."""
    base = server.url if request.param == "near" else request.getfixturevalue("delayed")
    page = open_page("/?preset=slow&rounds=3", base=base)
    wait_quiet(page)
    return page


def type_into(page: "Page", label: str, text: str) -> None:
    """Type without committing."""
    field(page, label).fill(text, timeout=PATIENCE)


@pytest.mark.parametrize(("label", "name"), [("w12", "w12"), ("Learning rate", "lr")])
def test_step_commits_it(page: "Page", label: str, name: str) -> None:
    type_into(page, label, "0.75")
    press_fast(page, "Step", times=1)
    wait_for_status(page, round=4)
    run = check(page)
    assert run.edits == (Edit(3, name, 0.75),)
    assert run.rounds == 4


def test_play_commits_it(page: "Page") -> None:
    type_into(page, "Learning rate", "0.002")
    press_fast(page, "Play", times=1)
    wait_beyond(page, 4)
    pause(page)
    button(page, "Play").wait_for(timeout=PATIENCE)
    assert [(edit.name, edit.value) for edit in check(page).edits] == [("lr", 0.002)]


def test_another_page_commits_it(page: "Page") -> None:
    type_into(page, "w12", "0.75")
    page.get_by_role("link", name="Derivation").click(timeout=PATIENCE)
    wait_for_link(page, "edits", "3~w12~0.75")
    page.get_by_role("link", name="Lab", exact=True).click(timeout=PATIENCE)
    button(page, "Play").wait_for(timeout=PATIENCE)
    assert check(page).edits == (Edit(3, "w12", 0.75),)


def test_step_by_its_key_commits_it(page: "Page") -> None:
    type_into(page, "w12", "0.75")
    field(page, "w12").press("Tab")
    click(page, "Step")
    wait_for_status(page, round=4)
    assert check(page).edits == (Edit(3, "w12", 0.75),)
