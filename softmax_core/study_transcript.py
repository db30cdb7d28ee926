"""A training on a data set as text, a line an epoch, as the terminal program and the transcript have it."""

import math
from typing import Any

from .descent import Descent, largest_sure_rate
from .plan import MOST_ROUNDS
from .study import Study
from .validation import as_typed

_COLUMNS = (("loss", 8, 12), ("accuracy", 4, 10), ("test_loss", 8, 12), ("test_accuracy", 4, 15))
"""The scores of an epoch that are printed: name, decimals, width."""


def epoch_scores(descent: Descent, epoch: int) -> dict[str, Any]:
    """The number of an epoch, its round and its scores by name; it is trained where it is not yet."""
    scores = descent.scores(epoch, first=epoch)._asdict()
    return {
        "epoch": epoch,
        "round": epoch * descent.rounds_of_epoch,
        **{name: float(column[0]) for name, column in scores.items()},
    }


def heading(descent: Descent) -> list[str]:
    """What is trained on, and how; the last line names the columns of `epoch_line`."""
    plan, data = descent.plan, descent.data
    return [
        f"Features: {', '.join(map(as_typed, data.features))}",
        f"Classes: {', '.join(map(as_typed, data.classes))}",
        f"{len(descent.split.train)} samples train, {len(descent.split.test)} test. "
        + ("Features are scaled: (x - mean) / deviation." if plan.scaled else "Features are as measured."),
        f"Learning rate {plan.learning_rate:g}, batches of {descent.batch_size}, L2 {plan.l2:g} on the weights; "
        f"below {largest_sure_rate(descent.x, plan.l2):.3g} a full-batch round is sure to descend.",
        "epoch     round" + "".join(f"{name.replace('_', ' '):>{width}}" for name, _, width in _COLUMNS),
    ]


def epoch_line(row: dict[str, Any]) -> str:
    """The scores of an epoch, of `epoch_scores`, as a line."""
    return f"{row['epoch']:5} {row['round']:9}" + "".join(
        f" {row[name]:{width - 1}.{decimals}f}" if math.isfinite(row[name]) else f"{'-':>{width}}"
        for name, decimals, width in _COLUMNS
    )


def study_transcript(study: Study) -> str:
    """What the terminal program prints of such a training: a line an epoch, as far as the study was trained."""
    descent = Descent(study.data, study.plan)
    descent.train(study.rounds)
    epochs = descent.reached // descent.rounds_of_epoch
    lines = [*heading(descent), *(epoch_line(epoch_scores(descent, epoch)) for epoch in range(epochs + 1))]
    descent.train(min(study.rounds + 1, MOST_ROUNDS))
    plural = "" if study.rounds == 1 else "s"
    lines.append(
        descent.divergence() if descent.diverged else f"Stopped: as asked, after {study.rounds} round{plural}."
    )
    return "\n".join(lines) + "\n"
