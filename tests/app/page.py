"""The page as a user meets it: its fields and buttons by their labels, its messages as the browser sends them."""

import json
import re
from itertools import chain
from pathlib import Path
from urllib.parse import parse_qs

from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

from dashboard.text import in_field, short
from dashboard.views.schema import SCHEMA
from softmax_core.link import parse_pairs
from softmax_core.names import Name, value_of
from softmax_core.presets import PRESETS, preset_of
from softmax_core.run import Run, Seeded
from softmax_core.settings import BIAS

APP = Path(__file__).parents[2] / "app.py"

SLOW = "preset=slow&rounds=10"
WEIGHTS = [f"w{i}{k}" for i in (1, 2) for k in (1, 2, 3)]


class Page:
    """One browser tab. Every interaction ends in `check`, so that no test has to ask for what always holds."""

    def __init__(self, address: str | dict = "", *, set_up: bool = False) -> None:
        self.at = AppTest.from_file(str(APP), default_timeout=30)
        if set_up:
            self.at.session_state["set_up"] = True
        self.go(address)

    def go(self, address: str | dict) -> "Page":
        """Open an address in this tab, as the address bar, Back and Forward do."""
        query = parse_qs(address, keep_blank_values=True) if isinstance(address, str) else address
        self.at.query_params = dict(query)
        self.at.run()
        return self.check()

    # What the user does

    def click(self, label: str) -> "Page":
        self.button(label).click().run()
        return self.check()

    def enter(self, label: str, value) -> "Page":
        """Type into a field, choose from a list, move a slider or switch a toggle."""
        if label in self.layer:
            return self.type(self.layer[label]["name"], str(value))
        if label == "Round":
            return self.event("round", released=value)
        widget = self.field(label)
        if widget.type == "selectbox" and str(value) not in [str(widget.format_func(o)) for o in widget.options]:
            self.send(widget.id, string_value=str(value))  # a new option, which AppTest cannot set
        else:
            widget.set_value(value).run()
        return self.check()

    def enter_on(self, label: str, value) -> "Page":
        """Choose an option by its value, where the list shows another text."""
        self.field(label).set_value(value).run()
        return self.check()

    def send(self, widget_id: str, **value) -> "Page":
        """A message of the browser, which AppTest would not send of itself."""
        return self.send_merged(WidgetState(id=widget_id, **value))

    def send_merged(self, *messages: WidgetState) -> "Page":
        """Messages in one, as the server merges those that wait, the first in front."""
        states = self.at._tree.get_widget_states()
        ids = {message.id for message in messages}
        for place, state in reversed(list(enumerate(states.widgets))):
            if state.id in ids:
                del states.widgets[place]
        states.widgets.extend(messages)
        self.at._run(states)
        return self.check()

    def press(self, label: str) -> WidgetState:
        """The message of a button."""
        return WidgetState(id=self.button(label).id, trigger_value=True)

    def event(self, component: str, **events) -> "Page":
        """Events of a component, by its key: the layer, a picture, the player, a slider (`dragger` of what varies)."""
        return self.send_events(self.component(component).proto.id, **events)

    def send_events(self, component_id: str, **events) -> "Page":
        return self.send_merged(events_of(component_id, **events))

    def tick(self, times: int = 1) -> "Page":
        """The player has drawn the round and asks for the next, as often as `times`, while it is there."""
        for _ in range(times):
            self.event("player", ticked=self.data("player")["tick"])
        return self

    def type(self, *fields: str, round: int | None = None) -> "Page":
        """Names and texts, as the fields of the layer send them: all that is not answered, in one message."""
        return self.event("layer", typed=self.typed(*fields, round=round))

    def typed(self, *fields: str, round: int | None = None) -> list[dict]:
        """What such a message tells."""
        texts = zip(fields[::2], fields[1::2], strict=True)
        layer = self.data("layer")
        at = layer["round"] if round is None else round
        return [
            {"id": layer["answered"] + place, "name": name, "text": text, "round": at}
            for place, (name, text) in enumerate(texts, start=1)
        ]

    def click_cell(self, name: str) -> "Page":
        """Click a cell of the weight heatmap."""
        name = Name(name)
        row = self.run.setup.n_features if name.setting is BIAS else name.indices[0] - 1
        return self.event("weights", clicked={"x": name.indices[-1] - 1, "y": row, "point": None})

    # What the user sees

    def field(self, label: str):
        kinds = ("text_input", "selectbox", "slider", "toggle", "radio", "button_group")
        (widget,) = [
            widget
            for widget in self.at
            if widget.type in kinds and (widget.proto.label == label or widget.proto.label.startswith(f"{label}, "))
        ]
        return widget

    @property
    def layer(self) -> dict[str, dict]:
        """The fields of the numbers, by their labels: the name, text and full value of each."""
        parts = [part for part in self.at.get("bidi_component") if part.key == "layer"]
        if not parts:
            return {}
        data = self.data("layer")
        chosen = {"name": "y", "label": "True class", "text": str(data["chosen"])}
        return {field.get("label", field["name"]): field for field in [*chain(*data["rows"]), data["rate"], chosen]}

    def has_field(self, label: str) -> bool:
        return label in self.layer or label in [widget.label for widget in self.at.text_input]

    def disabled(self, label: str) -> bool:
        layer = self.layer
        return layer[label].get("disabled", False) if label in layer else self.field(label).disabled

    def text(self, label: str) -> str:
        layer = self.layer
        return layer[label]["text"] if label in layer else self.field(label).value

    def button(self, label: str):
        (button,) = [button for button in self.at.button if button.label == label]
        return button

    @property
    def buttons(self) -> set[str]:
        return {button.label for button in self.at.button}

    def component(self, name: str):
        (component,) = [part for part in self.at.get("bidi_component") if (part.key or "").partition(".")[0] == name]
        return component

    def data(self, name: str) -> dict:
        """What a component was given to draw."""
        return json.loads(self.component(name).proto.bytes)

    @property
    def components(self) -> set[str]:
        return {(part.key or "").partition(".")[0] for part in self.at.get("bidi_component")}

    @property
    def status(self) -> str:
        return self.data("status")["text"]

    @property
    def round(self) -> str:
        """`3`, or `3 of 10`."""
        return re.match(r"Round (\d+( of \d+)?)", self.status)[1]

    @property
    def loss(self) -> str:
        return self.status.partition("Loss ")[2]

    @property
    def errors(self) -> list[str]:
        """The messages of all errors, as they read on screen."""
        refused = self.data("layer")["refused"] if self.layer else {}
        return [*refused.values(), *(shown(error.value) for error in self.at.error)]

    @property
    def prose(self) -> str:
        """All running text on screen."""
        kinds = (self.at.markdown, self.at.caption, self.at.success, self.at.warning, self.at.info)
        return "\n".join(shown(part.value) for kind in kinds for part in kind)

    @property
    def charts(self) -> dict:
        """What each picture on screen was given to draw."""
        parts = {part.key: part.proto for part in self.at.get("bidi_component")}
        return {key: json.loads(proto.bytes) for key, proto in parts.items() if proto.component_name == "chart"}

    def figure(self, key: str) -> dict:
        return self.charts[key]["figure"]

    def trace(self, chart: str, name: str) -> dict:
        (trace,) = [trace for trace in self.figure(chart)["data"] if trace.get("name") == name]
        return trace

    @property
    def table(self) -> list[list[str]]:
        """The full values of the numbers beneath the fields, a row a class: θ, ŷ, y and ŷ − y."""
        (table,) = [part.value for part in self.at.html if 'aria-label="Numbers of this round"' in part.value]
        return [re.findall(r'title="([^"]*)"', row.replace("−", "-")) for row in table.split("<tr>")[2:]]

    # What it stands for

    @property
    def session(self):
        return self.at.session_state["session"]

    @property
    def run(self) -> Run:
        return self.session.run

    def value(self, name: str) -> float:
        return value_of(self.session.moment, name)

    @property
    def address(self) -> dict[str, str]:
        return self.at.query_params

    def linked(self):
        """What the address says."""
        pairs = [
            (key, value)
            for key, values in self.address.items()
            for value in ([values] if isinstance(values, str) else values)
        ]
        return parse_pairs(pairs, SCHEMA)

    def check(self) -> "Page":
        """What holds after every interaction."""
        assert not self.at.exception, self.at.exception[0].message
        run, session = self.run, self.session
        trained_on = f" of {run.rounds}" if run.rounds > run.at else ""
        loss = session.history.losses(run.setup.loss)[run.at]
        assert self.status == f"Round {run.at}{trained_on} · Loss {short(loss)}"
        layer = self.layer
        for name in run.names:
            field = layer[name.label]
            assert in_field(float(field["text"])) == in_field(self.value(name)), name
            assert float(field.get("value", self.value(name))) == self.value(name), name
        assert self.data("layer")["round"] == run.at
        slider = self.data("round")
        assert (slider["lowest"], slider["value"], slider["highest"]) == (0, run.at, max(run.rounds, 1))
        assert slider["disabled"] == (run.rounds == 0)
        assert self.field("Preset").value == preset_of(run.setup)
        assert all(chart["alt"].strip() for chart in self.charts.values())
        assert all(chart.proto.alt.strip() for chart in self.at.get("plotly_chart"))
        comparing = session.pins and session.view["below"] == "compare"
        compared = {"compare_loss", "compare_probability", "compare_weights"} if comparing else set()
        assert set(self.charts) == {"network", "bars", "loss", session.view["panel"]} | compared
        assert self.field("Log axis").value == (session.view["scale"] == "log")
        assert self.field("Panel").value == session.view["panel"]
        assert self.field("Speed").value == session.view["speed"]
        assert self.field("Vary").value == session.vary
        if self.has_field("Seed"):
            self.check_set_up()
        if session.under_way is None and not any("cannot be opened" in error for error in self.errors):
            link = self.linked()
            assert link.run == run
            assert link.view == session.view
        return self

    def check_set_up(self) -> None:
        """What the set-up shows while it is open."""
        setup = self.run.setup
        seeded = setup.start if isinstance(setup.start, Seeded) else Seeded("", None)
        assert (self.field("Initialiser").value or "") == seeded.initializer
        assert self.text("Seed") == ("" if seeded.seed is None else str(seeded.seed))
        assert (self.field("Inputs").value, self.field("Classes").value) == (setup.n_features, setup.n_classes)
        assert self.field("Loss shown").value == setup.loss
        assert in_field(float(self.text("Tolerance"))) == in_field(setup.tolerance)
        assert int(self.text("Most rounds")) == setup.max_rounds


def events_of(component_id: str, **events) -> WidgetState:
    """The message of a component, by the id it has or had."""
    payload = json.dumps([{"event": name, "value": value} for name, value in events.items()])
    return WidgetState(id=_make_trigger_id(component_id, "events"), json_trigger_value=payload)


def shown(text: str) -> str:
    """Text of the page without the links to meanings, and the marks that keep Markdown from reading it."""
    text = re.sub(r"\[([^\[\]]*)\]\(#term-[a-z-]+\)", r"\1", text)
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", re.sub(r"(?<!`)(`+) (.*?) \1(?!`)", r"\2", text))


def number(text: str) -> float:
    """A number as the screen writes it, with its true minus sign."""
    return float(text.replace("−", "-"))


def preset(name: str) -> Run:
    return Run(PRESETS[name].setup)
