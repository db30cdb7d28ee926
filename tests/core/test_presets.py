"""The presets are the document's numbers and show what they say."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from softmax_core import PRESETS, History, Run, replay, softmax
from softmax_core.link import parse
from softmax_core.presets import DEFAULT, preset_of

# A released preset never changes its numbers: links in lessons name it. A new one is added here.
RELEASED = {
    "document": "x=8_7&y=0_0_1&w=0.5_0.5_0.5_0.5_0.5_0.5&b=1_1_1&lr=1&loss=ce&tol=1e-6&max=100",
    "recorded": "x=8_7&y=0_0_1&w=-0.03010464_-0.48454925_-0.19359648_-0.48489008_-0.29742846_-0.09327472&b=0_0_0"
    "&lr=1&loss=ce&tol=1e-6&max=100",
    "slow": "x=8_7&y=0_0_1&w=0.5_0.5_0.5_0.5_0.5_0.5&b=1_1_1&lr=0.001&loss=ce&tol=1e-6&max=100",
    "already-right": "x=1_1&y=0_1_0&w=-1_2_-1_-1_2_-1&b=0_0_0&lr=0.1&loss=ce&tol=1e-6&max=100",
    "confidently-wrong": "x=1_1&y=0_0_1&w=4_0_-4_4_0_-4&b=0_0_0&lr=0.1&loss=ce&tol=1e-6&max=100",
    "tie": "x=1_1&y=1_0_0&w=1_1_-2_1_1_-2&b=0_0_0&lr=0.1&loss=ce&tol=1e-6&max=100",
    "huge-logits": "x=100_100&y=0_1_0&w=100_-50_0_100_-50_0&b=0_0_0&lr=0.1&loss=ce&tol=1e-6&max=100",
    "zero-start": "x=2_-1&y=0_1_0&init=zeros&lr=0.1&loss=ce&tol=1e-6&max=100",
    "two-classes": "x=1_-2&y=1_0&init=zeros&lr=0.2&loss=ce&tol=1e-6&max=100",
    "four-inputs": "x=2_1_0_-1&y=0_0_1&init=uniform~1&lr=0.1&loss=ce&tol=1e-6&max=100",
    "one-input": "x=0&y=0_1_0&init=normal~7&lr=0.5&loss=ce&tol=1e-6&max=100",
}


def after(name: str, rounds: int) -> History:
    return replay(Run(PRESETS[name].setup, rounds=rounds))


def blame(history: History) -> np.ndarray:
    """ŷ − y of each round."""
    return (history.forward().probabilities - history.y)[:, 0]


def test_every_preset_is_pinned_and_none_has_gone():
    assert set(PRESETS) == set(RELEASED)
    assert DEFAULT == "document"


@pytest.mark.parametrize("name", RELEASED)
def test_a_released_preset_never_changes_its_numbers(name):
    assert PRESETS[name].setup == parse(RELEASED[name]).run.setup


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_has_a_short_title_and_one_sentence_to_watch(name):
    title, watch, setup = PRESETS[name]
    assert 0 < len(title) <= 30
    assert watch[0].isupper() or watch[0] == "ŷ"
    assert watch.endswith(".")
    assert ". " not in watch
    assert preset_of(setup) == name


def test_document_one_round_moves_the_logits_by_minus_114_times_the_blame_and_leaves_all_but_no_loss():
    history = after("document", 1)
    before, settled = history.forward().logits[:, 0]
    assert_allclose(history.forward().probabilities[0, 0], 1 / 3)
    assert_allclose(settled - before, -114 * blame(history)[0], rtol=1e-13)
    assert 0 < history.losses()[1] < 1e-45


def test_recorded_class_1_has_five_times_the_share_of_class_2_and_is_pushed_down_by_as_much_more():
    history = after("recorded", 1)
    first, second, true = history.forward().probabilities[0, 0]
    assert first > 5 * second > 0
    assert true - 1 == blame(history)[0].min()  # so no sentence may call a wrong class the most wrong
    moved = history.forward().logits[1, 0] - history.forward().logits[0, 0]
    assert moved[0] < moved[1] < 0 < moved[2]
    assert_allclose(moved[0] / moved[1], first / second, rtol=1e-12)


def test_slow_the_steps_shrink_as_the_blame_does_over_a_hundred_rounds():
    history = after("slow", 100)
    first_half = int((history.losses() <= history.losses()[0] / 2).argmax())
    assert f"half at round {first_half}," in PRESETS["slow"].watch
    assert history.losses()[[0, 10, 100]].round(4).tolist() == [1.0986, 0.5722, 0.067]
    steps = np.abs(np.diff(history.weights, axis=0)).max(axis=(1, 2))
    sizes = np.abs(blame(history)).max(axis=-1)[:-1]
    assert (np.diff(steps) < 0).all()
    assert_allclose(steps / sizes, 8 * 0.001, rtol=1e-9)


def test_already_right_is_nearly_sure_and_training_hardly_moves_anything():
    history = after("already-right", 1000)
    assert (history.forward().probabilities[:, 0, 1] > 0.99).all()
    assert np.abs(blame(history)).max() < 0.01
    assert np.abs(np.diff(history.weights, axis=0)).max() < 0.001


def test_confidently_wrong_falls_in_a_straight_line_before_it_bends():
    history = after("confidently-wrong", 60)
    assert history.forward().probabilities[0, 0, 2] < 1e-6
    losses = history.losses()
    assert losses[0] > 15
    assert (np.abs(blame(history)) <= 1).all()
    falls = -np.diff(losses)
    assert_allclose(falls[:10], falls[0], rtol=0.01)
    assert falls[-1] < falls[0] / 5


def test_tie_takes_from_class_2_what_it_gives_to_class_1():
    history = after("tie", 20)
    first, second, third = history.forward().logits[0, 0]
    assert first == second > third + 5
    given, taken, rest = np.diff(history.forward().logits[:, 0], axis=0).T
    assert (given > 0).all()
    assert_allclose(-taken, given, rtol=0.01)
    assert (np.abs(rest) < 0.01 * given).all()


def test_huge_logits_would_overflow_and_have_exact_probabilities_and_the_right_loss():
    history = after("huge-logits", 0)
    logits = history.forward().logits[0, 0]
    assert_array_equal(logits, [20_000, -10_000, 0])
    with pytest.warns(RuntimeWarning, match="overflow"):
        np.exp(logits)
    assert_array_equal(history.forward().probabilities[0, 0], [1, 0, 0])
    assert history.losses()[0] == 30_000
    trained = after("huge-logits", 100)
    assert set(trained.forward().probabilities.ravel().tolist()) == {0.0, 1.0}
    logits = trained.forward().logits[:, 0]
    exact = [logits.max(axis=-1) - logits[:, 1]]  # the other exponentials are far below a float's last digit
    assert_array_equal(trained.losses(), exact[0])


def test_zero_start_breaks_the_symmetry_in_the_first_round():
    history = after("zero-start", 1)
    assert not history.weights[0].any()
    first, true, third = history.weights[1].T
    assert (np.sign(blame(history)[0]) == [1, -1, 1]).all()
    assert_allclose(true, -2 * first)
    assert_allclose(first, third)
    assert true.all()


def test_two_classes_are_the_logistic_function_with_opposite_blame():
    history = after("two-classes", 30)
    logits = history.forward().logits[:, 0]
    logistic = 1 / (1 + np.exp(logits[:, 1] - logits[:, 0]))
    assert_allclose(history.forward().probabilities[:, 0, 0], logistic)
    assert_allclose(blame(history)[:, 0], -blame(history)[:, 1])


def test_four_inputs_move_the_weights_by_each_input_times_the_blame():
    history = after("four-inputs", 1)
    moved = history.weights[1] - history.weights[0]
    assert_allclose(moved, -0.1 * np.outer([2, 1, 0, -1], blame(history)[0]), atol=1e-15)
    assert_array_equal(moved[2], 0)
    assert_array_equal(np.sign(moved[3]), -np.sign(moved[0]))


def test_one_input_of_0_moves_only_the_bias_and_still_the_loss_falls():
    history = after("one-input", 50)
    assert_array_equal(history.weights, np.broadcast_to(history.weights[0], (51, 1, 3)))
    assert (np.diff(history.losses()) < 0).all()
    assert_allclose(history.forward().probabilities[:, 0], softmax(history.bias))
