"""The sub-steps from the loss back to the parameters, and their update."""

import math

import numpy as np

from softmax_core import sgd_step
from softmax_core.names import bias_names, weight_names

from .layout import matrix, shown_as, sum_rows
from .lines import difference, each, first_minus_product, fitted_line, product
from .numbers import DIGITS, Quantity, relation
from .sub_step import Round, Template, Written, uncertain

_UNBALANCED = (
    "As a float, $<ŷ_#>$ keeps 16 digits beside 1, so its own entry is rounded and does not quite cancel the others."
)


def _error(round: Round) -> Written:
    rows = []
    for k, (p, y) in enumerate(zip(round.probabilities, round.y, strict=True)):
        line = fitted_line([p, y], round.errors[k], difference)
        shown = line.operands[0].term
        rows.append(f"<ŷ_{k + 1}> - <y_{k + 1}> &{line.relation} {shown} - {line.operands[1]}{line.end}")
    left = math.fsum(error.value for error in round.errors)
    is_balanced = abs(left) <= 1e-3 * max(abs(error.value) for error in round.errors)
    total = fitted_line(round.errors, Quantity(0.0 if is_balanced else left), each)
    sums = sum_rows(r"\textstyle\sum_k (<ŷ_k> - <y_k>)", total)
    if not is_balanced:
        sums[-1] += r" \approx 0"
    return Written([rows, sums], [_UNBALANCED] * (not is_balanced) + uncertain([total]))


ERROR = Template(
    key="error",
    title="Predicted minus true",
    phase="Backward",
    lit=frozenset({"p"}),
    prose="The way back starts with the slope of the loss along each logit, and it is simply $<ŷ> - <y>$. For the "
    "true class that is $<ŷ_#> - 1$, negative: its logit will be pushed up. For the others it is all of their share, "
    "positive: they will be pushed down. The pushes balance: the sum is 0.",
    formula=r"<∂θ> = <ŷ> - <y>",
    shapes=r"<ŷ>_{(k,1)} - <y>_{(k,1)} = <∂θ>_{(k,1)}",
    write=_error,
)


def _gradients(round: Round) -> Written:
    digits, needed = 0, DIGITS
    while digits < needed:  # as many for all, since each number has a place in several products
        digits = needed
        lines = [
            [fitted_line([x, error], slope, product, digits) for error, slope in zip(round.errors, slopes, strict=True)]
            for x, slopes in zip(round.x, round.slopes, strict=True)
        ]
        needed = max(line.digits for row in lines for line in row)
    column, errors = [[row[0].operands[0]] for row in lines], [line.operands[1] for line in lines[0]]
    shown = relation(all(line.relation == "=" for row in lines for line in row))
    factors = rf"<∂W> &= <x> \, (<ŷ> - <y>)^\top {shown} {matrix(column)} {matrix([errors])}"
    holds = relation(all(line.holds_exactly for row in lines for line in row))
    result = f"{holds} {matrix([[line.result for line in row] for row in lines])}"
    # On two lines, so that half a projector's width is enough.
    rows = [factors, f"&{result}"]
    return Written([rows, [f"<∂b> &= <ŷ> - <y> {shown_as([[error] for error in round.errors])}"]])


GRADIENTS = Template(
    key="gradients",
    title="Gradients",
    phase="Backward",
    lit=frozenset({"x"}),
    prose="A weight $<w_{ik}>$ moves its logit $<x_i>$ times as far as it moves itself, so its gradient is "
    r"$<x_i> \, (<ŷ_k> - <y_k>)$: every input times every error, a column times a row. A bias moves its logit one for "
    "one, so its gradient is $<ŷ> - <y>$ itself.",
    formula=r"<∂W> = <x> \, (<ŷ> - <y>)^\top \qquad <∂b> = <ŷ> - <y>",
    shapes=r"<x>_{(n,1)} \, (<ŷ> - <y>)^\top_{(1,k)} = <∂W>_{(n,k)} \qquad (<ŷ> - <y>)_{(k,1)} = <∂b>_{(k,1)}",
    write=_gradients,
)


def _update(round: Round) -> Written:
    updated, rate = sgd_step(*round.moment), Quantity(round.moment.learning_rate, "η")
    # Row by row a class: its weights, input by input, and then its bias.
    old, new = np.vstack(round.moment.parameters).T, np.vstack(updated).T
    slopes = np.vstack([round.gradients.weights, round.gradients.bias]).T
    groups, lines = [], []
    for k in range(len(round.y)):
        names = [*(row[k] for row in weight_names(len(round.x), len(round.y))), bias_names(len(round.y))[k]]
        rows = []
        for name, *values in zip(names, old[k].tolist(), slopes[k].tolist(), new[k].tolist(), strict=True):
            letter, index = name.setting.key, name.index if len(name.index) == 1 else f"{{{name.index}}}"
            before, slope, after = map(Quantity, values, (letter, "g", letter))
            line = fitted_line([before, rate, slope], after, first_minus_product)
            start, step, gradient = line.operands
            change = rf"{start} - {step.factor} \cdot {gradient.factor}"
            rows.append(rf"<{letter}_{index}^{{\text{{new}}}}> &{line.relation} {change}{line.end}")
            lines.append(line)
        groups.append(rows)
    return Written(groups, uncertain(lines))


UPDATE = Template(
    key="update",
    title="Update",
    phase="Update",
    lit=frozenset({"w", "b"}),
    prose="Every parameter takes a step against its gradient, $<η>$ times as long: where the gradient is positive "
    "it falls, where it is negative it rises. The next round starts from the new numbers.",
    formula=r"<W^{\text{new}}> = <W> - <η> \, <∂W> \qquad <b^{\text{new}}> = <b> - <η> \, <∂b>",
    shapes=r"<W>_{(n,k)} - <η> \, <∂W>_{(n,k)} = <W^{\text{new}}>_{(n,k)} \qquad "
    r"<b>_{(k,1)} - <η> \, <∂b>_{(k,1)} = <b^{\text{new}}>_{(k,1)}",
    write=_update,
)
