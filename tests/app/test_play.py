"""A training that plays."""

from dataclasses import replace

import pytest

from softmax_core.presets import PRESETS
from softmax_core.run import Edit, Run
from tests.app.page import SLOW, events_of, preset


def test_play_asks_for_round_after_round_and_becomes_pause(open_page):
    page = open_page("preset=slow").click("Play")
    assert "Play" not in page.buttons
    assert page.round == "0"
    assert page.data("player")["round"] == 0
    assert page.tick(3).round == "3"
    assert page.data("player")["round"] == 3
    assert page.disabled("w11")
    assert page.disabled("b1")
    assert page.disabled("x1") is False


def test_pause_stops_at_the_round_that_was_on_screen(open_page):
    page = open_page("preset=slow").click("Play").tick(5)
    page.event("player", paused=3)
    assert page.round == "3"
    assert "Play" in page.buttons
    assert "player" not in page.components
    assert page.disabled("w11") is False


def test_pause_keeps_the_rounds_that_were_there_before(open_page):
    page = open_page(f"{SLOW}&at=2").click("Play").tick(4)
    assert page.event("player", paused=5).round == "5 of 10"


def test_a_whole_play_is_one_step_of_undo(open_page):
    page = open_page("preset=slow").click("Step").click("Play").tick(4).event("player", paused=5)
    assert page.click("Undo").round == "1"
    assert page.click("Redo").round == "5"


def test_the_address_is_written_on_pause_only(open_page):
    page = open_page("preset=slow").click("Step")
    written = dict(page.address)
    page.click("Play").tick(3)
    assert page.address == written
    page.event("player", paused=4)
    assert page.address == {"preset": "slow", "rounds": "4"}


def test_a_tick_that_was_answered_already_is_not_answered_again(open_page):
    page = open_page("preset=slow").click("Play")
    first = page.data("player")["tick"]
    page.tick()
    assert page.event("player", ticked=first).round == "1"
    assert page.event("player", ticked=99).round == "1"
    assert page.data("player")["tick"] != first


@pytest.mark.parametrize("event", [{"ticked": 1}, {"paused": 0}])
def test_a_late_message_of_the_player_changes_nothing(open_page, event):
    page = open_page("preset=slow").click("Play").tick()
    player = page.component("player").proto.id
    page.event("player", paused=1)
    assert page.send_events(player, **event).round == "1"
    assert "Play" in page.buttons


def test_a_pause_at_no_round_there_is_changes_nothing(open_page):
    page = open_page("preset=slow").click("Play").tick(2)
    for place in (-1, 99, "1", None, 0.5):
        assert page.event("player", paused=place).round == "2"


@pytest.mark.parametrize("speed", [1, 5, 20, 100])
def test_speed_is_rounds_a_tick(open_page, speed):
    page = open_page("preset=slow").enter_on("Speed", str(speed)).click("Play").tick(2)
    assert page.round == str(2 * speed)
    page.event("player", paused=2 * speed)
    assert page.field("Speed").value == str(speed)


def test_the_speed_can_change_while_playing(open_page):
    page = open_page("preset=slow").click("Play").tick().enter_on("Speed", "20").tick()
    assert page.round == "21"
    assert "player" in page.components


def test_play_stops_where_the_run_has_converged(open_page):
    page = open_page().click("Play").tick()
    assert page.round == "1"
    assert "Play" in page.buttons
    assert "Converged" in page.prose
    assert page.address == {"rounds": "1"}


def test_play_stops_at_round_10000(open_page):
    page = open_page("preset=slow&tol=0&rounds=9990").enter_on("Speed", "100").click("Play").tick()
    assert page.round == "10000"
    assert page.button("Play").disabled


def test_an_edit_while_playing_keeps_playing(open_page):
    page = open_page("preset=slow").click("Play").tick(2).enter("x1", "1").tick(2)
    assert page.round == "4"
    assert page.run.edits == (Edit(2, "x1", 1),)
    page.enter("True class", 1).enter("Learning rate", "0.003").tick()
    assert "player" in page.components
    page.event("player", paused=5)
    assert page.run.edits == (Edit(2, "x1", 1), Edit(4, "lr", 0.003), Edit(4, "y", 1))
    assert page.click("Undo").run == preset("slow")


