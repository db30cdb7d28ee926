"""The projector view: one fitted stage for each sub-step, all by keyboard."""

import streamlit as st

from dashboard.components import speech, stage
from dashboard.glossary import explained
from dashboard.latex import SUB_STEPS
from dashboard.session import opening, run_session
from dashboard.session.watching import watched
from dashboard.text import short, with_power
from dashboard.views import spoken, staging, sub_steps
from dashboard.views.taking import RUN

from . import lecture, stage_pictures, walkthrough
from .schema import PARTS

KEYS = {
    "PageDown": "next",
    "ArrowRight": "next",
    "PageUp": "back",
    "ArrowLeft": "back",
    **{part: f"part_{part}" for part in PARTS},
    "s": "projector_step",
    "c": "cover",
    "ArrowUp": "spot_up",
    "ArrowDown": "spot_down",
    "i": "spot_row",
    "d": "derive",
    "Escape": "close",
    **staging.KEYS,
}
"""Which button a key presses."""

HELP = """
| key | what it does |
|---|---|
| →, PageDown | next sub-step; after the eighth, the next round |
| ←, PageUp | the sub-step before |
| 1 to 8 | this sub-step |
| S | a whole round at once |
| C | cover the results of this sub-step, and uncover them |
| ↓, ↑ | the spotlight on one class after the other, and off |
| I | the spotlight on the row of one input after the other, of the bias, and off |
| D | the derivation of this sub-step; D or Escape comes back |
| L | the link as a large QR code |
| V | leave the projector view |
| H | these keys |

What a later sub-step computes is covered until then. To let the class predict first, press C: each sub-step then comes
with its results covered, → uncovers them, and C ends this.
"""


@st.fragment
@watched
def projector() -> None:
    """The bar, what the sub-step computes at the left, what it is about at the right, and what can be done below."""
    session = run_session()
    if session.view["view"] != "projector":
        opening.redraw()
    shown = lecture.shown()
    stage(keys=KEYS)
    with st.container(key="stage"):
        _for_the_ear(shown)
        _bar(shown)
        staging.stage_messages()
        if shown.lines:
            _derivation(shown)
        else:
            with st.container(key="stage_words"):
                _words(shown)
            with st.container(key="stage_pictures"):
                stage_pictures.show(shown)
        _actions(shown)


def _for_the_ear(shown: lecture.Shown) -> None:
    """Heading, summary and what is said after each key; what is covered is not told."""
    session = run_session()
    step = f"sub-step {session.view['part']} of {len(PARTS)}, {shown.template.title}"
    loss = short(session.loss(session.run.setup.loss)) if shown.has("loss") else "not computed yet"
    now = f"round {session.run.at}, loss {loss}, {step}"
    with st.container(key="stage_unseen"):
        spoken.heading("Softmax, round by round: the projector view", 1)
        spoken.summary(
            "one sub-step of a round: its words and formulas, a picture of what it computes, and the network.",
            "Next and Back lead through the round, Step trains a whole one, and H lists the keys.",
            "press Next, which is the right arrow.",
        )
        speech(f"{now}." if not shown.is_covered else f"{now}, covered.", f"{now}.")


def _bar(shown: lecture.Shown) -> None:
    session = run_session()
    with st.container(key="stage_bar", horizontal=True, vertical_alignment="center"):
        # The loss as the formulas below write it.
        loss = with_power(short(session.loss(session.run.setup.loss))) if shown.has("loss") else "?"
        st.markdown(f"**{session.place} · Loss {loss}**", width="content")
        sub_steps.phases(shown.template.phase)
        st.space("stretch")
        with st.container(key="stage_parts", horizontal=True, wrap=False, width="content"):
            for part, template in zip(PARTS, SUB_STEPS, strict=True):
                is_present = part == session.view["part"]
                st.button(
                    part, key=f"part_{part}", type="primary" if is_present else "secondary", help=template.title,
                    on_click=lecture.go_to, args=(part,),
                )  # fmt: skip


def _words(shown: lecture.Shown) -> None:
    """What happens and why, the formula, its shapes, and the numbers."""
    part = shown.sub_step
    st.markdown(f"**{run_session().view['part']} of {len(PARTS)}. {part.title}.** {explained(part.prose)}")
    st.latex(part.formula)
    st.latex(part.shapes)
    if shown.is_covered:
        st.markdown("*The numbers are covered: predict them first.*")
    else:
        st.latex(part.numbers)
        walkthrough.other_loss(part)


def _derivation(shown: lecture.Shown) -> None:
    """The derivation line by line: what is done, symbols, and beside them the numbers."""
    with st.container(key="stage_lines"), st.container(key="stage_words"):
        st.markdown(f"**Derivation: {shown.lines.title}.**")
        for line in shown.lines.shown:
            words, symbols, numbers = st.columns([6, 9, 13], gap="small", vertical_alignment="center")
            words.markdown(line.words)
            symbols.latex(line.symbols)
            if line.numbers:
                numbers.latex(line.numbers)


def _actions(shown: lecture.Shown) -> None:
    session = run_session()
    first = session.run.at == 0 and session.view["part"] == "1" and not shown.lines
    with st.container(key="stage_actions", horizontal=True, vertical_alignment="center"):
        st.button("Back `←`", key="back", disabled=first, on_click=lecture.back)
        st.button("Next `→`", key="next", type="primary", on_click=lecture.forth)
        st.button("Step `S`", key="projector_step", on_click=lecture.step)
        label = "Uncover" if shown.is_covered else "Cover"
        st.button(f"{label} `C`", key="cover", disabled=not shown.can_cover, on_click=lecture.cover)
        st.button("Spotlight `↓`", key="spot_down", on_click=lecture.move_spotlight, args=(1,))
        st.button("`↑`", key="spot_up", on_click=lecture.move_spotlight, args=(-1,))
        st.button("Input `I`", key="spot_row", disabled=not shown.has_rows, on_click=lecture.next_row)
        with st.container(key="close" if shown.lines else "open", width="content"):
            st.button(
                "Back to the sub-step `D`" if shown.lines else "Derivation `D`", key="derive",
                disabled=not shown.can_derive, on_click=lecture.derive,
            )  # fmt: skip
        st.space("stretch")
        staging.ways_out(RUN, HELP, "Lab", "lab")
