"""A control shows what the run holds, in every process: a browser keeps what widgets showed, by their keys."""

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState

from dashboard.session import fields
from dashboard.views.schema import SCHEMA
from tests.app.page import SLOW, Page, preset

CONTROLS = ("text_input", "selectbox", "slider", "toggle", "radio", "button_group", "file_uploader")


def started_again(monkeypatch, process: str, address: str = SLOW) -> Page:
    """A tab of another process of the server, with all that hides in popovers open."""
    monkeypatch.setattr(fields, "PROCESS", process)
    page = Page(address, set_up=True)
    page.at.session_state["share"] = True
    page.at.run()
    return page.check()


def controls(page: Page) -> dict[str, str]:
    """The controls that hold a value: their keys, and what the page calls them."""
    return {part.key: part.label for part in page.at if part.type in CONTROLS}


@pytest.mark.parametrize("below", SCHEMA["below"])
def test_every_widget_key_differs_between_two_processes(monkeypatch, below):
    address = f"init=uniform~3&rounds=4&below={below}"
    first, second = (controls(started_again(monkeypatch, process, address)) for process in ("first", "second"))
    assert sorted(first.values()) == sorted(second.values())
    assert {"Seed", "Tolerance", "Inputs", "Speed", "Vary", "Preset", "Panel", "Log axis"} <= {*first.values()}
    assert None not in first
    assert not first.keys() & second.keys()


def test_the_fields_know_the_process_they_are_answered_by(monkeypatch):
    pages = [started_again(monkeypatch, process) for process in ("first", "second")]
    assert [page.data("layer")["source"].partition(".")[0] for page in pages] == ["first", "second"]


def test_what_a_browser_kept_for_a_process_that_is_gone_is_no_news(monkeypatch):
    old = started_again(monkeypatch, "first")
    kept = [
        WidgetState(id=old.field(label).id, **value)
        for label, value in {
            "Speed": {"string_value": "by 20"},
            "Vary": {"string_value": "w12"},
            "Preset": {"string_value": "A tie"},
            "Log axis": {"bool_value": True},
            "Panel": {"string_array_value": {"data": ["Gradients"]}},
            "Tolerance": {"string_value": "0.5"},
            "Inputs": {"string_value": "3"},
        }.items()
    ]
    old.send_merged(*kept)
    assert old.run != preset("slow").step(10)  # to the process that drew them they are
    page = started_again(monkeypatch, "second").send_merged(*kept)
    assert page.run == preset("slow").step(10)
    assert page.session.view == {name: values[0] for name, values in SCHEMA.items()}
    assert page.button("Undo").disabled
