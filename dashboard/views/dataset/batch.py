"""The gradient of the next batch as what it is: the mean of what its samples ask for, sample by sample."""

from collections.abc import Iterable, Sequence
from html import escape

import numpy as np
import streamlit as st

from dashboard.figures.colors import CLASSES, signed_colors
from dashboard.figures.grid import narrow
from dashboard.glossary import address_of
from dashboard.session.study import study_session
from dashboard.text import full, short, shown_names, typeset
from dashboard.views import styles
from softmax_core.data import Rows
from softmax_core.descent import pushes
from softmax_core.functional import Array
from softmax_core.names import subscript
from softmax_core.numerals import format_number

MOST_LISTED = 10
"""So many samples of a batch are listed."""

MOST_ROWS = 13
"""Of a push, the bias among them; of more features those are shown whose gradient is the largest."""


def batch() -> None:
    """The samples of the next batch with their pushes, and how their mean becomes the change of the weights."""
    session = study_session()
    step, plan = session.batch_gradient, session.study.plan
    gradient = np.vstack([step.weights, step.bias])
    shown = _shown(gradient)
    st.markdown(_said())
    for formula in _formulas(len(step.samples), plan.l2, plan.learning_rate):
        st.latex(formula)
    if len(shown) < len(gradient):
        st.caption(
            f"Of {len(gradient) - 1} features those {len(shown) - 1} are shown whose gradient is the largest, and the "
            "bias in the last row."
        )
    more = len(step.samples) - MOST_LISTED
    rest = f'<p class="more">and {more} more</p>' if more > 0 else ""
    st.html(f'{styles.PUSHES}<div class="pushes">{"".join(_pushes(shown))}{rest}</div>')
    st.html(f'<div class="pushes">{"".join(_steps(gradient, shown))}</div>')


def _said() -> str:
    """What the next batch is, and what its samples ask for."""
    session = study_session()
    descent, n = session.descent, len(session.batch_gradient.samples)
    if n == len(descent.labels):
        which = f"The next [batch]({address_of('batch')}) is all {n} training samples"
    else:
        epoch, place = divmod(session.study.at, descent.rounds_of_epoch)
        which = (
            f"The next [batch]({address_of('batch')}), {place + 1} of {descent.rounds_of_epoch} in epoch {epoch + 1}, "
            f"is {n} training sample{'s' * (n > 1)}, ringed in the plane"
        )
    seen = " as training sees it, scaled," if session.study.plan.scaled else ""
    return (
        f"{which}. The push of a sample is x{seen} times ŷ − y, each input times each error, and ŷ − y itself for the "
        f"bias. The mean of the pushes is the [gradient]({address_of('gradient')})"
        + (f", with λW of the [penalty]({address_of('penalty')}) added." if session.study.plan.l2 else ".")
    )


def _formulas(n: int, l2: float, rate: float) -> tuple[str, str]:
    penalty = rf" + {_latex(l2)}\,W" if l2 else ""
    return (
        rf"\nabla_W = \frac{{1}}{{{n}}} \sum_{{i=1}}^{{{n}}} x_i \,(\hat y_i - y_i)^{{\top}}{penalty}",
        rf"\Delta W = -{_latex(rate)} \, \nabla_W",
    )


def _latex(number: float) -> str:
    """A number of the plan as a formula has it, in full."""
    mantissa, e, exponent = format_number(number).partition("e")
    return rf"{mantissa} \cdot 10^{{{exponent}}}" if e else mantissa


def _shown(gradient: Array) -> Rows:
    """The rows of a push that are shown, the bias last."""
    n_features = len(gradient) - 1
    if n_features < MOST_ROWS:
        return np.arange(n_features + 1)
    largest = np.argsort(-np.abs(gradient[:-1]).max(axis=1), kind="stable")[: MOST_ROWS - 1]
    return np.append(np.sort(largest), n_features)


def _pushes(shown: Rows) -> Iterable[str]:
    """The push of each sample that is listed, its inputs at the left and its errors above."""
    session = study_session()
    step, data = session.batch_gradient, session.data
    samples = step.samples[:MOST_LISTED]
    x, errors = session.descent.x[samples], step.errors[:MOST_LISTED]
    values = pushes(x, errors)[:, shown]
    largest = float(np.abs(values).max())
    with_ones = np.column_stack([x, np.ones(len(x))])[:, shown]
    heads, sides = _class_names(), _row_names(shown)
    own = [escape(name) for name in session.classes]
    for row, ends, error, push in zip(
        session.descent.split.train[samples].tolist(), with_ones.tolist(), errors.tolist(), values, strict=True
    ):
        yield _table(
            f"Sample {row + 1}, {own[data.labels[row]]}",
            "<th>x · (ŷ − y)</th>",
            [f"{name}<br>{_number(value, len(heads))}" for name, value in zip(heads, error, strict=True)],
            [f"{name} {_number(value, len(heads))}" for name, value in zip(sides, ends, strict=True)],
            push,
            largest,
        )


def _steps(gradient: Array, shown: Rows) -> Iterable[str]:
    """From the mean of the pushes to what the next step adds, a table each."""
    session = study_session()
    plan, step = session.study.plan, session.batch_gradient
    n = len(step.samples)
    mean = f"Mean of {f'all {n} pushes' if n > 1 else 'the one push'}"
    if plan.l2:
        x = session.descent.x[step.samples]
        penalty = plan.l2 * np.vstack([session.parameters.weights, np.zeros(gradient.shape[1])])
        tables = [
            (mean, np.column_stack([x, np.ones(n)]).T @ step.errors / n),
            (f"+ λW, λ = {typeset(format_number(plan.l2))}, none of the bias", penalty),
            ("= gradient", gradient),
        ]
    else:
        tables = [(f"{mean} = gradient", gradient)]
    rate = typeset(format_number(plan.learning_rate))
    tables.append((f"× −η, η = {rate}: what the next Step adds", -plan.learning_rate * gradient))
    for title, values in tables:
        largest = float(np.abs(values[shown]).max())
        yield _table(title, "<td></td>", _class_names(), _row_names(shown), values[shown], largest)


def _class_names() -> list[str]:
    names = shown_names(study_session().data.classes, 10)
    return [f'<i style="background:{CLASSES[k]}"></i>{escape(name)}' for k, name in enumerate(names)]


def _row_names(shown: Rows) -> list[str]:
    return [*(f"x{subscript(row + 1)}" for row in shown[:-1].tolist()), "bias"]


def _number(value: float, n_classes: int) -> str:
    return f'<span title="{full(value)}">{_written(value, n_classes)}</span>'


def _written(value: float, n_classes: int) -> str:
    """So short that a phone has room for six beside each other."""
    return narrow(value, 3) if n_classes > 4 else short(value, 3)


def _table(title: str, corner: str, heads: Sequence[str], sides: Sequence[str], values: Array, largest: float) -> str:
    """A grid of signed numbers as a table of HTML; all texts are HTML already."""
    values = values + 0.0  # never −0
    colors = iter(signed_colors((values / (largest or 1.0)).ravel()))
    head = "".join(f'<th scope="col">{text}</th>' for text in heads)
    lines = (
        f'<tr><th scope="row">{side}</th>'
        + "".join(
            f'<td title="{full(value)}" style="background:{next(colors)}">{_written(value, len(heads))}</td>'
            for value in row
        )
        + "</tr>"
        for side, row in zip(sides, values.tolist(), strict=True)
    )
    return f"<table><caption>{title}</caption><tr>{corner}{head}</tr>{''.join(lines)}</table>"
