"""A history as text in the document's layout, and as plain data."""

import sys
from typing import Any

import numpy as np

from .functional import Array
from .losses import LOSSES, PRINTED
from .model import backward
from .training import History


def transcript(history: History) -> str:
    """All rounds of one example as the document prints them, the loss it prints included.

    The document's "Final eight" is a typing slip for "Final weight", and its integer bias is printed as floats.

    Args:
        history: with one sample and no leading axes.
    """
    losses = history.losses(PRINTED.name)
    lines = []
    for round, loss in enumerate(losses):
        lines.append(f"Round: {round}")
        lines += _numbers("Current", history, round, loss)
    rounds = len(history) - 1
    lines += ["======= Finish Training ======", f"After {rounds} round{'' if rounds == 1 else 's'} training"]
    # The document ends with the weight and bias before the loss, the other way round than in a round.
    loss_line, *parameters = _numbers("Final", history, rounds, losses[rounds])
    probabilities = history.forward(slice(rounds, None)).probabilities[0, 0]
    lines += [*parameters, loss_line, "y_hat =", f" {_text(probabilities[:, None])}"]
    return "\n".join(lines)


def _numbers(word: str, history: History, round: int, loss: float) -> list[str]:
    return [
        f"{word} loss: {_text(np.array([[loss]]))}",
        f"{word} weight:",
        f" {_text(history.weights[round])}",
        f"{word} bias:",
        f" {_text(history.bias[round][:, None])}",
    ]


def _text(array: Array) -> str:
    return np.array2string(array, precision=8, threshold=sys.maxsize, floatmode="maxprec")


def as_data(history: History) -> list[dict[str, Any]]:
    """Each round of one example as numbers and lists, full precision: what it starts from and what follows from it."""
    forward = history.forward()
    gradients = backward(forward.probabilities, history.x, history.y)
    columns = {
        "x": history.x[:, 0],
        "y": history.y[:, 0],
        "learning_rate": history.learning_rate,
        "weights": history.weights,
        "bias": history.bias,
        "logits": forward.logits[:, 0],
        "probabilities": forward.probabilities[:, 0],
        **{loss.column: history.losses(name) for name, loss in LOSSES.items()},
    }
    lists = {name: column.tolist() for name, column in columns.items()}
    slopes = {
        "logits": gradients.logits[:, 0].tolist(),
        "weights": gradients.weights.tolist(),
        "bias": gradients.bias.tolist(),
    }
    return [
        {
            "round": round,
            **{name: values[round] for name, values in lists.items()},
            "gradients": {name: values[round] for name, values in slopes.items()},
        }
        for round in range(len(history))
    ]
