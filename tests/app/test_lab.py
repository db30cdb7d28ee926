"""Every control of the lab, used as a user uses it."""

import re
from dataclasses import replace

import pytest

from dashboard.text import code, in_field
from dashboard.views.schema import SCHEMA
from softmax_core import initialize, replay
from softmax_core.link import write
from softmax_core.presets import PRESETS
from softmax_core.run import Edit, Run, Seeded
from softmax_core.settings import MAX_ROUNDS
from tests.app.page import preset, shown

SLOW = "preset=slow&rounds=10"
WEIGHTS = [f"w{i}{k}" for i in (1, 2) for k in (1, 2, 3)]


# The document's two examples


DOCUMENT = {
    "": {
        "start": ["1.9095425", "0.5 0.5 0.5 0.5 0.5 0.5", "1 1 1"],
        "end": [
            "2.99760217e-15",
            "-2.16666667 -2.16666667 5.83333333 -1.83333333 -1.83333333 5.16666667",
            "0.66666667 0.66666667 1.66666667",
        ],
        "predicted": "3.09335001e-50 3.09335001e-50 1.00000000e+00",
    },
    "preset=recorded": {
        "start": ["0.46077411", "-0.03010464 -0.48454925 -0.19359648 -0.48489008 -0.29742846 -0.09327472", "0 0 0"],
        "end": [
            "3.02091685e-13",
            "-1.54217344 -0.63265234 1.46657541 -1.80795027 -0.42701866 1.35937568",
            "-0.1890086 -0.01851289 0.20752149",
        ],
        "predicted": "5.56493009e-21 1.50529585e-13 1.00000000e+00",
    },
}


def as_printed(page) -> list[str]:
    """Loss, weights and bias on screen."""
    loss = re.search(r"the document prints (\S+)", page.prose)[1]
    return [loss, " ".join(map(page.text, WEIGHTS)), " ".join(map(page.text, ("b1", "b2", "b3")))]


def assert_numbers_agree(seen: list[str], printed: list[str]) -> None:
    for texts, expected in zip(seen, printed, strict=True):
        numbers = [float(text) for text in texts.split()]
        assert numbers == pytest.approx(
            [float(text) for text in expected.split()], rel=1e-7, abs=6e-9 * (len(numbers) > 1)
        )


@pytest.mark.parametrize("link", DOCUMENT)
def test_the_documents_examples_are_on_screen_digit_by_digit(open_page, link):
    page = open_page(link)
    assert page.round == "0"
    assert_numbers_agree(as_printed(page), DOCUMENT[link]["start"])
    page.click("Step")
    assert page.round == "1"
    assert_numbers_agree(as_printed(page), DOCUMENT[link]["end"])
    predicted = [float(row[1]) for row in page.table]
    assert predicted == pytest.approx([float(text) for text in DOCUMENT[link]["predicted"].split()], rel=1e-8)
    assert "Converged" in page.prose


def test_the_page_opens_with_the_documents_example_and_four_pictures(open_page):
    page = open_page()
    assert page.status == "Round 0 · Loss 1.099"
    assert [page.text(name) for name in ("x1", "x2", "w11", "w23", "b1")] == ["8", "7", "0.5", "0.5", "1"]
    assert page.field("True class").value == 3
    assert "[0, 0, 1]" in page.field("True class").proto.label
    assert page.text("Learning rate") == "1"
    assert page.errors == []
    assert len(page.charts) == 4


# Fields


@pytest.mark.parametrize("names", [WEIGHTS, ["b1", "b2", "b3", "x1", "x2"]])
def test_each_field_sets_its_value_and_everything_follows(open_page, names):
    page = open_page("preset=recorded")
    for name in names:
        before = {key: chart.proto.spec for key, chart in page.charts.items()}
        values = {other: page.value(other) for other in page.run.names if other != name}
        page.enter(name, "-1.25")
        assert page.value(name) == -1.25
        assert page.text(name) == "-1.25"
        assert {other: page.value(other) for other in values} == values
        assert [key for key, chart in page.charts.items() if chart.proto.spec == before[key]] == [], name
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
        "1e-400": 0.0,
        "007": 7.0,
        " 2 ": 2.0,
    }.items():
        page.enter("w12", text)
        assert page.value("w12") == value
        assert page.text("w12") == text
        assert page.errors == []


def test_text_that_is_no_number_keeps_the_old_value_and_says_why(open_page):
    page = open_page(SLOW)
    before = page.run
    for text in (
        "abc", "", " ", "2,5", "1_000", "1e309", "1e101", "nan", "inf", "+1", "1e+5", "0x10", "١", "1 2", "**b**"
    ):  # fmt: skip
        page.enter("w12", text)
        assert page.run == before
        assert page.text("w12") == in_field(page.value("w12"))
        (error,) = page.errors
        assert error.startswith("w12 must be")
        assert "received" in error
    assert page.button("Undo").disabled


@pytest.mark.parametrize(
    ("label", "text", "before", "after"),
    [
        ("x2", "?", "x2", "w11"),
        ("w12", "?", "w13", "w21"),
        ("w23", "1e200", "w23", "b1"),
        ("b1", "?", "b3", "True class"),
        ("Learning rate", "fast", "Learning rate", "Vary"),
        ("Seed", "-1", "Most rounds", "Round"),
        ("Tolerance", "small", "Most rounds", "Round"),
        ("Tolerance", "-1", "Most rounds", "Round"),
        ("Most rounds", "10001", "Most rounds", "Round"),
        ("Most rounds", "1.5", "Most rounds", "Round"),
    ],
)
def test_an_error_stands_beside_its_field_and_names_it(open_page, label, text, before, after):
    page = open_page("init=uniform~1", set_up=True)
    old = page.text(label)
    page.enter(label, text)
    assert page.text(label) == old
    (error,) = page.errors
    assert error.lower().startswith(label.lower())
    order = [
        node.value if node.type == "error" else node.proto.label.partition(",")[0]
        for node in page.at
        if node.type in ("error", "text_input", "selectbox", "slider", "button_group")
    ]
    place = order.index(page.at.error[0].value)
    assert order[place - 1] == before
    assert order[place + 1] == after


