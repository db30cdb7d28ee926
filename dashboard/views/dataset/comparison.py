"""Pinned studies beside the present one: drawn together, and what differs between them."""

from dataclasses import fields

import numpy as np
import pandas as pd
import streamlit as st

from dashboard import figures
from dashboard.session.study import study_session
from dashboard.text import share, short, shown_name, typeset
from dashboard.views import comparing
from softmax_core.descent import Descent, Scores
from softmax_core.own import Own
from softmax_core.study import Study
from softmax_core.study_link import OF_PLAN, OF_SOURCE, name_of

from . import controls, pictures

MOST_LETTERS = 30
"""Of a cell of the table."""


def comparison() -> None:
    compared = comparing.pinned("study")
    if compared is None:
        return
    scores = {name: scores_of(study, descent) for name, (study, descent) in compared.items()}
    log = study_session().view["axis"] == "log"
    drawn = {
        "compare_loss": ("Loss", {name: each.loss for name, each in scores.items()}, short),
        "compare_accuracy": ("Accuracy", {name: each.accuracy for name, each in scores.items()}, share),
        "compare_test": (
            "Accuracy on test samples",
            {name: each.test_accuracy for name, each in scores.items() if not np.isnan(each.test_accuracy[0])},
            share,
        ),
    }
    for column, (key, (title, curves, write)) in zip(st.columns(3), drawn.items(), strict=True):
        if curves:
            with column:
                pictures.show(
                    figures.runs_over_rounds(title, curves, every="epoch", log=log and key == "compare_loss"),
                    key,
                    f"{title} of each study by epoch; at the end {comparing.at_end(curves, write)}.",
                    pictures.HEIGHT,
                )
    st.table(differences(compared, scores))
    st.caption("Scores are those at the end of the last whole epoch.")
    comparing.pin_rows()


def scores_of(study: Study, descent: Descent) -> Scores:
    """The scores of each whole epoch that a study was trained for, whatever its descent was trained on to."""
    return descent.scores(study.rounds // descent.rounds_of_epoch)


def differences(compared: comparing.Compared, scores: dict[str, Scores]) -> pd.DataFrame:
    """One row a study; of what it is made from only the columns in which the studies differ, and how it ends."""
    return comparing.differences(
        "study",
        {name: _made_from(study) for name, (study, _) in compared.items()},
        {
            "rounds": [str(study.rounds) for study, _ in compared.values()],
            "epochs": [str(len(each.loss) - 1) for each in scores.values()],
            "loss": [short(float(each.loss[-1])) for each in scores.values()],
            "accuracy": [share(float(each.accuracy[-1])) for each in scores.values()],
            "test accuracy": [_or_none(float(each.test_accuracy[-1])) for each in scores.values()],
        },
    )


def _made_from(study: Study) -> dict[str, str]:
    """All that decides the numbers of a study, as the fields of the page say it."""
    source = study.source
    made = {"set": source.name if isinstance(source, Own) else controls.TITLES.get(name_of(source), "By hand")}
    for part, rows in ((source, OF_SOURCE), (study.plan, OF_PLAN)):
        there = {field.name for field in fields(part)}
        made |= {row.label: row.limits.write(getattr(part, row.attribute)) for row in rows if row.attribute in there}
    return {name: shown_name(typeset(text), MOST_LETTERS) for name, text in made.items()}


def _or_none(accuracy: float) -> str:
    return "no test samples" if np.isnan(accuracy) else share(accuracy)
