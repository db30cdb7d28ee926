"""The derivation keeps its promise: nothing skipped, every line with the numbers of the round, every sentence true."""

import re
from decimal import Context, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from dashboard.latex import Round, colored, derivation
from softmax_core import PRESETS, backward, forward, softmax
from tests.dashboard.latex.moments import EVERY, PLAIN, moments, with_logits
from tests.dashboard.latex.reader import LEAST, black, fourth_digit, read, total

MANY = Context(prec=60)


class Exact:
    """Probabilities and derivatives of a round to many digits."""

    def __init__(self, round: Round) -> None:
        logits = [Decimal(logit.value) for logit in round.logits]
        powers = [max(MANY.subtract(logit, max(logits)), Decimal(-5000)) for logit in logits]
        exponentials = [Fraction(MANY.exp(power)) for power in powers]
        self.p = [e / sum(exponentials) for e in exponentials]
        self.y = [Fraction(int(k == round.true)) for k in range(len(logits))]
        self.slopes = [p - y for p, y in zip(self.p, self.y, strict=True)]

    def cell(self, i: int, j: int) -> Fraction:
        return self.p[i] * (int(i == j) - self.p[j])


def value(numbers: str) -> Fraction:
    """What a line's numbers come to, and its result where it has one comes to the same."""
    _, calculation, *result = re.split(r"=|\\approx", black(numbers))
    found = total(read(calculation.strip()))
    if result:
        assert close(found, total(read(result[0].strip()))), numbers
    return found


def close(shown: Fraction, actual: Fraction) -> bool:
    """To the third digit, and a little for the rounding of the actual value."""
    return abs(shown - actual) <= Fraction(102, 10) * fourth_digit(abs(actual)) + 2 * LEAST


def cells(latex: str) -> list[list[Fraction]]:
    """The numbers of a matrix."""
    body = latex.removeprefix(r"\begin{bmatrix} ").removesuffix(r" \end{bmatrix}")
    return [[total(read(cell)) for cell in row.split(" & ")] for row in body.split(r" \\ ")]


def uncoloured(words: str) -> str:
    return re.sub(r"\\textcolor\{#\w+\}\{((?:[^{}]|\{[^{}]*\})*)\}", r"\1", words)


def everything(round: Round):
    classes = range(len(round.y))
    yield from derivation.definitions(round)
    yield from derivation.chain_rule(round)
    yield derivation.quotient(round)
    for i in classes:
        yield from derivation.same_class(round, i)
        yield from derivation.loss_derivative(round, i)
        for j in classes:
            yield derivation.jacobian(round, i, j)
            if i != j:
                yield from derivation.other_class(round, i, j)
        if i != round.true:
            yield from derivation.pushes_by_cases(round, i)
        yield from derivation.parameter_gradients(round, i)
    yield from derivation.product_of_the_chain_rule(round)
    yield from derivation.parameter_gradients(round)


@given(EVERY)
def test_every_formula_is_whole_and_no_number_is_none(moment):
    for line in everything(Round(moment)):
        assert line.words
        assert line.words.count("$") % 2 == 0
        for latex in (line.words, line.symbols, line.numbers):
            plain = re.sub(r"\\[{}]", "", latex)
            assert plain.count("{") == plain.count("}")
            assert latex.count(r"\begin") == latex.count(r"\end")
            assert latex.count(r"\left") == latex.count(r"\right")
            assert not re.search(r"\bnan\b|\binf|(?<![\d.])-0(?![.\d])|[<>]", black(latex)), latex
            assert not re.search(r"\^-|e\^|\d[eE][-+]?\d|\\log", black(latex)), latex


@pytest.mark.parametrize("part", [derivation.definitions, derivation.chain_rule, derivation.parameter_gradients])
def test_no_symbol_is_used_that_the_legend_does_not_tell(part):
    told = derivation.legend()
    for line in part(Round(PRESETS["document"].setup.moment)):
        for symbol in re.findall(r"\\(?:theta|hat\{y\})|\b[JKWxyb]\b|\\ln", black(line.symbols)):
            assert symbol in black(told)


