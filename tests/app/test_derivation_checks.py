"""The sections of the derivation page that check: each number and verdict on it is that of the run in its link."""

import re
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dashboard.views.derivation import checks
from dashboard.views.derivation.checks import Verdict
from dashboard.views.derivation.schema import SCHEMA
from dashboard.views.derivation.stability import stability
from softmax_core import PRESETS, Moment, Run, cross_entropy, forward
from softmax_core.losses import DERIVED, PRINTED
from softmax_core.names import parameter_names
from tests.app.derivation_page import (
    CONVERGED,
    FEW,
    HUGE,
    LARGEST,
    ONE_INPUT,
    RUNS,
    DerivationPage,
    Item,
    looked_at,
    near,
    value,
)  # fmt: skip
from tests.dashboard.latex.reader import black, read, total

KINDS = {Verdict.AGREES: "success", Verdict.DIFFERS: "error", Verdict.TOO_SMALL: "info"}
"""In what colour a verdict is said."""


def verdict(what: str, check: checks.GradientCheck) -> Item:
    return Item(KINDS[check.verdict], check.sentence(what))


def check_slopes(table: Item, run: Run, check: checks.GradientCheck) -> None:
    """A row a weight and bias: both slopes, how far they are apart, how far they may be, and the verdict on them."""
    names = parameter_names(run.setup.n_features, run.setup.n_classes)
    columns = dict(table.value)
    symbols = columns.pop("parameter")
    expected = [f"${name.setting.key}_{{{name.index}}}$" for name in names]
    assert [re.sub(r"_(\d)\b", r"_{\1}", black(symbol)) for symbol in symbols] == expected
    assert columns.pop("verdict") == [one.value for one in check.verdicts]
    for name, digits, values in (
        ("analytic", 9, check.analytic),
        ("numeric", 9, check.numeric),
        ("relative error", 2, check.errors),
        ("error of the check", 2, check.own_errors),
    ):
        assert [value(cell) for cell in columns.pop(name)] == [near(one, digits) for one in values], name
    assert not columns


@FEW
@given(RUNS, st.sampled_from(SCHEMA["step"]))
@example(LARGEST, "-6")
@example(CONVERGED, "-5")
@example(HUGE, "-1")
@example(ONE_INPUT, "-14")
def test_the_gradient_is_checked_with_the_step_that_is_chosen(run, power):
    moment = looked_at(run)
    page = DerivationPage(run, section="gradients", step=power)
    check = checks.gradient_check(moment, 10.0 ** int(power))
    step, said, table, chart, caption = page.section
    assert step == Item("choice", "Step h of the differences")
    slider = page.widget(step.value)
    assert slider.value == power
    assert slider.options == [f"10{raised(power)}" for power in sorted(SCHEMA["step"], key=int)]
    assert said == verdict("The gradient of the cross-entropy by all weights and biases", check)
    check_slopes(table, run, check)
    # ŷ − y times each input, and itself for the bias.
    error = forward(moment.parameters, moment.x).probabilities[0] - moment.y[0]
    np.testing.assert_array_equal(check.analytic, np.vstack([np.outer(moment.x[0], error), error]).ravel())
    check_error_curve(chart.value, moment, int(power))
    # What the caption says of the limit is what decides.
    limits = re.findall(r"more than \$([^$]*)\$", black(caption.value))
    assert [value(limit) for limit in limits] == [checks.TOLERANCE] * 2


def raised(power: str) -> str:
    return power.translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def check_error_curve(chart: dict, moment: Moment, chosen: int) -> None:
    """The picture has every step that can be chosen, with the error and the verdict there, and rings the chosen one."""
    powers = sorted(map(int, SCHEMA["step"]))
    found = [checks.gradient_check(moment, 10.0**power) for power in powers]
    traces = {trace["name"]: trace for trace in chart["figure"]["data"]}
    for one in Verdict:
        np.testing.assert_allclose(traces[one.value]["x"], 10.0 ** np.array(powers))
        drawn = [check.error if check.verdict is one and check.error > 0 else None for check in found]
        assert traces[one.value]["y"] == drawn
    assert traces["error of the check"]["y"] == [min(check.own_error, 1.0) for check in found]
    assert traces["chosen step"]["x"] == pytest.approx([10.0**chosen])
    (limit,) = [trace for name, trace in traces.items() if name.startswith("limit")]
    assert limit["y"] == [checks.TOLERANCE] * 2


def test_the_step_that_is_chosen_is_in_the_link():
    page = DerivationPage(preset="recorded", section="gradients").choose("Step h of the differences", "-9")
    assert page.view["step"] == "-9"
    assert page.section == DerivationPage(preset="recorded", section="gradients", step="-9").section


