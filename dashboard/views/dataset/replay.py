"""The whole training so far, played and scrubbed in the browser without the server."""

from dataclasses import replace

import streamlit as st

from dashboard import export
from dashboard.session.study import StudySession, study_session
from dashboard.text import share, short
from dashboard.views.replaying import replayed
from dashboard.views.taking import STUDY
from softmax_core.study import Study


def replay() -> None:
    """The page that Share gives, within this one; it does not depend on the round looked at."""
    session = study_session()
    study = session.under_way.began if session.under_way else session.study
    scores = session.descent.scores(study.rounds // session.descent.rounds_of_epoch)
    losses, shares = (
        f"{write(float(curve[0]))} to {write(float(curve[-1]))}"
        for write, curve in ((short, scores.loss), (share, scores.accuracy))
    )
    replayed(
        _data(session, study),
        f"A replay of {study.rounds} rounds: plane, loss and accuracy. The loss goes from {losses}, the accuracy from "
        f"{shares}.",
    )


def _data(session: StudySession, study: Study) -> str:
    """To make it takes as long as several steps: what was made last is kept while nothing of it changes."""
    asked = replace(study, at=0, sample=None), tuple(session.view[name] for name in STUDY.replayed)
    kept = st.session_state.get("study_replay")
    if kept is None or kept[0] != asked:
        kept = asked, export.study_replay_data(study, *asked[1], known=session.descent)
        st.session_state["study_replay"] = kept
    return kept[1]
