"""The data set: softmax classification trained on many examples, with every picture live."""

import streamlit as st

from dashboard.session import opening, view
from dashboard.session.fields import key, sent
from dashboard.session.pace import keep_pace
from dashboard.session.study import study_session
from dashboard.session.watching import watched
from dashboard.views import choices, spoken, styles, transport
from softmax_core.sources import ByHand

from . import (
    batch,
    by_hand,
    comparison,
    controls,
    formulas,
    head,
    held,
    notes,
    panels,
    pictures,
    plane,
    projector,
    replay,
    samples,
)
from .schema import BELOW, COUNTED, PANELS


def data_set(lab: st.Page) -> None:
    """The whole page, or its projector view; `lab` is the page that opens on a sample."""
    if study_session().view["view"] == "projector":
        projector.projector()
        return
    st.html(styles.ARRANGEMENT + styles.PHONE + styles.DATA_SET + by_hand.STYLE)
    _data_set(lab)


@st.fragment
@watched
def _data_set(lab: st.Page) -> None:
    """One fragment, so that a step redraws what it changes and nothing else."""
    if study_session().under_way is not None:
        keep_pace()
    if study_session().view["view"] != "page":
        opening.redraw()
    head.head()
    with st.container():  # by itself, as on a phone that lies it is laid out anew
        _training(lab)


def _training(lab: st.Page) -> None:
    session = study_session()
    with st.container(key="bar", gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center", key="line"):
            transport.status_line()
            spoken.say(notes.said_round(), notes.present_values())
            transport.round_slider()
        transport.transport(session.to_epoch)
        notes.scores()
    with st.container(horizontal=True, gap="medium", key="lab"):
        with st.container(width=300, gap="xsmall", key="goes_in"):
            spoken.heading("Set and training")
            controls.data()
            if session.data.n_features > 2:
                controls.features()
            controls.training()
            notes.notes()
            samples.looked_at(lab)
        with st.container(key="comes_out"):
            spoken.heading("Pictures")
            grid = st.grid(2, min_column_width=330, gap="small", key="pictures")
            for picture in (_plane, _curves, _panel, pictures.weights):
                with grid.cell():
                    picture()
    spoken.heading("Below the pictures")
    _below(lab)


def _plane() -> None:
    if isinstance(study_session().study.source, ByHand):
        by_hand.brush()
    plane.plane()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="plane_row"):
        plane.zero_switch()
        has_sliders = held.switch()
    if has_sliders:
        held.sliders()
    plane.legend()


def _curves() -> None:
    pictures.curves()
    log = study_session().view["axis"] == "log"
    st.toggle("Log axis", value=log, key=key("axis"), on_change=_switch_axis, args=(key("axis"), log))


def _switch_axis(widget: str, drawn: bool) -> None:
    log = sent(widget, drawn)
    if log is not None:
        view.switch("axis" if widget == key("axis") else None, axis="log" if log else "linear")


def _panel() -> None:
    """How good the predictions of the samples that are counted are, in one way at a time."""
    with st.container(horizontal=True, gap="xsmall", key="counted"):
        choices.chosen("Samples counted", "of", COUNTED)
        chosen = choices.chosen("Panel", "panel", PANELS)
    with st.container(gap="xsmall", key="how_good"):
        if chosen == "confusion":
            panels.confusion()
        elif chosen == "rates":
            panels.rates()
        else:
            panels.calibration()


def _below(lab: st.Page) -> None:
    """What is open below the pictures; nothing else of it is computed."""
    chosen = choices.chosen("Below the pictures", "below", BELOW)
    if chosen == "samples":
        samples.table(lab)
    elif chosen == "batch":
        batch.batch()
    elif chosen == "one":
        formulas.one_sample()
    elif chosen == "compare":
        comparison.comparison()
    elif chosen == "replay":
        replay.replay()
