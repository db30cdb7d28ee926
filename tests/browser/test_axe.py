"""axe-core finds nothing that is ours to mend, in any view and state, in both themes."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import pytest

from dashboard.views.schema import SCHEMA
from tests.browser.axe import Violation, axe_source, violations
from tests.browser.boxes import wait_faded_in
from tests.browser.lab_page import PATIENCE, button, chart, click, wait_quiet, wait_until

if TYPE_CHECKING:
    from playwright.sync_api import Page

    Opener = Callable[..., Page]


class OfStreamlit(NamedTuple):
    """What Streamlit draws and gives no means to draw otherwise."""

    rule: str
    within: str  # a selector: the element itself or what is around it
    reason: str


OF_STREAMLIT = (
    OfStreamlit(
        "scrollable-region-focusable",
        '.katex-display, [data-testid="stCode"]',
        "a long formula or link: Chromium and Firefox themselves give the focus to what scrolls",
    ),
    OfStreamlit(
        "presentation-role-conflict",
        '[data-testid="stFileUploaderDropzone"]',
        "a region to drop files on, with the name of the field; its button is a button",
    ),
)

EDITED = "/?preset=slow&rounds=5&edits=2~w12~0.25_4~x1~5"


@pytest.fixture(scope="module")
def axe() -> str:
    return axe_source()


def check(page: "Page", axe: str) -> None:
    """In the light theme and in the dark one."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        background = "rgb(255, 255, 255)" if scheme == "light" else "rgb(20, 23, 27)"
        wait_until(
            page,
            "color => getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor === color",
            f"the {scheme} theme",
            background,
        )
        wait_faded_in(page)
        found = [one for one in violations(page, axe) if not is_of_streamlit(page, one)]
        assert found == [], "\n".join(f"{one.rule} ({one.impact}): {one.html}\n  {one.summary}" for one in found)
    page.emulate_media(color_scheme="light")


def is_of_streamlit(page: "Page", violation: Violation) -> bool:
    return any(
        violation.rule == known.rule
        and page.evaluate(
            "([element, within]) => Boolean(document.querySelector(element)?.closest(within))",
            [violation.element, known.within],
        )
        for known in OF_STREAMLIT
    )


@pytest.mark.parametrize(
    ("below", "width"), [*((below, 1440) for below in SCHEMA["below"]), ("one", 390), ("edits", 390)]
)
def test_the_lab(open_page: "Opener", axe: str, below: str, width: int) -> None:
    page = open_page(f"{EDITED}&below={below}", width=width)
    wait_quiet(page)
    if below == "compare":
        click(page, "Pin this run")
        chart(page, "compare_weights").wait_for(timeout=PATIENCE)
    if below == "replay":
        page.frame_locator("iframe").locator("[data-ready=yes]").wait_for(timeout=PATIENCE)
    check(page, axe)


@pytest.mark.parametrize("panel", SCHEMA["panel"])
def test_the_panels_and_a_run_that_has_converged(open_page: "Opener", axe: str, panel: str) -> None:
    page = open_page(f"/?rounds=1&panel={panel}&vary=w12")
    wait_quiet(page)
    check(page, axe)


@pytest.mark.parametrize("opener", ["Help", "Share", "Set-up"])
def test_what_opens_above_the_lab(open_page: "Opener", axe: str, opener: str) -> None:
    page = open_page(EDITED)
    wait_quiet(page)
    click(page, opener)
    page.locator('[role="dialog"], [data-testid="stPopoverBody"]').first.wait_for(timeout=PATIENCE)
    check(page, axe)


@pytest.mark.parametrize("section", SCHEMA["section"])
def test_the_derivation(open_page: "Opener", axe: str, section: str) -> None:
    page = open_page(f"/derivation?preset=recorded&rounds=1&section={section}")
    check(page, axe)


@pytest.mark.parametrize(
    "link",
    [
        "rounds=9",
        "set=ring&rounds=9&lr=9",
        "set=penguins&batch=8&rounds=9&sample=3",
        "overlap=0.8&rounds=3&panel=rates&cell=wrong",
        "batch=8&rounds=9&l2=0.1&panel=calibration&below=batch",
        "set=hand&points=-2~1~1_2~1~2_0~-2~3&test=0&rounds=5&zero=yes&sample=1",
        "set=penguins&batch=8&rounds=9&l2=0.1&below=one",
        "rounds=9&below=compare",
        "rounds=9&below=replay",
        "set=penguins&rounds=9&view=projector",
    ],
)
def test_the_data_set(open_page: "Opener", axe: str, link: str) -> None:
    page = open_page(f"/data?{link}")
    wait_quiet(page)
    if "compare" in link:
        click(page, "Pin this study")
        chart(page, "compare_loss").wait_for(timeout=PATIENCE)
    if "replay" in link:
        page.frame_locator("iframe").locator("[data-ready=yes]").wait_for(timeout=PATIENCE)
    check(page, axe)


@pytest.mark.parametrize(
    ("opener", "link"),
    [("Share", ""), ("Shape", ""), ("Seeds, start and stop rule", ""), ("Points", "set=hand&points=-2~1~1_2~1~2&")],
)
def test_what_opens_above_the_data_set(open_page: "Opener", axe: str, opener: str, link: str) -> None:
    page = open_page(f"/data?{link}rounds=9")
    wait_quiet(page)
    click(page, opener)
    page.locator('[data-testid="stPopoverBody"]').first.wait_for(timeout=PATIENCE)
    check(page, axe)


@pytest.mark.parametrize("state", ["part=1", "part=4&cover=yes", "part=7&derive=9", "part=8"])
def test_the_projector(open_page: "Opener", axe: str, state: str) -> None:
    page = open_page(f"{EDITED}&view=projector&{state}")
    check(page, axe)


@pytest.mark.parametrize("opener", ["Keys H", "Link L"])
def test_what_opens_above_the_projector(open_page: "Opener", axe: str, opener: str) -> None:
    page = open_page("/?view=projector&part=2")
    button(page, opener).click(timeout=PATIENCE)
    page.get_by_role("dialog").wait_for(timeout=PATIENCE)
    check(page, axe)
