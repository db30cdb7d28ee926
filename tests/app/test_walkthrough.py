"""The walkthrough shows each sub-step with its formula, numbers and shapes, where in the round it is, and lights it."""

import re

import pytest

from dashboard.glossary import explained
from dashboard.latex import SUB_STEPS, sub_step
from softmax_core.presets import PRESETS
from tests.app.page import Page

MOMENT = PRESETS["recorded"].setup.moment


def phases(page: Page) -> list[tuple[list[str], list[str]]]:
    """All chips on screen: the phases they name, and the lit ones."""
    chips = [part.value for part in page.at.html if 'class="chips"' in part.value]
    return [
        (re.findall(r"<(?:strong|span)>(\w+)", text), re.findall(r"<strong>(\w+)", text))
        for text in (chip.partition("</style>")[2] for chip in chips)
    ]


def words(page: Page) -> list[str]:
    return [part.value for part in page.at.markdown if " of 8. " in part.value]


def formulas(page: Page) -> list[str]:
    return [part.value.removeprefix("$$\n").removesuffix("\n$$") for part in page.at.latex]


def of(index: int) -> tuple[str, list[str]]:
    """What stands on screen of a sub-step, counted from 0."""
    part = sub_step(MOMENT, index)
    return f"**{index + 1} of 8. {part.title}.** {explained(part.prose)}", [part.formula, part.numbers, part.shapes]


@pytest.mark.parametrize("index", range(8))
def test_a_sub_step_is_said_in_words_in_symbols_in_numbers_and_in_shapes(open_page, index):
    page = open_page(f"preset=recorded&below=one&part={index + 1}")
    said, latex = of(index)
    assert words(page) == [said]
    assert formulas(page) == latex
    assert phases(page) == [(["Forward", "Backward", "Update"], [SUB_STEPS[index].phase])]


def test_all_sub_steps_come_in_order_and_each_phase_is_named_where_it_begins(open_page):
    page = open_page("preset=recorded&below=all&part=3")
    expected = [of(index) for index in range(8)]
    assert words(page) == [said for said, _ in expected]
    assert formulas(page) == [latex for _, found in expected for latex in found]
    assert [lit for _, lit in phases(page)] == [["Forward"], ["Backward"], ["Update"]]
    html = [part for part in page.at.main if part.type in ("html", "markdown")]
    places = [place for place, part in enumerate(html) if 'class="chips"' in part.value]
    first_after = [next(part.value for part in html[place:] if " of 8. " in part.value) for place in places]
    firsts = [next(i for i, step in enumerate(SUB_STEPS) if step.phase == lit[0]) for _, lit in phases(page)]
    assert first_after == [of(index)[0] for index in firsts]


def test_the_pictures_light_what_the_one_open_sub_step_is_about_and_else_everything(open_page):
    def frames(link: str) -> int:
        return len(open_page(f"preset=recorded&{link}").figure("weights")["layout"]["shapes"])

    assert [frames(f"below=one&part={part}") for part in range(1, 9)] == [
        len(step.lit & {"w", "b"}) for step in SUB_STEPS
    ]
    assert frames("below=all&part=1") == frames("part=1") == 0

    def network(link: str) -> list:
        return open_page(f"preset=recorded&{link}").figure("network")["data"]

    assert network("below=all&part=5") == network("part=5") != network("below=one&part=5")


def test_b_leads_back_and_n_to_the_next_sub_step(open_page):
    page = open_page("preset=slow&below=one&part=3")
    keys = {button.label: button.proto.shortcut.lower() for button in page.at.button if button.proto.shortcut}
    assert (keys["Back"], keys["Next"]) == ("b", "n")
    assert page.click("Next").session.view["part"] == "4"
    assert page.click("Back").session.view["part"] == "3"


@pytest.mark.parametrize("below", ["one", "all"])
def test_only_the_sub_step_of_the_loss_tells_of_another_loss_in_the_status_and_its_value(open_page, below):
    for part in ("4", "5") if below == "one" else ("1",):
        page = open_page(f"preset=recorded&loss=bce&below={below}&part={part}")
        told = re.findall(r"The status shows a different loss, the [^:]*: \$([\d.]+)\$", page.prose)
        assert len(told) == (part != "4")
        assert all(text == page.loss for text in told)


def test_back_leads_from_the_first_sub_step_of_any_round_to_the_last_of_the_round_before(open_page):
    page = open_page("preset=slow&rounds=2&below=one")
    for at in (1, 0):
        page.click("Back")
        assert (page.run.at, page.session.view["part"]) == (at, "8")
        for _ in range(7):
            page.click("Back")
    assert page.session.view["part"] == "1"
    assert page.button("Back").disabled
