"""What the lab says in words and signs, compared with what is computed."""

import re

import numpy as np
import pytest
from hypothesis import given
from numpy.testing import assert_allclose

from dashboard.views.lab.convergence import pace
from softmax_core.losses import LOSSES
from softmax_core.model import Parameters, forward
from softmax_core.presets import DOCUMENTED, PRESETS
from softmax_core.run import Run, replay
from tests.app.derivation_page import DerivationPage
from tests.app.page import SLOW, number, shown
from tests.core.strategies import batches, setups

RUNS = [
    "",
    SLOW,
    "preset=confidently-wrong&rounds=3",
    "preset=four-inputs&rounds=2",
    "x=-1_2&y=1_0&init=normal~5&lr=0.3",
]


@pytest.mark.parametrize("link", RUNS)
def test_the_next_step_adds_what_the_cells_say(open_page, link):
    page = open_page(link)
    (marks,) = [trace for trace in page.figure("weights")["data"] if trace["type"] == "scatter"]
    before = {name: page.value(name) for name in marks["customdata"]}
    said = [number(hover.partition("Step adds ")[2]) for hover in marks["hovertext"]]
    shown = [number(re.search("<i>(.*)</i>", text)[1]) for text in marks["text"]]
    page.click("Step")
    added = [page.value(name) - value for name, value in before.items()]
    assert any(added)
    assert_allclose(said, added, rtol=1e-9, atol=1e-14)
    assert_allclose(shown, added, rtol=0.01, atol=1e-14)


@pytest.mark.parametrize("link", RUNS)
def test_the_prediction_is_called_right_where_the_label_has_the_largest_share(open_page, link):
    page = open_page(link)
    for _ in range(3):
        probabilities, label = page.session.forward.probabilities, page.session.true_class
        title = page.figure("bars")["layout"]["title"]["text"]
        best = np.flatnonzero(probabilities == probabilities.max())
        if len(best) > 1:
            assert f"a tie of {len(best)} classes" in title
        else:
            assert f"class {best[0] + 1}, {'right' if best[0] == label else 'wrong'}<" in title
        page.click("Step")


def test_a_prediction_that_turns_is_called_wrong_before_and_right_after(open_page):
    titles = [
        open_page(f"preset=confidently-wrong&rounds={rounds}").figure("bars")["layout"]["title"]["text"]
        for rounds in (0, 100)
    ]
    assert ["wrong" in title for title in titles] == [True, False]
    assert ["right" in title for title in titles] == [False, True]


def test_compare_draws_the_weights_of_the_last_round_wherever_one_looks(open_page):
    page = open_page("preset=slow&rounds=5&below=compare").click("Pin this run")
    page.click("×10").enter("Round", 7)
    figure = page.figure("compare_weights")
    assert "at the end" in figure["layout"]["title"]["text"]
    for trace, rounds in zip(figure["data"], (15, 5), strict=True):
        weights, bias = replay(Run(PRESETS["slow"].setup, rounds=rounds)).at(rounds).parameters
        assert trace["y"] == [*weights.ravel().tolist(), *bias.tolist()]


@given(setups())
def test_a_round_moves_the_logits_by_what_the_page_says(setup):
    history = replay(Run(setup, rounds=1))
    times = number(re.search(r"which is (\S+) · \(ŷ − y\)", pace(history.at(0)))[1])
    (before,), (after,) = history.forward().logits
    error = history.forward().probabilities[0, 0] - history.y[0, 0]
    assert_allclose(after - before, times * error, rtol=1e-3, atol=1e-12 * max(1, np.abs(before).max()))


@given(batches(n_samples=1))
def test_only_the_label_has_a_negative_error(batch):
    weights, bias, x, y = batch
    error = forward(Parameters(weights, bias), x).probabilities - y
    assert (error[y == 1] <= 0).all()
    assert (error[y == 0] >= 0).all()


def test_the_document_is_said_to_print_only_what_it_holds(open_page):
    prints, gives = "the document prints", "the document's formula gives"
    for name in PRESETS:
        for rounds in range(3):
            prose = open_page(f"preset={name}&rounds={rounds}").prose
            held = name in DOCUMENTED and rounds < 2
            assert (prints in prose, gives in prose) == (held, not held)
    for link in ("edits=1~b1~3&rounds=1", "lr=0.5&rounds=1", "x=8_6", "y=1_0_0"):
        assert prints not in open_page(link).prose
    page = open_page("edits=1~b1~3&rounds=1&at=0")
    assert prints in page.prose  # round 0 is before the edit


@pytest.mark.parametrize("loss", LOSSES)
def test_where_the_status_shows_another_loss_than_j_the_page_says_so(open_page, loss):
    prose = open_page(f"loss={loss}").prose
    said = re.findall("The status line shows the ([^,;]*)", prose)
    assert said == [] if loss == "ce" else set(said) == {LOSSES["bce"].title}


@pytest.mark.parametrize("name", PRESETS)
def test_a_presets_sentence_stands_only_beside_the_preset_as_it_is(open_page, name):
    title, watch, setup = PRESETS[name]
    start = watch[:40]
    assert start in open_page(f"preset={name}&rounds=5&at=0").prose  # later some have converged, of which more is said
    another = 3 if setup.n_classes > 2 and not setup.y[2] else 2 if setup.y[0] else 1
    edited = open_page(f"preset={name}&rounds=5&edits=5~y~{another}").prose
    assert start not in edited
    assert f"{title}, edited on the way." in edited
    assert start not in open_page(f"preset={name}&lr={2 * setup.learning_rate}").prose


@pytest.mark.parametrize("section", ["softmax", "stability"])
def test_the_derivation_says_what_is_wrong_with_a_link_as_the_lab_does(open_page, section):
    page = DerivationPage(lr="-1", section=section).at
    (error,) = page.error
    assert shown(error.value) == open_page("lr=-1").errors[0]
    page = DerivationPage(round="5", section=section).at
    assert not [error for error in page.error if "cannot be opened" in error.value]
    assert "left alone: round" in "\n".join(shown(caption.value) for caption in page.caption)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize(
    "link", ["", "rounds=1", "rounds=1&tol=1e-60", "preset=slow&rounds=40&tol=0.35", "tol=1.5", "rounds=1&edits=1~y~1"]
)
def test_a_run_is_said_to_have_converged_where_its_loss_is_below_its_tolerance(open_page, link, loss):
    page = open_page(f"{link}&loss={loss}")
    said = re.findall(r"Converged[^:]*: loss < (\S+)", page.prose)
    tolerance = page.run.setup.tolerance
    assert [number(text) for text in said] == [tolerance] * (page.session.loss(loss) < tolerance)


@pytest.mark.parametrize("x", ["8_7", "1", "0.1_0.2_-0.3", "1000_1", "3e-9"])
def test_in_slow_motion_a_round_moves_the_logits_by_about_a_tenth_of_their_error(open_page, x):
    page = open_page(f"x={x}&y=1_0&lr=1e6&rounds=1&tol=9").click("Slow motion")
    setup = page.run.setup
    assert (setup.tolerance, page.run.rounds) == (9, 0)
    assert 10**-1.5 <= setup.learning_rate * (np.square(setup.x).sum() + 1) <= 10**-0.5


def test_while_a_run_plays_on_it_is_not_said_to_have_converged(open_page):
    page = open_page("preset=slow&rounds=10&tol=9")
    assert "Converged" in page.prose
    assert "Converged" not in page.click("Play").prose
