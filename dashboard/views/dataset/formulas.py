"""The arithmetic of one sample, written out: from what was measured to the step that its batch makes."""

import streamlit as st

from dashboard.latex import Scaled, Step, SubStep, sample_steps
from dashboard.session.study import StudySession, study_session
from dashboard.text import plain
from dashboard.views import sub_steps
from softmax_core import Moment, Parameters
from softmax_core.settings import MAX_CLASSES, MAX_FEATURES


def one_sample() -> None:
    """All sub-steps of the sample looked at or, where none is, of the one whose loss is worst."""
    session = study_session()
    data = session.data
    row, why = _sample(session)
    st.markdown(f"**Sample {row + 1}** of class {plain(session.classes[data.labels[row]])}{why}")
    if data.n_features > MAX_FEATURES or data.n_classes > MAX_CLASSES:
        st.caption(
            f"The set has {data.n_features} features and {data.n_classes} classes. Formulas with their numbers are "
            f"written out for up to {MAX_FEATURES} features and {MAX_CLASSES} classes."
        )
        return
    for letter, names in (("x", session.features), ("class ", session.classes)):
        st.caption(", ".join(f"{letter}{place} {plain(name)}" for place, name in enumerate(names, start=1)))
    parts = parts_of(session, row)
    phase = ""
    for place, part in enumerate(parts, start=1):
        if part.phase != phase:
            sub_steps.phases(part.phase)
            phase = part.phase
        sub_steps.show(part, place, len(parts))
        if part.key == "batch":
            st.markdown(_batch_said(session, row))


def _sample(session: StudySession) -> tuple[int, str]:
    """Which sample is written out, and why that one."""
    if session.study.sample is not None:
        return session.study.sample, ", the one looked at."
    return int(session.losses.argmax()), ", whose loss is the worst: click another in the plane or the table."


def parts_of(session: StudySession, row: int) -> tuple[SubStep, ...]:
    """The sub-steps of a sample at the round looked at, each with its numbers."""
    data, descent, plan = session.data, session.descent, session.study.plan
    scaled = Scaled(data.x[row], descent.scaling.mean, descent.scaling.deviation) if plan.scaled else None
    seen = session.seen(data.x[row : row + 1])
    moment = Moment(session.parameters, seen, data.y[row : row + 1], plan.learning_rate)
    return sample_steps(moment, scaled, _step(session))


def _step(session: StudySession) -> Step:
    """What the next round follows, and what it adds to the parameters."""
    descent, plan = session.descent, session.study.plan
    gradient = session.batch_gradient
    count = len(gradient.samples)
    pushes = Parameters(gradient.weights, gradient.bias)
    if plan.l2:
        pushes = Parameters(descent.x[gradient.samples].T @ gradient.errors / count, gradient.bias)
    rate = plan.learning_rate
    return Step(count, pushes, plan.l2, Parameters(-rate * gradient.weights + 0.0, -rate * gradient.bias + 0.0))


def _batch_said(session: StudySession, row: int) -> str:
    """How many samples push, and whether this one is among them."""
    batch = session.batch
    of = "all training samples" if len(batch) == len(session.descent.labels) else "the next batch"
    if row in session.descent.split.test:
        own = "This sample is held back to test: it pushes nothing."
    elif row in batch:
        own = "This sample is one of them."
    else:
        own = "This sample is not one of them."
    return f"The mean is over {len(batch)} samples, {of}. {own}"
