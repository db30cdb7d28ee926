"""A session whose value is trained in rounds: what the buttons, the slider and the player need of it."""

from dataclasses import dataclass
from typing import Generic

from .value import Derived, Session, UnderWay, Value, session


@dataclass
class Play(UnderWay[Value]):
    """A training that plays, and how many ticks it had."""

    ended = "Play is paused, as another view was opened."
    tick: int = 0


@dataclass
class Scrub(UnderWay[Value]):
    """The slider through the rounds under the user's hand."""


@dataclass
class TrainingSession(Session[Value, Derived], Generic[Value, Derived]):
    """A tab that shows a value with `rounds`, `at`, `step`, `look_at`, `reset` and `run_to_end`.

    Attributes:
        drags: how many movements of the sliders were answered.
        ran_to: the value that “Run to the end” led to last.
    """

    drags: int = 0
    ran_to: Value | None = None

    @property
    def play(self) -> Play | None:
        return self.under_way if isinstance(self.under_way, Play) else None

    @property
    def place(self) -> str:
        """The round looked at and, where more were trained, how many."""
        at, rounds = self.value.at, self.value.rounds
        return f"Round {at}" + (f" of {rounds}" if rounds > at else "")

    @property
    def headline(self) -> str:
        """The status: the round looked at and its loss."""
        raise NotImplementedError

    @property
    def is_last(self) -> bool:
        """Whether there can be no round after the one looked at."""
        raise NotImplementedError

    @property
    def is_at_end(self) -> bool:
        """Whether the stop rule holds at the round looked at."""
        raise NotImplementedError

    def paused_at(self, round: int) -> Value:
        """The value as it was on screen at this round: what Play trained since is dropped."""
        raise NotImplementedError


def training_session() -> TrainingSession:
    """The session on screen, as one of something that is trained."""
    return session()
