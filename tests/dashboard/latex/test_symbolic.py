"""What the derivation and the sub-steps say in symbols is true, of any round: each line is computed as it stands."""

import itertools
import re
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.latex import SUB_STEPS, Round, derivation, painted, sub_step
from dashboard.latex.derivation import Line
from softmax_core import PRESETS, Moment
from tests.dashboard.latex.moments import moments
from tests.dashboard.latex.reader import black, equations
from tests.dashboard.latex.symbolic import World, chains, computed

SMALL = moments(st.integers(-150, 150).map(lambda hundredths: hundredths / 100))
"""Rounds in which no probability is so near 0 or 1 that floats could not follow."""

FEW = settings(max_examples=15)
"""A formula that is wrong is so of nearly every round."""

SHORT_FORM = r"\frac{\partial \theta}{\partial"
"""What the page calls the document's short form is no product of matrices."""


def check(latex: str, world: World, before: str = "", **ranges: range) -> None:
    """All sides of each chain of equations are the same, for all values of the indices; `before` is the side before."""
    for sides in chains(latex):
        if SHORT_FORM in " ".join(sides):
            continue
        sides = [side or before for side in sides]
        where = re.search(r"\((\w) \\ne (\w)\)$", sides[-1])
        sides[-1] = re.sub(r"\\quad \(\w \\ne \w\)$", "", sides[-1])
        assert len(sides) > 1
        free = {letter: ranges[letter] for letter in ranges if _is_free(letter, " ".join(sides))}
        for places in itertools.product(*free.values()):
            there = world.at(**dict(zip(free, places, strict=True)))
            if where and there.index[where[1]] == int(where[2]) - 1:
                continue
            first, *others = (computed(side, there) for side in sides)
            for side, other in zip(sides[1:], others, strict=True):
                np.testing.assert_allclose(other, first, rtol=1e-7, atol=1e-11, err_msg=f"{sides[0]} = {side}")


def _is_free(letter: str, latex: str) -> bool:
    """Whether it stands for one place, and not only for all that a sum runs over."""
    summed = re.search(rf"\\(?:sum|max)_\{{?{letter}", latex)
    return not summed and bool(re.search(rf"_\{{?\w?{letter}", latex))


def check_lines(found: list[Line], world: World, **ranges: range) -> None:
    """Of lines that go on from each other: one that begins with = goes on from the first side of all."""
    symbols = [black(line.symbols) for line in found]
    for latex in symbols:
        check(latex, world, before=chains(symbols[0])[0][0], **ranges)


def world_of(moment: Moment, inputs: str = "") -> tuple[World, Round, range, range]:
    n, k = moment.parameters.weights.shape
    return World.of(moment, inputs), Round(moment), range(n), range(k)


@FEW
@given(SMALL)
def test_what_is_computed_and_the_chain_rule(moment):
    world, round, inputs, classes = world_of(moment)
    weighted, shared, lost = derivation.definitions(round)
    check_lines([weighted, lost], world, k=classes)
    check_lines([shared, derivation.quotient(round)], world, i=classes)
    _, entries, transposed = derivation.chain_rule(round)
    check_lines([entries], world, i=inputs, k=classes, m=classes)
    check_lines([transposed], world)


@FEW
@given(SMALL)
def test_both_cases_of_the_derivative_of_the_softmax(moment):
    world, round, _, classes = world_of(moment)
    for i in classes:
        check_lines(derivation.same_class(round, i), world, i=[i])
        for j in set(classes) - {i}:
            check_lines(derivation.other_class(round, i, j), world, i=[i], j=[j])
    symbols = re.sub(r"\\boxed\{((?:[^{}]|\{[^{}]*\})*)\}", r"\1", black(derivation.jacobian(round, 0, 1).symbols))
    check(symbols, world)


@FEW
@given(SMALL)
def test_the_derivative_of_the_loss_line_by_line(moment):
    world, round, _, classes = world_of(moment)
    for i in classes:
        found = derivation.loss_derivative(round, i)
        check_lines(found, world, i=[i])
        assert {chains(black(line.symbols))[0][0] for line in found[1:]} == {""}


