"""What the lab says where a run has converged."""

import math
from dataclasses import replace

import numpy as np
import streamlit as st

from dashboard.session.change import commit, settled
from dashboard.session.run import run_session
from dashboard.text import short
from softmax_core.one_example import logit_step
from softmax_core.run import Run, Setup


def note() -> None:
    """Once the stop rule holds: why it came so fast, and the way to see it slowly."""
    session = run_session()
    run = session.run
    if session.play or not run.has_converged(session.history):
        return
    moment = session.moment
    times = float(logit_step(moment.x, moment.learning_rate))
    st.success(
        f"Converged, loss below {short(run.setup.tolerance)}. A round moves the logits by η(‖x‖² + 1) = "
        f"{short(times)} times ŷ − y, and with one example no η is too large.",
        icon=":material/check_circle:",
    )
    if _slow_rate(run.setup) < run.setup.learning_rate:
        st.button(
            "The same in slow motion", key="slow_motion", icon=":material/slow_motion_video:", on_click=_slow_motion
        )


def _slow_motion() -> None:
    """The same start with a learning rate small enough to see the way."""
    settled()
    run = run_session().run
    commit(Run(replace(run.setup, learning_rate=_slow_rate(run.setup))))


def _slow_rate(setup: Setup) -> float:
    """The power of ten for which the step the logits take is about a tenth of ŷ − y."""
    return float(f"1e{round(math.log10(0.1 / float(logit_step(np.array([setup.x]), 1.0))))}")