@given(EVERY)
def test_both_cases_come_to_the_cell_of_the_jacobian_in_every_line(moment):
    round = Round(moment)
    exact, classes = Exact(round), range(len(round.y))
    for i in classes:
        lines = derivation.same_class(round, i)
        assert len(lines) == 4
        for line in lines:
            assert close(value(line.numbers), exact.cell(i, i)), line.numbers
        for j in set(classes) - {i}:
            lines = derivation.other_class(round, i, j)
            assert len(lines) == 3
            for line in lines:
                assert close(value(line.numbers), exact.cell(i, j)), line.numbers


@given(EVERY, st.integers(0, 5), st.integers(0, 5))
def test_the_jacobian_is_shown_with_the_chosen_cell_framed(moment, i, j):
    round = Round(moment)
    i, j = i % len(round.y), j % len(round.y)
    exact, line = Exact(round), derivation.jacobian(round, i, j)
    shown = re.search(r"\\begin\{bmatrix\}.*\\end\{bmatrix\}", line.numbers)[0]
    rows = [row.split(" & ") for row in shown.split(r" \\ ")]
    assert [(r, c) for r, row in enumerate(rows) for c, cell in enumerate(row) if "boxed" in cell] == [(i, j)]
    values = cells(re.sub(r"\\boxed\{((?:[^{}]|\{[^{}]*\})*)\}", r"\1", shown))
    assert all(close(cell, exact.cell(r, c)) for r, row in enumerate(values) for c, cell in enumerate(row))
    if not line.numbers.startswith(r"\approx"):
        assert [cell for row in values for cell in row] == [
            exact.cell(r, c) for r, row in enumerate(values) for c in range(len(row))
        ]
    symbols = black(re.search(r"\\begin\{bmatrix\} (.*) \\end\{bmatrix\}", line.symbols)[1])
    for r, row in enumerate(symbols.split(r" \\ ")):
        for c, cell in enumerate(row.split(" & ")):
            one, other = rf"\hat{{y}}_{r + 1}", rf"\hat{{y}}_{c + 1}"
            expected = f"{one}(1 - {one})" if r == c else f"-{one} {other}"
            assert cell == (rf"\boxed{{{expected}}}" if (r, c) == (i, j) else expected)
    # A probability is never 0, so a 0 is always explained.
    assert ("too small for any float" in line.words) == any(cell == 0 for row in values for cell in row)


@given(EVERY)
def test_an_exponential_or_a_probability_shown_as_zero_is_explained(moment):
    round = Round(moment)
    vanished = "too small for any float"
    assert (vanished in derivation.quotient(round).words) == any(e.value == 0 for e in round.exponentials)
    assert (vanished in derivation.definitions(round)[1].words) == any(p.value == 0 for p in round.probabilities)


@given(EVERY, st.integers(0, 5))
def test_the_derivative_of_the_loss_comes_to_predicted_minus_true_in_every_line(moment, i):
    round = Round(moment)
    i %= len(round.y)
    exact = Exact(round)
    lines = derivation.loss_derivative(round, i)
    assert len(lines) == 9  # as many as the document has between its first expression and its last
    assert black(lines[0].numbers).startswith(f"i = {i + 1},")
    assert rf"\partial \ln \hat{{y}}_{round.true + 1}}}{{\partial \theta_{i + 1}}}" in black(lines[1].numbers)
    named, cancelled = lines[2:5], lines[5:]
    has_numbers = [bool(line.numbers) for line in named]
    assert has_numbers in ([True] * 3, [False] * 3)
    assert ("too small for a float" in named[0].words) == (not has_numbers[0])
    assert has_numbers[0] or exact.p[round.true] * max(exact.p[i], 1 - exact.p[i]) < Fraction(1, 10**150)
    for line in (*named, *cancelled):
        assert not line.numbers or close(value(line.numbers), exact.slopes[i]), line.numbers


