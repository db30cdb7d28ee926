"""The plane of a data set: its zero-score lines, the features it does not show, and the samples of many."""

from dataclasses import replace

import numpy as np
import pytest

from dashboard.figures.colors import CLASSES
from dashboard.text import short
from dashboard.views.dataset import plane
from softmax_core.plane import in_plane, zero_lines
from softmax_core.sources import MOST_SAMPLES, Blobs
from softmax_core.study import Study
from tests.app.study_page import StudyPage


def traces(page: StudyPage) -> list[dict]:
    return page.data("plane")["figure"]["data"]


def lines_of(page: StudyPage) -> list[dict]:
    return [trace for trace in traces(page) if trace["name"].startswith("zero score")] if traces(page) else []


def named(page: StudyPage, word: str) -> list[dict]:
    return [trace for trace in traces(page) if trace.get("name", "").startswith(word)]


# The zero-score lines


@pytest.mark.parametrize("n_classes", [2, 3, 6])
def test_a_switch_draws_where_the_score_of_each_class_is_0(n_classes):
    page = StudyPage(f"classes={n_classes}&rounds=9&init=normal~1")
    assert named(page, "zero") == []
    page.enter("Zero-score lines", True)
    assert page.session.view["zero"] == "yes"
    drawn = named(page, "zero")
    assert [trace["line"]["color"] for trace in drawn] == list(CLASSES[:n_classes])
    parameters = page.session.descent.scaling.undone(page.session.parameters)
    for k, trace in enumerate(drawn):
        assert trace["line"]["dash"] == "dash"
        for x in zip(trace["x"], trace["y"], strict=True):
            assert x @ parameters.weights[:, k] + parameters.bias[k] == pytest.approx(0, abs=1e-9)
    assert sum(len(trace["x"]) for trace in drawn) > 0
    assert "no boundary" in page.prose
    assert named(page.enter("Zero-score lines", False), "zero") == []


def test_what_is_said_of_zero_score_lines_is_so():
    two = StudyPage("classes=2&rounds=9&zero=yes")
    assert "Here they lie on the boundary" in two.prose
    (boundary,) = named(two, "boundary")
    for trace in named(two, "zero"):
        assert sorted(trace["x"]) == pytest.approx(sorted(boundary["x"][:2]))
    other = StudyPage("classes=2&rounds=9&zero=yes&init=normal~1")
    assert "Here they lie" not in other.prose
    (boundary,) = named(other, "boundary")
    assert sorted(named(other, "zero")[0]["x"]) != pytest.approx(sorted(boundary["x"][:2]))
    assert "Here they lie" not in StudyPage("rounds=9&zero=yes").prose
    assert "At this round none of them crosses the plane." in StudyPage("zero=yes").prose


# The features that are held


def held(page: StudyPage) -> dict[int, float]:
    return dict(page.study.held)


def test_a_feature_is_held_where_its_slider_stands_and_the_plane_follows():
    page = StudyPage("set=penguins&rounds=20", opened="held")
    before = traces(page)[0]["z"]
    component = page.data("held_2")
    x = page.session.data.x[:, 2]
    mean = page.session.mean
    assert (component["lowest"], component["highest"]) == (x.min(), x.max())
    assert component["value"] == pytest.approx(mean[2])
    for value in (210.0, 220.0):
        page.event("held_2", dragged=value)
    page.event("held_2", released=225.0)
    assert page.study.held == ((2, 225.0),)
    assert f"Held: flipper_length_mm 225. Held at their mean: body_mass_g {short(mean[3], 5)}." in page.prose
    assert "Held: flipper_length_mm 225." in page.data("plane")["alt"]
    assert traces(page)[0]["z"] != before
    flat = in_plane(page.session.descent.scaling.undone(page.session.parameters), (0, 1), {2: 225.0, 3: mean[3]})
    line = named(page.enter("Zero-score lines", True), "zero")[0]
    ends = zero_lines(
        flat, tuple(traces(page)[0]["x"][i] for i in (0, -1)), tuple(traces(page)[0]["y"][i] for i in (0, -1))
    )
    assert line["x"] == pytest.approx(ends[0].ends[:, 0])
    assert page.click("Undo").study.held == ()
    assert page.click("Redo").click("All at their mean").study.held == ()
    assert page.click("Undo").study.held == ((2, 225.0),)


def test_where_features_are_held_is_in_the_link_and_kept_while_the_plane_shows_them():
    page = StudyPage("set=penguins&held=3~210_4~4000&rounds=3")
    assert page.study.held == ((2, 210.0), (3, 4000.0))
    assert "Held: flipper_length_mm 210, body_mass_g 4000." in page.prose
    page.enter("Up", "4")
    assert "Held: flipper_length_mm 210. Held at their mean: bill_depth_mm" in page.prose
    assert page.study.held == ((2, 210.0), (3, 4000.0))
    assert page.enter("Data set", "blobs").study.held == ()
    assert page.click("Undo").study.held == ((2, 210.0), (3, 4000.0))


