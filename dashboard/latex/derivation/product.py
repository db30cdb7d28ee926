"""Why ŷ − y: the chain rule as one product."""

from ..layout import aligned, matrix
from ..lines import fitted_lines, product
from ..numbers import Quantity, relation
from ..round import Round
from .floats import has_floats, rounded_in_training, until_cancelled
from .line import Line


def product_of_the_chain_rule(round: Round) -> list[Line]:
    """The row −y/ŷ times the Jacobian is ŷ − y."""
    t, classes = round.true + 1, range(1, len(round.y) + 1)
    has_numbers = has_floats(round, range(len(round.y)))
    row = " & ".join(rf"<ŷ_{t}>(1 - <ŷ_{t}>)" if k == t else rf"-<ŷ_{t}> <ŷ_{k}>" for k in classes)
    errors = [error.shown() for error in round.exact_errors]
    return [
        Line.painted(
            rf"By the chain rule the row of all $-<y_j>/<ŷ_j>$ is multiplied by the Jacobian. Only the entry of the "
            rf"true class, $-1/<ŷ_{t}>$, is not 0, so the product is that entry times row {t} of the Jacobian. "
            + ("" if has_numbers else until_cancelled(round)),
            r"\Bigl(<∂θ>\Bigr)^\top = \Bigl(<∂ŷ>\Bigr)^\top \frac{\partial <ŷ>}{\partial <θ>} = "
            rf"-\frac{{1}}{{<ŷ_{t}>}} \begin{{bmatrix}} {row} \end{{bmatrix}}",
            _numbers_of_the_product(round) if has_numbers else "",
        ),
        Line.painted(
            rf"$<ŷ_{t}>$ cancels in every entry.",
            rf"-\frac{{1}}{{<ŷ_{t}>}} \, (-<ŷ_{t}> <ŷ_j>) = <ŷ_j> \quad (j \ne {t}), \qquad "
            rf"-\frac{{1}}{{<ŷ_{t}>}} \, <ŷ_{t}> (1 - <ŷ_{t}>) = <ŷ_{t}> - 1",
        ),
        Line.painted(
            rf"As $<y_{t}> = 1$ and every other $<y_j> = 0$, this is $<ŷ> - <y>$." + rounded_in_training(round),
            r"\Bigl(<∂θ>\Bigr)^\top = (<ŷ> - <y>)^\top",
            f"{relation(all(error.is_exact for error in errors))} {matrix([errors])}",
        ),
    ]


def _numbers_of_the_product(round: Round) -> str:
    by_true = Quantity(-1 / round.probabilities[round.true].value, "g")
    lines = fitted_lines(
        [
            ([by_true, cell], error, product)
            for cell, error in zip(round.jacobian[round.true], round.exact_errors, strict=True)
        ]
    )
    digits = lines[0].digits
    row = [[(by_true if k == round.true else Quantity(0, "g")).shown(digits) for k in range(len(lines))]]
    cells = [[cell.shown(digits) for cell in row] for row in round.jacobian]
    relation_shown = relation(all(line.holds_exactly for line in lines))
    return aligned(
        [rf"&{matrix(row)} {matrix(cells)}", rf"&{relation_shown} {matrix([[line.result for line in lines]])}"]
    )
