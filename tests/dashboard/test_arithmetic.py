"""The walkthrough's lines are read back from their LaTeX and computed again, by rules written down here once more."""

import itertools
import math
import re
from decimal import Context, Decimal
from fractions import Fraction
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dashboard.arithmetic import SYMBOL_COLORS, colored, number, painted, sub_step, sub_steps, symbol_css
from softmax_core import PRESETS, Moment, Parameters, backward, cross_entropy, forward, sgd_step, train

KEYS = ("inputs", "logits", "exponentials", "softmax", "loss", "error", "gradients", "update")
PARTS = {"x", "w", "b", "theta", "softmax", "p", "y", "loss", "gradient"}
LEAST = Fraction(5, 10**324)
MANY = Context(prec=60)


# Reading LaTeX.


class Number(NamedTuple):
    """A number or calculation as shown, and what its last digit counts: the fourth where there are fewer."""

    value: Fraction
    unit: Fraction


class Reader:
    """Reads one expression of numbers: sums, products, fractions, exp and ln."""

    def __init__(self, latex: str) -> None:
        self.tokens = re.findall(r"\\[a-z]+|\d+\.?\d*|[-+(){}^]", latex)
        assert "".join(self.tokens) == latex.replace(" ", ""), latex

    def next(self, expected: str | None = None) -> str:
        token = self.tokens.pop(0)
        assert expected in (None, token), (expected, token, self.tokens)
        return token

    def is_at(self, *tokens: str) -> bool:
        return bool(self.tokens) and self.tokens[0] in tokens

    def terms(self) -> list[tuple[int, list[Number]]]:
        """The terms of a sum, each as its sign and its factors."""
        found = [(1, self.factors())]
        while self.is_at("+", "-"):
            sign = 1 if self.next() == "+" else -1
            found.append((sign, self.factors()))
        return found

    def factors(self) -> list[Number]:
        found = [self.factor()]
        while self.is_at(r"\cdot"):
            self.next()
            found.append(self.factor())
        return found

    def factor(self) -> Number:
        if self.is_at("-"):
            self.next()
            value, unit = self.factor()
            return Number(-value, unit)
        if self.is_at("("):
            return self.inside("(", ")")
        if self.is_at(r"\frac"):
            self.next()
            above, below = self.inside("{", "}"), self.inside("{", "}")
            return Number(above.value / below.value, Fraction(0))
        if self.is_at(r"\exp", r"\ln"):
            function = {r"\exp": exp, r"\ln": ln}[self.next()]
            return Number(function(self.inside("(", ")").value), Fraction(0))
        return self.number()

    def inside(self, opening: str, closing: str) -> Number:
        self.next(opening)
        terms = self.terms()
        self.next(closing)
        return Number(total(terms), terms[-1][1][-1].unit)

    def number(self) -> Number:
        digits = self.next()
        exponent = 0
        if self.is_at("^"):
            assert digits == "10"
            digits, exponent = "1", self.power()
        elif self.is_at(r"\times"):
            self.next()
            self.next("10")
            exponent = self.power()
        value = Decimal(digits).scaleb(exponent, MANY)
        last = int(value.as_tuple().exponent)
        place = min(last, value.adjusted() - 3) if value else last
        return Number(Fraction(value), Fraction(10) ** place if value else Fraction(0))

    def power(self) -> int:
        self.next("^")
        self.next("{")
        sign = -1 if self.is_at("-") and self.next() else 1
        power = sign * int(self.next())
        self.next("}")
        assert not -5 < power < 6
        return power


def read(latex: str) -> list[tuple[int, list[Number]]]:
    reader = Reader(latex)
    terms = reader.terms()
    assert not reader.tokens, latex
    return terms


def total(terms) -> Fraction:
    return sum((sign * math.prod(factor.value for factor in factors) for sign, factors in terms), Fraction(0))


def exp(power: Fraction) -> Fraction:
    if power < -5000:
        return Fraction(0)
    if abs(power) < Fraction(1, 10**20):
        return 1 + power + power**2 / 2
    return Fraction(MANY.exp(MANY.divide(power.numerator, power.denominator)))


