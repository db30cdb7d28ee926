"""The page of the data set: every control changes the study it should, and what is said of it is so."""

from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

import numpy as np
import pytest

from dashboard.figures.colors import CLASSES
from dashboard.text import share, short
from dashboard.views.dataset.samples import run_of
from softmax_core import Seeded, replay
from softmax_core.descent import Descent, largest_sure_rate
from softmax_core.link import parse_pairs
from softmax_core.metrics import confusion
from softmax_core.plan import Plan
from softmax_core.sources import Blobs, Penguins, Ring, Spiral
from softmax_core.study import Study
from tests.app.study_page import StudyPage

# The rounds


def test_the_buttons_go_through_the_rounds():
    page = StudyPage()
    for button, at in (("Step", 1), ("×10", 11), ("×100", 111), ("Previous", 110), ("Step", 111)):
        assert page.click(button).study == Study(rounds=max(at, page.study.rounds), at=at)
    assert page.event("round", released=7).study == Study(rounds=111, at=7)
    assert page.click("Reset").study == Study()
    assert page.click("Undo").study == Study(rounds=111, at=7)
    assert page.click("Redo").study == Study()


def test_an_epoch_goes_to_the_end_of_the_pass_under_way():
    page = StudyPage("batch=32&rounds=2")
    assert page.session.descent.rounds_of_epoch == 4
    assert page.click("Epoch").study.at == 4
    assert page.click("Epoch").study.at == 8
    assert "(epoch 2)" in page.status
    assert StudyPage().button("Epoch").disabled


def test_run_to_the_end_converges_and_that_is_said():
    page = StudyPage("tol=0.01").click("Run to the end")
    assert page.session.is_at_end
    assert "Converged: 5 epochs changed the training loss by 0.01 at most" in page.prose
    assert "Converged" not in page.click("Previous").prose


def test_play_goes_on_until_it_is_paused():
    page = StudyPage().click("Play")
    for _ in range(3):
        page.event("player", ticked=page.data("player")["tick"])
    assert page.study.at == 3
    assert page.event("player", paused=2).study == Study(rounds=2, at=2)
    assert page.click("Undo").study == Study()


# What is trained on, and how


@pytest.mark.parametrize(
    ("label", "value", "source"),
    [
        ("Data set", "penguins", Penguins()),
        ("Data set", "ring", Ring()),
        ("Data set", "spiral", Spiral()),
        ("Spread", 2.0, Blobs(spread=2.0)),
        ("Overlap", 0.75, Blobs(overlap=0.75)),
        ("Imbalance", 0.5, Blobs(imbalance=0.5)),
        ("Classes", 6, Blobs(n_classes=6)),
        ("Samples", 40, Blobs(n_samples=40)),
        ("Seed of the set", "7", Blobs(seed=7)),
    ],
)
def test_a_control_of_the_set_changes_it_and_it_is_trained_as_long(label, value, source):
    page = StudyPage("rounds=5&sample=3").enter(label, value)
    assert page.study == Study(source, rounds=5, at=5)
    assert page.click("Undo").study == Study(rounds=5, at=5, sample=2)


@pytest.mark.parametrize(
    ("label", "value", "changed"),
    [
        ("Learning rate", "3", {"learning_rate": 3.0}),
        ("Learning rate", "1/3", {"learning_rate": 1 / 3}),
        ("Batch", "32", {"batch_size": 32}),
        ("Batch", "7", {"batch_size": 7}),
        ("Test share", "0", {"test_share": 0.0}),
        ("Test share", "0,4", {"test_share": 0.4}),
        ("L2 penalty", "0.01", {"l2": 0.01}),
        ("Scale the features", False, {"scaled": False}),
        ("Seed of the split", "3", {"split_seed": 3}),
        ("Seed of the batches", "3", {"shuffle_seed": 3}),
        ("Start", "normal", {"start": Seeded("normal", 0)}),
        ("Tolerance", "1e-3", {"tolerance": 1e-3}),
        ("Most epochs", "20", {"max_epochs": 20}),
    ],
)
def test_a_control_of_the_plan_changes_it_and_it_is_trained_as_long(label, value, changed):
    page = StudyPage("rounds=5").enter(label, value)
    assert page.study == Study(plan=replace(Plan(), **changed), rounds=5, at=5)
    own = Descent(Blobs().data_set(), page.study.plan)
    assert np.array_equal(page.session.parameters.weights, own.parameters(5).weights)
    assert page.click("Undo").study == Study(rounds=5, at=5)


def test_more_classes_have_the_samples_they_need_and_a_new_seed_is_drawn():
    page = StudyPage("classes=2&n=4").enter("Classes", 6)
    assert page.study.source == Blobs(n_classes=6, n_samples=12)
    assert page.click("Draw anew").study.source.seed == 1


