"""What changes a run: buttons, the round slider, the fields of the layer. Every change is handed to the session."""

from functools import partial

import streamlit as st

from dashboard.components import Field, dragger, layer, player, status, tab
from dashboard.figures import class_name
from dashboard.figures.colors import CLASSES
from dashboard.glossary import address_of
from dashboard.session import change, edits, fields, opening, rounds, run_session, view
from dashboard.session.run import RunSession
from dashboard.text import in_field
from softmax_core.names import Name, bias_names, input_names, value_of, weight_names
from softmax_core.settings import BIAS, LEARNING_RATE, MAX_ROUNDS, WEIGHTS, X, Y

from .schema import SPEEDS

LEARNING_RATES = ("0.001", "0.003", "0.01", "0.03", "0.1", "0.3", "1", "3", "10", "30", "100")
TICK_INTERVAL = 100  # milliseconds, so that the eye can follow
_TERMS = {
    setting.key: address_of(term)
    for setting, term in {
        X: "input",
        WEIGHTS: "weight",
        BIAS: "bias",
        Y: "label",
        LEARNING_RATE: "learning-rate",
    }.items()
}
PLAY_WIDTH = 92  # pixels, of Play and of Pause, so that no button moves


def status_line() -> None:
    """The round looked at and its loss."""
    session = run_session()
    status(session.headline, session.run.at)


def transport() -> None:
    """Forward, back, play, and undo."""
    session = run_session()
    run = session.run
    full = run.at == MAX_ROUNDS
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="xsmall", key="transport"):
        st.button(
            "Previous", key="previous", icon=":material/chevron_left:", shortcut="Left", disabled=run.at == 0,
            on_click=rounds.previous,
        )  # fmt: skip
        st.button(
            "Step", key="step", type="primary", icon=":material/chevron_right:", shortcut="Right", disabled=full,
            on_click=rounds.step, args=(1,),
        )  # fmt: skip
        for count in (10, 100):
            st.button(f"×{count}", key=f"step_{count}", disabled=full, on_click=rounds.step, args=(count,))
        _play(full)
        st.button("Run to the end", key="run_to_end", icon=":material/last_page:", on_click=rounds.run_to_end)
        st.button(
            "Undo", key="undo", icon=":material/undo:", disabled=not (session.undo or session.play),
            on_click=change.undo,
            help="Until the page is reloaded; after that, the browser's own Back leads to what was before.",
        )  # fmt: skip
        st.button("Redo", key="redo", icon=":material/redo:", disabled=not session.redo, on_click=change.redo)
        st.button("Reset", key="reset", icon=":material/restart_alt:", on_click=rounds.reset)


def _play(full: bool) -> None:
    """Play or, while it goes on, Pause; and how fast."""
    session = run_session()
    if session.play:
        player(
            round=session.run.at,
            tick=session.play.tick,
            interval=TICK_INTERVAL,
            width=PLAY_WIDTH,
            on_tick=rounds.tick,
            on_pause=rounds.pause,
        )
    else:
        st.button(
            "Play", key="play", icon=":material/play_arrow:", shortcut="P", disabled=full,
            width=PLAY_WIDTH, on_click=rounds.start_play,
        )  # fmt: skip
    speed = session.view["speed"]
    st.selectbox(
        "Speed",
        SPEEDS,
        index=SPEEDS.index(speed),
        format_func=lambda rounds: f"by {rounds}",
        key=fields.key("speed"),
        on_change=view.choose,
        args=("speed", fields.key("speed"), speed),
        label_visibility="collapsed",
        width=110,
    )


def round_slider() -> None:
    """Through all rounds so far."""
    session = run_session()
    dragger(
        key="round",
        name="Round",
        value=session.run.at,
        lowest=0,
        highest=max(session.run.rounds, 1),
        step=1,
        disabled=session.run.rounds == 0,
        answered=session.drags,
        on_drag=lambda: rounds.scrub("round", "dragged"),
        on_release=lambda: rounds.scrub("round", "released"),
    )


def inputs() -> None:
    """What goes in: x, W, b, the label and the learning rate."""
    session = run_session()
    setup = session.run.setup
    weights = zip(input_names(setup.n_features), weight_names(setup.n_features, setup.n_classes), strict=True)
    field = partial(_field, session)
    rate = field(Name.of(LEARNING_RATE))
    session.drawn = session.run.at
    layer(
        "layer",
        rows=[
            *([field(x), *map(field, row)] for x, row in weights),
            [*map(field, bias_names(setup.n_classes))],
        ],
        classes=[{"label": class_name(k), "color": CLASSES[k]} for k in range(setup.n_classes)],
        chosen=value_of(session.moment, Y.key),
        rate={**rate, "options": sorted({*LEARNING_RATES, rate["text"]}, key=float)},
        help=Y.help,
        terms=_TERMS,
        refused={name: str(error) for name, error in session.messages.refused.items() if name in session.run.names},
        round=session.run.at,
        answered=session.answered,
        source=edits.source(),
        on_typed=lambda: edits.typed("layer"),
    )


def late_news() -> None:
    """What the browser still has to say of a page that was left, or of a link that did not arrive. On every page."""
    tab(
        answered=run_session().answered,
        on_left=lambda: edits.left_behind("tab"),
        on_dropped=lambda: opening.dropped("tab"),
    )


def _field(session: RunSession, name: Name) -> Field:
    value = value_of(session.moment, name)
    # While training plays these change under the hand.
    changing = session.play is not None and name.setting in (WEIGHTS, BIAS)
    return {"name": name, "label": name.label, "text": in_field(value), "value": repr(value), "disabled": changing}


def vary() -> None:
    """One value under a slider."""
    session = run_session()
    names = [name for name in session.run.names if name.indices]
    key, present = fields.key("vary"), session.vary
    st.selectbox(
        "Vary",
        names,
        index=names.index(present) if present else None,
        placeholder="a weight, bias or input",
        key=key,
        on_change=_choose_vary,
        args=(key, present),
        help="Choose here or click a cell of the weight heatmap, then drag: everything follows.",
    )
    if present:
        lowest, highest = edits.vary_range()
        dragger_key = f"dragger.{present}"
        dragger(
            key=dragger_key,
            name=f"Value of {present}",
            label=Name(present).symbol,
            value=value_of(session.moment, present),
            lowest=lowest,
            highest=highest,
            answered=session.drags,
            on_drag=lambda: edits.drag(dragger_key, "dragged", present),
            on_release=lambda: edits.drag(dragger_key, "released", present),
        )


def _choose_vary(widget: str, drawn: str | None) -> None:
    name = fields.sent(widget, drawn)
    if name is not None:
        edits.vary(name)
