"""What the page of the data set says of the samples that are counted, and of the next batch."""

import re
from html import unescape
from itertools import pairwise
from urllib.parse import parse_qsl

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dashboard.figures.colors import CLASSES
from dashboard.text import full, short
from dashboard.views.dataset.batch import MOST_LISTED, MOST_ROWS
from dashboard.views.dataset.panels import said_calibration
from dashboard.views.dataset.samples import OF_PAGE, run_of
from softmax_core import study
from softmax_core.data import DataSet
from softmax_core.functional import softmax
from softmax_core.link import parse_pairs
from softmax_core.metrics import confusion, precision, reliability
from softmax_core.study import Study
from tests.app.study_page import StudyPage

MIXED = "overlap=0.8&rounds=5"
"""Blobs that overlap: every class is taken for every other."""


def rows_of(page: StudyPage, of: str) -> np.ndarray:
    return getattr(page.session.descent.split, of)


def cell_of(page: StudyPage, of: str, actual: int, predicted: int) -> list[int]:
    """The samples that a cell counts, the worst loss first."""
    session, rows = page.session, rows_of(page, of)
    rows = [row for row in rows if session.data.labels[row] == actual and session.predicted[row] == predicted]
    return sorted(rows, key=lambda row: -session.losses[row])


# The table


@pytest.mark.parametrize("of", ["train", "test"])
def test_the_samples_that_are_counted_are_listed_the_worst_loss_first(of):
    page = StudyPage(f"{MIXED}&of={of}")
    session = page.session
    rows = rows_of(page, of)
    worst = sorted(rows, key=lambda row: -session.losses[row])
    assert page.shown == worst[:OF_PAGE]
    table = page.data("samples")
    assert (table["place"], table["page"]) == (f"1 to 10 of {len(rows)}", 1)
    assert f"All {len(rows)} {'training' if of == 'train' else 'test'} samples, the worst loss first" in page.prose
    for row, line in zip(worst, table["rows"], strict=False):
        own, predicted = session.data.labels[row], session.predicted[row]
        cells = line["cells"]
        assert line["name"] == str(row + 1)
        assert [cell["text"] for cell in cells[:2]] == [session.data.classes[own], session.data.classes[predicted]]
        assert [cell["color"] for cell in cells[:2]] == [CLASSES[own], CLASSES[predicted]]
        assert cells[2]["value"] == full(session.probabilities[row, own])
        assert (cells[3]["text"], cells[3]["value"]) == (short(session.losses[row], 3), full(session.losses[row]))


def test_the_pages_of_the_table_have_each_sample_once():
    page = StudyPage(MIXED)
    seen = list(page.shown)
    pages = page.data("samples")["pages"]
    for number in range(2, pages + 1):
        seen += page.event("samples", turned=number).shown
        assert page.session.view["page"] == str(number)
    assert sorted(seen) == rows_of(page, "train").tolist()
    losses = page.session.losses[seen]
    assert (np.diff(losses) <= 0).all()
    # A page there is not is the last one; none that there cannot be is turned to.
    assert StudyPage(f"{MIXED}&page=99").shown == page.shown
    assert page.event("samples", turned=101).event("samples", turned=0).session.view["page"] == str(pages)


def test_a_press_on_a_row_looks_at_its_sample_and_another_lets_it_go():
    page = StudyPage(MIXED)
    row = page.shown[3]
    assert page.event("samples", pressed=row).study.sample == row
    assert [line["marked"] for line in page.data("samples")["rows"]] == [line == row for line in page.shown]
    assert page.ringed("looked at") == [page.session.data.x[row].tolist()]
    assert page.event("samples", pressed=row).study.sample is None
    assert page.event("samples", pressed=9999).study.sample is None
    assert page.click("Undo").study.sample == row


def test_each_row_has_a_link_into_the_lab_on_its_sample():
    page = StudyPage("set=penguins&rounds=30&of=test&page=2")
    links = [part.proto for part in page.at.get("page_link")]
    assert [link.label for link in links] == [f"Open sample {row + 1} in the lab" for row in page.shown]
    runs = [parse_pairs(parse_qsl(link.query_string)).run for link in links]
    assert runs == [run_of(page.session, row) for row in page.shown]


def test_what_the_lab_has_no_room_for_is_only_looked_at(monkeypatch):
    wide = np.random.RandomState(0).randn(40, 7)
    names = tuple(f"f{i}" for i in range(7))
    data = DataSet(wide, np.arange(40) % 3, names, ("<b>Aa</b>" + "a" * 500, "B", "C"))
    monkeypatch.setattr(study, "_data", lambda source: data)
    page = StudyPage("set=penguins&rounds=4&sample=2")
    assert len(page.shown) == OF_PAGE
    assert not page.at.get("page_link")
    assert "The lab has at most 6 inputs: none can be opened in it." in page.prose
    assert "and 1 more" in page.prose
    assert "a" * 99 not in page.prose


