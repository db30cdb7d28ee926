"""The document's derivation, line by line: each line in symbols and with the numbers of a round. No Streamlit."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from softmax_core import backward, forward, softmax_jacobian
from softmax_core.functional import Array
from softmax_core.training import Moment

from .numbers import number
from .symbols import colored

X, W, B = colored("x"), colored("w"), colored("b")
THETA, P, Y, J, G = colored("θ"), colored("ŷ"), colored("y"), colored("J"), colored("g")
E_I, E_J, S = rf"e^{{{THETA}_i}}", rf"e^{{{THETA}_j}}", r"{\textstyle\sum_K}"


class Line(NamedTuple):
    """One step: what is done, in words; the formula; and the same with numbers, where it has any."""

    words: str
    symbols: str
    numbers: str = ""


def chain_rule(moment: Moment) -> list[Line]:
    """What is wanted, and through what."""
    n_features, n_classes = moment.parameters.weights.shape
    return [
        Line(
            "Wanted: how the loss changes with each weight and each bias. The loss sees them only through θ, and θ "
            "only through ŷ, so the chain rule gives a product of three.",
            rf"\frac{{\partial {J}}}{{\partial {W}}} = \frac{{\partial {J}}}{{\partial {THETA}}}"
            rf"\frac{{\partial {THETA}}}{{\partial {W}}} = \frac{{\partial {J}}}{{\partial {P}}}"
            rf"\frac{{\partial {P}}}{{\partial {THETA}}}\frac{{\partial {THETA}}}{{\partial {W}}}",
            rf"\underbrace{{(1,{n_classes})}}_{{\partial J/\partial \hat y}}\;"
            rf"\underbrace{{({n_classes},{n_classes})}}_{{\partial \hat y/\partial\theta}}\;"
            rf"\to\; \underbrace{{(1,{n_classes})}}_{{\partial J/\partial\theta}}"
            rf"\;\to\; \underbrace{{({n_features},{n_classes})}}_{{\partial J/\partial W}}",
        ),
        Line(
            "For the bias only the last factor differs.",
            rf"\frac{{\partial {J}}}{{\partial {B}}} = \frac{{\partial {J}}}{{\partial {THETA}}}"
            rf"\frac{{\partial {THETA}}}{{\partial {B}}} = \frac{{\partial {J}}}{{\partial {P}}}"
            rf"\frac{{\partial {P}}}{{\partial {THETA}}}\frac{{\partial {THETA}}}{{\partial {B}}}",
        ),
    ]


def softmax_derivative(moment: Moment, i: int, j: int) -> list[Line]:
    """∂ŷᵢ/∂θⱼ for one cell of the Jacobian, i and j counted from 0. The document writes ∂θᵢ for both cases.

    The numbers use exponentials of θ − max, whose quotients are those of exp θ and which cannot overflow.
    """
    result = forward(moment.parameters, moment.x)
    logits, probabilities = result.logits[0], result.probabilities[0]
    e = np.exp(logits - logits.max())
    a, b, s = number(e[i], 6), number(e[j], 6), number(e.sum(), 6)
    quotient = Line(
        f"The softmax is a quotient; its sum over all {len(e)} classes is called Σ_K. Its exponentials are shown "
        "after the maximum is subtracted from every θ, which cancels.",
        rf"{P}_i = \frac{{{E_I}}}{{{S}}},\qquad {S} = \sum_{{j=1}}^K {E_J}",
        rf"\begin{{aligned}} e^{{\theta-\max}} &= ({_row(e)})\\ {S} &= {s}\end{{aligned}}",
    )
    if i == j:
        return [quotient, *_same_class(a, s, probabilities[i])]
    return [quotient, *_other_class(a, b, s, probabilities[i], probabilities[j])]


def _same_class(a: str, s: str, p: float) -> list[Line]:
    """i = j: a is the exponential of the class, s the sum."""
    return [
        Line(
            "Quotient rule. Both the top and Σ_K contain θᵢ, so both terms stay.",
            rf"\frac{{\partial {P}_i}}{{\partial {THETA}_i}} = \frac{{{E_I}\,{S} - {E_I}\,{E_I}}}{{({S})^2}}",
            rf"\frac{{{a} \cdot {s} - {a} \cdot {a}}}{{({s})^2}}",
        ),
        Line(
            "Split the square below into two factors.",
            rf"= \frac{{{E_I}}}{{{S}}}\cdot\frac{{{S} - {E_I}}}{{{S}}}",
            rf"= \frac{{{a}}}{{{s}}}\cdot\frac{{{s} - {a}}}{{{s}}}",
        ),
        Line(
            "Divide.",
            rf"= \frac{{{E_I}}}{{{S}}}\left(1 - \frac{{{E_I}}}{{{S}}}\right)",
            rf"= \frac{{{a}}}{{{s}}}\left(1 - \frac{{{a}}}{{{s}}}\right)",
        ),
        Line(
            "Each quotient is ŷᵢ again. It has the shape of the derivative of the logistic function.",
            rf"= {P}_i\,(1 - {P}_i)",
            rf"= {number(p, 6)} \cdot (1 - {number(p, 6)}) = {number(p * (1 - p), 6)}",
        ),
    ]


def _other_class(a: str, b: str, s: str, p_i: float, p_j: float) -> list[Line]:
    """i ≠ j: a and b are the exponentials of the two classes, s the sum."""
    return [
        Line(
            "Quotient rule. The top does not contain θⱼ, so its derivative is 0; Σ_K does.",
            rf"\frac{{\partial {P}_i}}{{\partial {THETA}_j}} = \frac{{0\cdot {S} - {E_I}\,{E_J}}}{{({S})^2}}",
            rf"\frac{{0 \cdot {s} - {a} \cdot {b}}}{{({s})^2}}",
        ),
        Line(
            "Split into two factors.",
            rf"= -\frac{{{E_I}}}{{{S}}}\cdot\frac{{{E_J}}}{{{S}}}",
            rf"= -\frac{{{a}}}{{{s}}}\cdot\frac{{{b}}}{{{s}}}",
        ),
        Line(
            "Each quotient is a probability again. Raising θⱼ takes from ŷᵢ what it gives to ŷⱼ.",
            rf"= -{P}_i\,{P}_j",
            rf"= -{number(p_i, 6)} \cdot {number(p_j, 6)} = {number(-p_i * p_j, 6)}",
        ),
    ]


def jacobian(moment: Moment, i: int, j: int) -> Line:
    """The whole matrix, the chosen cell framed."""
    probabilities = forward(moment.parameters, moment.x).probabilities[0]
    classes = range(len(probabilities))
    symbols = [
        [rf"{P}_{r + 1}(1-{P}_{r + 1})" if r == c else rf"-{P}_{r + 1}{P}_{c + 1}" for c in classes] for r in classes
    ]
    numbers = [[number(value) for value in row] for row in softmax_jacobian(probabilities)]
    for matrix in (symbols, numbers):
        matrix[i][j] = rf"\boxed{{{matrix[i][j]}}}"
    return Line(
        "All cases at once, i along the rows. It is symmetric, and each row sums to 0: what one class gains the others "
        "lose.",
        rf"\frac{{\partial {P}}}{{\partial {THETA}}} = {_matrix(symbols)}",
        rf"= {_matrix(numbers)}",
    )


def loss_derivative(moment: Moment, i: int) -> list[Line]:
    """∂J/∂θᵢ: how the sum collapses to ŷᵢ − yᵢ, i counted from 0."""
    probabilities, y = forward(moment.parameters, moment.x).probabilities[0], moment.y[0]
    t = int(y.argmax())
    p_i = number(probabilities[i], 6)
    d = rf"\frac{{\partial {P}_j}}{{\partial {THETA}_i}}"
    here = rf"\frac{{\partial {P}_i}}{{\partial {THETA}_i}}"
    lines = [
        Line(
            "The derivative of the loss, which is a sum over the classes.",
            rf"\frac{{\partial {J}}}{{\partial {THETA}_i}} = -\sum_{{j=1}}^K"
            rf"\frac{{\partial\,{Y}_j\log {P}_j}}{{\partial {THETA}_i}}",
            rf"i = {i + 1},\quad y = ({_row(y)})",
        ),
        Line(
            "The label does not depend on θ, so it comes out.",
            rf"= -\sum_{{j=1}}^K {Y}_j\,\frac{{\partial\log {P}_j}}{{\partial {THETA}_i}}",
            rf"= -1 \cdot \frac{{\partial\log \hat y_{t + 1}}}{{\partial\theta_{i + 1}}}"
            rf"\quad\text{{(all other }} y_j \text{{ are 0)}}",
        ),
        Line(
            "The derivative of a logarithm is one over what is inside, times its own derivative.",
            rf"= -\sum_{{j=1}}^K \frac{{{Y}_j}}{{{P}_j}}\,{d}",
            rf"= -\frac{{1}}{{{number(probabilities[t], 6)}}}"
            rf"\frac{{\partial\hat y_{t + 1}}}{{\partial\theta_{i + 1}}}",
        ),
        Line(
            "Take the term j = i out of the sum, as the softmax has two cases.",
            rf"= \left(-\frac{{{Y}_i}}{{{P}_i}}\,{here}\right)"
            rf" + \left(-\sum_{{j\neq i}}^K \frac{{{Y}_j}}{{{P}_j}}\,{d}\right)",
        ),
        Line(
            "Put both cases in.",
            rf"= -\frac{{{Y}_i}}{{{P}_i}}\,{P}_i(1-{P}_i) - \sum_{{j\neq i}}^K \frac{{{Y}_j}}{{{P}_j}}\,(-{P}_i{P}_j)",
        ),
    ]
    return [*lines, *_collected(y, i, p_i, number(probabilities[i] - y[i], 6))]


def _collected(y: Array, i: int, p_i: str, slope: str) -> list[Line]:
    """From both cases put in to ŷᵢ − yᵢ, whose number is `slope`."""
    y_i, shares = number(y[i]), [rf"{number(entry)} \cdot {p_i}" for entry in y]
    everyone = " + ".join(number(entry) for entry in y)
    others = " + ".join(share for j, share in enumerate(shares) if j != i)
    return [
        Line(
            "ŷᵢ cancels in the first term, ŷⱼ in each term of the sum.",
            rf"= -{Y}_i + {Y}_i{P}_i + \sum_{{j\neq i}}^K {Y}_j{P}_i",
            rf"= -{y_i} + {y_i} \cdot {p_i} + ({others})",
        ),
        Line(
            "The term that stood alone is the one the sum had left out: together they run over all classes.",
            rf"= -{Y}_i + \sum_{{j=1}}^K {Y}_j{P}_i",
            rf"= -{y_i} + {' + '.join(shares)}",
        ),
        Line(
            "ŷᵢ is the same in every term.",
            rf"= -{Y}_i + {P}_i\sum_{{j=1}}^K {Y}_j",
            rf"= -{y_i} + {p_i} \cdot ({everyone})",
        ),
        Line(
            "A one-hot label sums to 1. This is where it is needed: with a sum of 2 the result would be 2ŷᵢ − yᵢ, and "
            "the pushes would no longer cancel.",
            rf"= {P}_i - {Y}_i \qquad \left(\because \textstyle\sum_j {Y}_j = 1\right)",
            rf"= {p_i} - {y_i} = {slope}",
        ),
    ]


def parameter_gradients(moment: Moment) -> list[Line]:
    """From ∂J/∂θ on to the weights and the bias, with shapes."""
    n_features, n_classes = moment.parameters.weights.shape
    gradients = backward(forward(moment.parameters, moment.x).probabilities, moment.x, moment.y)
    column = _matrix([[number(value)] for value in moment.x[0]])
    row = _matrix([[number(value) for value in gradients.logits[0]]])
    return [
        Line(
            "θₖ is a sum over the inputs, so its derivative by wᵢₖ is xᵢ and by bₖ is 1. (The document's sum runs "
            f"to 3; there are {n_features} inputs here.)",
            rf"{THETA}_k = \sum_{{i=1}}^{{{n_features}}} {W}_{{ik}}{X}_i + {B}_k,\qquad"
            rf"\frac{{\partial {THETA}_k}}{{\partial {W}_{{ik}}}} = {X}_i,\qquad"
            rf"\frac{{\partial {THETA}_k}}{{\partial {B}_k}} = 1",
            rf"x = ({_row(moment.x[0])})",
        ),
        Line(
            "A weight joins one input to one class, so its gradient is the product of the two: an outer product, x as "
            "a column times ŷ − y as a row. The document writes it xᵀ(ŷ − y).",
            rf"\frac{{\partial {J}}}{{\partial {W}}} = \underbrace{{{X}}}_{{({n_features},1)}}\;"
            rf"\underbrace{{({P} - {Y})^\top}}_{{(1,{n_classes})}}",
            rf"= {column} {row} = {_matrix([[number(value) for value in r] for r in gradients.weights])}",
        ),
        Line(
            "The bias has the constant 1 for its input.",
            rf"\frac{{\partial {J}}}{{\partial {B}}} = 1\cdot({P} - {Y})",
            rf"= ({_row(gradients.bias)})",
        ),
    ]


def ledger(moment: Moment) -> list[tuple[str, str, str]]:
    """Every product with its shapes and the axis of every sum: (quantity, product, what is summed)."""
    f, k = moment.parameters.weights.shape
    return [
        ("θ", f"Wᵀ ({k}, {f}) · x ({f}, 1) + b ({k}, 1) = ({k}, 1)", f"over the {f} inputs"),
        ("ŷ", f"exp(θ − max) ({k}, 1) / Σ (1,) = ({k}, 1)", f"over the {k} classes"),
        ("J", f"−y ({k}, 1) · log ŷ ({k}, 1) = (1,)", f"over the {k} classes"),
        ("∂ŷ/∂θ", f"diag(ŷ) − ŷ ŷᵀ = ({k}, {k})", "nothing is summed"),
        ("∂J/∂θ", f"(−y/ŷ)ᵀ (1, {k}) · ∂ŷ/∂θ ({k}, {k}) = (1, {k})", f"over the {k} classes i of ŷᵢ"),
        ("∂J/∂W", f"x ({f}, 1) · (ŷ − y)ᵀ (1, {k}) = ({f}, {k})", "over the samples, here one"),
        ("∂J/∂b", f"(ŷ − y) ({k}, 1) = ({k}, 1)", "over the samples, here one"),
        ("W, b", f"W − η ∂J/∂W = ({f}, {k}), b − η ∂J/∂b = ({k},)", "nothing is summed"),
    ]


def collapse(by_probability: Array, jacobian: Array, product: Array) -> Line:
    """−y/ŷ times the Jacobian is ŷ − y."""
    return Line(
        "The chain rule in one product: the row −y/ŷ, with a single entry that is not 0, picks one row of the Jacobian "
        "and rescales it.",
        rf"\frac{{\partial {J}}}{{\partial {P}}}\,\frac{{\partial {P}}}{{\partial {THETA}}} = ({P} - {Y})^\top",
        rf"{_matrix([_numbers(by_probability)])} {_matrix([_numbers(row) for row in jacobian])}"
        rf" = {_matrix([_numbers(product)])}",
    )


def _numbers(values: Iterable[float]) -> list[str]:
    return [r"-\infty" if value == -np.inf else number(value) for value in values]


def _row(values: Iterable[float]) -> str:
    return ",\\ ".join(_numbers(values))


def _matrix(rows: list[list[str]]) -> str:
    return r"\begin{bmatrix}" + r"\\".join(" & ".join(row) for row in rows) + r"\end{bmatrix}"
