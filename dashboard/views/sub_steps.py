"""Sub-steps of a round on screen: where in the round they are, and each with its words and formulas."""

import streamlit as st

from dashboard.glossary import explained
from dashboard.latex import SubStep, formula_css

from . import styles

PHASES = ("Forward", "Backward", "Update")


def phases(present: str) -> None:
    """Where in the round we are, as three chips with the present one lit; with them the style of the formulas below.

    Alone, Streamlit would send a style to where dialogs open, and one that opens at that moment would break the page.
    """
    chips = (f"<strong>{phase}</strong>" if phase == present else f"<span>{phase}</span>" for phase in PHASES)
    style = f"{styles.CHIPS}<style>{formula_css()}</style>"
    st.html(f'{style}<div class="chips">{" → ".join(chips)}</div>', width="content")


def show(part: SubStep, place: int, of: int) -> None:
    """A sub-step, the `place`th of so many: what happens and why, the formula, the numbers in it, and the shapes."""
    st.markdown(f"**{place} of {of}. {part.title}.** {explained(part.prose)}")
    for formula in (part.formula, part.numbers, part.shapes):
        st.latex(formula)