# The confusion matrix


def test_a_click_on_a_cell_lists_and_lights_its_samples_and_another_all():
    page = StudyPage(f"{MIXED}&of=test&page=2&below=batch")
    matrix = confusion(
        page.session.data.labels[rows_of(page, "test")], page.session.predicted[rows_of(page, "test")], 3
    )
    actual, predicted = np.argwhere(matrix * (1 - np.eye(3)) > 0)[0].tolist()
    page.event("confusion", clicked={"x": predicted + 0.3, "y": actual - 0.3, "point": None})
    view = page.session.view
    assert (view["cell"], view["page"], view["below"]) == (f"{actual + 1}~{predicted + 1}", "1", "samples")
    rows = cell_of(page, "test", actual, predicted)
    assert page.shown == rows[:OF_PAGE]
    assert sorted(page.ringed("listed")) == sorted(page.session.data.x[rows].tolist())
    names = page.session.data.classes
    said = f"{names[actual]} predicted as {names[predicted]}"
    assert f"Large blue rings: of the test samples, {said}." in page.prose
    assert f"{len(rows)} of {len(rows_of(page, 'test'))} test samples" in page.prose
    (frame,) = page.data("confusion")["figure"]["layout"]["shapes"]
    assert (frame["x0"], frame["y0"]) == (predicted - 0.5, actual - 0.5)
    # As it is trained on, the cell stays chosen.
    assert page.click("×10").shown == cell_of(page, "test", actual, predicted)[:OF_PAGE]
    page.event("confusion", clicked={"x": float(predicted), "y": float(actual), "point": None})
    assert page.session.view["cell"] == "all"
    assert page.ringed("listed") == []
    assert not page.at.session_state["sessions"]["study"].redo


@pytest.mark.parametrize("clicked", [{"x": 3.0, "y": 0.0}, {"x": 0.0, "y": -0.6}, {"x": None, "y": 1}, None, 7])
def test_a_click_beside_all_cells_does_nothing(clicked):
    page = StudyPage(MIXED)
    before = dict(page.session.view)
    assert page.event("confusion", clicked=clicked).session.view == before


def test_a_cell_is_chosen_by_the_keyboard_too_and_all_are_listed_again():
    page = StudyPage(MIXED)
    page.enter("Listed", "2~1")
    assert page.shown == cell_of(page, "train", 1, 0)[:OF_PAGE]
    page.enter("Listed", "wrong")
    wrong = [row for row in rows_of(page, "train") if page.session.predicted[row] != page.session.data.labels[row]]
    assert page.data("samples")["place"].endswith(f"of {len(wrong)}")
    assert len(page.ringed("listed")) == len(wrong)
    assert page.click("List all").session.view["cell"] == "all"
    assert page.field("Listed").value == "all"


def test_a_cell_of_classes_that_are_gone_lists_all():
    page = StudyPage("classes=6&n=60&cell=6~5&rounds=1")
    assert page.field("Listed").value == "6~5"
    page.enter("Classes", 3)
    assert page.field("Listed").value == "all"
    assert page.data("samples")["place"].endswith(f"of {len(rows_of(page, 'train'))}")


def test_a_cell_that_counts_none_lists_none():
    page = StudyPage("spread=0&rounds=50&cell=1~2")
    assert page.shown == []
    assert page.data("samples")["place"] == "none"


# Rates and calibration


def test_the_rates_are_of_the_samples_counted_and_what_there_is_none_of_is_said():
    page = StudyPage("panel=rates&of=test")  # at the start every sample is predicted as the first class
    rows = rows_of(page, "test")
    matrix = confusion(page.session.data.labels[rows], page.session.predicted[rows], 3)
    bars = page.data("rates")["figure"]["data"][0]
    assert bars["x"] == [precision(matrix)[0]]
    alt = page.data("rates")["alt"]
    assert f"A: precision {100 * matrix[0, 0] / len(rows):.1f} % ({matrix[0, 0]} of {len(rows)}), recall 100 %" in alt
    assert "B: precision none, as never predicted" in alt
    assert f"Of all {len(rows)} test samples." in page.prose


def test_where_none_test_that_is_said():
    page = StudyPage("panel=calibration&of=test&test=0")
    assert "error of all 150 training samples, as none are held back: " in page.prose