def ln(value: Fraction) -> Fraction:
    beyond = value - 1
    if abs(beyond) < Fraction(1, 10**20):
        return beyond - beyond**2 / 2
    return Fraction(MANY.ln(MANY.divide(value.numerator, value.denominator)))


def black(latex: str) -> str:
    """Without colours; their braces go too, as no symbol of ours needs them."""
    while r"\textcolor" in latex:
        before, _, rest = latex.partition(r"\textcolor{#")
        assert re.match(r"[0-9A-F]{6}\}\{", rest), latex
        depth, end = 1, 8
        while depth:
            depth += {"{": 1, "}": -1}.get(rest[end], 0)
            end += 1
        latex = before + rest[8 : end - 1] + rest[end:]
    return latex


class Line(NamedTuple):
    name: str
    is_given: bool  # `=` before the operands
    terms: list  # of the calculation
    is_exact: bool  # `=` before the result
    result: Number
    error: Fraction
    text: str

    @property
    def operands(self) -> list[Number]:
        return [factor for _, factors in self.terms for factor in factors]


def equations(numbers: str) -> list[list[str]]:
    """Each equation of the aligned block as [side, sign, side, sign, …]."""
    latex = black(numbers)
    assert latex.startswith(r"\begin{aligned} ")
    assert latex.endswith(r" \end{aligned}")
    body = latex.removeprefix(r"\begin{aligned} ").removesuffix(r" \end{aligned}")
    matrices = re.findall(r"\\begin\{bmatrix\}.*?\\end\{bmatrix\}", body)
    for place, matrix in enumerate(matrices):
        body = body.replace(matrix, f"@{place}@", 1)
    body = body.replace(r" \\ &\quad +", " +")
    rows = [part for row in re.split(r"\\\\(?:\[0\.7em\])?", body) for part in row.split(r"\qquad")]
    sides = [[side.strip(" &") for side in re.split(r"(=|\\approx)", row)] for row in rows]
    return [[re.sub(r"@(\d+)@", lambda match: matrices[int(match[1])], side) for side in row] for row in sides]


def lines(numbers: str) -> list[Line]:
    """The equations that calculate with numbers: name = calculation = result."""
    found = []
    for row in equations(numbers):
        if len(row) == 3 and "sum_" in row[0]:
            row = [*row, "=", row[2]]  # the sum is its own result, as 1 + 10^{-10}
        if len(row) < 5 or re.search(r"[a-zA-Z]_|bmatrix|hat|theta|textstyle", row[-3]):
            continue
        name, calculation, result = row[0], row[-3], row[-1]
        if result == "0" and row[-2] == r"\approx" and len(row) > 5 and "sum" in name:
            calculation, result, row = row[-5], row[-3], row[:-2]
        result, _, error = result.partition(r" \pm ")
        shown = read(result)
        value = total(shown)
        unit = shown[-1][1][-1].unit
        if 0 < value < 1 and len(shown) == 2:
            unit = max(unit, Fraction(1, 10**16))  # 1 − c: a float below 1 has no finer steps
        uncertain = total(read(error)) if error else Fraction(0)
        terms = read(calculation)
        text = " ".join(row)
        found.append(Line(name, row[-4] == "=", terms, row[-2] == "=", Number(value, unit), uncertain, text))
    return found


# What must hold of every line.


def check_follows(line: Line) -> None:
    """The result follows from the operands shown, to its last digit but one."""
    off = abs(total(line.terms) - line.result.value)
    unit = line.result.unit
    if line.result.value == 0 and not line.is_given:
        largest = max(abs(math.prod(factor.value for factor in factors)) for _, factors in line.terms)
        unit = fourth_digit(largest)
    assert off <= max(10 * unit, LEAST) + line.error, line.text
    assert not line.is_exact or off == 0, line.text
    if line.error:
        sizes = sum(abs(math.prod(factor.value for factor in factors)) for _, factors in line.terms)
        assert line.error <= sizes * Fraction(4, 10**15), line.text


