"""The server dies while every control shows something else than by default: each shows the run afterwards, and acts."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from dashboard.text import in_field
from dashboard.views.lab.schema import PANELS
from dashboard.views.schema import SCHEMA
from softmax_core.link import Link, parse
from softmax_core.losses import LOSSES
from softmax_core.presets import PRESETS, preset_of
from softmax_core.settings import INITIALIZER, LOSS, MOST_ROUNDS, SEED, TOLERANCE
from tests.browser.lab_page import (
    PATIENCE,
    check,
    choose,
    click,
    enter,
    field,
    reconnection,
    slider,
    wait_for_link,
    wait_for_status,
    wait_quiet,
)

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.browser.conftest import Server

    Opener = Callable[..., Page]


def restart(page: "Page", server: "Server") -> Link:
    """Kill the server and start it again under the page; what the address says then, as it did before."""
    wait_quiet(page)
    address = page.evaluate("location.href")
    with reconnection(page):
        server.kill()
        server.start()
    check(page)  # the fields, the true class and the learning rate among them
    assert page.evaluate("location.href") == address
    return parse(address, SCHEMA)


def option(page: "Page", name: str, group: str) -> "Locator":
    """One of several things, only one of which can be chosen."""
    return page.get_by_role("radiogroup", name=group).get_by_role("radio", name=name, exact=True)


def is_chosen(page: "Page", group: str) -> str:
    """Which of them is chosen."""
    chosen = page.get_by_role("radiogroup", name=group).locator("[aria-checked=true], :checked")
    return chosen.evaluate("element => (element.closest('label') ?? element).innerText.trim()", timeout=PATIENCE)


def test_what_is_in_the_bar_and_beside_the_pictures(open_page: "Opener", server: "Server", expect: Callable) -> None:
    page = open_page("/?preset=slow&rounds=10")
    for name, text in (("w12", "0.25"), ("b3", "-2"), ("x1", "5"), ("Learning rate", "0.01")):
        enter(page, name, text)
    option(page, "2", "True class").click()
    wait_for_link(page, "edits", "10~w12~0.25_10~b3~-2_10~x1~5_10~lr~0.01_10~y~2")
    slider(page).focus(timeout=PATIENCE)
    page.keyboard.press("ArrowLeft")
    wait_for_link(page, "at", "9")
    page.keyboard.press("ArrowRight")
    wait_for_link(page, "at", None)
    choose(page, "Vary", "w22")
    choose(page, "Speed", "by 20")
    option(page, PANELS["gradients"], "Panel").click()
    page.get_by_text("Log axis").click(timeout=PATIENCE)
    wait_for_link(page, "scale", "log")

    said = restart(page, server)
    assert (said.run.at, said.run.rounds, len(said.run.edits)) == (10, 10, 5)
    wanted = {"vary": "w22", "speed": "20", "panel": "gradients", "scale": "log"}
    assert {name: said.view[name] for name in wanted} == wanted
    expect(slider(page)).to_have_value("10")
    expect(slider(page)).to_have_attribute("max", "10")
    expect(field(page, "Vary")).to_have_value("w22")
    expect(page.get_by_label("Value of w22")).to_be_visible()
    expect(field(page, "Speed")).to_have_value("by 20")
    expect(page.get_by_role("switch", name="Log axis")).to_be_checked()
    assert is_chosen(page, "Panel") == PANELS["gradients"]

    page.get_by_text("Log axis").click(timeout=PATIENCE)
    wait_for_link(page, "scale", None)
    option(page, PANELS["weights"], "Panel").click()
    wait_for_link(page, "panel", None)
    slider(page).focus(timeout=PATIENCE)
    page.keyboard.press("ArrowLeft")
    wait_for_link(page, "at", "9")
    option(page, "1", "True class").click()
    wait_for_link(page, "edits", "9~y~1")
    enter(page, "Learning rate", "0.1")
    wait_for_link(page, "edits", "9~lr~0.1_9~y~1")
    enter(page, "w12", "1")
    wait_for_link(page, "edits", "9~w12~1_9~lr~0.1_9~y~1")
    click(page, "Play")
    wait_for_status(page, round=29)  # by 20
    click(page, "Pause")
    check(page)


def test_what_is_in_the_set_up(open_page: "Opener", server: "Server", expect: Callable) -> None:
    page = open_page("/")
    set_up = page.get_by_role("button", name="Set-up")
    set_up.click(timeout=PATIENCE)
    choose(page, "Inputs", "3")
    choose(page, "Classes", "4")
    choose(page, INITIALIZER.label, "normal")
    wait_for_link(page, "init", "normal~0")
    enter(page, SEED.label, "7")
    enter(page, TOLERANCE.label, "0.01")
    enter(page, MOST_ROUNDS.label, "30")
    page.get_by_text(LOSSES["bce"].title).click(timeout=PATIENCE)
    wait_for_link(page, "loss", "bce")
    wait_for_link(page, "max", "30")

    run = restart(page, server).run
    setup = run.setup
    assert (setup.n_features, setup.n_classes, setup.loss, setup.max_rounds) == (3, 4, "bce", 30)
    if set_up.get_attribute("aria-expanded") != "true":
        set_up.click(timeout=PATIENCE)
    expect(field(page, "Inputs")).to_have_value("3")
    expect(field(page, "Classes")).to_have_value("4")
    expect(field(page, INITIALIZER.label)).to_have_value("normal")
    expect(field(page, SEED.label)).to_have_value("7")
    expect(field(page, TOLERANCE.label)).to_have_value(in_field(setup.tolerance))
    expect(field(page, MOST_ROUNDS.label)).to_have_value("30")
    assert is_chosen(page, LOSS.label) == LOSSES["bce"].title

    click(page, "New random start")
    wait_for_link(page, "init", "normal~8")
    page.get_by_text(LOSSES["ce"].title).click(timeout=PATIENCE)
    wait_for_link(page, "loss", None)
    enter(page, TOLERANCE.label, "0.1")
    wait_for_link(page, "tol", "0.1")
    choose(page, "Inputs", "2")
    wait_for_link(page, "x", None)
    check(page)


def test_the_preset(open_page: "Opener", server: "Server", expect: Callable) -> None:
    page = open_page("/?preset=slow")
    choose(page, "Preset", PRESETS["tie"].title)
    wait_for_link(page, "preset", "tie")
    assert preset_of(restart(page, server).run.setup) == "tie"
    expect(field(page, "Preset")).to_have_value(PRESETS["tie"].title)
    choose(page, "Preset", PRESETS["slow"].title)
    wait_for_link(page, "preset", "slow")
    check(page)
