"""Points set by hand: each edit is made once, one step for Undo, and what cannot be is said."""

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.figures.colors import CLASS_SYMBOLS, CLASSES
from dashboard.views.dataset.by_hand import MARKS
from softmax_core.data import evenly
from softmax_core.plan import Plan
from softmax_core.sources import Blobs, ByHand, Penguins, Ring, as_points
from softmax_core.study import Study
from tests.app.study_page import StudyPage

POINTS = ((-2.0, 1.0, 1), (2.0, 1.0, 2), (0.0, -2.0, 3))
LINK = "set=hand&points=-2~1~1_2~1~2_0~-2~3&test=0"


def by_hand(page: StudyPage, component: str = "plane") -> dict:
    """What a component that sets points was given."""
    data = page.data(component)
    return data["hand"] if component == "plane" else data


def edits(page: StudyPage, *acts: dict, component: str = "plane", first: int = 1) -> list[dict]:
    """What the browser tells of these, all not yet answered."""
    known = by_hand(page, component)
    return [
        {"id": known["answered"] + place, "source": known["source"], **act}
        for place, act in enumerate(acts, start=first)
    ]


def do(page: StudyPage, *acts: dict, component: str = "plane") -> StudyPage:
    return page.event(component, edited=edits(page, *acts, component=component))


def add(x1, x2, label: int, name: str = "n1") -> dict:
    return {"act": "add", "point": name, "x1": x1, "x2": x2, "class": label}


def names(page: StudyPage) -> list[str]:
    return by_hand(page)["names"]


# How it begins


@pytest.mark.parametrize("source", [Blobs(), Blobs(6, 40), Ring(n_samples=61)])
def test_a_made_set_goes_on_by_hand_as_the_points_it_has(source):
    data = source.data_set()
    made = as_points(source)
    assert len(made.points) == min(60, data.n_samples)
    assert made.n_classes == data.n_classes
    rows = evenly(data.labels, 60)
    assert [point[:2] for point in made.points] == [tuple(x) for x in data.x[rows].tolist()]
    assert [point[2] - 1 for point in made.points] == data.labels[rows].tolist()
    shares = [np.bincount(labels) / len(labels) for labels in (data.labels, data.labels[rows])]
    assert np.abs(shares[0] - shares[1]).max() < 0.05


def test_by_hand_is_chosen_with_all_points_training_and_undo_brings_the_set_back():
    page = StudyPage("rounds=5&sample=3").enter("Data set", "hand")
    assert page.study == Study(as_points(Blobs()), Plan(test_share=0.0), rounds=5, at=5)
    assert "60 samples train, 0 test." in page.prose
    assert page.enter("Data set", "hand").study.source == as_points(Blobs())
    assert page.click("Undo").study == Study(rounds=5, at=5, sample=2)
    few = StudyPage("set=penguins&held=3~200").enter("Data set", "hand").study
    assert np.bincount([label for _, _, label in few.source.points]).tolist() == [0, 2, 2, 2]
    assert few.held == ()


@given(st.sampled_from([Penguins(), Blobs(2, 4, spread=3.0), ByHand(POINTS), ByHand(((1e100, 0, 1),))]))
def test_as_points_never_fails(source):
    assert 1 <= len(as_points(source).points) <= 60


# In the plane


def test_a_click_adds_a_point_of_the_class_told_and_training_goes_as_far():
    page = do(StudyPage(f"{LINK}&rounds=7"), add(1.25, -3, 2))
    assert page.study == Study(ByHand((*POINTS, (1.25, -3.0, 2))), Plan(test_share=0.0), rounds=7, at=7)
    assert names(page)[-1] == "n1"
    assert by_hand(page)["answered"] == 1
    assert page.click("Undo").study.source == ByHand(POINTS)
    assert page.click("Redo").study.source.points[-1] == (1.25, -3.0, 2)


