"""The samples whose loss is worst, and the one looked at, which the lab opens on."""

import numpy as np
import streamlit as st

from dashboard.session.study import StudySession, look_at_sample, study_session
from dashboard.text import plain, probability, short
from softmax_core.link import pairs
from softmax_core.run import Given, Run, Setup
from softmax_core.settings import MAX_FEATURES

WORST = 5
"""How many are listed."""


def worst() -> None:
    """Those whose loss is worst, in one row."""
    session = study_session()
    rows = np.argsort(-session.losses, kind="stable")[:WORST]
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="worst"):
        st.markdown("**Worst losses**", width="content")
        for place, row in enumerate(rows.tolist()):
            st.button(
                f"Sample {row + 1}: {short(session.losses[row], 3)}", key=f"worst_{place}", on_click=look_at_sample,
                args=(row,),
            )  # fmt: skip


def looked_at(lab: st.Page) -> None:
    """The numbers of the sample looked at, and the way to `lab`; how to choose one where there is none."""
    session = study_session()
    row = session.study.sample
    with st.container(key="looked_at", gap="xsmall"):
        if row is None:
            st.caption("Click a sample in the plane, or one of the worst losses, to open it in the lab.")
            return
        st.markdown(_said(session, row))
        with st.container(horizontal=True, vertical_alignment="center"):
            if session.data.n_features <= MAX_FEATURES:
                st.page_link(
                    lab, label="Open in the lab", icon=":material/science:", query_params=pairs(run_of(session, row))
                )
            else:
                st.caption(f"The lab has room for {MAX_FEATURES} inputs, and this sample has more.")
            st.button("Let go", key="let_go", icon=":material/close:", on_click=look_at_sample, args=(None,))


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


def _said(session: StudySession, row: int) -> str:
    data = session.data
    measured = ", ".join(
        f"{plain(name)} {short(value)}" for name, value in zip(session.features, data.x[row].tolist(), strict=True)
    )
    seen = ", ".join(short(value) for value in session.seen(data.x[row]).tolist())
    chances = ", ".join(
        f"{plain(name)} {probability(value)}"
        for name, value in zip(session.classes, session.probabilities[row].tolist(), strict=True)
    )
    part = "test" if row in session.descent.split.test else "train"
    scaled = f" (training sees {seen})" if session.study.plan.scaled else ""
    return (
        f"**Sample {row + 1}** ({part}): {plain(session.classes[data.labels[row]])}, predicted "
        f"{plain(session.classes[session.predicted[row]])}, loss {short(session.losses[row])}  \n"
        f"ŷ: {chances}  \n{measured}{scaled}"
    )
