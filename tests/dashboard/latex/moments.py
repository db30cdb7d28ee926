"""Rounds to try formulas on: of any sizes, of a lecture, and of the presets."""

import math

import numpy as np
from hypothesis import strategies as st

from softmax_core import PRESETS, Moment, Parameters, train

LARGEST = 1e100
PLAIN = st.integers(-8000, 8000).map(lambda thousandths: thousandths / 1000)
ANY = st.one_of(
    PLAIN,
    st.sampled_from([0.0, 5e-324, -5e-324, 1e-300, -1e-300, 1 / 3, 0.1, -0.3, 1e-5, 123456.7, 1e16, LARGEST, -LARGEST]),
    st.tuples(st.floats(-1, 1), st.integers(-300, 99)).map(lambda parts: parts[0] * 10.0 ** parts[1]),
).map(lambda value: value + 0.0)


@st.composite
def moments(draw, elements=ANY):
    n_features, n_classes = draw(st.integers(1, 6)), draw(st.integers(2, 6))

    def array(*shape):
        size = math.prod(shape)
        return np.array(draw(st.lists(elements, min_size=size, max_size=size))).reshape(shape)

    rate = abs(draw(elements)) or 1.0
    label = np.eye(n_classes)[[draw(st.integers(0, n_classes - 1))]]
    return Moment(Parameters(array(n_features, n_classes), array(n_classes)), array(1, n_features), label, rate)


def moment_of(weights, bias, x, true: int, rate: float = 1.0) -> Moment:
    weights, bias = np.array(weights, dtype=float), np.array(bias, dtype=float)
    return Moment(Parameters(weights, bias), np.array([x], dtype=float), np.eye(bias.size)[[true]], rate)


def with_logits(logits, true: int) -> Moment:
    return moment_of([[0.0] * len(logits)], logits, [1.0], true)


SETTLED = st.builds(
    lambda gaps, scale, true: with_logits([0.0, *(gap * scale for gap in gaps)], true % (len(gaps) + 1)),
    st.lists(st.floats(-40, 0), min_size=1, max_size=5),
    st.sampled_from([1, 10, 20]),
    st.integers(0, 5),
)
"""Rounds whose probabilities are near 0 and 1, with the right or with the wrong class ahead."""

EVERY = st.one_of(moments(), moments(PLAIN), SETTLED)


def rounds_of(preset: str, rounds: int) -> list[Moment]:
    setup = PRESETS[preset].setup
    moment = setup.moment
    history = train(moment.parameters, moment.x, moment.y, learning_rate=moment.learning_rate, rounds=rounds)
    return [history.at(round) for round in range(len(history))]
