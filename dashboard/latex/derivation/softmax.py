"""From the loss to the chain rule, and the derivative of the softmax in its two cases."""

from ..layout import aligned, row_of, sum_rows
from ..lines import each, fitted_line, fitted_lines
from ..numbers import relation
from ..round import Round
from .line import Line

_E_I, _E_J, _E_K = (rf"\exp(<θ_{index}>)" for index in "ijk")

_VANISHED = " A 0 stands for what is too small for any float."


def definitions(round: Round) -> list[Line]:
    """What the layer computes, and how wrong it is."""
    loss, inputs = round.loss.shown(), "input" if len(round.x) == 1 else "inputs"
    return [
        Line.painted(
            f"From its $n = {len(round.x)}$ {inputs} $<x_i>$ the layer computes a logit $<θ_k>$ for each of the "
            f"$K = {len(round.y)}$ classes, with a weight $<w_{{ik}}>$ from input $i$ to class $k$ and a bias $<b_k>$ "
            "for each class.",
            r"<θ_k> = \sum_{i=1}^n <w_{ik}> \, <x_i> + <b_k>, \qquad <θ> = <W>^\top <x> + <b>",
            aligned([f"<x> &{row_of(round.x)}", f"<θ> &{row_of(round.logits)}"]),
        ),
        Line.painted(
            "Softmax turns the logits into probabilities. The sum in the denominator is called $S$; the document "
            r"writes $\sum_K$." + _VANISHED * (not all(p.value for p in round.probabilities)),
            rf"<ŷ_i> = \frac{{{_E_I}}}{{S}}, \qquad S = \sum_{{k=1}}^K {_E_K}",
            f"<ŷ> {row_of(round.exact_probabilities)}",
        ),
        Line.painted(
            r"The loss is the cross-entropy with the label $<y>$, which is 1 for the true class and 0 for the others; "
            r"$\ln$ is the natural logarithm.",
            r"<J> = -\sum_{k=1}^K <y_k> \ln <ŷ_k>",
            aligned([f"<y> &{row_of(round.y)}", f"<J> &{relation(loss.is_exact)} {loss}"]),
        ),
    ]


def chain_rule(round: Round) -> list[Line]:
    """What is wanted, and through what."""
    k = len(round.y)
    return [
        Line.painted(
            r"How does the loss change with each weight and each bias? It depends on them only through $<θ>$, and on "
            "$<θ>$ only through $<ŷ>$, so the chain rule gives a product. In the document's short form:",
            r"\frac{\partial <J>}{\partial <W>} = \frac{\partial <J>}{\partial <ŷ>} "
            r"\frac{\partial <ŷ>}{\partial <θ>} \frac{\partial <θ>}{\partial <W>}, \qquad "
            r"\frac{\partial <J>}{\partial <b>} = \frac{\partial <J>}{\partial <ŷ>} "
            r"\frac{\partial <ŷ>}{\partial <θ>} \frac{\partial <θ>}{\partial <b>}",
        ),
        Line.painted(
            "Entry by entry, each product is a sum over all that lies between.",
            r"<∂w_{ik}> = \sum_{m=1}^K <∂θ_m> \frac{\partial <θ_m>}{\partial <w_{ik}>}, \qquad "
            r"<∂θ_m> = \sum_{l=1}^K <∂ŷ_l> \frac{\partial <ŷ_l>}{\partial <θ_m>}",
        ),
        Line.painted(
            "A gradient has the shape of the array it is taken by: the one by $<θ>$ is a column, as $<θ>$ is, so as "
            "the left factor of a product it is transposed to a row.",
            r"\Bigl(<∂θ>\Bigr)^\top = \Bigl(<∂ŷ>\Bigr)^\top \frac{\partial <ŷ>}{\partial <θ>}",
            rf"(1,{k}) = (1,{k}) \, ({k},{k})",
        ),
    ]


def jacobian(round: Round, i: int, j: int) -> Line:
    """The whole matrix of ∂ŷᵢ/∂θⱼ, the cell i, j framed, both counted from 0."""
    classes = range(len(round.y))
    symbols = [
        [rf"<ŷ_{r + 1}>(1 - <ŷ_{r + 1}>)" if r == c else rf"-<ŷ_{r + 1}> <ŷ_{c + 1}>" for c in classes] for r in classes
    ]
    shown = [[cell.shown() for cell in row] for row in round.jacobian]
    numbers = [[cell.latex for cell in row] for row in shown]
    has_vanished = any(cell.value == 0 for row in shown for cell in row)
    for cells in (symbols, numbers):
        cells[i][j] = rf"\boxed{{{cells[i][j]}}}"
    sign = relation(all(cell.is_exact for row in shown for cell in row))
    return Line.painted(
        "All cases at once, $i$ along the rows and $j$ along the columns. Each row sums to 0, since adding the same to "
        "every logit changes no probability; each column sums to 0, since the probabilities sum to 1 whatever the "
        "logits are." + _VANISHED * has_vanished,
        rf"\frac{{\partial <ŷ>}}{{\partial <θ>}} = {_matrix(symbols)}",
        f"{sign} {_matrix(numbers)}",
    )


