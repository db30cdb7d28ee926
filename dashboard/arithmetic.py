r"""A round as eight steps, each a formula with this round's numbers in it, for the live walkthrough.

LaTeX that KaTeX renders, the same colour for a symbol everywhere. What a reader computes from the numbers shown agrees
with the result shown to its last digit but one; `=` stands where the numbers shown are exact, `\approx` elsewhere.
"""

import math
import re
from collections.abc import Callable, Sequence
from decimal import ROUND_CEILING, Context, Decimal
from functools import reduce
from typing import NamedTuple

import numpy as np

from softmax_core import Moment, backward, cross_entropy, forward, sgd_step
from softmax_core.functional import Array

SYMBOL_COLORS = {
    "x": ("#0072B2", "#56B4E9"),
    "w": ("#C7400E", "#F65D10"),
    "b": ("#724001", "#F1C153"),
    "θ": ("#0E6E51", "#6FDDB4"),
    "ŷ": ("#B23C98", "#D07FBE"),
    "y": ("#637321", "#E9F56F"),
    "J": ("#691231", "#FF8A8A"),
    "g": ("#7D22E6", "#9088FA"),
    "η": ("#504F4D", "#B9B7B4"),
}
"""The colour of each symbol on light and on dark ground; g is ŷ − y and the gradients made of it. Okabe and Ito's hues,
darkened or lightened until they can be read as text."""

DIGITS = 4
"""The significant digits a number has where no more are needed."""

_SYMBOLS = {"θ": r"\theta", "ŷ": r"\hat{y}", "η": r"\eta"}
_MOST_DIGITS = 17  # tell any two floats apart
_LEAST = Decimal("4.95e-324")  # between neighbours of the smallest floats
_BELOW_ONE = Decimal("1e-16")  # between neighbours just below 1
_WIDEST = 60  # characters of a sum on one line

_EXACT = Context(prec=1500)  # sums and products of what is shown, whatever their sizes; quotients as good as
_ROUGH = Context(prec=40)  # exponentials and logarithms
_SMALL = Decimal("1e-20")  # where exp and ln are their series' first terms, to the last digit of _ROUGH


class SubStep(NamedTuple):
    """One step of a round. `formula`, `numbers` and `shapes` are LaTeX, `prose` is Markdown with LaTeX in it."""

    key: str
    title: str
    phase: str  # "Forward", "Backward" or "Update"
    prose: str
    formula: str
    numbers: str
    shapes: str
    lit: frozenset[str]  # the parts of the network picture it is about


# What the steps say whatever their numbers. Symbols as in `painted`; # is the true class, (n,k) the weights' shape.

_STEPS = {  # title, phase, what it lights
    "inputs": ("Input, label and parameters", "Forward", "x w b y"),
    "logits": ("Logits", "Forward", "x w b theta"),
    "exponentials": ("Exponentials", "Forward", "theta softmax"),
    "softmax": ("Softmax", "Forward", "softmax p"),
    "loss": ("Loss", "Forward", "p y loss"),
    "error": ("Predicted minus true", "Backward", "p y gradient"),
    "gradients": ("Gradients", "Backward", "x gradient"),
    "update": ("Update", "Update", "w b gradient"),
}

_FORMULAS = {
    "inputs": r"<x> = (<x_i>) \qquad <y> = (<y_k>) \text{ one-hot} \qquad <W> = (<w_{ik}>) \qquad <b> = (<b_k>)",
    "logits": r"<θ> = <W>^\top <x> + <b> \qquad <θ_k> = \sum_i <w_{ik}> \, <x_i> + <b_k>",
    "exponentials": r"<m> = \max_j <θ_j> \qquad e_k = \exp(<θ_k> - <m>)",
    "softmax": r"<ŷ_k> = \frac{e_k}{\sum_j e_j} = \frac{\exp(<θ_k>)}{\sum_j \exp(<θ_j>)}",
    "loss": r"<J> = -\sum_k <y_k> \ln <ŷ_k>",
    "error": r"<∂θ> = <ŷ> - <y>",
    "gradients": r"<∂W> = <x> \, (<ŷ> - <y>)^\top \qquad <∂b> = <ŷ> - <y>",
    "update": r"<W^{\text{new}}> = <W> - <η> \, <∂W> \qquad <b^{\text{new}}> = <b> - <η> \, <∂b>",
}

