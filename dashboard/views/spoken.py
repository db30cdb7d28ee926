"""What every page has for the ear: headings, a summary, and what is said of a change."""

import streamlit as st

from dashboard.components import speech
from dashboard.session import run_session
from dashboard.text import probability, short, verdict


def heading(text: str, level: int = 2) -> None:
    """A heading that need not be seen, as what stands below it says enough to the eye."""
    st.html(f'<h{level} class="unseen">{text}</h{level}>')


def summary(shown: str, possible: str, begin: str) -> None:
    """What is shown, what can be done, and where to begin; the present values stand in what speaks of changes."""
    parts = {"What is shown": shown, "What you can do": possible, "Where to begin": begin}
    said = "".join(f"<p>{name}: {text}</p>" for name, text in parts.items())
    st.html(f'<section class="unseen" aria-label="Summary">{said}</section>')


def present_values() -> str:
    """The round looked at: what goes in, what comes out, and how wrong that is."""
    session = run_session()
    moment, probabilities = session.moment, session.forward.probabilities
    return (
        f"{session.place.lower()}; input {_listed(moment.x[0], short)}; learning rate "
        f"{short(moment.learning_rate)}; predicted probabilities {_listed(probabilities, probability)}; prediction "
        f"{said_prediction()}; the label is class {session.true_class + 1}; loss {_loss()}."
    )


def say_round() -> None:
    """After each change of the round looked at; not of each while training plays or a slider is dragged.

    The present values are there at any time.
    """
    session = run_session()
    converged = " Converged." if session.run.has_converged(session.history) else ""
    said = f"Round {session.run.at}: loss {_loss()}, prediction {said_prediction()}.{converged}"
    speech("" if session.under_way else said, present_values())


def said_prediction() -> str:
    """The prediction in words."""
    session = run_session()
    return verdict(session.forward.probabilities, session.true_class)


def _loss() -> str:
    session = run_session()
    return short(session.loss(session.run.setup.loss))


def _listed(values, write) -> str:
    return ", ".join(write(float(value)) for value in values)
