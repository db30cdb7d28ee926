"""The sections that check: the gradients by differences, the two losses, and what floats do to the formulas."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import streamlit as st

from dashboard import figures
from dashboard.components import chart
from dashboard.glossary import explained
from dashboard.latex import Round, number, painted, probability
from dashboard.session import run_session, view
from dashboard.session.fields import key
from softmax_core.functional import CLIP
from softmax_core.losses import PRINTED
from softmax_core.model import ForwardPass
from softmax_core.names import Name, parameter_names

from . import checks
from . import stability as floats
from .checks import Verdict
from .schema import SCHEMA


def gradients() -> None:
    """All gradients by central differences, with the step to choose."""
    session = run_session()
    moment, exponent = session.moment, session.view["step"]
    st.select_slider(
        "Step h of the differences",
        sorted(SCHEMA["step"], key=int),
        value=exponent,
        format_func=lambda power: "10" + power.translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")),
        key=key("step"),
        on_change=view.choose,
        args=("step", key("step"), exponent),
    )
    check = checks.gradient_check(moment, 10.0 ** int(exponent))
    _say("The gradient of the cross-entropy by all weights and biases", check)
    table, curve = st.columns([3, 2])
    with table:
        _check_table(check)
    with curve:
        _error_curve(int(exponent))
    limit = f"${number(checks.TOLERANCE)}$"
    st.markdown(
        r":small[The relative error of an analytic slope $a$ and a numeric one $n$ is $|a - n| / \max(|a|, |n|)$. "
        rf"They differ where it is more than {limit} and $|a - n|$ is more than the error of the check. Otherwise they "
        rf"agree, unless that error is itself more than {limit} of the larger slope: then they are too small to tell. "
        "The error of the check has two parts. Where $h$ is small, the two losses are nearly the same and their "
        r"difference is mostly rounding, which leaves about $10^{-16} / h$. Where $h$ is large, the loss is "
        "curved over the step, which leaves about $h^2$.]"
    )


def _error_curve(exponent: int) -> None:
    session = run_session()
    powers = sorted(map(int, SCHEMA["step"]))
    found = [checks.gradient_check(session.moment, 10.0**power) for power in powers]
    chart(
        figures.error_curve(
            10.0 ** np.array(powers),
            np.array([check.error for check in found]),
            np.array([check.own_error for check in found]),
            {verdict.value: np.array([check.verdict is verdict for check in found]) for verdict in Verdict},
            10.0**exponent,
            checks.TOLERANCE,
        ),
        "error_curve",
        "The largest relative error for each step, whether the gradient agrees there, and the error of the check.",
        saved_as=session.view["picture"],
    )


def losses() -> None:
    """The derived loss beside the printed one, term by term, and whose gradient ŷ − y is."""
    moment = run_session().moment
    terms = checks.loss_terms(moment)
    derived, printed = float(terms.cross_entropy.sum()), float(terms.binary.sum())
    st.markdown(
        painted(
            "The document derives the cross-entropy $<J>$, but its program prints another loss, $L$: a yes-or-no "
            rf"question for each class, where $p$ is $<ŷ>$ kept at least ${number(CLIP)}$ away from 0 and from 1. Here "
            rf"the document's formula gives $L \approx {number(printed, 8)}$, and $<J> \approx {number(derived, 8)}$."
        )
    )
    st.latex(painted(r"L = -\sum_{k=1}^K \bigl(<y_k> \ln p_k + (1 - <y_k>) \ln (1 - p_k)\bigr)"))
    _terms_table(terms)
    perfect = ForwardPass(np.zeros_like(moment.y), moment.y)
    floor = float(PRINTED.mean(perfect, moment.y))
    st.markdown(
        painted(
            r"At the start of the document's first example every $<ŷ_k>$ is 1/3. There $<J> = -\ln(1/3) = \ln 3 "
            r"\approx 1.0986123$, but the program prints 1.9095425, which is $\ln 3 + 2 \ln(3/2)$: the two wrong "
            rf"classes count as well. As $p$ never reaches 0 or 1, even a perfect prediction of {len(terms.y)} classes "
            rf"costs $L \approx {number(floor)}$."
        )
    )
    _say("ŷ − y as the gradient of the cross-entropy", checks.gradient_check(moment, checks.BEST_STEP))
    _say(
        "ŷ − y as the gradient of the printed loss",
        checks.gradient_check(moment, checks.BEST_STEP, loss=PRINTED),
    )
    true = checks.gradient_check(moment, checks.BEST_STEP, loss=PRINTED, gradient=PRINTED)
    _say("The printed loss's own gradient", true)
    st.latex(
        painted(
            r"\frac{\partial L}{\partial <θ_j>} = \sum_i \left(-\frac{<y_i>}{<ŷ_i>} + "
            r"\frac{1 - <y_i>}{1 - <ŷ_i>}\right) \frac{\partial <ŷ_i>}{\partial <θ_j>} "
            r"\qquad \text{over the classes with } p_i = <ŷ_i>"
        )
    )
    _check_table(true)


def _terms_table(terms: checks.LossTerms) -> None:
    round = Round(run_session().moment)
    sums = [f"${number(float(column.sum()), 8)}$" for column in (terms.cross_entropy, terms.binary)]
    st.table(
        pd.DataFrame(
            {
                "class": [str(k + 1) for k in range(len(terms.y))] + ["**sum**"],
                painted(explained("label $<y>$")): [f"${y.shown()}$" for y in round.y] + [""],
                painted(explained("probability $<ŷ>$")): [f"${p.shown()}$" for p in round.probabilities] + [""],
                painted(r"in $<J>$: $-<y> \ln <ŷ>$"): [f"${number(v, 8)}$" for v in terms.cross_entropy] + sums[:1],
                painted(r"in $L$: $-<y> \ln p - (1 - <y>) \ln(1 - p)$"): [f"${number(v, 8)}$" for v in terms.binary]
                + sums[1:],
            }
        ),
        hide_index=True,
    )


def stability() -> None:
    """The naive formulas on the user's own logits, beside the stable ones."""
    session = run_session()
    for name, label in (("times", "Multiply every logit by"), ("shift", "and add to every logit")):
        st.select_slider(
            label,
            sorted(SCHEMA[name], key=float),
            value=session.view[name],
            format_func=lambda value: value.replace("-", "−"),
            key=key(name),
            on_change=view.choose,
            args=(name, key(name), session.view[name]),
        )
    found = floats.stability(session.moment, float(session.view["times"]), float(session.view["shift"]))
    columns = {
        painted(explained("logit $<θ>$")): (found.logits, number),
        painted(explained(r"exponential $\exp(<θ>)$")): (found.exponentials, number),
        painted("naive $<ŷ>$"): (found.naive, probability),
        painted("stable $<ŷ>$"): (found.stable, probability),
    }
    st.table(
        pd.DataFrame(
            {
                "class": [str(k + 1) for k in range(len(found.logits))],
                **{
                    name: [_written(value, write) for value in values.tolist()]
                    for name, (values, write) in columns.items()
                },
            }
        ),
        hide_index=True,
    )
    st.markdown(
        painted(
            f"Loss $<J>$: naive {_written(found.naive_loss)}, stable {_written(found.stable_loss)}. " + found.sentence
        )
    )
    st.markdown(
        painted(
            r":small[A float ends at $1.8 \times 10^{308}$: exp overflows above 709.78, and $\infty/\infty$ is no "
            r"number. Below $-745.13$ it underflows to 0, whose logarithm is $-\infty$. With the largest logit, $<m>$, "
            "subtracted first, every exponential is between 0 and 1 and at least one is 1; and the loss is taken from "
            "the logits: "
            r"$(<m> - <θ_t>) + \ln(1 + \text{the sum of the other exponentials})$, $t$ being the true class. Adding "
            r"the same $c$ to every logit changes nothing, as $\exp(c)$ cancels in the fraction.]"
        )
    )


