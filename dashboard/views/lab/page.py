"""The lab: the document's network, trained round by round, with every picture live."""

import time

import streamlit as st

from dashboard.figures import class_name
from dashboard.figures.colors import CLASSES
from dashboard.glossary import address_of
from dashboard.session import edits, opening, run_session, view
from dashboard.session.fields import key, sent
from dashboard.session.pace import keep_pace
from dashboard.session.watching import watched
from dashboard.text import full, probability, short, typeset
from dashboard.views import choices, spoken, styles, transport
from softmax_core.losses import DERIVED, LOSSES, PRINTED
from softmax_core.names import Name, subscript
from softmax_core.numerals import format_number
from softmax_core.presets import DOCUMENTED, preset_of
from softmax_core.run import Run

from . import comparison, controls, convergence, guide, head, pictures, replay, walkthrough
from .schema import BELOW, PANELS

_PLAIN = "text-align:left;font-weight:inherit"
BREATH = 0.015
"""Seconds: longer than Streamlit and the browser wait for more, so that what was made before is drawn by itself."""


def lab() -> None:
    """The whole page."""
    st.html(styles.ARRANGEMENT + styles.PHONE)
    run_session().lab = head.lab_now()
    with st.container(gap=None):
        head.head()
    _lab()


@st.fragment
@watched
def _lab() -> None:
    """One fragment, so that a step redraws what it changes and nothing else."""
    under_way = run_session().under_way is not None
    if under_way:
        keep_pace()
    if run_session().view["view"] != "lab" or head.is_stale():
        opening.redraw()
    run_session().lab = head.lab_now()
    bar = st.container(key="bar", gap="xsmall")
    with bar:
        line = st.container(horizontal=True, vertical_alignment="center", key="line")
        buttons = st.container()
    with st.container(horizontal=True, gap="medium", key="lab"):
        goes_in = st.container(width=400, gap="xsmall", key="goes_in")
        with st.container(key="comes_out"):
            spoken.heading("Pictures")
            grid = st.grid(2, min_column_width=330, gap="small", key="pictures")
            network, bars, loss, panel = (grid.cell() for _ in range(4))
    below = st.container()
    # What a step changes comes first, the status and the prediction in front; the rest is made while the browser draws.
    with line:
        transport.status_line()
        spoken.say_round()
    with bars:
        pictures.bars()
    with loss:
        _loss()
    with panel:
        _panel()
    with network:
        pictures.network(lit=walkthrough.lit())
    with goes_in:
        spoken.heading("Numbers that go in")
        controls.inputs()
    if not under_way:
        time.sleep(BREATH)
    with line:
        transport.round_slider()
    with buttons:
        transport.transport()
    with bar:
        convergence.note()
    with goes_in:
        controls.vary()
        with st.container(key="numbers", gap="xsmall"):
            _numbers()
        guide.news()
    with below:
        spoken.heading("Below the pictures")
        _below()


def _loss() -> None:
    pictures.loss_curve(height=pictures.HEIGHT - 40)
    log = run_session().view["scale"] == "log"
    st.toggle(
        "Log axis",
        value=log,
        key=key("scale"),
        on_change=_switch_scale,
        args=(key("scale"), log),
    )


def _switch_scale(widget: str, drawn: bool) -> None:
    log = sent(widget, drawn)
    if log is not None:
        view.switch("scale" if widget == key("scale") else None, scale="log" if log else "linear")


def _panel() -> None:
    """The weight heatmap and, a tab away, what is drawn only when open."""
    chosen = choices.chosen("Panel", "panel", PANELS)
    height = pictures.HEIGHT - 44
    if chosen == "weights":
        pictures.weights(height=height, lit=walkthrough.lit(), choosing=True)
    elif chosen == "gradients":
        pictures.gradients(height=height)
    elif chosen == "probabilities":
        pictures.probabilities_by_round(height=height)
    else:
        pictures.weights_by_round(height=height)


def _below() -> None:
    """What is open below the pictures; nothing else of it is computed."""
    chosen = choices.chosen("Below the pictures", "below", BELOW)
    if chosen == "one":
        walkthrough.one_part()
    elif chosen == "all":
        walkthrough.all_parts()
    elif chosen == "edits":
        _edits()
    elif chosen == "compare":
        comparison.comparison()
    elif chosen == "replay":
        replay.replay()


def _edits() -> None:
    """What was changed on the way, each to be taken out again."""
    made = run_session().run.edits
    if not made:
        st.caption("No edits yet. A change at round 0 becomes part of the start; later ones are listed here.")
    for edit in made:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(
                f"Round {edit.round}: {Name(edit.name).symbol} = {typeset(format_number(edit.value))}", width="content"
            )
            st.button(
                f"Remove {Name(edit.name).symbol} of round {edit.round}", key=f"remove_{edit.round}_{edit.name}",
                icon=":material/delete:", on_click=edits.remove, args=(edit,),
            )  # fmt: skip


def _numbers() -> None:
    """θ, ŷ and ŷ − y class by class; full values on hover."""
    session = run_session()
    forward = session.forward
    y = session.moment.y[0]
    rows = []
    for k, (theta, p, label) in enumerate(zip(forward.logits, forward.probabilities, y, strict=True)):
        cells = [(theta, short(theta)), (p, probability(p)), (label, f"{label:.0f}"), (p - label, short(p - label))]
        swatch = f'<span style="color:{CLASSES[k]}">■</span>'
        tds = "".join(f'<td style="text-align:right" title="{full(v)}">{text}</td>' for v, text in cells)
        rows.append(f'<tr><th scope="row" style="{_PLAIN}">{swatch} {class_name(k)}</th>{tds}</tr>')
    heads = "".join(
        f'<th scope="col" style="text-align:right"><a href="{address_of(term)}">{head}</a></th>'
        for head, term in {"θ": "logit", "ŷ": "probability", "y": "label", "ŷ − y": "error"}.items()
    )
    st.html(
        '<table aria-label="Numbers of this round" style="width:100%;border-spacing:0;font-size:0.875rem;'
        'font-variant-numeric:tabular-nums">'
        f"<tr><td></td>{heads}</tr>{''.join(rows)}</table>"
    )
    true_class = subscript(int(y.argmax()) + 1)
    printed = "the document prints" if _in_document(session.run) else "the document's formula gives"
    st.caption(
        f"[J]({address_of('loss')}) = −ln ŷ{true_class} = {short(session.loss(DERIVED.name))} · {printed} "
        f"{short(session.loss(PRINTED.name), 8)}",
        help="J is the cross-entropy, the loss that the document derives. The loss that it prints is a different one: "
        "a binary cross-entropy for each class, summed. Each weight moves by −η · x · (ŷ − y) whichever of them is "
        "shown.",
    )
    if session.run.setup.loss != DERIVED.name:
        st.caption(f"The status line shows the {LOSSES[session.run.setup.loss].title}, not J.")


def _in_document(run: Run) -> bool:
    """Whether the document itself prints the round looked at: it has rounds 0 and 1 of its two examples."""
    edited = any(edit.round <= run.at for edit in run.edits)
    return preset_of(run.setup) in DOCUMENTED and run.at <= 1 and not edited