def fourth_digit(value: Fraction) -> Fraction:
    return Fraction(10) ** (MANY.divide(value.numerator, value.denominator).adjusted() - 3) if value else Fraction(0)


def check_shows(shown: Number, actual: float | Fraction, text: str) -> None:
    """What is shown is the actual value, rounded to the digits shown."""
    assert abs(shown.value - Fraction(actual)) <= shown.unit * Fraction(51, 100) + LEAST, (text, float(actual))


def check_line(line: Line, name: str, operands, result: float) -> None:
    assert line.name == name
    check_follows(line)
    assert len(line.operands) == len(operands), line.text
    for shown, actual in zip(line.operands, operands, strict=True):
        check_shows(shown, actual, line.text)
    check_shows(line.result, result, line.text)


def matrix(latex: str) -> list[list[Number]]:
    body = latex.removeprefix(r"\begin{bmatrix} ").removesuffix(r" \end{bmatrix}")
    return [[factor(cell) for cell in row.split(" & ")] for row in body.split(r" \\ ")]


def factor(latex: str) -> Number:
    [(sign, [shown])] = read(latex)
    assert sign == 1
    return shown


def check_matrix(latex: str, actual: np.ndarray) -> None:
    shown = matrix(latex)
    assert np.shape(shown)[:2] == actual.shape
    for cell, value in zip(itertools.chain(*shown), actual.flat, strict=True):
        check_shows(cell, value, latex)


def check_numbers(moment: Moment) -> None:
    """All lines of all steps, against what softmax_core computes."""
    weights, bias = moment.parameters
    x, y, rate = moment.x[0], moment.y[0], moment.learning_rate
    (logits,), (p,) = forward(moment.parameters, moment.x)
    gradients = backward(p[None], moment.x, moment.y)
    (error,) = gradients.logits
    shifted = logits - logits.max()
    e = np.exp(shifted)
    top, true = int(logits.argmax()), int(y.argmax())
    rest = sum((Fraction(other) for k, other in enumerate(e.tolist()) if k != top), Fraction(0))
    classes, features = range(y.size), range(x.size)
    steps = {step.key: step.numbers for step in sub_steps(moment)}

    shown = {
        row[place - 2].split()[-1]: row[place] for row in equations(steps["inputs"]) for place in range(2, len(row), 2)
    }
    for name, actual in (("x", x[:, None]), ("y", y[:, None]), ("b", bias[:, None]), ("W", weights)):
        check_matrix(shown[name], actual)

    found = lines(steps["logits"])
    assert len(found) == y.size
    for k in classes:
        operands = [*(value for i in features for value in (weights[i, k], x[i])), bias[k]]
        check_line(found[k], rf"\theta_{k + 1}", operands, logits[k])

    head, *_ = equations(steps["exponentials"])
    assert head[:3] == ["m", "=", rf"\theta_{top + 1}"]
    check_shows(Number(total(read(head[4])), read(head[4])[0][1][0].unit), logits[top], str(head))
    found = lines(steps["exponentials"])
    assert len(found) == 2 * y.size
    for k in classes:
        check_line(found[2 * k], rf"\theta_{k + 1} - m", [logits[k], logits[top]], shifted[k])
        check_follows(found[2 * k + 1])
        assert found[2 * k + 1].name == f"e_{k + 1}"
        check_shows(found[2 * k + 1].result, e[k], found[2 * k + 1].text)
        difference = re.search(r".*(?:=|\\approx) (.*?)( \\pm .*)?$", found[2 * k].text)[1]
        assert rf"\exp({difference})" in found[2 * k + 1].text

    sum_line, *found = lines(steps["softmax"])
    check_line(sum_line, r"\textstyle\sum_j e_j", e, 1 + rest if rest < Fraction(1, 10**4) else e.sum())
    assert len(found) == y.size
    for k in classes:
        check_follows(found[k])
        assert found[k].name == rf"\hat{{y}}_{k + 1}"
        check_shows(found[k].result, p[k], found[k].text)
        above, below = re.search(r"\\frac\{(.*)\}\{(.*)\} ", found[k].text).groups()
        check_shows(factor(above), e[k], above)
        check_shows(Number(total(read(below)), sum_line.result.unit), sum_line.result.value, below)

    *others, loss = lines(steps["loss"])
    assert loss.name in ("J", "")
    check_follows(loss)
    check_shows(loss.result, float(cross_entropy(logits, y)), loss.text)
    if others:
        check_line(others[0], rf"\textstyle\sum_{{j \ne {top + 1}}} e_j", np.delete(e, top), rest)
    if r"\ln(1 +" in loss.text:
        check_shows(loss.operands[0], logits[top] - logits[true], loss.text)
    else:
        share = factor(re.search(r"-\\ln\((.*?)\) ", loss.text)[1])
        assert 0 < share.value < 1
        check_shows(share, p[true], loss.text)

    *found, balance = lines(steps["error"])
    assert len(found) == y.size
    for k in classes:
        check_line(found[k], rf"\hat{{y}}_{k + 1} - y_{k + 1}", [p[k], y[k]], error[k])
    assert balance.name == r"\textstyle\sum_k (\hat{y}_k - y_k)"
    check_follows(balance)
    for shown_error, actual in zip(balance.operands, error, strict=True):
        check_shows(shown_error, actual, balance.text)
    assert equations(steps["error"])[-1][-1].split(r" \pm ")[0] == "0"

    *product, bias_row = equations(steps["gradients"])
    joined = "".join(itertools.chain(*product))
    column, row, result = map(matrix, re.findall(r"\\begin\{bmatrix\}.*?\\end\{bmatrix\}", joined))
    for i, k in itertools.product(features, classes):
        check_shows(column[i][0], x[i], joined)
        check_shows(row[0][k], error[k], joined)
        check_shows(result[i][k], gradients.weights[i, k], joined)
        off = abs(column[i][0].value * row[0][k].value - result[i][k].value)
        unit = fourth_digit(column[i][0].value * row[0][k].value) if result[i][k].value == 0 else result[i][k].unit
        assert off <= max(10 * unit, LEAST), joined
    check_matrix(bias_row[-1], gradients.bias[:, None])

    new = sgd_step(*moment)
    found = iter(lines(steps["update"]))
    for k in classes:
        for i in features:
            name = rf"w_{{{i + 1}{k + 1}}}^{{\text{{new}}}}"
            check_line(next(found), name, [weights[i, k], rate, gradients.weights[i, k]], new.weights[i, k])
        name = rf"b_{k + 1}^{{\text{{new}}}}"
        check_line(next(found), name, [bias[k], rate, gradients.bias[k]], new.bias[k])
    assert next(found, None) is None


