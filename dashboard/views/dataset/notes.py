"""What the page says of a study: its scores, and what no one should have to guess."""

import numpy as np
import streamlit as st

from dashboard.glossary import address_of
from dashboard.session.study import Score, final_accuracy, study_session
from dashboard.text import share, short
from softmax_core.descent import PATIENCE, course
from softmax_core.settings import MAX_ROUNDS
from softmax_core.sources import Ring, Spiral

_WHY_NOT = {
    Ring: "No straight line parts a ring from its middle",
    Spiral: "No straight lines part the arms of a spiral",
}


def scores() -> None:
    """Loss and accuracy of the training and of the test samples, in a line."""
    said = [f"{name}: {_said(score)}" for name, score in _scores().items()]
    said[0] = said[0].replace("accuracy", f"[accuracy]({address_of('accuracy')})")
    session = study_session()
    if session.has_diverged:
        said.append(":material/error: Diverged")
    elif session.is_at_end and session.play is None:
        tolerance = short(session.study.plan.tolerance)
        said.append(f"Converged: {PATIENCE} epochs changed the training loss by {tolerance} at most")
    elif session.ran_to == session.study:
        why = f"“Run to the end” trained the most it may, {session.study.plan.max_epochs} epochs"
        if session.study.at == MAX_ROUNDS:
            why = f"round {MAX_ROUNDS} is the last there is"
        said.append(f"Not converged: {why}")
    st.caption(" · ".join(said))


def notes() -> None:
    """Why the loss does not fall, or no further: in one place, as far as there is something to say."""
    with st.container(key="notes", gap="xsmall"):
        for text in _no_lines():
            st.info(text)
        if study_session().has_diverged:
            st.error(study_session().descent.divergence())
        for text in _rate():
            st.warning(text)


def _no_lines() -> list[str]:
    """That a linear model cannot solve the set, and what it can."""
    session = study_session()
    why = _WHY_NOT.get(type(session.study.source))
    if why is None:
        return []
    train = session.score(session.descent.split.train)
    final = final_accuracy(session.study.source, session.study.plan.test_share, session.study.plan.split_seed)
    most = float(np.bincount(session.descent.labels).max() / len(session.descent.labels))
    return [
        f"{why}, and a linear model has no others: trained until its loss stands still it is right on "
        f"{share(final)} of the training samples; at this round on {share(train.accuracy)}. One class for all "
        f"would be right on {share(most)}."
    ]


def _rate() -> list[str]:
    """That the learning rate is beyond the sure one, and what came of it so far."""
    session = study_session()
    rate, sure = session.study.plan.learning_rate, session.sure_rate
    if rate < sure or session.has_diverged:
        return []
    run = course(session.descent.scores(session.epoch).objective)
    what = "the training loss with its penalty" if session.study.plan.l2 else "the training loss"
    so_far = f"so far it rose in {run.rises} of {session.epoch} epochs" if session.epoch else "nothing is trained yet"
    named = ", up and down: it oscillates" if run.turns >= 2 else ""
    where = "beyond" if rate > sure else "at"
    return [f"The learning rate {short(rate)} is {where} {short(sure)}: {what} may rise; {so_far}{named}."]


def said_round() -> str:
    """What a screen reader says of the round looked at."""
    session = study_session()
    return f"Round {session.study.at}: {_said(next(iter(_scores().values())))}"


def present_values() -> str:
    session = study_session()
    plan = session.study.plan
    values = "; ".join(f"{name}: {_said(score)}" for name, score in _scores().items())
    return f"{session.place.lower()}, epoch {session.epoch}; learning rate {short(plan.learning_rate)}; {values}."


def _scores() -> dict[str, Score]:
    session = study_session()
    split = session.descent.split
    return {name: session.score(rows) for name, rows in (("Train", split.train), ("Test", split.test)) if len(rows)}


def _said(score: Score) -> str:
    return f"loss {short(score.loss)}, accuracy {share(score.accuracy)} ({score.right} of {score.samples})"
