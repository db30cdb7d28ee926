"""The derivation: the document's own, whole and corrected, in symbols and with this run's numbers; and the checks."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
import streamlit as st

from dashboard import figures
from dashboard.components import chart
from dashboard.latex import derivation as proof
from dashboard.latex import formula_css
from dashboard.session import rounds, run_session, view
from dashboard.session.fields import key
from dashboard.text import probability, short
from softmax_core.losses import PRINTED
from softmax_core.names import parameter_names, subscript

from . import checks
from .schema import SCHEMA, SECTIONS


@st.fragment
def derivation() -> None:
    """One section at a time: only the open one is computed."""
    session = run_session()
    st.html(f"<style>{formula_css()}</style>")
    run = session.run
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"#### Round {run.at} · Loss {short(session.loss(run.setup.loss))}", anchors=False, width="content")
        st.button("Previous", key="previous", shortcut="Left", disabled=run.at == 0, on_click=rounds.previous)
        st.button("Step", key="step", type="primary", shortcut="Right", on_click=rounds.step, args=(1,))
    st.segmented_control(
        "Section",
        list(SECTIONS),
        default=session.view["section"],
        required=True,
        format_func=SECTIONS.get,
        key=key("section"),
        on_change=view.choose,
        args=("section", key("section"), session.view["section"]),
        label_visibility="collapsed",
    )
    {
        "softmax": _softmax,
        "loss": _loss,
        "why": _why,
        "shapes": _shapes,
        "gradients": _gradients,
        "losses": _losses,
        "stability": _stability,
    }[session.view["section"]]()


def _softmax() -> None:
    """The chain rule, the two cases of the derivative of the softmax, and the whole Jacobian."""
    moment = run_session().moment
    i, j = _cell()
    st.markdown("##### The chain rule", anchors=False)
    _lines(proof.chain_rule(moment))
    st.markdown("##### How each probability answers to each logit", anchors=False)
    _lines([proof.jacobian(moment, i, j)])
    _choose_cell()
    case = f"i = j = {i + 1}" if i == j else f"i = {i + 1}, j = {j + 1}, i ≠ j"
    st.markdown(f"##### The chosen cell: {case}", anchors=False)
    _lines(proof.softmax_derivative(moment, i, j))
    st.caption("The document sets both cases up as ∂ŷᵢ/∂θᵢ; the second is ∂ŷᵢ/∂θⱼ.")


def _loss() -> None:
    """The derivative of the cross-entropy, and on to W and b."""
    moment = run_session().moment
    i, _ = _cell()
    st.markdown(f"##### The derivative of the loss by θ{subscript(i + 1)}", anchors=False)
    _choose_cell()
    _lines(proof.loss_derivative(moment, i))
    st.markdown("##### On to the weights and the bias", anchors=False)
    _lines(proof.parameter_gradients(moment))


def _why() -> None:
    """−y/ŷ times the Jacobian, and which way each class is pushed."""
    session = run_session()
    moment = session.moment
    by_probability, jacobian, product = checks.collapsed(moment)
    line = proof.collapse(by_probability, jacobian, product)
    st.markdown(line.words)
    st.latex(line.symbols)
    st.latex(line.numbers)  # too wide for half a page
    if not np.isfinite(by_probability).all():
        st.caption("ŷ of the label is too small for a float here, so 1/ŷ is not to be had; the product is still ŷ − y.")
    pushes = -product
    true_class = session.true_class
    st.markdown(
        f"Training moves each θ against its gradient. The true class, {true_class + 1}, is pushed **up** by "
        f"1 − ŷ{subscript(true_class + 1)} = {short(pushes[true_class])}; every other class is pushed **down** by its "
        f"own ŷ. The pushes sum to {short(float(pushes.sum()))}"
        + (" (rounding)" if pushes.sum() else "")
        + ": what the true class gains is exactly what the others lose."
    )
    st.table(
        pd.DataFrame(
            {
                "class": [k + 1 for k in range(len(product))],
                "ŷ": [probability(p) for p in session.forward.probabilities],
                "y": moment.y[0].astype(int),
                "ŷ − y": [short(value) for value in product],
                "pushed": ["nowhere" if push == 0 else "up" if push > 0 else "down" for push in pushes],
                "by": [short(abs(push)) for push in pushes],
            }
        ).set_index("class")
    )


def _shapes() -> None:
    """Every product with its shapes, and the three usual mistakes."""
    moment = run_session().moment
    st.markdown("##### Every product with its shapes", anchors=False)
    st.table(pd.DataFrame(proof.ledger(moment), columns=["", "product", "summed"]).set_index(""))
    st.markdown("##### What goes wrong", anchors=False)
    for mistake in checks.usual_mistakes(moment):
        st.markdown(f"**{mistake.title}**: `{mistake.code}` gives {mistake.outcome}. {mistake.harm}")


def _gradients() -> None:
    """All gradients by central differences, with the step to choose."""
    session = run_session()
    moment = session.moment
    exponent = session.view["step"]
    st.select_slider(
        "Step h of the differences",
        sorted(SCHEMA["step"], key=int),
        value=exponent,
        format_func=lambda power: f"10^{power}",
        key=key("step"),
        on_change=view.choose,
        args=("step", key("step"), exponent),
    )
    check = checks.gradient_check(moment, 10.0 ** int(exponent))
    _verdict("The gradient of the cross-entropy by all weights and biases", check.passes, check.errors.max())
    table, curve = st.columns(2)
    with table:
        _check_table(check)
    with curve:
        steps = np.array([10.0 ** int(power) for power in sorted(SCHEMA["step"], key=int)])
        chart(
            figures.error_curve(steps, checks.errors_by_step(moment, steps), 10.0 ** int(exponent), checks.TOLERANCE),
            "error_curve",
            "The largest relative error for each step: round-off at the left, truncation at the right.",
            saved_as=session.view["picture"],
        )
    st.caption(
        "Left of the lowest point the two losses are so near that their difference is mostly rounding, an error of "
        "about 1e-16/h. Right of it the curve is no longer straight over a step, an error of about h²."
    )


def _losses() -> None:
    """The derived loss beside the printed one, term by term, and whose gradient ŷ − y is."""
    session = run_session()
    moment = session.moment
    terms = checks.loss_terms(moment)
    classes = range(1, len(terms.y) + 1)
    st.table(
        pd.DataFrame(
            {
                "class": [str(k) for k in classes] + ["sum"],
                "y": [f"{value:.0f}" for value in terms.y] + [""],
                "ŷ": [probability(p) for p in terms.probabilities] + [""],
                "cross-entropy: −y ln ŷ": [short(v, 8) for v in terms.cross_entropy]
                + [short(float(terms.cross_entropy.sum()), 8)],
                "printed: −y ln ŷ − (1 − y) ln(1 − ŷ)": [short(v, 8) for v in terms.binary]
                + [short(float(terms.binary.sum()), 8)],
            }
        ).set_index("class")
    )
    st.markdown(
        "At the document's start every ŷ is 1/3. Its derived loss is −ln(1/3) = ln 3 = **1.0986123**. It prints "
        "**1.9095425**, which is ln 3 + 2 · ln(3/2): a yes-or-no question for each class, with the two wrong classes "
        "counted as well. It also keeps ŷ within 1e-15 of 0 and 1, so that a perfect prediction still costs 3.0e-15."
    )
    derived = checks.gradient_check(moment, checks.BEST_STEP)
    honest = checks.gradient_check(moment, checks.BEST_STEP, loss=PRINTED)
    true = checks.gradient_check(moment, checks.BEST_STEP, loss=PRINTED, gradient=PRINTED)
    _verdict("ŷ − y as the gradient of the cross-entropy", derived.passes, derived.errors.max())
    _verdict("ŷ − y as the gradient of the printed loss", honest.passes, honest.errors.max())
    _verdict("The printed loss's own gradient", true.passes, true.errors.max())
    st.latex(
        r"\frac{\partial L}{\partial\theta_j} = \sum_i\left(-\frac{y_i}{\hat y_i} + \frac{1-y_i}{1-\hat y_i}\right)"
        r"\frac{\partial\hat y_i}{\partial\theta_j}\quad\text{and 0 for an } i \text{ that the clip holds}"
    )
    _check_table(true)


def _stability() -> None:
    """The naive formulas on the user's own logits, beside the stable ones."""
    session = run_session()
    for name, label in (("times", "Multiply every logit by"), ("shift", "and add to every logit")):
        st.select_slider(
            label,
            sorted(SCHEMA[name], key=float),
            value=session.view[name],
            key=key(name),
            on_change=view.choose,
            args=(name, key(name), session.view[name]),
        )
    times, shift = float(session.view["times"]), float(session.view["shift"])
    found = checks.stability(session.moment, times, shift)
    st.table(
        pd.DataFrame(
            {
                "class": [k + 1 for k in range(len(found.logits))],
                "logit": [short(value) for value in found.logits],
                "exp(logit)": [checks.written(value) for value in found.exponentials],
                "naive ŷ": [checks.written(value) for value in found.naive],
                "stable ŷ": [probability(value) for value in found.stable],
            }
        ).set_index("class")
    )
    st.markdown(
        f"Loss: naive **{checks.written(found.naive_loss)}**, stable **{short(found.stable_loss)}**."
        + (f" The naive formula breaks: {found.breaks}." if found.breaks else " Both are right here.")
    )
    st.caption(
        "A float ends at 1.8e308, so exp overflows above 709.78 and inf/inf is no number; below −745 it underflows to "
        "0, whose logarithm is −inf. Subtracting the maximum first keeps every exponential within 0 … 1 with at least "
        "one 1, and the loss is taken from the logits: (max − θ of the label) + ln(1 + Σ of the others). Adding the "
        "same c to every logit changes nothing: e^c cancels above and below."
    )


