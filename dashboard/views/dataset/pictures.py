"""The pictures of a study: each takes what it shows from the session and hands Streamlit a figure with its alt text."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dashboard import figures
from dashboard.components import chart
from dashboard.figures.scores import TEST, TRAINING
from dashboard.session.study import study_session
from dashboard.text import share, short
from softmax_core.data import Rows
from softmax_core.metrics import confusion as confusion_of
from softmax_core.model import Parameters
from softmax_core.names import bias_names, weight_names

HEIGHT, CONTROLS = 272, 48
"""Pixels, of a picture and of a row of controls beside it."""


def curves() -> None:
    session = study_session()
    descent, study = session.descent, session.study
    scores = descent.scores(study.rounds // descent.rounds_of_epoch)
    ends = np.arange(len(scores.loss)) * descent.rounds_of_epoch
    parts = {TRAINING: descent.split.train, TEST: descent.split.test}
    now = {name: session.score(rows) for name, rows in parts.items() if len(rows)}
    columns = {TRAINING: (scores.loss, scores.accuracy), TEST: (scores.test_loss, scores.test_accuracy)}
    # Of an epoch under way there is one more point where it is looked at.
    more = int(study.at > ends[-1])
    show(
        figures.score_curves(
            np.append(ends, [study.at] * more),
            {name: np.append(columns[name][0], [score.loss] * more) for name, score in now.items()},
            {name: np.append(columns[name][1], [score.accuracy] * more) for name, score in now.items()},
            at=study.at,
            now={name: (score.loss, score.accuracy) for name, score in now.items()},
            log=session.view["axis"] == "log",
        ),
        "scores",
        f"Loss and accuracy over {study.rounds} rounds; at round {study.at} "
        + "; ".join(
            f"{name}: loss {short(score.loss)}, accuracy {share(score.accuracy)}" for name, score in now.items()
        )
        + ".",
        HEIGHT,
    )


def confusion() -> None:
    session = study_session()
    name, rows = confused()
    matrix = confusion_of(session.data.labels[rows], session.predicted[rows], session.data.n_classes)
    classes = session.classes
    told = (
        f"{count} of {actual} as {predicted}"
        for actual, row in zip(classes, matrix.tolist(), strict=True)
        for predicted, count in zip(classes, row, strict=True)
    )
    show(
        figures.confusion_grid(matrix, list(classes)),
        "confusion",
        f"How many {name} of each class are predicted as each: {', '.join(told)}.",
        HEIGHT - CONTROLS,
    )


def confused() -> tuple[str, Rows]:
    """The samples of the confusion matrix: those that test where they are asked for and there are some."""
    session = study_session()
    split = session.descent.split
    return (TEST, split.test) if session.view["of"] == "test" and len(split.test) else (TRAINING, split.train)


def weights() -> None:
    session = study_session()
    values = _with_bias(session.parameters)
    step = session.descent.batch_gradient(session.study.at)
    changes = -session.study.plan.learning_rate * _with_bias(Parameters(step.weights, step.bias)) + 0.0
    n_features, n_classes = session.parameters.weights.shape
    names = np.array([*weight_names(n_features, n_classes), bias_names(n_classes)], dtype=object)
    told = (f"{name} {short(value)}" for name, value in zip(names.flat, values.flat, strict=True))
    show(
        figures.value_grid(
            "",
            names,
            values,
            largest=np.abs(values).max() or 1.0,
            changes=changes,
            what="weight",
            classes=session.classes,
            features=session.features,
        ),
        "weights",
        f"Weights and bias, and beneath each what the next step adds: {', '.join(told)}.",
        HEIGHT + 34 * max(0, len(values) - 5),
    )


def _with_bias(parameters: Parameters) -> np.ndarray:
    return np.vstack([parameters.weights, parameters.bias])


def show(
    figure: figures.Figure,
    key: str,
    alt: str,
    height: int,
    on_click: Callable[[], None] | None = None,
    *,
    glide: bool = True,
    **options: Any,
) -> None:
    """A figure of this height; `options` as `chart` has them."""
    figure["layout"]["height"] = height
    glides = glide and study_session().under_way is None
    chart(figure, key, alt, saved_as="png", glide=glides, on_click=on_click, **options)
