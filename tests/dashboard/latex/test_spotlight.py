"""A spotlight takes colours from other classes and rows and no number from any; alone, a class keeps its own rows."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.latex import Round, derivation, sub_step
from dashboard.latex.symbols import UNLIT
from softmax_core import Moment, backward, forward
from tests.dashboard.latex.moments import PLAIN, moments, rounds_of
from tests.dashboard.latex.reader import black, check_shows, lines, read, total
from tests.dashboard.latex.test_sub_steps import KEYS, check_balanced

OF_ROWS = ("logits", "exponentials", "softmax", "error", "update")
"""The sub-steps whose numbers are rows about one class each."""


def plain(latex: str) -> str:
    return re.sub(r"[{} ]", "", black(latex))


def rows(latex: str) -> list[str]:
    return re.split(r"\\\\(?:\[0\.7em\])?", latex)


@given(moments(PLAIN), st.integers(0, 5), st.integers(0, 6))
def test_no_number_changes(moment, any_class, any_row):
    lit, lit_row = any_class % moment.y.size, any_row % (moment.x.size + 1)
    for index in range(8):
        full = sub_step(moment, index)
        for spots in ({"lit": lit}, {"lit_row": lit_row}, {"lit": lit, "lit_row": lit_row}):
            spotlit = sub_step(moment, index, **spots)
            assert plain(spotlit.numbers) == plain(full.numbers)
            assert spotlit._replace(numbers="") == full._replace(numbers="")
            check_balanced(spotlit.numbers)
            assert "⟦" not in spotlit.numbers + full.numbers


@pytest.mark.parametrize("lit", [0, 1, 2])
@pytest.mark.parametrize("key", OF_ROWS)
def test_rows_of_other_classes_are_grey_and_the_rest_keeps_its_colours(key, lit):
    for moment in rounds_of("recorded", 1):
        spotlit, full = (rows(sub_step(moment, KEYS.index(key), *which).numbers) for which in ((lit,), ()))
        grey = [UNLIT[0] in row for row in spotlit]
        assert [one == other for one, other in zip(spotlit, full, strict=True)] == [not is_grey for is_grey in grey]
        for row in [row for row, is_grey in zip(spotlit, grey, strict=True) if is_grey]:
            assert set(re.findall(r"#\w{6}", row)) == {UNLIT[0]}
        n_rows = 3 if key == "update" else 1  # two weights and a bias
        assert sum(grey) == 2 * n_rows


@pytest.mark.parametrize(("key", "count"), [("inputs", 3), ("gradients", 3)])
def test_cells_of_other_classes_are_grey(key, count):
    (moment,) = rounds_of("recorded", 0)
    for lit in range(3):
        numbers = sub_step(moment, KEYS.index(key), lit).numbers
        for matrix in re.findall(r"\\begin\{bmatrix\}(.*?)\\end\{bmatrix\}", numbers):
            cells = [row.split("&") for row in matrix.split(r"\\")]
            by_column = all(len(row) == count for row in cells)
            if not by_column and len(cells) != count:
                assert UNLIT[0] not in matrix  # the input, which belongs to all classes
                continue
            for i, row in enumerate(cells):
                for k, cell in enumerate(row):
                    assert (UNLIT[0] in cell) == ((k if by_column else i) != lit)


def is_grey(latex: str) -> bool:
    return UNLIT[0] in latex


def matrices(latex: str) -> list[list[list[str]]]:
    """The cells of each matrix, row by row."""
    found = re.findall(r"\\begin\{bmatrix\}(.*?)\\end\{bmatrix\}", latex)
    return [[row.split("&") for row in matrix.split(r"\\")] for matrix in found]


def greys(cells: list[list[str]]) -> list[list[bool]]:
    return [[is_grey(cell) for cell in row] for row in cells]


ROWS = range(3)
"""Of the preset `recorded`: two inputs and the bias."""


@pytest.mark.parametrize("lit_class", [None, 1])
@pytest.mark.parametrize("lit_row", ROWS)
def test_what_is_about_another_row_of_the_weights_is_grey(lit_row, lit_class):
    def numbers(key: str) -> str:
        return sub_step(moment, KEYS.index(key), lit_class, lit_row=lit_row).numbers

    def grey(i: int, k: int | None) -> bool:
        return i != lit_row or (k is not None and lit_class not in (None, k))

    (moment,) = rounds_of("recorded", 0)
    weights = [[grey(i, k) for k in range(3)] for i in range(2)]
    inputs = [[grey(0, None)], [grey(1, None)]]
    of_class = [lit_class not in (None, k) for k in range(3)]

    x, y, b, w = map(greys, matrices(numbers("inputs")))
    assert (x, w) == (inputs, weights)
    assert y == [[other] for other in of_class]
    # The bias is one part of the formula, which is grey as a whole or class by class.
    whole = is_grey(numbers("inputs").rpartition(r"\qquad")[2].partition("=")[0])
    assert whole == (lit_row != 2)
    assert whole or b == [[other] for other in of_class]

    for k, row in enumerate(rows(re.search(r"aligned\}(.*?)\\end", numbers("logits"))[1])):
        name, calculation, result = re.split(r"=|\\approx", row)
        assert is_grey(name) == of_class[k]
        terms = calculation.split(" + ")
        assert len(terms) == 3
        if of_class[k]:
            assert is_grey(row.partition("&")[2])  # all of it
        else:
            assert [is_grey(term) for term in terms] == [grey(i, k) for i in ROWS]
            assert not is_grey(result)

    column, errors, product, _ = map(greys, matrices(numbers("gradients")))
    assert (column, errors, product) == (inputs, [of_class], weights)
    assert is_grey(numbers("gradients").rpartition(r"\frac{\partial J}")[0][-30:]) == (lit_row != 2)

    found = rows(re.search(r"aligned\}(.*?)\\end", numbers("update"))[1])
    assert [is_grey(row) for row in found] == [grey(i, k) for k in range(3) for i in ROWS]


@pytest.mark.parametrize("lit_row", ROWS)
def test_alone_a_class_has_the_rows_of_its_inputs_and_bias_lit(lit_row):
    (moment,) = rounds_of("recorded", 0)
    gradients, inputs = (sub_step(moment, KEYS.index(key), 1, alone=True, lit_row=lit_row).numbers
                         for key in ("gradients", "inputs"))  # fmt: skip
    found = rows(re.search(r"aligned\}(.*?)\\end", gradients)[1])
    assert [is_grey(row) for row in found] == [i != lit_row for i in ROWS]
    x, weights = map(greys, matrices(inputs))
    assert x == weights == [[lit_row != 0], [lit_row != 1]]


def test_a_sub_step_without_rows_of_the_weights_stays_as_it_is():
    (moment,) = rounds_of("recorded", 0)
    for key in ("exponentials", "softmax", "loss", "error"):
        index = KEYS.index(key)
        assert sub_step(moment, index, lit_row=0) == sub_step(moment, index)


@given(moments(PLAIN))
def test_alone_a_class_keeps_its_rows_and_the_results_of_all_follow(moment: Moment):
    logits, p = (array[0] for array in forward(moment.parameters, moment.x))
    gradients = backward(p[None], moment.x, moment.y)
    results = {
        "logits": logits,
        "exponentials": np.exp(logits - logits.max()),
        "softmax": p,
        "error": p - moment.y[0],
        "gradients": p - moment.y[0],
        "inputs": moment.y[0],
    }
    for key in KEYS:
        full = sub_step(moment, KEYS.index(key)).numbers
        for k in range(moment.y.size):
            alone = sub_step(moment, KEYS.index(key), k, alone=True).numbers
            check_balanced(alone)
            if key in OF_ROWS:
                inner = re.search(r"\\begin\{aligned\}(.*?)\\end\{aligned\}", plain_keeping_names(alone))[1]
                kept = [row for row in rows(inner) if row.strip()]
                assert all(row.strip() in plain_keeping_names(full) for row in kept)
                assert len(kept) < len([row for row in rows(full) if row.strip()]) or moment.y.size == 1
            if key in results:
                shown = re.search(r"\(([^()]*(?:\([^()]*\)[^()]*)*)\) \\end\{gathered\}$", black(alone))[1]
                values = [re.sub(r"^\{(.*)\}$", r"\1", cell) for cell in shown.split(r",\ ")]
                assert len(values) == moment.y.size
                for text, value in zip(values, results[key], strict=True):
                    assert float(total(read(text))) == pytest.approx(value, rel=1e-3, abs=1e-300), key
        if key == "gradients":
            found = lines(re.search(r"\\begin\{aligned\}.*?\\end\{aligned\}", alone)[0])
            expected = gradients.weights[:, moment.y.size - 1]
            for line, value in zip(found, expected, strict=False):
                check_shows(line.result, value, line.text)


def plain_keeping_names(latex: str) -> str:
    return re.sub(r"\{\{(.*?)\}\}", r"{\1}", black(latex))


@given(moments(PLAIN))
def test_both_cases_of_the_derivation_come_to_predicted_minus_true(moment):
    p = forward(moment.parameters, moment.x).probabilities[0]
    round, true = Round(moment), int(moment.y[0].argmax())
    for j in range(p.size):
        if j == true:
            continue
        found = derivation.pushes_by_cases(round, j)
        assert len(found) == 5
        assert found[2].symbols != found[3].symbols
        if not found[1].numbers:
            continue  # too small for floats, which it says
        for line, value in ((found[2], p[true] - 1), (found[3], p[j])):
            result = re.split(r"=|\\approx", black(line.numbers))[-1]
            shown = total(read(result.split(r"\pm")[0].strip()))
            assert float(shown) == pytest.approx(value, rel=1e-2, abs=2e-16)
