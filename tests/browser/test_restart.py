"""The server dies and comes back: the run is in the address, so nothing is lost."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.browser.lab_page import (
    check,
    click,
    digits,
    enter,
    link,
    reconnection,
    status,
    wait_beyond,
    wait_for_link,
    wait_for_status,
    wait_ready,
    wait_until,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.server import Server


def restart(server: "Server") -> None:
    server.kill()
    server.start()


def trained(open_page: "Callable[..., Page]") -> "Page":
    """A page after an edit and some training."""
    page = open_page("/?preset=slow&rounds=5")
    enter(page, "w12", "0.3333333333333333")
    wait_for_link(page, "edits", "5~w12~0.3333333333333333")
    click(page, "×10")
    wait_for_status(page, round=15)
    wait_for_link(page, "rounds", "15")
    return page


def test_the_page_comes_back_by_itself_with_every_digit(open_page: "Callable[..., Page]", server: "Server") -> None:
    page = trained(open_page)
    before = digits(page)
    with reconnection(page):
        restart(server)
    wait_for_status(page, round=15)
    assert digits(page) == before
    check(page)


def test_it_can_be_trained_on_after_the_restart(open_page: "Callable[..., Page]", server: "Server") -> None:
    page = trained(open_page)
    with reconnection(page):
        restart(server)
    click(page, "Step")
    wait_for_status(page, round=16)
    run = check(page)
    assert [(edit.round, edit.name, edit.value) for edit in run.edits] == [(5, "w12", 1 / 3)]
    click(page, "Undo")
    wait_for_status(page, round=15)
    check(page)


def test_a_page_nobody_touched_comes_back_and_works(open_page: "Callable[..., Page]", server: "Server") -> None:
    page = open_page("/?preset=slow&rounds=10&at=3")
    before = digits(page)
    with reconnection(page):
        restart(server)
    wait_for_status(page, round=3)
    assert digits(page) == before
    click(page, "Step")
    wait_for_status(page, round=4)
    check(page)


def test_a_page_that_played_comes_back_where_it_began_or_paused(
    open_page: "Callable[..., Page]", server: "Server"
) -> None:
    page = open_page("/?preset=slow&rounds=2")
    click(page, "Play")
    wait_beyond(page, 3)
    with reconnection(page):
        restart(server)
    run = check(page)
    assert run.edits == ()
    click(page, "Step")
    wait_for_status(page, round=run.at + 1)
    check(page)


def test_a_reload_after_the_restart_shows_the_same(open_page: "Callable[..., Page]", server: "Server") -> None:
    page = trained(open_page)
    before = digits(page)
    restart(server)
    page.reload()
    wait_ready(page)
    wait_for_status(page, round=15)
    assert digits(page) == before


def test_the_link_shows_the_same_in_a_second_tab_and_in_a_private_window(
    open_page: "Callable[..., Page]", server: "Server"
) -> None:
    page = trained(open_page)
    before = digits(page)
    address = page.evaluate("location.href")
    restart(server)
    private = open_page(address.removeprefix(server.url))  # a context of its own: no cookie, no storage
    wait_for_status(private, round=15)
    assert digits(private) == before
    tab = page.context.new_page()
    tab.goto(address)
    wait_ready(tab)
    wait_for_status(tab, round=15)
    assert digits(tab) == before
    click(tab, "Step")
    wait_for_status(tab, round=16)
    assert digits(private) == before


def test_play_loses_a_second_at_most_and_back_leads_to_where_it_began(
    open_page: "Callable[..., Page]", server: "Server"
) -> None:
    page = open_page("/?preset=slow&rounds=2")
    enter(page, "x1", "5")
    wait_for_link(page, "edits", "2~x1~5")
    entries = page.evaluate("history.length")
    click(page, "Play")
    wait_until(page, "() => Number(new URLSearchParams(location.search).get('rounds')) > 8", "rounds in the link")
    page.wait_for_timeout(2000)
    server.kill()
    shown = status(page)[0]
    kept = int(link(page)["rounds"])
    server.start()
    page.reload()
    wait_ready(page)
    run = check(page)
    assert run.rounds == kept
    assert shown - 15 <= kept <= shown  # a tick takes a tenth of a second at the least, and some time to draw
    assert [(edit.name, edit.value) for edit in run.edits] == [("x1", 5)]
    assert page.evaluate("history.length") == min(entries + 1, 50)  # Chromium keeps no more
    page.go_back()
    wait_for_status(page, round=2)
    check(page)
