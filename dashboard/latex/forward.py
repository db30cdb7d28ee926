"""The sub-steps from the input to the loss."""

from .layout import row_of, shown_as, sum_rows
from .lines import difference, each, exp, first_and_log, fitted_line, minus_log, products_and_last, quotient
from .numbers import Quantity, relation
from .round import Round
from .spotlight import of_row
from .sub_step import OfClass, Template, Written, beside_one, uncertain


def _inputs(round: Round) -> Written:
    x = shown_as([[entry] for entry in round.x], by_input=True)
    y, b = (shown_as([[entry] for entry in vector], "rows") for vector in (round.y, round.bias))
    bias, weights = of_row(len(round.x), f"<b> {b}"), shown_as(round.weights, "columns", by_input=True)
    return Written([[rf"<x> &{x} \qquad <y> {y} \qquad {bias}"], [f"<W> &{weights}"]])


def _inputs_of(round: Round, k: int) -> Written:
    x, weights = (
        shown_as([[entry] for entry in column], by_input=True)
        for column in (round.x, [row[k] for row in round.weights])
    )
    y, b = (f"{entry.shown()}" for entry in (round.y[k], round.bias[k]))
    column = rf"(<w_{{i{k + 1}}}>) {weights}"
    bias = of_row(len(round.x), f"<b_{k + 1}> {relation(round.bias[k].shown().is_exact)} {b}")
    own = rf"<y_{k + 1}> &= {y} \qquad {bias}"
    return Written([[rf"<x> &{x} \qquad {column}"], [own]], rest=f"<y> {row_of(round.y, classes=True)}")


INPUTS = Template(
    key="inputs",
    title="Input, label and parameters",
    phase="Forward",
    lit=frozenset({"x", "w", "b"}),
    prose="The layer is given the input $<x>$ and its label $<y>$: 1 for the true class, here class #, and 0 for "
    "every other. What training will change is a weight $<w_{ik}>$ from each input $i$ to each class $k$ and a bias "
    "$<b_k>$ for each class.",
    formula=r"<x> = (<x_i>) \qquad <y> = (<y_k>) \text{ one-hot} \qquad <W> = (<w_{ik}>) \qquad <b> = (<b_k>)",
    shapes=r"<x>_{(n,1)} \qquad <y>_{(k,1)} \qquad <W>_{(n,k)} \qquad <b>_{(k,1)}",
    write=_inputs,
    write_one=_inputs_of,
)


def _logits(round: Round) -> Written:
    groups, lines, is_long = [], [], False
    for k, (logit, bias) in enumerate(zip(round.logits, round.bias, strict=True)):
        factors = [factor for w, x in zip(round.weights, round.x, strict=True) for factor in (w[k], x)]
        line = fitted_line([*factors, bias], logit, products_and_last)
        *shown, last = line.operands
        products = [rf"{w.factor} \cdot {x.factor}" for w, x in zip(shown[::2], shown[1::2], strict=True)]
        terms = [of_row(i, term) for i, term in enumerate([*products, last.term])]
        rows = sum_rows(f"<θ_{k + 1}>", line, terms)
        is_long |= len(rows) > 1
        groups.append(OfClass(k, rows))
        lines.append(line)
    return Written(groups, uncertain(lines), not is_long, f"<θ> {row_of(round.logits, classes=True)}")


LOGITS = Template(
    key="logits",
    title="Logits",
    phase="Forward",
    lit=frozenset({"x", "w", "b", "theta"}),
    prose="Each class gets a score, its logit $<θ_k>$: every input times the weight that joins it to the class, "
    "added up, plus the bias. A logit can be any number; the larger it is, the stronger the case for its class.",
    formula=r"<θ> = <W>^\top <x> + <b> \qquad <θ_k> = \sum_i <w_{ik}> \, <x_i> + <b_k>",
    shapes=r"<W>^\top_{(k,n)} \, <x>_{(n,1)} + <b>_{(k,1)} = <θ>_{(k,1)}",
    write=_logits,
)


_VANISHED = "An exponential too small for any float counts as 0."


def _exponentials(round: Round) -> Written:
    largest = round.logits[round.top]
    shown = largest.shown()
    head = f"<m> &= <θ_{round.top + 1}> {relation(shown.is_exact)} {shown}"
    rows, lines = [], []
    for k, (logit, shifted) in enumerate(zip(round.logits, round.shifted, strict=True)):
        power = fitted_line([shifted], round.exponentials[k], exp)
        # The difference is shown once, with the digits its exponential needs.
        shift = fitted_line([logit, largest], shifted, difference, power.digits, result_digits=power.digits)
        first, second = shift.operands
        row = (
            rf"<θ_{k + 1}> - <m> &{shift.relation} {first} - {second.term}{shift.end} & \qquad e_{k + 1} "
            rf"&{power.relation} \exp({power.operands[0]}){power.end}"
        )
        rows.append(OfClass(k, [row]))
        lines.append(shift)
    vanished = any(exponential.value == 0 for exponential in round.exponentials)
    notes = [_VANISHED] * vanished + uncertain(lines)
    return Written([[head], [], *rows], notes, True, f"e {row_of(round.exponentials, classes=True)}")