@FEW
@given(RUNS)
@example(LARGEST)
@example(CONVERGED)
@example(HUGE)
@example(ONE_INPUT)
def test_the_two_losses_stand_beside_each_other_and_then_whose_gradient_it_is(run):
    moment = looked_at(run)
    setup = run.setup
    passed = forward(moment.parameters, moment.x)
    derived, printed = (float(loss.mean(passed, moment.y)) for loss in (DERIVED, PRINTED))
    words, formula, table, facts, *verdicts, gradient, slopes = DerivationPage(run, section="losses").section
    clip, *losses = re.search(
        r"kept at least \$(.+?)\$ away.* gives \$L \\approx (.+?)\$, and \$J \\approx (.+?)\$\.$", black(words.value)
    ).groups()
    assert value(clip) == 1e-15
    assert [value(loss) for loss in losses] == [near(printed, 8), near(derived, 8)]
    assert black(formula.value) == r"L = -\sum_{k=1}^K \bigl(y_k \ln p_k + (1 - y_k) \ln (1 - p_k)\bigr)"
    check_terms(table.value, moment, derived, printed)
    costs = re.search(r"a perfect prediction of (\d) classes costs \$L \\approx (.+?)\$\.$", black(facts.value))
    classes, floor = costs.groups()
    assert int(classes) == setup.n_classes
    assert value(floor) == near(-setup.n_classes * np.log(1 - 1e-15))
    at_best = {
        "ŷ − y as the gradient of the cross-entropy": checks.gradient_check(moment, checks.BEST_STEP),
        "ŷ − y as the gradient of the printed loss": checks.gradient_check(moment, checks.BEST_STEP, loss=PRINTED),
        "The printed loss's own gradient": checks.gradient_check(
            moment, checks.BEST_STEP, loss=PRINTED, gradient=PRINTED
        ),
    }
    assert verdicts == [verdict(what, check) for what, check in at_best.items()]
    assert black(gradient.value) == (
        r"\frac{\partial L}{\partial \theta_j} = \sum_i \left(-\frac{y_i}{\hat{y}_i} + \frac{1 - y_i}"
        r"{1 - \hat{y}_i}\right) \frac{\partial \hat{y}_i}{\partial \theta_j} "
        r"\qquad \text{over the classes with } p_i = \hat{y}_i"
    )
    check_slopes(slopes, run, at_best["The printed loss's own gradient"])


def check_terms(table: dict[str, list], moment: Moment, derived: float, printed: float) -> None:
    """Both losses class by class, and beneath what the page's own sentence says they are."""
    (p,), (y,) = forward(moment.parameters, moment.x).probabilities, moment.y
    clipped = np.clip(p, 1e-15, 1 - 1e-15)
    binary = -y * np.log(clipped) - (1 - y) * np.log(1 - clipped)
    classes, labels, shares, entropy, other = table.values()
    assert classes == [*(str(k + 1) for k in range(y.size)), "**sum**"]
    assert [value(cell) for cell in labels[:-1]] == y.tolist()
    assert [value(cell) for cell in shares[:-1]] == [near(share) for share in p]
    assert (labels[-1], shares[-1]) == ("", "")
    assert [value(cell) for cell in entropy] == [near(one, 8) for one in (*(derived * y), derived)]
    assert [value(cell) for cell in other] == [near(one, 7) for one in (*binary, printed)]
    assert [black(column) for column in table] == [
        "class",
        "label $y$",
        r"probability $\hat{y}$",
        r"in $J$: $-y \ln \hat{y}$",
        r"in $L$: $-y \ln p - (1 - y) \ln(1 - p)$",
    ]


def test_what_the_program_prints_at_the_documents_start_is_what_the_page_says():
    said = DerivationPage(section="losses").said
    entropy, printed, sign = re.search(
        r"\\approx ([\d.]+)\$, but the program prints ([\d.]+), which is \$\\ln 3 ([+-]) 2 \\ln\(3/2\)\$", said
    ).groups()
    start = PRESETS["document"].setup.moment
    passed = forward(start.parameters, start.x)
    assert passed.probabilities[0] == pytest.approx([1 / 3] * 3)
    assert f"{DERIVED.mean(passed, start.y):.7f}" == f"{np.log(3):.7f}" == entropy
    assert f"{PRINTED.mean(passed, start.y):.7f}" == f"{np.log(3) + float(f'{sign}2') * np.log(3 / 2):.7f}" == printed


TIMES, SHIFTS = (st.sampled_from(SCHEMA[name]) for name in ("times", "shift"))