def check_form(moment: Moment) -> None:
    """Order, braces, environments, shapes and the parts that are lit."""
    steps = sub_steps(moment)
    assert tuple(step.key for step in steps) == KEYS
    assert [step.phase for step in steps] == ["Forward"] * 5 + ["Backward"] * 2 + ["Update"]
    for step in steps:
        assert step.lit
        assert step.lit <= PARTS
        assert step.numbers.count(r"\begin{aligned}") == 1
        # Signs and powers of ten are in parentheses where they could be read with their neighbours.
        assert not re.search(
            r"\\cdot -|[-+] -|\}\} \\cdot|10\^\{-?\d+\} \\cdot|\\cdot [\d.]+ \\times", black(step.numbers)
        )
        for text in (step.prose, step.formula, step.numbers, step.shapes):
            assert not re.search(r"\bnan\b|inf|Inf|NaN|(?<![\d.])-0(?![.\d])|[<>#](?![0-9A-F]{6}\})", text), text
            check_balanced(text)
        for latex in (step.formula, step.shapes, step.numbers):
            assert all(sign not in latex for sign in "θŷη·×≈−$")


def check_balanced(text: str) -> None:
    depth = 0
    for character in re.sub(r"\\[{}]", "", text):
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth >= 0, text
    assert depth == 0, text
    opened = []
    for kind, name in re.findall(r"\\(begin|end)\{(\w+)\}", text):
        if kind == "begin":
            opened.append(name)
        else:
            assert opened.pop() == name
    assert not opened
    assert text.count(r"\left(") == text.count(r"\right)")
    assert text.count("$") % 2 == 0


