"""What the lab says where a run has converged."""

import math
from dataclasses import replace

import numpy as np
import streamlit as st

from dashboard.glossary import explained
from dashboard.session.change import commit, settled
from dashboard.session.run import run_session
from dashboard.text import short
from softmax_core.one_example import logit_step
from softmax_core.run import Run, Setup
from softmax_core.training import Moment


def is_told() -> bool:
    """Whether the stop rule holds and the page says so; not while training plays."""
    session = run_session()
    return session.play is None and session.run.has_converged(session.history)


def note() -> None:
    """Why it was so quick, and a button to see it slowly."""
    session = run_session()
    run = session.run
    said = f"Converged: the loss is below {short(run.setup.tolerance)}. {pace(session.moment)}"
    st.markdown(f":material/check_circle: {explained(said)}")
    if _slow_rate(run.setup) < run.setup.learning_rate:
        st.button(
            "The same in slow motion", key="slow_motion", icon=":material/slow_motion_video:", on_click=_slow_motion
        )


def pace(moment: Moment) -> str:
    """How far a round moves the logits, which are linear in what it moves."""
    times = -float(logit_step(moment.x, moment.learning_rate))
    return (
        f"A round moves the logits by −η(‖x‖² + 1) · (ŷ − y), which is {short(times)} · (ŷ − y) here; with a single "
        "example no η is too large."
    )


def _slow_motion() -> None:
    """The same start with a learning rate small enough to watch."""
    settled()
    run = run_session().run
    commit(Run(replace(run.setup, learning_rate=_slow_rate(run.setup))))


def _slow_rate(setup: Setup) -> float:
    """The power of ten for which the step the logits take is about a tenth of ŷ − y."""
    return float(f"1e{round(math.log10(0.1 / float(logit_step(np.array([setup.x]), 1.0))))}")
