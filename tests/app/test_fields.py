"""Numbers typed into the fields of the layer."""

import pytest

from dashboard.text import in_field
from tests.app.page import WEIGHTS, preset


@pytest.mark.parametrize("names", [WEIGHTS, ["b1", "b2", "b3", "x1", "x2"]])
def test_each_field_sets_its_value_and_everything_follows(open_page, names):
    page = open_page("preset=recorded")
    for name in names:
        before = {key: chart["figure"] for key, chart in page.charts.items()}
        values = {other: page.value(other) for other in page.run.names if other != name}
        page.enter(name, "-1.25")
        assert page.value(name) == -1.25
        assert page.text(name) == "-1.25"
        assert {other: page.value(other) for other in values} == values
        assert [key for key, chart in page.charts.items() if chart["figure"] == before[key]] == [], name
    assert page.round == "0"
    assert page.field("Preset").value is None
    for _ in names:
        page.click("Undo")
    assert page.run == preset("recorded")


def test_a_field_commits_exactly_what_was_typed(open_page):
    page = open_page()
    for text, value in {
        "-1.5e-3": -0.0015,
        ".5": 0.5,
        "3.": 3.0,
        "-0": 0.0,
        "1e100": 1e100,
        "-1e100": -1e100,
        "0.12345678901234567": 0.12345678901234567,
        "0e-400": 0.0,
        "+1": 1.0,
        "1e+5": 1e5,
        "−2,5": -2.5,
        " 1 / 3 ": 1 / 3,
        "007": 7.0,
        " 2 ": 2.0,
    }.items():
        page.enter("w12", text)
        assert page.value("w12") == value
        assert page.text("w12") == in_field(value)
        assert page.layer["w12"]["value"] == repr(value)
        assert page.errors == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("w11", "1/2"),
        ("w11", "+0,5"),
        ("w11", "0.5"),
        ("w11", "0.50"),
        ("x1", "8.0"),
        ("b2", "1e0"),
        ("x2", " 7"),
        ("Learning rate", "1"),
    ],
)
def test_a_value_that_stays_the_same_is_no_edit(open_page, name, text):
    page = open_page()
    page.enter(name, text)
    assert page.run == preset("document")
    assert page.button("Undo").disabled
    assert page.errors == []


def test_the_nine_digits_a_field_shows_are_no_edit_of_the_full_value(open_page):
    page = open_page().click("Step")
    before = page.run
    assert page.text("w11") == "-2.16666667"
    page.enter("w11", "-2.16666667")
    assert page.run == before
    assert page.value("w11") != -2.16666667


@pytest.mark.parametrize("true_class", [1, 2])
def test_the_true_class_is_a_single_choice(open_page, true_class):
    page = open_page().enter("True class", true_class)
    assert page.run.setup.y == tuple(int(k == true_class) for k in (1, 2, 3))
    assert page.text("True class") == str(true_class)
    assert [float(row[2]) for row in page.table] == list(page.run.setup.y)
    ticks = page.figure("bars")["layout"]["xaxis"]["ticktext"]
    assert ["label" in tick for tick in ticks] == [bool(entry) for entry in page.run.setup.y]
    assert page.click("Step").run.rounds == 1
    assert page.table[true_class - 1][1] == "1.0"


@pytest.mark.parametrize(("label", "attribute"), [("Tolerance", "tolerance"), ("Learning rate", "learning_rate")])
def test_the_other_numbers_are_read_as_people_write_them_too(open_page, label, attribute):
    page = open_page(set_up=True)
    for text, value in {"1/4": 0.25, "0,5": 0.5, " +2 ": 2.0, "1e−3": 0.001}.items():
        page.enter(label, text)
        assert getattr(page.run.setup, attribute) == value
        assert page.text(label) == in_field(value)
        assert page.errors == []


@pytest.mark.parametrize("text", ["0.001", "100", "0.25", "1e-5", "1e100"])
def test_the_learning_rate_is_chosen_from_the_list_or_typed(open_page, text):
    page = open_page().enter("Learning rate", text)
    assert page.value("lr") == float(text)
    assert page.text("Learning rate") == text
    assert page.click("Step").session.history.learning_rate.tolist() == [float(text)] * 2