_SHAPES = {
    "inputs": r"<x>_{(n,1)} \qquad <y>_{(k,1)} \qquad <W>_{(n,k)} \qquad <b>_{(k,1)}",
    "logits": r"<W>^\top_{(k,n)} \, <x>_{(n,1)} + <b>_{(k,1)} = <θ>_{(k,1)}",
    "exponentials": r"\exp(<θ>_{(k,1)} - <m>) = e_{(k,1)}",
    "softmax": r"e_{(k,1)} \,/\, \textstyle\sum_j e_j = <ŷ>_{(k,1)}",
    "loss": r"-<y>^\top_{(1,k)} \, (\ln <ŷ>)_{(k,1)} = <J>_{(1,1)}",
    "error": r"<ŷ>_{(k,1)} - <y>_{(k,1)} = <∂θ>_{(k,1)}",
    "gradients": r"<x>_{(n,1)} \, (<ŷ> - <y>)^\top_{(1,k)} = <∂W>_{(n,k)} \qquad (<ŷ> - <y>)_{(k,1)} = <∂b>_{(k,1)}",
    "update": r"<W>_{(n,k)} - <η> \, <∂W>_{(n,k)} = <W^{\text{new}}>_{(n,k)} \qquad "
    r"<b>_{(k,1)} - <η> \, <∂b>_{(k,1)} = <b^{\text{new}}>_{(k,1)}",
}

_PROSE = {
    "inputs": "The layer is given the input $<x>$ and its label $<y>$: 1 for the true class, here class #, and 0 for "
    "every other. What training will change is a weight $<w_{ik}>$ from each input $i$ to each class $k$ and a bias "
    "$<b_k>$ for each class.",
    "logits": "Each class gets a score, its logit $<θ_k>$: every input times the weight that joins it to the class, "
    "added up, plus the bias. A logit can be any number; the larger it is, the more speaks for its class.",
    "exponentials": "Shares must be positive, so each logit goes through exp. Subtracting $<m>$, the largest, from "
    "all of them changes nothing in the fraction of the next step, and no exponential is then above 1, so none can "
    "overflow.",
    "softmax": "Each exponential is divided by the sum of them all. The shares $<ŷ>$ lie between 0 and 1 and add up to "
    "1, so they can be read as probabilities.",
    "loss": r"How wrong is that? Only the true class counts, as $<y>$ is 0 for the others: $-\ln <ŷ_#>$ is 0 when "
    "$<ŷ_#>$ is 1 and grows without end as it nears 0.",
    "error": "The way back starts with the slope of the loss along each logit, and it is simply $<ŷ> - <y>$. For the "
    "true class that is $<ŷ_#> - 1$, negative: its logit will be pushed up. For the others it is all of their share, "
    "positive: they will be pushed down. The pushes balance: the sum is 0.",
    "gradients": "A weight $<w_{ik}>$ moves its logit $<x_i>$ times as far as it moves itself, so its gradient is "
    r"$<x_i> \, (<ŷ_k> - <y_k>)$: every input times every error, a column times a row. A bias moves its logit one for "
    "one, so its gradient is $<ŷ> - <y>$ itself.",
    "update": "Every parameter takes a step against its gradient, $<η>$ times as long: where the gradient is positive "
    "it falls, where it is negative it rises. The next round starts from the new numbers.",
}

# What a step adds where its numbers need it.
_UNCERTAIN = (
    r"Where terms nearly cancel, their sum is smaller than the 16 digits of a float reach: $\pm$ says how far off it "
    "may be."
)
_VANISHED = "An exponential too small for any float counts as 0."
_BESIDE_ONE = "What would round to 1 is written by its distance from 1."
_ONE = "Beside 1 the other shares are too small for the 16 digits of a float, which makes it exactly 1."
_FROM_LOGITS = (
    "Here $<ŷ_#>$ is so near %d that its digits say too little of its logarithm: the same loss is computed from the "
    "logits, the largest of which gives the 1 in the logarithm."
)
_UNBALANCED = (
    "As a float, $<ŷ_#>$ keeps 16 digits beside 1, so its own entry is rounded and does not quite cancel the others."
)


def sub_steps(moment: Moment) -> tuple[SubStep, ...]:
    """The eight steps of a round with one sample: moment.x (1, n_features), moment.y (1, n_classes)."""
    round = _Round(moment)
    return tuple(_step(round, index) for index in range(len(_STEPS)))