def test_calibration_is_of_the_samples_counted():
    page = StudyPage(MIXED).enter("Panel", "calibration")
    rows = rows_of(page, "train")
    diagram = reliability(page.session.probabilities[rows], page.session.data.labels[rows])
    bars = page.data("calibration")["figure"]["data"][0]
    assert bars["text"] == [str(count) for count in diagram.counts if count]
    assert said_calibration(diagram, "training samples") in page.prose
    assert f"error of all {len(rows)} training samples: {short(diagram.error, 3)}" in page.prose


@st.composite
def predictions(draw):
    """ŷ and the classes of some samples, some as sure as can be, some as unsure."""
    n_samples, n_classes = draw(st.integers(1, 40)), draw(st.integers(2, 4))
    scale = draw(st.sampled_from([0.0, 0.3, 2.0, 1000.0]))
    random = np.random.RandomState(draw(st.integers(0, 2**32 - 1)))
    labels = random.randint(0, n_classes, n_samples)
    return softmax(scale * random.randn(n_samples, n_classes)), labels


@given(predictions())
@example((np.eye(3)[[0, 1, 2]], np.array([0, 1, 2])))
@example((np.eye(3)[[0, 1, 2]], np.array([1, 2, 0])))
@example((np.full((6, 3), 1 / 3), np.array([0, 0, 1, 1, 2, 2])))
@example((np.array([[0.5, 0.5]]), np.array([1])))
def test_the_sentence_on_calibration_is_true(drawn):
    probabilities, labels = drawn
    said = said_calibration(reliability(probabilities, labels), "test samples")
    found = re.fullmatch(
        r"Of (\d+) test sample(s?) given (0\.\d) to (0\.\d|1\.0), on average (.*), (\d+) (is|are) right, (.*) %: "
        r"(.*)\.",
        said,
    )
    assert found, said
    count, many, lowest, highest, _, right, are, percent, verdict = found.groups()
    confidence = probabilities.max(axis=1)
    among = (confidence > float(lowest) + 1e-9) & (confidence <= float(highest) + 1e-9)
    is_right = probabilities.argmax(axis=1) == labels
    assert int(count) == among.sum() > 0
    assert int(right) == (among & is_right).sum()
    assert (not many, are == "is") == (int(count) == 1, int(right) == 1)
    assert float(percent) == pytest.approx(100 * int(right) / int(count), abs=0.1)
    mean, share = confidence[among].mean(), int(right) / int(count)
    kind = "too sure" if mean > share + 1e-9 else "not sure enough" if mean < share - 1e-9 else "as sure as they are"
    assert verdict.startswith(kind)
    # It is the bin that adds most to the error.
    edges = np.linspace(0, 1, 11)
    gaps = [
        abs((confidence[inside] - is_right[inside]).sum())
        for inside in ((confidence > low) & (confidence <= high) for low, high in pairwise(edges))
    ]
    assert abs((confidence[among] - is_right[among]).sum()) >= max(gaps) - 1e-9
    by_chance = abs(mean - share) * int(count) <= 2 * np.sqrt(int(count) * mean * (1 - mean)) + 1e-12
    assert verdict.endswith("by chance") == (by_chance and not verdict.startswith("as sure"))


# The next batch


def tables(page: StudyPage) -> dict[str, list[list[float]]]:
    """The full numbers in the tables of the batch, by their titles."""
    html = "".join(part.proto.body for part in page.at.get("html") if '<div class="pushes">' in part.proto.body)
    found = {}
    for title, body in re.findall(r"<table><caption>(.*?)</caption>(.*?)</table>", html):
        lines = [re.findall(r'<td title="([^"]*)"', line) for line in re.findall(r"<tr>(.*?)</tr>", body)]
        found[unescape(title)] = [[float(value.replace("−", "-")) for value in line] for line in lines if line]
    return found


