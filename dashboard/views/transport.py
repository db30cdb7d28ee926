"""Through the rounds of what is trained, on every page that trains: the status line, the buttons, the slider."""

import streamlit as st

from dashboard.components import dragger, player, status
from dashboard.session import change, fields, rounds, view
from dashboard.session.training import training_session

SPEEDS = ("1", "5", "20", "100")
"""Rounds a tick of Play, as the key `speed` of a view may say."""

TICK_INTERVAL = 100  # milliseconds, so that the eye can follow
PLAY_WIDTH, SPEED_WIDTH = 92, 110  # pixels, of Play and of Pause, so that no button moves, and of the speed


def status_line() -> None:
    """The round looked at and its loss."""
    session = training_session()
    status(session.headline, session.value.at)


def transport(to_epoch: int | None = None) -> None:
    """Forward, back, play, and undo.

    Args:
        to_epoch: how many rounds lead to the end of the epoch; 0 where an epoch is a round, None where there is none.
    """
    session = training_session()
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="xsmall", key="transport"):
        forward(to_epoch)
        play_and_pause()
        to_the_end()
        st.button(
            "Undo", key="undo", icon=":material/undo:", disabled=not (session.undo or session.play),
            on_click=change.undo,
            help="Until the page is reloaded; after that, the browser's own Back leads to what was before.",
        )  # fmt: skip
        st.button("Redo", key="redo", icon=":material/redo:", disabled=not session.redo, on_click=change.redo)
        st.button("Reset", key="reset", icon=":material/restart_alt:", on_click=rounds.reset)


def forward(to_epoch: int | None = None) -> None:
    """Back, and forward by so many rounds; argument as of `transport`."""
    session = training_session()
    at, full = session.value.at, session.is_last
    st.button(
        "Previous", key="previous", icon=":material/chevron_left:", shortcut="Left", disabled=at == 0,
        on_click=rounds.previous,
    )  # fmt: skip
    st.button(
        "Step", key="step", type="primary", icon=":material/chevron_right:", shortcut="Right", disabled=full,
        on_click=rounds.step, args=(1,),
    )  # fmt: skip
    for count in (10, 100):
        st.button(f"×{count}", key=f"step_{count}", disabled=full, on_click=rounds.step, args=(count,))
    if to_epoch is not None:
        st.button(
            "Epoch", key="step_epoch", disabled=full or to_epoch == 0, on_click=rounds.step, args=(to_epoch,),
            help="To the end of this pass through the training samples.",
        )  # fmt: skip


def to_the_end() -> None:
    st.button("Run to the end", key="run_to_end", icon=":material/last_page:", on_click=rounds.run_to_end)


def play_and_pause(larger: float = 1) -> None:
    """Play or, while it goes on, Pause; and how fast. So many times as wide as beside the page's own type."""
    session = training_session()
    width = round(larger * PLAY_WIDTH)
    if session.play:
        player(
            round=session.value.at,
            tick=session.play.tick,
            interval=TICK_INTERVAL,
            width=width,
            on_tick=rounds.tick,
            on_pause=rounds.pause,
        )
    else:
        st.button(
            "Play", key="play", icon=":material/play_arrow:", shortcut="P", disabled=session.is_last,
            width=width, on_click=rounds.start_play,
        )  # fmt: skip
    speed, speeds = session.view["speed"], view.choices("speed")
    st.selectbox(
        "Speed",
        speeds,
        index=speeds.index(speed),
        format_func=lambda rounds: f"by {rounds}",
        key=fields.key("speed"),
        on_change=view.choose,
        args=("speed", fields.key("speed"), speed),
        label_visibility="collapsed",
        width=round(larger * SPEED_WIDTH),
    )


def round_slider() -> None:
    """Through all rounds so far."""
    session = training_session()
    dragger(
        key="round",
        name="Round",
        value=session.value.at,
        lowest=0,
        highest=max(session.value.rounds, 1),
        step=1,
        disabled=session.value.rounds == 0,
        answered=session.drags,
        on_drag=lambda: rounds.scrub("round", "dragged"),
        on_release=lambda: rounds.scrub("round", "released"),
    )
