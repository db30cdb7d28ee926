"""Edits on the way."""

from dataclasses import replace

from softmax_core.presets import PRESETS
from softmax_core.run import Edit, Run
from tests.app.page import SLOW


def test_an_edit_at_an_earlier_round_drops_later_ones_and_undo_brings_them_back(open_page):
    page = open_page(f"{SLOW}&at=4&edits=2~b1~3_8~w11~1")
    before = page.run
    page.enter("b2", "-2")
    assert page.round == "4"
    assert page.run.edits == (Edit(2, "b1", 3), Edit(4, "b2", -2))
    page.click("Step")
    assert page.round == "5"
    assert page.click("Undo").click("Undo").run == before
    assert page.round == "4 of 10"


def test_an_edit_is_marked_on_the_loss_curve(open_page):
    page = open_page(f"{SLOW}&at=4").enter("b2", "3")
    mark = page.trace("loss", "edit")
    assert mark["x"] == [4]
    assert mark["customdata"] == ["b₂ = 3"]
    page.enter("Learning rate", "0.3")
    assert page.trace("loss", "edit")["customdata"] == ["b₂ = 3, η = 0.3"]
    page.click("Step").click("Step")
    assert page.trace("loss", "edit")["x"] == [4]


def test_the_last_edit_of_a_round_and_name_counts(open_page):
    page = open_page(SLOW).enter("w11", "1").enter("w11", "2").enter("w11", "3")
    assert page.run.edits == (Edit(10, "w11", 3),)


def test_an_edit_set_back_to_what_training_had_led_to_is_none(open_page):
    page = open_page(SLOW)
    before, trained = page.run, repr(page.value("w11"))
    page.enter("w11", "1").enter("w11", trained)
    assert page.run == before


def test_at_round_0_an_edit_rewrites_the_start(open_page):
    page = open_page(f"{SLOW}&at=0").enter("x1", "2")
    assert page.run == Run(replace(PRESETS["slow"].setup, x=(2, 7)))
