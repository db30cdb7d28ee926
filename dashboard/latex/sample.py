"""One sample of a data set as formulas with numbers: the walkthrough's sub-steps, and what only many samples have.

Before them its features are scaled, where they are; at the loss stands the penalty; and the step is that of a batch.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from softmax_core import Moment, Parameters
from softmax_core.functional import Array

from .backward import ERROR, GRADIENTS
from .forward import EXPONENTIALS, INPUTS, LOGITS, LOSS, SOFTMAX
from .layout import matrix, sum_rows
from .lines import (
    Line,
    fitted_line,
    fitted_lines,
    half_product,
    minus_product,
    minus_product_of_sum,
    scaled_distance,
    squares,
)
from .numbers import Quantity, Shown, quantities, relation
from .round import Round
from .sub_step import SubStep, Template, Written, uncertain


class Scaled(NamedTuple):
    """How the features of a sample became what training sees, (n_features,) each."""

    x: Array  # as measured
    mean: Array
    deviation: Array


class Step(NamedTuple):
    """What the next round of a data set follows."""

    samples: int  # of the batch
    pushes: Parameters  # the mean of x (ŷ − y)ᵀ over them, and of ŷ − y
    l2: float  # λ
    change: Parameters  # what the round adds


class _Sample(Round):
    """The numbers of a sample at a round."""

    def __init__(self, moment: Moment, scaled: Scaled | None, step: Step) -> None:
        super().__init__(moment)
        self.scaled, self.step = scaled, step


def sample_steps(moment: Moment, scaled: Scaled | None, step: Step) -> tuple[SubStep, ...]:
    """A sample from its measured features to the step of the round.

    Args:
        moment: the round, its x and y those of the sample as training sees it, and its learning rate.
        scaled: how that x came about; None where training sees the features as they are measured.
        step: of the batch that the round follows.
    """
    sample = _Sample(moment, scaled, step)
    penalty = [PENALTY] if step.l2 else []
    after = [
        INPUTS,
        LOGITS,
        EXPONENTIALS,
        SOFTMAX,
        LOSS,
        *penalty,
        ERROR,
        PUSH,
        BATCH_WITH_PENALTY if step.l2 else BATCH,
    ]
    first = () if scaled is None else (SCALING.of(sample),)
    return (*first, *(template.of(sample, scaled=scaled is not None) for template in after))


def _scaling(sample: _Sample) -> Written:
    rows, lines = [], []
    measured = zip(*(part.tolist() for part in sample.scaled), sample.x, strict=True)
    for i, (x, mean, deviation, seen) in enumerate(measured, start=1):
        line = fitted_line([Quantity(x, "x"), Quantity(mean), Quantity(deviation)], seen, scaled_distance)
        above, middle, below = line.operands
        rows.append(rf"<x'_{i}> &{line.relation} \frac{{{above} - {middle.term}}}{{{below}}}{line.end}")
        lines.append(line)
    return Written([rows], uncertain(lines))


SCALING = Template(
    key="scaling",
    title="Scaling",
    phase="Forward",
    lit=frozenset({"x"}),
    prose="What was measured is scaled before training sees it: from each feature $<x_i>$ the mean of the training "
    "samples is taken away, and what is left is divided by their standard deviation. From here on $<x'>$ is the input, "
    "and the weights are those of $<x'>$.",
    formula=r"<x'_i> = \frac{<x_i> - \text{mean}_i}{\text{deviation}_i}",
    shapes=r"(<x>_{(n,1)} - \text{mean}_{(n,1)}) \,/\, \text{deviation}_{(n,1)} = <x'>_{(n,1)}",
    write=_scaling,
)

_SQUARES = r"\textstyle\sum_{i,k} <w_{ik}>^2"


def _penalty(sample: _Sample) -> Written:
    weights = [weight for row in sample.weights for weight in row]
    total = Quantity(float(np.square(sample.moment.parameters.weights).sum()))
    summed = fitted_line(weights, total, squares)
    size = Quantity(sample.step.l2 / 2 * total.value, "J")
    line = fitted_line([Quantity(sample.step.l2), total], size, half_product)
    rate, sum_shown = line.operands
    terms = [f"{weight.factor}^2" for weight in summed.operands]
    row = rf"\frac{{\lambda}}{{2}} {_SQUARES} &{line.relation} \frac{{{rate}}}{{2}} \cdot {sum_shown.factor}{line.end}"
    return Written([sum_rows(_SQUARES, summed, terms), [row]])


PENALTY = Template(
    key="penalty",
    title="L2 penalty",
    phase="Forward",
    lit=frozenset({"w"}),
    prose="To the mean loss of the samples training adds a penalty, the same for all of them: the squares of all "
    r"weights, added up, times $\lambda / 2$. The bias has none.",
    formula=rf"\text{{mean}}(<J>) + \frac{{\lambda}}{{2}} {_SQUARES}",
    shapes=r"<W>_{(n,k)} \to (1,1)",
    write=_penalty,
)

PUSH = replace(
    GRADIENTS,
    title="Push of this sample",
    prose=r"This sample pushes the weights by $<x> \, (<ŷ> - <y>)^\top$, every input times every error, and the bias "
    "by $<ŷ> - <y>$ itself: that is the gradient of its own loss.",
)


def _batch(sample: _Sample) -> Written:
    pushes, change = sample.step.pushes, sample.step.change
    weights, of_weights = _step(sample, "W", pushes.weights, change.weights)
    bias, of_bias = _step(sample, "b", pushes.bias[:, None], change.bias[:, None])
    return Written([weights, bias], uncertain([*of_weights, *of_bias]))


def _step(sample: _Sample, name: str, pushes: Array, change: Array) -> tuple[list[str], list[Line]]:
    """Rows with the mean of the pushes and what the round makes of it; and the lines, one an entry, behind them."""
    rate, penalty = Quantity(sample.moment.learning_rate, "η"), Quantity(sample.step.l2)
    means, results = quantities(pushes.ravel(), "g"), quantities(change.ravel(), name.lower())
    if sample.step.l2 and name == "W":
        own = [weight for row in sample.weights for weight in row]
        parts = [
            ([rate, mean, penalty, weight], result, minus_product_of_sum)
            for mean, weight, result in zip(means, own, results, strict=True)
        ]
    else:
        parts = [([rate, mean], result, minus_product) for mean, result in zip(means, results, strict=True)]
    lines = fitted_lines(parts)

    def table(shown: Sequence[Shown]) -> str:
        rows = [shown[first : first + pushes.shape[1]] for first in range(0, len(shown), pushes.shape[1])]
        return matrix(rows, "columns", by_input=True) if name == "W" else matrix(rows, "rows")

    rates, mean, *more = zip(*(line.operands for line in lines), strict=True)
    symbol = inside = rf"\overline{{{_PUSHES[name]}}}"
    numbers = table(mean)
    if more:
        inside = rf"\bigl({symbol} + \lambda <W>\bigr)"
        numbers = rf"\left({numbers} + {more[0][0].factor} \cdot {table(more[1])}\right)"
    is_given = relation(all(line.relation == "=" for line in lines))
    rows = [
        rf"{symbol} &{relation(all(shown.is_exact for shown in mean))} {table(mean)}",
        rf"\Delta <{name}> &= -<η> \, {inside} {is_given} -{rates[0].factor} \cdot {numbers}",
        f"&{relation(all(line.holds_exactly for line in lines))} {table([line.result for line in lines])}",
    ]
    return rows, lines


_PUSHES = {"W": r"<x> \, (<ŷ> - <y>)^\top", "b": "(<ŷ> - <y>)"}
"""What a sample pushes each by."""

BATCH = Template(
    key="batch",
    title="Step of the round",
    phase="Update",
    lit=frozenset({"w", "b"}),
    prose="The round does not follow this sample alone: it takes the mean of the pushes of all samples in its batch, "
    "which the line above stands for, and moves every weight and bias by $-<η>$ times that.",
    formula=r"\Delta <W> = -<η> \; \overline{<x> \, (<ŷ> - <y>)^\top} \qquad "
    r"\Delta <b> = -<η> \; \overline{(<ŷ> - <y>)}",
    shapes=r"-<η> \; \overline{<x>_{(n,1)} \, (<ŷ> - <y>)^\top_{(1,k)}} = \Delta <W>_{(n,k)} \qquad "
    r"-<η> \; \overline{(<ŷ> - <y>)_{(k,1)}} = \Delta <b>_{(k,1)}",
    write=_batch,
)

BATCH_WITH_PENALTY = replace(
    BATCH,
    prose=BATCH.prose + r" Of the weights the penalty adds $\lambda <W>$ to the mean: it pulls each of them towards 0.",
    formula=r"\Delta <W> = -<η> \; \bigl(\overline{<x> \, (<ŷ> - <y>)^\top} + \lambda <W>\bigr) \qquad "
    r"\Delta <b> = -<η> \; \overline{(<ŷ> - <y>)}",
)