def sub_step(moment: Moment, index: int) -> SubStep:
    """One of `sub_steps`, without the work of the others."""
    return _step(_Round(moment), index)


def colored(symbol: str, latex: str | None = None) -> str:
    r"""LaTeX in the colour of a symbol; the symbol itself unless something else is given.

    >>> print(colored("w", "w_{12}"))
    \textcolor{#C7400E}{w_{12}}
    """
    return rf"\textcolor{{{SYMBOL_COLORS[symbol][0]}}}{{{_SYMBOLS.get(symbol, symbol) if latex is None else latex}}}"


def painted(template: str) -> str:
    r"""LaTeX or Markdown with its symbols in their colours: <x_i>, <W>, <ŷ_k>, <m> for max θ, <∂W> for ∂J/∂W.

    >>> print(painted(r"<W>^\top <x>"))
    \textcolor{#C7400E}{W}^\top \textcolor{#0072B2}{x}
    """

    def paint(match: re.Match) -> str:
        letter, rest = match[1][0], match[1][1:]
        if letter == "∂":
            return colored("g", rf"\frac{{\partial J}}{{\partial {_SYMBOLS.get(rest, rest)}}}")
        return colored({"W": "w", "m": "θ"}.get(letter, letter), _SYMBOLS.get(letter, letter) + rest)

    return re.sub("<([^<>]+)>", paint, template)


def number(value: float, digits: int = DIGITS) -> str:
    r"""A number in about `digits` significant digits; exact, without trailing zeros, where that is as short.

    >>> print(*map(number, (8.0, -0.5, 1 / 3, -0.0, 3.09335001e-50)), sep=", ")
    8, -0.5, 0.3333, 0, 3.093 \times 10^{-50}
    """
    return _latex(_rounded(value, digits))


def symbol_css() -> str:
    """CSS that gives each symbol its dark colour in the dark theme, in KaTeX formulas and in the text of SVG charts."""
    rules = []
    for light, dark in SYMBOL_COLORS.values():
        rgb = f"rgb({', '.join(str(int(light[place : place + 2], 16)) for place in (1, 3, 5))})"
        value = f"light-dark({light}, {dark}) !important"
        # KaTeX's own HTML keeps the colour as it is written; set by script, as in Streamlit, it reads back as rgb().
        rules.append(f'.katex [style*="color:{light}"], .katex [style*="color: {rgb}"] {{ color: {value}; }}')
        rules.append(f'svg text[style*="fill: {rgb}"] {{ fill: {value}; }}')
    return "\n".join(rules)


# Numbers and how they are written.


def _rounded(value: float, digits: int) -> Decimal:
    """What is shown of a value, digit by digit: trailing zeros say that it was rounded."""
    value = float(value)
    if value == 0:
        return Decimal(0)
    rounded = f"{value:.{digits - 1}e}"
    # The last bits belong to the float, not to the reader: 0.1 · 3 is 0.3.
    if float(rounded) == float(f"{value:.14e}"):
        return Decimal(rounded).normalize(_EXACT)
    exponent = int(rounded.partition("e")[2])
    # All digits before the point are shown, none replaced by a zero.
    return Decimal(f"{value:.{exponent}e}" if digits <= exponent < 6 else rounded)


def _latex(shown: Decimal) -> str:
    exponent = shown.adjusted()
    if shown == 0 or -5 < exponent < 6:
        return f"{shown:f}"
    mantissa, power = f"{shown.scaleb(-exponent):f}", f"10^{{{exponent}}}"
    return {"1": power, "-1": f"-{power}"}.get(mantissa, rf"{mantissa} \times {power}")


def _unit(shown: Decimal) -> Decimal:
    """What the last digit shown counts, the fourth where there are fewer; 0 for an exact zero."""
    if shown == 0:
        return Decimal(0)
    return Decimal((0, (1,), min(int(shown.as_tuple().exponent), shown.adjusted() - DIGITS + 1)))


