"""The pictures of a study: each takes what it shows from the session and hands Streamlit a figure with its alt text."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dashboard import figures
from dashboard.components import chart
from dashboard.figures.grid import MOST_NUMBERED
from dashboard.figures.scores import TEST, TRAINING
from dashboard.session.study import study_session
from dashboard.text import share, short
from softmax_core.model import Parameters
from softmax_core.names import bias_names, weight_names

HEIGHT, CONTROLS = 248, 48
"""Pixels, of a picture and of a row of controls beside it."""

HIGHEST = 544
"""Of a grid of many weights."""

REM = 14
"""Where the page's rem has so many pixels, the words of a picture have their own size: on a projector nearly twice."""


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


def weights() -> None:
    """The weights as a grid or, where samples are pictures, as one a class."""
    session = study_session()
    data, parameters, step = session.data, session.parameters, session.batch_gradient
    values = _with_bias(parameters)
    changes = -session.study.plan.learning_rate * _with_bias(Parameters(step.weights, step.bias)) + 0.0
    largest = np.abs(values).max() or 1.0
    if data.image_shape is not None:
        show(
            figures.weight_images(*parameters, changes[:-1], data.image_shape, largest=largest, classes=data.classes),
            "weights",
            f"The weights of each class as a picture: {_extremes(parameters)}.",
            HEIGHT,
        )
        return
    names = np.array([*weight_names(data.n_features, data.n_classes), bias_names(data.n_classes)], dtype=object)
    told = (f"{name} {short(value)}" for name, value in zip(names.flat, values.flat, strict=True))
    show(
        figures.value_grid(
            "",
            names,
            values,
            largest=largest,
            changes=changes,
            what="weight",
            classes=session.classes,
            features=session.features,
        ),
        "weights",
        f"Weights and bias, and beneath each what the next step adds: {', '.join(told)}."
        if len(values) <= MOST_NUMBERED
        else f"Weights and bias as colours: {_extremes(parameters)}.",
        min(HEIGHT + 34 * max(0, len(values) - 5), HIGHEST),
    )


def _extremes(parameters: Parameters) -> str:
    """What speaks most for each class and against it, of weights too many to be told."""
    session = study_session()
    features = session.features
    return "; ".join(
        f"{name} most for it {features[column.argmax()]} {short(column.max())}, most against it "
        f"{features[column.argmin()]} {short(column.min())}"
        for name, column in zip(session.classes, parameters.weights.T, strict=True)
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
    """A figure of this height; it glides to where a single step leads, not while it is played or dragged.

    In the projector view it is as large as there is room, and its words with it. `options` are as `chart` has them.
    """
    session = study_session()
    if session.view["view"] == "projector":
        figure["layout"]["showlegend"] = True
        options["rem"] = REM
    else:
        figure["layout"]["height"] = height
    glides = glide and session.under_way is None
    chart(figure, key, alt, saved_as=session.view["picture"], glide=glides, on_click=on_click, **options)
