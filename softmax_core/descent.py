"""Training on a data set: gradient descent on batches, and what is kept of it.

A round is one update, an epoch one pass through the training samples. What is descended is the objective, the mean
cross-entropy of the samples plus the penalty λ/2 ‖W‖².
"""

from typing import NamedTuple

import numpy as np

from .data import DataSet, Rows, Scaling, split
from .functional import Array, cross_entropy, softmax
from .model import Parameters
from .plan import MOST_ROUNDS, Plan
from .validation import LARGEST, InputError, whole_number

MOST_KEPT = 256
"""At so many rounds at the most the parameters are kept; those of others are trained again from the nearest before."""

PATIENCE = 5
"""For so many epochs the objective must have stayed where it was for the stop rule to hold."""

_ROUNDING = 1e-12


class Scores(NamedTuple):
    """The losses and accuracies at the end of each epoch, (n_epochs,), epoch 0 the start; NaN without test samples."""

    objective: Array  # of the training samples: their loss and the penalty
    loss: Array  # the mean cross-entropy, of the training samples
    accuracy: Array
    test_loss: Array
    test_accuracy: Array


class BatchGradient(NamedTuple):
    """Why a round moves the parameters as it does. A sample's push is x (ŷ − y)ᵀ; the gradient is their mean + λW."""

    samples: Rows  # rows of the training samples in this batch, (n_batch,)
    errors: Array  # ŷ − y of each, (n_batch, n_classes)
    weights: Array  # ∂/∂W of the objective of the batch, (n_features, n_classes)
    bias: Array  # ∂/∂b, (n_classes,)


def gradient(parameters: Parameters, x: Array, labels: Rows, l2: float) -> tuple[Array, Parameters]:
    """The errors ŷ − y of some samples, and the gradient of their objective: ∂J/∂W + λW and ∂J/∂b.

    Args:
        parameters: weights (n_features, n_classes) and bias (n_classes,).
        x: inputs, (n_samples, n_features).
        labels: class numbers, (n_samples,).
        l2: λ.
    """
    return _gradient(parameters, x, labels, l2, _logits(parameters, x))


def pushes(x: Array, errors: Array) -> Array:
    """What each sample asks of the parameters: x (ŷ − y)ᵀ and, in a last row for the bias, ŷ − y.

    Args:
        x: what training sees, (n_samples, n_features).
        errors: ŷ − y, (n_samples, n_classes).

    Returns:
        (n_samples, n_features + 1, n_classes); their mean, and λW, is the gradient.

    >>> print(pushes(np.array([[1.0, 2.0]]), np.array([[-0.5, 0.5]])))
    [[[-0.5  0.5]
      [-1.   1. ]
      [-0.5  0.5]]]
    """
    with_ones = np.column_stack([x, np.ones(len(x))])
    return with_ones[:, :, None] * errors[:, None, :]


def largest_sure_rate(x: Array, l2: float) -> float:
    """The learning rate below which every full-batch round is sure to descend: 2 / L.

    L = λ_max(X̃ᵀX̃) / 2n + λ, X̃ being x with a column of ones for the bias, is the most that the objective curves
    anywhere, as diag(ŷ) − ŷŷᵀ is at most 1/2; Böhning (1992), "Multinomial logistic regression algorithm", section 2.
    A step of less than 2/L descends wherever curvature is at most L; Nesterov (2004), "Introductory Lectures on Convex
    Optimization", section 1.2.3. Beyond it training may still descend. Batches of some samples may climb at any rate.

    Args:
        x: what training sees, (n_samples, n_features).
        l2: λ.

    >>> largest_sure_rate(np.array([[1.0], [-1.0]]), l2=0.0), largest_sure_rate(np.array([[1.0], [-1.0]]), l2=0.5)
    (4.0, 2.0)
    """
    with_ones = np.column_stack([x, np.ones(len(x))])
    short = with_ones if len(x) >= with_ones.shape[1] else with_ones.T
    most = np.linalg.eigvalsh(short.T @ short)[-1]
    return float(2 / (most / (2 * len(x)) + l2))


def converged(objectives: Array, tolerance: float) -> bool:
    """The stop rule: over the last 5 epochs the objective has changed by no more than this, up and down in all.

    A rising one has not converged, nor one that batches throw about.

    Args:
        objectives: at the end of each epoch so far, or of the last 6 of them.

    >>> converged([1.0, 0.5, 0.5, 0.5, 0.5, 0.5], 0.0), converged([1.0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5], 0.0)
    (False, True)
    """
    recent = objectives[-PATIENCE - 1 :]
    return len(recent) > PATIENCE and bool(np.ptp(recent) <= tolerance)


