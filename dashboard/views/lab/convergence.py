"""What the lab says where a run has converged."""

import math
from dataclasses import replace

import numpy as np
import streamlit as st

from dashboard.glossary import address_of
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
    """That it has converged, and a button to see it slowly: in the bar, where room is kept for both."""
    if not is_told():
        return
    setup = run_session().run.setup
    with st.container(key="converged", horizontal=True):
        st.markdown(
            f":material/check_circle: [Converged]({address_of('converged')}): loss < {short(setup.tolerance)}",
            width="content",
        )
        if _slow_rate(setup) < setup.learning_rate:
            st.button("Slow motion", key="slow_motion", on_click=_slow_motion)


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