@pytest.mark.parametrize("text", ["-1", "0", "1e-400"])
def test_a_learning_rate_that_is_not_above_0_is_refused_by_its_name(open_page, text):
    page = open_page().enter("Learning rate", text)
    assert page.value("lr") == 1
    (error,) = page.errors
    assert error.startswith("Learning rate must be greater than 0")


@pytest.mark.parametrize("fix", ["w12", "Step", "w11"])
def test_an_error_goes_when_a_number_is_accepted(open_page, fix):
    page = open_page().enter("w12", "?")
    page = page.click("Step") if fix == "Step" else page.enter(fix, "2")
    assert page.errors == []


def test_an_error_goes_when_the_same_value_is_accepted(open_page):
    page = open_page(set_up=True).enter("w11", "?").enter("w11", "0.50")
    assert page.errors == []
    page.enter("Tolerance", "?").enter("Tolerance", "0.000001")
    assert page.errors == []


def test_an_error_goes_with_undo(open_page):
    page = open_page().enter("w11", "2").enter("w12", "?")
    assert page.click("Undo").errors == []


@pytest.mark.parametrize(
    ("name", "text"),
    [("w11", "0.5"), ("w11", "0.50"), ("x1", "8.0"), ("b2", "1e0"), ("x2", " 7"), ("Learning rate", "1")],
)
def test_a_value_that_stays_the_same_is_no_edit(open_page, name, text):
    page = open_page()
    page.send(page.field(name).id, string_value=text)
    assert page.run == preset("document")
    assert page.button("Undo").disabled
    assert page.errors == []


def test_the_nine_digits_a_field_shows_are_no_edit_of_the_full_value(open_page):
    page = open_page().click("Step")
    before = page.run
    page.send(page.field("w11").id, string_value="-2.16666667")
    assert page.run == before
    assert page.value("w11") != -2.16666667


@pytest.mark.parametrize("true_class", [1, 2])
def test_the_true_class_is_a_single_choice(open_page, true_class):
    page = open_page().enter_on("True class", true_class)
    assert page.run.setup.y == tuple(int(k == true_class) for k in (1, 2, 3))
    assert str(list(page.run.setup.y)) in page.field("True class").proto.label
    assert [float(row[2]) for row in page.table] == list(page.run.setup.y)
    ticks = page.figure("bars")["layout"]["xaxis"]["ticktext"]
    assert ["label" in tick for tick in ticks] == [bool(entry) for entry in page.run.setup.y]
    assert page.click("Step").run.rounds == 1
    assert page.table[true_class - 1][1] == "1.0"


@pytest.mark.parametrize("text", ["0.001", "100", "0.25", "1e-5", "1e100"])
def test_the_learning_rate_is_chosen_from_the_list_or_typed(open_page, text):
    page = open_page().enter("Learning rate", text)
    assert page.value("lr") == float(text)
    assert page.text("Learning rate") == text
    assert page.click("Step").session.history.learning_rate.tolist() == [float(text)] * 2


# Presets


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


# Set-up


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
    fields = {widget.label for widget in page.at.text_input} - {"Seed", "Tolerance", "Most rounds"}
    weights = {f"w{i}{k}" for i in range(1, n_features + 1) for k in range(1, n_classes + 1)}
    others = {f"x{i}" for i in range(1, n_features + 1)} | {f"b{k}" for k in range(1, n_classes + 1)}
    assert fields == weights | others
    assert [page.text(f"x{i}") for i in range(1, n_features + 1)] == ["8", "7", "1", "1", "1", "1"][:n_features]
    assert page.field("True class").value == min(3, n_classes)
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
    assert page.loss == "2.998e-15"
    page.enter_on("Loss shown", "ce")
    assert page.loss == "6.187e-50"
    assert page.round == "1"


@pytest.mark.parametrize(("link", "loss", "chance"), [("", "1.099", "1.099"), ("loss=bce", "1.910", "1.910")])
def test_the_loss_picture_tells_the_loss_shown_and_its_chance(open_page, link, loss, chance):
    page = open_page(link)
    alt = page.charts["loss"].proto.alt
    assert re.findall(r"\d+\.\d+", alt) == [loss, chance]
    line = page.trace("loss", "chance")["y"]
    assert [f"{value:.3f}" for value in line] == [chance, chance]


def test_the_tolerance_decides_what_has_converged(open_page):
    page = open_page(SLOW, set_up=True)
    assert "Converged" not in page.prose
    page.enter("Tolerance", "0.6")
    assert page.run.setup.tolerance == 0.6
    assert page.round == "10"
    assert "Converged, loss below 0.6" in page.prose


@pytest.mark.parametrize("text", ["0", "1e-30", "0.125"])
def test_any_tolerance_from_0_up_is_accepted(open_page, text):
    assert open_page(set_up=True).enter("Tolerance", text).run.setup.tolerance == float(text)