@given(EVERY)
def test_the_product_of_the_chain_rule_comes_to_predicted_minus_true(moment):
    round = Round(moment)
    exact = Exact(round)
    one, _, last = derivation.product_of_the_chain_rule(round)
    true = rf"\hat{{y}}_{round.true + 1}"
    row = re.search(r"\\begin\{bmatrix\} (.*) \\end", black(one.symbols))[1].split(" & ")
    expected = [rf"-{true} \hat{{y}}_{k + 1}" for k in range(len(round.y))]
    expected[round.true] = f"{true}(1 - {true})"
    assert row == expected
    (shown,) = cells(re.search(r"\\begin\{bmatrix\}.*\\end\{bmatrix\}", black(last.numbers))[0])
    assert all(close(entry, slope) for entry, slope in zip(shown, exact.slopes, strict=True))
    if one.numbers:
        (row,), rows, (result,) = map(cells, re.findall(r"\\begin\{bmatrix\}.*?\\end\{bmatrix\}", black(one.numbers)))
        for j, slope in enumerate(exact.slopes):
            product = sum(factor * rows[k][j] for k, factor in enumerate(row))
            assert close(product, slope), one.numbers
            assert close(result[j], slope), one.numbers
    else:
        assert f"$\\hat{{y}}_{round.true + 1}$, or its product" in uncoloured(one.words)
    entry = rf"entry of the true class, $-1/\hat{{y}}_{round.true + 1}$, is not 0"
    assert f"{entry}, so the product is that entry times row {round.true + 1} of" in uncoloured(one.words)


def exact_product(row: list[Fraction], rows: list[list[Fraction]]) -> list[Fraction]:
    return [sum(factor * entries[j] for factor, entries in zip(row, rows, strict=True)) for j in range(len(row))]


@given(EVERY)
@example(with_logits([0.0, 0.0], 0))
@example(with_logits([0.0, 0.0, -800.0], 1))
def test_the_product_says_equal_only_where_it_is(moment):
    round = Round(moment)
    one, _, last = derivation.product_of_the_chain_rule(round)
    sign, shown = re.match(r"(=|\\approx) (.*)", black(last.numbers)).groups()
    is_exact = cells(shown)[0] == [Fraction(slope) for slope in Exact(round).slopes]
    assert sign == ("=" if is_exact else r"\approx")
    if one.numbers:
        latex = black(one.numbers)
        (row,), rows, (result,) = map(cells, re.findall(r"\\begin\{bmatrix\}.*?\\end\{bmatrix\}", latex))
        assert (r"&= \begin" in latex) <= (exact_product(row, rows) == result)


@given(EVERY, st.integers(0, 5))
def test_both_cases_come_to_predicted_minus_true_and_name_their_classes(moment, j):
    round = Round(moment)
    t = round.true
    j = j % len(round.y)
    assume(j != t)
    exact = Exact(round)
    names, cases, first, second, last = derivation.pushes_by_cases(round, j)
    assert [bool(line.numbers) for line in (names, cases, first, second)] in ([True] * 4, [False] * 4)
    assert ("too small for a float" in names.words) == (not names.numbers)
    said = [uncoloured(line.words) for line in (names, cases, first, second, last)]
    assert rf"true class, $-1/\hat{{y}}_{t + 1}$, is not 0; it meets row {t + 1} of" in said[0]
    assert f"$j = {t + 1}$, the true class itself, and every other, here $j = {j + 1}$." in said[1]
    assert rf"leaves $-(1 - \hat{{y}}_{t + 1})$" in said[2]
    assert rf"As $y_{t + 1} = 1$ and every other $y_j = 0$" in said[4]
    shown = cells(black(last.numbers).split(" ", 1)[1])
    assert all(close(entry, slope) for (entry,), slope in zip(shown, exact.slopes, strict=True))
    if names.numbers:
        name, share = re.split(r" (?:=|\\approx) ", black(names.numbers))
        assert name == rf"-\frac{{1}}{{\hat{{y}}_{t + 1}}}"
        assert close(total(read(share)), -1 / exact.p[t])
        body = black(cases.numbers).removeprefix(r"\begin{aligned} ").removesuffix(r" \end{aligned}")
        for row, k in zip(body.split(r" \\ "), (t, j), strict=True):
            case, calculation = row.split(r": \quad & ")
            assert case == f"j = {k + 1}"
            assert close(value("= " + calculation), exact.cell(t, k)), row
        assert close(value(first.numbers), exact.slopes[t])
        assert close(value(second.numbers), exact.slopes[j])