class _Shown(NamedTuple):
    """A quantity as the reader sees it."""

    latex: str
    value: Decimal
    unit: Decimal
    is_exact: bool
    color: str

    def __str__(self) -> str:
        return colored(self.color, self.latex) if self.color else self.latex

    @property
    def term(self) -> str:
        """As it stands after a sign."""
        return f"({self})" if self.latex.startswith(("-", "1 ")) else str(self)

    @property
    def factor(self) -> str:
        """As it stands in a product."""
        return f"({self})" if self.latex.startswith("-") or "^" in self.latex else str(self)


class _Quantity(NamedTuple):
    """A value of the round, the symbol whose colour it has, and its distance from 1 where it is shown by that."""

    value: float
    color: str = ""
    from_one: float = 0.0

    def shown(self, digits: int) -> _Shown:
        if not self.from_one:
            shown = _rounded(self.value, digits)
            return _Shown(_latex(shown), shown, _unit(shown), float(shown) == self.value, self.color)
        distance = _rounded(self.from_one, digits)
        latex = f"1 {'+' if distance > 0 else '-'} {_latex(abs(distance))}"
        unit = max(_unit(distance), _BELOW_ONE) if distance < 0 else _unit(distance)
        return _Shown(latex, _EXACT.add(1, distance), unit, False, self.color)

    def result(self, digits: int) -> _Shown:
        """As what was computed: of a float just below 1 no more than 16 decimals are sure."""
        if self.from_one < 0:
            digits = min(digits, max(1, math.floor(math.log10(-self.from_one)) + 17))
        return self.shown(digits)


def _near_one(value: float, distance: float, color: str = "") -> _Quantity:
    """A value that is 1 + distance; one that would round to 1 without being 1 is shown by its distance."""
    would_round = distance != 0 and float(f"{value:.{DIGITS - 1}e}") == 1
    return _Quantity(value, color, distance if would_round else 0.0)


def _quantities(values: Array, color: str = "") -> list[_Quantity]:
    return [_Quantity(value, color) for value in values.tolist()]


# Lines: operands in as many digits as it takes for the result to follow from them.


class _Line(NamedTuple):
    operands: list[_Shown]
    result: _Shown
    digits: int  # of the operands
    holds_exactly: bool
    error: str = ""  # how far off float rounding may have left the result, where that is more than its last digits

    @property
    def relation(self) -> str:
        """Between a name and the operands."""
        return _sign(all(operand.is_exact for operand in self.operands))

    @property
    def end(self) -> str:
        """The result, with the sign before it."""
        return f" {_sign(self.holds_exactly)} {self.result}" + (rf" \pm {self.error}" if self.error else "")


def _sign(is_exact: bool) -> str:
    return "=" if is_exact else r"\approx"


def _uncertain(lines: Sequence[_Line]) -> list[str]:
    """The note that lines with an error need."""
    return [_UNCERTAIN] * any(line.error for line in lines)


def _line(
    operands: Sequence[_Quantity],
    result: _Quantity,
    terms: Callable[..., Sequence[Decimal]],
    digits: int = DIGITS,
    result_digits: int = DIGITS,
) -> _Line:
    """The operands in the fewest digits, `digits` or more, from which the result shown follows.

    `terms` gives what is summed in the line, from the values of the operands.
    """
    target = result.result(result_digits)
    for may_err in False, True:
        for places in range(digits, _MOST_DIGITS + 1):
            shown = [operand.shown(places) for operand in operands]
            summands = terms(*(operand.value for operand in shown))
            sizes = [abs(summand) for summand in summands]
            off = abs(_EXACT.subtract(_sum(*summands), target.value))
            # Rounded operands leave their own last digits where the sum itself is 0.
            is_rounded_zero = target.value == 0 and not all(operand.is_exact for operand in shown)
            allowed = max(10 * (_unit(max(sizes)) if is_rounded_zero else target.unit), _LEAST)
            if off <= allowed:
                return _Line(shown, target, places, off == 0)
            # Terms that nearly cancel: a float's half unit in each of them is all that is sure.
            error = _ROUGH.multiply(_sum(*sizes), Decimal((len(sizes) + 4) * 2.0**-53))
            if may_err and off <= allowed + error:
                error = error.quantize(Decimal((0, (1,), error.adjusted())), ROUND_CEILING).normalize()
                return _Line(shown, target, places, False, _latex(error))
    raise ArithmeticError(f"{result} does not follow from {operands}")


def _sum(*terms: Decimal) -> Decimal:
    return reduce(_EXACT.add, terms, Decimal(0))


