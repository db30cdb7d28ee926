"""Hands faster than the page: clicks may merge, but nothing happens that nobody asked for.

Every test runs beside the server and 200 ms away from it. Only the pace of the hand is timed; all else is waited for.
"""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from softmax_core.run import Edit
from tests.browser.conftest import DELAY
from tests.browser.lab_page import (
    PATIENCE,
    button,
    check,
    choose,
    click,
    enter,
    field,
    middle,
    pause,
    press_fast,
    status,
    wait_beyond,
    wait_for_link,
    wait_for_status,
    wait_quiet,
    wait_until,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.server import Server

    Opener = Callable[[str], Page]


@pytest.fixture(params=["direct", "delayed"])
def open_slow(request: pytest.FixtureRequest, server: "Server", open_page: "Callable[..., Page]") -> "Opener":
    """Opens the slow preset at a round it was trained to, near or far."""
    base = server.url if request.param == "direct" else request.getfixturevalue("delayed")

    def opened(query: str = "") -> "Page":
        page = open_page(f"/?preset=slow{query}", base=base)
        wait_quiet(page)
        return page

    return opened


def test_twenty_fast_steps_only_step(open_slow: "Opener") -> None:
    page = open_slow()
    press_fast(page, "Step", times=20)
    run = check(page)
    assert run.edits == ()
    assert 2 <= run.rounds == run.at <= 20


def test_a_held_arrow_key_only_steps(open_slow: "Opener") -> None:
    page = open_slow()
    for _ in range(30):
        page.keyboard.down("ArrowRight")
        page.wait_for_timeout(33)  # a keyboard repeats a key about 30 times a second
    page.keyboard.up("ArrowRight")
    run = check(page)
    assert run.edits == ()
    assert 1 <= run.rounds == run.at <= 30


def test_steps_and_previous_in_turn_only_move(open_slow: "Opener") -> None:
    page = open_slow("&rounds=5&at=3")
    press_fast(page, "Step", "Previous", times=20)
    run = check(page)
    assert run.edits == ()
    assert 5 <= run.rounds <= 13
    # Edits a late message made would have cut the rounds; here nothing but steps and looks were asked for.
    assert 0 <= run.at <= run.rounds


def test_steps_right_after_an_edit_leave_it_where_it_was_made(open_slow: "Opener") -> None:
    page = open_slow("&rounds=3")
    enter(page, "w11", "0.25")
    press_fast(page, "Step", times=8)
    run = check(page)
    assert run.edits == (Edit(3, "w11", 0.25),)
    assert 4 <= run.rounds <= 11


def test_an_edit_right_after_steps_is_made_once(open_slow: "Opener") -> None:
    page = open_slow("&rounds=3")
    press_fast(page, "Step", times=5)
    enter(page, "b2", "0.5")
    run = check(page)
    assert [(edit.name, edit.value) for edit in run.edits] == [("b2", 0.5)]
    # The last click and the edit may reach the server in one message, which says nothing of their order.
    assert run.rounds - run.edits[0].round in (0, 1)
    assert 4 <= run.edits[0].round <= run.rounds <= 8


def test_a_click_on_step_commits_the_open_field_and_steps(open_slow: "Opener") -> None:
    page = open_slow("&rounds=3")
    field(page, "w12").fill("0.75")
    press_fast(page, "Step", times=1)
    run = check(page)
    assert run.edits == (Edit(3, "w12", 0.75),)
    assert run.rounds == 4


def test_fields_changed_while_it_plays_are_edits_of_the_run(open_slow: "Opener") -> None:
    page = open_slow("&rounds=2")
    click(page, "Play")
    wait_beyond(page, 3)
    enter(page, "x1", "5")
    wait_beyond(page, status(page)[0] + 1)
    choose(page, "Learning rate", "0.003")
    wait_beyond(page, status(page)[0] + 1)
    pause(page)
    button(page, "Play").wait_for(timeout=PATIENCE)
    run = check(page)
    assert [(edit.name, edit.value) for edit in run.edits] == [("x1", 5), ("lr", 0.003)]
    assert 2 < run.edits[0].round <= run.edits[1].round <= run.rounds == run.at


def test_play_and_pause_in_turn_by_button_and_by_key(open_slow: "Opener") -> None:
    page = open_slow()
    last = 0
    for by_key in (False, True, False, True):
        page.keyboard.press("p") if by_key else click(page, "Play")
        wait_beyond(page, last)
        page.keyboard.press("p") if by_key else pause(page)
        button(page, "Play").wait_for(timeout=PATIENCE)
        run = check(page)
        assert run.edits == ()
        assert last < run.at == run.rounds
        last = run.at
    click(page, "Undo")
    wait_until(page, "rounds => !location.search.includes(rounds)", "another link", f"rounds={last}")
    assert check(page).rounds < last


def test_p_pressed_in_a_hurry_leaves_a_run_that_plays_or_not(open_slow: "Opener") -> None:
    page = open_slow()
    for _ in range(9):
        page.keyboard.press("p")
        page.wait_for_timeout(60)
    either = button(page, "Play").or_(button(page, "Pause"))
    either.wait_for(timeout=PATIENCE)
    click(page, "Step")  # which ends a training that plays
    button(page, "Play").wait_for(timeout=PATIENCE)
    run = check(page)
    assert run.edits == ()
    assert run.rounds >= 1


def test_undo_redo_and_reset_in_a_hurry_lose_nothing(open_slow: "Opener") -> None:
    page = open_slow("&rounds=3")
    enter(page, "w11", "0.25")
    wait_for_link(page, "edits", "3~w11~0.25")
    click(page, "Step")
    wait_for_status(page, round=4)
    press_fast(page, "Undo", "Reset", "Undo", "Redo", times=24)
    run = check(page)
    assert run.edits in ((), (Edit(3, "w11", 0.25),))
    assert run.rounds in (0, 3, 4)
    press_fast(page, "Undo", times=30)
    run = check(page)
    while button(page, "Undo").is_enabled():
        click(page, "Undo")
        run = check(page)
    assert (run.rounds, run.edits) == (3, ())


@pytest.mark.parametrize("speed", [1, 20])
def test_pause_stays_at_the_round_on_screen_and_no_other_shows(open_slow: "Opener", speed: int) -> None:
    page = open_slow()
    choose(page, "Speed", f"by {speed}")
    for _ in range(2):
        start = status(page)[0]
        click(page, "Play")
        wait_beyond(page, start + 2 * speed)
        shown = pause(page)
        button(page, "Play").wait_for(timeout=PATIENCE)
        run = check(page)
        assert run.at == run.rounds == shown
        assert page.evaluate("window.roundsSincePause") == [shown]


def test_of_a_drag_a_far_server_hears_what_it_can_answer(delayed: str, open_page: "Callable[..., Page]") -> None:
    page = open_page("/?preset=slow&rounds=3&vary=w11", base=delayed)
    sent: list[float] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda _: sent.append(time.monotonic())))
    page.reload()  # for a connection that is listened to
    wait_quiet(page)
    x, y = middle(page.get_by_label("Value of w11"))
    page.mouse.move(x, y)
    page.mouse.down()
    begun = time.monotonic()
    for move in range(100):
        page.mouse.move(x + move % 40, y)
    heard = [moment for moment in sent if moment > begun]
    answers = (time.monotonic() - begun) / (2 * DELAY)
    assert 1 <= len(heard) <= answers + 1
    page.mouse.up()
    assert [(edit.round, edit.name) for edit in check(page).edits] == [(3, "w11")]
