"""The derivation keeps its promise: nothing skipped, every number the round's own."""

import re

import numpy as np
import pytest

from dashboard.latex import derivation
from dashboard.views.derivation import checks
from softmax_core import PRESETS, backward, forward, softmax_jacobian
from softmax_core.run import Run, Seeded, Setup, replay


def _moments():
    for name in ("document", "recorded", "huge-logits", "two-classes", "four-inputs", "one-input"):
        yield pytest.param(PRESETS[name].setup.moment, id=name)
    start = Seeded("normal", 3)
    six = Setup(x=(1, -2, 3, 0, 5e-7, 1e60), y=(0, 0, 0, 0, 1, 0), start=start)
    yield pytest.param(six.moment, id="six-by-six")
    yield pytest.param(replay(Run(PRESETS["document"].setup, rounds=1)).at(1), id="converged")


MOMENTS = list(_moments())


def everything(moment):
    n_classes = moment.y.shape[-1]
    yield from derivation.chain_rule(moment)
    for i in range(n_classes):
        yield from derivation.loss_derivative(moment, i)
        for j in range(n_classes):
            yield from derivation.softmax_derivative(moment, i, j)
            yield derivation.jacobian(moment, i, j)
    yield from derivation.parameter_gradients(moment)
    yield derivation.collapse(*checks.collapsed(moment))


@pytest.mark.parametrize("moment", MOMENTS)
def test_every_formula_is_balanced_and_has_no_number_that_is_none(moment):
    for line in everything(moment):
        assert line.words
        for latex in (line.symbols, line.numbers):
            assert latex.count("{") == latex.count("}")
            assert latex.count(r"\begin") == latex.count(r"\end")
            assert latex.count(r"\left") == latex.count(r"\right")
            assert not re.search(r"\bnan\b|\binf\b|-0(?![.\d])(?! \+)", latex.replace("= -0", "="))


def numbers_in(latex: str) -> list[float]:
    plain = re.sub(r"\\textcolor\{#\w+\}", "", latex).replace("{", "").replace("}", "").replace("−", "-")
    plain = re.sub(r"\s*\\times\s*10\^(-?\d+)", r"e\1", plain)
    return [float(text) for text in re.findall(r"-?\d+\.?\d*(?:e-?\d+)?", plain)]


@pytest.mark.parametrize("moment", MOMENTS)
def test_the_last_line_of_each_case_is_the_cell_of_the_jacobian(moment):
    jacobian = softmax_jacobian(forward(moment.parameters, moment.x).probabilities[0])
    for i, j in np.ndindex(jacobian.shape):
        last = derivation.softmax_derivative(moment, i, j)[-1].numbers.rpartition("=")[2]
        assert numbers_in(last)[-1] == pytest.approx(jacobian[i, j], rel=1e-4, abs=1e-300)


@pytest.mark.parametrize("moment", MOMENTS)
def test_the_derivative_of_the_loss_ends_at_error_minus_label(moment):
    gradients = backward(forward(moment.parameters, moment.x).probabilities, moment.x, moment.y)
    for i, slope in enumerate(gradients.logits[0]):
        lines = derivation.loss_derivative(moment, i)
        assert len(lines) == 9  # as many as the document has between its first expression and its last
        assert numbers_in(lines[-1].numbers.rpartition("=")[2])[-1] == pytest.approx(slope, rel=1e-4, abs=1e-300)


def test_both_cases_are_told_apart():
    moment = PRESETS["recorded"].setup.moment
    same, other = (derivation.softmax_derivative(moment, 0, j) for j in (0, 1))
    assert len(same) == 5
    assert len(other) == 4
    assert "0\\cdot" in other[1].symbols


def test_the_ledger_has_every_product_with_the_shapes_of_the_run():
    rows = {name: (product, summed) for name, product, summed in derivation.ledger(PRESETS["four-inputs"].setup.moment)}
    assert {"θ", "ŷ", "J", "∂ŷ/∂θ", "∂J/∂θ", "∂J/∂W", "∂J/∂b"} <= set(rows)
    assert rows["θ"] == ("Wᵀ (3, 4) · x (4, 1) + b (3, 1) = (3, 1)", "over the 4 inputs")
    assert rows["∂J/∂W"][0] == "x (4, 1) · (ŷ − y)ᵀ (1, 3) = (4, 3)"
