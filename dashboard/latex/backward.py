"""The sub-steps from the loss back to the parameters, and their update."""

import math
from decimal import Decimal

import numpy as np

from softmax_core import sgd_step
from softmax_core.names import bias_names, weight_names

from .layout import matrix, row_of, shown_as, sum_rows
from .lines import difference, each, first_minus_product, fitted_line, fitted_lines, product
from .numbers import DIGITS, MOST_DIGITS, Quantity, number, relation
from .round import Round
from .spotlight import of_row
from .sub_step import OfClass, Template, Written, beside_one, uncertain

_UNBALANCED = (
    "So near 1, a float holds $<ŷ_#>$ to 16 digits only: its own entry is rounded and does not quite cancel the others."
)
_NOTHING_LEFT = "As floats the probabilities are exactly those of the label here, and nothing is left to push."


def _error(round: Round) -> Written:
    rows = []
    for k, (p, y) in enumerate(zip(round.probabilities, round.y, strict=True)):
        line = fitted_line([p, y], round.errors[k], difference)
        shown = line.operands[0].term
        row = f"<ŷ_{k + 1}> - <y_{k + 1}> &{line.relation} {shown} - {line.operands[1]}{line.end}"
        rows.append(OfClass(k, [row]))
    left = math.fsum(error.value for error in round.errors)
    is_balanced = abs(left) <= 1e-3 * max(abs(error.value) for error in round.errors)
    total = fitted_line(round.errors, Quantity(0.0 if is_balanced else left), each)
    sums = sum_rows(r"\textstyle\sum_k (<ŷ_k> - <y_k>)", total)
    if not is_balanced:
        sums[-1] += r" \approx 0"
    notes = [_NOTHING_LEFT] * all(error.value == 0 for error in round.errors) + [_UNBALANCED] * (not is_balanced)
    notes = beside_one(round.probabilities) + notes + uncertain([total])
    return Written([*rows, sums], notes, True, f"<ŷ> - <y> {row_of(round.errors, classes=True)}")


ERROR = Template(
    key="error",
    title="Predicted minus true",
    phase="Backward",
    lit=frozenset({"theta", "p"}),
    prose="The way back starts with the slope of the loss along each logit, which is simply $<ŷ> - <y>$. For the true "
    "class it is $<ŷ_#> - 1$, below 0: its logit will be pushed up. For every other class it is $<ŷ_k>$ itself, above "
    "0: its logit will be pushed down. Their sum is 0, so the true class is pushed up as far as the others together "
    "are pushed down.",
    formula=r"<∂θ> = <ŷ> - <y>",
    shapes=r"<ŷ>_{(k,1)} - <y>_{(k,1)} = <∂θ>_{(k,1)}",
    write=_error,
)


def outer_product(round: Round, only: int | None = None) -> tuple[str, str]:
    """x (ŷ − y)ᵀ in numbers, and what it gives, each behind the sign before it; of all classes or of one."""
    classes = range(len(round.errors)) if only is None else [only]
    lines = fitted_lines(
        [
            ([x, round.errors[k]], slopes[k], product)
            for x, slopes in zip(round.x, round.slopes, strict=True)
            for k in classes
        ]
    )
    width = len(classes)
    rows = [lines[start : start + width] for start in range(0, len(lines), width)]
    column, errors = [[row[0].operands[0]] for row in rows], [line.operands[1] for line in rows[0]]
    sign = relation(all(line.relation == "=" for line in lines))
    factors = f"{sign} {matrix(column, by_input=True)} {matrix([errors], 'columns')}"
    result = matrix([[line.result for line in row] for row in rows], "columns", by_input=True)
    return factors, f"{relation(all(line.holds_exactly for line in lines))} {result}"


def _gradients(round: Round) -> Written:
    factors, result = outer_product(round)
    # On two lines, so that half a projector's width is enough.
    rows = [rf"<∂W> &= <x> \, (<ŷ> - <y>)^\top {factors}", f"&{result}"]
    bias = f"<∂b> &= <ŷ> - <y> {shown_as([[error] for error in round.errors], 'rows')}"
    return Written([rows, [of_row(len(round.x), bias)]])


