"""The history of a run as CSV."""

import csv
import io

import numpy as np

from softmax_core.losses import LOSSES
from softmax_core.model import backward
from softmax_core.names import input_names, parameter_names
from softmax_core.numerals import format_number
from softmax_core.run import Run, replay

COLUMNS = (
    "one row per round, with the edits made at it, η, x, the true class y, the weights and bias of its forward pass, "
    "the logits θ, the probabilities ŷ, both losses, and as dw and db the gradient of the cross-entropy by each weight "
    "and bias."
)
"""What the columns hold, in a sentence."""


def history_csv(run: Run) -> str:
    """The history of a run as CSV, one row a round, every number in full: it reads back to the same float.

    Columns, for n inputs and m classes, with indices as on screen:
        round: 0 is the start.
        edited: the edits made at this round, as `w12=0.25 lr=0.1`; empty where there are none.
        learning_rate: η.
        x1 … xn: the input.
        y: the number of the true class, counted from 1.
        w11, w12, … wnm and b1 … bm: weights and bias as this round's forward pass uses them.
        logit1 … logitm: θ.
        probability1 … probabilitym: ŷ.
        cross_entropy, binary_cross_entropy: the loss of the derivation and the one the document prints.
        dw11 … dwnm and db1 … dbm: the gradient of the cross-entropy by each weight and bias.
    """
    history = replay(run)
    forward = history.forward()
    gradients = backward(forward.probabilities, history.x, history.y)
    rounds = len(history)
    edited: dict[int, list[str]] = {}
    for edit in run.edits:
        edited.setdefault(edit.round, []).append(f"{edit.name}={format_number(edit.value)}")
    numbers = np.column_stack(
        [
            history.weights.reshape(rounds, -1),
            history.bias,
            forward.logits[:, 0],
            forward.probabilities[:, 0],
            *(history.losses(name) for name in LOSSES),
            gradients.weights.reshape(rounds, -1),
            gradients.bias,
        ]
    )
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(_columns(run.setup.n_features, run.setup.n_classes))
    for round in range(rounds):
        given = history.at(round)
        true_class = int(given.y[0].argmax()) + 1
        start = [round, " ".join(edited.get(round, [])), given.learning_rate, *given.x[0].tolist(), true_class]
        writer.writerow([*start, *numbers[round].tolist()])
    return table.getvalue()


def _columns(n_features: int, n_classes: int) -> list[str]:
    parameters = parameter_names(n_features, n_classes)
    classes = range(1, n_classes + 1)
    return [
        *("round", "edited", "learning_rate"),
        *input_names(n_features),
        "y",
        *parameters,
        *(f"logit{k}" for k in classes),
        *(f"probability{k}" for k in classes),
        *(loss.column for loss in LOSSES.values()),
        *(f"d{name}" for name in parameters),
    ]
