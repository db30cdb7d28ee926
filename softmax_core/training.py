"""Training round by round, and the history it leaves."""

from bisect import bisect_left
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from . import one_example
from .functional import Array
from .losses import DERIVED, loss_named
from .model import ForwardPass, Parameters, check_batch, unchecked_forward, unchecked_step
from .validation import InputError, finite_array, finite_number, kept_array, whole_number

_LARGE = 10**6
"""Numbers, of an x whose copy takes long."""


class Moment(NamedTuple):
    """One round, after its edits and before its forward pass."""

    parameters: Parameters
    x: Array  # (…, n_samples, n_features)
    y: Array  # (…, n_samples, n_classes)
    learning_rate: float


class _Rows:
    """A growing table of parameters, one row a round. Rows are only ever added; the room for them grows by an eighth.

    Histories that share it have the same inputs and labels where they have the same rounds, so the losses of its first
    rounds, once computed, are kept here.

    In memory the leading axes come last, as the recurrence wants them.

    Attributes:
        weights: (n_rows, n_features, n_classes, …).
        bias: (n_rows, n_classes, …).
        filled: how many rows are in use.
        stretches: the rounds that training started from, ascending: 0 and those that were edited.
        moved: M of one_example.py at the last row, (n_classes, …); None where it is not known.
        losses: by name, of those asked for: (n_rounds, …) of the first rounds.
    """

    def __init__(self, parameters: Parameters) -> None:
        self.weights = np.moveaxis(parameters.weights, (-2, -1), (0, 1))[None].copy()
        self.bias = np.moveaxis(parameters.bias, -1, 0)[None].copy()
        self.filled = 1
        self.stretches = [0]
        self.moved: Array | None = None
        self.losses: dict[str, Array] = {}

    def first(self, length: int) -> "_Rows":
        """A copy of the first rows, free to grow on its own."""
        copy = object.__new__(_Rows)
        copy.weights, copy.bias, copy.filled = self.weights[:length].copy(), self.bias[:length].copy(), length
        copy.stretches, copy.moved = self.stretches[: bisect_left(self.stretches, length)], None
        copy.losses = {name: known[:length] for name, known in self.losses.items()}
        return copy

    def parameters(self, rounds: int | slice) -> Parameters:
        """Weights (…, n_features, n_classes) and bias (…, n_classes), with the rounds first for a slice; read-only."""
        rank = self.bias.ndim - 2
        weights, bias = self.weights[rounds], self.bias[rounds]
        if rank:
            first = weights.ndim - rank - 2
            weights = np.moveaxis(weights, (first, first + 1), (-2, -1))
            bias = np.moveaxis(bias, first, -1)
        return Parameters(_read_only(weights), _read_only(bias))

    def reserve(self, length: int) -> None:
        room = len(self.weights)
        if length > room:
            room = max(length, room + room // 8 + 4)  # so that while it moves it takes less than twice its numbers
            for column in ("weights", "bias"):
                old = getattr(self, column)
                new = np.empty((room, *old.shape[1:]))
                new[: self.filled] = old[: self.filled]
                setattr(self, column, new)

    def append(self, parameters: Parameters) -> None:
        """A further row."""
        self.reserve(self.filled + 1)
        self.weights[self.filled] = np.moveaxis(parameters.weights, (-2, -1), (0, 1))
        self.bias[self.filled] = np.moveaxis(parameters.bias, -1, 0)
        self.filled += 1

    def start_stretch(self, parameters: Parameters) -> None:
        """A further row, which was edited."""
        self.append(parameters)
        self.stretches.append(self.filled - 1)
        self.moved = None

    def train(self, moment: Moment, rounds: int) -> None:
        """`rounds` further rows, from the last one."""
        fresh = slice(self.filled, self.filled + rounds)
        self.reserve(fresh.stop)
        start = self.parameters(self.stretches[-1])
        _, x, y, learning_rate = moment
        if one_example.applies(start, x, learning_rate):
            if self.moved is None:
                since = self.filled - 1 - self.stretches[-1]
                self.moved = one_example.moved_after(start, x, y, learning_rate, since)
            rows = self.weights[fresh], self.bias[fresh]
            self.moved = one_example.train(start, x, y, learning_rate, self.moved, *rows)
            self.filled = fresh.stop
        else:
            parameters = moment.parameters
            for _ in range(rounds):
                parameters = unchecked_step(parameters, x, y, learning_rate)
                self.append(parameters)


class History:
    """Rounds 0 … n of a training, as columns with the round as their first axis.

    A History is a value: `trained`, `edited` and `first` return a new one. Those that only go on from the last round
    share one table behind the scenes, so a further round costs a round, whatever came before.

    Args:
        parameters: weights (…, n_features, n_classes) and bias (…, n_classes) of round 0.
        x: inputs, (…, n_samples, n_features).
        y: one-hot labels, (…, n_samples, n_classes).
        learning_rate: η, greater than 0.

    Raises:
        InputError: where shapes do not fit, a number is not finite or y is not one-hot.
    """

    def __init__(self, parameters: Parameters, x: ArrayLike, y: ArrayLike, learning_rate: float = 1.0) -> None:
        self._begin(*check_batch(parameters, x, y), learning_rate)

    def _begin(self, parameters: Parameters, x: Array, y: Array, learning_rate: float) -> None:
        self._rows = _Rows(parameters)
        self._length = 1
        # What changes only by an edit is kept once a change, as (round, value) with rounds ascending.
        rate = finite_number("learning_rate", learning_rate, positive=True)
        self._changes: dict[str, tuple] = {"x": ((0, x),), "y": ((0, y),), "learning_rate": ((0, rate),)}

    def __len__(self) -> int:
        """How many rounds there are, round 0 included."""
        return self._length

    @property
    def weights(self) -> Array:
        """(n_rounds, …, n_features, n_classes), read-only."""
        return self._rows.parameters(slice(self._length)).weights

    @property
    def bias(self) -> Array:
        """(n_rounds, …, n_classes), read-only."""
        return self._rows.parameters(slice(self._length)).bias

    @property
    def x(self) -> Array:
        """(n_rounds, …, n_samples, n_features), read-only."""
        return self._column("x")

    @property
    def y(self) -> Array:
        """(n_rounds, …, n_samples, n_classes), read-only."""
        return self._column("y")

    @property
    def learning_rate(self) -> Array:
        """(n_rounds,), read-only."""
        return self._column("learning_rate")

    def at(self, round: int) -> Moment:
        """Everything a round starts from; raises InputError where there is no such round."""
        round = whole_number("round", round, 0, self._length - 1)
        return Moment(self._rows.parameters(round), *(self._value(name, round) for name in self._changes))

    def trained(self, rounds: int) -> "History":
        """This history and `rounds` more."""
        length = self._length + rounds
        rows = self._rows if self._rows.filled == self._length else self._rows.first(self._length)
        rows.reserve(length)  # before `at` holds on to the rows where they were
        rows.train(self.at(self._length - 1), rounds)
        return self._with(rows, length, self._changes)

    def edited(self, **values: Parameters | ArrayLike) -> "History":
        """This history with its last round changed.

        Args:
            values: any of `parameters`, `x`, `y` and `learning_rate`, of the shapes they have.
        """
        last = self._length - 1
        old = self.at(last)
        moment = old._replace(**values)
        checked = History(moment.parameters, moment.x, moment.y, moment.learning_rate)
        rows = self._rows.first(last)
        rows.start_stretch(checked.at(0).parameters)
        changes = {
            name: self._changes[name]
            if getattr(moment, name) is getattr(old, name)
            else (*(change for change in self._changes[name] if change[0] < last), (last, checked._value(name, 0)))
            for name in self._changes
        }
        return self._with(rows, self._length, changes)

    def first(self, length: int) -> "History":
        """The first `length` rounds of this history, at least one."""
        length = whole_number("length", length, 1, self._length)
        changes = {
            name: tuple(change for change in changes if change[0] < length) for name, changes in self._changes.items()
        }
        return self._with(self._rows, length, changes)

    def forward(self, rounds: slice = slice(None)) -> ForwardPass:
        """The forward pass of each of these rounds: logits and probabilities (n_rounds, …, n_samples, n_classes)."""
        return unchecked_forward(Parameters(self.weights[rounds], self.bias[rounds]), self.x[rounds])

    def losses(self, loss: str = DERIVED.name, rounds: slice = slice(None)) -> Array:
        """The loss of this name at each of these rounds, the mean over the samples, (n_rounds, …), read-only."""
        wanted, rows = loss_named(loss), self._rows
        kept = rows.losses.get(loss, np.empty((0, *rows.bias.shape[2:])))
        start, stop, _ = rounds.indices(self._length)
        if start > len(kept):  # too far on to keep
            return wanted.mean(self.forward(rounds), self.y[rounds])
        if stop > len(kept):
            more = slice(len(kept), stop)
            kept = np.concatenate([kept, wanted.mean(self.forward(more), self.y[more])])
            rows.losses[loss] = kept
        return _read_only(kept[: self._length][rounds])

    def _value(self, name: str, round: int):
        return next(value for since, value in reversed(self._changes[name]) if since <= round)

    def _column(self, name: str) -> Array:
        changes = self._changes[name]
        if len(changes) == 1:
            value = np.asarray(changes[0][1])
            return np.broadcast_to(value, (self._length, *value.shape))
        since = np.array([round for round, _ in changes] + [self._length])
        return _read_only(np.repeat(np.stack([value for _, value in changes]), np.diff(since), axis=0))

    def _with(self, rows: _Rows, length: int, changes: dict[str, tuple]) -> "History":
        history = object.__new__(History)
        history._rows, history._length, history._changes = rows, length, changes
        return history


def train(
    parameters: Parameters, x: ArrayLike, y: ArrayLike, *, learning_rate: float = 1.0, rounds: int = 1
) -> History:
    """`rounds` rounds of gradient descent, all kept; arguments as for sgd_step.

    A large x that nobody can write to, as that of a DataSet, is not copied.

    >>> history = train(Parameters(np.full((2, 3), 0.5), np.ones(3)), [[8, 7]], [[0, 0, 1]], rounds=1)
    >>> print(history.losses("bce"))
    [1.90954250e+00 2.99760217e-15]
    """
    if whole_number("rounds", rounds, 0, 10**9) == 0 or np.size(x) < _LARGE:
        return History(parameters, x, y, learning_rate).trained(rounds)
    history = object.__new__(History)
    history._begin(*check_batch(parameters, x, y, check_x=kept_array), learning_rate)
    try:
        with np.errstate(invalid="ignore"):
            return history.trained(rounds)
    except InputError:
        # The logits were not finite. Where x is not, they cannot be: so x, which takes long, is only now looked at.
        finite_array("x", x, ndim=2)
        raise


def _read_only(array: Array) -> Array:
    view = array.view()
    view.flags.writeable = False
    return view
