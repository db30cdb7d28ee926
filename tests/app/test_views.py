"""The walkthrough, the projector view and the derivation page: only what is open is computed."""

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.views.schema import SCHEMA
from softmax_core import forward, sgd_step
from softmax_core.presets import PRESETS
from tests.app.derivation_page import DerivationPage
from tests.app.page import APP


def test_the_walkthrough_goes_through_a_round_and_on_to_the_next(open_page):
    page = open_page("preset=slow&below=one")
    titles = []
    for part in range(1, 9):
        assert page.session.view["part"] == str(part)
        (latex,) = {block.value for block in page.at.latex[:1]}
        titles.append(latex)
        assert len(page.at.latex) == 3  # formula, numbers and shapes of one sub-step
        assert page.round == "0"
        page.click("Next")
    assert len(set(titles)) == 8
    assert page.round == "1"
    assert page.session.view["part"] == "1"
    assert page.click("Back").round.startswith("0")
    assert page.session.view["part"] == "8"


def test_there_is_no_sub_step_before_the_first(open_page):
    assert open_page("below=one").button("Back").disabled


def test_all_sub_steps_are_there_to_read(open_page):
    assert len(open_page("below=all").at.latex) == 24


def test_nothing_of_it_is_computed_while_it_is_closed(open_page):
    assert len(open_page().at.latex) == 0


def test_the_projector_shows_the_walkthrough_and_leaves_to_the_same_place():
    page = AppTest.from_file(str(APP), default_timeout=30)
    page.query_params = {"preset": "slow", "rounds": "2", "view": "projector", "part": "4"}
    page.run()
    assert not page.exception
    assert "4 of 8" in " ".join(block.value for block in page.markdown)
    assert not page.text_input
    page.button(key="next").click().run()
    assert page.session_state["session"].view["part"] == "5"
    page.button(key="leave").click().run()
    assert not page.exception
    assert page.session_state["session"].view["part"] == "5"
    assert page.session_state["session"].run.rounds == 2


@pytest.mark.parametrize("section", SCHEMA["section"])
@pytest.mark.parametrize("name", ["document", "recorded", "huge-logits", "two-classes", "four-inputs", "one-input"])
def test_every_section_of_the_derivation_holds_for_every_preset(section, name):
    assert DerivationPage(preset=name, rounds="1", section=section).run.setup == PRESETS[name].setup


@pytest.mark.parametrize("loss", ["ce", "bce"])
def test_a_status_that_shows_another_loss_than_the_one_derived_is_explained(open_page, loss):
    page = open_page(f"preset=recorded&loss={loss}&below=one&part=5")
    said = " ".join(block.value for block in page.at.markdown)
    assert ("The status shows a different loss" in said) == (loss == "bce")
    assert ("$0.4608$" in said) == (loss == "bce")
    said = DerivationPage(preset="recorded", loss=loss, section="loss").said
    assert ("The loss shown above is a different one" in said) == (loss == "bce")
    assert (r"\approx 0.2326$" in said) == (loss == "bce")


def test_the_move_of_the_logits_is_said_with_its_sign_and_its_number():
    said = DerivationPage(section="why").said
    assert "$-114 \\cdot (" in said


def test_the_true_class_is_said_to_be_pushed_up_and_the_others_down_and_the_logits_move_so():
    derivation = DerivationPage(preset="recorded", section="why").at
    moment = PRESETS["recorded"].setup.moment
    table = derivation.table[0].value
    before, after = (forward(parameters, moment.x).logits[0] for parameters in (moment.parameters, sgd_step(*moment)))
    moves = [float(text.strip("$")) for text in table.iloc[:, -1]]
    assert moves == pytest.approx(after - before, rel=1e-3)
    assert table["pushed"].tolist() == ["up" if move > 0 else "down" for move in moves] == ["down", "down", "up"]
    assert table["class"].tolist() == ["1", "2", "3"]
    said = " ".join(block.value for block in derivation.markdown)
    assert said.index("true class, 3, is pushed **up**") < said.index("every other class **down**")


def test_what_the_documents_formula_gives_is_not_said_to_be_printed_by_the_document():
    said = DerivationPage(preset="four-inputs", section="losses").said
    assert "the document's formula gives" in said
    assert "the document prints" not in said


def test_the_verdicts_after_the_documents_one_round_say_that_nothing_can_be_told():
    derivation = DerivationPage(rounds="1", section="losses").at
    assert [block.value.count("too small to tell") for block in derivation.info] == [1, 1, 1]
    assert not derivation.success
    assert not derivation.error