@given(moments(PLAIN), st.integers(0, 5))
def test_the_gradients_of_one_class_are_named_after_it(moment, k):
    round = Round(moment)
    k %= len(round.y)
    gradients = backward(forward(moment.parameters, moment.x).probabilities, moment.x, moment.y)
    *_, first, weights, bias = derivation.parameter_gradients(round, k)
    assert f"The numbers are those of class {k + 1}." in weights.words
    name, calculation = re.split(r" (?==|\\approx)", black(first.numbers), maxsplit=1)
    assert name == rf"\frac{{\partial J}}{{\partial w_{{1{k + 1}}}}}"
    assert close(value(calculation), Fraction(float(gradients.weights[0, k])))
    *_, column = map(cells, re.findall(r"\\begin\{bmatrix\}.*?\\end\{bmatrix\}", black(weights.numbers)))
    assert all(
        close(one, Fraction(float(other))) for (one,), other in zip(column, gradients.weights[:, k], strict=True)
    )
    ((shown,),) = cells(black(bias.numbers).split(" ", 1)[1])
    assert close(shown, Fraction(float(gradients.bias[k])))


def test_numbers_have_the_colours_of_their_symbols():
    round = Round(PRESETS["recorded"].setup.moment)
    shown = {"ŷ": ["0.7925"], "g": ["-0.2075", "1.512"], "θ": ["-3.635"], "x": ["8"], "J": ["0.2326"]}
    seen = set()
    for line in everything(round):
        # In a matrix all is of one colour, or none has a symbol.
        plain = re.sub(r"\\begin\{bmatrix\}.*?\\end\{bmatrix\}", "", line.numbers)
        for symbol, numbers in shown.items():
            for number in numbers:
                found = re.findall(rf"(\\textcolor\{{#\w+\}}\{{)?(?<![-\d.]){number}(?![\d.])", plain)
                assert set(found) <= {colored(symbol, "").removesuffix("}")}, (line.numbers, number)
                seen |= {symbol} if found else set()
    assert seen == set(shown)


def test_where_no_float_holds_the_product_there_is_none_instead_of_an_infinity():
    one, _, last = derivation.product_of_the_chain_rule(Round(PRESETS["huge-logits"].setup.moment))
    assert one.numbers == ""
    assert r"\begin{bmatrix} 1 & -1 & 0 \end{bmatrix}" in last.numbers


@given(EVERY)
def test_what_training_makes_of_the_error_is_told_where_it_is_something_else(moment):
    round = Round(moment)
    computed = backward(forward(moment.parameters, moment.x).probabilities, moment.x, moment.y).logits[0, round.true]
    *_, last = derivation.loss_derivative(round, round.true)
    is_told = "Training computes with floats" in last.words
    if is_told:
        *_, said, _ = last.words.split("$")
        t = round.true + 1
        assert rf"$\hat{{y}}_{t}$ to 16 digits: there $\hat{{y}}_{t} - y_{t}$ is $" in uncoloured(last.words)
        assert close(total(read(said)), Fraction(float(computed)))
    else:
        assert close(Fraction(float(computed)), Exact(round).slopes[round.true])


