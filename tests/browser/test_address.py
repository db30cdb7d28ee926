"""The address bar holds the run: opening, reloading, going back and forth, and links that break a rule."""

from collections.abc import Callable
from itertools import groupby
from typing import TYPE_CHECKING

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from softmax_core.run import Edit
from tests.browser.lab_page import (
    PATIENCE,
    button,
    chart,
    check,
    click,
    digits,
    enter,
    field,
    link,
    status,
    wait_beyond,
    wait_for_link,
    wait_for_status,
    wait_ready,
    wait_until,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page

SLOW = "/?preset=slow&rounds=10&at=7"

# A click on a link in the very moment in which Play asks for its next round.
_CLICK_WITH_A_TICK = """name => {
    const { requestAnimationFrame } = window;
    window.requestAnimationFrame = act => requestAnimationFrame(time => {
        if (String(act).includes('"ticked"')) {
            window.requestAnimationFrame = requestAnimationFrame;
            [...document.querySelectorAll("a")].find(link => link.textContent.includes(name)).click();
        }
        act(time);
    });
}"""


def test_a_link_shows_its_run(open_page: "Callable[..., Page]") -> None:
    page = open_page("/?x=1_-2&y=0_1&w=0.1_0.2_0.3_0.4&b=0_1&lr=0.5&rounds=3&at=2&edits=1~w12~0.25")
    run = check(page)
    assert (run.rounds, run.at, run.setup.x, run.edits) == (3, 2, (1, -2), (Edit(1, "w12", 0.25),))
    assert page.get_by_role("heading", name="Round 2 of 3").is_visible()


def test_an_empty_link_is_the_documents_example_at_round_0(page: "Page") -> None:
    wait_for_status(page, round=0)
    check(page)
    assert status(page) == (0, "1.099")


def test_step_writes_the_round_into_the_link(page: "Page") -> None:
    click(page, "Step")
    wait_for_link(page, "rounds", "1")
    wait_for_status(page, round=1)
    assert link(page) == {"rounds": "1"}


def test_a_reload_restores_every_digit(open_page: "Callable[..., Page]") -> None:
    page = open_page(SLOW)
    enter(page, "w11", "0.1")
    wait_for_link(page, "edits", "7~w11~0.1")
    click(page, "Step")
    wait_for_status(page, round=8)
    wait_for_link(page, "rounds", "8")
    before = digits(page)
    page.reload()
    wait_ready(page)
    wait_for_status(page, round=8)
    assert digits(page) == before
    check(page)


def test_undo_and_redo_move_the_link_too(page: "Page") -> None:
    click(page, "Step")
    wait_for_link(page, "rounds", "1")
    click(page, "Undo")
    wait_for_link(page, "rounds", "0")
    assert check(page).rounds == 0
    click(page, "Redo")
    wait_for_link(page, "rounds", "1")
    assert check(page).rounds == 1


def test_back_and_forward_of_the_browser_undo_and_redo(open_page: "Callable[..., Page]") -> None:
    page = open_page("/?preset=slow")
    for round in (1, 2):
        click(page, "Step")
        wait_for_status(page, round=round)
        wait_for_link(page, "rounds", str(round))
    page.go_back()
    wait_for_status(page, round=1)
    assert check(page).rounds == 1
    page.go_back()
    wait_for_status(page, round=0)
    page.go_forward()
    wait_for_status(page, round=1)
    assert check(page).rounds == 1


def test_a_step_after_back_goes_on_from_there(open_page: "Callable[..., Page]", expect: Callable) -> None:
    page = open_page("/?preset=slow&rounds=5")
    enter(page, "b1", "2")
    wait_for_link(page, "edits", "5~b1~2")
    page.go_back()
    wait_for_link(page, "edits", None)
    expect(field(page, "b1")).not_to_have_value("2")
    click(page, "Step")
    wait_for_status(page, round=6)
    run = check(page)
    assert (run.rounds, run.edits) == (6, ())


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("lr=-1", ("lr", "greater than 0", "-1")),
        ("rounds=10001", ("rounds", "10000", "10001")),
        ("x=8_seven", ("x", "be a number", "seven")),
        ("edits=3~w99~1&rounds=5", ("edits", "w23", "w99")),
        ("lr=<b>1</b>**2**", ("lr", "be a number", "<b>1</b>**2**")),
        ("preset=![a](http://example.com/a.png)", ("preset", "document", "![a](http://example.com/a.png)")),
    ],
)
def test_a_link_that_breaks_a_rule_is_named_and_not_applied(
    open_page: "Callable[..., Page]", expect: Callable, query: str, said: tuple[str, ...]
) -> None:
    page = open_page(f"/?{query}")
    alert = page.get_by_role("alert")
    expect(alert).to_have_count(1)
    for words in said:
        expect(alert).to_contain_text(words)
    assert alert.locator("b, strong, img, a").count() == 0
    assert wait_for_status(page, round=0)[1] == "1.099"
    expect(field(page, "x1")).to_have_value("8")


