"""A training on a data set as the value of a session: its descent, and what follows from the round looked at."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from dashboard.text import short, shown_names
from softmax_core.data import DataSet, Rows
from softmax_core.descent import BatchGradient, Descent, largest_sure_rate
from softmax_core.functional import Array, cross_entropy, softmax
from softmax_core.link import Schema
from softmax_core.metrics import telling
from softmax_core.model import Parameters
from softmax_core.named_sets import Digits
from softmax_core.own import Own
from softmax_core.plan import Plan
from softmax_core.settings import MAX_ROUNDS
from softmax_core.sources import Source
from softmax_core.study import Study
from softmax_core.study_link import name_of, pairs, parse_pairs

from .change import commit, settled
from .draft import Draft
from .hand import Hand
from .training import TrainingSession
from .value import Read
from .view import bring

MOST_OWN, MOST_OWN_BYTES = 4, 250_000_000
"""Data sets of the user's own that a tab knows, the ones last shown, and the bytes of several together."""

_OF_ROUND = ("parameters", "logits", "probabilities", "losses", "predicted", "batch_gradient")
_OF_DESCENT = ("classes", "features", "mean", "sure_rate")
"""What a session computes but once for a round, and for a descent."""

MOST_EPOCHS = 300
"""With the largest sure rate on scaled features, the loss of a set that no lines part has stopped falling by then."""


class Score(NamedTuple):
    """How good the predictions of some samples are: how many there are, how many are right, and the mean loss."""

    samples: int
    right: int
    loss: float

    @property
    def accuracy(self) -> float:
        return self.right / self.samples


@dataclass(frozen=True)
class StudyKind:
    """How a session reads, writes and trains studies.

    Attributes:
        schema: the keys of the view, see softmax_core.link.
        known: the data sets of the user's own that the tab has, by their digests, the one last shown last.
    """

    schema: Schema
    known: dict[str, Own] = field(default_factory=dict)

    def read(self, pairs: Iterable[tuple[str, str]]) -> Read[Study]:
        link = parse_pairs(pairs, self.schema, self.known)
        return Read(link.study, link.view, link.unknown)

    def write(self, study: Study, view: Mapping[str, str]) -> dict[str, str]:
        return pairs(study, view, self.schema)

    def derive(self, study: Study, known: tuple[Study, Descent] | None) -> Descent:
        return study.descent(known)

    def fields(self, study: Study, descent: Descent) -> dict[str, object]:
        return {
            "set": name_of(study.source),
            "hold": study.held,
            **{field.name: getattr(part, field.name) for part in (study.source, study.plan) for field in fields(part)},
        }