def test_the_start_has_a_seed_where_it_is_drawn():
    page = StudyPage()
    assert page.field("Seed of the start").disabled
    page.enter("Start", "uniform").enter("Seed of the start", "9")
    assert page.study.plan.start == Seeded("uniform", 9)


@pytest.mark.parametrize(
    ("label", "text", "message"),
    [
        ("Learning rate", "0", "Learning rate must be greater than 0; received 0"),
        ("Batch", "many", "Batch must be a whole number from 1 to 1000000000; received many"),
        ("Test share", "1", "Test share must be at most 0.9; received 1"),
        ("L2 penalty", "-1", "L2 penalty must be at least 0; received -1"),
        ("Seed of the set", "x", "Seed of the set must be a whole number from 0 to 4294967295; received x"),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_there_stays(label, text, message):
    page = StudyPage("rounds=5").enter(label, text)
    assert page.errors == [message]
    assert page.study == Study(rounds=5, at=5)
    assert page.field(label).value != text


def test_a_broken_link_is_told_and_a_foreign_key_left_alone():
    page = StudyPage("set=moons&rounds=3&round=5")
    assert "set must be one of blobs" in page.errors[0]
    assert page.study == Study()
    page = StudyPage("round=5&rounds=2")
    assert "left alone: round" in page.prose
    assert page.click("Step").at.query_params["round"] == "5"


def test_points_set_by_hand_are_read_from_the_link():
    page = StudyPage("set=hand&classes=2&points=1~2~1_3~4.5~2_0~0~1&test=0&rounds=3")
    assert page.field("Data set").value == "hand"
    assert page.session.data.x.tolist() == [[1, 2], [3, 4.5], [0, 0]]
    assert page.enter("Data set", "ring").study == Study(Ring(), Plan(0.0), rounds=3, at=3)


@pytest.mark.parametrize(
    "link",
    [
        "set=hand&classes=2&points=1e100~-1e100~1_1e100~1~2&rounds=3&scaled=no",
        "set=hand&classes=6&points=0~0~1_0~0~2&rounds=3&test=0.9",
        "set=hand&points=5e-324~0~1_0~0~2_0~5e-324~3&rounds=2",
        "spread=0&overlap=1&rounds=2",
        "set=penguins&scaled=no&rounds=50&lr=1e100",
        "lr=1e100&init=normal~1&rounds=9",
        "l2=1e100&rounds=9",
        "n=2000&classes=6&batch=1&rounds=10000&at=5001",
    ],
)
def test_the_largest_and_the_smallest_numbers_are_shown_or_said_to_be_too_large(link):
    page = StudyPage(link)
    assert page.click("Run to the end").study.at <= 10_000


# What is said


@pytest.mark.parametrize("name", ["ring", "spiral"])
def test_where_no_line_parts_the_classes_that_is_said_with_the_accuracy_that_is_left(name):
    page = StudyPage(f"set={name}&rounds=40")
    data = page.session.data
    rate = 0.9 * largest_sure_rate(page.session.descent.x, 0.0)
    final = Descent(data, Plan(learning_rate=rate)).scores(2000).accuracy[-1]
    (said,) = [info.value for info in page.at.info]
    assert f"right on {share(final)} of the training samples" in said
    assert f"at this round on {share(page.session.score(page.session.descent.split.train).accuracy)}" in said
    assert not StudyPage().at.info


def test_a_rate_beyond_the_sure_one_is_told_with_what_came_of_it():
    page = StudyPage("set=spiral&rounds=50&lr=10")
    sure = largest_sure_rate(page.session.descent.x, 0.0)
    rises = int((np.diff(page.session.descent.scores(50).objective) > 0).sum())
    assert rises > 0
    (said,) = [warning.value for warning in page.at.warning]
    assert said == (
        f"The learning rate 10 is beyond {short(sure)}: the training loss may rise; so far it rose in {rises} of 50 "
        "epochs, up and down: it oscillates."
    )
    assert f"Sure to descend below η = {short(sure)}" in page.prose
    assert not page.enter("Learning rate", "1").at.warning


@pytest.mark.parametrize("link", ["", "set=penguins&scaled=no", "set=spiral&l2=0.5", "batch=8"])
def test_the_largest_sure_rate_is_among_those_to_choose_and_sets_it(link):
    page = StudyPage(link)
    (marked,) = [option for option in page.field("Learning rate").options if "sure" in option]
    rate = float(marked.partition(" ")[0])
    sure = page.session.sure_rate
    assert 0.98 * sure < rate < sure
    page.field("Learning rate").set_value(marked.partition(" ")[0]).run()
    assert page.check().study.plan.learning_rate == rate
    assert not page.at.warning


def test_training_that_diverges_is_stopped_and_that_is_said():
    page = StudyPage("lr=1000&l2=10&rounds=400")
    assert page.errors == [page.session.descent.divergence()]
    assert page.study.at == page.session.descent.reached < 400
    assert page.button("Step").disabled
    assert page.button("×10").disabled
    assert page.click("Previous").errors == []


# The pictures


def test_the_plane_has_each_sample_filled_as_predicted_and_outlined_as_it_is():
    page = StudyPage("set=ring&rounds=20")
    session = page.session
    samples = [trace for trace in page.data("plane")["figure"]["data"] if "customdata" in trace]
    assert sum(len(trace["x"]) for trace in samples) == session.data.n_samples
    for k, trace in enumerate(samples):
        assert trace["marker"]["line"]["color"] == CLASSES[k]
        for row, x, color in zip(trace["customdata"], trace["x"], trace["marker"]["color"], strict=True):
            assert session.data.labels[row] == k
            assert x == session.data.x[row, 0]
            assert color == CLASSES[session.predicted[row]]


def test_of_more_features_two_are_chosen_and_the_others_held_at_their_mean():
    page = StudyPage("set=penguins&rounds=9").enter("Across", "3").enter("Up", "1")
    assert page.session.view["across"] == "3"
    figure = page.data("plane")["figure"]["layout"]
    names = [figure[axis]["title"]["text"] for axis in ("xaxis", "yaxis")]
    assert names == ["flipper_length_mm", "bill_length_mm"]
    mean = page.session.data.x[page.session.descent.split.train].mean(axis=0)
    assert f"Held at their mean: bill_depth_mm {short(mean[1], 5)}, body_mass_g {short(mean[3], 5)}." in page.prose
    assert "Held" not in page.enter("Data set", "blobs").prose


def test_the_next_batch_is_ringed_where_it_is_not_all():
    page = StudyPage("batch=8&rounds=3")
    rings = next(trace for trace in page.data("plane")["figure"]["data"] if trace.get("name") == "next batch")
    rows = page.session.descent.split.train[page.session.descent.batch(3)]
    assert rings["x"] == page.session.data.x[rows, 0].tolist()
    page.enter("Batch", "all")
    assert "Ringed" not in page.prose


def test_the_confusion_matrix_is_of_the_samples_asked_for():
    page = StudyPage("overlap=0.8&rounds=5")
    for of, rows in (("train", page.session.descent.split.train), ("test", page.session.descent.split.test)):
        page.enter("Samples counted", of)
        matrix = confusion(page.session.data.labels[rows], page.session.predicted[rows], 3)
        texts = page.data("confusion")["figure"]["data"][1]["text"]
        assert texts == [f"<b>{count}</b>" for count in matrix.ravel()]
    assert "training samples" in page.enter("Test share", "0").data("confusion")["alt"]


def test_the_curves_go_on_to_the_round_looked_at_within_an_epoch():
    page = StudyPage("batch=32&rounds=6")
    curve = page.data("scores")["figure"]["data"][0]
    assert curve["x"] == [0, 4, 6]
    assert curve["y"][-1] == pytest.approx(page.session.score(page.session.descent.split.train).loss)
    page.enter("Log axis", True)
    assert page.data("scores")["figure"]["layout"]["yaxis"]["type"] == "log"


def test_the_weights_show_what_the_next_step_adds():
    page = StudyPage("rounds=4&l2=0.1")
    hover = page.data("weights")["figure"]["data"][1]["hovertext"][1]
    before = page.session.parameters.weights[0, 1]
    after = page.click("Step").session.parameters.weights[0, 1]
    assert float(hover.partition("Step adds ")[2].replace("−", "-")) == pytest.approx(after - before, rel=1e-9)


# A sample, and its way into the lab


def test_a_click_on_a_sample_looks_at_it_and_one_beside_at_none():
    page = StudyPage("rounds=3").event("plane", clicked={"x": 0.0, "y": 0.0, "point": 11})
    assert page.study == Study(rounds=3, at=3, sample=11)
    assert "**Sample 12**" in page.prose
    assert page.event("plane", clicked={"x": 0.0, "y": 0.0, "point": None}).study.sample is None
    assert page.event("plane", clicked={"x": 0.0, "y": 0.0, "point": 150}).study.sample is None
    assert page.click("Undo").study.sample == 11
    assert page.click("Let go").study.sample is None


@pytest.mark.parametrize(
    "link", ["rounds=6&sample=5", "set=penguins&batch=8&rounds=30&sample=300", "scaled=no&sample=1"]
)
def test_the_lab_opens_on_the_sample_with_the_present_weights(link):
    page = StudyPage(link)
    session, row = page.session, page.study.sample
    (go,) = [part for part in page.at.get("page_link") if part.proto.label == "Open in the lab"]
    run = parse_pairs(parse_qsl(go.proto.query_string)).run
    assert run == run_of(session, row)
    history = replay(run)
    assert history.losses("ce")[0] == pytest.approx(session.losses[row], rel=1e-12)
    assert history.forward().probabilities[0, 0] == pytest.approx(session.probabilities[row], rel=1e-12)
    assert len(urlencode(parse_qsl(go.proto.query_string))) < 4000
