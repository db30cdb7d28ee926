"""ŷ − y from −y/ŷ and the Jacobian, in the two cases side by side, for one class and the true one."""

from ..layout import aligned, column_of
from ..lines import fitted_lines
from ..numbers import relation
from ..round import Round
from .floats import has_floats, rounded_in_training, until_cancelled
from .line import Line


def pushes_by_cases(round: Round, j: int) -> list[Line]:
    """The gradient by the logit of the true class and by that of another class j, counted from 0."""
    t, other = round.true + 1, j + 1
    has_numbers = has_floats(round, [round.true, j])
    slopes, true_case, other_case = _numbers(round, j) if has_numbers else ("", "", "")
    return [
        Line.painted(
            rf"Of the row of all $-<y_i>/<ŷ_i>$ only the entry of the true class, $-1/<ŷ_{t}>$, is not 0; it meets row "
            rf"{t} of the Jacobian. " + ("" if has_numbers else until_cancelled(round)),
            rf"<∂θ_j> = \sum_i -\frac{{<y_i>}}{{<ŷ_i>}} \, \frac{{\partial <ŷ_i>}}{{\partial <θ_j>}} = "
            rf"-\frac{{1}}{{<ŷ_{t}>}} \, \frac{{\partial <ŷ_{t}>}}{{\partial <θ_j>}}",
            _slope_of_the_loss(round) if has_numbers else "",
        ),
        Line.painted(
            rf"The Jacobian has two cases: $j = {t}$, the true class itself, and every other, here $j = {other}$.",
            rf"\frac{{\partial <ŷ_{t}>}}{{\partial <θ_j>}} = \begin{{cases}} <ŷ_{t}>(1 - <ŷ_{t}>) & j = {t} \\ "
            rf"-<ŷ_{t}> <ŷ_j> & j \ne {t} \end{{cases}}",
            slopes,
        ),
        Line.painted(
            rf"First case: $<ŷ_{t}>$ cancels and leaves $-(1 - <ŷ_{t}>)$.",
            rf"<∂θ_{t}> = -\frac{{1}}{{<ŷ_{t}>}} \, <ŷ_{t}> (1 - <ŷ_{t}>) = <ŷ_{t}> - 1",
            true_case,
        ),
        Line.painted(
            rf"Second case: $<ŷ_{t}>$ cancels, and minus times minus is plus.",
            rf"<∂θ_j> = -\frac{{1}}{{<ŷ_{t}>}} \, (-<ŷ_{t}> <ŷ_j>) = <ŷ_j> \quad (j \ne {t})",
            other_case,
        ),
        Line.painted(
            rf"As $<y_{t}> = 1$ and every other $<y_j> = 0$, both cases are $<ŷ> - <y>$." + rounded_in_training(round),
            r"<∂θ> = <ŷ> - <y>",
            column_of(round.exact_errors),
        ),
    ]


def _slope_of_the_loss(round: Round) -> str:
    share = round.exact_probabilities[round.true].shown()
    return rf"-\frac{{1}}{{<ŷ_{round.true + 1}>}} {relation(share.is_exact)} -\frac{{1}}{{{share}}}"


def _numbers(round: Round, j: int) -> tuple[str, str, str]:
    """Both cases of row t of the Jacobian, and what −1/ŷₜ makes of each."""
    probabilities, t = round.exact_probabilities, round.true
    p_t, p_j = probabilities[t], probabilities[j]
    own, cross, first, second = fitted_lines(
        [
            ([p_t], round.jacobian[t][t], lambda p: [p * (1 - p)]),
            ([p_t, p_j], round.jacobian[t][j], lambda p, q: [-p * q]),
            ([p_t], round.exact_errors[t], lambda p: [-(1 / p) * p * (1 - p)]),
            ([p_t, p_j], round.exact_errors[j], lambda p, q: [-(1 / p) * (-p * q)]),
        ]
    )
    (p,), (_, q) = own.operands, cross.operands
    slopes = aligned(
        [
            rf"j = {t + 1}: \quad & {p.factor} \cdot (1 - {p.term}){own.end}",
            rf"j = {j + 1}: \quad & -{p.factor} \cdot {q.factor}{cross.end}",
        ]
    )
    return (
        slopes,
        rf"{first.relation} -\frac{{1}}{{{p}}} \cdot {p.factor} \cdot (1 - {p.term}){first.end}",
        rf"{second.relation} -\frac{{1}}{{{p}}} \cdot (-{p.factor} \cdot {q.factor}){second.end}",
    )
