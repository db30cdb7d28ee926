"""The hint and the meanings of symbols, as a mouse, a keyboard and a finger meet them."""

import re
from collections.abc import Callable
from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from dashboard.glossary import meanings
from tests.browser.hand import box_of, do_overlap, turned, wait_still
from tests.browser.lab_page import (
    PATIENCE,
    button,
    check,
    click,
    link,
    slider,
    status_line,
    wait_for_link,
    wait_for_status,
    wait_quiet,
    wait_until,
    watch_places,
    watched_places,
)

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    Opener = Callable[..., Page]

CHARTS = ("network", "bars", "loss", "weights")


def meaning(page: "Page") -> "Locator":
    """The note that says what a symbol or word means."""
    return page.get_by_role("tooltip").and_(page.locator(".meaning"))


def term(page: "Page", key: str) -> "Locator":
    return page.locator(f'a[href="#term-{key}"]:not(.words *)')


@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_moves_while_the_hint_leads_on_and_the_run_converges(open_page: "Opener", width: int) -> None:
    page = open_page(width=width, height=900 if width == 1440 else 844)
    check(page)
    watch_places(page, CHARTS)
    click(page, "Step")
    wait_for_status(page, round=1)
    check(page)
    click(page, "Next")
    wait_for_link(page, "hint", "weight")
    check(page)
    click(page, "Hide")
    wait_for_link(page, "hint", "off")
    check(page)
    assert [len(places) for places in watched_places(page)] == [1] * len(CHARTS)


@pytest.mark.parametrize(
    ("path", "place"),
    [("/", ".st-key-step button"), ("/?rounds=1", ".st-key-bars .chart"), ("/?hint=weight", ".st-key-weights .chart")],
)
def test_the_hint_points_at_what_it_names(open_page: "Opener", expect: Callable, path: str, place: str) -> None:
    page = open_page(path)
    wait_quiet(page)
    framed = """place => [...document.querySelectorAll('.st-key-step button, .chart')]
        .filter(element => getComputedStyle(element).outlineStyle === 'solid').map(element => element.matches(place))"""
    assert page.evaluate(framed, place) == [True]
    click(page, "Hide")
    wait_for_link(page, "hint", "off")
    wait_until(page, f"place => ({framed})(place).length === 0", "no frame", place)


def test_the_opening_is_short_and_the_convergence_is_told_where_the_eye_is(open_page: "Opener") -> None:
    for width in (1440, 390):
        page = open_page("/?rounds=1", width=width)
        check(page)
        assert page.locator(".st-key-watch").bounding_box()["height"] <= (64 if width == 1440 else 96)
    told = [page.get_by_text("Converged"), button(page, "Slow motion")]
    others = [status_line(page), slider(page), *(button(page, name) for name in ("Step", "Previous", "Play", "Reset"))]
    for width, height in turned(page, [(360, 740), (390, 844), (320, 700), (844, 390), (820, 1180), (1440, 900)]):
        for down in (0, 2000):
            page.eval_on_selector("[data-testid=stMain]", "(main, down) => main.scrollTo(0, down)", down)
            wait_still(page)
            bar = box_of(page.locator(".st-key-bar"))
            boxes = [box_of(one) for one in told]
            for box in boxes:
                assert 0 <= box["left"] < box["right"] <= width, width
                assert 0 <= bar["top"] - 1 <= box["top"] < box["bottom"] <= min(bar["bottom"], height), width
            for one, other in combinations([*boxes, *map(box_of, others)], 2):
                assert not do_overlap([*one.values()], [*other.values()]), (one, other, width)


def test_a_symbol_says_what_it_means_under_the_pointer_and_the_note_can_be_read_and_sent_away(
    page: "Page", expect: Callable
) -> None:
    wait_quiet(page)
    term(page, "error").last.hover()
    expect(meaning(page)).to_have_text(meanings()["#term-error"])
    meaning(page).hover()
    expect(meaning(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(meaning(page)).to_be_hidden()
    page.mouse.move(0, 0)
    term(page, "logit").first.hover()
    expect(meaning(page)).to_have_text(meanings()["#term-logit"])
    page.mouse.move(0, 0)
    expect(meaning(page)).to_be_hidden()


def test_a_symbol_says_what_it_means_where_the_focus_is(page: "Page", expect: Callable) -> None:
    wait_quiet(page)
    for key in ("probability", "learning-rate", "loss"):
        last = term(page, key).last
        last.focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        expect(last).to_be_focused()
        expect(last).to_have_accessible_description(meanings()[f"#term-{key}"])
        expect(meaning(page)).to_be_visible()
        page.keyboard.press("Enter")
        assert page.evaluate("location.hash") == ""
    page.get_by_role("radio", name="Gradients").or_(page.get_by_role("button", name="Gradients")).hover()
    expect(meaning(page)).to_have_text(meanings()["#term-gradient"])


@pytest.mark.parametrize("width", [1440, 390])
def test_a_word_of_a_picture_says_what_it_means_where_it_is_drawn(
    open_page: "Opener", expect: Callable, width: int
) -> None:
    page = open_page("/?preset=slow&rounds=2", width=width)
    check(page)
    click(page, "Step")
    wait_for_status(page, round=3)
    wait_still(page)
    words = {
        "network": {"inputs": "input", "weights": "weight", "logits θ": "logit", "softmax": "softmax"},
        "bars": {"Prediction ŷ": "probability", "label": "label"},
        "loss": {"Loss": "loss", "binary cross-entropy": "binary-cross-entropy", "chance": "chance", "round": "round"},
        "weights": {"weight": "weight", "bias": "bias"},
    }
    for key, drawn in words.items():
        for word, name in drawn.items():
            link = page.locator(f".st-key-{key} .chart a[href='#term-{name}']")
            expect(link).to_have_accessible_name(word)
            link.scroll_into_view_if_needed()
            wait_still(page)
            text = page.locator(f".st-key-{key} .chart svg text").filter(has_text=re.compile(rf"^{word}([:,]|$)")).first
            box, of_text = box_of(link), box_of(text)
            assert all(abs(box[side] - of_text[side]) <= 2 for side in box), (key, word, box, of_text)
            if width == 390:
                link.tap(timeout=PATIENCE)
            else:
                link.hover(timeout=PATIENCE)
            expect(meaning(page)).to_have_text(meanings()[f"#term-{name}"])
            page.keyboard.press("Escape")
            assert page.locator(f'a[href="#term-{name}"]:not([tabindex="-1"])').count() > 0


def test_a_tap_says_what_a_symbol_means_and_leads_nowhere(open_page: "Opener", expect: Callable) -> None:
    page = open_page("/?below=one", width=390, height=844)
    wait_quiet(page)
    before = link(page)
    for key in ("loss", "bias", "learning-rate"):
        term(page, key).first.tap(timeout=PATIENCE)
        expect(meaning(page)).to_have_text(meanings()[f"#term-{key}"])
        box = meaning(page).bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    page.get_by_role("heading", level=1).tap()
    expect(meaning(page)).to_be_hidden()
    assert link(page) == before
    assert page.evaluate("location.hash") == ""


def test_the_help_of_a_field_opens_by_tap(open_page: "Opener", expect: Callable) -> None:
    page = open_page(width=390, height=844)
    wait_quiet(page)
    page.get_by_role("button", name="Help for Vary").tap(timeout=PATIENCE)
    expect(page.get_by_text("then drag: everything follows")).to_be_visible()
