"""The head of the lab: what this is, the ready-made runs, what opens from here, and messages.

A step seldom changes any of it, and what opens here changes nothing below: each is a part that is drawn by itself, and
has the whole page drawn where the other would show something else by now.
"""

import streamlit as st

from dashboard.glossary import table
from dashboard.session import opening, run_session
from dashboard.views import spoken
from dashboard.views.messages import messages, messages_now
from dashboard.views.share import share
from dashboard.views.taking import RUN

from . import guide, setup

KEYS = """
| key | what it does |
|---|---|
| → | Step |
| ← | Previous |
| P | Play and Pause |
| N, B | next and previous sub-step of the walkthrough |
| V | projector view |
| H | this help |

The keys do nothing while the cursor is in a field.

**Reading the lab.** The input, the weights and the biases are at the left. The network turns them into logits θ and,
through softmax, into predicted probabilities ŷ. The loss says how wrong ŷ is. Each cell of the heatmap shows a weight
and, beneath it in italics, what the next Step adds: −η · x · (ŷ − y). Point at a word underlined with dots, or tap
it, to read what it means.

**Every change is in the address bar.** Copy the address, and whoever opens it sees exactly this run.

**Symbols and words**

"""


# What is pressed here has not the whole page drawn: that takes over the address which the browser had when it asked,
# and it may not have heard of the last step yet.
@st.fragment
def head() -> None:
    """Draw it, and note what it shows."""
    if run_session().lab != lab_now():
        opening.redraw()
    run_session().head = _now()
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(key="watch", gap=None):  # which shrinks beside the buttons, where bare text would not
            guide.opening()
        with st.container(
            horizontal=True, wrap=False, vertical_alignment="center", gap="small", width="content", key="tools"
        ):
            setup.preset()
            setup.set_up()
            share(RUN)
            st.button(
                "Projector", key="projector", icon=":material/present_to_all:", shortcut="V",
                on_click=opening.turn, args=("projector",),
            )  # fmt: skip
            if st.button("Help", key="help", icon=":material/help:", shortcut="H"):
                _help()
    spoken.summary(
        "a layer of inputs and classes as a network, the predicted probabilities as bars, the loss of each round as a "
        "line, and the weights as a grid.",
        "Step trains one round and Previous goes back; every input, weight and bias, the true class and the learning "
        "rate are fields; below the pictures are a walkthrough of the round, comparisons and a replay; H lists the "
        "keys.",
        "press Step, and listen to the loss and the prediction.",
    )
    messages()


def is_stale() -> bool:
    """Whether it would show something else by now."""
    return run_session().head != _now()


def lab_now() -> object:
    """Differs where the lab below does."""
    session = run_session()
    view = {name: value for name, value in session.view.items() if name != "hint"}
    to_undo = session.under_way is None, len(session.undo), len(session.redo)
    return session.run, view, tuple(session.pins), to_undo


def _now() -> object:
    """Differs where the head does."""
    session = run_session()
    opened = [popover for popover in ("set_up", "share") if st.session_state.get(popover)]
    return (
        session.versions["preset"],
        guide.pointed_at(),
        messages_now(),
        opened and (opened, session.run, tuple(session.pins), dict(session.view), dict(session.messages.refused)),
    )


@st.dialog("Keys, and how to read this page")
def _help() -> None:
    st.markdown(KEYS + table())