EXPONENTIALS = Template(
    key="exponentials",
    title="Exponentials",
    phase="Forward",
    lit=frozenset({"theta", "softmax"}),
    prose="Probabilities must be positive, so each logit goes through exp. Subtracting $<m>$, the largest, from all of "
    "them first changes nothing in the fraction of the next step, and then no exponential is above 1: none can "
    "overflow.",
    formula=r"<m> = \max_j <θ_j> \qquad e_k = \exp(<θ_k> - <m>)",
    shapes=r"\exp(<θ>_{(k,1)} - <m>) = e_{(k,1)}",
    write=_exponentials,
)


_ONE = "Beside 1 the other shares are too small for the 16 digits of a float: as a float the largest is exactly 1."


def _softmax(round: Round) -> Written:
    total = fitted_line(round.exponentials, round.total, each)
    rows = []
    for k, (exponential, p) in enumerate(zip(round.exponentials, round.probabilities, strict=True)):
        line = fitted_line([exponential, round.total], p, quotient)
        above, below = line.operands
        rows.append(OfClass(k, [rf"<ŷ_{k + 1}> &{line.relation} \frac{{{above}}}{{{below}}}{line.end}"]))
    winner = round.probabilities[round.top]
    is_rounded = winner.value == 1 and round.rest.value > 0
    notes = beside_one([*round.probabilities, round.total]) + [_ONE] * is_rounded
    rest = f"<ŷ> {row_of(round.probabilities, classes=True)}"
    return Written([sum_rows(r"\textstyle\sum_j e_j", total), *rows], notes, rest=rest)


SOFTMAX = Template(
    key="softmax",
    title="Softmax",
    phase="Forward",
    lit=frozenset({"softmax", "p"}),
    prose="Each exponential is divided by the sum of them all. The shares $<ŷ>$ lie between 0 and 1 and add up to "
    "1, so they can be read as probabilities.",
    formula=r"<ŷ_k> = \frac{e_k}{\sum_j e_j} = \frac{\exp(<θ_k>)}{\sum_j \exp(<θ_j>)}",
    shapes=r"e_{(k,1)} \,/\, \textstyle\sum_j e_j = <ŷ>_{(k,1)}",
    write=_softmax,
)


_FROM_LOGITS = (
    "Here $<ŷ_#>$ is so near %d that its digits say too little of its logarithm: the same loss is computed from the "
    "logits, the largest of which gives the 1 in the logarithm."
)


def _loss(round: Round) -> Written:
    p, true = round.probabilities[round.true], round.true + 1
    products = " + ".join(rf"{y.shown()} \cdot \ln <ŷ_{k + 1}>" for k, y in enumerate(round.y))
    head = rf"<J> &= -\left({products}\right)"
    # The smallest floats have few digits, and 0 and 1 none of what their logarithm depends on.
    if 1e-300 < p.value < 1 and not p.from_one:
        line = fitted_line([p], round.loss, minus_log)
        return Written([[head, rf"&= -\ln <ŷ_{true}> {line.relation} -\ln({line.operands[0]}){line.end}"]])
    behind = Quantity(round.logits[round.top].value - round.logits[round.true].value, "θ")
    line = fitted_line([behind, round.rest], round.loss, first_and_log)
    name = rf"\textstyle\sum_{{j \ne {round.top + 1}}} e_j"
    exact = rf"&= -\ln <ŷ_{true}> = (<m> - <θ_{true}>) + \ln\bigl(1 + {name}\bigr)"
    result = rf"<J> &{line.relation} {line.operands[0]} + \ln(1 + {line.operands[1]}){line.end}"
    others = sum_rows(name, fitted_line(round.others, round.rest, each))
    return Written([[head, exact], others, [result]], [_FROM_LOGITS % (p.value > 0.5)])


LOSS = Template(
    key="loss",
    title="Loss",
    phase="Forward",
    lit=frozenset({"p"}),
    prose=r"How wrong is that? Only the true class counts, as $<y>$ is 0 for the others: $-\ln <ŷ_#>$ is 0 when "
    "$<ŷ_#>$ is 1 and grows without bound as it nears 0.",
    formula=r"<J> = -\sum_k <y_k> \ln <ŷ_k>",
    shapes=r"-<y>^\top_{(1,k)} \, (\ln <ŷ>)_{(k,1)} = <J>_{(1,1)}",
    write=_loss,
)