@FEW
@given(RUNS, TIMES, SHIFTS)
@example(CONVERGED, "1", "0")
@example(HUGE, "1", "0")
@example(LARGEST, "3", "-1000")
@example(Run(PRESETS["document"].setup), "100", "-10")
@example(Run(PRESETS["confidently-wrong"].setup), "30", "0")
def test_the_naive_formulas_stand_beside_the_stable_ones_for_the_logits_that_are_chosen(run, times, shift):
    moment = looked_at(run)
    page = DerivationPage(run, section="stability", times=times, shift=shift)
    first, second, table, verdict, _ = page.section
    assert [first, second] == [
        Item("choice", "Multiply every logit by"),
        Item("choice", "and add to every logit"),
    ]
    for label, name, chosen in ((first.value, "times", times), (second.value, "shift", shift)):
        slider = page.widget(label)
        assert slider.value == chosen
        assert slider.options == [typed.replace("-", "−") for typed in sorted(SCHEMA[name], key=float)]
    logits = forward(moment.parameters, moment.x).logits[0] * float(times) + float(shift)
    label = int(moment.y[0].argmax())
    with np.errstate(all="ignore"):
        exponentials = np.exp(logits)
        naive = exponentials / exponentials.sum()
        naive_loss = -np.log(naive[label])
    stable = np.exp(logits - logits.max())
    stable /= stable.sum()
    columns = {black(name): cells for name, cells in table.value.items()}
    assert columns.pop("class") == [str(k + 1) for k in range(logits.size)]
    for name, values in {
        r"logit $\theta$": logits,
        r"exponential $\exp(\theta)$": exponentials,
        r"naive $\hat{y}$": naive,
        r"stable $\hat{y}$": stable,
    }.items():
        assert [float_of(cell) for cell in columns.pop(name)] == [or_none(one) for one in values], name
    assert not columns
    found = stability(moment, float(times), float(shift))
    said = re.fullmatch(r"Loss \$J\$: naive (.+?), stable (.+?)\. (.*)", black(verdict.value)).groups()
    assert float_of(said[0]) == or_none(naive_loss)
    assert float_of(said[1]) == or_none(found.stable_loss)
    assert said[2] == found.sentence


def float_of(cell: str) -> float:
    special = {"not a number": np.nan, r"$\infty$": np.inf, r"$-\infty$": -np.inf}
    return special[cell] if cell in special else value(cell)


def or_none(actual: float):
    """Four digits of a number, be it infinite or none."""
    return near(actual) if np.isfinite(actual) else pytest.approx(actual, nan_ok=True)


def test_what_is_chosen_of_the_logits_is_in_the_link():
    page = DerivationPage(preset="recorded", section="stability")
    page.choose("Multiply every logit by", "300").choose("and add to every logit", "-10")
    assert (page.view["times"], page.view["shift"]) == ("300", "-10")
    assert page.section == DerivationPage(preset="recorded", section="stability", times="300", shift="-10").section


def test_where_a_float_ends_is_what_the_page_says():
    said = DerivationPage(section="stability").said
    largest, over, under = re.search(
        r"ends at \$(.+?)\$: exp overflows above (\S+?), and .* Below \$(.+?)\$ it underflows", said
    ).groups()
    assert float(total(read(largest)) * Fraction(1, 10**300)) == pytest.approx(np.finfo(float).max / 1e300, rel=0.05)
    step = 0.01
    with np.errstate(all="ignore"):
        assert np.exp(float(over)) < np.inf == np.exp(float(over) + step)
        assert np.exp(float(under)) > 0 == np.exp(float(under) - step)


@pytest.mark.parametrize("name", ["document", "recorded", "confidently-wrong", "huge-logits"])
def test_the_stable_loss_is_the_sum_that_the_page_says(name):
    said = black(DerivationPage(section="stability").said)
    first, minus, second, plus, inner = re.search(
        r"\$\((m|\\theta_t) ([+-]) (m|\\theta_t)\) ([+-]) \\ln\(1 ([+-]) \\text\{the sum of the other", said
    ).groups()
    moment = PRESETS[name].setup.moment
    (logits,), t = forward(moment.parameters, moment.x).logits, int(moment.y[0].argmax())
    values = {"m": logits.max(), r"\theta_t": logits[t]}
    others = np.exp(np.delete(logits, logits.argmax()) - logits.max()).sum()
    loss = (
        values[first] + float(f"{minus}1") * values[second] + float(f"{plus}1") * np.log1p(float(f"{inner}1") * others)
    )
    assert loss == pytest.approx(float(cross_entropy(logits, moment.y[0])))