def test_what_is_told_again_is_not_done_again_and_what_was_not_answered_is_done_in_order():
    page = StudyPage(LINK)
    told = edits(page, add(1, 1, 1, "a"), add(1, 2, 2, "b"), {"act": "move", "point": "a", "x1": -1, "x2": 0.5})
    page.event("plane", edited=told[:1]).event("plane", edited=told).event("plane", edited=told)
    assert page.study.source.points[3:] == ((-1.0, 0.5, 1), (1.0, 2.0, 2))
    assert len(page.session.undo) == 3


def test_what_was_undone_since_is_not_done_again_by_a_message_that_comes_late():
    page = StudyPage(LINK)
    told = edits(page, {"act": "remove", "point": names(page)[2]}, add(1, 1, 1))
    page.event("plane", edited=told).click("Undo").click("Undo")
    assert page.event("plane", edited=told).study.source == ByHand(POINTS)
    assert not page.button("Redo").disabled


def test_a_drag_is_one_change_and_keeps_the_sample_that_is_looked_at():
    page = StudyPage(f"{LINK}&rounds=3&sample=2")
    do(page, {"act": "move", "point": names(page)[0], "x1": -4.5, "x2": 4})
    assert page.study.source.points == ((-4.5, 4.0, 1), *POINTS[1:])
    assert page.study.sample == 1
    assert page.click("Undo").study.source == ByHand(POINTS)


def test_a_click_on_a_point_looks_at_it_and_delete_takes_it_away():
    page = StudyPage(LINK)
    assert page.button("Delete").disabled
    do(page, {"act": "select", "point": names(page)[1]})
    assert page.study.sample == 1
    assert by_hand(page)["looked_at"] == names(page)[1]
    page.click("Delete")
    assert page.study.source.points == (POINTS[0], POINTS[2])
    assert page.study.sample is None
    assert page.click("Undo").study == Study(ByHand(POINTS), Plan(test_share=0.0), sample=1)


def test_the_sample_looked_at_stays_the_same_point_where_one_before_it_goes():
    page = StudyPage(f"{LINK}&sample=3")
    do(page, {"act": "remove", "point": names(page)[0]})
    assert page.study.sample == 1
    assert page.study.source.points[page.study.sample] == POINTS[2]


def test_an_edit_finds_its_point_by_name_wherever_it_stands_by_now():
    page = StudyPage(LINK)
    first, _, last = names(page)
    do(page, {"act": "remove", "point": first}, {"act": "move", "point": last, "x1": 3, "x2": 3})
    assert page.study.source.points == (POINTS[1], (3.0, 3.0, 3))
    do(page, {"act": "move", "point": first, "x1": 0, "x2": 0}, {"act": "remove", "point": first})
    assert page.study.source.points == (POINTS[1], (3.0, 3.0, 3))


def test_a_click_during_play_is_made_and_play_ends():
    page = StudyPage(LINK).click("Play")
    page.event("player", ticked=page.data("player")["tick"])
    do(page, add(1, 1, 1))
    assert page.study.source.points[3:] == ((1.0, 1.0, 1),)
    assert page.study.rounds == 1
    assert page.session.play is None
    assert page.click("Undo").study == Study(ByHand(POINTS), Plan(test_share=0.0), rounds=1, at=1)
    assert page.click("Undo").study.rounds == 0


def test_an_edit_of_another_link_or_another_set_is_dropped():
    page = StudyPage(LINK)
    late = edits(page, add(1, 1, 1))
    page.go("set=hand&points=5~5~1_4~4~2")
    page.event("plane", edited=late)
    assert len(page.study.source.points) == 2
    page.enter("Data set", "ring")
    page.event("plane", edited=[{**late[0], "id": 99}])
    assert page.study.source == Ring()


@pytest.mark.parametrize("junk", [
    None, 3, [3], [{}], [{"id": "1"}], [{"act": "add"}], [add(None, 1, 1)], [add("n" * 21, 1, 1)],
    [add(math.inf, 0, 1)], [add(0, 1e101, 1)], [add(0, 0, 9)], [add(0, 0, 0)], [add(0, 0, "x")], [add(True, 0, 1)],
    [{"act": "type", "point": "p1", "part": "x9", "text": "1"}], [{"act": "type", "point": "p1", "part": "x1"}],
    [{"act": "move", "point": "p1", "x1": 1}], [{"act": "move", "point": ["p1"]}], [{"act": ["add"], "point": {}}],
])  # fmt: skip
def test_whatever_a_browser_sends_the_points_stay_points(junk):
    page = StudyPage(LINK)
    known = by_hand(page)
    if isinstance(junk, list):
        junk = [{"id": 1, "source": known["source"], **act} if isinstance(act, dict) else act for act in junk]
    assert page.event("plane", edited=junk).study.source == ByHand(POINTS)


