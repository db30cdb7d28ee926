"""Presets and the set-up: what a run starts from."""

from dataclasses import replace

import pytest

from dashboard.views.schema import SCHEMA
from softmax_core import initialize
from softmax_core.presets import PRESETS
from softmax_core.run import Run, Seeded
from tests.app.page import SLOW, WEIGHTS, preset, shown


@pytest.mark.parametrize("name", PRESETS)
def test_each_preset_is_chosen_by_its_title_and_steps(open_page, name):
    page = open_page("preset=two-classes" if name == "document" else "")
    page.enter_on("Preset", name)
    assert page.run == preset(name)
    assert PRESETS[name].title in page.field("Preset").options
    assert shown(PRESETS[name].watch) in page.prose
    assert page.address == ({"rounds": "0"} if name == "document" else {"preset": name, "rounds": "0"})
    for panel in SCHEMA["panel"]:
        page.enter_on("Panel", panel)
    page.click("Step").click("Run to the end").click("Reset")
    assert page.run == preset(name)


def test_the_set_up_is_drawn_only_when_open(open_page):
    assert not open_page().has_field("Seed")
    assert open_page(set_up=True).has_field("Seed")


@pytest.mark.parametrize("name", ["zeros", "uniform", "uniform01", "normal"])
def test_each_initialiser_gives_a_new_start(open_page, name):
    page = open_page("rounds=3&edits=1~w11~5", set_up=True)
    assert page.field("Initialiser").value is None
    assert page.field("Seed").disabled
    page.enter_on("Initialiser", name)
    seed = None if name == "zeros" else 0
    assert page.run == Run(replace(PRESETS["document"].setup, start=Seeded(name, seed)))
    start = initialize(name, 2, 3, seed=seed)
    assert [float(page.text(weight)) for weight in WEIGHTS] == pytest.approx(start.weights.ravel().tolist(), rel=1e-8)
    assert page.field("Seed").disabled == (name == "zeros")
    assert page.field("Initialiser").value == name
    assert page.address["init"] == ("zeros" if name == "zeros" else f"{name}~0")


@pytest.mark.parametrize("seed", [0, 42, 2**32 - 1])
def test_a_seed_is_typed(open_page, seed):
    page = open_page("init=normal~7", set_up=True)
    assert page.text("Seed") == "7"
    page.enter("Seed", f" {seed}")
    assert page.run.setup.start == Seeded("normal", seed)
    assert page.text("Seed") == str(seed)


def test_a_seed_out_of_range_is_refused(open_page):
    page = open_page("init=normal~7", set_up=True)
    for text in ("", "x", "-1", "1.5", "4294967296", "99999999999"):
        page.enter("Seed", text)
        assert page.run.setup.start == Seeded("normal", 7)
        assert page.text("Seed") == "7"
        assert len(page.errors) == 1


@pytest.mark.parametrize(
    ("link", "start"),
    [
        ("", Seeded("uniform", 0)),
        ("init=zeros", Seeded("uniform", 0)),
        ("init=uniform01~5", Seeded("uniform01", 6)),
        ("init=normal~4294967295", Seeded("normal", 0)),
    ],
)
def test_a_new_random_start_is_the_next_seed(open_page, link, start):
    page = open_page(f"{link}&rounds=2", set_up=True).click("New random start")
    assert page.run.setup.start == start
    assert page.round == "0"
    page.click("New random start")
    assert page.run.setup.start == replace(start, seed=start.seed + 1)
    page.click("Undo")
    assert page.run.setup.start == start


@pytest.mark.parametrize(("n_features", "n_classes"), [(1, 2), (1, 6), (6, 2), (6, 6), (3, 4)])
def test_every_size_can_be_set_drawn_and_trained(open_page, n_features, n_classes):
    page = open_page(set_up=True)
    page.enter_on("Inputs", n_features).enter_on("Classes", n_classes)
    assert (page.run.setup.n_features, page.run.setup.n_classes) == (n_features, n_classes)
    assert page.run.setup.start == Seeded("zeros")
    fields = set(page.layer) - {"Learning rate", "True class"}
    weights = {f"w{i}{k}" for i in range(1, n_features + 1) for k in range(1, n_classes + 1)}
    others = {f"x{i}" for i in range(1, n_features + 1)} | {f"b{k}" for k in range(1, n_classes + 1)}
    assert fields == weights | others
    assert [page.text(f"x{i}") for i in range(1, n_features + 1)] == ["8", "7", "1", "1", "1", "1"][:n_features]
    assert page.text("True class") == str(min(3, n_classes))
    page.click("Step")
    assert len(page.table) == n_classes
    for panel in SCHEMA["panel"]:
        page.enter_on("Panel", panel)
    page.enter(f"w{n_features}{n_classes}", "0.125")
    assert page.value(f"w{n_features}{n_classes}") == 0.125
    for _ in range(3):
        page.click("Undo")
    assert (page.run.setup.n_features, page.run.setup.n_classes) != (n_features, n_classes)


def test_a_seeded_start_keeps_its_seed_at_another_size(open_page):
    page = open_page("init=normal~3", set_up=True).enter_on("Classes", 4)
    assert page.run.setup.start == Seeded("normal", 3)


def test_the_loss_shown_is_chosen_and_what_was_trained_stays(open_page):
    page = open_page(set_up=True).enter_on("Loss shown", "bce")
    assert page.loss == "1.910"
    assert page.address["loss"] == "bce"
    page.click("Step")
    assert page.loss == "2.998e−15"
    page.enter_on("Loss shown", "ce")
    assert page.loss == "6.187e−50"
    assert page.round == "1"


def test_the_tolerance_decides_what_has_converged(open_page):
    page = open_page(SLOW, set_up=True)
    assert "Converged" not in page.prose
    page.enter("Tolerance", "0.6")
    assert page.run.setup.tolerance == 0.6
    assert page.round == "10"
    assert "loss < 0.6" in page.prose


def test_undo_and_redo_are_seen_in_the_set_up(open_page):
    page = open_page("preset=slow", set_up=True)
    changes = {"Tolerance": "0.5", "Most rounds": "7", "Seed": "3"}
    page.enter_on("Initialiser", "uniform").enter_on("Loss shown", "bce")
    for label, text in changes.items():
        old = page.text(label)
        assert page.enter(label, text).text(label) == text
        assert page.click("Undo").text(label) == old
        assert page.click("Redo").text(label) == text


@pytest.mark.parametrize("text", ["0", "1e-30", "0.125"])
def test_any_tolerance_from_0_up_is_accepted(open_page, text):
    assert open_page(set_up=True).enter("Tolerance", text).run.setup.tolerance == float(text)


@pytest.mark.parametrize("most", [0, 1, 7, 200])
def test_run_to_the_end_trains_at_most_the_most_rounds(open_page, most):
    page = open_page("preset=slow", set_up=True).enter("Most rounds", str(most))
    assert page.run.setup.max_rounds == most
    assert page.click("Run to the end").round == str(most)


def test_slow_motion_is_offered_where_one_step_settles_it(open_page):
    page = open_page().click("Step")
    assert "no η is too large" in page.prose
    assert "114" in page.prose
    page.click("Slow motion")
    assert page.run == preset("slow")
    assert page.click("Undo").round == "1"


@pytest.mark.parametrize("link", ["preset=slow&rounds=10&tol=1", "preset=one-input&lr=0.05&tol=9"])
def test_slow_motion_is_not_offered_where_it_is_slow_already(open_page, link):
    page = open_page(link)
    assert "Converged" in page.prose
    assert "Slow motion" not in page.buttons
