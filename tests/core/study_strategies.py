"""Hypothesis strategies of studies, of a size that is trained in a moment."""

import numpy as np
from hypothesis import strategies as st

from softmax_core import Seeded
from softmax_core.data import DataSet
from softmax_core.initializers import INITIALIZERS
from softmax_core.own import Own
from softmax_core.plan import Plan
from softmax_core.sources import Blobs, ByHand, Penguins, Ring, Spiral
from softmax_core.study import Study
from tests.core.strategies import moderate

seeds = st.integers(0, 2**32 - 1)
HOSTILE = (
    "=1+1",
    "+1",
    "-1",
    "@a",
    "\t=1",
    'a "b", c;=1',
    "a\nb",
    "<b>x</b>",
    "$\\frac{1}{2}$",
    "é日本",
    "\u202eabc",
    "1",
)
"""Names of classes and features that a spreadsheet, a page or a program could take for something else."""


@st.composite
def own_sets(draw):
    """A data set that somebody brought, its names the worst there are."""
    n_classes, n_features = draw(st.integers(2, 6)), draw(st.integers(1, 4))
    names = st.lists(st.sampled_from(HOSTILE) | st.text(st.characters(codec="utf-8"), max_size=8), unique=True)
    n_samples = draw(st.integers(n_classes, 20))
    x = draw(st.lists(moderate, min_size=n_samples * n_features, max_size=n_samples * n_features))
    others = draw(
        st.lists(st.integers(0, n_classes - 1), min_size=n_samples - n_classes, max_size=n_samples - n_classes)
    )
    labels = np.array([*range(n_classes), *others])
    features, classes = (
        tuple(draw(names.filter(lambda found, count=count: len(found) >= count)))[:count]
        for count in (n_features, n_classes)
    )
    data = DataSet(np.reshape(x, (n_samples, n_features)), labels, features, classes)
    return Own(data, draw(st.sampled_from(["", "my file.csv", *HOSTILE])))


@st.composite
def small_sources(draw):
    n_classes = draw(st.integers(2, 6))
    made = {"n_samples": draw(st.integers(2 * n_classes, 40)), "seed": draw(seeds)}
    points = st.lists(st.tuples(moderate, moderate, st.integers(1, n_classes)), min_size=1, max_size=12)
    return draw(
        st.one_of(
            st.just(Blobs(n_classes, **made)),
            st.just(Ring(**made)),
            st.just(Spiral(n_classes, **made)),
            st.just(Penguins()),
            st.just(ByHand(tuple(draw(points)), n_classes)),
            own_sets(),
        )
    )


small_plans = st.builds(
    Plan,
    test_share=st.sampled_from([0.0, 0.25, 0.9]),
    split_seed=seeds,
    scaled=st.booleans(),
    batch_size=st.none() | st.integers(1, 50),
    shuffle_seed=seeds,
    learning_rate=st.sampled_from([0.01, 0.1, 0.5]),
    l2=st.sampled_from([0.0, 0.01, 0.3]),
    start=st.sampled_from([Seeded("zeros"), *(Seeded(name, 42) for name in INITIALIZERS if name != "zeros")]),
)


@st.composite
def small_studies(draw):
    """Studies trained as far as training goes."""
    source, rounds = draw(small_sources()), draw(st.integers(0, 25))
    sample = draw(st.none() | st.integers(0, source.data_set().n_samples - 1))
    study = Study(source, draw(small_plans), rounds, draw(st.integers(0, rounds)), sample)
    return study.within(study.descent())
