"""What runs without a browser: the start of the terminal program, and the script run of a Step."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

from .measure import Row, at_most, side_by_side

REPOSITORY = Path(__file__).parents[2]
STEPS = 50


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as compiled:
        environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
        environment["PYTHONPYCACHEPREFIX"] = compiled
        run = partial(subprocess.run, cwd=REPOSITORY, check=True, stdout=subprocess.DEVNULL, env=environment)
        seconds = side_by_side(
            {
                "ours": lambda: run([sys.executable, "-m", "softmax_core"]),
                "numpy": lambda: run([sys.executable, "-c", "import numpy"]),
            },
            times=15,
        )
    yield at_most(
        "start of `python -m softmax_core`, to `python -c 'import numpy'`", seconds["ours"] / seconds["numpy"], 1.3
    )
    what = "server time of a Step: what its click and its part of the page run"
    yield at_most(what, _step() * 1e3, 25, unit="ms")


def _step() -> float:
    """The median seconds a Step takes without a browser: its callback, and the fragment that it draws anew."""
    from streamlit.testing.v1 import AppTest

    from dashboard.session import rounds
    from dashboard.views.lab import page as lab

    spent = [0.0]

    def timed(function: Callable) -> Callable:
        def call(*arguments: object) -> None:
            begun = perf_counter()
            try:
                function(*arguments)
            finally:
                spent[-1] += perf_counter() - begun

        return call

    rounds.step, lab.lab = timed(rounds.step), timed(lab.lab)
    app = AppTest.from_file(str(REPOSITORY / "app.py"), default_timeout=60)
    app.query_params["preset"] = "slow"
    app.run()
    for _ in range(STEPS):
        spent.append(0.0)
        app.button(key="step").click().run()
    return median(spent[1:])
