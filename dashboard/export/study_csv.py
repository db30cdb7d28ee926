"""The history of a training on a data set as CSV."""

import csv
import io

import numpy as np

from softmax_core.data import DataSet
from softmax_core.descent import Descent, Scores
from softmax_core.names import bias_names, weight_names
from softmax_core.study import Study

MOST_NUMBERS = 600_000
"""So many are written at the most, or the file of many features would be as large as all memory."""

STUDY_COLUMNS = (
    "one row per epoch, with the round it ends at, the objective (the loss and the penalty) of the training samples, "
    "their loss and accuracy, those of the test samples, and the weights and bias that training sees x with, each "
    f"named by its feature and class. Of more than {MOST_NUMBERS} numbers, epochs chosen evenly."
)
"""What the columns hold, in a sentence."""


def study_csv(study: Study) -> str:
    """The history of a study as CSV, one row an epoch, every number in full: it reads back to the same float.

    Columns, for n features and m classes, with indices as on screen:
        epoch, round: passes through the training samples, and updates; 0 is the start.
        objective, loss, accuracy: of the training samples.
        test_loss, test_accuracy: of the test samples; empty where there are none.
        w11 …, w12 …, … wnm … and b1 … bm …: the weights and the bias, each followed by the names of its feature and
            class. So no name that begins as a formula does stands at the beginning of a cell.
    """
    descent = Descent(study.data, study.plan)
    header = ["epoch", "round", *Scores._fields, *_parameters(study.data)]
    last = study.rounds // descent.rounds_of_epoch
    most = min(last + 1, max(MOST_NUMBERS // len(header), 2))
    table = io.StringIO()
    csv.writer(table, lineterminator="\n", quoting=csv.QUOTE_ALL).writerow(header)
    writer = csv.writer(table, lineterminator="\n")
    for epoch in np.unique(np.linspace(0, last, most).round().astype(int)).tolist():
        round = epoch * descent.rounds_of_epoch
        descent.train(round)
        scores = [column.item() for column in descent.scores(epoch, first=epoch)]
        weights, bias = descent.parameters(round)
        numbers = [
            "" if np.isnan(number) else number for number in (*scores, *weights.ravel().tolist(), *bias.tolist())
        ]
        writer.writerow([epoch, round, *numbers])
    return table.getvalue()


def _parameters(data: DataSet) -> list[str]:
    """What the columns of weights and bias are called."""
    of_weights = weight_names(data.n_features, data.n_classes)
    return [
        *(
            f"{name} {feature} {of}"
            for feature, row in zip(data.features, of_weights, strict=True)
            for of, name in zip(data.classes, row, strict=True)
        ),
        *(f"{name} {of}" for of, name in zip(data.classes, bias_names(data.n_classes), strict=True)),
    ]