@dataclass
class StudySession(TrainingSession[Study, Descent]):
    """A tab that shows a study. What follows from the round looked at is computed when first asked for, and only once.

    Arrays have a row a sample of the data set, be it held back to test or not.

    Attributes:
        draft: the file of the user's own that was given last, with the columns chosen.
        asks: whether a file is asked for while another set is still on screen.
        hand: of points set by hand, how the page edits them.
    """

    draft: Draft | None = None
    asks: bool = False
    hand: Hand = field(default_factory=Hand)

    def look(self, study: Study, descent: Descent) -> None:
        if study.source != self.study.source:
            self.asks = False
        gone = _OF_ROUND if descent is self.derived else (*_OF_ROUND, *_OF_DESCENT)
        super().look(study.within(descent), descent)
        for derived in gone:
            self.__dict__.pop(derived, None)
        if isinstance(study.source, Own):
            self._know(study.source)

    def _know(self, own: Own) -> None:
        """Links of this set can be read from now on; of those that nobody looks at, the oldest goes where it must."""
        known = self.kind.known
        known.pop(own.digest, None)
        known[own.digest] = own
        if not _too_many(known):
            return
        while _too_many(known):
            del known[next(iter(known))]
        self.undo, self.redo = list(filter(self._is_known, self.undo)), list(filter(self._is_known, self.redo))

    def _is_known(self, study: Study) -> bool:
        """Whether its samples are among those that the tab has."""
        return not isinstance(study.source, Own) or study.source.digest in self.kind.known

    @property
    def study(self) -> Study:
        return self.value

    @property
    def descent(self) -> Descent:
        return self.derived

    @property
    def data(self) -> DataSet:
        return self.descent.data

    @cached_property
    def classes(self) -> tuple[str, ...]:
        """The names of the classes as the page shows them: short, and none like another. Anybody may have made them."""
        return shown_names(self.data.classes)

    @cached_property
    def features(self) -> tuple[str, ...]:
        """The names of the features in the same way."""
        return shown_names(self.data.features)

    @cached_property
    def parameters(self) -> Parameters:
        """Of the round looked at, for x as training sees it."""
        return self.descent.parameters(self.study.at)

    @cached_property
    def logits(self) -> Array:
        """θ of the round looked at, (n_samples, n_classes)."""
        weights, bias = self.parameters
        logits = np.empty((self.data.n_samples, self.data.n_classes))
        for rows, x in zip(self.descent.split, (self.descent.x, self.descent.x_test), strict=True):
            logits[rows] = x @ weights + bias
        return logits

    @cached_property
    def probabilities(self) -> Array:
        """ŷ of the round looked at, (n_samples, n_classes)."""
        return softmax(self.logits)

    @cached_property
    def losses(self) -> Array:
        """The cross-entropy of each sample at the round looked at, (n_samples,)."""
        return cross_entropy(self.logits, self.data.y)

    @cached_property
    def mean(self) -> Array:
        """Of the training samples, (n_features,)."""
        return self.data.x[self.descent.split.train].mean(axis=0)

    @cached_property
    def predicted(self) -> Rows:
        """The class of the highest probability, (n_samples,); of several the first."""
        return self.logits.argmax(axis=1)

    @property
    def batch(self) -> Rows:
        """The rows of the samples that the next update follows."""
        return self.descent.split.train[self.descent.batch(self.study.at)]

    @cached_property
    def batch_gradient(self) -> BatchGradient:
        """What the next update follows."""
        return self.descent.batch_gradient(self.study.at)

    def seen(self, x: Array) -> Array:
        """Inputs as training sees them."""
        return self.descent.scaling.apply(x) if self.study.plan.scaled else x

    def score(self, rows: Rows) -> Score:
        """Of these samples, one at least."""
        right = np.count_nonzero(self.predicted[rows] == self.data.labels[rows])
        return Score(len(rows), int(right), float(self.losses[rows].mean()))

    @cached_property
    def sure_rate(self) -> float:
        """The learning rate below which a full-batch round is sure to descend."""
        return largest_sure_rate(self.descent.x, self.study.plan.l2)

    @property
    def epoch(self) -> int:
        """How many passes through the training samples are complete."""
        return self.study.at // self.descent.rounds_of_epoch

    @property
    def to_epoch(self) -> int:
        """How many rounds lead to the end of the pass under way; 0 where a pass is a single round."""
        length = self.descent.rounds_of_epoch
        return length - self.study.at % length if length > 1 else 0

    @property
    def headline(self) -> str:
        return f"{self.place} (epoch {self.epoch}) · Loss {short(self.score(self.descent.split.train).loss)}"

    @property
    def has_diverged(self) -> bool:
        """Whether training was stopped at the round looked at, before its numbers overflow."""
        return self.descent.diverged and self.study.at == self.descent.reached

    @property
    def is_last(self) -> bool:
        return self.study.at == MAX_ROUNDS or self.has_diverged

    @property
    def is_at_end(self) -> bool:
        return self.study.has_converged(self.descent)

    def paused_at(self, round: int) -> Study:
        return replace(self.study, rounds=max(round, min(self.under_way.began.rounds, self.study.rounds)), at=round)


def new_study_session(schema: Schema) -> StudySession:
    """The session of a new tab, at round 0 of the default set."""
    study = Study()
    return StudySession(StudyKind(schema), study, study.descent(), {key: values[0] for key, values in schema.items()})


def study_session() -> StudySession:
    """The session of the study of this tab."""
    return st.session_state["sessions"]["study"]


@lru_cache(maxsize=32)
def final_accuracy(source: Source, test_share: float, split_seed: int) -> float:
    """Of the training samples, the share that a linear model is right on when its loss has all but stopped to fall."""
    plan = Plan(test_share, split_seed)
    descent = Descent(source.data_set(), plan)
    rate = 0.9 * largest_sure_rate(descent.x, plan.l2)
    descent = Descent(descent.data, replace(plan, learning_rate=rate))
    return float(descent.scores(MOST_EPOCHS).accuracy[-1])


def change_source(source: Any) -> None:
    """Train on another set, for as many rounds; the sample looked at, and where features are held, are none of its.

    Of sets of the user's own that are equal the one that is known is taken, so that the tab has its samples once; they
    begin at round 0, as nobody knows how long a round of them takes. The plane shows the first two features, of sets
    that may have many those that tell the classes apart best.
    """
    state = settled()
    study = state.value
    if isinstance(source, Own):
        source = state.kind.known.get(source.digest, source)
    if source == study.source:
        return
    study = replace(study, source=source, sample=None, held=())
    if isinstance(source, Own):
        study = study.reset()
    shown = telling(study.data.x, study.data.labels) if isinstance(source, Own | Digits) else range(2)
    axes = {name: str(row + 1) for name, row in zip(("across", "up"), shown, strict=False) if name in state.view}
    bring(study, {**state.view, **axes})


def change_plan(**values: Any) -> None:
    """Train by another plan, for as many rounds."""
    study = settled().value
    commit(replace(study, plan=replace(study.plan, **values)))


def look_at_sample(row: int | None) -> None:
    """Look at a sample, or at none."""
    commit(replace(settled().value, sample=row))


def _too_many(known: Mapping[str, Own]) -> bool:
    """Whether the oldest of these has to go."""
    size = sum(own.data.x.nbytes + own.data.labels.nbytes for own in known.values())
    return len(known) > 1 and (len(known) > MOST_OWN or size > MOST_OWN_BYTES)
