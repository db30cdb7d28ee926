"""What the sub-steps say in words holds for the numbers of the round, near convergence and at extremes too."""

import math
import re
from fractions import Fraction

import numpy as np
from hypothesis import assume, example, given

from dashboard.latex import colored, sub_step, sub_steps
from softmax_core import PRESETS, backward, forward, sgd_step, softmax
from tests.dashboard.latex.moments import EVERY, PLAIN, moment_of, moments, with_logits
from tests.dashboard.latex.reader import black, lines, matrix

INPUTS, LOGITS, EXPONENTIALS, SOFTMAX, LOSS, ERROR, GRADIENTS, UPDATE = range(8)
SLOW = PRESETS["slow"].setup.moment


def error_of(moment) -> np.ndarray:
    return backward(forward(moment.parameters, moment.x).probabilities, moment.x, moment.y).logits[0]


@given(EVERY)
def test_the_true_class_is_pushed_up_and_every_other_down_as_far_together(moment):
    error, is_true = error_of(moment), moment.y[0] == 1
    assert error[is_true][0] <= 0
    assert (error[~is_true] >= 0).all()
    assert abs(error.sum()) <= 1e-15
    said = sub_step(moment, ERROR).prose
    assert ("nothing is left to push" in said) == (not error.any())
    true_class, others = said.split("For every other class")
    assert "pushed up" in true_class
    assert others.index("pushed down") < others.index("pushed up")


@given(EVERY)
@example(with_logits([0.0, -40.0], 0))
@example(with_logits([0.0, -20.0], 0))
@example(SLOW)
def test_where_the_entries_of_the_error_do_not_cancel_as_floats_it_is_said(moment):
    error = error_of(moment)
    left = abs(math.fsum(error)) > 1e-3 * np.abs(error).max()
    step = sub_step(moment, ERROR)
    share = colored("ŷ", rf"\hat{{y}}_{moment.y[0].argmax() + 1}")
    assert (f"So near 1, a float holds ${share}$ to 16 digits" in step.prose) == left
    *_, sums = black(step.numbers).split(r"\textstyle\sum_k")
    # What is left of the sum is shown, and that it stands for 0.
    assert len(re.findall(r"=|\\approx", sums)) == (3 if left else 2)
    assert re.search(r"(?:=|\\approx) 0 \\end\{aligned\}$", sums)


@given(moments(PLAIN))
def test_a_round_moves_the_logits_against_the_error_by_the_rate_times_the_squared_length_of_the_input_and_one(moment):
    before, after = forward(moment.parameters, moment.x).logits, forward(sgd_step(*moment), moment.x).logits
    expected = -moment.learning_rate * (moment.x[0] @ moment.x[0] + 1) * error_of(moment)
    scale = 1 + np.abs(before).max() + np.abs(after).max()
    assert np.allclose((after - before)[0], expected, rtol=0, atol=1e-13 * scale)


@given(EVERY)
@example(with_logits([0.0, -8.0], 0))
def test_a_number_written_by_its_distance_from_one_is_explained(moment):
    (logits,), (p,) = forward(moment.parameters, moment.x)
    rest = np.exp(np.delete(logits, logits.argmax()) - logits.max()).sum()
    in_error = p.max() < 1 and f"{p.max():.3e}" == "1.000e+00"
    in_softmax = in_error or (rest > 0 and f"{1 + rest:.3e}" == "1.000e+00")
    for index, hides in ((SOFTMAX, in_softmax), (ERROR, in_error)):
        step = sub_step(moment, index)
        assert ("distance from 1" in step.prose) == hides
        if hides:
            assert re.search(r"(?<![\d.])1 [-+] [\d.]+", black(step.numbers))