def _each(*values: Decimal) -> Sequence[Decimal]:
    return values


def _difference(first: Decimal, second: Decimal) -> list[Decimal]:
    return [first, -second]


def _products_and_last(*values: Decimal) -> list[Decimal]:
    return [*map(_EXACT.multiply, values[:-1:2], values[1::2]), values[-1]]


def _product(first: Decimal, second: Decimal) -> list[Decimal]:
    return [_EXACT.multiply(first, second)]


def _quotient(above: Decimal, below: Decimal) -> list[Decimal]:
    return [_EXACT.divide(above, below)]


def _exp(power: Decimal) -> list[Decimal]:
    if abs(power) < _SMALL:
        return [_EXACT.add(1, power)]
    return [_ROUGH.exp(max(power, Decimal(-10_000)))]


def _minus_log(share: Decimal) -> list[Decimal]:
    return [-_ROUGH.ln(share)]


def _behind_and_log(behind: Decimal, others: Decimal) -> list[Decimal]:
    """a and ln(1 + t)."""
    if others < _SMALL:
        return [behind, _EXACT.subtract(others, _EXACT.multiply(others, others) / 2)]
    return [behind, _ROUGH.ln(_ROUGH.add(1, others))]


# LaTeX of several numbers.


def _aligned(*groups: Sequence[str]) -> str:
    """Rows under each other, a little apart where a new group begins."""
    rows = r" \\[0.7em] ".join(r" \\ ".join(group) for group in groups)
    return rf"\begin{{aligned}} {rows} \end{{aligned}}"


def _matrix(rows: Sequence[Sequence[_Shown]]) -> str:
    body = r" \\ ".join(" & ".join(cell.latex for cell in row) for row in rows)
    return colored(rows[0][0].color, rf"\begin{{bmatrix}} {body} \end{{bmatrix}}")


def _shown_as(rows: Sequence[Sequence[_Quantity]]) -> str:
    """A matrix of given numbers, behind the sign before it."""
    shown = [[quantity.shown(DIGITS) for quantity in row] for row in rows]
    return f"{_sign(all(cell.is_exact for row in shown for cell in row))} {_matrix(shown)}"


def _sum_rows(name: str, line: _Line, terms: Sequence[str] = ()) -> list[str]:
    """name = term + term + … = result, on as many rows as it takes; the operands, unless other terms are given."""
    first, *rest = terms or [str(line.operands[0]), *(operand.term for operand in line.operands[1:])]
    says_all = " + ".join([first, *rest]) == str(line.result)
    rows = [f"{name} &{line.relation} {first}"]
    for term in rest:
        if _width(rows[-1]) + _width(term) > _WIDEST:
            rows.append(r"&\quad")
        rows[-1] += f" + {term}"
    if not says_all:
        rows[-1] += line.end
    return rows


def _width(latex: str) -> int:
    """About how many characters wide it is."""
    visible = re.sub(r"\\textcolor\{#\w+\}|[{}^_& ]", "", latex)
    return len(re.sub(r"\\[a-z]+", "+", visible))


# The round and its steps. Each step returns its numbers as rows, in groups, and the notes they need.

_Made = tuple[list[list[str]], list[str]]


class _Round:
    """The numbers of one round, as softmax_core has them."""

    def __init__(self, moment: Moment) -> None:
        self.moment = moment
        passed = forward(moment.parameters, moment.x)
        logits, label = passed.logits[0], moment.y[0]  # (n_classes,)
        shifted = logits - logits.max()
        exponentials = np.exp(shifted)
        self.top, self.true = int(logits.argmax()), int(label.argmax())
        self.gradients = backward(passed.probabilities, moment.x, moment.y)

        self.x, self.y = _quantities(moment.x[0], "x"), _quantities(label, "y")
        self.weights = [_quantities(row, "w") for row in moment.parameters.weights]
        self.bias = _quantities(moment.parameters.bias, "b")
        self.logits, self.shifted = _quantities(logits, "θ"), _quantities(shifted, "θ")
        self.exponentials = _quantities(exponentials)
        self.others = self.exponentials[: self.top] + self.exponentials[self.top + 1 :]  # without the largest, a 1
        self.rest = _Quantity(math.fsum(other.value for other in self.others))
        self.total = _near_one(float(exponentials.sum()), self.rest.value)
        self.probabilities = [_near_one(p, p - 1, "ŷ") for p in passed.probabilities[0].tolist()]
        self.loss = _Quantity(float(cross_entropy(logits, label)), "J")
        self.errors = _quantities(self.gradients.logits[0], "g")
        self.slopes = [_quantities(row, "g") for row in self.gradients.weights]


