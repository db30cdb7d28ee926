"""Pinned runs beside the present one: drawn together, and what differs between them."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
import pandas as pd
import streamlit as st

from dashboard import figures
from dashboard.session import address, pins, run_session
from dashboard.text import probability, short, typeset
from softmax_core.names import Name, parameter_names
from softmax_core.numerals import format_number
from softmax_core.run import Given, Run
from softmax_core.training import History

from . import pictures


def comparison() -> None:
    session = run_session()
    full = len(session.pins) == pins.MOST_PINS
    st.button(
        "Pin this run",
        key="pin",
        icon=":material/keep:",
        disabled=full or session.run in session.pins,
        on_click=pins.pin,
        help=f"Up to {pins.MOST_PINS} runs, until the page is reloaded. The JSON file holds them too.",
    )
    if not session.pins:
        st.caption("Nothing is pinned yet: pin a run, change something, and both are drawn together.")
        return
    runs = {"now": session.run, **{f"pin {place}": run for place, run in enumerate(session.pins, start=1)}}
    histories = {name: pins.derived_of(run) for name, run in runs.items()}
    log = session.view["scale"] == "log"
    loss, probabilities, weights = st.columns(3)
    with loss:
        curves = {name: history.losses() for name, history in histories.items()}
        pictures.show(
            figures.runs_over_rounds("Cross-entropy", curves, log=log),
            "compare_loss",
            f"The loss of each run by round; at the end {_at_end(curves, short)}.",
        )
    with probabilities:
        curves = {name: _true_probability(history) for name, history in histories.items()}
        pictures.show(
            figures.runs_over_rounds("ŷ of the true class", curves),
            "compare_probability",
            f"The probability each run gives the true class, by round; at the end {_at_end(curves, probability)}.",
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
    for place, run in enumerate(session.pins):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**pin {place + 1}**", width="content")
            st.code(address.full_link(run), language=None)
            st.button(f"Look at pin {place + 1}", key=f"look_{place}", on_click=pins.look_at, args=(run,))
            st.button(f"Unpin {place + 1}", key=f"unpin_{place}", on_click=pins.unpin, args=(run,))


def _at_end(curves: Mapping[str, np.ndarray], write: Callable[[float], str]) -> str:
    return ", ".join(f"{name} {write(float(curve[-1]))}" for name, curve in curves.items())


def _spoken(names: Sequence[Name], ends: Mapping[str, np.ndarray]) -> str:
    """The values of each run in words, without those that it does not have."""

    def told(values: np.ndarray) -> str:
        pairs = zip(names, values.tolist(), strict=True)
        return ", ".join(f"{name} {short(value)}" for name, value in pairs if not math.isnan(value))

    return "; ".join(f"{run}: {told(values)}" for run, values in ends.items())


def differences(runs: dict[str, Run], histories: dict[str, History]) -> pd.DataFrame:
    """One row a run; of what it is made from only the columns in which the runs differ, and how it ends."""
    made_from = pd.DataFrame([_made_from(run) for run in runs.values()], index=pd.Index(runs, name="run"))
    differing = made_from.loc[:, made_from.ne(made_from.iloc[0]).any()]
    ends = {
        "rounds": [str(run.rounds) for run in runs.values()],
        "loss at the end": [short(float(history.losses()[-1])) for history in histories.values()],
    }
    return differing.assign(**ends)


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
