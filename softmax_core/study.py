"""A training on a data set as a value: the set, the plan, the rounds trained, the round and the sample looked at."""

from dataclasses import dataclass, field, replace
from functools import lru_cache

from .data import DataSet
from .descent import PATIENCE, Descent, converged
from .own import Own
from .plan import Plan
from .run import Seeded
from .settings import MAX_ROUNDS
from .sources import Blobs, Source
from .validation import InputError, finite_number, whole_number


@dataclass(frozen=True)
class Study:
    """What a training on a data set is.

    Attributes:
        source: makes the samples.
        plan: how they are trained on, from a start that an initializer makes.
        rounds: updates trained, up to 10000; fewer exist where training diverges.
        at: the round looked at.
        sample: the row of the sample looked at, counted from 0; None for none.
        held: where features are held that the plane does not show, (column, value) of each, the columns counted from 0
            and ascending; those that are not among them are held at their mean.

    Raises InputError for a value that breaks a rule.
    """

    source: Source = field(default_factory=Blobs)
    plan: Plan = field(default_factory=Plan)
    rounds: int = 0
    at: int = 0
    sample: int | None = None
    held: tuple[tuple[int, float], ...] = ()

    def __post_init__(self) -> None:
        if not isinstance(self.plan.start, Seeded):
            raise InputError("start", "be made by an initializer", self.plan.start)
        whole_number("rounds", self.rounds, 0, MAX_ROUNDS)
        whole_number("at", self.at, 0, self.rounds)
        if self.sample is not None:
            whole_number("sample", self.sample, 0, self.data.n_samples - 1)
        if self.held:
            self._check_held()

    def _check_held(self) -> None:
        held = []
        for column, value in self.held:
            least = held[-1][0] + 1 if held else 0
            held.append((whole_number("held", column, least, self.data.n_features - 1), finite_number("held", value)))
        object.__setattr__(self, "held", tuple(held))

    @property
    def data(self) -> DataSet:
        # Whoever has the source has its samples: no other place may keep them.
        return self.source.data if isinstance(self.source, Own) else _data(self.source)

    def descent(self, known: "tuple[Study, Descent] | None" = None) -> Descent:
        """What the set and the plan determine, trained to `rounds`; `known` is that of another study, to go on from."""
        same = known is not None and (known[0].source, known[0].plan) == (self.source, self.plan)
        descent = known[1] if same else Descent(self.data, self.plan)
        descent.train(self.rounds)
        return descent

    def within(self, descent: Descent) -> "Study":
        """This study without the rounds there are not, as training diverged before."""
        last = min(self.rounds, descent.reached)
        return self if last == self.rounds else replace(self, rounds=last, at=min(self.at, last))

    def step(self, count: int = 1) -> "Study":
        """`count` rounds on: forward through the rounds there are, then training new ones, up to MAX_ROUNDS."""
        at = min(self.at + count, MAX_ROUNDS)
        return replace(self, at=at, rounds=max(self.rounds, at))

    def hold(self, column: int, value: float | None) -> "Study":
        """With a feature held at a value, at its mean where that is None."""
        held = dict(self.held)
        held.pop(column, None)
        if value is not None:
            held[column] = value
        return replace(self, held=tuple(sorted(held.items())))

    def look_at(self, round: int) -> "Study":
        """The same study, looking at another of its rounds."""
        return replace(self, at=whole_number("round", round, 0, self.rounds))

    def reset(self) -> "Study":
        """Round 0."""
        return replace(self, rounds=0, at=0)

    def has_converged(self, descent: Descent) -> bool:
        """The stop rule at the round looked at, which is the last of an epoch."""
        epoch, beyond = divmod(self.at, descent.rounds_of_epoch)
        return not beyond and converged(descent.scores(epoch, max(0, epoch - PATIENCE)).objective, self.plan.tolerance)

    def run_to_end(self, descent: Descent) -> "Study":
        """On to the end of the first epoch where the stop rule holds, training at most `max_epochs` more.

        Where training diverges before, to the last round there is.
        """
        length = descent.rounds_of_epoch
        most = min(self.rounds + self.plan.max_epochs * length, MAX_ROUNDS)
        here = self
        while here.at < most:
            here = here.step(min(length - here.at % length, most - here.at))
            descent.train(here.rounds)
            if here.within(descent) != here:
                return here.within(descent)
            if here.has_converged(descent):
                return here
        return here


@lru_cache(maxsize=8)
def _data(source: Source) -> DataSet:
    return source.data_set()