# Moments.

LARGEST = 1e100
PLAIN = st.integers(-8000, 8000).map(lambda thousandths: thousandths / 1000)
ANY = st.one_of(
    PLAIN,
    st.sampled_from([0.0, 5e-324, -5e-324, 1e-300, -1e-300, 1 / 3, 0.1, -0.3, 1e-5, 123456.7, 1e16, LARGEST, -LARGEST]),
    st.tuples(st.floats(-1, 1), st.integers(-300, 99)).map(lambda parts: parts[0] * 10.0 ** parts[1]),
).map(lambda value: value + 0.0)


@st.composite
def moments(draw, elements=ANY):
    n_features, n_classes = draw(st.integers(1, 6)), draw(st.integers(2, 6))

    def array(*shape):
        size = math.prod(shape)
        return np.array(draw(st.lists(elements, min_size=size, max_size=size))).reshape(shape)

    rate = abs(draw(elements)) or 1.0
    label = np.eye(n_classes)[[draw(st.integers(0, n_classes - 1))]]
    return Moment(Parameters(array(n_features, n_classes), array(n_classes)), array(1, n_features), label, rate)


def moment_of(weights, bias, x, true: int, rate: float = 1.0) -> Moment:
    weights, bias = np.array(weights, dtype=float), np.array(bias, dtype=float)
    return Moment(Parameters(weights, bias), np.array([x], dtype=float), np.eye(bias.size)[[true]], rate)


def with_logits(logits, true: int) -> Moment:
    return moment_of([[0.0] * len(logits)], logits, [1.0], true)


def rounds_of(preset: str, rounds: int) -> list[Moment]:
    setup = PRESETS[preset].setup
    moment = setup.moment
    history = train(moment.parameters, moment.x, moment.y, learning_rate=moment.learning_rate, rounds=rounds)
    return [history.at(round) for round in range(len(history))]


@given(moments())
@example(moment_of([[1e100, 0], [3, 0], [-1e100, 0]], [0, 0], [1, 1, 1], 0))
@example(moment_of([[0.1, 0.3], [-0.3, 0.1]], [0, 0], [3, 1], 1))
@example(with_logits([1e100, 1e100 * (1 + 2e-16)], 0))
@example(with_logits([5e-324, 0, -5e-324], 2))
def test_every_line_follows_from_what_it_shows_whatever_the_sizes(moment):
    check_numbers(moment)
    check_form(moment)


@given(moments(PLAIN))
def test_every_line_follows_from_what_it_shows_for_numbers_of_a_lecture(moment):
    check_numbers(moment)
    check_form(moment)


@given(st.lists(st.floats(-40, 0), min_size=1, max_size=5), st.integers(0, 5), st.sampled_from([1, 10, 20]))
def test_shares_near_zero_and_one(gaps, true, scale):
    logits = [0.0, *(gap * scale for gap in gaps)]
    check_numbers(with_logits(logits, true % len(logits)))


@pytest.mark.parametrize("preset", PRESETS)
def test_presets(preset):
    for moment in rounds_of(preset, 3):
        check_numbers(moment)
        check_form(moment)


def numbers_of(moment: Moment, key: str) -> str:
    return black(sub_step(moment, KEYS.index(key)).numbers)


