"""The page of the data set as a user meets it: its fields and buttons by their labels, its pictures as drawn."""

import json
from urllib.parse import parse_qs, urlencode

from streamlit.testing.v1 import AppTest

from dashboard.session.study import StudySession
from dashboard.text import short
from dashboard.views.dataset.schema import SCHEMA
from softmax_core.study import Study
from softmax_core.study_link import parse_pairs
from tests.app.page import events_of, shown


class StudyPage:
    """One browser tab. Every interaction ends in `check`, so that no test has to ask for what always holds."""

    def __init__(self, address: str = "", *, opened: str | None = None) -> None:
        """`opened` is the key of a popover that is open."""
        self.at = AppTest.from_function(_page, default_timeout=30)
        if opened:
            self.at.session_state[opened] = True
        self.go(address)

    def go(self, address: str) -> "StudyPage":
        self.at.query_params = parse_qs(address, keep_blank_values=True)
        self.at.run()
        return self.check()

    # What the user does

    def click(self, label: str) -> "StudyPage":
        self.button(label).click().run()
        return self.check()

    def enter(self, label: str, value) -> "StudyPage":
        """Choose from a list, type, move a slider or switch a toggle."""
        widget = self.field(label)
        if widget.type == "selectbox" and str(value) not in map(str, widget.options):
            states = self.at._tree.get_widget_states()  # a new option, which AppTest cannot set
            next(state for state in states.widgets if state.id == widget.id).string_value = str(value)
            self.at._run(states)
        else:
            widget.set_value(value).run()
        return self.check()

    def upload(self, name: str, content: bytes) -> "StudyPage":
        """Give the uploader a file."""
        self.at.file_uploader[0].upload(name, content).run()
        return self.check()

    def event(self, component: str, **events) -> "StudyPage":
        states = self.at._tree.get_widget_states()
        message = events_of(self.component(component).proto.id, **events)
        for place, state in reversed(list(enumerate(states.widgets))):
            if state.id == message.id:
                del states.widgets[place]
        states.widgets.append(message)
        self.at._run(states)
        return self.check()

    # What the user sees

    def field(self, label: str):
        kinds = ("text_input", "text_area", "selectbox", "multiselect", "slider", "toggle", "button_group")
        (widget,) = [widget for widget in self.at if widget.type in kinds and shown(widget.proto.label) == label]
        return widget

    def button(self, label: str):
        (button,) = [button for button in self.at.button if button.label == label]
        return button

    def component(self, name: str):
        (component,) = [part for part in self.at.get("bidi_component") if (part.key or "") == name]
        return component

    def data(self, name: str) -> dict:
        """What a component was given to draw."""
        return json.loads(self.component(name).proto.bytes)

    @property
    def charts(self) -> dict[str, dict]:
        parts = {part.key: part.proto for part in self.at.get("bidi_component")}
        return {key: json.loads(proto.bytes) for key, proto in parts.items() if proto.component_name == "chart"}

    @property
    def status(self) -> str:
        return self.data("status")["text"]

    @property
    def shown(self) -> list[int]:
        """The rows of the samples in the table."""
        return [row["id"] for row in self.data("samples")["rows"]]

    def ringed(self, name: str) -> list[list[float]]:
        """Where in the plane the rings of a name are."""
        traces = self.data("plane")["figure"]["data"]
        (rings,) = [trace for trace in traces if trace.get("name") == name]
        return [list(place) for place in zip(rings["x"], rings["y"], strict=True)]

    @property
    def errors(self) -> list[str]:
        return [shown(error.value) for error in self.at.error]

    @property
    def link(self) -> str:
        """The query string in the address bar."""
        return urlencode(self.at.query_params, doseq=True)

    @property
    def prose(self) -> str:
        """All running text on screen."""
        kinds = (self.at.markdown, self.at.caption, self.at.warning, self.at.info)
        return "\n".join(shown(part.value) for parts in kinds for part in parts)

    # What the session holds

    @property
    def session(self) -> StudySession:
        return self.at.session_state["sessions"]["study"]

    @property
    def study(self) -> Study:
        return self.session.study

    def check(self) -> "StudyPage":
        """What holds after every interaction."""
        assert not self.at.exception, self.at.exception[0].message
        session, study = self.session, self.study
        place = f"Round {study.at}" + (f" of {study.rounds}" if study.rounds > study.at else "")
        train = session.descent.split.train
        assert self.status == f"{place} (epoch {session.epoch}) · Loss {short(session.losses[train].mean())}"
        pictures = {"page": {"plane", "scores", session.view["panel"], "weights"}, "projector": {"plane", "scores"}}
        assert set(self.charts) >= pictures[session.view["view"]]
        assert all(chart["alt"].strip() for chart in self.charts.values())
        if session.view["view"] == "page":
            slider = self.data("round")
            assert (slider["value"], slider["highest"]) == (study.at, max(study.rounds, 1))
        if session.under_way is None and not any("cannot be opened" in error for error in self.errors):
            pairs = [(key, value) for key, values in self.at.query_params.items() for value in _list(values)]
            link = parse_pairs(pairs, SCHEMA, session.kind.known)
            assert link.study.within(session.descent) == study
            assert link.view == session.view
        return self


def _list(values: str | list[str]) -> list[str]:
    return [values] if isinstance(values, str) else values


def _page():
    import streamlit as st

    from dashboard.session.opening import load
    from dashboard.session.study import new_study_session
    from dashboard.views.dataset.page import data_set
    from dashboard.views.dataset.schema import SCHEMA

    lab = st.Page(lambda: None, title="Lab", url_path="lab")
    data = st.Page(lambda: data_set(lab), title="Data set", url_path="data", default=True)
    page = st.navigation([data, lab], position="hidden")
    load("data", lambda: new_study_session(SCHEMA), "study")
    page.run()