@given(EVERY)
@example(SLOW)
@example(moment_of([[1 / 3, 0.5]], [0, 0], [1e-14], 0))
def test_the_update_shows_every_change_or_says_that_a_float_loses_it(moment):
    old, new = np.vstack(moment.parameters).T.ravel(), np.vstack(sgd_step(*moment)).T.ravel()
    gradients = backward(forward(moment.parameters, moment.x).probabilities, moment.x, moment.y)
    slopes = np.vstack([gradients.weights, gradients.bias]).T.ravel()
    step = sub_step(moment, UPDATE)
    is_lost = False
    for line, before, after, slope in zip(lines(step.numbers), old, new, slopes, strict=True):
        start, change = line.operands[0].value, Fraction(float(after)) - Fraction(float(before))
        if change:
            # Three digits of the change, or all that floats have.
            allowed = max(abs(change) / 100, Fraction(2, 10**16) * max(abs(start), abs(line.result.value)))
            assert abs((line.result.value - start) - change) <= allowed, line.text
        is_lost |= not change and slope != 0
    assert ("is lost" in step.prose) == is_lost


def test_the_update_of_the_slow_preset_has_the_digits_its_changes_need():
    shown = black(sub_step(SLOW, UPDATE).numbers)
    assert r"b_3^{\text{new}} &\approx 1 - 0.001 \cdot (-0.6667) \approx 1.000667" in shown


@given(EVERY)
def test_the_largest_exponential_is_one_and_none_is_above(moment):
    (logits,) = forward(moment.parameters, moment.x).logits
    with np.errstate(over="ignore"):
        exponentials = np.exp(logits - logits.max())
    assert exponentials.max() == 1
    assert np.allclose(exponentials / exponentials.sum(), softmax(logits), rtol=1e-12)
    vanished = "too small for any float" in sub_step(moment, EXPONENTIALS).prose
    assert vanished == (exponentials == 0).any()


@given(EVERY)
@example(with_logits([0.0, -40.0], 1))
@example(with_logits([0.0, -1000.0], 1))
def test_that_a_float_rounds_the_largest_share_to_one_is_said(moment):
    (logits,), (p,) = forward(moment.parameters, moment.x)
    with np.errstate(over="ignore"):
        others = np.exp(np.delete(logits, logits.argmax()) - logits.max())
    said = "as a float the largest is exactly 1" in sub_step(moment, SOFTMAX).prose
    assert said == (p.max() == 1 and others.any())


@given(EVERY)
def test_every_formula_says_equal_only_where_what_is_shown_is_exact(moment):
    (p,) = forward(moment.parameters, moment.x).probabilities
    numbers = {step.key: black(step.numbers) for step in sub_steps(moment)}
    assume(((p == 0) | (p == 1)).any())
    # A probability is never 0 or 1, so no line that starts from one that is shown so is exact.
    for k in np.flatnonzero((p == 0) | (p == 1)):
        assert rf"\hat{{y}}_{k + 1} - y_{k + 1} &=" not in numbers["error"]
    assert r"y_k) &=" not in numbers["error"]


@given(EVERY)
def test_the_gradients_say_equal_only_where_every_number_is_exact(moment):
    product, _ = black(sub_step(moment, GRADIENTS).numbers).split(r" \\[0.7em] ")
    if r"\top = " in product:
        column, row, _ = re.findall(r"\\begin\{bmatrix\}.*?\\end\{bmatrix\}", product)
        shown = [float(cell.value) for line in (*matrix(column), *matrix(row)) for cell in line]
        assert shown == [*moment.x[0], *error_of(moment)]


@given(EVERY)
def test_the_loss_is_that_of_the_true_class(moment):
    numbers, true = black(sub_step(moment, LOSS).numbers), int(moment.y[0].argmax())
    assert re.findall(r"-\\ln \\hat\{y\}_(\d)", numbers) == [str(true + 1)]
    assert re.findall(r"(\d) \\cdot \\ln", numbers) == [f"{entry:.0f}" for entry in moment.y[0]]


def test_numbers_have_the_colours_of_their_symbols():
    moment = PRESETS["recorded"].setup.moment
    numbers = sub_step(moment, INPUTS).numbers
    for symbol, first in (("x", r"\begin{bmatrix} 8"), ("y", r"\begin{bmatrix} 0"), ("w", r"\begin{bmatrix} -0.03")):
        assert colored(symbol, first)[:-1] in numbers
    assert colored("g", "-0.2075") in sub_step(moment, ERROR).numbers