def test_the_message_of_a_bad_link_goes_with_the_next_change(
    open_page: "Callable[..., Page]", expect: Callable
) -> None:
    page = open_page("/?lr=0")
    expect(page.get_by_role("alert")).to_have_count(1)
    click(page, "Step")
    wait_for_link(page, "rounds", "1")
    expect(page.get_by_role("alert").filter(has_text="cannot be opened")).to_have_count(0)
    assert link(page) == {"rounds": "1"}


def test_a_link_of_too_many_parameters_is_named(open_page: "Callable[..., Page]", expect: Callable) -> None:
    page = open_page("/?" + "&".join(f"a{number}=1" for number in range(1200)))
    expect(page.get_by_role("alert")).to_contain_text("at most 1000 parameters; received 1200 parameters")


def test_the_label_is_named_as_a_one_hot_vector(open_page: "Callable[..., Page]", expect: Callable) -> None:
    page = open_page("/?preset=slow")
    expect(page.get_by_role("radiogroup", name="True class, y = [0, 0, 1]", exact=True)).to_be_visible()
    page.get_by_role("radio", name="2", exact=True).click()
    expect(page.get_by_role("radiogroup", name="True class, y = [0, 1, 0]", exact=True)).to_be_visible()


def test_an_unknown_key_is_named_and_stays(open_page: "Callable[..., Page]", expect: Callable) -> None:
    page = open_page("/?round=5&rounds=0")
    expect(page.get_by_text("left alone: round")).to_be_visible()
    click(page, "Step")
    wait_for_link(page, "rounds", "1")
    assert link(page) == {"round": "5", "rounds": "1"}


def test_markup_in_an_unknown_key_is_text(open_page: "Callable[..., Page]", expect: Callable) -> None:
    page = open_page("/?<i>a</i>**b**=5")
    expect(page.get_by_text("<i>a</i>**b**")).to_be_visible()


def test_a_link_at_10000_rounds_opens(open_page: "Callable[..., Page]", expect: Callable) -> None:
    page = open_page("/?preset=slow&rounds=10000")
    wait_for_status(page, round=10_000)
    assert check(page).rounds == 10_000
    expect(button(page, "Step")).to_be_disabled()
    click(page, "Previous")
    wait_for_status(page, round=9_999)
    check(page)


def test_the_edits_of_a_link_are_marked_on_the_curve(open_page: "Callable[..., Page]", expect: Callable) -> None:
    page = open_page("/?preset=slow&rounds=10&edits=3~w12~0.25_5~y~2")
    marks = chart(page, "loss").locator(".scatterlayer .trace", has=page.locator("path.point"))
    edits = marks.filter(has=page.locator('path.point[style*="rgb(213, 94, 0)"]'))
    expect(edits.locator("path.point")).to_have_count(2)
    check(page)


def test_commas_and_colons_are_read_as_well(open_page: "Callable[..., Page]") -> None:
    page = open_page("/?x=1,2&y=0,1&w=1,2,3,4&b=0,1&rounds=2&edits=1:w12:0.25,2:y:1")
    run = check(page)
    assert (run.setup.x, run.edits) == ((1, 2), (Edit(1, "w12", 0.25), Edit(2, "y", 1)))


