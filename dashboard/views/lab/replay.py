"""The whole training so far, played and scrubbed in the browser without the server."""

from functools import lru_cache

from dashboard import export
from dashboard.session import run_session
from dashboard.text import short
from dashboard.views.replaying import replayed
from softmax_core.run import Run


def replay() -> None:
    """The page that Share gives, within this one; it does not depend on the round looked at."""
    session = run_session()
    under_way = session.under_way
    run = under_way.began if under_way else session.run
    replayed(
        _data(run.look_at(0), session.view["scale"] == "log"),
        f"A replay of {run.rounds} rounds: network, predicted probabilities, loss and weights."
        + ("" if under_way else _ends(run)),
    )


def _ends(run: Run) -> str:
    """What its loss begins and ends with, for a run that is on screen."""
    losses = run_session().losses[run.setup.loss]
    return f" The loss goes from {short(float(losses[0]))} to {short(float(losses[-1]))}."


@lru_cache(maxsize=16)
def _data(run: Run, log: bool) -> str:
    """To make it takes as long as several steps, and a class often looks at the same run."""
    return export.replay_data(run, log=log)
