"""The derivation page as its reader meets it: what stands on it, from the top down."""

import json
import re
from typing import Any, NamedTuple

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from softmax_core import PRESETS, Moment, Run, Seeded, Setup, replay
from softmax_core.link import pairs
from tests.core.strategies import numbers, runs, setups, sizes
from tests.dashboard.latex.reader import black, read, total

_KINDS = {
    "markdown": "text",
    "latex": "formula",
    "table": "table",
    "success": "success",
    "error": "error",
    "info": "info",
    "button_group": "choice",
    "select_slider": "choice",
    "bidi_component": "chart",
}
"""What is read of the page, by Streamlit's names."""


OF_PRESETS = st.builds(
    lambda preset, rounds: Run(preset.setup, rounds=rounds), st.sampled_from(list(PRESETS.values())), st.integers(0, 3)
)
RUNS = st.one_of(
    OF_PRESETS,
    setups(sizes=sizes).flatmap(lambda setup: runs(setup=setup)),
    setups(numbers, sizes=sizes).flatmap(lambda setup: runs(numbers, setup=setup, most_rounds=2)),
)
"""Of presets and of any sizes: near the start, converged, and with numbers up to the largest there are."""

CONVERGED, HUGE, ONE_INPUT = (
    Run(PRESETS[name].setup, rounds=rounds) for name, rounds in (("document", 1), ("huge-logits", 0), ("one-input", 2))
)
LARGEST = Run(Setup(x=(1, 2, -3, 0, 5, 6), y=(0, 0, 0, 0, 1, 0), start=Seeded("normal", 3)), rounds=1)
FEW = settings(max_examples=12, phases=(Phase.explicit, Phase.generate))
"""To make a failing page smaller would take minutes."""


class Item(NamedTuple):
    """A part of the page: a text, a formula, a table by its columns, a verdict, a chart, or a choice by its label."""

    kind: str
    value: Any
    is_beside: bool = False  # whether it stands in a column


class DerivationPage:
    """One browser tab with the derivation of a link, or of a run with what is chosen beside it."""

    def __init__(self, run: Run | None = None, **link: str) -> None:
        self.at = AppTest.from_function(_page, default_timeout=30)
        self.at.query_params = {**({} if run is None else pairs(run)), **link}
        self.check(self.at.run())

    def check(self, at: AppTest) -> "DerivationPage":
        assert not at.exception, at.exception[0].message
        return self

    def click(self, label: str) -> "DerivationPage":
        (button,) = [button for button in self.at.button if button.label == label]
        return self.check(button.click().run())

    def choose(self, label: str, value: str) -> "DerivationPage":
        """Choose an option by its value in the link."""
        return self.check(self.widget(label).set_value(value).run())

    def widget(self, label: str):
        (widget,) = [widget for widget in self.at if widget.type in _KINDS and _label(widget) == label]
        return widget

    @property
    def items(self) -> list[Item]:
        """All below the buttons, from the top down: the choice of the section, the legend, and the section."""
        columns = {id(part) for column in self.at.columns for part in column}
        parts = [part for part in self.at.main if part.type in _KINDS]
        found = [Item(_KINDS[part.type], _read(part), id(part) in columns) for part in parts]
        first = next(place for place, part in enumerate(parts) if _label(part) == "Section")
        return found[first:]

    @property
    def section(self) -> list[Item]:
        """The open section, from the top down."""
        return self.items[2:]

    @property
    def chart(self) -> dict:
        """What the one chart was given to draw."""
        (chart,) = [item.value for item in self.section if item.kind == "chart"]
        return chart

    @property
    def said(self) -> str:
        """All running text, symbols included."""
        return " ".join(part.value for part in self.at.markdown)

    @property
    def view(self) -> dict[str, str]:
        return self.at.session_state["session"].view

    @property
    def run(self) -> Run:
        return self.at.session_state["session"].run


def _read(part: Any) -> Any:
    if part.type == "latex":
        return part.value.removeprefix("$$\n").removesuffix("\n$$")
    if part.type == "bidi_component":
        return json.loads(part.proto.bytes)
    if part.type == "table":
        return {_unlinked(column): cells.tolist() for column, cells in part.value.items()}
    return _label(part) or _unlinked(part.value)


def _unlinked(text: str) -> str:
    """Without the links to the meanings of words."""
    return re.sub(r"\[([^\[\]]*)\]\(#term-[a-z-]+\)", r"\1", text)


def _label(part: Any) -> str:
    return part.proto.label if part.type in ("button_group", "select_slider") else ""


def _page():
    from dashboard.session.opening import load
    from dashboard.session.run import new_session
    from dashboard.views.derivation.page import derivation
    from dashboard.views.schema import SCHEMA

    load("derivation", lambda: new_session(SCHEMA))
    derivation()


# What it is compared with.


def looked_at(run: Run) -> Moment:
    return replay(run).at(run.at)


def text(words: str) -> Item:
    return Item("text", words.strip())


def value(cell: str) -> float:
    """The number in a cell of a table or in a sentence."""
    return float(total(read(black(cell.strip("$")))))


def near(actual: float, digits: int = 4):
    """What a number with so many digits may stand for."""
    return pytest.approx(actual, rel=5.1 * 10.0**-digits, abs=5e-324)
