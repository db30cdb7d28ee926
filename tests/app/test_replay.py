"""The replay below the pictures is made once a run, and waits while something is under way."""

from dashboard.views.lab.replay import _data


def shown(page) -> tuple[str, str]:
    """Where the page finds the replay's page and what that shows."""
    data = page.data("replay")
    return data["page"], data["shown"]


def test_looking_at_another_round_sends_nothing_anew(open_page):
    page = open_page("preset=slow&rounds=30&below=replay")
    before = shown(page)
    made = _data.cache_info().misses
    page.click("Previous").click("Previous").click("Step")
    assert shown(page) == before
    assert _data.cache_info().misses == made
    page.click("Step").click("Step")
    assert page.run.rounds == 31
    assert shown(page)[0] == before[0]
    assert shown(page)[1] != before[1]
    assert page.data("replay")["title"].startswith("A replay of 31 rounds")


def test_a_long_replay_weighs_nothing_in_the_page(open_page):
    page = open_page("preset=slow&rounds=300&below=replay")
    assert len(page.component("replay").proto.bytes) < 500


def test_what_is_played_is_shown_when_it_is_done(open_page):
    page = open_page("preset=slow&rounds=3&below=replay")
    before = shown(page)
    page.click("Play")
    page.tick()
    assert page.run.rounds > 3
    assert shown(page) == before
    assert "once it is done" in page.prose


def test_the_chosen_axis_is_its_axis(open_page):
    page = open_page("preset=slow&rounds=5&below=replay")
    linear = shown(page)[1]
    page = open_page("preset=slow&rounds=5&at=2&scale=log&below=replay")
    assert shown(page)[1] != linear
    assert '"log"' in _data(page.run.look_at(0), True)
