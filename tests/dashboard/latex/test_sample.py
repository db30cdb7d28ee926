"""The formulas of a sample of a data set, read back from their LaTeX and computed again from the data."""

import itertools
import re
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given

from dashboard.latex import Scaled, Step, sample_steps
from dashboard.latex.sample import SCALING
from softmax_core import Moment, Parameters
from softmax_core.descent import Descent
from softmax_core.functional import softmax
from softmax_core.plan import Plan
from softmax_core.sources import Penguins
from softmax_core.study import Study
from tests.core.study_strategies import small_studies
from tests.dashboard.latex.reader import LEAST, black, check_shows, equations, fourth_digit, lines, matrix
from tests.dashboard.latex.test_sub_steps import check_balanced, check_follows

PENGUINS = Study(Penguins(), Plan(batch_size=16, l2=0.1, learning_rate=0.3), rounds=9, at=9, sample=20)


def of(study: Study, row: int) -> tuple[Moment, Scaled | None, Step]:
    """The moment of a sample, how it was scaled, and the step of its round, by the definitions."""
    data, plan = study.data, study.plan
    descent = Descent(data, plan)
    parameters = descent.parameters(study.at)
    train = data.x[descent.split.train]
    scaled, seen = None, data.x
    if plan.scaled:
        scaled = Scaled(data.x[row], descent.scaling.mean, descent.scaling.deviation)
        assert scaled.mean == pytest.approx(train.mean(axis=0))
        seen = (data.x - scaled.mean) / scaled.deviation
    batch = descent.split.train[descent.batch(study.at)]
    errors = softmax(seen[batch] @ parameters.weights + parameters.bias) - data.y[batch]
    outer = [np.outer(x, error) for x, error in zip(seen[batch], errors, strict=True)]
    pushes = Parameters(np.mean(outer, axis=0), errors.mean(axis=0))
    change = Parameters(
        -plan.learning_rate * (pushes.weights + plan.l2 * parameters.weights) + 0.0,
        -plan.learning_rate * pushes.bias + 0.0,
    )
    moment = Moment(parameters, seen[row : row + 1], data.y[row : row + 1], plan.learning_rate)
    return moment, scaled, Step(len(batch), pushes, plan.l2, change)


def check(study: Study, row: int) -> None:
    moment, scaled, step = of(study, row)
    parts = {part.key: part for part in sample_steps(moment, scaled, step)}
    order = ["inputs", "logits", "exponentials", "softmax", "loss", "error", "gradients", "batch"]
    order[5:5] = ["penalty"] * bool(step.l2)
    assert list(parts) == ["scaling"] * (scaled is not None) + order
    if scaled:
        found = lines(parts["scaling"].numbers)
        for i, line in enumerate(found):
            check_follows(line)
            assert line.name == f"x'_{i + 1}"
            check_shows(line.result, moment.x[0, i], line.text)
        assert len(found) == moment.x.size
    check_primed(parts, scaled is not None)
    if step.l2:
        summed, line = lines(parts["penalty"].numbers)
        check_follows(summed)
        check_follows(line)
        check_shows(line.result, step.l2 / 2 * float(np.square(moment.parameters.weights).sum()), line.text)
    check_batch(parts["batch"].numbers, moment, step)
    for part in parts.values():
        for text in (part.prose, part.formula, part.numbers, part.shapes):
            check_balanced(text)
            assert not re.search(r"\bnan\b|inf|NaN|[<>#](?![0-9A-F]{6}\})", text), text


def check_primed(parts, is_scaled: bool) -> None:
    """Where features are scaled, no formula behind that has the x that was measured in it."""
    for key, part in parts.items():
        for latex in (part.formula, part.numbers, part.shapes):
            bare = re.findall(r"(?<![a-zA-Z\\])x(?!')", black(latex))
            assert bool(re.findall(r"x'", black(latex))) <= is_scaled
            if is_scaled and key != "scaling":
                assert not bare, (key, latex)


def check_batch(numbers: str, moment: Moment, step: Step) -> None:
    """The mean of the pushes, −η times it (with the penalty), and what that makes."""
    rows = equations(numbers)
    for (mean, change, result), pushes, made, own in (
        (rows[:3], step.pushes.weights, step.change.weights, moment.parameters.weights),
        (rows[3:], step.pushes.bias[:, None], step.change.bias[:, None], None),
    ):
        shown = matrix(mean[-1])
        for cell, actual in zip(itertools.chain(*shown), pushes.flat, strict=True):
            check_shows(cell, actual, mean[-1])
        results = matrix(result[-1])
        factors = re.findall(r"\\begin\{bmatrix\}.*?\\end\{bmatrix\}", change[-1])
        assert matrix(factors[0]) == shown
        rate = float(Fraction(re.match(r"-\(?([\d.]+)", change[-1])[1]))
        assert rate == moment.learning_rate
        with_penalty = bool(step.l2) and own is not None
        assert len(factors) == 1 + with_penalty
        for i, k in np.ndindex(made.shape):
            check_shows(results[i][k], made[i, k], result[-1])
            inside = shown[i][k].value
            if with_penalty:
                weight = matrix(factors[1])[i][k]
                check_shows(weight, own[i, k], change[-1])
                inside += Fraction(repr(step.l2)) * weight.value
            off = abs(-Fraction(repr(rate)) * inside - results[i][k].value)
            unit = results[i][k].unit if results[i][k].value else fourth_digit(Fraction(repr(rate)) * shown[i][k].value)
            assert off <= max(10 * unit, LEAST) + abs(inside) * Fraction(1, 10**13), numbers


@given(small_studies())
def test_every_formula_is_computed_from_the_run(study):
    check(study, study.sample or 0)


def test_penguins_with_a_penalty_in_batches():
    for row in (0, 20, 341 - 1):
        check(PENGUINS, row)


def test_penguins_by_hand():
    study = Study(Penguins(), Plan(0.0), sample=0)
    data = study.data
    moment, scaled, step = of(study, 0)
    scaling, *_, batch = sample_steps(moment, scaled, step)
    mean, deviation = data.x[:, 0].mean(), data.x[:, 0].std()
    (first, *_) = lines(scaling.numbers)
    assert float(first.result.value) == round((data.x[0, 0] - mean) / deviation, 4)
    assert rf"\frac{{{data.x[0, 0]} - " in black(scaling.numbers)
    assert r"\Delta W &= -\eta" in black(batch.numbers)


def test_the_scaling_comes_first_and_is_said_only_where_it_is_on():
    moment, scaled, step = of(Study(plan=Plan(scaled=False)), 0)
    assert SCALING.key not in [part.key for part in sample_steps(moment, scaled, step)]
