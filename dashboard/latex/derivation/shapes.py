"""Every product of a round with its shapes, and what is summed in it."""

from typing import NamedTuple

from ..round import Round
from ..symbols import painted


class Shaped(NamedTuple):
    """A quantity, the product that makes it with the shape of each array, both LaTeX, and what is summed in words."""

    quantity: str
    product: str
    summed: str


def shapes(round: Round) -> list[Shaped]:
    """A row for each quantity, in the order in which a round computes them."""
    n, k = len(round.x), len(round.y)
    jacobian = r"\frac{\partial <ŷ>}{\partial <θ>}"
    rows = [
        (
            "<θ>",
            rf"<W>^\top_{{({k},{n})}} \, <x>_{{({n},1)}} + <b>_{{({k},1)}} = <θ>_{{({k},1)}}",
            "the one input" if n == 1 else f"the {n} inputs",
        ),
        ("<ŷ>", rf"\exp(<θ> - <m>)_{{({k},1)}} \,/\, S_{{(1,1)}} = <ŷ>_{{({k},1)}}", f"the {k} classes, for $S$"),
        ("<J>", rf"-<y>^\top_{{(1,{k})}} \, (\ln <ŷ>)_{{({k},1)}} = <J>_{{(1,1)}}", f"the {k} classes"),
        (
            jacobian,
            rf"\operatorname{{diag}}(<ŷ>)_{{({k},{k})}} - <ŷ>_{{({k},1)}} \, <ŷ>^\top_{{(1,{k})}} = "
            rf"{jacobian}_{{({k},{k})}}",
            "nothing",
        ),
        (
            "<∂θ>",
            rf"<∂ŷ>^\top_{{(1,{k})}} \, {jacobian}_{{({k},{k})}} = <∂θ>^\top_{{(1,{k})}}",
            f"the {k} classes of $<ŷ>$",
        ),
        (
            "<∂W>",
            rf"<x>_{{({n},1)}} \, (<ŷ> - <y>)^\top_{{(1,{k})}} = <∂W>_{{({n},{k})}}",
            "the samples, of which there is one",
        ),
        ("<∂b>", rf"(<ŷ> - <y>)_{{({k},1)}} = <∂b>_{{({k},1)}}", "the samples, of which there is one"),
        ("<W>", rf"<W>_{{({n},{k})}} - <η> \, <∂W>_{{({n},{k})}} = <W^{{\text{{new}}}}>_{{({n},{k})}}", "nothing"),
        ("<b>", rf"<b>_{{({k},1)}} - <η> \, <∂b>_{{({k},1)}} = <b^{{\text{{new}}}}>_{{({k},1)}}", "nothing"),
    ]
    return [Shaped(*map(painted, row)) for row in rows]
