"""The walkthrough's lines are read back from their LaTeX and computed again, by rules written down here once more."""

import itertools
import math
import re
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given

from dashboard import figures
from dashboard.latex import SUB_STEPS, sub_step, sub_steps
from softmax_core import PRESETS, Moment, backward, cross_entropy, forward, sgd_step
from tests.dashboard.latex.moments import PLAIN, SETTLED, moment_of, moments, rounds_of, with_logits
from tests.dashboard.latex.reader import (
    LEAST,
    Line,
    Number,
    black,
    check_shows,
    equations,
    factor,
    fourth_digit,
    lines,
    matrix,
    read,
    total,
)

KEYS = ("inputs", "logits", "exponentials", "softmax", "loss", "error", "gradients", "update")


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


def check_line(line: Line, name: str, operands, result: float) -> None:
    assert line.name == name
    check_follows(line)
    assert len(line.operands) == len(operands), line.text
    for shown, actual in zip(line.operands, operands, strict=True):
        check_shows(shown, actual, line.text)
    check_shows(line.result, result, line.text)


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


@given(SETTLED)
def test_shares_near_zero_and_one(moment):
    check_numbers(moment)


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
    assert r"\hat{y}_3 - y_3 &\approx 1 - 1 = 0" in numbers_of(second, "error")


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
    assert r"J &\approx 30000 + \ln(1 + 0) = 30000" in numbers_of(moment, "loss")


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
    rows = [row for row in numbers_of(long, "logits").split(r"\\") if r"\cdot" in row]
    widths = [len(re.sub(r"\\[a-z]+|[{}^_& ]", "", row)) for row in rows]
    assert max(widths) <= 80
    assert sorted(widths)[len(widths) // 2] > 30


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


def test_the_sub_steps_are_known_without_a_round():
    assert tuple(step.key for step in SUB_STEPS) == KEYS
    for known, step in zip(SUB_STEPS, sub_steps(PRESETS["document"].setup.moment), strict=True):
        assert (known.key, known.title, known.phase, known.lit) == (step.key, step.title, step.phase, step.lit)


@pytest.mark.parametrize("step", SUB_STEPS, ids=KEYS)
def test_what_a_sub_step_lights_a_picture_draws(step):
    moment = PRESETS["document"].setup.moment
    (x,), (y,) = moment.x, moment.y
    logits, p = (array[0] for array in forward(moment.parameters, moment.x))
    values = np.vstack(moment.parameters)
    names = np.full(values.shape, "")

    def drawn(lit: frozenset[str]) -> tuple[figures.Figure, ...]:
        return (
            figures.network(x, *moment.parameters, logits, p, int(y.argmax()), lit=lit),
            figures.value_grid("", names, values, largest=1.0, what="", lit=lit),
        )

    assert step.lit
    for part in step.lit:
        assert drawn(step.lit) != drawn(step.lit - {part})
