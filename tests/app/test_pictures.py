"""The pictures, and what chooses among them."""

import json
import re

import pytest

from dashboard.figures.curves import CHANCE
from dashboard.views.schema import SCHEMA
from tests.app.page import SLOW


@pytest.mark.parametrize("panel", SCHEMA["panel"])
def test_only_the_open_panel_is_drawn(open_page, panel):
    page = open_page(SLOW).enter_on("Panel", panel)
    assert set(page.charts) == {"network", "bars", "loss", panel}
    assert page.linked().view["panel"] == panel
    page.click("Step").click("Undo")
    assert panel in page.charts
    assert set(open_page(page.address).charts) == set(page.charts)


def test_curves_have_a_name_each(open_page):
    page = open_page(f"{SLOW}&panel=trajectories")
    assert [trace["name"] for trace in page.figure("trajectories")["data"]] == [
        "w₁₁",
        "w₁₂",
        "w₁₃",
        "w₂₁",
        "w₂₂",
        "w₂₃",
    ]
    page.enter_on("Panel", "probabilities")
    assert [trace["name"] for trace in page.figure("probabilities")["data"]] == ["ŷ₁", "ŷ₂", "ŷ₃"]


def test_the_log_axis_is_kept_in_the_link_and_changes_no_run(open_page):
    page = open_page(SLOW)
    assert page.figure("loss")["layout"]["yaxis"].get("type") != "log"
    page.enter("Log axis", True)
    assert page.figure("loss")["layout"]["yaxis"]["type"] == "log"
    assert page.address["scale"] == "log"
    assert page.button("Undo").disabled
    assert open_page(page.address).figure("loss")["layout"]["yaxis"]["type"] == "log"
    assert "scale" not in page.enter("Log axis", False).address


def test_every_picture_says_in_words_what_it_shows(open_page):
    page = open_page()
    alts = {key: chart["alt"] for key, chart in page.charts.items()}
    assert "class 1 0.3333" in alts["bars"]
    assert "label is class 3" in alts["bars"]
    assert "2 inputs feed" in alts["network"]
    assert "1 input feeds" in open_page("preset=one-input").charts["network"]["alt"]
    assert "round 0" in alts["loss"]
    assert "w23 0.5" in alts["weights"]
    for panel in SCHEMA["panel"]:
        assert page.enter_on("Panel", panel).charts[panel]["alt"]


@pytest.mark.parametrize("key", ["network", "bars", "loss", "weights"])
def test_no_number_on_hover_shows_how_python_holds_it(open_page, key):
    assert "np.float" not in json.dumps(open_page(SLOW).charts[key])


@pytest.mark.parametrize(("link", "loss", "chance"), [("", "1.099", "1.099"), ("loss=bce", "1.910", "1.910")])
def test_the_loss_picture_tells_the_loss_shown_and_its_chance(open_page, link, loss, chance):
    page = open_page(link)
    alt = page.charts["loss"]["alt"]
    assert re.findall(r"\d+\.\d+", alt) == [loss, chance]
    line = page.trace("loss", CHANCE)["y"]
    assert [f"{value:.3f}" for value in line] == [chance, chance]
