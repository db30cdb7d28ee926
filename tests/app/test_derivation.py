"""The derivation page shows, line by line and in order, what is derived of the run in its link."""

import re

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dashboard.latex import Round, derivation, painted
from dashboard.views.derivation import mistakes
from dashboard.views.derivation.schema import SCHEMA, SECTIONS
from softmax_core import PRESETS, Run, Seeded, Setup, backward, forward, replay, sgd_step
from softmax_core.losses import LOSSES, PRINTED
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
    text,
    value,
)  # fmt: skip
from tests.core.strategies import setups
from tests.dashboard.latex.reader import black

CELLS = st.sampled_from(SCHEMA["cell"])


def heading(words: str) -> Item:
    return text(f"### {words}")


def lines(found: list[derivation.Line], *, beside: bool) -> list[Item]:
    """What the page makes of lines: words, symbols, and numbers where there are any."""
    items = []
    for line in found:
        items.append(text(line.words))
        items += [Item("formula", latex.strip(), beside) for latex in (line.symbols, line.numbers) if latex]
    return items


def cell_of(run: Run, cell: str) -> tuple[int, int]:
    """The cell that the link names, or the nearest that the run has; counted from 0."""
    return tuple(min(int(digit), run.setup.n_classes) - 1 for digit in cell)


# The page.


@FEW
@given(RUNS, st.sampled_from(list(SECTIONS)), st.sampled_from(list(LOSSES)))
@example(CONVERGED, "why", "bce")
def test_above_a_section_stand_the_round_its_loss_the_choice_and_what_every_symbol_means(run, section, loss):
    page = DerivationPage(run, section=section, loss=loss)
    history = replay(run)
    headline = next(part.value for part in page.at.markdown if "Loss" in part.value)
    round, said = re.fullmatch(r"## Round (\d+) · Loss (.+)", headline).groups()
    assert int(round) == run.at
    shown = float(re.sub(" × 10(.*)", lambda power: f"e{lowered(power[1])}", said))
    assert shown == near(history.losses(loss)[run.at])
    choice, legend = page.items[:2]
    assert choice == Item("choice", "Section")
    assert page.widget("Section").value == section
    assert page.widget("Section").options == list(SECTIONS.values())
    small, other = re.fullmatch(r":small\[(.*)\]", legend.value)[1], " The loss shown above is a different one"
    assert small.partition(other)[0] == derivation.legend()
    assert (other in small) == (loss == "bce")
    if loss == "bce":
        assert PRINTED.title in small
        assert value(re.search(r"\\approx ([^$]*)\$\.$", small)[1]) == near(history.losses("ce")[run.at])


def lowered(exponent: str) -> str:
    return exponent.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))


def test_step_and_previous_lead_through_the_rounds_and_the_section_shows_the_round_they_lead_to():
    page = DerivationPage(preset="slow", section="why")
    assert page.at.button(key="previous").disabled
    setup = PRESETS["slow"].setup
    for rounds, label in ((1, "Step"), (2, "Step"), (1, "Previous"), (0, "Previous")):
        page.click(label)
        assert page.run.at == rounds
        assert page.at.button(key="previous").disabled == (rounds == 0)
        round = Round(looked_at(Run(setup, rounds=rounds)))
        expected = lines(derivation.product_of_the_chain_rule(round), beside=False)
        assert page.section[: len(expected)] == expected


@pytest.mark.parametrize("section", SECTIONS)
def test_the_section_that_is_chosen_is_shown_and_in_the_link(section):
    page = DerivationPage(preset="recorded", section="shapes" if section == "why" else "why")
    page.choose("Section", section)
    assert page.view["section"] == section
    assert page.section == DerivationPage(preset="recorded", section=section).section


# The sections that derive.


