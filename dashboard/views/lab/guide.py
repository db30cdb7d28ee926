"""What a first visitor reads: what this is, what to press, and a hint that leads on, until it is hidden."""

import streamlit as st

from dashboard.glossary import address_of, explained
from dashboard.session import run_session, view
from softmax_core.presets import PRESETS, preset_of
from softmax_core.run import Run

from . import convergence

_SHOWN = (
    f"The **bars**: how sure it is of each class ([ŷ]({address_of('probability')})). The **line**: how wrong "
    f"([loss J]({address_of('loss')})). The **grid**: its [weights]({address_of('weight')})."
)
_HINTS = {
    "step": "**Start here: press Step.** The network sees an example, guesses its class, and corrects itself once.",
    "bars": f"**Now the bars:** how sure it is of each class ([ŷ]({address_of('probability')})). The line, the "
    f"[loss J]({address_of('loss')}), says how wrong.",
    "weight": f"**Now a [weight]({address_of('weight')}):** click a cell of the grid or type into w11. "
    "Everything follows.",
}

_POINTED_AT = {"step": ".st-key-step button", "bars": ".st-key-bars .chart", "weight": ".st-key-weights .chart"}
# A rule that stood there always and looked for the hint (`:has`) took a tenth of what the browser does at each change.
_OUTLINE = "outline: 3px solid light-dark(#C7400E, #F65D10); outline-offset: 1px;"


def opening() -> None:
    """What this is and what to press; beneath, the hint or, where that is hidden, what the pictures show."""
    hint = pointed_at()
    outline = f"<style>{_POINTED_AT[hint]} {{ {_OUTLINE} }}</style>" if hint else ""
    st.html(
        "<div class='opening'><h1>Softmax, round by round.</h1> <p>Press <b>Step</b><span> and watch "
        f"a small network learn</span>.</p></div>{outline}"
    )
    with st.container(key="hint", horizontal=True, vertical_alignment="center", gap="xsmall"):
        with st.container():
            st.markdown(_HINTS.get(hint, _SHOWN))
        if hint == "bars":
            st.button("Next", key="hint_next", type="tertiary", on_click=view.switch, kwargs={"hint": "weight"})
        if hint:
            st.button("Hide", key="hint_hide", type="tertiary", on_click=view.switch, kwargs={"hint": "off"})


def pointed_at() -> str:
    """What the hint points at: Step until a round is trained, then the bars, then a weight until one is changed."""
    session = run_session()
    if session.view["hint"] == "start":
        return "bars" if session.run.rounds else "step"
    is_changed = preset_of(session.run.setup) is None or session.run.edits
    return "weight" if session.view["hint"] == "weight" and not is_changed else ""


def news() -> None:
    """Why the run converged so quickly or, until then, what there is to watch."""
    session = run_session()
    said = convergence.pace(session.moment) if convergence.is_told() else _watch(session.run)
    if said:
        with st.container(key="news"):
            st.markdown(explained(said))


def _watch(run: Run) -> str:
    """What to look at: a preset's sentence is true of the preset as it is, not of what became of it by edits.

    Of other numbers there is nothing to say.
    """
    present = preset_of(run.setup)
    if present and not run.edits:
        return PRESETS[present].watch
    return f"{PRESETS[present].title}, edited on the way. Every change is in the address." if present else ""