def test_no_more_than_60_points_no_fewer_than_one():
    link = "set=hand&test=0&points=" + "_".join(f"{k}~1~{1 + k % 2}" for k in range(60))
    page = do(StudyPage(link), add(0, 0, 1))
    assert len(page.study.source.points) == 60
    assert page.errors == ["points must be 1 to 60; received 61"]
    page = StudyPage("set=hand&test=0&points=1~2~1&sample=1").click("Delete")
    assert page.study.source.points == ((1.0, 2.0, 1),)
    assert page.errors == ["points must be one at least, so the last one stays; received none"]
    assert not do(page, add(0, 0, 2)).errors


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_whatever_is_done_and_undone_the_names_are_those_of_the_points(data):
    page = StudyPage(LINK)
    for turn in range(data.draw(st.integers(1, 6))):
        act = data.draw(st.sampled_from(["add", "move", "remove", "select", "undo", "redo"]))
        place = data.draw(st.integers(0, len(page.study.source.points) - 1))
        before, called = page.study.source.points, names(page)
        if act in ("undo", "redo"):
            if not page.button(act.title()).disabled:
                page.click(act.title())
        elif act == "add":
            do(page, add(data.draw(st.integers(-5, 5)), 1, 1, f"n{turn}"))
            assert names(page) == [*called, f"n{turn}"]
        else:
            do(page, {"act": act, "point": called[place], "x1": data.draw(st.integers(-5, 5)), "x2": 0})
            after = dict(zip(names(page), page.study.source.points, strict=True))
            others = [(name, point) for k, (name, point) in enumerate(zip(called, before, strict=True)) if k != place]
            assert all(after[name] == point for name, point in others)
        assert len(set(names(page))) == len(page.study.source.points)


# What the plane shows


def frame(page: StudyPage) -> list[list[float]]:
    layout = page.data("plane")["figure"]["layout"]
    return [layout["xaxis"]["range"], layout["yaxis"]["range"]]


def test_the_axes_stand_while_points_are_set_and_moved_and_have_room_for_those_that_are_typed():
    page = StudyPage(LINK, opened="points_table")
    stands = frame(page)
    assert stands == [[-5.3125, 5.3125], [-5.3125, 5.3125]]
    do(page, add(5, -5, 1))
    assert frame(page) == stands
    do(page, {"act": "type", "point": names(page)[0], "part": "x1", "text": "40"}, component="points")
    wide = frame(page)
    assert wide[0][1] == 1.0625 * 40
    do(page, {"act": "move", "point": names(page)[0], "x1": 1, "x2": 1})
    do(page, add(5, 5, 2, "n9"))
    assert frame(page) == wide
    assert frame(StudyPage(page_link(page))) == stands


def page_link(page: StudyPage) -> str:
    query = page.at.query_params
    return "&".join(f"{key}={value if isinstance(value, str) else value[0]}" for key, value in query.items())


@given(st.floats(0, 1e100), st.booleans())
def test_the_reach_is_beyond_all_points_and_no_more_than_half_as_far_again(far, is_left):
    reach = ByHand(((-far, 0, 1) if is_left else (0, far, 1),)).reach
    assert max(far, 5) <= reach <= max(1.5 * far, 5) * 1.0000001


def test_a_click_has_no_more_decimals_than_a_pixel_tells():
    assert by_hand(StudyPage(LINK))["decimals"] == 2
    known = by_hand(StudyPage("set=hand&points=1e100~1~1"))
    assert known["decimals"] == -98
    json.dumps(known, allow_nan=False)


