"""The derivation: the document's own, whole and corrected, in symbols and with this run's numbers; and the checks."""

import streamlit as st

from dashboard.glossary import explained
from dashboard.latex import derivation as proof
from dashboard.latex import formula_css, number, painted
from dashboard.session import rounds, run_session, view
from dashboard.session.fields import key
from dashboard.session.watching import watched
from dashboard.text import short, with_power
from dashboard.views import spoken
from dashboard.views.messages import messages
from dashboard.views.share import share
from dashboard.views.taking import RUN
from softmax_core.losses import DERIVED, LOSSES

from . import checking, proving
from .schema import SECTIONS

_HEADINGS = """
.page-title { font-size: 1rem; font-weight: 600; padding: 0; }
[data-testid="stMarkdownContainer"] h2 { font-size: 1.5rem; padding: 0.5rem 0; }
[data-testid="stMarkdownContainer"] h3 { font-size: 1.125rem; padding: 0.5rem 0; }
"""
_SECTIONS = {
    "softmax": proving.softmax,
    "loss": proving.loss,
    "why": proving.why,
    "shapes": proving.shapes,
    "gradients": checking.gradients,
    "losses": checking.losses,
    "stability": checking.stability,
}


@st.fragment
@watched
def derivation() -> None:
    """One section at a time: only the open one is computed."""
    session = run_session()
    style = f"<style>{formula_css()}{_HEADINGS}</style>"  # beside words: alone it would go to where dialogs open
    st.html(f"{style}<h1 class='page-title'>The derivation, with the numbers of this run</h1>")
    spoken.summary(
        "how the gradient of the softmax with cross-entropy is derived, in symbols and with numbers, and checks of it.",
        "Step trains one round and Previous goes back; the sections are a choice beneath the round.",
        "read the section Softmax, then Loss and gradients.",
    )
    messages()
    run = session.run
    with st.container(horizontal=True, vertical_alignment="center"):
        loss = with_power(short(session.loss(run.setup.loss)))  # as the formulas below write it
        st.markdown(f"## Round {run.at} · Loss {loss}", anchors=False, width="content")
        spoken.say_round()
        st.button("Previous", key="previous", shortcut="Left", disabled=run.at == 0, on_click=rounds.previous)
        st.button("Step", key="step", type="primary", shortcut="Right", on_click=rounds.step, args=(1,))
        share(RUN)
    st.segmented_control(
        "Section",
        list(SECTIONS),
        default=session.view["section"],
        required=True,
        format_func=SECTIONS.get,
        key=key("section"),
        on_change=view.choose,
        args=("section", key("section"), session.view["section"]),
        label_visibility="collapsed",
    )
    st.markdown(f":small[{explained(proof.legend())}{_which_loss()}]")
    _SECTIONS[session.view["section"]]()


def _which_loss() -> str:
    """A word on the loss above the page where it is not the one derived here."""
    session = run_session()
    shown = LOSSES[session.run.setup.loss]
    if shown is DERIVED:
        return ""
    value = number(session.loss(DERIVED.name))
    return f" The loss shown above is a different one, the {shown.title}; here ${painted('<J>')} \\approx {value}$."
