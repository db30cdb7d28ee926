"""Messages of the browser that come late, twice, merged into one, or malformed."""

import pytest

from softmax_core.presets import PRESETS
from softmax_core.run import Edit, Run
from tests.app.page import SLOW, Page, events_of, preset


@pytest.mark.parametrize(
    "changes",
    [
        lambda page: page.click("Step"),
        lambda page: page.enter("w11", "3").click("Undo"),
        lambda page: page.click("Step").enter("w11", "3").enter("b3", "3").enter("x1", "3").click("Reset"),
        lambda page: page.enter_on("Preset", "tie"),
    ],
)
def test_a_late_message_that_was_answered_is_no_edit(open_page, changes):
    page = open_page("preset=slow")
    typed = page.typed("w11", "2", "b3", "2", "x1", "2", "lr", "2")
    page.event("layer", typed=typed)
    changes(page)
    before = page.run
    for late in (typed, typed[:1], typed[2:]):
        page.event("layer", typed=late)
        assert page.run == before


def test_what_was_typed_while_the_field_was_redrawn_is_not_lost(open_page):
    page = open_page("preset=slow")
    typed = page.typed("w11", "0.123")
    page.click("Step").event("layer", typed=typed)
    assert page.run == Run(PRESETS["slow"].setup, (Edit(1, "w11", 0.123),), rounds=1)
    page.click("Undo").event("layer", typed=typed)
    assert page.run == preset("slow").step()


def test_a_text_whose_message_comes_after_a_step_is_an_edit_of_the_round_it_led_to(open_page):
    page = open_page("preset=slow&rounds=3")
    typed = page.typed("w11", "0.123")
    page.click("Step").event("layer", typed=typed)
    assert page.run.edits == (Edit(4, "w11", 0.123),)
    assert page.round == "4"
    assert page.click("Undo").run == preset("slow").step(4)


def test_a_text_and_a_move_of_the_slider_in_one_message_have_no_order(open_page):
    for first, last in ((0, 1), (1, 0)):
        page = open_page(SLOW)
        typed = events_of(page.component("layer").proto.id, typed=page.typed("b2", "3"))
        messages = (typed, events_of(page.component("round").proto.id, released=4))
        page.send_merged(messages[first], messages[last])
        assert page.run.edits == (Edit(10, "b2", 3),)
        assert page.round == "4 of 10"


def test_a_text_and_a_step_in_one_message_have_no_order(open_page):
    page = open_page("preset=slow&rounds=3")
    typed = events_of(page.component("layer").proto.id, typed=page.typed("w11", "0.123"))
    for messages in ((typed, page.press("Step")), (page.press("Step"), typed)):
        page = open_page("preset=slow&rounds=3").send_merged(*messages)
        assert page.run.edits == (Edit(3, "w11", 0.123),)
        assert page.round == "4"


def test_a_text_that_comes_with_a_step_is_compared_with_what_its_field_showed():
    """Not with the round the step led to, whatever the order of the two."""
    page = Page("preset=slow&rounds=3")
    layer, shown = page.component("layer").proto.id, page.text("w11")
    led_to = Page("preset=slow&rounds=4").text("w11")
    assert shown != led_to
    for text, edits in ((shown, ()), (led_to, (Edit(3, "w11", float(led_to)),))):
        typed = events_of(layer, typed=page.typed("w11", text))
        for messages in ((typed, page.press("Step")), (page.press("Step"), typed)):
            run = Page("preset=slow&rounds=3").send_merged(*messages).run
            assert (run.edits, run.at) == (edits, 4)


def test_several_texts_in_one_message_are_all_taken_in_their_order(open_page):
    page = open_page("preset=slow&rounds=2").type("w11", "1", "b3", "2", "w11", "3", "y", "1", "lr", "0.5")
    assert page.run.edits == (Edit(2, "w11", 3), Edit(2, "b3", 2), Edit(2, "lr", 0.5), Edit(2, "y", 1))
    for _ in range(5):
        page.click("Undo")
    assert page.run == preset("slow").step(2)


def test_a_text_that_comes_again_with_a_further_one_is_taken_once(open_page):
    page = open_page("preset=slow&rounds=2")
    typed = page.typed("w11", "1", "b3", "2")
    page.event("layer", typed=typed[:1])
    assert page.data("layer")["answered"] == typed[0]["id"]
    page.event("layer", typed=typed)
    assert page.data("layer")["answered"] == typed[1]["id"]
    assert page.click("Undo").run.edits == (Edit(2, "w11", 1),)
    assert page.click("Undo").button("Undo").disabled


def test_every_step_changes_the_fields_in_place(open_page):
    page = open_page("preset=slow")
    component, old = page.component("layer").proto.id, {name: page.text(name) for name in ("w11", "b3", "x1")}
    page.click("Step")
    assert page.component("layer").proto.id == component
    assert {name: page.text(name) != old[name] for name in old} == {"w11": True, "b3": True, "x1": False}


def test_a_repeated_message_of_the_present_field_is_no_second_edit(open_page):
    page = open_page()
    typed = page.typed("w11", "2")
    page.event("layer", typed=typed)
    before = page.run
    page.event("layer", typed=typed)
    page.enter("w11", "2.0")
    assert page.run == before
    assert page.click("Undo").button("Undo").disabled


GOOD = {"id": 9, "name": "w11", "text": "3", "round": 1}