def test_the_class_of_the_next_point_is_chosen_in_its_own_mark_and_is_in_the_link():
    page = StudyPage(LINK)
    control = page.field("Class of the next point")
    assert [option.content for option in control.proto.options] == ["A", "B", "C"]
    control.set_value("3").run()
    assert page.check().at.query_params["brush"] in ("3", ["3"])
    assert by_hand(page)["chosen"] == 3
    assert by_hand(StudyPage("set=hand&classes=2&points=0~0~1&brush=6"))["chosen"] == 2
    shapes = {"circle": "●", "square": "■", "diamond": "◆", "triangle-up": "▲", "x": "✖", "star": "★"}
    assert [shapes[symbol] for symbol in CLASS_SYMBOLS] == list(MARKS)
    assert len(MARKS) == len(CLASSES)


def test_a_set_that_is_made_has_none_of_it():
    page = StudyPage()
    assert page.data("plane")["hand"] is None
    assert "Delete" not in [button.label for button in page.at.button]


# In the table


def test_the_table_has_a_row_for_each_point_and_changes_it():
    page = StudyPage(f"{LINK}&rounds=2", opened="points_table")
    rows = page.data("points")["rows"]
    assert [[*row["texts"], row["label"]] for row in rows] == [["-2", "1", 1], ["2", "1", 2], ["0", "-2", 3]]
    assert [row["name"] for row in rows] == names(page)
    change = lambda part, text: {"act": "type", "point": rows[1]["name"], "part": part, "text": text}  # noqa: E731
    do(page, change("x1", "2,5"), change("x2", "1/4"), change("class", "3"), component="points")
    assert page.study.source.points == (POINTS[0], (2.5, 0.25, 3), POINTS[2])
    assert [row["name"] for row in page.data("points")["rows"]] == [row["name"] for row in rows]
    do(page, add("−1", "1e2", 2), component="points")
    assert page.study.source.points[-1] == (-1.0, 100.0, 2)
    do(page, {"act": "remove", "point": rows[0]["name"]}, component="points")
    assert page.study.source.points[0] == (2.5, 0.25, 3)


@pytest.mark.parametrize(
    ("act", "message"),
    [
        ({"part": "x1", "text": "many"}, "x1 of point 2 must be a number such as 0.5, -1.5e-3 or 1/3; received many"),
        ({"part": "x2", "text": "1e101"}, "x2 of point 2 must be finite and at most 1e100 in size; received 1e101"),
        ({"part": "x1", "text": ""}, "x1 of point 2 must be a number such as 0.5, -1.5e-3 or 1/3; received nothing"),
        ({"part": "class", "text": "4"}, "class must be a whole number from 1 to 3; received 4"),
    ],
)
def test_a_text_that_is_no_number_keeps_the_value_and_that_is_said(act, message):
    page = StudyPage(LINK, opened="points_table")
    do(page, {"act": "type", "point": names(page)[1], **act}, component="points")
    assert page.study.source == ByHand(POINTS)
    assert page.data("points")["refused"] == message
    do(page, {"act": "type", "point": names(page)[1], "part": "x1", "text": "3"}, component="points")
    assert page.data("points")["refused"] is None


def test_fewer_classes_take_their_points_along_and_undo_brings_both_back():
    page = StudyPage(f"{LINK}&sample=2", opened="points_table").enter("Classes", 2)
    assert page.study.source == ByHand(POINTS[:2], 2)
    assert page.study.sample == 1
    assert [toast.value for toast in page.at.toast] == [
        r"The points of C went with their class\. Undo brings them back\."
    ]
    assert page.click("Undo").study.source == ByHand(POINTS)
    assert page.enter("Classes", 6).study.source == ByHand(POINTS, 6)
    page = StudyPage("set=hand&points=1~2~3_0~0~3", opened="points_table").enter("Classes", 2)
    assert page.study.source.n_classes == 3
    assert page.errors == ["Classes must be at least 3, so that a point is left; received 2"]


def test_one_point_alone_is_trained_on_and_shown():
    page = StudyPage("set=hand&points=0~0~2&classes=2&rounds=5&test=0.5").click("Run to the end")
    assert page.session.score(page.session.descent.split.train).right == 1
