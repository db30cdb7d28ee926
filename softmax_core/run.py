"""A run as a value: the setup, the edits made on the way, the rounds trained and the round looked at."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby

import numpy as np

from .functional import Array
from .initializers import check_initializer, initialize
from .losses import DERIVED
from .model import Parameters
from .names import Name, changed, editable_names, value_of
from .settings import LEARNING_RATE, MAX_ROUNDS, OF_SETUP, Y
from .training import History, Moment
from .validation import InputError, finite_array, finite_number, one_of, whole_number


@dataclass(frozen=True)
class Given:
    """A start whose numbers are written out: weights row by row (n_features × n_classes) and bias (n_classes)."""

    weights: tuple[tuple[float, ...], ...]
    bias: tuple[float, ...]

    def check(self, n_features: int, n_classes: int) -> None:
        """Raise InputError where the numbers break a rule or do not fit these sizes."""
        self.parameters(n_features, n_classes)

    def parameters(self, n_features: int, n_classes: int) -> Parameters:
        weights = _limited("weights", finite_array("weights", self.weights, ndim=2))
        bias = _limited("bias", finite_array("bias", self.bias, ndim=1))
        if weights.shape != (n_features, n_classes):
            raise InputError("weights", f"have {n_features} rows of {n_classes} numbers", f"shape {weights.shape}")
        if bias.shape != (n_classes,):
            raise InputError("bias", f"have {n_classes} numbers", f"shape {bias.shape}")
        return Parameters(weights, bias)


@dataclass(frozen=True)
class Seeded:
    """A start that an initializer makes; `seed` is None for `zeros`."""

    initializer: str
    seed: int | None = None

    def check(self, n_features: int, n_classes: int) -> None:
        """Raise InputError where there is no such initializer or it cannot use the seed; any sizes do."""
        check_initializer(self.initializer, self.seed)

    def parameters(self, n_features: int, n_classes: int) -> Parameters:
        return initialize(self.initializer, n_features, n_classes, self.seed)


@dataclass(frozen=True)
class Setup:
    """What a run starts from.

    Attributes:
        x: the input, 1 to 6 numbers.
        y: the one-hot label, 2 to 6 entries of 0 or 1.
        start: the parameters of round 0.
        learning_rate: η, greater than 0.
        loss: the name of the one that is drawn and compared with the tolerance. The update does not depend on it.
        tolerance: the run has converged where the loss is below it.
        max_rounds: how many rounds "Run to the end" trains at the most.

    All numbers are at most 1e100 in size. Raises InputError for a value that breaks a rule.
    """

    x: tuple[float, ...]
    y: tuple[int, ...]
    start: Given | Seeded
    learning_rate: float = 1.0
    loss: str = DERIVED.name
    tolerance: float = 1e-6
    max_rounds: int = 100

    def __post_init__(self) -> None:
        for setting in OF_SETUP:
            value = getattr(self, setting.attribute)
            _set(self, **{setting.attribute: setting.limits.check(setting.attribute, value)})
        self.start.check(self.n_features, self.n_classes)

    @property
    def n_features(self) -> int:
        return len(self.x)

    @property
    def n_classes(self) -> int:
        return len(self.y)

    @property
    def parameters(self) -> Parameters:
        """The start, weights (n_features, n_classes) and bias (n_classes,)."""
        return self.start.parameters(self.n_features, self.n_classes)

    @property
    def moment(self) -> Moment:
        """Round 0."""
        return Moment(self.parameters, np.array([self.x]), np.array([self.y], dtype=float), self.learning_rate)

    def with_moment(self, moment: Moment) -> "Setup":
        """This setup, starting from another round 0."""
        weights, bias = moment.parameters
        start = Given(tuple(map(tuple, weights.tolist())), tuple(bias.tolist()))
        unchanged = all(map(np.array_equal, moment.parameters, self.parameters))
        return replace(
            self,
            x=tuple(moment.x[0].tolist()),
            y=tuple(moment.y[0].tolist()),
            start=self.start if unchanged else start,
            learning_rate=moment.learning_rate,
        )


@dataclass(frozen=True)
class Edit:
    """A value set by hand at a round, before its forward pass.

    Attributes:
        round: 1 or later; at round 0 an edit rewrites the start instead.
        name: a Name, or its text.
        value: a number; for `y` the class number, counted from 1.

    Raises InputError for a text that is no name.
    """

    round: int
    name: Name
    value: float

    def __post_init__(self) -> None:
        _set(self, name=Name(self.name))


@dataclass(frozen=True)
class Run:
    """Everything that happened, as a value.

    Attributes:
        setup: what round 0 starts from.
        edits: by round ascending; of two with the same round and name the last one counts.
        rounds: how many rounds were trained, at most 10000.
        at: the round looked at, 0 … rounds; None means the last.

    Raises InputError for a value that breaks a rule.
    """

    setup: Setup
    edits: tuple[Edit, ...] = ()
    rounds: int = 0
    at: int = field(default=None)  # type: ignore[assignment]

    def __post_init__(self) -> None:
        whole_number("rounds", self.rounds, 0, MAX_ROUNDS)
        at = self.rounds if self.at is None else self.at
        _set(self, at=whole_number("at", at, 0, self.rounds), edits=self._checked_edits())

    def _checked_edits(self) -> tuple[Edit, ...]:
        order = {name: place for place, name in enumerate(self.names)}
        kept: dict[tuple[int, int], Edit] = {}
        latest = 1
        for edit in self.edits:
            if edit.name not in order:
                raise InputError("edit", f"name one of {', '.join(order)}", edit.name)
            whole_number(f"round of the edit of {edit.name}", edit.round, 1, self.rounds)
            if edit.round < latest:
                raise InputError("edits", "come with their rounds ascending", f"{edit.round} after {latest}")
            latest = edit.round
            kept[edit.round, order[edit.name]] = replace(edit, value=self._checked_value(edit.name, edit.value))
        return tuple(kept[place] for place in sorted(kept))

    def _checked_value(self, name: str, value: float) -> float:
        setting = Name(name).setting
        if setting is Y:
            return whole_number(name, value, 1, self.setup.n_classes)
        if setting is LEARNING_RATE:
            return LEARNING_RATE.limits.check(name, value)
        return finite_number(name, value)

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """What can be edited."""
        return editable_names(self.setup.n_features, self.setup.n_classes)

    def step(self, count: int = 1) -> "Run":
        """`count` rounds on: forward through the rounds there are, then training new ones, up to MAX_ROUNDS."""
        at = min(self.at + count, MAX_ROUNDS)
        return replace(self, at=at, rounds=max(self.rounds, at))

    def look_at(self, round: int) -> "Run":
        """The same run, looking at another of its rounds."""
        return replace(self, at=whole_number("round", round, 0, self.rounds))

    def reset(self) -> "Run":
        """Round 0 of the same start, without edits."""
        return Run(self.setup)

    def edit(self, name: str, value: float, history: History) -> "Run":
        """The run with a value set at the round looked at. Later edits and rounds are dropped.

        A value that is what it was is no edit, nor is one that training itself had led to.

        Args:
            name: one of `names`.
            value: as in Edit.
            history: `replay(self)`.

        Raises:
            InputError: for a name that does not exist or a value that breaks its rule.
        """
        one_of("edit", name, self.names)
        value = self._checked_value(name, value)
        if value == value_of(history.at(self.at), name):
            return self
        if self.at == 0:
            return Run(self.setup.with_moment(changed(self.setup.moment, name, value)))
        before = self._without(name)
        trained = replay(before, known=(self, history))
        if value == value_of(trained.at(self.at), name):
            return before
        place = bisect_left(before.edits, self.at + 1, key=lambda edit: edit.round)
        return replace(before, edits=(*before.edits[:place], Edit(self.at, name, value)))

    def _without(self, name: str) -> "Run":
        """This run up to the round looked at, where `name` is not edited."""
        edits = tuple(
            edit for edit in self.edits if edit.round < self.at or (edit.round == self.at and edit.name != name)
        )
        return replace(self, edits=edits, rounds=self.at)

    def has_converged(self, history: History) -> bool:
        """The stop rule at the round looked at: the loss is below the tolerance and no edit comes later."""
        if any(edit.round > self.at for edit in self.edits):
            return False
        return bool(history.losses(self.setup.loss, slice(self.at, self.at + 1))[0] < self.setup.tolerance)

    def run_to_end(self, history: History) -> "Run":
        """On from the round looked at to the first where the stop rule holds, training at most `max_rounds` more.

        Args:
            history: `replay(self)`.
        """
        first = max([self.at, *(edit.round for edit in self.edits)])
        most = min(self.rounds + self.setup.max_rounds, MAX_ROUNDS)
        known, rounds = (self, history), self.rounds
        while True:
            longer = replace(self, rounds=rounds, at=rounds)
            known = (longer, replay(longer, known))
            below = known[1].losses(self.setup.loss, slice(first, None)) < self.setup.tolerance
            if below.any():
                at = first + int(below.argmax())
                return replace(self, rounds=max(self.rounds, at), at=at)
            if rounds == most:
                return longer
            rounds = min(2 * rounds + 16, most)


def replay(run: Run, known: tuple[Run, History] | None = None) -> History:
    """The history of a run: rounds 0 … run.rounds, each as it is after its edits.

    A pure function of `run`: `known`, another run and its history, only saves training again what they share.
    """
    history = _shared(run, *known) if known else None
    if history is None:
        history = History(*run.setup.moment)
    for round, edits in groupby(run.edits, key=lambda edit: edit.round):
        if round >= len(history):
            history = history.trained(round + 1 - len(history))
            history = history.edited(**_edited(history.at(round), edits)._asdict())
    return history.trained(run.rounds + 1 - len(history))


def _edited(moment: Moment, edits: Iterable[Edit]) -> Moment:
    """The moment after edits. What they do not touch is the same object, so that its column need not grow."""
    for edit in edits:
        moment = changed(moment, edit.name, edit.value)
    return moment


def _shared(run: Run, other: Run, history: History) -> History | None:
    """The rounds of `other` that `run` has as well; None where not even round 0 is sure to be the same."""

    def start(setup: Setup) -> tuple:
        return setup.x, setup.y, setup.start, setup.learning_rate

    if start(run.setup) != start(other.setup):
        return None
    length = min(len(history), run.rounds + 1)
    same = 0
    while same < min(len(run.edits), len(other.edits)) and run.edits[same] == other.edits[same]:
        same += 1
    # From the round of the first edit they do not share, the rows may differ.
    for edits in run.edits, other.edits:
        if same < len(edits):
            length = min(length, edits[same].round)
    return history.first(length)


def _limited(parameter: str, array: Array) -> Array:
    """`array` where all its numbers keep to the limit of size; raises InputError otherwise."""
    for number in array.flat:
        finite_number(parameter, number)
    return array


def _set(frozen: object, **values: object) -> None:
    """Put checked values into a frozen dataclass while it is being made."""
    for name, value in values.items():
        object.__setattr__(frozen, name, value)