@pytest.mark.parametrize("most", [0, 1, 7, 200])
def test_run_to_the_end_trains_at_most_the_most_rounds(open_page, most):
    page = open_page("preset=slow", set_up=True).enter("Most rounds", str(most))
    assert page.run.setup.max_rounds == most
    assert page.click("Run to the end").round == str(most)


# Stepping


@pytest.mark.parametrize(("button", "count"), [("Step", 1), ("×10", 10), ("×100", 100)])
def test_steps_train_that_many_rounds(open_page, button, count):
    page = open_page("preset=slow").click(button)
    assert page.round == str(count)
    expected = replay(Run(PRESETS["slow"].setup, rounds=count))
    assert page.session.history.weights.tobytes() == expected.weights.tobytes()
    assert len(page.trace("loss", "cross-entropy")["x"]) >= min(count, 100)
    assert page.address == {"preset": "slow", "rounds": str(count)}
    assert page.click("Undo").round == "0"


def test_previous_and_step_walk_through_the_rounds_there_are(open_page):
    page = open_page("preset=slow&rounds=3")
    assert [page.click("Previous").round for _ in range(3)] == ["2 of 3", "1 of 3", "0 of 3"]
    assert page.button("Previous").disabled
    assert [page.click("Step").round for _ in range(4)] == ["1 of 3", "2 of 3", "3", "4"]


def test_x10_goes_through_the_rounds_there_are_and_trains_the_rest(open_page):
    assert open_page("preset=slow&rounds=5&at=2").click("×10").round == "12"
    assert open_page("preset=slow&rounds=50&at=2").click("×10").round == "12 of 50"


@pytest.mark.parametrize(("link", "round"), [("rounds=9950", "10000"), ("rounds=9999&at=9990", "10000")])
def test_x100_stops_at_the_last_round_there_can_be(open_page, link, round):
    assert open_page(f"preset=slow&{link}").click("×100").round == round


def test_at_round_10000_there_is_no_step_further(open_page):
    page = open_page(f"preset=slow&rounds={MAX_ROUNDS}")
    assert all(page.button(label).disabled for label in ("Step", "×10", "×100", "Play"))
    assert page.click("Run to the end").round == "10000"
    for panel in SCHEMA["panel"]:
        page.enter_on("Panel", panel)
    page.click("Previous")
    assert page.round == "9999 of 10000"
    assert page.click("Step").button("Step").disabled


@pytest.mark.parametrize(
    ("link", "round"),
    [
        ("", "1"),
        ("preset=slow", "100"),
        ("preset=slow&tol=0.6", "10"),
        ("preset=slow&tol=0.6&rounds=50&at=2", "10 of 50"),
        ("preset=slow&tol=0.6&rounds=50&at=30", "30 of 50"),
    ],
)
def test_run_to_the_end_stops_at_the_first_round_that_has_converged(open_page, link, round):
    assert open_page(link).click("Run to the end").round == round


@pytest.mark.parametrize("round", [0, 4, 10])
def test_the_slider_looks_at_any_round(open_page, round):
    page = open_page(f"{SLOW}&at=7").enter("Round", round)
    assert page.round == ("10" if round == 10 else f"{round} of 10")
    assert page.run.rounds == 10
    assert page.trace("loss", "now")["x"] == [round]
    assert page.click("Undo").round == "7 of 10"


def test_the_slider_is_disabled_where_there_is_one_round(open_page):
    page = open_page()
    assert page.field("Round").disabled
    assert page.click("Step").field("Round").disabled is False


# Undo, Redo, Reset


