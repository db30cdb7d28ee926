"""One object a loss: what it says of itself is true, and a further one needs no other file."""

import json
import math

import numpy as np
import pytest
from hypothesis import given
from numpy.testing import assert_allclose

from softmax_core import (
    LOSSES,
    PRESETS,
    InputError,
    Loss,
    Run,
    forward,
    functional,
    mean_loss,
    numerical_gradients,
    replay,
)
from softmax_core.__main__ import main
from softmax_core.functional import one_hot
from softmax_core.link import parse, write
from softmax_core.model import Parameters, chain
from softmax_core.settings import LOSS
from softmax_core.transcript import as_data
from tests.core.strategies import batches

SLOW = PRESETS["slow"].setup

SQUARED = Loss(
    name="mse",
    title="squared error",
    short_title="squared",
    column="squared_error",
    of_examples=lambda forward, y: ((forward.probabilities - y) ** 2).sum(axis=-1),
    gradient=lambda forward, y: (
        2 * (forward.probabilities - y)[..., None, :] @ functional.softmax_jacobian(forward.probabilities)
    )[..., 0, :],
)


@pytest.fixture
def a_third(monkeypatch):
    """A loss more, while a test runs."""
    monkeypatch.setitem(LOSSES, SQUARED.name, SQUARED)


def test_each_goes_by_its_own_names():
    assert list(LOSSES) == ["ce", "bce"]
    for name, loss in LOSSES.items():
        assert loss.name == name
    for attribute in ("title", "short_title", "column"):
        assert len({getattr(loss, attribute) for loss in LOSSES.values()}) == len(LOSSES)


@pytest.mark.parametrize("n_classes", [2, 3, 6, 100])
def test_the_chance_level_is_the_loss_of_equal_probabilities(n_classes):
    assert LOSSES["ce"].chance(n_classes) == pytest.approx(math.log(n_classes), rel=1e-15)
    # A yes-or-no question for each class, each answered with 1/n_classes.
    by_hand = math.log(n_classes) + (n_classes - 1) * math.log(n_classes / (n_classes - 1))
    assert LOSSES["bce"].chance(n_classes) == pytest.approx(by_hand, rel=1e-14)


@pytest.mark.parametrize("name", [*LOSSES, "mse"])
@given(batch=batches())
def test_a_gradient_is_what_central_differences_of_its_loss_find(name, batch):
    loss = {**LOSSES, "mse": SQUARED}[name]
    weights, bias, x, y = batch
    # Kept where no probability is near the clip of the printed loss, which makes it flat.
    parameters = Parameters(weights / 8, bias / 8)
    passed = forward(parameters, x)
    step = 1e-5
    for k in range(y.shape[-1]):
        up, down = passed.logits.copy(), passed.logits.copy()
        up[..., k] += step
        down[..., k] -= step
        values = [loss.of_examples(type(passed)(logits, functional.softmax(logits)), y) for logits in (up, down)]
        slope = (values[0] - values[1]) / (2 * step)
        settled = (passed.probabilities > 1e-9).all(axis=-1)
        assert_allclose(loss.gradient(passed, y)[..., k][settled], slope[settled], rtol=1e-4, atol=1e-6)


def test_a_third_loss_is_known_wherever_one_can_be_chosen(a_third, capsys):
    link = "preset=slow&loss=mse&rounds=30"
    run = parse(link).run
    assert run.setup.loss == "mse"
    assert parse(write(run)).run == run
    assert LOSS.limits.check("loss", "mse") == "mse"
    history = replay(run)
    by_hand = ((history.forward().probabilities - history.y) ** 2).sum(axis=(1, 2))
    assert_allclose(history.losses("mse"), by_hand, rtol=1e-15)
    assert [round["squared_error"] for round in as_data(history)] == by_hand.tolist()
    assert main([link, "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["loss"] == "mse"
    assert printed["rounds"][30]["squared_error"] == by_hand[30]
    moment = SLOW.moment
    by_logits = SQUARED.gradient(forward(moment.parameters, moment.x), moment.y)
    numeric = numerical_gradients(moment.parameters, moment.x, moment.y, loss="mse")
    assert_allclose(numeric.weights, chain(by_logits, moment.x).weights, atol=1e-8)
    # The stop rule goes by it, and the update does not.
    stopped = parse("preset=slow&loss=mse&tol=0.1").run.run_to_end(replay(Run(SLOW)))
    losses = replay(stopped).losses("mse")
    assert losses[-1] < 0.1 <= losses[-2]
    assert np.array_equal(history.weights, replay(Run(SLOW, rounds=30)).weights)


def test_without_it_there_is_no_such_loss():
    for call in (
        lambda: parse("loss=mse"),
        lambda: replay(Run(SLOW)).losses("mse"),
        lambda: mean_loss("mse", forward(SLOW.moment.parameters, SLOW.moment.x), one_hot([2], 3)),
    ):
        with pytest.raises(InputError, match="loss must be one of ce, bce; received mse"):
            call()
