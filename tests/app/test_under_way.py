"""Training that plays: what a crash would cost, and what else may come meanwhile."""

import pytest

from dashboard.session import address
from dashboard.views.schema import SCHEMA
from softmax_core.link import parse_pairs
from softmax_core.run import Edit
from tests.app.page import preset


@pytest.fixture(autouse=True)
def at_every_tick(monkeypatch):
    """The address is kept at every tick, so that no test has to wait."""
    monkeypatch.setattr(address, "KEEP", 0)


def test_the_address_follows_with_rounds_edits_and_view(open_page):
    page = open_page("preset=slow").click("Play").tick(2)
    assert page.linked().run == preset("slow").step(2)
    page.enter("x1", "2").enter_on("Speed", "5").tick()
    link = page.linked()
    assert (link.run.rounds, link.run.edits, link.view["speed"]) == (7, (Edit(2, "x1", 2),), "5")
    assert open_page(page.address).run == link.run


def test_it_is_written_no_more_often_than_asked(open_page, monkeypatch):
    monkeypatch.setattr(address, "KEEP", 1000)
    page = open_page("preset=slow").click("Play").tick(5)
    assert page.linked().run == preset("slow")


def test_a_run_of_the_page_with_any_of_the_last_addresses_lets_it_play(open_page):
    page = open_page("preset=slow").click("Play").tick()
    older = dict(page.address)
    page.tick()
    for query in (dict(page.address), older):
        page.go(query)
        assert page.session.play
        assert page.round == "2"
    page.tick()
    assert page.round == "3"


def test_back_to_where_it_began_ends_it_and_can_be_redone(open_page):
    page = open_page("preset=slow&rounds=1")
    page.click("Play").tick(2)
    page.go("preset=slow&rounds=1")
    assert not page.session.play
    assert page.run == preset("slow").step()
    assert page.click("Redo").run == preset("slow").step(3)


def test_another_link_ends_it_and_undo_goes_all_the_way_back(open_page):
    page = open_page("preset=slow&rounds=1").click("Play").tick(2).go("preset=tie")
    assert not page.session.play
    assert page.click("Undo").run == preset("slow").step(3)
    assert page.click("Undo").run == preset("slow").step()


def test_undo_takes_all_of_it_back_at_once(open_page):
    page = open_page("preset=slow").click("Play").tick(3).click("Undo")
    assert page.run == preset("slow")
    assert page.click("Redo").run == preset("slow").step(3)


def test_an_address_is_whole(open_page):
    page = open_page("preset=slow&round=5").click("Play").tick()
    assert page.address["round"] == ["5"] or page.address["round"] == "5"
    assert parse_pairs([(key, "5" if key == "round" else _one(value)) for key, value in page.address.items()], SCHEMA)


def _one(value):
    return value if isinstance(value, str) else value[0]