def _step(round: _Round, index: int) -> SubStep:
    key = tuple(_STEPS)[index]
    title, phase, lit = _STEPS[key]
    groups, notes = _NUMBERS[index](round)
    sizes = {"n": str(len(round.x)), "k": str(len(round.y)), "1": "1"}
    return SubStep(
        key=key,
        title=title,
        phase=phase,
        prose=painted(" ".join([_PROSE[key], *notes]).replace("#", str(round.true + 1))),
        formula=painted(_FORMULAS[key]),
        numbers=_aligned(*([painted(row) for row in group] for group in groups)),
        shapes=painted(re.sub(r"\((\w),(\w)\)", lambda pair: f"({sizes[pair[1]]},{sizes[pair[2]]})", _SHAPES[key])),
        lit=frozenset(lit.split()),
    )


def _inputs(round: _Round) -> _Made:
    x, y, b = (_shown_as([[entry] for entry in vector]) for vector in (round.x, round.y, round.bias))
    return [[rf"<x> &{x} \qquad <y> {y} \qquad <b> {b}"], [f"<W> &{_shown_as(round.weights)}"]], []


def _logits(round: _Round) -> _Made:
    groups, lines = [], []
    for k, (logit, bias) in enumerate(zip(round.logits, round.bias, strict=True)):
        factors = [factor for w, x in zip(round.weights, round.x, strict=True) for factor in (w[k], x)]
        line = _line([*factors, bias], logit, _products_and_last)
        *shown, last = line.operands
        products = [rf"{w.factor} \cdot {x.factor}" for w, x in zip(shown[::2], shown[1::2], strict=True)]
        groups.append(_sum_rows(f"<θ_{k + 1}>", line, [*products, last.term]))
        lines.append(line)
    rows = [row for group in groups for row in group]
    return groups if len(rows) > len(groups) else [rows], _uncertain(lines)


def _exponentials(round: _Round) -> _Made:
    largest = round.logits[round.top]
    shown = largest.shown(DIGITS)
    head = f"<m> &= <θ_{round.top + 1}> {_sign(shown.is_exact)} {shown}"
    rows, lines = [], []
    for k, (logit, shifted) in enumerate(zip(round.logits, round.shifted, strict=True)):
        power = _line([shifted], round.exponentials[k], _exp)
        # The difference is shown once, with the digits its exponential needs.
        shift = _line([logit, largest], shifted, _difference, power.digits, result_digits=power.digits)
        first, second = shift.operands
        rows.append(
            rf"<θ_{k + 1}> - <m> &{shift.relation} {first} - {second.term}{shift.end} & \qquad e_{k + 1} "
            rf"&{power.relation} \exp({power.operands[0]}){power.end}"
        )
        lines.append(shift)
    vanished = any(exponential.value == 0 for exponential in round.exponentials)
    return [[head], rows], [_VANISHED] * vanished + _uncertain(lines)


def _softmax(round: _Round) -> _Made:
    total = _line(round.exponentials, round.total, _each)
    rows = []
    for k, (exponential, p) in enumerate(zip(round.exponentials, round.probabilities, strict=True)):
        line = _line([exponential, round.total], p, _quotient)
        above, below = line.operands
        rows.append(rf"<ŷ_{k + 1}> &{line.relation} \frac{{{above}}}{{{below}}}{line.end}")
    winner = round.probabilities[round.top]
    is_rounded = winner.value == 1 and round.rest.value > 0
    notes = [_BESIDE_ONE] * bool(winner.from_one) + [_ONE] * is_rounded
    return [_sum_rows(r"\textstyle\sum_j e_j", total), *([row] for row in rows)], notes


