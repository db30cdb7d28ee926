"""A training on a data set to play and scrub without a server: what it shows of it, and the page that holds it."""

from typing import Any

import numpy as np

from dashboard.figures import Figure
from dashboard.figures import replay as figures
from dashboard.figures.plane import ends_of
from dashboard.figures.scores import TEST, TRAINING
from softmax_core.data import DataSet, Rows
from softmax_core.descent import Descent
from softmax_core.functional import Array, cross_entropy
from softmax_core.model import Parameters
from softmax_core.plane import in_plane, region
from softmax_core.study import Study
from softmax_core.study_link import write

from .replay import MOST_DATA, in_script, page_alone

MOST_FRAMES = 100
MOST_SHOWN = 600
"""Samples that are drawn, in each frame."""


def study_replay(
    study: Study,
    address: str | None = None,
    axis: str = "linear",
    across: str = "1",
    up: str = "2",
    *,
    dark: bool | None = None,
) -> str:
    """A page that replays the study and needs nothing but a browser: no server, no network.

    Args:
        study: what is replayed, as far as it was trained; of many rounds some, evenly chosen, both ends among them.
        address: its whole address; without one the page shows the link's part for the study alone.
        axis: of the loss, linear or log.
        across, up: the features of the plane, counted from 1.
        dark: the page's colours; None follows the reader's own setting.
    """
    data = study_replay_data(study, axis, across, up, dark=dark)
    return page_alone(dark, write(study), address, data, _note(study))


def study_replay_data(
    study: Study, axis: str, across: str, up: str, *, dark: bool | None = None, known: Descent | None = None
) -> str:
    """What the page shows, as JSON that may stand within a script element; of many samples it has fewer frames.

    Args:
        study, axis, across, up, dark: as of `study_replay`.
        known: the descent of the study, where there is one that nobody else trains meanwhile.
    """
    last = study.data.n_features - 1
    shown = min(int(across) - 1, last), min(int(up) - 1, last)
    options = {"dark": bool(dark), "log": axis == "log", "known": known}
    figure = study_figure(study, shown, **options)
    size = len(in_script(figure).encode())
    if size > MOST_DATA:
        figure = study_figure(study, shown, **options, most=max(2, len(figure["frames"]) * MOST_DATA // size))
    return in_script({"figure": figure, "updates": _updates(dark, study.data.n_classes)})


def study_figure(
    study: Study,
    shown: tuple[int, int] = (0, 1),
    *,
    dark: bool = False,
    log: bool = False,
    most: int = MOST_FRAMES,
    known: Descent | None = None,
) -> Figure:
    """The whole training as a Plotly figure: `data`, `layout` and `frames`, each named by its round.

    Args:
        study: what is replayed.
        shown: the features of the plane, by their columns.
        dark: whether it stands on a dark page.
        log: whether the loss axis is logarithmic.
        most: how many frames there are at the most, two or more.
        known: as of `study_replay_data`.
    """
    data = study.data
    descent = known or Descent(data, study.plan)
    rows = shown_samples(data)
    is_test = np.isin(rows, descent.split.test)
    x = data.x[:, shown]
    ends = tuple(ends_of(column) for column in x.T)
    mean = data.x[descent.split.train].mean(axis=0)
    where = dict(enumerate(mean.tolist())) | dict(study.held)
    held = {column: value for column, value in where.items() if column not in shown}
    frames = []
    for round in np.unique(np.linspace(0, study.rounds, most).round().astype(int)).tolist():
        descent.train(round)
        frames.append(_frame(descent, round, rows, shown, held, ends))
    return figures.study_replay(
        figures.Samples(
            x[rows], data.labels[rows], is_test, data.classes, [data.features[column] for column in shown], ends
        ),
        _curves(descent, study.rounds, frames[-1]),
        frames,
        dark=dark,
        log=log,
    )


def shown_samples(data: DataSet) -> Rows:
    """The samples that are drawn; of many some, evenly chosen of each class."""
    in_order = np.argsort(data.labels, kind="stable")
    few = min(MOST_SHOWN, len(in_order))
    return np.sort(in_order[np.linspace(0, len(in_order) - 1, few).round().astype(int)])


def _frame(
    descent: Descent,
    round: int,
    rows: Rows,
    shown: tuple[int, int],
    held: dict[int, float],
    ends: tuple[tuple[float, float], tuple[float, float]],
) -> figures.StudyFrame:
    data, parameters = descent.data, descent.parameters(round)
    seen = descent.scaling.apply(data.x[rows]) if descent.plan.scaled else data.x[rows]
    scores = {TRAINING: _score(parameters, descent.x, descent.labels)}
    if len(descent.labels_test):
        scores[TEST] = _score(parameters, descent.x_test, descent.labels_test)
    flat = in_plane(descent.scaling.undone(parameters), shown, held)
    return figures.StudyFrame(
        round,
        (seen @ parameters.weights + parameters.bias).argmax(axis=1),
        [region(flat, k, *ends) for k in range(data.n_classes)],
        {name: loss for name, (loss, _) in scores.items()},
        {name: accuracy for name, (_, accuracy) in scores.items()},
    )


def _curves(descent: Descent, rounds: int, last: figures.StudyFrame) -> figures.Curves:
    """The scores of each epoch and, where one is under way, of the last round."""
    scores = descent.scores(rounds // descent.rounds_of_epoch)
    ends = np.arange(len(scores.loss)) * descent.rounds_of_epoch
    more = int(rounds > ends[-1])
    columns = {TRAINING: (scores.loss, scores.accuracy), TEST: (scores.test_loss, scores.test_accuracy)}
    return figures.Curves(
        np.append(ends, [rounds] * more),
        {name: np.append(columns[name][0], [loss] * more) for name, loss in last.losses.items()},
        {name: np.append(columns[name][1], [share] * more) for name, share in last.accuracies.items()},
    )


def _score(parameters: Parameters, x: Array, labels: Rows) -> tuple[float, float]:
    """Loss and accuracy of some samples."""
    logits = x @ parameters.weights + parameters.bias
    loss = cross_entropy(logits, np.eye(logits.shape[1])[labels]).mean()
    return float(loss), float((logits.argmax(axis=1) == labels).mean())


def _updates(dark: bool | None, n_classes: int) -> dict[str, Any]:
    return {
        "wide": figures.study_arrangement(n_classes),
        "narrow": figures.study_arrangement(n_classes, narrow=True),
        "light": figures.look(bool(dark)),
        "dark": figures.look(dark is not False),
    }


def _note(study: Study) -> str:
    """What the pictures leave out."""
    data, parts = study.data, []
    if data.n_features > 2:
        where = "where the page held them, or " if study.held else ""
        parts.append(f"The features that the plane does not show are held {where}at their mean.")
    if data.n_samples > MOST_SHOWN:
        parts.append(f"Drawn are {MOST_SHOWN} of {data.n_samples} samples; loss and accuracy are those of all.")
    return " ".join(parts)
