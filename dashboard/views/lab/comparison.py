"""Pinned runs beside the present one: drawn together, and what differs between them."""

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd
import streamlit as st

from dashboard import figures
from dashboard.session import run_session
from dashboard.text import probability, short, typeset
from dashboard.views import comparing
from softmax_core.names import Name, parameter_names
from softmax_core.numerals import format_number
from softmax_core.run import Given, Run
from softmax_core.training import History

from . import pictures


def comparison() -> None:
    compared = comparing.pinned("run")
    if compared is None:
        return
    runs = {name: run for name, (run, _) in compared.items()}
    histories = {name: history for name, (_, history) in compared.items()}
    log = run_session().view["scale"] == "log"
    loss, probabilities, weights = st.columns(3)
    with loss:
        curves = {name: history.losses() for name, history in histories.items()}
        pictures.show(
            figures.runs_over_rounds("Cross-entropy", curves, log=log),
            "compare_loss",
            f"The loss of each run by round; at the end {comparing.at_end(curves, short)}.",
        )
    with probabilities:
        curves = {name: _true_probability(history) for name, history in histories.items()}
        pictures.show(
            figures.runs_over_rounds("ŷ of the true class", curves),
            "compare_probability",
            f"The probability each run gives the true class, by round; at the end "
            f"{comparing.at_end(curves, probability)}.",
        )
    with weights:
        names = max(map(_parameter_names, runs.values()), key=len)
        ends = {name: _ends(runs[name], history, names) for name, history in histories.items()}
        pictures.show(
            figures.weights_of_runs("Weights and bias at the end", [name.symbol for name in names], ends),
            "compare_weights",
            f"The weights and bias of each run at its end: {_spoken(names, ends)}.",
        )
    st.table(differences(runs, histories))
    comparing.pin_rows()


def _spoken(names: Sequence[Name], ends: Mapping[str, np.ndarray]) -> str:
    """The values of each run in words, without those that it does not have."""

    def told(values: np.ndarray) -> str:
        pairs = zip(names, values.tolist(), strict=True)
        return ", ".join(f"{name} {short(value)}" for name, value in pairs if not math.isnan(value))

    return "; ".join(f"{run}: {told(values)}" for run, values in ends.items())


def differences(runs: dict[str, Run], histories: dict[str, History]) -> pd.DataFrame:
    """One row a run; of what it is made from only the columns in which the runs differ, and how it ends."""
    return comparing.differences(
        "run",
        {name: _made_from(run) for name, run in runs.items()},
        {
            "rounds": [str(run.rounds) for run in runs.values()],
            "loss at the end": [short(float(history.losses()[-1])) for history in histories.values()],
        },
    )


def _made_from(run: Run) -> dict[str, str]:
    setup = run.setup
    start = setup.start
    return {
        "learning rate": typeset(format_number(setup.learning_rate)),
        "start": "given: " + _listed(number for row in start.weights for number in row) + "; " + _listed(start.bias)
        if isinstance(start, Given)
        else start.initializer + ("" if start.seed is None else f", seed {start.seed}"),
        "x": _listed(setup.x),
        "true class": f"{setup.y.index(1) + 1} of {setup.n_classes}",
        "edits": "; ".join(f"round {edit.round}: {Name(edit.name).symbol} = {short(edit.value)}" for edit in run.edits)
        or "none",
    }  # fmt: skip


def _listed(numbers: Iterable[float]) -> str:
    return ", ".join(typeset(format_number(number)) for number in numbers)


def _true_probability(history: History) -> np.ndarray:
    probabilities = history.forward().probabilities[:, 0]
    return np.take_along_axis(probabilities, history.y[:, 0].argmax(axis=1)[:, None], axis=1)[:, 0]


def _ends(run: Run, history: History, names: Sequence[Name]) -> np.ndarray:
    weights, bias = history.at(len(history) - 1).parameters
    values = dict(zip(_parameter_names(run), [*weights.flat, *bias], strict=True))
    return np.array([values.get(name, np.nan) for name in names])


def _parameter_names(run: Run) -> tuple[Name, ...]:
    return parameter_names(run.setup.n_features, run.setup.n_classes)