def test_the_run_goes_along_to_the_derivation_and_back(open_page: "Callable[..., Page]") -> None:
    page = open_page(SLOW)
    before = digits(page)
    _go_to(page, "Derivation")
    wait_for_link(page, "at", "7")
    assert wait_for_status(page, round=7) == before[0]
    _go_to(page, "Lab")
    wait_for_link(page, "at", "7")
    assert digits(page) == before
    check(page)


def test_back_from_the_derivation_shows_the_same_run(open_page: "Callable[..., Page]", expect: Callable) -> None:
    page = open_page(SLOW)
    before = digits(page)
    _go_to(page, "Derivation")
    wait_for_link(page, "at", "7")
    wait_for_status(page, round=7)
    _back_to_the_lab(page)
    assert digits(page) == before
    check(page)
    expect(button(page, "Undo")).to_be_disabled()


def test_a_step_in_the_derivation_is_there_in_the_lab(open_page: "Callable[..., Page]") -> None:
    page = open_page(SLOW)
    digits(page)
    _go_to(page, "Derivation")
    wait_for_link(page, "at", "7")
    click(page, "Step")
    wait_for_status(page, round=8)
    _go_to(page, "Lab")
    wait_for_link(page, "at", "8")
    run = check(page)
    assert (run.rounds, run.at) == (10, 8)


def test_play_is_paused_by_another_page_which_says_so(open_page: "Callable[..., Page]", expect: Callable) -> None:
    page = open_page("/?preset=slow&rounds=2")
    click(page, "Play")
    wait_beyond(page, 5)
    _go_to(page, "Derivation")
    said = page.get_by_text("Play is paused, as another view was opened.")
    expect(said).to_be_visible()
    shown = status(page)
    _go_to(page, "Lab")
    expect(said).to_have_count(0)
    run = check(page)
    assert (run.rounds, run.at, status(page)) == (shown[0], shown[0], shown)


def test_after_the_wish_for_another_page_nothing_is_asked_of_this_one(
    open_page: "Callable[..., Page]", expect: Callable
) -> None:
    page = open_page("/?preset=slow&rounds=2")
    asked = _pages_asked_for(page)
    page.reload()
    wait_ready(page)
    click(page, "Play")
    wait_beyond(page, 3)
    page.evaluate(_CLICK_WITH_A_TICK, "Derivation")
    expect(page.get_by_text("Play is paused, as another view was opened.")).to_be_visible()
    lab, derivation = (hash for hash, _ in groupby(asked))
    assert lab != derivation
    wait_for_link(page, "rounds", str(status(page)[0]))
    assert link(page)["preset"] == "slow"


def _pages_asked_for(page: "Page") -> list[str]:
    """What a window that is loaded again asks of the server from then on: of each message the hash of its page."""
    asked: list[str] = []

    def note(frame: bytes) -> None:
        message = BackMsg.FromString(frame)
        if message.rerun_script.page_script_hash:  # empty before the first answer
            asked.append(message.rerun_script.page_script_hash)

    page.on("websocket", lambda socket: socket.on("framesent", note))
    return asked


def test_the_derivation_opens_from_its_link(open_page: "Callable[..., Page]", expect: Callable) -> None:
    page = open_page("/derivation?rounds=1")
    assert wait_for_status(page, round=1)[1] == "6.187 × 10⁻⁵⁰"
    expect(page.get_by_role("radiogroup", name="Section")).to_be_visible()
    assert link(page) == {"rounds": "1"}
    page.reload()
    wait_ready(page)
    wait_for_status(page, round=1)


def _go_to(page: "Page", name: str) -> None:
    from playwright.sync_api import expect

    page.get_by_role("link", name=name, exact=True).click(timeout=PATIENCE)
    path = "/derivation" if name == "Derivation" else "/"
    wait_until(page, "path => location.pathname === path", f"the address {path}", path)
    expect(page.get_by_role("radiogroup", name="Section" if name == "Derivation" else "Panel")).to_be_visible()


def _back_to_the_lab(page: "Page") -> None:
    """Back as often as needed, three times at the most: how many entries a change of page makes is Streamlit's."""
    from playwright.sync_api import expect

    for _ in range(3):
        page.go_back()
        wait_ready(page)
        if "/derivation" not in page.url:
            break
    expect(page.get_by_role("radiogroup", name="Panel")).to_be_visible()