def test_the_document_by_hand():
    first, second = rounds_of("document", 1)
    assert r"\theta_1 &= 0.5 \cdot 8 + 0.5 \cdot 7 + 1 = 8.5" in numbers_of(first, "logits")
    assert r"e_3 &= \exp(0) = 1" in numbers_of(first, "exponentials")
    assert r"\hat{y}_3 &= \frac{1}{3} \approx 0.3333" in numbers_of(first, "softmax")
    assert r"-\ln \hat{y}_3 \approx -\ln(0.3333) \approx 1.099" in numbers_of(first, "loss")
    assert r"\hat{y}_3 - y_3 &\approx 0.3333 - 1 = -0.6667" in numbers_of(first, "error")
    assert r"0.3333 + 0.3333 + (-0.6667) \approx 0" in numbers_of(first, "error")
    assert r"\begin{bmatrix} 2.667 & 2.667 & -5.333 \\ 2.333 & 2.333 & -4.667 \end{bmatrix}" in numbers_of(
        first, "gradients"
    )
    assert r"w_{13}^{\text{new}} &\approx 0.5 - 1 \cdot (-5.333) = 5.833" in numbers_of(first, "update")
    assert r"\exp(-114) \approx 3.093 \times 10^{-50}" in numbers_of(second, "exponentials")
    assert r"J &\approx 0 + \ln(1 + 6.187 \times 10^{-50}) \approx 6.187 \times 10^{-50}" in numbers_of(second, "loss")
    assert r"\hat{y}_3 - y_3 &= 1 - 1 = 0" in numbers_of(second, "error")


def test_a_share_that_would_round_to_one_is_shown_by_its_distance():
    moment = with_logits([0, -23.02585092994046], 0)
    assert r"\sum_j e_j &\approx 1 + 1.000 \times 10^{-10} \\" in numbers_of(moment, "softmax")
    assert r"\frac{1}{1 + 1.000 \times 10^{-10}} \approx 1 - 1.000 \times 10^{-10}" in numbers_of(moment, "softmax")
    assert r"(1 - 1.000 \times 10^{-10}) - 1 = -1.000 \times 10^{-10}" in numbers_of(moment, "error")
    assert r"\ln(1 + 1.000 \times 10^{-10}) \approx 1.000 \times 10^{-10}" in numbers_of(moment, "loss")
    assert "distance from 1" in sub_step(moment, 3).prose


def test_what_no_float_can_hold_counts_as_zero_and_says_so():
    moment = PRESETS["huge-logits"].setup.moment
    assert r"\exp(-30000) \approx 0" in numbers_of(moment, "exponentials")
    assert "counts as 0" in sub_step(moment, 2).prose
    assert r"J &= 30000 + \ln(1 + 0) = 30000" in numbers_of(moment, "loss")


def test_terms_that_cancel_say_how_far_off_they_are():
    moment = moment_of([[0.1, 0], [-0.3, 0]], [0, 0], [3, 1], 0)
    assert re.search(r"0\.1 \\cdot 3 \+ \(-0\.3\) \\cdot 1 \+ 0 \\approx .*\\pm", numbers_of(moment, "logits"))
    assert r"\pm" in sub_step(moment, 1).prose
    assert r"\pm" not in sub_step(PRESETS["document"].setup.moment, 1).prose


def test_a_short_result_asks_for_four_right_digits_too():
    moment = moment_of([[1 / 3, 0]], [-199, 0], [600], 0)
    assert r"0.33333 \cdot 600 + (-199) \approx 1 " in numbers_of(moment, "logits")


def test_long_sums_break_and_short_ones_do_not():
    long = moment_of(np.full((6, 2), -1 / 3), [0, 0], np.full(6, -1e-7 / 3), 0)
    short = moment_of(np.ones((6, 2)), [0, 0], np.ones(6), 0)
    assert r"\\ &\quad + " in numbers_of(long, "logits")
    assert r"\quad" not in numbers_of(short, "logits")


@given(moments(PLAIN))
def test_shapes_are_those_of_the_arrays(moment):
    weights, bias = moment.parameters
    (logits,), (p,) = forward(moment.parameters, moment.x)
    gradients = backward(p[None], moment.x, moment.y)
    vector = (bias.size, 1)
    assert logits.shape == p.shape == moment.y[0].shape == gradients.bias.shape == bias.shape
    arrays = {
        "x": moment.x.T.shape,
        "W": weights.shape,
        r"W^\top": weights.T.shape,
        r"\frac{\partial J}{\partial W}": gradients.weights.shape,
        r"W^{\text{new}}": weights.shape,
        r"y^\top": vector[::-1],
        r"(\hat{y} - y)^\top": vector[::-1],
        "J": (1, 1),
    }
    for step in sub_steps(moment):
        shaped = re.findall(
            r"((?:\([^()]*\)|\\frac\{[^}]*\}\{[^}]*\}|[\w\\]+(?:\{y\})?)(?:\^\\top|\^\{[^_]*\})?)_\{\((\d),(\d)\)\}",
            black(step.shapes),
        )
        assert len(shaped) == step.shapes.count("_{(")
        for name, rows, columns in shaped:
            assert (int(rows), int(columns)) == arrays.get(name, vector), (step.key, name)