def _written(value: float, write: Callable[[float], str] = number) -> str:
    """A number that may be infinite or none at all, as Markdown."""
    if np.isnan(value):
        return "not a number"
    return f"${write(value)}$" if np.isfinite(value) else r"$\infty$" if value > 0 else r"$-\infty$"


def _say(what: str, check: checks.GradientCheck) -> None:
    """The verdict of a check, in the colour of its kind."""
    say, icon = {
        Verdict.AGREES: (st.success, ":material/check_circle:"),
        Verdict.DIFFERS: (st.error, ":material/cancel:"),
        Verdict.TOO_SMALL: (st.info, ":material/help:"),
    }[check.verdict]
    say(check.sentence(what), icon=icon)


def _check_table(check: checks.GradientCheck) -> None:
    setup = run_session().run.setup
    names = parameter_names(setup.n_features, setup.n_classes)
    st.table(
        pd.DataFrame(
            {
                "parameter": [_symbol(name) for name in names],
                "analytic": [f"${number(value, 9)}$" for value in check.analytic],
                "numeric": [f"${number(value, 9)}$" for value in check.numeric],
                "relative error": [f"${number(value, 2)}$" for value in check.errors],
                "error of the check": [f"${number(value, 2)}$" for value in check.own_errors],
                "verdict": [verdict.value for verdict in check.verdicts],
            }
        ),
        hide_index=True,
    )


def _symbol(name: Name) -> str:
    """A weight or bias as Markdown."""
    return painted(f"$<{name.setting.key}_{{{name.index}}}>$")
