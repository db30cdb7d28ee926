"""The walkthrough of a round: eight sub-steps, each with its formula, its numbers and its shapes."""

import streamlit as st

from dashboard.latex import SubStep, number, sub_step
from dashboard.session import rounds, run_session, view
from dashboard.views import sub_steps
from softmax_core.losses import DERIVED, LOSSES

from .schema import PARTS


def one_part() -> None:
    """The sub-step the link names, and buttons to its neighbours."""
    part = present()
    with st.container(horizontal=True, vertical_alignment="center"):
        sub_steps.phases(part.phase)
        buttons("B", "N")
    show(part)


def all_parts() -> None:
    """All eight, to read."""
    phase = ""
    for index in range(len(PARTS)):
        part = sub_step(run_session().moment, index)
        if part.phase != phase:
            sub_steps.phases(part.phase)
            phase = part.phase
        show(part, index)


def present() -> SubStep:
    """The sub-step the link names."""
    session = run_session()
    return sub_step(session.moment, int(session.view["part"]) - 1)


def lit() -> frozenset[str] | None:
    """The parts of the pictures the open sub-step concerns; None where no single one is open."""
    return present().lit if run_session().view["below"] == "one" else None


def buttons(back_key: str, next_key: str) -> None:
    """To the sub-step before and after."""
    session = run_session()
    first = session.run.at == 0 and session.view["part"] == "1"
    st.button(
        "Back", key="back", icon=":material/arrow_back:", shortcut=back_key, disabled=first,
        on_click=_back,
    )  # fmt: skip
    st.button(
        "Next", key="next", type="primary", icon=":material/arrow_forward:", shortcut=next_key,
        on_click=_next,
    )  # fmt: skip


def show(part: SubStep, index: int | None = None) -> None:
    """A sub-step, the present one where no index is given."""
    place = int(run_session().view["part"]) if index is None else index + 1
    sub_steps.show(part, place, len(PARTS))
    other_loss(part)


def other_loss(part: SubStep) -> None:
    """At the loss, a word on the status where that shows another one."""
    session = run_session()
    in_status = LOSSES[session.run.setup.loss]
    if part.key == "loss" and in_status is not DERIVED:
        st.markdown(
            f"The status shows a different loss, the {in_status.title}: ${number(session.loss(in_status.name))}$. "
            "Training follows $J$ all the same."
        )


def _next() -> None:
    """The next sub-step; after the last the next round's first."""
    part = int(run_session().view["part"])
    if part == len(PARTS):
        rounds.step(1)
    view.switch(part=str(part % len(PARTS) + 1))


def _back() -> None:
    """The sub-step before; before the first the last of the round before."""
    part, at = int(run_session().view["part"]), run_session().run.at
    if part > 1:
        view.switch(part=str(part - 1))
    elif at > 0:
        rounds.previous()
        view.switch(part=PARTS[-1])
