"""The projector view fits every screen, whatever is on it, and can be read from the back row in both themes."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from dashboard.latex.symbols import UNLIT
from softmax_core.presets import PRESETS
from tests.browser.boxes import misfits, wait_faded_in, wait_settled
from tests.browser.contrast import pale_texts
from tests.browser.lab_page import PATIENCE, wait_for_link, wait_quiet
from tests.dashboard.drawn import channels

if TYPE_CHECKING:
    from playwright.sync_api import Page

    Opener = Callable[..., Page]

HD = (1920, 1080)
SCREENS = (HD, (1280, 720), (1366, 768), (2560, 1440), (3840, 2160), (1024, 768))
LEAST_TEXT = 20
"""Pixels, of all sizes of a layer whose numbers are all shown at once."""

SIZES = {
    f"{n} by {k}": f"x={'_'.join(['1.2345', '-2.345', '0.0345', '1', '2', '3'][:n])}&y={'_'.join('01' + '0' * (k - 2))}"
    for n, k in ((1, 6), (3, 4), (5, 5), (6, 2), (6, 6))
}
RUNS = {
    **{name: f"preset={name}&rounds=1" for name in PRESETS},
    "document at its start": "preset=document",
    **{name: f"{size}&init=normal~3&rounds=1&lr=0.0123" for name, size in SIZES.items()},
    "enormous": "x=1e60_-1e-60&y=0_1_0&init=normal~3&rounds=1",
}
LARGE = {"1 by 6", "5 by 5", "6 by 2", "6 by 6", "enormous"}
DERIVED = (3, 4, 6, 7)


def stage(open_page: "Opener", query: str, *, dark: bool = False) -> "Page":
    page = open_page(f"/?view=projector&{query}", width=HD[0], height=HD[1], dark=dark)
    page.emulate_media(reduced_motion="reduce")
    wait_settled(page)
    return page


def sub_steps(page: "Page"):
    """All sub-steps by their keys, and of those that have one the derivation.

    The first comes when another one was shown, so that every key changes the link.
    """
    for part in (2, 1, 3, 4, 5, 6, 7, 8):
        page.keyboard.press(str(part))
        wait_for_link(page, "part", None if part == 1 else str(part))
        wait_settled(page)
        yield f"{part}"
        if part in DERIVED:
            page.keyboard.press("d")
            wait_for_link(page, "derive", "9")
            wait_settled(page)
            yield f"derivation of {part}"
            page.keyboard.press("Escape")
            wait_for_link(page, "derive", None)


@pytest.mark.parametrize("run", RUNS)
def test_everything_fits_on_every_screen(open_page: "Opener", run: str) -> None:
    page = stage(open_page, RUNS[run])
    # All is measured by the height of the screen, so that what fits on one fits on all others of its shape.
    screens = SCREENS if run in ("document", "6 by 6") else (HD, (1024, 768))
    found = {}
    for shown in sub_steps(page):
        screens = screens[::-1]  # the next sub-step begins on the screen that this one ends on
        for width, height in screens:
            page.set_viewport_size({"width": width, "height": height})
            wait_settled(page)
            least = LEAST_TEXT if (width, height) == HD and run not in LARGE else 0
            found[shown, width, height] = misfits(page, least)
    assert {place: wrong for place, wrong in found.items() if wrong} == {}


def test_what_does_not_fit_is_found(open_page: "Opener") -> None:
    page = stage(open_page, "part=8")
    assert misfits(page) == []
    page.add_style_tag(content=".st-key-stage_words .katex-display { font-size: 60px !important; }")
    assert any(wrong.startswith("scrolls") for wrong in misfits(page))
    assert any("pixels high" in wrong for wrong in misfits(page, 200))
    page.add_style_tag(content=".st-key-stage_top { margin-top: 100px; }")
    assert any("reaches into" in wrong or "off the screen" in wrong or "cut off" in wrong for wrong in misfits(page))


@pytest.mark.parametrize("run", ["rounds=5&foo=1", "preset=recorded&spot=2"])
def test_messages_and_a_spotlight_fit_too(open_page: "Opener", run: str) -> None:
    page = stage(open_page, run)
    assert {shown: wrong for shown in sub_steps(page) if (wrong := misfits(page, LEAST_TEXT))} == {}


@pytest.mark.parametrize("part", ["2", "7", "8"])
def test_i_lights_the_row_of_each_input_in_formula_and_picture_and_it_fits(open_page: "Opener", part: str) -> None:
    page = stage(open_page, f"preset=recorded&part={part}")
    unlit = "rgb({}, {}, {})".format(*channels(UNLIT[0]))
    grey = page.locator(f".st-key-stage_words .katex [style*='{unlit}'], .st-key-stage_words [style*='{UNLIT[0]}']")
    underlined = page.locator(".st-key-stage_bottom tspan[style*=underline]")
    assert grey.count() == 0
    for row, name in (("1", "x₁"), ("2", "x₂"), ("bias", "b"), (None, "")):
        page.keyboard.press("i")
        wait_for_link(page, "row", row)
        wait_settled(page)
        assert misfits(page, LEAST_TEXT) == []
        assert (grey.count() > 0) == (row is not None)
        told = "".join(underlined.all_text_contents())
        assert name in told
        assert bool(told) == bool(name)
    assert page.evaluate("scrollY") == 0


def test_what_is_wrong_with_a_link_is_said_on_the_stage_and_fits(open_page: "Opener") -> None:
    page = open_page("/?lr=-1&view=projector", width=HD[0], height=HD[1])
    page.keyboard.press("v")
    wait_for_link(page, "view", "projector")
    page.locator(".st-key-stage_messages").get_by_text("cannot be opened").wait_for(timeout=PATIENCE)
    wait_settled(page)
    assert misfits(page, LEAST_TEXT) == []
    assert pale_texts(page, page.locator(".st-key-stage")) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("run", ["preset=recorded&foo=1", "preset=recorded&spot=1&rounds=1"])
def test_every_text_has_its_contrast(open_page: "Opener", run: str, dark: bool) -> None:
    page = stage(open_page, run, dark=dark)
    root = page.locator(".st-key-stage")
    assert {shown: pale for shown in sub_steps(page) if (pale := pale_texts(page, root))} == {}
    page.keyboard.press("c")
    wait_for_link(page, "cover", "yes")
    wait_settled(page)
    assert pale_texts(page, root) == []
    for key, text in (("h", "a whole round at once"), ("l", "This exact run")):
        page.keyboard.press(key)
        dialog = page.get_by_role("dialog")
        dialog.get_by_text(text).wait_for(timeout=PATIENCE)
        wait_faded_in(page)
        assert pale_texts(page, dialog) == []
        page.keyboard.press("Escape")
        dialog.wait_for(state="hidden", timeout=PATIENCE)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("path", ["/?preset=recorded&below=one&foo=1", "/derivation?section=why"])
def test_every_text_of_the_other_views_has_its_contrast_keys_and_chips_included(
    open_page: "Opener", path: str, dark: bool
) -> None:
    page = open_page(path, width=1440, height=2000, dark=dark)
    wait_quiet(page)
    wait_faded_in(page)
    swatch = "■"  # a colour, no text
    assert [pale for pale in pale_texts(page, page.locator("body")) if pale[0] != swatch] == []


@pytest.mark.parametrize("screen", SCREENS, ids=str)
@pytest.mark.parametrize("key", "hl")
def test_keys_and_code_are_seen_whole(open_page: "Opener", key: str, screen: tuple[int, int]) -> None:
    page = stage(open_page, "")
    page.set_viewport_size({"width": screen[0], "height": screen[1]})
    page.keyboard.press(key)
    dialog = page.get_by_role("dialog")
    shown = dialog.get_by_alt_text("QR code of the link") if key == "l" else dialog.get_by_text("C ends this")
    shown.wait_for(timeout=PATIENCE)
    wait_faded_in(page)
    box = shown.bounding_box()
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= screen[1]
    if key == "l":
        assert min(box["width"], box["height"]) >= 0.5 * screen[1]  # large
