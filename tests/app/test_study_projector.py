"""The projector view of the data set."""

from softmax_core.sources import Blobs, Penguins
from softmax_core.study import Study
from tests.app.study_page import StudyPage


def test_the_projector_is_in_the_link_and_leads_back():
    page = StudyPage("set=penguins&rounds=3").click("Projector")
    assert page.session.view["view"] == "projector"
    assert set(page.charts) == {"plane", "scores"}
    assert all(chart["rem"] and "height" not in chart["figure"]["layout"] for chart in page.charts.values())
    assert page.click("Step").study.rounds == 4
    assert page.click("Page `V`").session.view["view"] == "page"
    assert "weights" in page.charts
    assert page.study == Study(Penguins(), rounds=4, at=4)


def test_play_goes_on_in_the_projector():
    page = StudyPage("view=projector").click("Play")
    for _ in range(2):
        page.event("player", ticked=page.data("player")["tick"])
    assert page.event("player", paused=2).study == Study(Blobs(), rounds=2, at=2)