@given(moments(PLAIN))
def test_the_gradients_of_weights_and_bias_are_those_of_the_core(moment):
    round = Round(moment)
    gradients = backward(forward(moment.parameters, moment.x).probabilities, moment.x, moment.y)
    *_, first, weights, bias = derivation.parameter_gradients(round)
    assert close(value(first.numbers.partition(r"}} \approx" if r"}} \approx" in first.numbers else "}} =")[2]),
                 Fraction(float(gradients.weights[0, 0])))  # fmt: skip
    *_, product = map(cells, re.findall(r"\\begin\{bmatrix\}.*?\\end\{bmatrix\}", black(weights.numbers)))
    for shown, actual in ((product, gradients.weights), (cells(black(bias.numbers).split(" ", 1)[1]), gradients.bias)):
        flat = [cell for row in shown for cell in row]
        assert all(close(one, Fraction(other)) for one, other in zip(flat, actual.ravel().tolist(), strict=True))


# What the sentences say.


@given(moments(PLAIN))
def test_one_input_is_not_called_inputs(moment):
    round, n = Round(moment), moment.x.size
    said = uncoloured(derivation.definitions(round)[0].words)
    assert f"its $n = {n}$ {'input' if n == 1 else 'inputs'} $" in said
    (logits, *_) = derivation.shapes(round)
    assert logits.summed == ("the one input" if n == 1 else f"the {n} inputs")


@given(moments(PLAIN), st.floats(-20, 20))
def test_adding_the_same_to_every_logit_changes_no_probability_and_they_sum_to_one(moment, shift):
    (logits,), (p,) = forward(moment.parameters, moment.x)
    assert np.allclose(softmax(logits + shift), p, rtol=1e-10, atol=0)
    assert np.isclose(p.sum(), 1)


@given(moments(PLAIN), st.floats(0.01, 3), st.integers(0, 5))
def test_raising_a_logit_lowers_all_others_in_proportion_and_by_as_much_together(moment, raised, j):
    (logits,), (p,) = forward(moment.parameters, moment.x)
    j %= p.size
    others = np.arange(p.size) != j
    assume(p[j] > 1e-9)
    moved = softmax(logits + raised * (np.arange(p.size) == j))
    ratios = moved[others] / np.where(p[others] > 0, p[others], np.nan)
    assert np.nanmax(ratios) <= 1
    assert np.allclose(ratios[np.isfinite(ratios)], np.nanmax(ratios), rtol=1e-9)
    assert np.isclose(moved[j] - p[j], (p - moved)[others].sum(), rtol=1e-6, atol=1e-15)


@given(st.lists(st.floats(-4, 4), min_size=2, max_size=6), st.data())
def test_with_a_label_of_any_sum_the_gradient_is_that_sum_times_predicted_minus_label(logits, data):
    logits = np.array(logits)
    y = np.array(data.draw(st.lists(st.floats(0.1, 3), min_size=logits.size, max_size=logits.size)))
    steps = 1e-5 * np.eye(logits.size)

    def loss(moved: np.ndarray) -> np.ndarray:
        return -(y * np.log(softmax(moved))).sum(axis=-1)

    slopes = (loss(logits + steps) - loss(logits - steps)) / 2e-5
    assert np.allclose(slopes, y.sum() * softmax(logits) - y, atol=1e-7)
    if abs(y.sum() - 1) > 0.1:
        assert not np.allclose(slopes, softmax(logits) - y, atol=1e-3)
    there = np.log(y / y.sum())
    assert np.allclose((loss(there + steps) - loss(there - steps)) / 2e-5, 0, atol=1e-7)


@given(moments(PLAIN))
def test_a_weight_moves_the_logit_of_its_class_by_its_input_and_no_other(moment):
    weights, bias = moment.parameters
    for i, k in np.ndindex(weights.shape):
        moved = weights.copy()
        moved[i, k] += 1
        change = forward(moment.parameters._replace(weights=moved), moment.x).logits - forward(*moment[:2]).logits
        assert np.allclose(change[0], moment.x[0, i] * (np.arange(bias.size) == k), atol=1e-10)