def test_one_step_is_that_of_all_steps():
    moment = PRESETS["recorded"].setup.moment
    assert tuple(sub_step(moment, index) for index in range(8)) == sub_steps(moment)


@pytest.mark.parametrize(
    ("value", "digits", "latex"),
    [
        (0.5, 4, "0.5"),
        (-2.0, 4, "-2"),
        (-0.0, 4, "0"),
        (1 / 3, 4, "0.3333"),
        (0.1 * 3, 4, "0.3"),
        (0.1 * 3, 17, "0.30000000000000004"),
        (2.0001, 4, "2.000"),
        (123456.7, 4, "123457"),
        (30000.0, 4, "30000"),
        (1e15, 4, "10^{15}"),
        (-1e100, 4, "-10^{100}"),
        (1e-5, 4, "10^{-5}"),
        (3.09335001e-50, 4, r"3.093 \times 10^{-50}"),
        (5e-324, 4, r"4.941 \times 10^{-324}"),
    ],
)
def test_numbers(value, digits, latex):
    assert number(value, digits) == latex


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(4, 17))
def test_a_number_reads_back_to_the_digits_shown(value, digits):
    check_shows(factor(number(value, digits)), value, number(value, digits))


def test_symbols_are_painted():
    assert painted(r"<W>^\top <x_i>") == rf"{colored('w', 'W')}^\top {colored('x', 'x_i')}"
    assert painted("<ŷ_k>") == colored("ŷ", r"\hat{y}_k")
    assert painted("<∂θ>") == colored("g", r"\frac{\partial J}{\partial \theta}")


# Colours.


def channels(color: str) -> np.ndarray:
    values = np.array([int(color[place : place + 2], 16) for place in (1, 3, 5)]) / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted(float(channels(color) @ [0.2126, 0.7152, 0.0722]) for color in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


# How colours look without one of the three kinds of cones; Machado, Oliveira and Fernandes 2009.
EYES = {
    "all cones": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}


def oklab(color: str, eyes: np.ndarray) -> np.ndarray:
    """Björn Ottosson's space, in which distances are about those seen."""
    cones = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    )
    opponents = np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    )
    return opponents @ np.cbrt(cones @ np.clip(eyes @ channels(color), 0, 1))


@pytest.mark.parametrize("symbol", SYMBOL_COLORS)
def test_symbols_can_be_read_on_light_and_dark_ground(symbol):
    light, dark = SYMBOL_COLORS[symbol]
    assert min(contrast(light, ground) for ground in ("#FFFFFF", "#F3F5F7")) >= 4.5
    assert min(contrast(dark, ground) for ground in ("#14171B", "#22272E")) >= 4.5


@pytest.mark.parametrize("theme", [0, 1])
@pytest.mark.parametrize("eyes", EYES)
def test_symbols_differ_for_all_eyes(theme, eyes):
    least = 0.09 if eyes == "all cones" else 0.04
    colors = [oklab(pair[theme], EYES[eyes]) for pair in SYMBOL_COLORS.values()]
    assert min(np.linalg.norm(one - other) for one, other in itertools.combinations(colors, 2)) >= least


def test_css_gives_every_symbol_its_dark_colour():
    css = symbol_css()
    for light, dark in SYMBOL_COLORS.values():
        assert re.fullmatch("#[0-9A-F]{6}", light)
        assert css.count(f"light-dark({light}, {dark}) !important") == 2
    assert '.katex [style*="color:#0072B2"], .katex [style*="color: rgb(0, 114, 178)"] {' in css
    assert 'svg text[style*="fill: rgb(0, 114, 178)"] { fill:' in css
