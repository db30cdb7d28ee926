"""A run as the value of a session: its history, and what follows from the round looked at."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import streamlit as st

from dashboard.text import short
from softmax_core import ForwardPass, Gradients, backward
from softmax_core.functional import Array
from softmax_core.link import Schema, pairs, parse_pairs
from softmax_core.losses import LOSSES
from softmax_core.names import value_of
from softmax_core.presets import DEFAULT, PRESETS, preset_of
from softmax_core.run import Run, replay
from softmax_core.settings import INITIALIZER, LOSS, MAX_ROUNDS, MOST_ROUNDS, SEED, TOLERANCE, Y
from softmax_core.training import History, Moment

from .training import TrainingSession
from .value import Read, UnderWay, View


@dataclass
class Drag(UnderWay[Run]):
    """A value under the user's hand: each movement is an edit of the run it began from."""

    name: str
    history: History


@dataclass(frozen=True)
class RunKind:
    """How a session reads, writes and replays runs. `schema` has the keys of the view, see softmax_core.link."""

    schema: Schema

    def read(self, pairs: Iterable[tuple[str, str]]) -> Read[Run]:
        link = parse_pairs(pairs, self.schema)
        return Read(link.run, link.view, link.unknown)

    def write(self, run: Run, view: Mapping[str, str]) -> dict[str, str]:
        return pairs(run, view, self.schema)

    def derive(self, run: Run, known: tuple[Run, History] | None) -> History:
        return replay(run, known)

    def fields(self, run: Run, history: History) -> dict[str, object]:
        setup = run.setup
        return {
            Y.key: value_of(history.at(run.at), Y.key),
            "preset": preset_of(setup),
            INITIALIZER.key: setup.start,
            SEED.attribute: setup.start,
            "n_features": setup.n_features,
            "n_classes": setup.n_classes,
            **{setting.attribute: getattr(setup, setting.attribute) for setting in (LOSS, TOLERANCE, MOST_ROUNDS)},
            "vary": run.names,
        }


@dataclass
class RunSession(TrainingSession[Run, History]):
    """A tab that shows a run. What follows from the round looked at is computed when first asked for, and only once.

    Attributes:
        answered: the latest text typed into a field that was answered, by the number the browser gave it.
        drawn: the round that was looked at when the fields were last drawn.
        head, lab: what the head of the page, and the lab below it, showed when they were last drawn.
    """

    answered: int = 0
    drawn: int | None = None
    head: object = None
    lab: object = None

    def look(self, run: Run, history: History) -> None:
        super().look(run, history)
        for derived in ("moment", "forward", "gradients", "losses"):
            self.__dict__.pop(derived, None)

    @property
    def run(self) -> Run:
        return self.value

    @property
    def history(self) -> History:
        return self.derived

    @property
    def drag(self) -> Drag | None:
        return self.under_way if isinstance(self.under_way, Drag) else None

    @cached_property
    def moment(self) -> Moment:
        """The round looked at."""
        return self.history.at(self.run.at)

    @cached_property
    def forward(self) -> ForwardPass:
        """The forward pass of the round looked at, without the sample axis: (n_classes,) each."""
        forward = self.history.forward(slice(self.run.at, self.run.at + 1))
        return ForwardPass(forward.logits[0, 0], forward.probabilities[0, 0])

    @cached_property
    def gradients(self) -> Gradients:
        """The gradients of the round looked at."""
        moment = self.moment
        return backward(self.forward.probabilities[None], moment.x, moment.y)

    @cached_property
    def losses(self) -> dict[str, Array]:
        """Each loss at every round, by its name."""
        return {name: self.history.losses(name) for name in LOSSES}

    @property
    def true_class(self) -> int:
        """The index of the label at the round looked at."""
        return int(self.moment.y[0].argmax())

    @property
    def vary(self) -> str | None:
        """The name under the Vary slider, None where there is none or the run has no such value."""
        name = self.view["vary"]
        return name if name in self.run.names else None

    @property
    def headline(self) -> str:
        return f"{self.place} · Loss {short(self.loss(self.run.setup.loss))}"

    @property
    def is_last(self) -> bool:
        return self.run.at == MAX_ROUNDS

    @property
    def is_at_end(self) -> bool:
        return self.run.has_converged(self.history)

    def paused_at(self, round: int) -> Run:
        """An edit made meanwhile is not dropped."""
        latest_edit = max((edit.round for edit in self.run.edits), default=0)
        rounds = max(round, min(self.under_way.began.rounds, self.run.rounds), latest_edit)
        return replace(self.run, rounds=rounds, at=round)

    def loss(self, name: str) -> float:
        """A loss at the round looked at."""
        return float(self.losses[name][self.run.at])


def new_session(schema: Schema) -> RunSession:
    """The session of a new tab, at round 0 of the default preset."""
    run = Run(PRESETS[DEFAULT].setup)
    view: View = {key: values[0] for key, values in schema.items()}
    return RunSession(RunKind(schema), run, replay(run), view)


def run_session() -> RunSession:
    """The session of the run of this tab, which is on screen or waits while another page is."""
    return st.session_state["sessions"]["run"]


def has_run() -> bool:
    """Whether a page of this tab has shown a run."""
    return "run" in st.session_state["sessions"]
