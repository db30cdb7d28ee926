"""Through the rounds: steps, the slider, and to the end."""

import pytest

from dashboard.views.schema import SCHEMA
from softmax_core import replay
from softmax_core.presets import PRESETS
from softmax_core.run import MAX_ROUNDS, Edit, Run
from tests.app.page import SLOW


@pytest.mark.parametrize(("button", "count"), [("Step", 1), ("×10", 10), ("×100", 100)])
def test_steps_train_that_many_rounds(open_page, button, count):
    page = open_page("preset=slow").click(button)
    assert page.round == str(count)
    expected = replay(Run(PRESETS["slow"].setup, rounds=count))
    assert page.session.history.weights.tobytes() == expected.weights.tobytes()
    assert len(page.trace("loss", "cross-entropy")["x"]) >= min(count, 100)
    assert page.address == {"preset": "slow", "rounds": str(count)}
    assert page.click("Undo").round == "0"


def test_previous_and_step_walk_through_the_rounds_there_are(open_page):
    page = open_page("preset=slow&rounds=3")
    assert [page.click("Previous").round for _ in range(3)] == ["2 of 3", "1 of 3", "0 of 3"]
    assert page.button("Previous").disabled
    assert [page.click("Step").round for _ in range(4)] == ["1 of 3", "2 of 3", "3", "4"]


def test_x10_goes_through_the_rounds_there_are_and_trains_the_rest(open_page):
    assert open_page("preset=slow&rounds=5&at=2").click("×10").round == "12"
    assert open_page("preset=slow&rounds=50&at=2").click("×10").round == "12 of 50"


@pytest.mark.parametrize(("link", "round"), [("rounds=9950", "10000"), ("rounds=9999&at=9990", "10000")])
def test_x100_stops_at_the_last_round_there_can_be(open_page, link, round):
    assert open_page(f"preset=slow&{link}").click("×100").round == round


def test_at_round_10000_there_is_no_step_further(open_page):
    page = open_page(f"preset=slow&rounds={MAX_ROUNDS}")
    assert all(page.button(label).disabled for label in ("Step", "×10", "×100", "Play"))
    assert page.click("Run to the end").round == "10000"
    for panel in SCHEMA["panel"]:
        page.enter_on("Panel", panel)
    page.click("Previous")
    assert page.round == "9999 of 10000"
    assert page.click("Step").button("Step").disabled


@pytest.mark.parametrize(
    ("link", "round"),
    [
        ("", "1"),
        ("preset=slow", "100"),
        ("preset=slow&tol=0.6", "10"),
        ("preset=slow&tol=0.6&rounds=50&at=2", "10 of 50"),
        ("preset=slow&tol=0.6&rounds=50&at=30", "30 of 50"),
    ],
)
def test_run_to_the_end_stops_at_the_first_round_that_has_converged(open_page, link, round):
    assert open_page(link).click("Run to the end").round == round


@pytest.mark.parametrize("round", [0, 4, 10])
def test_the_slider_looks_at_any_round(open_page, round):
    page = open_page(f"{SLOW}&at=7").enter("Round", round)
    assert page.round == ("10" if round == 10 else f"{round} of 10")
    assert page.run.rounds == 10
    assert page.trace("loss", "now")["x"] == [round]
    assert page.click("Undo").round == "7 of 10"


def test_the_slider_is_disabled_where_there_is_one_round(open_page):
    page = open_page()
    assert page.data("round")["disabled"]
    assert not page.click("Step").data("round")["disabled"]


def test_the_page_follows_the_slider_and_all_of_it_is_one_step_of_undo(open_page):
    page = open_page(SLOW)
    for round in (9, 8, 3):
        answered = page.data("round")["answered"]
        assert page.event("round", dragged=round).round == f"{round} of 10"
        assert page.data("round")["answered"] != answered
    assert page.address == {"preset": "slow", "rounds": "10"}, "the address waits for the hand"
    page.event("round", released=4)
    assert page.address == {"preset": "slow", "rounds": "10", "at": "4"}
    assert page.click("Undo").round == "10"
    assert page.button("Undo").disabled


@pytest.mark.parametrize("round", [-1, 11, 2.0, True, "3", None, [3], 1e300])
def test_the_slider_looks_at_no_round_that_there_is_not(open_page, round):
    page = open_page(f"{SLOW}&at=7")
    for event in ("dragged", "released"):
        assert page.event("round", **{event: round}).round == "7 of 10"
    assert page.button("Undo").disabled


def test_what_comes_after_a_hold_of_the_slider_is_done_at_the_round_it_shows(open_page):
    page = open_page(SLOW).event("round", dragged=4).enter("w11", "2")
    assert page.run.edits == (Edit(4, "w11", 2),)
    assert page.click("Undo").round == "4 of 10"
    assert page.click("Undo").round == "10"
    assert page.event("round", dragged=4).click("Step").round == "5 of 10"
