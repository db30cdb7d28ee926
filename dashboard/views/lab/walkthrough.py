"""The walkthrough of a round: eight sub-steps, each with its formula, its numbers and its shapes."""

import streamlit as st

from dashboard import state
from dashboard.latex import SubStep, sub_step, symbol_css

PHASES = ("Forward", "Backward", "Update")


def one_part() -> None:
    """The sub-step the link names, and buttons to its neighbours."""
    part = present()
    with st.container(horizontal=True, vertical_alignment="center"):
        phases(part.phase)
        buttons("B", "N")
    show(part)


def all_parts() -> None:
    """All eight, to read."""
    phase = ""
    for index in range(len(state.PARTS)):
        part = sub_step(state.session().moment, index)
        if part.phase != phase:
            phases(part.phase)
            phase = part.phase
        show(part, index)


def present() -> SubStep:
    """The sub-step the link names."""
    session = state.session()
    return sub_step(session.moment, int(session.view["part"]) - 1)


def lit() -> frozenset[str] | None:
    """The parts of the pictures the open sub-step concerns; None where no single one is open."""
    return present().lit if state.session().view["below"] == "one" else None


def buttons(back_key: str, next_key: str) -> None:
    """To the sub-step before and after."""
    session = state.session()
    first = session.run.at == 0 and session.view["part"] == "1"
    st.button(
        "Back", key="back", icon=":material/arrow_back:", shortcut=back_key, disabled=first,
        on_click=state.previous_part,
    )  # fmt: skip
    st.button(
        "Next", key="next", type="primary", icon=":material/arrow_forward:", shortcut=next_key,
        on_click=state.next_part,
    )  # fmt: skip


def phases(present: str) -> None:
    """Where in the round we are, as three chips with the present one lit."""
    chips = (f":primary-badge[**{phase}**]" if phase == present else f":gray-badge[{phase}]" for phase in PHASES)
    st.markdown(" → ".join(chips))


def show(part: SubStep, index: int | None = None) -> None:
    """A sub-step: what happens and why, the formula, the numbers in it, and the shapes."""
    number = int(state.session().view["part"]) if index is None else index + 1
    st.html(f"<style>{symbol_css()}</style>")
    st.markdown(f"**{number} of {len(state.PARTS)}. {part.title}.** {part.prose}")
    for formula in (part.formula, part.numbers, part.shapes):
        st.latex(formula)
