"""The replay below the pictures of the data set: made once a study, and it waits while something is under way."""

from tests.app.study_page import StudyPage


def shown(page: StudyPage) -> str:
    """Where the page finds what its replay shows."""
    return page.data("replay")["shown"]


def test_looking_at_another_round_sends_nothing_anew():
    page = StudyPage("set=penguins&rounds=30&below=replay")
    before = shown(page)
    assert shown(page.click("Previous").click("Previous").click("Step")) == before
    page.click("Step").click("Step")
    assert page.study.rounds == 31
    assert shown(page) != before
    assert page.data("replay")["title"].startswith(
        "A replay of 31 rounds: plane, loss and accuracy. The loss goes from"
    )
    assert len(page.component("replay").proto.bytes) < 500


def test_the_chosen_axis_and_features_are_its_own():
    links = ("axis=log", "across=3", "up=4", "held=3~180", "")
    pages = [StudyPage(f"set=penguins&rounds=5&below=replay&{link}") for link in links]
    assert len({shown(page) for page in pages}) == len(links)


def test_what_is_played_is_shown_when_it_is_done():
    page = StudyPage("rounds=3&below=replay")
    before = shown(page)
    page.click("Play").event("player", ticked=0)
    assert page.study.rounds > 3
    assert shown(page) == before
    assert "once it is done" in page.prose