@pytest.mark.parametrize("scaled", ["yes", "no"])
@pytest.mark.parametrize("batch", ["all", "1", "7", "32"])
@pytest.mark.parametrize("l2", ["0", "0.3"])
@pytest.mark.parametrize("set_", ["blobs", "penguins"])
def test_the_pushes_and_their_mean_are_what_the_next_step_follows(set_, l2, batch, scaled):
    page = StudyPage(f"set={set_}&l2={l2}&batch={batch}&scaled={scaled}&rounds=3&below=batch&lr=0.05")
    session = page.session
    step = session.descent.batch_gradient(3)
    gradient = np.vstack([step.weights, step.bias])
    rows = session.descent.split.train[step.samples]
    found = tables(page)
    titles = [title for title in found if title.startswith("Sample")]
    assert titles == [
        f"Sample {row + 1}, {session.data.classes[session.data.labels[row]]}" for row in rows[:MOST_LISTED]
    ]
    for row, error, title in zip(rows, step.errors, titles, strict=False):
        np.testing.assert_allclose(found[title], np.outer([*session.seen(session.data.x[row]), 1], error), rtol=1e-12)
    mean, *others = [title for title in found if not title.startswith("Sample")]
    assert mean.startswith(f"Mean of {'the one push' if batch == '1' else f'all {len(rows)} pushes'}")
    if len(rows) <= MOST_LISTED:
        own = np.mean([found[title] for title in titles], axis=0)
        np.testing.assert_allclose(found[mean], own, rtol=1e-12, atol=1e-12)
    added = np.zeros_like(gradient)
    if l2 != "0":
        penalty, total = others[:2]
        assert (penalty, total) == ("+ λW, λ = 0.3, none of the bias", "= gradient")
        added = np.array(found[penalty])
        np.testing.assert_allclose(added[:-1], 0.3 * session.parameters.weights, rtol=1e-15)
        assert not added[-1].any()
        assert found[total] == gradient.tolist()
    np.testing.assert_allclose(np.add(found[mean], added), gradient, rtol=1e-12, atol=1e-12)
    assert others[-1] == "× −η, η = 0.05: what the next Step adds"
    before = np.vstack(session.parameters)
    change = found[others[-1]]
    np.testing.assert_allclose(change, np.vstack(page.click("Step").session.parameters) - before, atol=1e-12)


def test_a_batch_of_all_says_so_and_a_smaller_one_where_it_is_in_its_epoch():
    page = StudyPage("below=batch")
    n = len(rows_of(page, "train"))
    assert f"The next batch is all {n} training samples." in page.prose
    assert f"and {n - MOST_LISTED} more" in "".join(part.proto.body for part in page.at.get("html"))
    page = StudyPage("below=batch&batch=32&rounds=6")
    assert "The next batch, 3 of 4 in epoch 2, is 32 training samples, ringed in the plane." in page.prose
    assert len(page.ringed("next batch")) == 32


def test_of_many_features_those_are_shown_whose_gradient_is_largest(monkeypatch):
    wide = np.random.RandomState(0).randn(40, 30)
    data = DataSet(wide, np.arange(40) % 3, tuple(f"f{i}" for i in range(30)), ("A", "B", "C"))
    monkeypatch.setattr(study, "_data", lambda source: data)
    page = StudyPage("set=penguins&rounds=4&below=batch")
    change = tables(page)["× −η, η = 0.5: what the next Step adds"]
    gradient = page.session.descent.batch_gradient(4)
    largest = np.sort(np.abs(gradient.weights).max(axis=1))[-MOST_ROWS + 1 :]
    assert len(change) == MOST_ROWS
    assert sorted(np.abs(change[:-1]).max(axis=1)) == pytest.approx(0.5 * largest)
    assert change[-1] == pytest.approx(-0.5 * gradient.bias)
    assert "Of 30 features those 12 are shown" in page.prose


# The weights


def test_samples_that_are_pictures_have_their_weights_as_pictures(monkeypatch):
    random = np.random.RandomState(0)
    pixels = tuple(f"pixel {i}" for i in range(12))
    data = DataSet(random.randn(40, 12), np.arange(40) % 3, pixels, ("A", "B", "C"), image_shape=(3, 4))
    monkeypatch.setattr(study, "_data", lambda source: data)
    page = StudyPage("set=penguins&rounds=4")
    (cells,) = page.data("weights")["figure"]["data"]
    z = np.array(cells["z"], dtype=float)
    assert np.array_equal(z[2:5, 5:9], page.session.parameters.weights[:, 1].reshape(3, 4))
    change = page.session.parameters.weights[5, 1]
    hover = cells["hovertext"][3][6]
    after = page.click("Step").session.parameters.weights[5, 1]
    assert float(hover.partition("Step adds ")[2].replace("−", "-")) == pytest.approx(after - change, rel=1e-9)


def test_the_choices_of_the_view_change_nothing_of_the_study():
    page = StudyPage(MIXED)
    for label, value in (("Panel", "rates"), ("Samples counted", "test"), ("Below the pictures", "batch")):
        page.enter(label, value)
    assert page.study == Study(page.study.source, rounds=5, at=5)
    assert not page.session.undo
    assert (page.session.view["panel"], page.session.view["of"], page.session.view["below"]) == (
        "rates",
        "test",
        "batch",
    )
