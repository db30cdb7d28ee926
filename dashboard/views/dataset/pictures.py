"""The pictures of a study: each takes what it shows from the session and hands Streamlit a figure with its alt text."""

from collections.abc import Callable

import numpy as np
import streamlit as st

from dashboard import figures
from dashboard.components import chart
from dashboard.figures.plane import ends_of
from dashboard.figures.scores import TEST, TRAINING
from dashboard.glossary import address_of
from dashboard.session.fields import told
from dashboard.session.study import look_at_sample, study_session
from dashboard.text import plain, share, short
from softmax_core.data import Rows
from softmax_core.metrics import confusion as confusion_of
from softmax_core.model import Parameters
from softmax_core.names import bias_names, weight_names
from softmax_core.plane import boundaries, in_plane, regions

HEIGHT, CONTROLS = 272, 48
"""Pixels, of a picture and of a row of controls beside it."""

CELLS = 64
"""Of the grid on which regions are drawn, each way."""

MOST_GLIDING = 400
"""Samples; more would not glide smoothly."""


def plane() -> None:
    """The samples and the regions; a click on a sample looks at it, one beside at none."""
    session = study_session()
    data, descent = session.data, session.descent
    shown, held = plane_features()
    x = data.x[:, shown]
    across, up = (ends_of(column) for column in x.T)
    flat = in_plane(descent.scaling.undone(session.parameters), shown, held)
    grid = np.linspace(*across, CELLS), np.linspace(*up, CELLS)
    winners, confidence = regions(flat, *grid)
    lines = boundaries(flat, across, up)
    is_test = np.zeros(data.n_samples, dtype=bool)
    is_test[descent.split.test] = True
    is_full = descent.batch_size == len(descent.labels)
    _show(
        figures.plane(
            x,
            data.labels,
            session.predicted,
            losses=session.losses,
            is_test=is_test,
            classes=session.classes,
            features=tuple(session.features[row] for row in shown),
            across=grid[0],
            up=grid[1],
            winners=winners,
            confidence=confidence,
            lines=[line.ends for line in lines],
            batch=session.batch[:0] if is_full else session.batch,
            sample=session.study.sample,
        ),
        "plane",
        _plane_alt(shown, held, winners),
        HEIGHT,
        _click_plane,
        glide=data.n_samples <= MOST_GLIDING,
    )


def plane_legend() -> None:
    """How the plane is read, and at what the features that it does not show are held."""
    session = study_session()
    small = "; small: test" if len(session.descent.split.test) else ""
    is_full = session.descent.batch_size == len(session.descent.labels)
    ringed = "" if is_full else " Ringed: the next batch."
    held = plain(_held_said(plane_features()[1]))
    st.caption(
        f"Fill: predicted class; outline and shape: its own{small}. "
        f"Lines: [boundaries]({address_of('boundary')}).{ringed}{held}"
    )


def plane_features() -> tuple[tuple[int, int], dict[int, float]]:
    """The two features of the plane, by their columns, and the mean at which each other one is held."""
    session = study_session()
    across, up = (min(int(session.view[name]), session.data.n_features) - 1 for name in ("across", "up"))
    mean = session.data.x[session.descent.split.train].mean(axis=0)
    return (across, up), {row: float(mean[row]) for row in range(len(mean)) if row not in (across, up)}


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
    _show(
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
    _show(
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
    _show(
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


def _click_plane() -> None:
    match told("plane", "clicked"):
        case {"point": int(row)} if 0 <= row < study_session().data.n_samples:
            look_at_sample(row)
        case {"point": None}:
            look_at_sample(None)


def _held_said(held: dict[int, float]) -> str:
    if not held:
        return ""
    features = study_session().features
    return f" Held at their mean: {', '.join(f'{features[row]} {short(value, 5)}' for row, value in held.items())}."


def _plane_alt(shown: tuple[int, int], held: dict[int, float], winners: Rows) -> str:
    session = study_session()
    data = session.data
    right = session.score(np.arange(data.n_samples)).right
    parts = ", ".join(
        f"{name} {share(float((winners == k).mean()))}"
        for k, name in enumerate(session.classes)
        if (winners == k).any()
    )
    across, up = (session.features[row] for row in shown)
    return (
        f"{data.n_samples} samples of {data.n_classes} classes by {across} and {up}, {right} of them predicted right. "
        f"Of the plane each class wins: {parts}.{_held_said(held)}"
    )


def _show(
    figure: figures.Figure,
    key: str,
    alt: str,
    height: int,
    on_click: Callable[[], None] | None = None,
    *,
    glide: bool = True,
) -> None:
    figure["layout"]["height"] = height
    session = study_session()
    chart(figure, key, alt, saved_as="png", glide=glide and session.under_way is None, on_click=on_click)
