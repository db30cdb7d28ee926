"""What every page has for the ear: headings, a summary, and what is said of a change."""

import streamlit as st

from dashboard.components import speech
from dashboard.session import run_session, session
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
    state = run_session()
    moment, probabilities = state.moment, state.forward.probabilities
    return (
        f"{state.place.lower()}; input {_listed(moment.x[0], short)}; learning rate "
        f"{short(moment.learning_rate)}; predicted probabilities {_listed(probabilities, probability)}; prediction "
        f"{said_prediction()}; the label is class {state.true_class + 1}; loss {_loss()}."
    )


def say_round() -> None:
    """After each change of the round looked at."""
    state = run_session()
    converged = " Converged." if state.run.has_converged(state.history) else ""
    say(f"Round {state.run.at}: loss {_loss()}, prediction {said_prediction()}.{converged}", present_values())


def say(text: str, now: str) -> None:
    """A change is said, but not while training plays or a slider is dragged; the present values are always there."""
    speech("" if session().under_way else text, now)


def said_prediction() -> str:
    """The prediction in words."""
    state = run_session()
    return verdict(state.forward.probabilities, state.true_class)


def _loss() -> str:
    state = run_session()
    return short(state.loss(state.run.setup.loss))


def _listed(values, write) -> str:
    return ", ".join(write(float(value)) for value in values)