def test_the_mean_is_that_of_the_samples_that_train_now():
    page = StudyPage("set=penguins&rounds=3").enter("Test share", "0.5")
    x = page.session.data.x[page.session.descent.split.train]
    said = f"Held at their mean: flipper_length_mm {short(x[:, 2].mean(), 5)}, body_mass_g {short(x[:, 3].mean(), 5)}."
    assert said in page.prose
    assert said not in page.click("Undo").prose


@pytest.mark.parametrize("value", [None, "x", True, [1]])
def test_a_slider_that_says_no_number_holds_nothing(value):
    assert StudyPage("set=penguins", opened="held").event("held_2", released=value).study.held == ()


def test_a_set_of_two_features_holds_none():
    page = StudyPage()
    assert "Held" not in page.prose
    assert "Held features" not in [toggle.label for toggle in page.at.toggle]


def test_of_many_features_those_that_are_chosen_have_a_slider(monkeypatch):
    monkeypatch.setattr("dashboard.views.dataset.held.FEW", 3)
    page = StudyPage("set=penguins&rounds=2", opened="held")
    assert "held_2" not in _components(page)
    page.field("Feature to move").set_value(3).run()
    page.check()
    assert page.study.held == ((3, float(page.session.mean[3])),)
    assert "held_3" in _components(page)
    page.event("held_3", released=5000.0)
    assert page.study.held == ((3, 5000.0),)


def _components(page: StudyPage) -> set[str]:
    return {part.key for part in page.at.get("bidi_component")}


# Many samples


@pytest.fixture
def few_shown(monkeypatch):
    monkeypatch.setattr(plane, "MOST_SHOWN", 60)
    monkeypatch.setattr(plane, "MOST_LIT", 15)


def rows_of(page: StudyPage) -> set[int]:
    return {row for trace in traces(page) if "customdata" in trace for row in trace["customdata"]}


def test_of_many_samples_some_of_each_class_are_shown_and_that_is_said(few_shown):
    page = StudyPage("classes=6&n=2000&imbalance=0.9&rounds=3")
    rows = rows_of(page)
    assert len(rows) <= 60
    assert set(page.session.data.labels[list(rows)]) == set(range(6))
    said = f"Shown: {len(rows)} of 2000 samples, evenly chosen of each class."
    assert said in page.prose
    assert f"{len(rows)} of them drawn" in page.data("plane")["alt"]
    assert "Shown:" not in StudyPage("n=60").prose
    for trace in traces(page):
        for row, x in zip(trace.get("customdata", []), trace["x"], strict=False):
            assert x == page.session.data.x[row, 0]


def test_the_sample_looked_at_and_the_next_batch_are_always_shown_and_the_others_stay(few_shown):
    page = StudyPage("n=2000&batch=8&sample=1234")
    seen = []
    for _ in range(5):
        rows = rows_of(page.click("Step"))
        assert len(rows) <= 60
        assert {1233, *page.session.batch.tolist()} <= rows
        (ring,) = named(page, "next batch")
        assert ring["meta"] == page.session.batch.tolist()
        seen.append(rows - {*page.session.batch.tolist()})
    assert all(len(rows & seen[0]) >= 40 for rows in seen)


def test_of_a_large_batch_some_are_ringed_and_that_is_said(few_shown):
    page = StudyPage("n=2000&batch=500")
    (ring,) = named(page, "next batch")
    assert len(ring["x"]) == 15
    assert set(ring["meta"]) <= set(page.session.batch.tolist())
    assert "Ringed: 15 of the 500 samples of the next batch." in page.prose
    assert len(rows_of(page)) <= 60


def test_the_samples_of_a_cell_are_shown_with_the_batch_and_not_too_many(few_shown):
    page = StudyPage("n=2000&overlap=0.9&rounds=3&batch=500&sample=1999")
    page.event("confusion", clicked={"x": 0, "y": 0, "point": None})
    (ring,) = named(page, "listed")
    assert len(ring["x"]) == 15
    assert {1998, *ring["meta"], *named(page, "next batch")[0]["meta"]} <= rows_of(page)
    assert len(rows_of(page)) <= 60


def test_all_samples_that_can_be_made_are_shown():
    page = StudyPage(f"n={MOST_SAMPLES}")
    assert page.study == Study(replace(Blobs(), n_samples=MOST_SAMPLES))
    assert len(rows_of(page)) == MOST_SAMPLES
    assert np.isfinite(page.session.losses).all()