@FEW
@given(RUNS, CELLS)
@example(LARGEST, "66")
@example(LARGEST, "52")
@example(CONVERGED, "23")
@example(HUGE, "33")
@example(ONE_INPUT, "54")
@example(Run(PRESETS["two-classes"].setup), "66")
def test_the_softmax_is_derived_from_what_is_computed_to_the_jacobian(run, cell):
    round = Round(looked_at(run))
    n_features, n_classes = len(round.x), len(round.y)
    i, j = cell_of(run, cell)
    page = DerivationPage(run, section="softmax", cell=cell)
    found = page.section
    # The second case is on the page without having to choose a cell of it.
    (second,) = [item.value for item in found if item.value.startswith("### Second case")]
    other = int(re.search(r"j = (\d)\$$", second)[1]) - 1
    assert other in range(n_classes)
    assert other != i
    assert other == j or i == j
    has_room = max(n_features, n_classes) <= 4
    correction = painted(
        r"The document sets both cases up as $\partial <ŷ_i> / \partial <θ_i>$; the second is "
        r"$\partial <ŷ_i> / \partial <θ_j>$."
    )
    assert found == [
        heading("What is computed"),
        *lines(derivation.definitions(round), beside=has_room),
        heading("The chain rule"),
        *lines(derivation.chain_rule(round), beside=True),
        heading("How each probability answers to each logit"),
        *lines([derivation.quotient(round)], beside=has_room),
        Item("choice", "Cell i, j of the numbers"),
        heading(f"First case, $i = j$, with numbers for $i = {i + 1}$"),
        *lines(derivation.same_class(round, i), beside=True),
        heading(rf"Second case, $i \ne j$, with numbers for $i = {i + 1}$ and $j = {other + 1}$"),
        *lines(derivation.other_class(round, i, other), beside=True),
        text(correction),
        heading("Both cases in one matrix, the Jacobian"),
        *lines([derivation.jacobian(round, i, j)], beside=n_classes <= 3),
    ]
    check_choice_of_cell(page, n_classes, f"{i + 1}{j + 1}")


def check_choice_of_cell(page: DerivationPage, n_classes: int, chosen: str) -> None:
    """Every cell that there is can be chosen, and the one that the numbers are of is."""
    choice = page.widget("Cell i, j of the numbers")
    classes = range(1, n_classes + 1)
    assert choice.options == [f"{row}, {column}" for row in classes for column in classes]
    assert choice.value == chosen


@FEW
@given(RUNS, CELLS)
@example(LARGEST, "15")
@example(CONVERGED, "31")
@example(HUGE, "22")
@example(ONE_INPUT, "65")
def test_the_loss_is_derived_down_to_its_gradients_by_weights_and_bias(run, cell):
    round = Round(looked_at(run))
    i, j = cell_of(run, cell)
    page = DerivationPage(run, section="loss", cell=cell)
    assert page.section == [
        heading(painted(f"The derivative of the loss by $<θ_i>$, with numbers for $i = {i + 1}$")),
        Item("choice", "Cell i, j of the numbers"),
        *lines(derivation.loss_derivative(round, i), beside=True),
        heading("On to the weights and the bias"),
        *lines(derivation.parameter_gradients(round), beside=True),
    ]
    check_choice_of_cell(page, len(round.y), f"{i + 1}{j + 1}")


@pytest.mark.parametrize("section", ["softmax", "loss"])
def test_the_numbers_are_those_of_the_cell_that_is_chosen(section):
    page = DerivationPage(preset="recorded", section=section).choose("Cell i, j of the numbers", "23")
    assert page.view["cell"] == "23"
    assert page.section == DerivationPage(preset="recorded", section=section, cell="23").section
    assert page.section != DerivationPage(preset="recorded", section=section, cell="11").section


