"""The samples that are counted as a table, the worst loss first, and the one looked at, which the lab opens on."""

import numpy as np
import streamlit as st

from dashboard.components import Cell, Row, rows
from dashboard.figures.colors import CLASSES
from dashboard.session import view
from dashboard.session.fields import told
from dashboard.session.study import StudySession, look_at_sample, study_session
from dashboard.text import full, plain, probability, short
from softmax_core.data import Rows
from softmax_core.link import pairs
from softmax_core.run import Given, Run, Setup
from softmax_core.settings import MAX_CLASSES, MAX_FEATURES

from . import counted
from .schema import MOST_PAGES

OF_PAGE = 10
"""So many rows of the table are shown at a time."""

MOST_TOLD = 6
"""So many features of a sample are told."""


def table(lab: st.Page) -> None:
    """Those that are listed, a page at a time: a press looks at one, a link beside opens `lab` on it."""
    session = study_session()
    listed = counted.listed()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="listed"):
        counted.choose_listed()
        if not counted.is_all():
            st.button("List all", key="list_all", icon=":material/close:", on_click=counted.list_all)
        st.caption(_which(listed), width="content")
    page, pages = _page(len(listed))
    first = (page - 1) * OF_PAGE
    shown = listed[np.argsort(-session.losses[listed], kind="stable")][first : first + OF_PAGE]
    with st.container(horizontal=True, wrap=False, gap="xsmall", key="sample_rows"):
        rows(
            "samples",
            label=f"Samples: {counted.said()}, the worst loss first",
            heads=("Sample", "Class", "Predicted", "ŷ of class", "Loss"),
            rows=_rows(shown.tolist()),
            page=page,
            pages=pages,
            place=f"{first + 1} to {first + len(shown)} of {len(listed)}" if len(shown) else "none",
            on_press=_press,
            on_turn=_turn,
        )
        if has_lab(session):
            with st.container(width=44, gap=None, key="openers"):
                for row in shown.tolist():
                    open_in(lab, row, f"Open sample {row + 1} in the lab")


def looked_at(lab: st.Page) -> None:
    """The numbers of the sample looked at, and the way to `lab`; how to choose one where there is none."""
    session = study_session()
    row = session.study.sample
    with st.container(key="looked_at", gap="xsmall"):
        if row is None:
            st.caption("Click a sample, in the plane or in the table below, to look at its numbers.")
            return
        st.markdown(_said(session, row))
        with st.container(horizontal=True, vertical_alignment="center"):
            if has_lab(session):
                open_in(lab, row, "Open in the lab")
            st.button("Let go", key="let_go", icon=":material/close:", on_click=look_at_sample, args=(None,))


def open_in(lab: st.Page, row: int, label: str) -> None:
    """The way to `lab`, on this sample with the weights of the round looked at."""
    st.page_link(
        lab, label=label, icon=":material/science:", query_params=pairs(run_of(study_session(), row)), width="content"
    )


def has_lab(session: StudySession) -> bool:
    """Whether the lab can show a sample of this set."""
    return session.data.n_features <= MAX_FEATURES and session.data.n_classes <= MAX_CLASSES


def run_of(session: StudySession, row: int) -> Run:
    """The lab's run of one sample with the weights of the round looked at, x as training sees it."""
    weights, bias = session.parameters
    return Run(
        Setup(
            x=tuple(session.seen(session.data.x[row]).tolist()),
            y=tuple(int(entry) for entry in session.data.y[row]),
            start=Given(tuple(map(tuple, weights.tolist())), tuple(bias.tolist())),
            learning_rate=session.study.plan.learning_rate,
        )
    )


def _which(listed: Rows) -> str:
    """Which samples are listed, of which, and where the lab can show none of them."""
    name, among = counted.counted()
    what = f"{len(listed)} of {len(among)} {name}" if len(listed) < len(among) else f"All {len(among)} {name}"
    most = OF_PAGE * MOST_PAGES
    some = f", the worst {most} of them" if len(listed) > most else ""
    lab = "" if has_lab(study_session()) else f" The lab has at most {MAX_FEATURES} inputs: none can be opened in it."
    return f"{what}, the worst loss first{some}.{lab}"


def _page(n_listed: int) -> tuple[int, int]:
    """Which page is shown, and how many there are."""
    pages = min(max(1, -(-n_listed // OF_PAGE)), MOST_PAGES)
    return min(int(study_session().view["page"]), pages), pages


def _rows(shown: list[int]) -> list[Row]:
    session = study_session()
    data = session.data
    names = session.classes
    predicted = session.predicted
    return [
        Row(
            id=row,
            name=str(row + 1),
            marked=row == session.study.sample,
            cells=[
                *(Cell(text=names[k], color=CLASSES[k]) for k in (int(data.labels[row]), int(predicted[row]))),
                *(
                    Cell(text=write(float(value), 3), value=full(value))
                    for write, value in (
                        (probability, session.probabilities[row, data.labels[row]]),
                        (short, session.losses[row]),
                    )
                ),
            ],
        )
        for row in shown
    ]


def _press() -> None:
    """A row was pressed: its sample is looked at, or let go where it is."""
    row = told("samples", "pressed")
    if type(row) is int and 0 <= row < study_session().data.n_samples:
        look_at_sample(None if row == study_session().study.sample else row)


def _turn() -> None:
    page = str(told("samples", "turned"))
    if page in view.choices("page"):
        view.switch(page=page)


def _said(session: StudySession, row: int) -> str:
    data = session.data
    names, features = session.classes, session.features[:MOST_TOLD]
    x = data.x[row].tolist()
    measured = ", ".join(f"{plain(name)} {short(value)}" for name, value in zip(features, x, strict=False))
    more = f" and {len(x) - MOST_TOLD} more" if len(x) > MOST_TOLD else ""
    seen = ", ".join(short(value) for value in session.seen(data.x[row]).tolist()[:MOST_TOLD])
    chances = ", ".join(
        f"{plain(name)} {probability(value)}"
        for name, value in zip(names, session.probabilities[row].tolist(), strict=True)
    )
    part = "test" if row in session.descent.split.test else "train"
    scaled = f" (training sees {seen}{' …' if more else ''})" if session.study.plan.scaled else ""
    return (
        f"**Sample {row + 1}** ({part}): {plain(names[data.labels[row]])}, predicted "
        f"{plain(names[session.predicted[row]])}, loss {short(session.losses[row])}  \n"
        f"ŷ: {chances}  \n{measured}{more}{scaled}"
    )
