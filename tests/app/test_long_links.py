"""A link has an end: no change makes one that cannot be opened."""

import pytest

from dashboard.export import run_json
from dashboard.text import in_field
from softmax_core.link import parse, write
from softmax_core.presets import PRESETS
from softmax_core.run import Edit, Run
from tests.app.page import WEIGHTS


def nearly_full_link(room: int = 10) -> str:
    """A link of 99 rounds and 4000 − room characters, nearly all of them edits."""
    names = [*WEIGHTS, "b1", "b2", "b3"]

    def link(digits: list[int]) -> str:
        edits = [Edit(10 + n // 9, names[n % 9], float(f"0.{'1' * count}")) for n, count in enumerate(digits)]
        return write(Run(PRESETS["slow"].setup, tuple(edits), 99))

    count = next(count for count in range(300) if len(link([15] * count)) >= 4000 - room)
    # Of the last edits, so many digits less.
    excess = len(link([15] * count)) - 4000 + room
    return link([15] * (count - 3) + [15 - (excess + place) // 3 for place in range(3)])


@pytest.mark.parametrize("room", [0, 10, 20])
def test_an_edit_that_makes_the_link_too_long_offers_a_new_run(open_page, room):
    link = nearly_full_link(room=room)
    assert len(link) == 4000 - room
    page = open_page(link)
    assert page.errors == []
    before, moment = page.run, page.session.moment
    page.enter("w11", "0.1234567890123456")
    assert page.run == before
    assert page.text("w11") == in_field(page.value("w11"))
    assert "longer than 4000 characters" in page.prose
    page.click("Start a new run from here")
    assert page.round == "0"
    assert page.value("w11") == 0.1234567890123456
    assert page.run.setup.x == (8, 7)
    assert [page.value(name) for name in WEIGHTS[1:]] == moment.parameters.weights.ravel().tolist()[1:]
    assert "longer than 4000 characters" not in page.prose
    assert "Start a new run from here" not in page.buttons
    assert page.click("Undo").run == before


@pytest.mark.parametrize("label", ["Reset", "Undo"])
def test_the_offer_of_a_new_run_goes_with_the_run_it_is_for(open_page, label):
    page = open_page("preset=slow").go(nearly_full_link()).enter("w11", "0.1234567890123456").click(label)
    assert "Start a new run from here" not in page.buttons


def test_the_offer_of_a_new_run_goes_with_an_edit_the_link_has_room_for(open_page):
    page = open_page(nearly_full_link(room=240)).enter("w11", "0.1234567890123456")
    assert "Start a new run from here" in page.buttons
    before = len(page.run.edits)
    page.enter("w12", "5")
    assert len(page.run.edits) == before + 1
    assert "Start a new run from here" not in page.buttons


@pytest.mark.parametrize(
    "change",
    [
        lambda page: page.click("Step"),
        lambda page: page.click("Previous"),
        lambda page: page.enter("Log axis", True),
        lambda page: page.enter_on("Speed", "20"),
        lambda page: page.enter("w12", "?"),
    ],
    ids=["Step", "Previous", "Log axis", "Speed", "a bad text"],
)
def test_the_offer_of_a_new_run_stays_while_it_is_not_answered(open_page, change):
    page = open_page(nearly_full_link()).enter("w11", "0.1234567890123456")
    change(page)
    assert "Start a new run from here" in page.buttons
    page.click("Start a new run from here")
    assert "Start a new run from here" not in page.buttons
    assert page.value("w11") == 0.1234567890123456


def test_the_offer_of_a_new_run_goes_with_another_address(open_page):
    page = open_page(nearly_full_link()).enter("w23", "0.1234567890123456").go("preset=two-classes")
    assert "Start a new run from here" not in page.buttons


def full_page(open_page):
    """A page whose link has room for no further edit, however short."""
    page = open_page(nearly_full_link(room=90))
    for name, text in zip(
        WEIGHTS, ["0.1234567890123456", "0.123456789012", "0.12345678", "0.1234", "5", "6"], strict=True
    ):
        page.enter(name, text)
    assert "Start a new run from here" in page.buttons
    return page


@pytest.mark.parametrize(
    "change",
    [
        lambda page: page.click("Step"),
        lambda page: page.click("Previous"),
        lambda page: page.enter("Round", 10),
        lambda page: page.enter("Log axis", True).enter_on("Panel", "trajectories"),
    ],
    ids=["Step", "Previous", "Round", "Log axis and Panel"],
)
def test_no_change_makes_a_link_that_cannot_be_opened(open_page, change):
    page = full_page(open_page)
    change(page)
    assert open_page(page.address).errors == []


def test_a_link_with_keys_of_others_can_always_be_opened_again(open_page):
    page = open_page(f"utm_campaign={'a' * 3960}").click("Step").enter("w11", "0.1234567890123456")
    page = open_page(page.address)
    assert page.errors == []
    assert page.value("w11") == 0.1234567890123456


def test_undo_to_a_run_whose_link_has_no_room_for_the_view_of_now_says_so(open_page):
    page = open_page(nearly_full_link(room=0)).click("Reset").enter("Log axis", True).click("Undo")
    assert "longer than 4000 characters" in page.prose
    assert open_page(page.address).errors == []
    assert page.enter("Log axis", False).click("Undo").run.rounds == 99


def test_play_stops_where_the_link_has_no_room_for_another_digit(open_page):
    page = open_page(nearly_full_link(room=0)).click("Play").tick()
    assert "longer than 4000 characters" in page.prose
    assert page.session.play is None
    assert open_page(page.address).errors == []


def test_a_file_whose_link_is_full_is_loaded_whatever_the_screen_shows(open_page):
    page = open_page("preset=slow&scale=log&panel=trajectories&speed=100")
    page.at.session_state["share"] = True
    page.at.run()
    run = parse(nearly_full_link(room=0)).run
    page.at.file_uploader[0].upload("run.json", run_json(run).encode()).run()
    page.check()
    assert page.run == run
    assert page.session.view["scale"] == "linear"
