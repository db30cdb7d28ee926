"""From ∂J/∂θ on to the weights and the bias."""

from ..backward import outer_product
from ..layout import aligned, column_of, row_of
from ..lines import fitted_line, product
from ..round import Round
from .line import Line


def parameter_gradients(round: Round, only: int | None = None) -> list[Line]:
    """From ∂J/∂θ on to the weights and the bias, with the numbers of all classes or of one, counted from 0."""
    n, k, shown = len(round.x), len(round.y), only or 0
    factors, result = outer_product(round, only)
    first = fitted_line([round.x[0], round.errors[shown]], round.slopes[0][shown], product)
    x, error = first.operands
    of_class = "" if only is None else f" The numbers are those of class {only + 1}."
    return [
        Line.painted(
            "Each logit is a sum over the inputs. (The document's sum runs to 3, though it has 2 inputs.) Only the "
            "logit of class $k$ has the weight $<w_{ik}>$ and the bias $<b_k>$ in it.",
            r"<θ_m> = \sum_{i=1}^n <w_{im}> \, <x_i> + <b_m>",
            rf"<x> {row_of(round.x)}",
        ),
        Line.painted(
            "So its derivatives are:",
            r"\frac{\partial <θ_m>}{\partial <w_{ik}>} = \begin{cases} <x_i> & m = k \\ 0 & m \ne k \end{cases} \qquad "
            r"\frac{\partial <θ_m>}{\partial <b_k>} = \begin{cases} 1 & m = k \\ 0 & m \ne k \end{cases}",
        ),
        Line.painted(
            "Of the sum over $m$ in the chain rule only $m = k$ is left.",
            r"<∂w_{ik}> = \sum_{m=1}^K <∂θ_m> \frac{\partial <θ_m>}{\partial <w_{ik}>} = <x_i> \, (<ŷ_k> - <y_k>)",
            rf"<∂w_{{1{shown + 1}}}> {first.relation} {x.factor} \cdot {error.factor}{first.end}",
        ),
        Line.painted(
            "All weights at once: every input times every entry of $<ŷ> - <y>$, a column times a row, the outer "
            r"product. The document writes $<x>^\top (<ŷ> - <y>)$, as its $<x>$ and $<ŷ> - <y>$ are rows." + of_class,
            rf"<∂W> = \underbrace{{<x>}}_{{({n},1)}} \; \underbrace{{(<ŷ> - <y>)^\top}}_{{(1,{k})}}",
            aligned([f"&{factors}", f"&{result}"]),
        ),
        Line.painted(
            "A bias is like a weight whose input is always 1.",
            r"<∂b> = 1 \cdot (<ŷ> - <y>)",
            column_of(round.errors if only is None else [round.errors[only]]),
        ),
    ]