def quotient(round: Round) -> Line:
    """The softmax as the quotient that is to be derived."""
    total = fitted_line(round.exponentials, round.total, each)
    return Line.painted(
        "The softmax is a quotient. In the numbers the largest logit, $<m>$, is first subtracted from every logit, so "
        r"that no exponential overflows: numerator and $S$ are both divided by $\exp(<m>)$, which cancels."
        + _VANISHED
        * (not all(e.value for e in round.exponentials)),
        rf"<ŷ_i> = \frac{{{_E_I}}}{{S}} = \frac{{\exp(<θ_i> - <m>)}}{{\sum_k \exp(<θ_k> - <m>)}}",
        aligned([rf"\exp(<θ> - <m>) &{row_of(round.exponentials)}", *sum_rows("S", total)]),
    )


def same_class(round: Round, i: int) -> list[Line]:
    """∂ŷᵢ/∂θᵢ: the numerator has the logit too. i counted from 0."""
    cell = round.jacobian[i][i]
    e, p = [round.exponentials[i], round.total], [round.exact_probabilities[i]]
    one, two, three, four = fitted_lines(
        [
            (e, cell, lambda a, s: [a * s / s**2, -a * a / s**2]),
            (e, cell, lambda a, s: [a / s * (s - a) / s]),
            (e, cell, lambda a, s: [a / s * (1 - a / s)]),
            (p, cell, lambda p: [p * (1 - p)]),
        ]
    )
    (a, s), (p_i,) = one.operands, four.operands
    return [
        Line.painted(
            r"The quotient rule is $(f/g)' = (f'g - fg')/g^2$. Here $<θ_i>$ is both in the numerator and in $S$, and "
            r"$\exp$ is its own derivative.",
            rf"\frac{{\partial <ŷ_i>}}{{\partial <θ_i>}} = \frac{{{_E_I} \, S - {_E_I} \, {_E_I}}}{{S^2}}",
            rf"{one.relation} \frac{{{a.factor} \cdot {s.factor} - {a.factor} \cdot {a.factor}}}{{{s.factor}^2}}",
        ),
        Line.painted(
            r"The numerator is $\exp(<θ_i>)$ times a difference; each of the two takes one $S$ of the denominator.",
            rf"= \frac{{{_E_I}}}{{S}} \cdot \frac{{S - {_E_I}}}{{S}}",
            rf"{two.relation} \frac{{{a}}}{{{s}}} \cdot \frac{{{s} - {a}}}{{{s}}}",
        ),
        Line.painted(
            "Divide both terms of the second numerator by $S$.",
            rf"= \frac{{{_E_I}}}{{S}} \left(1 - \frac{{{_E_I}}}{{S}}\right)",
            rf"{three.relation} \frac{{{a}}}{{{s}}} \cdot \left(1 - \frac{{{a}}}{{{s}}}\right)",
        ),
        Line.painted(
            r"Each quotient is $<ŷ_i>$ again. The derivative of the logistic function $\sigma$ has the same form, "
            r"$\sigma(1 - \sigma)$.",
            r"= <ŷ_i> \, (1 - <ŷ_i>)",
            rf"{four.relation} {p_i.factor} \cdot (1 - {p_i.term}){four.end}",
        ),
    ]


def other_class(round: Round, i: int, j: int) -> list[Line]:
    """∂ŷᵢ/∂θⱼ for i ≠ j: only the sum has the logit. i and j counted from 0."""
    cell = round.jacobian[i][j]
    e = [round.exponentials[i], round.exponentials[j], round.total]
    p = [round.exact_probabilities[i], round.exact_probabilities[j]]
    one, two, three = fitted_lines(
        [
            (e, cell, lambda a, b, s: [-a * b / s**2]),
            (e, cell, lambda a, b, s: [-(a / s) * (b / s)]),
            (p, cell, lambda a, b: [-a * b]),
        ]
    )
    (a, b, s), (p_i, p_j) = one.operands, three.operands
    minus = "-" if p_i.value and p_j.value else ""
    return [
        Line.painted(
            r"The quotient rule again. Now $<θ_j>$ is not in the numerator, whose derivative is 0, but it is in $S$.",
            rf"\frac{{\partial <ŷ_i>}}{{\partial <θ_j>}} = \frac{{0 \cdot S - {_E_I} \, {_E_J}}}{{S^2}}",
            rf"{one.relation} \frac{{0 \cdot {s.factor} - {a.factor} \cdot {b.factor}}}{{{s.factor}^2}}",
        ),
        Line.painted(
            "Each of the two exponentials takes one $S$ of the denominator.",
            rf"= -\frac{{{_E_I}}}{{S}} \cdot \frac{{{_E_J}}}{{S}}",
            rf"{two.relation} {minus}\frac{{{a}}}{{{s}}} \cdot \frac{{{b}}}{{{s}}}",
        ),
        Line.painted(
            "Each quotient is a probability again. So raising $<θ_j>$ lowers every other $<ŷ_i>$, each in proportion "
            "to itself, and all of them together by as much as $<ŷ_j>$ gains.",
            r"= -<ŷ_i> \, <ŷ_j>",
            rf"{three.relation} {minus}{p_i.factor} \cdot {p_j.factor}{three.end}",
        ),
    ]


def _matrix(rows: list[list[str]]) -> str:
    return r"\begin{bmatrix} " + r" \\ ".join(" & ".join(row) for row in rows) + r" \end{bmatrix}"
