"""Undo, Redo and Reset."""

from softmax_core.run import Run


def test_undo_and_redo_walk_through_all_changes(open_page):
    page = open_page("preset=slow")
    runs = [page.run]
    for change in (
        lambda: page.click("×10"),
        lambda: page.enter("Round", 4),
        lambda: page.enter("w12", "0.25"),
        lambda: page.enter("True class", 1),
        lambda: page.enter("Learning rate", "0.3"),
        lambda: page.click("Step"),
        lambda: page.enter_on("Preset", "tie"),
    ):
        change()
        runs.append(page.run)
    assert page.button("Redo").disabled
    for run in reversed(runs[:-1]):
        assert page.click("Undo").run == run
    assert page.button("Undo").disabled
    for run in runs[1:]:
        assert page.click("Redo").run == run
    assert page.button("Redo").disabled


def test_a_new_change_ends_redo(open_page):
    page = open_page("preset=slow").click("Step").click("Step").click("Undo")
    assert page.button("Redo").disabled is False
    assert page.enter("b1", "5").button("Redo").disabled


def test_reset_goes_to_round_0_of_the_same_start_without_edits(open_page):
    link = "init=uniform~4&x=1_2&rounds=5&edits=2~w11~7_3~lr~0.5"
    page = open_page(link)
    before = page.run
    page.click("Reset")
    assert page.run == Run(before.setup)
    assert page.round == "0"
    assert page.click("Undo").run == before


def test_reset_where_there_is_nothing_to_reset_is_no_change(open_page):
    assert open_page().click("Reset").button("Undo").disabled
