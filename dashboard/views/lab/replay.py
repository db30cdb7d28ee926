"""The whole training so far, played and scrubbed in the browser without the server."""

from functools import lru_cache

import streamlit as st

from dashboard import export
from dashboard.components import frame
from dashboard.components.plotly_script import plotly_url
from dashboard.session import run_session
from dashboard.text import short
from softmax_core.run import Run

# The page stands a folder deeper than those to which that address is relative.
_PAGE = export.replay_page(f".{plotly_url()}")


def replay() -> None:
    """The page that Share gives, within this one; it does not depend on the round looked at."""
    session = run_session()
    under_way = session.under_way
    run = under_way.began if under_way else session.run
    frame(
        "replay",
        _PAGE,
        _data(run.look_at(0), session.view["scale"] == "log"),
        f"A replay of {run.rounds} rounds: network, predicted probabilities, loss and weights."
        + ("" if under_way else _ends(run)),
    )
    if under_way:
        st.caption("What is still under way is shown here once it is done.")


def _ends(run: Run) -> str:
    """What its loss begins and ends with, for a run that is on screen."""
    losses = run_session().losses[run.setup.loss]
    return f" The loss goes from {short(float(losses[0]))} to {short(float(losses[-1]))}."


@lru_cache(maxsize=16)
def _data(run: Run, log: bool) -> str:
    """To make it takes as long as several steps, and a class often looks at the same run."""
    return export.replay_data(run, log=log)