class Course(NamedTuple):
    """What the objective did from epoch to epoch, by more than rounding makes of what stays."""

    rises: int
    falls: int
    turns: int  # from rising to falling and back; two are an oscillation


def course(objectives: Array) -> Course:
    """What an objective did.

    Args:
        objectives: at the end of each epoch, from epoch 0 on.

    >>> course([1.0, 0.5, 0.6, 0.6 + 1e-16, 0.4, 0.7])
    Course(rises=2, falls=2, turns=3)
    """
    before, after = np.asarray(objectives)[:-1], np.asarray(objectives)[1:]
    steps = after - before
    signs = np.sign(steps)[np.abs(steps) > _ROUNDING * np.abs(after)]
    return Course(*(int(np.count_nonzero(part)) for part in (signs > 0, signs < 0, np.diff(signs))))


class Descent:
    """The rounds that a data set and a plan determine. They are trained when they are asked for, and only once.

    Kept are the scores of every epoch, and the parameters at `MOST_KEPT` rounds at the most: at first of every round,
    then of every second, every fourth … Those of a round between are trained again from the nearest before, which gives
    the same digits.

    Attributes:
        data, plan: what it was made of.
        split: the rows of the data that train and that test.
        scaling: that training sees x by; one that changes nothing where the plan has none.
        x, labels: of the training samples, scaled.
        x_test, labels_test: of the test samples, scaled; maybe none.
        reached: the last round trained.
        diverged: whether training stopped there, as the next round would have left the range of numbers.

    Raises InputError where the start does not fit the data, or its numbers or the data's are too large to begin with.
    """

    def __init__(self, data: DataSet, plan: Plan) -> None:
        self.data, self.plan = data, plan
        self.split = split(data.labels, plan.test_share, plan.split_seed)
        train, test = self.split
        self.scaling = Scaling.of(data.x[train]) if plan.scaled else Scaling.none(data.n_features)
        # With none, training sees the very numbers of the data.
        see = self.scaling.apply if plan.scaled else np.ascontiguousarray
        self.x, self.labels = see(data.x[train]), data.labels[train]
        self.x_test, self.labels_test = see(data.x[test]), data.labels[test]
        self._y, self._y_test = (np.eye(data.n_classes)[labels] for labels in (self.labels, self.labels_test))
        self.batch_size = min(plan.batch_size or len(train), len(train))
        self.reached, self.diverged = 0, False
        self._now = plan.start.parameters(data.n_features, data.n_classes)
        self._kept, self._every = {0: self._now}, 1
        self._order: tuple[int, Rows] | None = None  # of the samples in an epoch
        self._full: tuple[Parameters, Array] | None = None  # the logits of all samples, which the next round may need
        self._scores = [self._score(self._now)]

    @property
    def rounds_of_epoch(self) -> int:
        return -(-len(self.labels) // self.batch_size)

    def train(self, round: int) -> int:
        """Train on to a round, where it is not yet reached; returns the last round there is up to it.

        That is an earlier one where training diverged: see `divergence`.
        """
        whole_number("round", round, 0, MOST_ROUNDS)
        while self.reached < round and not self.diverged:
            after = self._step(self._now, self.reached)
            if not _in_range(after):
                self.diverged = True
                break
            self.reached, self._now = self.reached + 1, after
            self._keep()
            if self.reached % self.rounds_of_epoch == 0:
                self._scores.append(self._score(after))
        return min(round, self.reached)

    def parameters(self, round: int) -> Parameters:
        """The parameters of a round; raises InputError where there is no such round, as training diverged before."""
        self._need(round)
        if round == self.reached:
            return self._now
        at = round - round % self._every
        parameters = self._kept[at]
        while at < round:
            parameters = self._step(parameters, at)
            at += 1
        return parameters

    def scores(self, epochs: int, first: int = 0) -> Scores:
        """The scores of epochs `first` to `epochs`; fewer where training diverged before."""
        self.train(epochs * self.rounds_of_epoch)
        return Scores(*np.reshape(self._scores[first : epochs + 1], (-1, len(Scores._fields))).T)

    def batch(self, round: int) -> Rows:
        """Which training samples the update from this round to the next follows."""
        n, size = len(self.labels), self.batch_size
        if size == n:
            return np.arange(n)
        epoch, place = divmod(round, self.rounds_of_epoch)
        if self._order is None or self._order[0] != epoch:
            self._order = epoch, np.random.RandomState([self.plan.shuffle_seed, epoch]).permutation(n)
        return self._order[1][place * size : (place + 1) * size]

    def batch_gradient(self, round: int) -> BatchGradient:
        """What the update from this round to the next follows."""
        samples = self.batch(round)
        errors, slopes = gradient(self.parameters(round), self.x[samples], self.labels[samples], self.plan.l2)
        return BatchGradient(samples, errors, *slopes)

    def probabilities(self, round: int) -> tuple[Array, Array]:
        """ŷ of the training samples and of the test samples at a round, (n_samples, n_classes) each."""
        parameters = self.parameters(round)
        none = np.empty((0, self.data.n_classes))
        return tuple(softmax(_logits(parameters, x)) if len(x) else none for x in (self.x, self.x_test))

    def stopped(self, epoch: int) -> str | None:
        """Why a run to the end stops at this epoch, `converged`, `diverged` or `max epochs`; None where it goes on.

        Epochs up to it are trained.
        """
        recent = self.scores(epoch, max(0, epoch - PATIENCE)).objective
        if self.reached < epoch * self.rounds_of_epoch:
            return "diverged"
        if converged(recent, self.plan.tolerance):
            return "converged"
        last = min(self.plan.max_epochs, MOST_ROUNDS // self.rounds_of_epoch)
        return "max epochs" if epoch >= last else None

    def divergence(self) -> str:
        """What to say of a training that diverged."""
        sure = largest_sure_rate(self.x, self.plan.l2)
        return (
            f"Training diverged and was stopped at round {self.reached}, before numbers overflow: the learning rate "
            f"{self.plan.learning_rate:g} is too large. Below {sure:.3g} a full-batch round is sure to descend."
        )

    def _step(self, parameters: Parameters, round: int) -> Parameters:
        if self.batch_size == len(self.labels):
            known = self._full is not None and self._full[0] is parameters
            logits = self._full[1] if known else _logits(parameters, self.x)
            slopes = _gradient(parameters, self.x, self.labels, self.plan.l2, logits)[1]
        else:
            samples = self.batch(round)
            slopes = gradient(parameters, self.x.take(samples, axis=0), self.labels[samples], self.plan.l2)[1]
        rate = self.plan.learning_rate
        return Parameters(parameters.weights - rate * slopes.weights, parameters.bias - rate * slopes.bias)

    def _keep(self) -> None:
        if self.reached % self._every == 0:
            if len(self._kept) == MOST_KEPT:
                self._every *= 2
                self._kept = {round: kept for round, kept in self._kept.items() if round % self._every == 0}
            if self.reached % self._every == 0:
                self._kept[self.reached] = self._now

    def _score(self, parameters: Parameters) -> tuple[float, ...]:
        logits = _logits(parameters, self.x)
        if self.batch_size == len(self.labels):
            self._full = parameters, logits
        loss, share = _loss_and_accuracy(logits, self._y, self.labels)
        objective = loss + self.plan.l2 / 2 * float(np.square(parameters.weights).sum())
        test = np.nan, np.nan
        if len(self.labels_test):
            test = _loss_and_accuracy(_logits(parameters, self.x_test), self._y_test, self.labels_test)
        return objective, loss, share, *test

    def _need(self, round: int) -> None:
        if self.train(round) < round:
            raise InputError("round", f"be at most {self.reached}, where training diverged", round)


def _logits(parameters: Parameters, x: Array) -> Array:
    return x @ parameters.weights + parameters.bias


def _gradient(parameters: Parameters, x: Array, labels: Rows, l2: float, logits: Array) -> tuple[Array, Parameters]:
    """`gradient`, the logits being known. A small batch takes little more than the calls themselves, so no checks."""
    errors = np.exp(logits - logits.max(axis=1, keepdims=True))
    errors /= errors.sum(axis=1, keepdims=True)
    errors[np.arange(len(labels)), labels] -= 1.0
    weights, bias = x.T @ errors, errors.sum(axis=0)
    weights /= len(labels)
    bias /= len(labels)
    if l2:
        weights += l2 * parameters.weights
    return errors, Parameters(weights, bias)


def _in_range(parameters: Parameters) -> bool:
    """Whether no number is above 1e100: then what a round makes of them and of inputs as large is still finite."""
    return bool(np.abs(parameters.weights).max() <= LARGEST and np.abs(parameters.bias).max() <= LARGEST)


def _loss_and_accuracy(logits: Array, y: Array, labels: Rows) -> tuple[float, float]:
    return float(cross_entropy(logits, y).mean()), float((logits.argmax(axis=1) == labels).mean())
