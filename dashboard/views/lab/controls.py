"""The widgets that change a run. They read the session and hand every change to a callback of state."""

import streamlit as st

from dashboard import state
from dashboard.components import dragger, player
from dashboard.text import in_field, symbol
from softmax_core.initializers import INITIALIZERS, RANDOM_INITIALIZERS
from softmax_core.losses import LOSSES
from softmax_core.names import Name, bias_names, input_names, value_of, weight_names
from softmax_core.presets import PRESETS, preset_of
from softmax_core.run import Seeded
from softmax_core.settings import (
    BIAS,
    INITIALIZER,
    LEARNING_RATE,
    LOSS,
    MAX_CLASSES,
    MAX_FEATURES,
    MAX_ROUNDS,
    MOST_ROUNDS,
    SEED,
    TOLERANCE,
    WEIGHTS,
    Y,
)

LEARNING_RATES = ("0.001", "0.003", "0.01", "0.03", "0.1", "0.3", "1", "3", "10", "30", "100")
SPEEDS = (1, 5, 20, 100)
TICK_INTERVAL = 200  # milliseconds, so that the eye can follow
PLAY_WIDTH = 92  # pixels, of Play and of Pause, so that no button moves


def transport() -> None:
    """Forward, back, play, and undo."""
    session = state.session()
    run = session.run
    full = run.at == MAX_ROUNDS
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="xsmall"):
        st.button(
            "Previous", key="previous", icon=":material/chevron_left:", shortcut="Left", disabled=run.at == 0,
            on_click=state.previous,
        )  # fmt: skip
        st.button(
            "Step", key="step", type="primary", icon=":material/chevron_right:", shortcut="Right", disabled=full,
            on_click=state.step, args=(1,),
        )  # fmt: skip
        for count in (10, 100):
            st.button(f"×{count}", key=f"step_{count}", disabled=full, on_click=state.step, args=(count,))
        if session.play:
            player(
                round=run.at,
                tick=session.play.tick,
                interval=TICK_INTERVAL,
                width=PLAY_WIDTH,
                on_tick=state.tick,
                on_pause=state.pause,
            )
        else:
            st.button(
                "Play", key="play", icon=":material/play_arrow:", shortcut="P", disabled=full,
                width=PLAY_WIDTH, on_click=state.start_play,
            )  # fmt: skip
        st.selectbox(
            "Speed",
            SPEEDS,
            index=SPEEDS.index(session.speed),
            format_func=lambda speed: f"by {speed}",
            key="speed",
            on_change=state.choose_speed,
            label_visibility="collapsed",
            width=110,
        )
        st.button("Run to the end", key="run_to_end", icon=":material/last_page:", on_click=state.run_to_end)
        st.button(
            "Undo", key="undo", icon=":material/undo:", disabled=not (session.undo or session.play), on_click=state.undo
        )
        st.button("Redo", key="redo", icon=":material/redo:", disabled=not session.redo, on_click=state.redo)
        st.button("Reset", key="reset", icon=":material/restart_alt:", on_click=state.reset)


def round_slider() -> None:
    """Through all rounds so far."""
    session = state.session()
    run, key = session.run, session.key("round")
    st.slider(
        "Round",
        0,
        max(run.rounds, 1),
        run.at,
        key=key,
        on_change=state.scrub,
        args=(key, run.at),
        disabled=run.rounds == 0,
        label_visibility="collapsed",
        width="stretch",
    )


def preset() -> None:
    session = state.session()
    names = list(PRESETS)
    present = preset_of(session.run.setup)
    key = session.key("preset")
    st.selectbox(
        "Preset",
        names,
        index=names.index(present) if present else None,
        format_func=lambda name: PRESETS[name].title,
        placeholder="Own numbers",
        label_visibility="collapsed",
        width=250,
        key=key,
        on_change=state.choose_preset,
        args=(key, present),
    )


def inputs() -> None:
    """What goes in: x, W, b, the label and the learning rate."""
    session = state.session()
    setup = session.run.setup
    classes = range(1, setup.n_classes + 1)
    for row in (
        input_names(setup.n_features),
        *weight_names(setup.n_features, setup.n_classes),
        bias_names(setup.n_classes),
    ):
        _fields(row)
    with st.container(horizontal=True):
        label = value_of(session.moment, Y.key)
        st.segmented_control(
            f"{Y.label}, y = [{', '.join('1' if k == label else '0' for k in classes)}]",
            list(classes),
            default=label,
            required=True,
            key=session.key(Y.key),
            on_change=state.choose_class,
            args=(session.key(Y.key), label),
            help=Y.help,
        )
        _learning_rate()
    _error(Y.key, LEARNING_RATE.key)


