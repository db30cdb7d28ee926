"""The sections that derive: the softmax, the loss and the gradients, why it is ŷ − y, and the shapes."""

from collections.abc import Iterable

import pandas as pd
import streamlit as st

from dashboard.glossary import address_of, explained
from dashboard.latex import Round, number, painted
from dashboard.latex import derivation as proof
from dashboard.session import run_session, view
from dashboard.session.fields import key
from softmax_core.one_example import logit_step

from . import mistakes


def softmax() -> None:
    """What is computed, the chain rule, both cases of the derivative of the softmax, and the whole Jacobian."""
    round = Round(run_session().moment)
    i, j = _cell()
    other = j if j != i else (i + 1) % len(round.y)
    _heading("What is computed")
    is_narrow = max(len(round.x), len(round.y)) < 5
    _lines(proof.definitions(round), side_by_side=is_narrow)
    _heading("The chain rule")
    _lines(proof.chain_rule(round))
    _heading("How each probability answers to each logit")
    _lines([proof.quotient(round)], side_by_side=is_narrow)
    _choose_cell()
    _heading(f"First case, $i = j$, with numbers for $i = {i + 1}$")
    _lines(proof.same_class(round, i))
    _heading(rf"Second case, $i \ne j$, with numbers for $i = {i + 1}$ and $j = {other + 1}$")
    _lines(proof.other_class(round, i, other))
    st.markdown(
        painted(
            r"The document sets both cases up as $\partial <ŷ_i> / \partial <θ_i>$; the second is "
            r"$\partial <ŷ_i> / \partial <θ_j>$."
        )
    )
    _heading("Both cases in one matrix, the Jacobian")
    _lines([proof.jacobian(round, i, j)], side_by_side=len(round.y) < 4)


def loss() -> None:
    """The derivative of the cross-entropy, and on to W and b."""
    round = Round(run_session().moment)
    i, _ = _cell()
    _heading(painted(f"The derivative of the loss by $<θ_i>$, with numbers for $i = {i + 1}$"))
    _choose_cell()
    _lines(proof.loss_derivative(round, i))
    _heading("On to the weights and the bias")
    _lines(proof.parameter_gradients(round))


def why() -> None:
    """−y/ŷ times the Jacobian, and which way each class is pushed."""
    session = run_session()
    round = Round(session.moment)
    _lines(proof.product_of_the_chain_rule(round), side_by_side=False)
    _heading("Which way each class is pushed")
    t = session.true_class + 1
    step = float(logit_step(session.moment.x, session.moment.learning_rate))
    has_zero = any(error.value == 0 for error in round.errors)
    still = " Where a float rounds an entry to 0, as in the table, that logit does not move." if has_zero else ""
    st.markdown(
        painted(
            rf"A round moves the logits by $-<η> \, (\lVert <x> \rVert^2 + 1)(<ŷ> - <y>)$, which is "
            rf"${number(-step)} \cdot (<ŷ> - <y>)$ here: the true class, {t}, is pushed **up** in proportion to "
            rf"$1 - <ŷ_{t}>$, and every other class **down** in proportion to its own $<ŷ_k>$. The entries of "
            r"$<ŷ> - <y>$ sum to 0, so the logit of the true class rises as far as the others fall together." + still
        )
    )
    st.table(
        pd.DataFrame(
            {
                "class": [str(k + 1) for k in range(len(round.y))],
                painted(explained("probability $<ŷ>$")): _numbers(round.probabilities),
                painted(explained("label $<y>$")): _numbers(round.y),
                painted(f"[error]({address_of('error')}) $<ŷ> - <y>$"): _numbers(round.errors),
                "pushed": [
                    "nowhere" if error.value == 0 else "down" if error.value > 0 else "up" for error in round.errors
                ],
                painted("moves $<θ>$ by"): [f"${number(-step * error.value)}$" for error in round.errors],
            }
        ),
        hide_index=True,
    )


def shapes() -> None:
    """Every product with its shapes, and the three usual mistakes."""
    moment = run_session().moment
    _heading("Every product with its shapes, rows by columns")
    rows = proof.shapes(Round(moment))
    st.table(
        pd.DataFrame(
            {
                "quantity": [f"${row.quantity}$" for row in rows],
                "product": [f"${row.product}$" for row in rows],
                "summed over": [row.summed for row in rows],
            }
        ),
        hide_index=True,
    )
    _heading("What goes wrong")
    for mistake in mistakes.usual_mistakes(moment):
        st.markdown(f"**{mistake.title}**: `{mistake.code}` gives {mistake.outcome}. {mistake.harm}")


def _numbers(values: Iterable) -> list[str]:
    return [f"${value.shown()}$" for value in values]


def _heading(text: str) -> None:
    st.markdown(f"### {text}", anchors=False)


def _lines(lines: Iterable[proof.Line], *, side_by_side: bool = True) -> None:
    """Each line in words, in symbols and with numbers, these side by side where there is room."""
    for line in lines:
        st.markdown(explained(line.words, above=proof.legend()))
        symbols, numbers = st.columns(2, vertical_alignment="center") if side_by_side else (st, st)
        symbols.latex(line.symbols)
        if line.numbers:
            numbers.latex(line.numbers)


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
        "Cell i, j of the numbers",
        cells,
        default=f"{i + 1}{j + 1}",
        required=True,
        format_func=lambda cell: f"{cell[0]}, {cell[1]}",
        key=key("cell"),
        on_change=view.choose,
        args=("cell", key("cell"), f"{i + 1}{j + 1}"),
        wrap=True,
    )