def _loss(round: _Round) -> _Made:
    p, true = round.probabilities[round.true], round.true + 1
    products = " + ".join(rf"{y.shown(DIGITS)} \cdot \ln <ŷ_{k + 1}>" for k, y in enumerate(round.y))
    head = rf"<J> &= -\left({products}\right)"
    # The smallest floats have few digits, and 0 and 1 none of what their logarithm depends on.
    if 1e-300 < p.value < 1 and not p.from_one:
        line = _line([p], round.loss, _minus_log)
        return [[head, rf"&= -\ln <ŷ_{true}> {line.relation} -\ln({line.operands[0]}){line.end}"]], []
    behind = _Quantity(round.logits[round.top].value - round.logits[round.true].value, "θ")
    line = _line([behind, round.rest], round.loss, _behind_and_log)
    name = rf"\textstyle\sum_{{j \ne {round.top + 1}}} e_j"
    exact = rf"&= -\ln <ŷ_{true}> = (<m> - <θ_{true}>) + \ln\bigl(1 + {name}\bigr)"
    result = rf"<J> &{line.relation} {line.operands[0]} + \ln(1 + {line.operands[1]}){line.end}"
    others = _sum_rows(name, _line(round.others, round.rest, _each))
    return [[head, exact], others, [result]], [_FROM_LOGITS % (p.value > 0.5)]


def _error(round: _Round) -> _Made:
    rows = []
    for k, (p, y) in enumerate(zip(round.probabilities, round.y, strict=True)):
        line = _line([p, y], round.errors[k], _difference)
        shown = line.operands[0].term
        rows.append(f"<ŷ_{k + 1}> - <y_{k + 1}> &{line.relation} {shown} - {line.operands[1]}{line.end}")
    left = math.fsum(error.value for error in round.errors)
    is_balanced = abs(left) <= 1e-3 * max(abs(error.value) for error in round.errors)
    total = _line(round.errors, _Quantity(0.0 if is_balanced else left), _each)
    sums = _sum_rows(r"\textstyle\sum_k (<ŷ_k> - <y_k>)", total)
    if not is_balanced:
        sums[-1] += r" \approx 0"
    return [rows, sums], [_UNBALANCED] * (not is_balanced) + _uncertain([total])


def _gradients(round: _Round) -> _Made:
    digits, needed = 0, DIGITS
    while digits < needed:  # as many for all, since each number has a place in several products
        digits = needed
        lines = [
            [_line([x, error], slope, _product, digits) for error, slope in zip(round.errors, slopes, strict=True)]
            for x, slopes in zip(round.x, round.slopes, strict=True)
        ]
        needed = max(line.digits for row in lines for line in row)
    column, errors = [[row[0].operands[0]] for row in lines], [line.operands[1] for line in lines[0]]
    product = [[line.result for line in row] for row in lines]
    relation = _sign(all(line.relation == "=" for row in lines for line in row))
    factors = rf"<∂W> &= <x> \, (<ŷ> - <y>)^\top {relation} {_matrix(column)} {_matrix([errors])}"
    result = f"{_sign(all(line.holds_exactly for row in lines for line in row))} {_matrix(product)}"
    # On two lines, so that half a projector's width is enough.
    rows = [factors, f"&{result}"]
    return [rows, [f"<∂b> &= <ŷ> - <y> {_shown_as([[error] for error in round.errors])}"]], []


def _update(round: _Round) -> _Made:
    updated, rate = sgd_step(*round.moment), _Quantity(round.moment.learning_rate, "η")
    # Row by row a class: its weights, input by input, and then its bias.
    old, new = np.vstack(round.moment.parameters).T, np.vstack(updated).T
    slopes = np.vstack([round.gradients.weights, round.gradients.bias]).T
    groups, lines = [], []
    for k in range(len(round.y)):
        names = [*(f"w_{{{i + 1}{k + 1}}}" for i in range(len(round.x))), f"b_{k + 1}"]
        rows = []
        for name, *values in zip(names, old[k].tolist(), slopes[k].tolist(), new[k].tolist(), strict=True):
            before, slope, after = map(_Quantity, values, (name[0], "g", name[0]))
            line = _line([before, rate, slope], after, lambda old, rate, slope: [old, -_EXACT.multiply(rate, slope)])
            start, step, gradient = line.operands
            change = rf"{start} - {step.factor} \cdot {gradient.factor}"
            rows.append(rf"<{name}^{{\text{{new}}}}> &{line.relation} {change}{line.end}")
            lines.append(line)
        groups.append(rows)
    return groups, _uncertain(lines)


_NUMBERS = (_inputs, _logits, _exponentials, _softmax, _loss, _error, _gradients, _update)
