"""The derivative of the loss, line by line down to ŷ − y."""

from ..layout import row_of
from ..lines import difference, fitted_line, fitted_lines
from ..numbers import Quantity
from ..round import Round
from .floats import has_floats, rounded_in_training, until_cancelled
from .line import Line


def loss_derivative(round: Round, i: int) -> list[Line]:
    """∂J/∂θᵢ: how the sum over the classes comes to ŷᵢ − yᵢ, i counted from 0."""
    return [*_divided(round, i), *_collected(round, i)]


def _divided(round: Round, i: int) -> list[Line]:
    """From the derivative of the sum to both cases of the softmax put in."""
    t = round.true + 1
    has_numbers = has_floats(round, [i])
    one, apart, both = _numbers_divided(round, i) if has_numbers else ("", "", "")
    zeros = r"A term with $<y_j> = 0$ is written as 0."
    return [
        Line.painted(
            "The loss is a sum over the classes, and so is its derivative.",
            r"<∂θ_i> = -\sum_{j=1}^K \frac{\partial \, (<y_j> \ln <ŷ_j>)}{\partial <θ_i>}",
            rf"i = {i + 1}, \quad <y> {row_of(round.y)}",
        ),
        Line.painted(
            "The label does not depend on $<θ_i>$: it is a constant factor.",
            r"= -\sum_{j=1}^K <y_j> \, \frac{\partial \ln <ŷ_j>}{\partial <θ_i>}",
            rf"= -1 \cdot \frac{{\partial \ln <ŷ_{t}>}}{{\partial <θ_{i + 1}>}} \quad "
            r"\text{(all other } <y_j> \text{ are 0)}",
        ),
        Line.painted(
            rf"The derivative of $\ln u$ is $u'/u$. {until_cancelled(round) if not has_numbers else ''}",
            r"= -\sum_{j=1}^K \frac{<y_j>}{<ŷ_j>} \, \frac{\partial <ŷ_j>}{\partial <θ_i>}",
            one,
        ),
        Line.painted(
            f"The softmax has one case for $j = i$ and one for $j \\ne i$, so take the term $j = i$ out. {zeros}",
            r"= \left(-\frac{<y_i>}{<ŷ_i>} \, \frac{\partial <ŷ_i>}{\partial <θ_i>}\right) + "
            r"\left(-\sum_{j \ne i} \frac{<y_j>}{<ŷ_j>} \, \frac{\partial <ŷ_j>}{\partial <θ_i>}\right)",
            apart,
        ),
        Line.painted(
            "Put both cases in.",
            r"= -\frac{<y_i>}{<ŷ_i>} \, <ŷ_i> (1 - <ŷ_i>) - \sum_{j \ne i} \frac{<y_j>}{<ŷ_j>} \, (-<ŷ_j> <ŷ_i>)",
            both,
        ),
    ]


def _numbers_divided(round: Round, i: int) -> tuple[str, str, str]:
    """The numbers while 1/ŷₜ stands in the lines, t being the true class."""
    probabilities, slope = round.exact_probabilities, round.exact_errors[i]
    p_t, p_i, cell = probabilities[round.true], probabilities[i], round.jacobian[round.true][i]
    is_true = i == round.true
    divided, put_in = fitted_lines(
        [
            ([p_t, cell], slope, lambda p, cell: [-cell / p]),
            ([p_t], slope, lambda p: [-(1 / p) * p * (1 - p)])
            if is_true
            else ([p_t, p_i], slope, lambda p, p_i: [-(1 / p) * (-p * p_i)]),
        ]
    )
    p, derivative = divided.operands
    one = rf"-\frac{{1}}{{{p}}} \cdot {derivative.factor}"
    both = rf"-\frac{{1}}{{{p}}} \cdot "
    both += rf"{p.factor} \cdot (1 - {p.term}) - 0" if is_true else rf"(-{p.factor} \cdot {put_in.operands[1].factor})"
    return (
        f"{divided.relation} {one}",
        f"{divided.relation} " + (rf"\left({one}\right) + 0" if is_true else rf"0 + \left({one}\right)"),
        f"{put_in.relation} " + (both if is_true else f"0 {both}"),
    )


def _collected(round: Round, i: int) -> list[Line]:
    """From both cases put in to ŷᵢ − yᵢ."""
    last = fitted_line([round.exact_probabilities[i], round.y[i]], round.exact_errors[i], difference)
    p, y = last.operands
    sign = last.relation
    one = Quantity(1, "y").shown()
    share, own, sum_of_label = (
        rf"{one} \cdot {p.factor}",
        f"-{y}" if i == round.true else str(y),
        " + ".join(str(entry.shown()) for entry in round.y),
    )
    is_true = i == round.true
    return [
        Line.painted(
            "$<ŷ_i>$ cancels in the first term, $<ŷ_j>$ in each term of the sum.",
            r"= -<y_i> + <y_i> <ŷ_i> + \sum_{j \ne i} <y_j> <ŷ_i>",
            f"{sign} {own} + {share} + 0" if is_true else f"{sign} {own} + 0 + {share}",
        ),
        Line.painted(
            "The second term is the one that the sum leaves out: together they run over all classes.",
            r"= -<y_i> + \sum_{j=1}^K <y_j> <ŷ_i>",
            f"{sign} {own} + {share}",
        ),
        Line.painted(
            "$<ŷ_i>$ is the same in every term.",
            r"= -<y_i> + <ŷ_i> \sum_{j=1}^K <y_j>",
            rf"{sign} {own} + {p.factor} \cdot ({sum_of_label})",
        ),
        Line.painted(
            r"The entries of a one-hot label sum to 1, which is used here. In general the gradient is "
            r"$(\sum_j <y_j>) \, <ŷ> - <y>$: with another sum it would not be $<ŷ> - <y>$, and it would vanish "
            r"elsewhere, at $<ŷ> = <y> / \sum_j <y_j>$." + rounded_in_training(round) * (i == round.true),
            r"= <ŷ_i> - <y_i> \qquad \left(\textstyle\sum_j <y_j> = 1\right)",
            f"{sign} {p.term} - {y}{last.end}",
        ),
    ]