def _cell() -> tuple[int, int]:
    """The chosen cell of the Jacobian, counted from 0 and within it."""
    session = run_session()
    last = session.run.setup.n_classes - 1
    i, j = (min(int(digit) - 1, last) for digit in session.view["cell"])
    return i, j


def _choose_cell() -> None:
    n_classes = run_session().run.setup.n_classes
    i, j = _cell()
    cells = [f"{row}{column}" for row in range(1, n_classes + 1) for column in range(1, n_classes + 1)]
    st.segmented_control(
        "Cell ij",
        cells,
        default=f"{i + 1}{j + 1}",
        required=True,
        format_func=lambda cell: f"{cell[0]}, {cell[1]}",
        key=key("cell"),
        on_change=view.choose,
        args=("cell", key("cell"), f"{i + 1}{j + 1}"),
        wrap=True,
    )


def _lines(lines: Iterable[proof.Line]) -> None:
    """Each line in words, in symbols and with numbers side by side."""
    for line in lines:
        st.markdown(line.words)
        symbols, numbers = st.columns(2)
        symbols.latex(line.symbols)
        if line.numbers:
            numbers.latex(line.numbers)


def _verdict(what: str, passes: bool, error: float) -> None:
    if passes:
        st.success(f"{what}: passes, largest relative error {short(error, 2)}", icon=":material/check_circle:")
    else:
        st.error(f"{what}: fails, largest relative error {short(error, 2)}", icon=":material/cancel:")


def _check_table(check: checks.GradientCheck) -> None:
    setup = run_session().run.setup
    names = parameter_names(setup.n_features, setup.n_classes)
    st.table(
        pd.DataFrame(
            {
                "parameter": names,
                "analytic": [short(value, 9) for value in check.analytic],
                "numeric": [short(value, 9) for value in check.numeric],
                "relative error": [short(value, 2) for value in check.errors],
                "verdict": ["passes" if error < checks.TOLERANCE else "fails" for error in check.errors],
            }
        ).set_index("parameter")
    )
