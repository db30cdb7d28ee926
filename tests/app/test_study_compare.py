"""Pinned studies are drawn together, and the table says what differs between them."""

from dashboard.text import share, short
from softmax_core.study import Study
from softmax_core.study_link import write
from tests.app.study_page import StudyPage


def test_up_to_four_studies_are_pinned_and_drawn_beside_the_present_one():
    page = StudyPage("below=compare")
    for _ in range(4):
        page.click("Pin this study")
        assert page.button("Pin this study").disabled
        page.click("×10")
    assert page.button("Pin this study").disabled
    assert [study.rounds for study in page.session.pins] == [0, 10, 20, 30]
    assert {"compare_loss", "compare_accuracy", "compare_test"} <= set(page.charts)
    table = page.at.table[0].value
    assert list(table.index) == ["now", "pin 1", "pin 2", "pin 3", "pin 4"]
    assert list(table.columns) == ["rounds", "epochs", "loss", "accuracy", "test accuracy"]  # nothing else differs
    descent = page.session.descent
    assert list(table["rounds"]) == ["40", "0", "10", "20", "30"]
    for text, rounds in zip(table["loss"], (40, 0, 10, 20, 30), strict=True):
        assert text == short(float(descent.scores(rounds).loss[-1]))
    curve = page.charts["compare_loss"]["figure"]["data"][2]
    assert (curve["name"], curve["x"][-1]) == ("pin 2", 10)
    assert curve["y"] == descent.scores(10).loss.tolist()


def test_the_table_names_what_differs_also_where_only_one_has_it():
    page = StudyPage("rounds=5&below=compare").click("Pin this study")
    page.enter("Learning rate", "0.1").enter("Data set", "penguins").enter("Batch", "32")
    table = page.at.table[0].value
    assert list(table["set"]) == ["Penguins", "Blobs"]
    assert list(table["Learning rate"]) == ["0.1", "0.5"]
    assert list(table["Batch"]) == ["32", "all"]
    assert list(table["Spread"]) == ["", "1"]
    assert not {"Test share", "Start", "L2 penalty"} & set(table)
    own = page.session.descent.scores(page.study.rounds // page.session.descent.rounds_of_epoch)
    assert table["accuracy"].iloc[0] == share(float(own.accuracy[-1]))


def test_studies_without_test_samples_have_no_curve_of_them():
    page = StudyPage("test=0&rounds=3&below=compare").click("Pin this study").click("Step")
    assert "compare_test" not in page.charts
    assert list(page.at.table[0].value["test accuracy"]) == ["no test samples"] * 2


def test_each_pin_shows_its_own_link_can_be_looked_at_and_unpinned():
    page = StudyPage("rounds=3&below=compare").click("Pin this study").click("×10")
    assert any(block.value.endswith("?" + write(Study(rounds=3, at=3))) for block in page.at.code)
    assert page.click("Look at pin 1").study == Study(rounds=3, at=3)
    assert page.click("Undo").study.rounds == 13
    assert not page.click("Unpin 1").session.pins
    assert "compare_loss" not in page.charts