def test_undo_and_redo_walk_through_all_changes(open_page):
    page = open_page("preset=slow")
    runs = [page.run]
    for change in (
        lambda: page.click("×10"),
        lambda: page.enter("Round", 4),
        lambda: page.enter("w12", "0.25"),
        lambda: page.enter_on("True class", 1),
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


# Edits on the way


def test_an_edit_at_an_earlier_round_drops_later_ones_and_undo_brings_them_back(open_page):
    page = open_page(f"{SLOW}&at=4&edits=2~b1~3_8~w11~1")
    before = page.run
    page.enter("b2", "-2")
    assert page.round == "4"
    assert page.run.edits == (Edit(2, "b1", 3), Edit(4, "b2", -2))
    page.click("Step")
    assert page.round == "5"
    assert page.click("Undo").click("Undo").run == before
    assert page.round == "4 of 10"


def test_an_edit_is_marked_on_the_loss_curve(open_page):
    page = open_page(f"{SLOW}&at=4").enter("b2", "3")
    mark = page.trace("loss", "edit")
    assert mark["x"] == [4]
    assert mark["customdata"] == ["b₂ = 3"]
    page.enter("Learning rate", "0.3")
    assert page.trace("loss", "edit")["customdata"] == ["b₂ = 3, η = 0.3"]
    page.click("Step").click("Step")
    assert page.trace("loss", "edit")["x"] == [4]


def test_the_last_edit_of_a_round_and_name_counts(open_page):
    page = open_page(SLOW).enter("w11", "1").enter("w11", "2").enter("w11", "3")
    assert page.run.edits == (Edit(10, "w11", 3),)


def test_an_edit_set_back_to_what_training_had_led_to_is_none(open_page):
    page = open_page(SLOW)
    before, trained = page.run, repr(page.value("w11"))
    page.enter("w11", "1").enter("w11", trained)
    assert page.run == before


def test_at_round_0_an_edit_rewrites_the_start(open_page):
    page = open_page(f"{SLOW}&at=0").enter("x1", "2")
    assert page.run == Run(replace(PRESETS["slow"].setup, x=(2, 7)))


# Late messages of the browser


@pytest.mark.parametrize(
    "changes",
    [
        lambda page: page.click("Step"),
        lambda page: page.enter("w11", "3").click("Undo"),
        lambda page: page.click("Step").enter("w11", "3").enter("b3", "3").enter("x1", "3").click("Reset"),
        lambda page: page.enter_on("Preset", "tie"),
    ],
)
def test_a_late_message_of_an_older_field_is_no_edit(open_page, changes):
    page = open_page("preset=slow")
    drawn = {page.field(label).id: page.text(label) for label in ("w11", "b3", "x1", "Learning rate")}
    changes(page)
    before = page.run
    gone = set(drawn) - {getattr(widget, "id", None) for widget in page.at}
    assert gone
    for widget in gone:
        page.send(widget, string_value=drawn[widget])
        assert page.run == before


def test_what_was_typed_while_the_field_was_redrawn_is_not_lost(open_page):
    page = open_page("preset=slow")
    old = page.field("w11").id
    page.click("Step").send(old, string_value="0.123")
    assert page.run.edits == (Edit(1, "w11", 0.123),)
    assert page.text("w11") == "0.123"
    page.click("Undo").send(old, string_value="0.123")
    assert page.run.edits == ()


def test_every_step_gives_each_field_that_changed_a_new_version(open_page):
    page = open_page("preset=slow")
    old = {name: page.field(name).id for name in ("w11", "b3", "x1")}
    page.click("Step")
    assert {name: page.field(name).id != old[name] for name in old} == {"w11": True, "b3": True, "x1": False}


def test_a_repeated_message_of_the_present_field_is_no_second_edit(open_page):
    page = open_page().enter("w11", "2")
    before = page.run
    page.send(page.field("w11").id, string_value="2")
    page.send(page.field("w11").id, string_value="2.0")
    assert page.run == before
    assert page.click("Undo").button("Undo").disabled


def test_a_late_message_of_the_slider_does_not_move(open_page):
    page = open_page(SLOW)
    old = page.field("Round").id
    page.send(old, double_array_value={"data": [3.0]})
    page.click("Step").click("Undo").click("Step")
    assert page.send(old, double_array_value={"data": [3.0]}).round == "4 of 10"


# Play


def test_play_asks_for_round_after_round_and_becomes_pause(open_page):
    page = open_page("preset=slow").click("Play")
    assert "Play" not in page.buttons
    assert page.round == "0"
    assert page.data("player")["round"] == 0
    assert page.tick(3).round == "3"
    assert page.data("player")["round"] == 3
    assert page.field("w11").disabled
    assert page.field("b1").disabled
    assert page.field("x1").disabled is False


def test_pause_stops_at_the_round_that_was_on_screen(open_page):
    page = open_page("preset=slow").click("Play").tick(5)
    page.event("player", paused=3)
    assert page.round == "3"
    assert "Play" in page.buttons
    assert "player" not in page.components
    assert page.field("w11").disabled is False


def test_pause_keeps_the_rounds_that_were_there_before(open_page):
    page = open_page(f"{SLOW}&at=2").click("Play").tick(4)
    assert page.event("player", paused=5).round == "5 of 10"


def test_a_whole_play_is_one_step_of_undo(open_page):
    page = open_page("preset=slow").click("Step").click("Play").tick(4).event("player", paused=5)
    assert page.click("Undo").round == "1"
    assert page.click("Redo").round == "5"


def test_the_address_is_written_on_pause_only(open_page):
    page = open_page("preset=slow").click("Step")
    written = dict(page.address)
    page.click("Play").tick(3)
    assert page.address == written
    page.event("player", paused=4)
    assert page.address == {"preset": "slow", "rounds": "4"}


def test_a_tick_that_was_answered_already_is_not_answered_again(open_page):
    page = open_page("preset=slow").click("Play")
    first = page.data("player")["tick"]
    page.tick()
    assert page.event("player", ticked=first).round == "1"
    assert page.event("player", ticked=99).round == "1"
    assert page.data("player")["tick"] != first


@pytest.mark.parametrize("event", [{"ticked": 1}, {"paused": 0}])
def test_a_late_message_of_the_player_changes_nothing(open_page, event):
    page = open_page("preset=slow").click("Play").tick()
    player = page.component("player").proto.id
    page.event("player", paused=1)
    assert page.send_events(player, **event).round == "1"
    assert "Play" in page.buttons


def test_a_pause_at_no_round_there_is_changes_nothing(open_page):
    page = open_page("preset=slow").click("Play").tick(2)
    for place in (-1, 99, "1", None, 0.5):
        assert page.event("player", paused=place).round == "2"


@pytest.mark.parametrize("speed", [1, 5, 20, 100])
def test_speed_is_rounds_a_tick(open_page, speed):
    page = open_page("preset=slow").enter_on("Speed", speed).click("Play").tick(2)
    assert page.round == str(2 * speed)
    page.event("player", paused=2 * speed)
    assert page.field("Speed").value == speed


def test_the_speed_can_change_while_playing(open_page):
    page = open_page("preset=slow").click("Play").tick().enter_on("Speed", 20).tick()
    assert page.round == "21"
    assert "player" in page.components


def test_play_stops_where_the_run_has_converged(open_page):
    page = open_page().click("Play").tick()
    assert page.round == "1"
    assert "Play" in page.buttons
    assert "Converged" in page.prose
    assert page.address == {"rounds": "1"}


def test_play_stops_at_round_10000(open_page):
    page = open_page("preset=slow&tol=0&rounds=9990").enter_on("Speed", 100).click("Play").tick()
    assert page.round == "10000"
    assert page.button("Play").disabled


def test_an_edit_while_playing_keeps_playing(open_page):
    page = open_page("preset=slow").click("Play").tick(2).enter("x1", "1").tick(2)
    assert page.round == "4"
    assert page.run.edits == (Edit(2, "x1", 1),)
    page.enter_on("True class", 1).enter("Learning rate", "0.003").tick()
    assert "player" in page.components
    page.event("player", paused=5)
    assert page.run.edits == (Edit(2, "x1", 1), Edit(4, "lr", 0.003), Edit(4, "y", 1))
    assert page.click("Undo").run == preset("slow")


def test_an_edit_at_the_start_of_a_play_rewrites_the_start(open_page):
    page = open_page("preset=slow").click("Play").enter("x1", "1").tick(2).event("player", paused=2)
    assert page.run == Run(replace(PRESETS["slow"].setup, x=(1, 7)), rounds=2)
    assert page.click("Undo").run == preset("slow")


def test_pause_before_a_later_edit_keeps_the_edit(open_page):
    page = open_page("preset=slow").click("Play").tick(3).enter("x1", "1").event("player", paused=1)
    assert page.round == "1 of 3"
    assert page.run.edits == (Edit(3, "x1", 1),)


def test_a_bad_text_while_playing_keeps_playing(open_page):
    page = open_page("preset=slow").click("Play").tick().enter("x1", "?")
    assert len(page.errors) == 1
    assert page.tick().round == "2"


@pytest.mark.parametrize(
    ("action", "round"),
    [("Step", "5"), ("Previous", "3 of 4"), ("×10", "14"), ("Reset", "0"), ("Undo", "1"), ("Run to the end", "104")],
)
def test_other_buttons_end_the_play_first(open_page, action, round):
    page = open_page("preset=slow").click("Step").click("Play").tick(3).click(action)
    assert page.round == round
    assert "Play" in page.buttons
    page.click("Redo" if action == "Undo" else "Undo")
    assert page.round == "4"


def test_a_play_can_be_undone_while_it_plays(open_page):
    page = open_page("preset=slow").click("Play").tick(3).click("Undo")
    assert page.round == "0"
    assert "Play" in page.buttons


def test_the_slider_ends_the_play(open_page):
    page = open_page("preset=slow").click("Play").tick(5).enter("Round", 2)
    assert page.round == "2 of 5"
    assert "Play" in page.buttons


def test_another_address_ends_the_play(open_page):
    page = open_page("preset=slow").click("Play").tick(2).go("preset=tie&rounds=1")
    assert page.run == replace(preset("tie"), rounds=1, at=1)
    assert "Play" in page.buttons


# Vary


def test_vary_offers_every_weight_bias_and_input(open_page):
    page = open_page()
    assert page.field("Vary").options == [*WEIGHTS, "b1", "b2", "b3", "x1", "x2"]
    assert "dragger" not in page.components


@pytest.mark.parametrize("name", ["w12", "b3", "x1"])
def test_a_drag_moves_the_value_and_is_one_step_of_undo(open_page, name):
    page = open_page().enter("Vary", name)
    data = page.data("dragger")
    assert data["name"] == name
    assert data["lowest"] < data["value"] < data["highest"]
    for value in (0.1, 1.75, -0.5):
        page.event("dragger", dragged=value)
        assert page.value(name) == value
        after = page.data("dragger")
        assert (after["lowest"], after["highest"]) == (data["lowest"], data["highest"])
        assert after["answered"] != data["answered"]
    page.event("dragger", released=-0.625)
    assert page.value(name) == -0.625
    assert page.click("Undo").run == preset("document")
    assert page.button("Undo").disabled
    assert page.click("Redo").value(name) == -0.625


def test_a_drag_on_the_way_is_one_edit(open_page):
    page = open_page(SLOW).enter("Vary", "w12")
    page.event("dragger", dragged=1).event("dragger", dragged=2).event("dragger", released=3)
    assert page.run.edits == (Edit(10, "w12", 3),)
    assert page.address["edits"] == "10~w12~3"


def test_a_drag_at_an_earlier_round_drops_later_ones_until_undo(open_page):
    page = open_page(f"{SLOW}&at=4").enter("Vary", "b1").event("dragger", dragged=3).event("dragger", released=3)
    assert page.round == "4"
    assert page.click("Undo").round == "4 of 10"


def test_a_click_without_movement_is_an_edit_too(open_page):
    page = open_page().enter("Vary", "w11").event("dragger", released=1.5)
    assert page.value("w11") == 1.5
    assert page.click("Undo").button("Undo").disabled


def test_a_drag_that_ends_where_it_began_is_no_change(open_page):
    page = open_page().enter("Vary", "w11").event("dragger", dragged=1.5).event("dragger", released=0.5)
    assert page.run == preset("document")
    assert page.button("Undo").disabled


def test_a_drag_whose_end_was_lost_is_settled_by_the_next_change(open_page):
    page = open_page().enter("Vary", "w11").event("dragger", dragged=1.5).click("Step")
    assert page.click("Undo").value("w11") == 1.5
    assert page.click("Undo").run == preset("document")


def test_a_drag_to_no_number_changes_nothing(open_page):
    page = open_page().enter("Vary", "w11")
    for value in ("2", None, [1], {"a": 1}):
        page.event("dragger", dragged=value)
        assert page.run == preset("document")


def test_an_error_of_a_drag_goes_when_it_comes_back(open_page):
    page = open_page().enter("Vary", "w11").event("dragger", dragged=1e101).event("dragger", released=1.5)
    assert page.value("w11") == 1.5
    assert page.errors == []


@pytest.mark.parametrize("value", [1e101, 1e308])
def test_a_drag_beyond_the_limit_is_refused(open_page, value):
    page = open_page().enter("Vary", "w11").event("dragger", released=value)
    assert page.run == preset("document")
    (error,) = page.errors
    assert error.startswith("w11 must be")


def test_a_drag_ends_the_play(open_page):
    page = open_page("preset=slow").enter("Vary", "x1").click("Play").tick(2).event("dragger", released=1)
    assert "Play" in page.buttons
    assert page.run.edits == (Edit(2, "x1", 1),)
    assert page.click("Undo").round == "2"


@pytest.mark.parametrize("name", ["w11", "w23", "b2"])
def test_a_click_on_a_cell_of_the_heatmap_chooses_what_varies(open_page, name):
    page = open_page().click_cell(name)
    assert page.field("Vary").value == name
    assert page.data("dragger")["name"] == name
    assert page.run == preset("document")


def test_what_varies_is_forgotten_where_it_is_no_more(open_page):
    page = open_page("x=1_2_3", set_up=True).enter("Vary", "x3").enter_on("Inputs", 2)
    assert page.field("Vary").value is None
    assert "dragger" not in page.components


# Panels and axis


@pytest.mark.parametrize("panel", SCHEMA["panel"])
def test_only_the_open_panel_is_drawn(open_page, panel):
    page = open_page(SLOW).enter_on("Panel", panel)
    assert set(page.charts) == {"network", "bars", "loss", panel}
    assert page.linked().view["panel"] == panel
    page.click("Step").click("Undo")
    assert panel in page.charts
    assert set(open_page(page.address).charts) == set(page.charts)


def test_curves_have_a_name_each(open_page):
    page = open_page(f"{SLOW}&panel=trajectories")
    assert [trace["name"] for trace in page.figure("trajectories")["data"]] == [
        "w₁₁",
        "w₁₂",
        "w₁₃",
        "w₂₁",
        "w₂₂",
        "w₂₃",
    ]
    page.enter_on("Panel", "probabilities")
    assert [trace["name"] for trace in page.figure("probabilities")["data"]] == ["ŷ₁", "ŷ₂", "ŷ₃"]


def test_the_log_axis_is_kept_in_the_link_and_changes_no_run(open_page):
    page = open_page(SLOW)
    assert page.figure("loss")["layout"]["yaxis"].get("type") != "log"
    page.enter("Log axis", True)
    assert page.figure("loss")["layout"]["yaxis"]["type"] == "log"
    assert page.address["scale"] == "log"
    assert page.button("Undo").disabled
    assert open_page(page.address).figure("loss")["layout"]["yaxis"]["type"] == "log"
    assert "scale" not in page.enter("Log axis", False).address


@pytest.mark.parametrize(("label", "value"), [("Log axis", True), ("Panel", "gradients")])
def test_back_takes_a_switch_back(open_page, label, value):
    page = open_page(SLOW)
    before = dict(page.address)
    page.enter_on(label, value)
    page.go(before)
    assert page.field(label).value != value


@pytest.mark.parametrize(("label", "value"), [("Log axis", True), ("Panel", "gradients")])
def test_back_over_a_switch_leaves_undo_and_redo_alone(open_page, label, value):
    page = open_page(SLOW).click("Step").click("Undo")
    before = dict(page.address)
    page.enter_on(label, value).go(before)
    assert page.button("Undo").disabled
    assert page.button("Redo").disabled is False


# What the page offers


def test_slow_motion_is_offered_where_one_step_settles_it(open_page):
    page = open_page().click("Step")
    assert "no η is too large" in page.prose
    assert "114" in page.prose
    page.click("The same in slow motion")
    assert page.run == preset("slow")
    assert page.click("Undo").round == "1"


@pytest.mark.parametrize("link", ["preset=slow&rounds=10&tol=1", "preset=one-input&lr=0.05&tol=9"])
def test_slow_motion_is_not_offered_where_it_is_slow_already(open_page, link):
    page = open_page(link)
    assert "Converged" in page.prose
    assert "The same in slow motion" not in page.buttons


def nearly_full_link(room: int = 10) -> str:
    """A link of 99 rounds and 4000 − room characters, nearly all of them edits."""
    names = [*WEIGHTS, "b1", "b2", "b3"]

    def link(digits: list[int]) -> str:
        edits = [Edit(10 + n // 9, names[n % 9], float(f"0.{'1' * count}")) for n, count in enumerate(digits)]
        return write(Run(PRESETS["slow"].setup, tuple(edits), 99))

    count = next(count for count in range(300) if len(link([15] * count)) >= 4000 - room)
    # Of the last edits, so many digits less.
    excess = len(link([15] * count)) - 4000 + room
    return link([15] * (count - 3) + [15 - (excess + place) // 3 for place in range(3)])


@pytest.mark.parametrize("room", [0, 10, 20])
def test_an_edit_that_makes_the_link_too_long_offers_a_new_run(open_page, room):
    link = nearly_full_link(room=room)
    assert len(link) == 4000 - room
    page = open_page(link)
    assert page.errors == []
    before, moment = page.run, page.session.moment
    page.enter("w11", "0.1234567890123456")
    assert page.run == before
    assert page.text("w11") == in_field(page.value("w11"))
    assert "longer than 4000 characters" in page.prose
    page.click("Start a new run from here")
    assert page.round == "0"
    assert page.value("w11") == 0.1234567890123456
    assert page.run.setup.x == (8, 7)
    assert [page.value(name) for name in WEIGHTS[1:]] == moment.parameters.weights.ravel().tolist()[1:]
    assert "longer than 4000 characters" not in page.prose
    assert "Start a new run from here" not in page.buttons
    assert page.click("Undo").run == before


@pytest.mark.parametrize("label", ["Step", "Previous", "Reset", "Undo"])
def test_the_offer_of_a_new_run_goes_with_the_next_change(open_page, label):
    page = open_page("preset=slow").go(nearly_full_link()).enter("w11", "0.1234567890123456").click(label)
    assert "Start a new run from here" not in page.buttons


def test_the_offer_of_a_new_run_goes_with_another_address(open_page):
    page = open_page(nearly_full_link()).enter("w23", "0.1234567890123456").go("preset=two-classes")
    assert "Start a new run from here" not in page.buttons


def full_page(open_page):
    """A page whose link has room for no further edit, however short."""
    page = open_page(nearly_full_link(room=90))
    for name, text in zip(
        WEIGHTS, ["0.1234567890123456", "0.123456789012", "0.12345678", "0.1234", "5", "6"], strict=True
    ):
        page.enter(name, text)
    assert "Start a new run from here" in page.buttons
    return page


@pytest.mark.parametrize(
    "change",
    [
        lambda page: page.click("Step"),
        lambda page: page.click("Previous"),
        lambda page: page.enter("Round", 10),
        lambda page: page.enter("Log axis", True).enter_on("Panel", "trajectories"),
    ],
    ids=["Step", "Previous", "Round", "Log axis and Panel"],
)
def test_no_change_makes_a_link_that_cannot_be_opened(open_page, change):
    page = full_page(open_page)
    change(page)
    assert open_page(page.address).errors == []


def test_a_link_with_keys_of_others_can_always_be_opened_again(open_page):
    page = open_page(f"utm_campaign={'a' * 3960}").click("Step").enter("w11", "0.1234567890123456")
    page = open_page(page.address)
    assert page.errors == []
    assert page.value("w11") == 0.1234567890123456


def test_help_lists_the_keys(open_page):
    page = open_page()
    assert not page.at.get("dialog")
    page.click("Help")
    (dialog,) = page.at.get("dialog")
    text = "\n".join(part.value for part in dialog.markdown)
    assert all(key in text for key in ("→", "←", "| P |", "| H |"))


def test_keys_act_on_the_buttons_they_are_named_for(open_page):
    buttons = open_page(SLOW, set_up=True).at.button
    keys = {button.label: button.proto.shortcut.lower() for button in buttons if button.proto.shortcut}
    assert keys.items() >= {"Step": "right", "Previous": "left", "Play": "p", "Help": "h"}.items()
    assert len(set(keys.values())) == len(keys)
    # Streamlit keeps some for itself, some scroll the page, and none destroys work.
    assert not {"r", "c", "?", "up", "down", "space", "pageup", "pagedown", "home", "end"} & set(keys.values())
    assert not {"Reset", "Undo", "New random start"} & set(keys)


def test_every_picture_says_in_words_what_it_shows(open_page):
    page = open_page()
    alts = {key: chart.proto.alt for key, chart in page.charts.items()}
    assert "class 1 0.3333" in alts["bars"]
    assert "label is class 3" in alts["bars"]
    assert "2 inputs" in alts["network"]
    assert "round 0" in alts["loss"]
    assert "w23 0.5" in alts["weights"]
    for panel in SCHEMA["panel"]:
        assert page.enter_on("Panel", panel).charts[panel].proto.alt


@pytest.mark.parametrize("key", ["network", "bars", "loss", "weights"])
def test_no_number_on_hover_shows_how_python_holds_it(open_page, key):
    assert "np.float" not in open_page(SLOW).charts[key].proto.spec


def test_the_labels_lessons_rely_on_are_there(open_page):
    page = open_page()
    names = {"Step", "Previous", "Play", "Run to the end", "Undo", "Redo", "Reset"}
    assert names <= page.buttons
    for name in (*WEIGHTS, "b1", "b2", "b3", "x1", "x2", "Learning rate", "True class"):
        assert page.field(name)


# Links


@pytest.mark.parametrize(
    "link",
    [
        "rounds=3",
        "preset=slow&rounds=10&at=4",
        "x=1_2_3&y=0_1&init=uniform~42&lr=0.25&rounds=7&edits=2~w32~0.5_4~y~1_4~lr~1",
        "w=1_2_3_4_5_6&b=0_0_1&loss=bce&tol=0.01&max=7",
        "x=1,2&edits=1:w11:3&rounds=1",
        "preset=tie&scale=log&panel=probabilities",
        "preset=four-inputs&rounds=20",
    ],
)
def test_a_link_opens_its_run_and_the_page_links_back_to_it(open_page, link):
    page = open_page(link)
    assert page.errors == []
    run, view = page.run, page.session.view
    page.click("Step").click("Undo")
    again = open_page(page.address)
    assert (again.run, again.session.view) == (run, view)


@pytest.mark.parametrize(
    ("link", "key", "rule", "received"),
    [
        ("lr=0", "lr", "greater than 0", "0"),
        ("lr=fast", "lr", "number", "fast"),
        ("w=1_2", "w", "2 × 3", "2 numbers"),
        ("b=1", "b", "3 numbers", "1 numbers"),
        ("x=1_2_3_4_5_6_7", "x", "1 to 6", "7.0"),
        ("x=1__2", "x", "number", "''"),
        ("y=1_1_0", "y", "one-hot", "1"),
        ("y=1", "y", "2", "1"),
        ("init=xavier~1", "init", "zeros", "xavier~1"),
        ("init=zeros&w=1_2_3_4_5_6", "init", "not stand beside", "zeros"),
        ("loss=mse", "loss", "ce, bce", "mse"),
        ("tol=-1", "tol", "at least 0", "-1"),
        ("max=10001", "max", "from 0 to 10000", "10001"),
        ("rounds=10001", "rounds", "from 0 to 10000", "10001"),
        ("rounds=1e3", "rounds", "whole number", "1e3"),
        ("rounds=3&at=5", "at", "from 0 to 3", "5"),
        ("edits=1~w12~3", "edits", "rounds", "1~w12~3"),
        ("rounds=3&edits=1~w99~3", "edits", "name one of", "w99"),
        ("rounds=3&edits=2~w11~3_1~w11~3", "edits", "ascending", "1 after 2"),
        ("preset=nope", "preset", "document", "nope"),
        ("scale=cubic", "scale", "linear", "cubic"),
        ("lr=1&lr=2", "lr", "given once", "2"),
        ("lr=" + "9" * 4100, "link", "4000", "characters"),
        ("lr=" + "x" * 200, "lr", "number", "xxx..."),
    ],
)
def test_a_bad_link_is_one_message_that_names_key_rule_and_text_and_the_default_run(
    open_page, link, key, rule, received
):
    page = open_page(link)
    (error,) = page.errors
    head, _, message = error.partition(": ")
    assert "default run is shown" in head
    assert message.startswith(f"{key} must ")
    before, _, after = message.partition("received ")
    assert rule in before
    assert received in after
    assert len(after) <= 62
    assert page.run == preset("document")
    assert page.session.view == {name: values[0] for name, values in SCHEMA.items()}
    page.click("Step")
    assert page.errors == []
    assert page.address == {"rounds": "1"}


@pytest.mark.parametrize(
    "text",
    ["**bold**", "[a](https://x.y)", "$x^2$", "`code`", "<b>b</b>", ":red[d]", ":material/home:", "# head", "~~s~~"],
)
def test_markdown_in_a_bad_link_is_shown_as_text(open_page, text):
    page = open_page({"lr": text})
    raw = page.at.error[0].value
    assert text in shown(raw)
    assert raw.endswith(code(repr(text)))


def test_the_message_of_a_bad_link_goes_with_undo(open_page):
    page = open_page("preset=slow").click("Step").go("lr=x")
    assert len(page.errors) == 1
    page.click("Undo")
    assert page.run == Run(PRESETS["slow"].setup, rounds=1)
    assert page.errors == []


def test_a_bad_link_in_an_open_tab_can_be_undone(open_page):
    page = open_page("preset=slow").click("×10").go("rounds=x")
    assert page.run == preset("document")
    assert page.click("Undo").round == "10"


def test_a_key_that_is_not_ours_is_named_and_stays_in_the_address(open_page):
    page = open_page("round=5&utm_source=mail&lr=0.5&utm_source=web")
    assert "left alone: round, utm_source" in page.prose
    assert page.errors == []
    assert page.value("lr") == 0.5
    page.click("Step")
    assert page.address["round"] == "5"
    assert page.address["utm_source"] == ["mail", "web"]
    assert page.address["rounds"] == "1"
    assert "left alone: round, utm_source" in page.prose
    assert "left alone" not in page.go("lr=0.5").prose


def test_markdown_in_a_key_that_is_not_ours_is_shown_as_text(open_page):
    page = open_page({"**b** $x$ [a](b)": "1"})
    (caption,) = [part.value for part in page.at.caption if "left alone" in part.value]
    assert "**b** $x$ [a](b)" in shown(caption)
    assert code("**b** $x$ [a](b)") in caption


def test_back_and_forward_are_undo_and_redo(open_page):
    page = open_page("preset=slow")
    addresses = [dict(page.address)]
    for label in ("Step", "×10"):
        page.click(label)
        addresses.append(dict(page.address))
    assert page.go(addresses[1]).round == "1"
    assert page.go(addresses[0]).round == "0"
    assert page.button("Undo").disabled
    assert page.go(addresses[1]).round == "1"
    assert page.go(addresses[2]).round == "11"
    assert page.button("Redo").disabled
    assert page.click("Undo").round == "1"


def test_a_foreign_address_in_an_open_tab_is_a_change_like_any_other(open_page):
    page = open_page("preset=slow").click("Step").go("preset=tie")
    assert page.run == preset("tie")
    assert page.click("Undo").round == "1"
    assert page.address == {"preset": "slow", "rounds": "1"}


# Extremes


@pytest.mark.parametrize(
    "link",
    [
        "w=1e100_-1e100_0_1e100_1e100_1e-300&b=1e100_0_-1e100&x=1e100_-1e100&lr=1e100",
        "x=0_0&lr=1e-100",
        "w=1e-300_0_0_0_0_0&b=0_0_0",
        "preset=huge-logits",
    ],
)
def test_extreme_numbers_are_trained_and_drawn(open_page, link):
    page = open_page(link)
    for label in ("Step", "×10", "Run to the end", "Previous"):
        page.click(label)
    for panel in SCHEMA["panel"]:
        page.enter_on("Panel", panel)
    page.enter("Log axis", True).enter("Vary", "w11")
    for key, chart in page.charts.items():
        assert "NaN" not in chart.proto.spec, key
        assert "Infinity" not in chart.proto.spec, key
