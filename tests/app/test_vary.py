"""One value under the Vary slider."""

import pytest

from softmax_core.run import Edit
from tests.app.page import SLOW, WEIGHTS, preset


def test_vary_offers_every_weight_bias_and_input(open_page):
    page = open_page()
    assert page.field("Vary").options == [*WEIGHTS, "b1", "b2", "b3", "x1", "x2"]
    assert "dragger" not in page.components


@pytest.mark.parametrize("name", ["w12", "b3", "x1"])
def test_a_drag_moves_the_value_and_is_one_step_of_undo(open_page, name):
    page = open_page().enter("Vary", name)
    data = page.data("dragger")
    assert data["name"] == f"Value of {name}"
    assert data["lowest"] < data["value"] < data["highest"]
    for value in (0.1, 1.75, -0.5):
        page.event("dragger", dragged=value)
        assert page.value(name) == value
        after = page.data("dragger")
        assert (after["lowest"], after["highest"]) == (data["lowest"], data["highest"])
        assert after["answered"] != data["answered"]
    page.event("dragger", released=-0.625)
    assert page.value(name) == -0.625
    assert page.click("Undo").run == preset("document")
    assert page.button("Undo").disabled
    assert page.click("Redo").value(name) == -0.625


@pytest.mark.parametrize("value", [0, 0.5, -0.001, 30, -1e6])
def test_the_slider_reaches_as_far_up_as_down_past_0_and_far_enough_to_see_something(open_page, value):
    data = open_page(f"x={value}_1&vary=x1").data("dragger")
    up, down = data["highest"] - value, value - data["lowest"]
    assert up == pytest.approx(down)
    assert up == pytest.approx(max(2, 2 * abs(value)))
    assert data["lowest"] < 0 < data["highest"]


def test_a_drag_on_the_way_is_one_edit(open_page):
    page = open_page(SLOW).enter("Vary", "w12")
    page.event("dragger", dragged=1).event("dragger", dragged=2).event("dragger", released=3)
    assert page.run.edits == (Edit(10, "w12", 3),)
    assert page.address["edits"] == "10~w12~3"


def test_a_drag_at_an_earlier_round_drops_later_ones_until_undo(open_page):
    page = open_page(f"{SLOW}&at=4").enter("Vary", "b1").event("dragger", dragged=3).event("dragger", released=3)
    assert page.round == "4"
    assert page.click("Undo").round == "4 of 10"


def test_a_click_without_movement_is_an_edit_too(open_page):
    page = open_page().enter("Vary", "w11").event("dragger", released=1.5)
    assert page.value("w11") == 1.5
    assert page.click("Undo").button("Undo").disabled


def test_a_drag_that_ends_where_it_began_is_no_change(open_page):
    page = open_page().enter("Vary", "w11").event("dragger", dragged=1.5).event("dragger", released=0.5)
    assert page.run == preset("document")
    assert page.button("Undo").disabled


def test_a_drag_whose_end_was_lost_is_settled_by_the_next_change(open_page):
    page = open_page().enter("Vary", "w11").event("dragger", dragged=1.5).click("Step")
    assert page.click("Undo").value("w11") == 1.5
    assert page.click("Undo").run == preset("document")


def test_a_drag_to_no_number_changes_nothing(open_page):
    page = open_page().enter("Vary", "w11")
    for value in ("2", None, [1], {"a": 1}):
        page.event("dragger", dragged=value)
        assert page.run == preset("document")


def test_an_error_of_a_drag_goes_when_it_comes_back(open_page):
    page = open_page().enter("Vary", "w11").event("dragger", dragged=1e101).event("dragger", released=1.5)
    assert page.value("w11") == 1.5
    assert page.errors == []


@pytest.mark.parametrize("value", [1e101, 1e308])
def test_a_drag_beyond_the_limit_is_refused(open_page, value):
    page = open_page().enter("Vary", "w11").event("dragger", released=value)
    assert page.run == preset("document")
    (error,) = page.errors
    assert error.startswith("w11 must be")


def test_a_drag_ends_the_play(open_page):
    page = open_page("preset=slow").enter("Vary", "x1").click("Play").tick(2).event("dragger", released=1)
    assert "Play" in page.buttons
    assert page.run.edits == (Edit(2, "x1", 1),)
    assert page.click("Undo").round == "2"


@pytest.mark.parametrize("name", ["w11", "w23", "b2"])
def test_a_click_on_a_cell_of_the_heatmap_chooses_what_varies(open_page, name):
    page = open_page().click_cell(name)
    assert page.field("Vary").value == name
    assert page.data("dragger")["name"] == f"Value of {name}"
    assert page.run == preset("document")


def test_what_varies_is_forgotten_where_it_is_no_more(open_page):
    page = open_page("x=1_2_3", set_up=True).enter("Vary", "x3").enter_on("Inputs", 2)
    assert page.field("Vary").value is None
    assert "dragger" not in page.components