def test_an_edit_while_playing_goes_in_at_the_round_that_was_on_screen(open_page):
    page = open_page("preset=slow").click("Play").tick(2).type("x1", "1").tick()
    assert page.round == "3"
    assert page.run.edits == (Edit(2, "x1", 1),)
    assert page.address == {"preset": "slow"}
    page.event("player", paused=3)
    assert page.run == Run(PRESETS["slow"].setup, (Edit(2, "x1", 1),), 3)
    assert page.click("Undo").run == preset("slow")
    assert page.button("Undo").disabled


def test_an_edit_that_rounds_overtook_while_playing_goes_in_at_the_last_and_takes_none_back(open_page):
    page = open_page("preset=slow").click("Play").tick(2)
    typed = page.typed("x1", "1")
    page.tick(2).event("layer", typed=typed)
    assert page.round == "4"
    assert page.run.edits == (Edit(4, "x1", 1),)
    assert "player" in page.components


def test_a_text_and_a_tick_or_pause_in_one_message_have_no_order(open_page):
    for last in ({"ticked": 2}, {"paused": 2}):
        ends = set()
        for place in (0, 1):
            page = open_page("preset=slow").click("Play").tick(2)
            messages = [events_of(page.component("player").proto.id, **last)]
            messages.insert(place, events_of(page.component("layer").proto.id, typed=page.typed("x1", "1")))
            ends.add(page.send_merged(*messages).run)
        (run,) = ends
        assert run.edits == (Edit(2, "x1", 1),)


def test_an_edit_at_the_start_of_a_play_rewrites_the_start(open_page):
    page = open_page("preset=slow").click("Play").enter("x1", "1").tick(2).event("player", paused=2)
    assert page.run == Run(replace(PRESETS["slow"].setup, x=(1, 7)), rounds=2)
    assert page.click("Undo").run == preset("slow")


def test_pause_before_a_later_edit_keeps_the_edit(open_page):
    page = open_page("preset=slow").click("Play").tick(3).enter("x1", "1").event("player", paused=1)
    assert page.round == "1 of 3"
    assert page.run.edits == (Edit(3, "x1", 1),)


def test_a_bad_text_while_playing_keeps_playing(open_page):
    page = open_page("preset=slow").click("Play").tick().enter("x1", "?")
    assert len(page.errors) == 1
    assert page.tick().round == "2"


@pytest.mark.parametrize(
    ("action", "round"),
    [("Step", "5"), ("Previous", "3 of 4"), ("×10", "14"), ("Reset", "0"), ("Undo", "1"), ("Run to the end", "104")],
)
def test_other_buttons_end_the_play_first(open_page, action, round):
    page = open_page("preset=slow").click("Step").click("Play").tick(3).click(action)
    assert page.round == round
    assert "Play" in page.buttons
    page.click("Redo" if action == "Undo" else "Undo")
    assert page.round == "4"


def test_a_play_can_be_undone_while_it_plays(open_page):
    page = open_page("preset=slow").click("Play").tick(3).click("Undo")
    assert page.round == "0"
    assert "Play" in page.buttons


def test_the_slider_ends_the_play(open_page):
    page = open_page("preset=slow").click("Play").tick(5).enter("Round", 2)
    assert page.round == "2 of 5"
    assert "Play" in page.buttons


def test_another_address_ends_the_play(open_page):
    page = open_page("preset=slow").click("Play").tick(2).go("preset=tie&rounds=1")
    assert page.run == replace(preset("tie"), rounds=1, at=1)
    assert "Play" in page.buttons


def test_play_is_paused_by_the_projector_view_which_says_so(open_page):
    page = open_page("preset=slow").click("Play").tick(3)
    page.at.button(key="projector").click()
    page.at.run()
    assert page.session.play is None
    assert page.run.rounds == 3
    assert page.address == {"preset": "slow", "rounds": "3", "view": "projector"}
    assert [message.value for message in page.at.info] == ["Play is paused, as another view was opened."]
    page.at.button(key="leave").click()
    page.at.run()
    assert not page.at.info
    assert page.click("Undo").run == preset("slow")
