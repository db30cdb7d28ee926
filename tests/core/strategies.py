"""Hypothesis strategies and small helpers the core's tests share."""

import math

import numpy as np
from hypothesis import strategies as st

from softmax_core import INITIALIZERS, LOSSES, Edit, Given, History, Run, Seeded, Setup, replay
from softmax_core.names import editable_names

LARGEST = 1e100
SUBNORMAL = 5e-324

# Without −0: what users set never is −0 (a test of its own says so).
numbers = st.one_of(
    st.sampled_from([0.0, SUBNORMAL, -SUBNORMAL, 2.3e-308, 0.1, 1 / 3, -1e-5, 1e16, 5e20, LARGEST, -LARGEST]),
    st.floats(-LARGEST, LARGEST),
).map(lambda number: number + 0.0)
moderate = st.integers(-8000, 8000).map(lambda number: number / 1000)
sizes = st.tuples(st.integers(1, 6), st.integers(2, 6))
small_sizes = st.tuples(st.integers(1, 3), st.integers(2, 4))


def floats_of(shape: tuple[int, ...], elements=moderate):
    return st.lists(elements, min_size=math.prod(shape), max_size=math.prod(shape)).map(
        lambda flat: np.array(flat).reshape(shape)
    )


def one_hot_of(n_classes: int, *shape: int):
    """One-hot rows, shape (*shape, n_classes)."""
    count = math.prod(shape)
    labels = st.lists(st.integers(0, n_classes - 1), min_size=count, max_size=count)
    return labels.map(lambda flat: np.eye(n_classes)[np.array(flat, dtype=int).reshape(shape)])


@st.composite
def batches(draw, elements=moderate, n_samples=None):
    """(weights, bias, x, y) of any shape."""
    n_features, n_classes = draw(small_sizes)
    n_samples = n_samples or draw(st.integers(1, 5))
    return (
        draw(floats_of((n_features, n_classes), elements)),
        draw(floats_of((n_classes,), elements)),
        draw(floats_of((n_samples, n_features), elements)),
        draw(one_hot_of(n_classes, n_samples)),
    )


def starts(n_features: int, n_classes: int, elements):
    row = st.tuples(*[elements] * n_classes)
    seeded = [st.builds(Seeded, st.just(name), st.integers(0, 2**32 - 1)) for name in INITIALIZERS if name != "zeros"]
    return st.one_of(
        st.builds(Given, st.tuples(*[row] * n_features), row),
        st.just(Seeded("zeros")),
        *seeded,
    )


@st.composite
def setups(draw, elements=moderate, sizes=small_sizes):
    n_features, n_classes = draw(sizes)
    return Setup(
        x=draw(st.tuples(*[elements] * n_features)),
        y=tuple(np.eye(n_classes, dtype=int)[draw(st.integers(0, n_classes - 1))].tolist()),
        start=draw(starts(n_features, n_classes, elements)),
        learning_rate=draw(positive(elements)),
        loss=draw(st.sampled_from(list(LOSSES))),
        tolerance=abs(draw(elements)),
        max_rounds=draw(st.integers(0, 10_000)),
    )


def positive(elements):
    return elements.map(abs).filter(lambda number: number > 0)


@st.composite
def edit_lists(draw, setup: Setup, rounds: int, elements=moderate, most=4):
    """Valid edits of a run of this setup, rounds ascending."""
    if rounds == 0:
        return ()
    edits = []
    for round in sorted(draw(st.lists(st.integers(1, rounds), max_size=most))):
        name = draw(st.sampled_from(editable_names(setup.n_features, setup.n_classes)))
        value = {"y": st.integers(1, setup.n_classes), "lr": positive(elements)}.get(name, elements)
        edits.append(Edit(round, name, draw(value)))
    return tuple(edits)


@st.composite
def runs(draw, elements=moderate, setup=None, most_rounds=6):
    setup = setup or draw(setups(elements))
    rounds = draw(st.integers(0, most_rounds))
    edits = draw(edit_lists(setup, rounds, elements))
    return Run(setup, edits, rounds, draw(st.integers(0, rounds)))


def bits(history: History) -> tuple:
    """All a history holds, to compare bit for bit."""
    columns = history.weights, history.bias, history.x, history.y, history.learning_rate
    return tuple((column.shape, column.tobytes()) for column in columns)


def has_negative_zero(*arrays) -> bool:
    return any(bool((np.signbit(array) & (np.asarray(array) == 0)).any()) for array in arrays)


def edited(run: Run, name: str, value: float) -> Run:
    return run.edit(name, value, replay(run))