def _gradients_of(round: Round, k: int) -> Written:
    rows = []
    for i, (x, slopes) in enumerate(zip(round.x, round.slopes, strict=True)):
        line = fitted_line([x, round.errors[k]], slopes[k], product)
        first, second = line.operands
        rows.append(
            rf"<∂w_{{{i + 1}{k + 1}}}> &= <x_{i + 1}> \, (<ŷ_{k + 1}> - <y_{k + 1}>) {line.relation} "
            rf"{first.factor} \cdot {second.factor}{line.end}"
        )
    error = round.errors[k].shown()
    bias = rf"<∂b_{k + 1}> &= <ŷ_{k + 1}> - <y_{k + 1}> {relation(error.is_exact)} {error}"
    marked = [OfClass(k, [of_row(i, row)]) for i, row in enumerate([*rows, bias])]
    return Written(marked, rest=f"<∂b> {row_of(round.errors, classes=True)}")


GRADIENTS = Template(
    key="gradients",
    title="Gradients",
    phase="Backward",
    lit=frozenset({"x", "theta"}),
    prose="A weight $<w_{ik}>$ moves its logit $<x_i>$ times as far as it moves itself, so its gradient is "
    r"$<x_i> \, (<ŷ_k> - <y_k>)$: every input times every error, a column times a row. A bias moves its logit one for "
    "one, so its gradient is $<ŷ> - <y>$ itself.",
    formula=r"<∂W> = <x> \, (<ŷ> - <y>)^\top \qquad <∂b> = <ŷ> - <y>",
    shapes=r"<x>_{(n,1)} \, (<ŷ> - <y>)^\top_{(1,k)} = <∂W>_{(n,k)} \qquad (<ŷ> - <y>)_{(k,1)} = <∂b>_{(k,1)}",
    write=_gradients,
    write_one=_gradients_of,
)


_LOST = "A change too small for the 16 digits of a float is lost: the parameter stays as it is."


def _update(round: Round) -> Written:
    updated, rate = sgd_step(*round.moment), Quantity(round.moment.learning_rate, "η")
    # Row by row a class: its weights, input by input, and then its bias.
    old, new = np.vstack(round.moment.parameters).T, np.vstack(updated).T
    slopes = np.vstack([round.gradients.weights, round.gradients.bias]).T
    groups, lines, is_lost = [], [], False
    for k in range(len(round.y)):
        names = [*(row[k] for row in weight_names(len(round.x), len(round.y))), bias_names(len(round.y))[k]]
        rows = []
        for name, *values in zip(names, old[k].tolist(), slopes[k].tolist(), new[k].tolist(), strict=True):
            letter, index = name.setting.key, name.index if len(name.index) == 1 else f"{{{name.index}}}"
            before, slope, after = map(Quantity, values, (letter, "g", letter))
            before, after = (value._replace(least=_digits_of_change(*values[::2])) for value in (before, after))
            line = fitted_line([before, rate, slope], after, first_minus_product)
            start, step, gradient = line.operands
            is_lost |= before.value == after.value and Decimal(rate.value) * Decimal(slope.value) != 0
            change = rf"{start} - {step.factor} \cdot {gradient.factor}"
            rows.append(rf"<{letter}_{index}^{{\text{{new}}}}> &{line.relation} {change}{line.end}")
            lines.append(line)
        groups.append(OfClass(k, [of_row(i, row) for i, row in enumerate(rows)]))
    return Written(groups, [rf"Here $<η>$ is ${number(rate.value)}$."] + [_LOST] * is_lost + uncertain(lines))


def _digits_of_change(before: float, after: float) -> int:
    """How many digits it takes to show that a parameter has moved, and by how much: three of the change."""
    if before == after:
        return DIGITS
    size, change = Decimal(max(abs(before), abs(after))), Decimal(before) - Decimal(after)
    return min(max(DIGITS, size.adjusted() - change.adjusted() + 3), MOST_DIGITS)


UPDATE = Template(
    key="update",
    title="Update",
    phase="Update",
    lit=frozenset({"w", "b"}),
    prose="Every parameter moves against its gradient, by the learning rate $<η>$ times that: where the gradient "
    "is positive it falls, where it is negative it rises. The next round starts from the new numbers.",
    formula=r"<W^{\text{new}}> = <W> - <η> \, <∂W> \qquad <b^{\text{new}}> = <b> - <η> \, <∂b>",
    shapes=r"<W>_{(n,k)} - <η> \, <∂W>_{(n,k)} = <W^{\text{new}}>_{(n,k)} \qquad "
    r"<b>_{(k,1)} - <η> \, <∂b>_{(k,1)} = <b^{\text{new}}>_{(k,1)}",
    write=_update,
)