def vary() -> None:
    """One value under a slider."""
    session = state.session()
    names = [name for name in session.run.names if name.indices]
    key = session.key("vary")
    st.selectbox(
        "Vary",
        names,
        index=names.index(session.vary) if session.vary else None,
        placeholder="a weight, bias or input",
        key=key,
        on_change=lambda: state.choose_vary(st.session_state[key]),
        help="Choose here or click a cell of the weight heatmap, then drag: everything follows.",
    )
    if session.vary:
        lowest, highest = session.vary_range
        dragger_key = f"dragger.{session.vary}"
        dragger(
            key=dragger_key,
            name=session.vary,
            label=symbol(session.vary),
            value=value_of(session.moment, session.vary),
            lowest=lowest,
            highest=highest,
            answered=session.drags,
            on_drag=lambda: state.drag(dragger_key, "dragged"),
            on_release=lambda: state.drag(dragger_key, "released"),
        )


def set_up() -> None:
    """What is rarely changed: the start, the sizes, the loss shown and the stop rule."""
    session = state.session()
    setup = session.run.setup
    popover = st.popover("Set-up", icon=":material/tune:", key="set_up", on_change="rerun")
    if not popover.open:
        return
    with popover:
        start = setup.start if isinstance(setup.start, Seeded) else None
        seed = "" if start is None or start.seed is None else str(start.seed)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.selectbox(
                INITIALIZER.label,
                INITIALIZERS,
                index=INITIALIZERS.index(start.initializer) if start else None,
                placeholder="given numbers",
                key=session.key(INITIALIZER.key),
                on_change=state.choose_start,
                args=(session.key(INITIALIZER.key), start.initializer if start else None),
                width=180,
            )
            st.text_input(
                SEED.label,
                seed,
                key=session.key(SEED.attribute),
                on_change=state.type_seed,
                args=(session.key(SEED.attribute), seed),
                disabled=start is None or start.initializer not in RANDOM_INITIALIZERS,
                width=130,
            )
        st.button("New random start", key="new_random_start", icon=":material/casino:", on_click=state.new_random_start)
        with st.container(horizontal=True):
            st.selectbox(
                "Inputs",
                range(1, MAX_FEATURES + 1),
                index=setup.n_features - 1,
                key=session.key("n_features"),
                on_change=state.choose_size,
                args=("n_features", session.key("n_features"), setup.n_features),
                width=155,
            )
            st.selectbox(
                "Classes",
                range(2, MAX_CLASSES + 1),
                index=setup.n_classes - 2,
                key=session.key("n_classes"),
                on_change=state.choose_size,
                args=("n_classes", session.key("n_classes"), setup.n_classes),
                width=155,
            )
        st.radio(
            LOSS.label,
            list(LOSSES),
            index=list(LOSSES).index(setup.loss),
            format_func=lambda name: LOSSES[name].title,
            key=session.key(LOSS.key),
            on_change=state.choose_loss,
            args=(session.key(LOSS.key), setup.loss),
            help=LOSS.help,
        )
        with st.container(horizontal=True):
            st.text_input(
                TOLERANCE.label,
                in_field(setup.tolerance),
                key=session.key(TOLERANCE.key),
                on_change=state.type_tolerance,
                args=(session.key(TOLERANCE.key), in_field(setup.tolerance)),
                width=155,
                help=TOLERANCE.help,
            )
            st.text_input(
                MOST_ROUNDS.label,
                str(setup.max_rounds),
                key=session.key(MOST_ROUNDS.key),
                on_change=state.type_max_rounds,
                args=(session.key(MOST_ROUNDS.key), str(setup.max_rounds)),
                width=155,
                help=MOST_ROUNDS.help,
            )
        _error(SEED.attribute, TOLERANCE.key, MOST_ROUNDS.key)


def _fields(names: tuple[Name, ...]) -> None:
    session = state.session()
    with st.container(horizontal=True, gap="xsmall"):
        for name in names:
            drawn = in_field(value_of(session.moment, name))
            st.text_input(
                name,
                drawn,
                key=session.key(name),
                on_change=state.type_number,
                args=(name, session.key(name), drawn),
                # While training plays these change under the hand.
                disabled=session.play is not None and name.setting in (WEIGHTS, BIAS),
                width="stretch",
            )
    _error(*names)


def _learning_rate() -> None:
    session = state.session()
    present = in_field(session.moment.learning_rate)
    options = sorted({*LEARNING_RATES, present}, key=float)
    st.selectbox(
        LEARNING_RATE.label,
        options,
        index=options.index(present),
        accept_new_options=True,
        key=session.key(LEARNING_RATE.key),
        on_change=state.type_number,
        args=(LEARNING_RATE.key, session.key(LEARNING_RATE.key), present),
    )


def _error(*names: str) -> None:
    """Why the last text in one of these fields was refused."""
    errors = state.session().errors
    for name in names:
        if name in errors:
            st.error(errors[name], icon=":material/error:")