@FEW
@given(RUNS)
@example(LARGEST)
@example(CONVERGED)
@example(HUGE)
@example(ONE_INPUT)
def test_why_it_is_predicted_minus_true_and_which_way_each_class_is_pushed(run):
    moment = looked_at(run)
    round = Round(moment)
    page = DerivationPage(run, section="why")
    *derived, push, table = page.section
    assert derived == [
        *lines(derivation.product_of_the_chain_rule(round), beside=False),
        heading("Which way each class is pushed"),
    ]
    (p,), (y,) = forward(moment.parameters, moment.x).probabilities, moment.y
    error = backward(p[None], moment.x, moment.y).logits[0]
    # In floats of Python, as θ itself may be too large to show the move of a round.
    times = -moment.learning_rate * (sum(entry * entry for entry in moment.x[0].tolist()) + 1)
    true = int(y.argmax()) + 1
    sentence = black(push.value)
    said = re.search(
        r"moves the logits by \$-\\eta \\, \(\\lVert x \\rVert\^2 \+ 1\)\(\\hat\{y\} - y\)\$, which is "
        r"\$(.+?) \\cdot \(\\hat\{y\} - y\)\$ here: the true class, (\d), is pushed \*\*up\*\* in proportion to "
        r"\$1 - \\hat\{y\}_(\d)\$, and every other class \*\*down\*\* in proportion to its own \$\\hat\{y\}_k\$\. "
        r"The entries of \$\\hat\{y\} - y\$ sum to 0, so the logit of the true class rises as far as the others fall "
        r"together\.( Where a float rounds an entry to 0, .*)?$",
        sentence,
    )
    shown, pushed_up, of, still = said.groups()
    assert (still is not None) == (error == 0).any()
    assert value(shown) == near(times)
    assert (int(pushed_up), int(of)) == (true, true)
    columns = {black(name): cells for name, cells in table.value.items()}
    assert list(columns) == [
        *("class", r"probability $\hat{y}$", "label $y$", r"error $\hat{y} - y$"),
        *("pushed", r"moves $\theta$ by"),
    ]
    classes, *shown, pushed, moves = columns.values()
    assert classes == [str(k + 1) for k in range(y.size)]
    for cells, actual in zip(shown, (p, y, error), strict=True):
        assert [value(cell) for cell in cells] == [near(one) for one in actual]
    assert pushed == [("nowhere", "down", "up")[int(np.sign(one))] for one in error]
    assert [value(cell) for cell in moves] == [near(times * one) for one in error]


@given(setups())
def test_a_round_moves_the_logits_as_the_page_says(setup):
    """Its sentence and its table say −η (‖x‖² + 1)(ŷ − y), and that the true class rises as far as the others fall."""
    moment = setup.moment
    before, after = (forward(parameters, moment.x).logits[0] for parameters in (moment.parameters, sgd_step(*moment)))
    error = forward(moment.parameters, moment.x).probabilities[0] - moment.y[0]
    size = np.abs(after).max() + np.abs(before).max()
    expected = -setup.learning_rate * (np.square(setup.x).sum() + 1) * error
    np.testing.assert_allclose(after - before, expected, rtol=1e-9, atol=1e-13 * size)
    assert (after - before).sum() == pytest.approx(0, abs=1e-12 * size)


@FEW
@given(RUNS)
@example(LARGEST)
@example(ONE_INPUT)
@example(Run(Setup(x=(2, 1), y=(0, 1), start=Seeded("normal", 1))))
def test_every_product_stands_with_its_shapes_and_then_what_goes_wrong(run):
    moment = looked_at(run)
    first, table, second, *wrong = DerivationPage(run, section="shapes").section
    assert first == heading("Every product with its shapes, rows by columns")
    rows = derivation.shapes(Round(moment))
    assert table.value == {
        "quantity": [f"${row.quantity}$" for row in rows],
        "product": [f"${row.product}$" for row in rows],
        "summed over": [row.summed for row in rows],
    }
    assert second == heading("What goes wrong")
    assert wrong == [
        text(f"**{mistake.title}**: `{mistake.code}` gives {mistake.outcome}. {mistake.harm}")
        for mistake in mistakes.usual_mistakes(moment)
    ]