@pytest.mark.parametrize(
    "typed",
    [
        None,
        0,
        "w11",
        {},
        GOOD,
        [None],
        [[]],
        ["w11"],
        [[GOOD]],
        *([{key: value for key, value in GOOD.items() if key != part}] for part in GOOD),
        *([{**GOOD, "id": id}] for id in ("9", None, 9.5, True, [9], 0, -1)),
        *([{**GOOD, "name": name}] for name in ("w99", "x3", "seed", "round", "", None, 1, ["w11"], {"w11": 1})),
        *([{**GOOD, "text": text}] for text in (3, None, True, ["3"])),
        *([{**GOOD, "round": round}] for round in (-1, 3, 10**30, "1", None, 1.0, True, [1])),
    ],
    ids=str,
)
def test_an_event_of_the_fields_with_a_wrong_shape_changes_nothing(open_page, typed):
    page = open_page("preset=slow&rounds=2")
    before, address = page.run, dict(page.address)
    page.event("layer", typed=typed)
    assert page.run == before
    assert page.address == address
    assert page.errors == []
    assert page.button("Undo").disabled
    # And the fields still answer, those beside it in the same message too.
    good = {**GOOD, "id": 10}
    page.event("layer", typed=[*(typed if isinstance(typed, list) else ()), good])
    assert page.run.edits == (Edit(2, "w11", 3),)


@pytest.mark.parametrize("text", ["0", "4", "-1", "1.5", "", "two", "1e0"])
def test_a_true_class_there_is_not_is_refused(open_page, text):
    page = open_page("preset=slow").type("y", text)
    assert page.run == preset("slow")
    (error,) = page.errors
    assert error.startswith("True class must be")


def test_a_text_for_a_round_or_a_field_that_is_gone_is_answered_and_dropped(open_page):
    page = open_page(SLOW, set_up=True)
    typed = page.typed("w11", "3")
    page.click("Reset").event("layer", typed=typed)
    assert page.run == preset("slow")
    typed = page.typed("x2", "3")
    page.enter_on("Inputs", 1).event("layer", typed=typed)
    assert page.run.setup.x == (8,)
    assert page.data("layer")["answered"] == typed[0]["id"]


@pytest.mark.parametrize(
    "clicked",
    [
        None,
        1,
        [],
        {},
        {"x": 0},
        {"x": None, "y": None},
        {"x": "0", "y": 0},
        {"x": 3, "y": 0},
        {"x": 0, "y": 3},
        {"x": -1, "y": 0},
        {"x": 0.5, "y": 0},
    ],
    ids=str,
)
def test_a_click_beside_the_cells_changes_nothing(open_page, clicked):
    page = open_page().event("weights", clicked=clicked)
    assert page.field("Vary").value is None
    assert page.event("loss", clicked=clicked).run == preset("document")


def test_a_late_message_of_the_slider_to_a_round_that_is_gone_does_not_move(open_page):
    page = open_page(SLOW).enter("Round", 3).click("Reset")
    assert page.enter("Round", 3).run == preset("slow")
    assert page.click("Step").click("Step").enter("Round", 3).round == "2"


@pytest.mark.parametrize("event", [{"dragged": 2}, {"released": 2}])
def test_a_late_message_of_a_dragger_sets_no_other_value(open_page, event):
    page = open_page().enter("Vary", "w11")
    dragger, vary = page.component("dragger").proto.id, page.field("Vary").id
    page.enter("Vary", "w12").send_events(dragger, **event)
    assert page.run == preset("document")
    page.send(vary, string_value="w11")
    assert page.run == preset("document")


def test_a_drag_and_a_click_on_another_cell_in_one_message_set_the_value_that_was_dragged(open_page):
    page = open_page().enter("Vary", "w11")
    messages = [
        events_of(page.component("dragger").proto.id, released=2),
        events_of(page.component("weights").proto.id, clicked={"x": 1, "y": 0, "point": None}),
    ]
    for merged in (messages, messages[::-1]):
        page = open_page().enter("Vary", "w11").send_merged(*merged)
        assert (page.value("w11"), page.value("w12")) == (2, 0.5)


@pytest.mark.parametrize("leave", ["Projector", "preset=tie&view=projector"])
def test_a_late_message_of_a_page_that_was_left_raises_nothing(open_page, leave):
    page = open_page("preset=slow&vary=w11").click("Play").tick()
    late = [
        events_of(page.component("layer").proto.id, typed=page.typed("x1", "2")),
        events_of(page.component("dragger").proto.id, released=2),
        events_of(page.component("weights").proto.id, clicked={"x": 1, "y": 0, "point": None}),
        events_of(page.component("player").proto.id, ticked=0, paused=0),
    ]
    app = page.at
    if leave == "Projector":
        app.button(key="projector").click().run()
    else:
        app.query_params = {"preset": "tie", "view": "projector"}
        app.run()
    assert not app.exception
    run = page.run
    for message in late:
        states = app._tree.get_widget_states()
        states.widgets.append(message)
        app._run(states)
        assert not app.exception
        assert page.run == run


def test_an_option_there_is_not_changes_nothing(open_page):
    page = open_page(SLOW, set_up=True)
    before, address = page.run, dict(page.address)
    for label in ("Preset", "Speed", "Vary", "Initialiser", "Inputs", "Classes"):
        for text in ("nonsense", "", "**b**"):
            page.send(page.field(label).id, string_value=text)
            assert page.run == before, label
            assert page.address == address, label