@FEW
@given(SMALL)
def test_why_it_is_predicted_minus_true_as_one_product_and_in_two_cases(moment):
    world, round, _, classes = world_of(moment)
    for line in derivation.product_of_the_chain_rule(round):
        check_lines([line], world, j=classes)
    for j in set(classes) - {round.true}:
        for line in derivation.pushes_by_cases(round, j):
            check_lines([line], world, j=classes)


@FEW
@given(SMALL)
def test_the_gradients_of_weights_and_bias(moment):
    world, round, inputs, classes = world_of(moment)
    for line in derivation.parameter_gradients(round):
        check_lines([line], world, i=inputs, k=classes, m=classes)


@FEW
@given(SMALL)
def test_the_formulas_of_the_sub_steps_and_the_legend(moment):
    world, *_, classes = world_of(moment, inputs="i")
    for template in SUB_STEPS[1:]:
        check(black(painted(template.formula)), world, k=classes)
    for formula in re.findall(r"\$([^$]*=[^$]*)\$", black(derivation.legend())):
        check(formula, world, k=classes)


@FEW
@given(SMALL)
def test_every_row_of_numbers_comes_to_what_its_symbols_say(moment):
    world, *_, classes = world_of(moment)
    for index in range(len(SUB_STEPS)):
        check_rows(sub_step(moment, index).numbers, world)
        for k in classes:
            check_rows(sub_step(moment, index, k, alone=True).numbers, world)


def column_of(world: World) -> Callable[[re.Match], str]:
    """The weights of a class, as a column of them all."""
    names = range(1, len(world.x) + 1)
    return lambda k: r"\begin{bmatrix} " + r" \\ ".join(f"w_{{{i}{k[1]}}}" for i in names) + r" \end{bmatrix}"


def check_rows(numbers: str, world: World) -> None:
    """All sides of each row, in symbols or in rounded numbers, are about the same."""
    block, *rest = re.split(r"(?<=\\end\{aligned\}) \\\\\[0\.7em\] ", numbers.removeprefix(r"\begin{gathered} "))
    rows = equations(block)
    for row in rest:
        plain = re.sub(
            r"(?<=[( ])\{((?:[^{}]|\{[^{}]*\})*)\}(?=[,)])", r"\1", black(row.removesuffix(r" \end{gathered}"))
        )
        rows.append([side.strip() for side in re.split(r"(=|\\approx)", plain)])
    name = ""
    for row in rows:
        sides = [re.sub(r" \\pm .*", "", side) for side in row[::2]]
        sides = [re.sub(r"^\(w_\{i(\d)\}\)$", column_of(world), side) for side in sides]
        if len(sides) < 2:
            continue
        name = sides[0] = sides[0] or name
        first, *others = (computed(side, world) for side in sides)
        for side, other in zip(sides[1:], others, strict=True):
            np.testing.assert_allclose(other, first, rtol=0.02, atol=0.005, err_msg=f"{sides[0]} = {side}")


@pytest.mark.parametrize(
    "wrong",
    [
        r"\frac{\partial J}{\partial \theta_j} = y_j - \hat{y}_j",
        r"\frac{\partial \hat{y}_i}{\partial \theta_j} = \hat{y}_i \hat{y}_j \quad (j \ne 1)",
        r"J = \sum_k y_k \ln \hat{y}_k",
        r"\theta = W^\top x - b",
        r"\frac{\partial \theta_i}{\partial b_j} = \begin{cases} 0 & i = j \\ 1 & i \ne j \end{cases}",
        r"W^{\text{new}} = W + \eta \, \frac{\partial J}{\partial W}",
        r"\hat{y} - y = \begin{bmatrix} \hat{y}_1 \\ \hat{y}_2 \\ \hat{y}_3 \end{bmatrix}",
    ],
)
def test_a_formula_that_is_wrong_is_seen(wrong):
    world, *_, classes = world_of(PRESETS["document"].setup.moment)
    with pytest.raises(AssertionError):
        check(wrong, world, i=classes, j=classes)
