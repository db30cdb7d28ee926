"""By keyboard and by ear: the focus is seen and never lost, names are unique, and a step is said once."""

from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from dashboard.text import short
from softmax_core.run import replay
from tests.browser.hand import wait_still
from tests.browser.lab_page import (
    PATIENCE,
    button,
    check,
    choose,
    click,
    field,
    run_in_link,
    wait_beyond,
    wait_for_link,
    wait_for_status,
    wait_quiet,
    wait_until,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page

    Opener = Callable[..., Page]

EDITED = "/?preset=slow&rounds=4&edits=1~w12~0.25_3~b1~-2"

# What is said by the live regions from now on, each change of a text once.
_LISTEN = """() => {
    window.heard = [];
    for (const region of document.querySelectorAll("[aria-live=polite]"))
        new MutationObserver(() => window.heard.push(region.textContent)).observe(region, { childList: true });
}"""

# Every stop of the Tab key: its name, and whether something around it shows that it has the focus.
_STOP = """() => {
    const element = document.activeElement;
    const shows = [element, element.parentElement, element.parentElement?.parentElement].some(one => {
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
        return (outlineStyle !== "none" && parseFloat(outlineWidth) >= 1) || boxShadow !== "none";
    });
    const role = element.getAttribute("role") ?? element.tagName;
    const name = (element.ariaLabel ?? element.innerText ?? "").trim();
    return { name, role, shows, html: element.outerHTML.slice(0, 200) };
}"""


def press(page: "Page", label: str) -> None:
    """Press a button as the keyboard does."""
    button(page, label).focus(timeout=PATIENCE)
    page.keyboard.press("Enter")


@pytest.mark.parametrize(
    ("path", "label", "then"),
    [
        ("/?preset=slow&rounds=2", "Step", "Step"),
        ("/?preset=slow&rounds=2", "Run to the end", "Run to the end"),
        ("/?preset=slow&rounds=1", "Previous", "Step"),  # there is nothing before round 0
        ("/?preset=slow&rounds=2", "Reset", "Reset"),
        ("/", "Hide", "Step"),
        ("/?rounds=1", "Next", "Hide"),
        ("/?rounds=1", "Slow motion", "Step"),
        ("/", "Projector", "Next →"),
        ("/?view=projector", "Lab V", "Projector"),
        ("/data?rounds=1", "Projector", "Step"),
        ("/data?rounds=1&view=projector", "Page V", "Projector"),
        (f"{EDITED}&below=edits", "Remove w₁₂ of round 1", "Remove b₁ of round 3"),
        ("/?below=one", "Next", "Next"),
        ("/derivation?preset=slow&rounds=1", "Previous", "Step"),
    ],
)
def test_the_focus_stays_or_goes_where_the_work_goes_on(
    open_page: "Opener", expect: Callable, path: str, label: str, then: str
) -> None:
    page = open_page(path if "below=one" not in path else f"{path}&hint=off")
    wait_quiet(page)
    before = page.evaluate("location.search")
    press(page, label)
    wait_until(page, "before => location.search !== before", f"{label} to change the link", before)
    expect(button(page, then)).to_be_focused()


def test_the_focus_goes_from_play_to_pause_and_back(open_page: "Opener", expect: Callable) -> None:
    page = open_page("/?preset=slow")
    wait_quiet(page)
    press(page, "Play")
    expect(button(page, "Pause")).to_be_focused()
    wait_beyond(page, 2)
    expect(button(page, "Pause")).to_be_focused()
    page.keyboard.press("Enter")
    expect(button(page, "Play")).to_be_focused()
    check(page)


def test_undo_hands_the_focus_to_redo_and_back(open_page: "Opener", expect: Callable) -> None:
    page = open_page("/?preset=slow")
    click(page, "Step")
    wait_for_status(page, round=1)
    expect(button(page, "Undo")).to_be_enabled()
    press(page, "Undo")
    wait_for_status(page, round=0)
    expect(button(page, "Redo")).to_be_focused()


def test_the_focus_stays_at_a_choice(open_page: "Opener", expect: Callable) -> None:
    page = open_page("/?preset=slow&rounds=2")
    wait_quiet(page)
    field(page, "Vary").focus()
    page.keyboard.type("w12")
    page.keyboard.press("Enter")
    wait_for_link(page, "vary", "w12")
    expect(field(page, "Vary")).to_be_focused()
    wait_quiet(page)
    expect(field(page, "Vary")).to_be_focused()


def test_the_last_edit_taken_out_leaves_the_focus_in_the_page(open_page: "Opener") -> None:
    page = open_page("/?preset=slow&rounds=4&edits=1~w12~0.25&below=edits")
    wait_quiet(page)
    press(page, "Remove w₁₂ of round 1")
    wait_for_link(page, "edits", None)
    wait_until(
        page,
        "() => document.activeElement?.closest('[data-testid=stMain]')",
        "the focus to be in the page",
    )


@pytest.mark.parametrize(
    ("path", "label"), [("/", "Help"), ("/?view=projector", "Keys H"), ("/", "Set-up"), ("/", "Share")]
)
def test_what_is_closed_gives_the_focus_back_to_what_opened_it(
    open_page: "Opener", expect: Callable, path: str, label: str
) -> None:
    page = open_page(path)
    wait_quiet(page)
    press(page, label)
    opened = page.locator('[role="dialog"], [data-testid="stPopoverBody"]').first
    opened.wait_for(timeout=PATIENCE)
    wait_quiet(page)
    page.keyboard.press("Escape")
    expect(opened).to_have_count(0)
    expect(button(page, label)).to_be_focused()


@pytest.mark.parametrize(
    "path",
    [f"{EDITED}&below=edits&vary=w12", "/derivation?rounds=1", "/?view=projector&part=4", "/data?rounds=9&sample=3"],
)
def test_the_focus_is_seen_at_every_stop_and_no_two_have_the_same_name(open_page: "Opener", path: str) -> None:
    page = open_page(path)
    wait_quiet(page)
    page.keyboard.press("Tab")
    stops = []
    while len(stops) < 150 and page.evaluate("() => document.activeElement !== document.body"):
        stops.append(page.evaluate(_STOP))
        page.keyboard.press("Tab")
    assert 15 < len(stops) < 150
    assert [stop["html"] for stop in stops if not stop["shows"]] == []
    assert [stop["html"] for stop in stops if not stop["name"]] == []
    names = [f"{stop['role']} {stop['name']}" for stop in stops if stop["role"] != "A"]  # a term may be linked twice
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_a_step_is_said_once_with_its_loss_and_prediction(open_page: "Opener") -> None:
    page = open_page("/?preset=slow")
    wait_quiet(page)
    page.evaluate(_LISTEN)
    click(page, "Step")
    wait_for_status(page, round=1)
    run = check(page)
    loss = short(float(replay(run).losses("ce")[1]))
    assert page.evaluate("window.heard") == [f"Round 1: loss {loss}, prediction class 3, right."]


def test_play_is_said_once_when_it_pauses(open_page: "Opener") -> None:
    page = open_page("/?preset=slow")
    wait_quiet(page)
    page.evaluate(_LISTEN)
    click(page, "Play")
    wait_beyond(page, 3)
    click(page, "Pause")
    run = check(page)
    (heard,) = page.evaluate("window.heard")
    assert heard.startswith(f"Round {run.at}: loss ")


@pytest.mark.parametrize(
    "path", ["/?below=all", "/derivation", "/derivation?section=why", "/?view=projector", "/data?rounds=9&lr=9"]
)
def test_headings_begin_with_the_first_level_and_leave_none_out(open_page: "Opener", path: str) -> None:
    page = open_page(path)
    levels = page.evaluate("""() => [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
        .filter(heading => heading.checkVisibility()).map(heading => Number(heading.tagName[1]))""")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    page.locator("p.now", has_text="Now: ").wait_for(state="attached", timeout=PATIENCE)
    summary = page.locator("[aria-label=Summary] p, p.unseen:not([role])")
    parts = [text.partition(":")[0] for text in summary.all_inner_texts()]
    assert parts == ["What is shown", "What you can do", "Where to begin", "Now"]


# The controls by name, and which of them cannot be brought into view, or are covered there.
_CONTROLS = """() => {
    const all = [...document.querySelectorAll(".stMain button, .stMain .layer input")].filter(it =>
        it.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && !it.closest(".modebar"));
    const name = it => it.ariaLabel || it.textContent;
    const isLost = it => {
        it.scrollIntoView({ block: "end", inline: "center", behavior: "instant" }); // not under the bar
        const { left, top, right, bottom } = it.getBoundingClientRect();
        const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
        return left < -1 || right > innerWidth + 1 || !(it.contains(hit) || hit?.contains(it));
    };
    return { names: all.map(name), lost: all.filter(isLost).map(name),
             wide: [document.documentElement, document.querySelector("[data-testid=stMain]")]
                 .filter(it => it.scrollWidth > it.clientWidth).map(it => it.tagName) };
}"""


@pytest.mark.parametrize(
    "path",
    [
        *("/?rounds=1&below=one&vary=w12", "/?rounds=1&below=edits", "/derivation?rounds=1&section=why"),
        "/data?set=penguins&rounds=9&sample=3",
    ],
)
def test_at_200_percent_and_at_320_pixels_nothing_is_lost(open_page: "Opener", path: str) -> None:
    page = open_page(path, touch=False)
    wait_quiet(page)
    whole = page.evaluate(_CONTROLS)["names"]
    assert whole
    zoom = page.context.new_cdp_session(page)
    for width, height, scale in ((720, 450, 2), (320, 640, 1)):  # the first is 1440 by 900, zoomed
        screen = {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": False}
        zoom.send("Emulation.setDeviceMetricsOverride", screen)
        wait_until(page, "width => innerWidth === width", "the other size", width)
        wait_still(page)
        found = page.evaluate(_CONTROLS)
        assert sorted(found["names"]) == sorted(whole), width
        assert found["lost"] == [], width
        assert found["wide"] == [], width
    zoom.send("Emulation.clearDeviceMetricsOverride")
    zoom.detach()


def test_nothing_moves_for_who_asks_for_less_motion(open_page: "Opener") -> None:
    page = open_page("/?preset=slow")
    page.emulate_media(reduced_motion="reduce")
    wait_quiet(page)
    page.evaluate("""() => {
        window.moving = new Set();
        const look = () => {
            for (const { effect } of document.getAnimations()) window.moving.add(effect.target.outerHTML.slice(0, 120));
            requestAnimationFrame(look);
        };
        look();
    }""")
    click(page, "Step")
    wait_for_status(page, round=1)
    choose(page, "Speed", "by 5")
    click(page, "Help")
    page.get_by_role("dialog").wait_for(timeout=PATIENCE)
    assert page.evaluate("[...window.moving]") == []


def test_a_picture_is_saved_as_svg_by_keyboard(open_page: "Opener", expect: Callable) -> None:
    page = open_page("/?picture=svg")
    wait_quiet(page)
    press(page, "Share")
    saver = page.get_by_role("group", name="Save a picture as SVG")
    saver.get_by_role("button", name="Network").focus(timeout=PATIENCE)
    with page.expect_download(timeout=PATIENCE) as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename == "network.svg"
    assert b"<svg" in download.value.path().read_bytes()[:200]
    page.get_by_role("radio", name="PNG").check(force=True)
    expect(page.get_by_role("group", name="Save a picture as PNG")).to_be_visible()
    assert run_in_link(page).rounds == 0
