"""The first minute: what this is, what to press, a hint that leads on, and what is said to who cannot see."""

import re

import pytest

from dashboard.glossary import GLOSSARY
from dashboard.text import probability, short, verdict
from dashboard.views.lab.schema import BELOW
from tests.app.page import SLOW, shown


def hint(page) -> str:
    """The line of the hint, empty where it is hidden."""
    lines = [shown(part.value) for part in page.at.markdown]
    (line,) = [line for line in lines if line.startswith(("**Start here", "**Now", "The **bars**"))]
    return "" if line.startswith("The") else line


def test_the_opening_says_what_this_is_and_what_to_press_without_a_symbol(open_page):
    (opening,) = [part.value for part in open_page().at.html if "<h1>" in part.value]
    text = re.sub("<style>.*</style>|<[^>]*>", "", opening, flags=re.DOTALL)
    assert "Press Step" in text
    assert not set("θηJŷWxyb") & set(re.findall(r"\b\w\b", text))
    assert len(text) < 120


def test_the_hint_leads_from_step_to_the_bars_to_a_weight_and_is_gone(open_page):
    page = open_page()
    assert "press Step" in hint(page)
    assert "bars" in hint(page.click("Step"))
    page.click("Next")
    assert "weight" in hint(page)
    assert page.address["hint"] == "weight"
    page.click("Reset")
    page.enter("w11", 0.25)
    assert hint(page) == ""


@pytest.mark.parametrize("link", ["", "rounds=1", "hint=weight"])
def test_the_hint_can_be_hidden_and_the_link_remembers_it(open_page, link):
    page = open_page(link)
    assert hint(page)
    page.click("Hide")
    assert hint(page) == ""
    assert page.address["hint"] == "off"
    again = open_page(dict(page.address))
    assert hint(again) == ""
    assert not {"Hide", "Next"} & again.buttons


def test_a_link_of_before_opens_with_the_hint_and_a_teachers_without(open_page):
    assert "bars" in hint(open_page(SLOW))
    assert hint(open_page(f"{SLOW}&hint=off")) == ""


def test_the_line_stands_at_every_hint_and_without_one(open_page):
    """So nothing moves where one takes the place of another."""
    for link in ("", "rounds=1", "hint=weight", "hint=off"):
        hint(open_page(link))


def test_what_is_below_the_pictures_is_named_for_what_it_gives_the_walkthrough_first(open_page):
    options = list(open_page().field("Below the pictures").options)
    titles = [getattr(option, "content", option) for option in options]
    assert titles == list(BELOW.values())
    assert titles[0] == "Walkthrough"
    assert not any("more" in title.lower() for title in titles)


def test_what_is_said_of_a_converged_run_stands_where_the_preset_was_told(open_page):
    page = open_page()
    assert "All classes start equal" in page.prose
    page.click("Step")
    assert "All classes start equal" not in page.prose
    assert "no η is too large" in page.prose
    assert "Converged" in page.prose
    assert "Slow motion" in page.buttons


def test_the_help_explains_every_symbol_and_word(open_page):
    (dialog,) = open_page().click("Help").at.get("dialog")
    text = "\n".join(part.value for part in dialog.markdown)
    assert [term.key for term in GLOSSARY if term.meaning not in text] == []


def test_a_step_is_said_with_its_loss_and_prediction_and_play_only_at_its_end(open_page):
    page = open_page("preset=slow")
    page.click("Step")
    probabilities = page.session.forward.probabilities
    loss = short(page.session.loss("ce"))
    assert page.data("speech")["text"] == f"Round 1: loss {loss}, prediction {verdict(probabilities, 2)}."
    page.click("Play").tick(3)
    assert page.data("speech")["text"] == ""
    page.event("player", paused=4)
    assert page.data("speech")["text"].startswith("Round 4: loss ")


def test_what_is_said_is_of_the_round_looked_at_and_of_the_loss_shown(open_page):
    page = open_page("x=8_-0.5&y=0_1_0&init=uniform~3&lr=0.001&loss=bce&rounds=5&at=2")
    probabilities = page.session.forward.probabilities
    loss, shares = short(page.session.loss("bce")), ", ".join(map(probability, probabilities))
    assert page.data("speech")["now"] == (
        f"round 2 of 5; input 8, −0.5; learning rate 0.001; predicted probabilities {shares}; prediction "
        f"{verdict(probabilities, 1)}; the label is class 2; loss {loss}."
    )
    page.click("Previous")
    loss, said = short(page.session.loss("bce")), verdict(page.session.forward.probabilities, 1)
    assert page.data("speech")["text"] == f"Round 1: loss {loss}, prediction {said}."


def test_that_a_run_has_converged_is_said(open_page):
    assert open_page().click("Step").data("speech")["text"].endswith("prediction class 3, right. Converged.")


def test_the_summary_has_four_parts_and_the_present_values(open_page):
    page = open_page("preset=slow").click("Step")
    (summary,) = [part.value for part in page.at.html if "Summary" in part.value]
    assert re.findall("<p>(.*?):", summary) == ["What is shown", "What you can do", "Where to begin"]
    now = page.data("speech")["now"]
    values = [short(page.session.loss("ce")), *map(probability, page.session.forward.probabilities), "0.001", "8, 7"]
    assert [value for value in values if value not in now] == []


@pytest.mark.parametrize("panel", ["weights", "gradients", "probabilities", "trajectories"])
def test_every_alt_text_holds_present_values(open_page, panel):
    page = open_page(f"preset=recorded&panel={panel}")
    before = {key: chart["alt"] for key, chart in page.charts.items()}
    page.click("Step")
    after = {key: chart["alt"] for key, chart in page.charts.items()}
    assert [key for key in before if before[key] == after[key]] == []
    forward = page.session.forward
    told = [*map(short, forward.logits), *map(probability, forward.probabilities), "x1 8, x2 7"]
    assert [value for value in told if value not in after["network"]] == []


def test_the_alt_text_of_the_replay_holds_its_values(open_page):
    page = open_page("preset=slow&rounds=3&below=replay")
    first, *_, last = page.session.history.losses("ce")
    assert f"from {short(first)} to {short(last)}" in page.data("replay")["title"]


def test_no_two_buttons_have_the_same_name(open_page):
    page = open_page("preset=slow&rounds=5&edits=2~w12~0.25_4~w12~0.5_4~x1~5&below=edits")
    labels = [button.label for button in page.at.button]
    assert sorted(set(labels)) == sorted(labels)
    page.enter("Below the pictures", "compare").click("Pin this run").click("Step").click("Pin this run")
    labels = [button.label for button in page.at.button]
    assert sorted(set(labels)) == sorted(labels)
