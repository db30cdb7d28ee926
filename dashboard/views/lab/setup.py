"""What a run starts from: a preset, or what is rarely changed: the start, the sizes, the loss shown, the stop rule."""

from dataclasses import replace

import streamlit as st

from dashboard.session.change import commit, settled
from dashboard.session.fields import key, refusing, sent
from dashboard.session.run import run_session
from dashboard.text import in_field, said
from softmax_core.initializers import INITIALIZERS, RANDOM_INITIALIZERS
from softmax_core.losses import LOSSES
from softmax_core.numerals import read_typed_number
from softmax_core.presets import PRESETS, preset_of
from softmax_core.run import Run, Seeded
from softmax_core.settings import INITIALIZER, LOSS, MAX_CLASSES, MAX_FEATURES, MOST_ROUNDS, SEED, TOLERANCE, Setting


def preset() -> None:
    """The ready-made runs."""
    names = list(PRESETS)
    present = preset_of(run_session().run.setup)
    st.selectbox(
        "Preset",
        names,
        index=names.index(present) if present else None,
        format_func=lambda name: PRESETS[name].title,
        placeholder="Own numbers",
        label_visibility="collapsed",
        width=250,
        key=key("preset"),
        on_change=_choose_preset,
        args=(key("preset"), present),
    )


def set_up() -> None:
    """What is rarely changed; only when open is anything made."""
    popover = st.popover("Set-up", icon=":material/tune:", key="set_up", on_change="rerun")
    if not popover.open:
        return
    with popover:
        _start()
        with st.container(horizontal=True):
            setup = run_session().run.setup
            _size("Inputs", "n_features", range(1, MAX_FEATURES + 1), setup.n_features)
            _size("Classes", "n_classes", range(2, MAX_CLASSES + 1), setup.n_classes)
        _loss()
        with st.container(horizontal=True):
            _text(TOLERANCE, in_field(setup.tolerance))
            _text(MOST_ROUNDS, str(setup.max_rounds))
        for setting in (SEED, TOLERANCE, MOST_ROUNDS):
            if setting.attribute in run_session().messages.refused:
                st.error(said(run_session().messages.refused[setting.attribute]), icon=":material/error:")


def _start() -> None:
    start = run_session().run.setup.start
    present = start.initializer if isinstance(start, Seeded) else None
    seed = str(start.seed) if present in RANDOM_INITIALIZERS else ""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            INITIALIZER.label,
            INITIALIZERS,
            index=INITIALIZERS.index(present) if present else None,
            placeholder="given numbers",
            key=key(INITIALIZER.key),
            on_change=_choose_start,
            args=(key(INITIALIZER.key), present),
            width=180,
        )
        st.text_input(
            SEED.label,
            seed,
            key=key(SEED.attribute),
            on_change=_type_seed,
            args=(key(SEED.attribute), seed),
            disabled=present not in RANDOM_INITIALIZERS,
            width=130,
        )
    st.button("New random start", key="new_random_start", icon=":material/casino:", on_click=_new_random_start)


def _size(label: str, name: str, sizes: range, present: int) -> None:
    st.selectbox(
        label,
        sizes,
        index=sizes.index(present),
        key=key(name),
        on_change=_choose_size,
        args=(name, key(name), present),
        width=155,
    )


def _loss() -> None:
    present = run_session().run.setup.loss
    st.radio(
        LOSS.label,
        list(LOSSES),
        index=list(LOSSES).index(present),
        format_func=lambda name: LOSSES[name].title,
        key=key("loss"),
        on_change=_choose_loss,
        args=(key("loss"), present),
        help=LOSS.help,
    )


def _text(setting: Setting, text: str) -> None:
    widget = key(setting.attribute)
    st.text_input(
        setting.label,
        text,
        key=widget,
        on_change=_type_rule,
        args=(setting, widget, text),
        width=155,
        help=setting.help,
    )


def _choose_preset(widget: str, drawn: str | None) -> None:
    name = sent(widget, drawn)
    if name in PRESETS and PRESETS[name].setup != run_session().run.setup:
        settled().messages.of_another_run()
        commit(Run(PRESETS[name].setup))


def _choose_start(widget: str, drawn: str | None) -> None:
    """Another initializer; a random one starts with seed 0."""
    name = sent(widget, drawn)
    if name in INITIALIZERS and name != drawn:
        _new_start(Seeded(name, 0) if name in RANDOM_INITIALIZERS else Seeded(name))


def _type_seed(widget: str, drawn: str) -> None:
    text = sent(widget, drawn)
    start = run_session().run.setup.start
    if text is not None and isinstance(start, Seeded) and start.seed is not None:
        with refusing(SEED.attribute, SEED.label, text):
            _new_start(replace(start, seed=SEED.limits.read(SEED.attribute, text.strip())))


def _new_random_start() -> None:
    """The next seed of the initializer in use, `uniform` where that is not a random one."""
    start = run_session().run.setup.start
    if isinstance(start, Seeded) and start.seed is not None:
        _new_start(replace(start, seed=(start.seed + 1) % 2**32))
    else:
        _new_start(Seeded("uniform", 0))


def _new_start(start: Seeded) -> None:
    settled()
    commit(Run(replace(run_session().run.setup, start=start)))


def _choose_size(name: str, widget: str, drawn: int) -> None:
    """Another number of inputs or classes: a new start, with what is there of x and y kept."""
    chosen = sent(widget, drawn)
    if not isinstance(chosen, int):
        return
    settled()
    old = run_session().run.setup
    n_features, n_classes = ({"n_features": old.n_features, "n_classes": old.n_classes} | {name: chosen}).values()
    x = (*old.x, *(1.0,) * n_features)[:n_features]
    true_class = min(old.y.index(1), n_classes - 1)
    y = tuple(int(k == true_class) for k in range(n_classes))
    start = old.start if isinstance(old.start, Seeded) else Seeded("zeros")
    commit(Run(replace(old, x=x, y=y, start=start)))


def _choose_loss(widget: str, drawn: str) -> None:
    chosen = sent(widget, drawn)
    if chosen is not None:
        _change_rules(loss=chosen)


def _type_rule(setting: Setting, widget: str, drawn: str) -> None:
    text = sent(widget, drawn)
    if text is not None:
        read = read_typed_number if setting is TOLERANCE else setting.limits.read
        with refusing(setting.attribute, setting.label, text):
            _change_rules(**{setting.attribute: read(setting.attribute, text.strip())})


def _change_rules(**values: str | float) -> None:
    """Another loss shown or stop rule: what was trained stays."""
    settled()
    run = run_session().run
    commit(replace(run, setup=replace(run.setup, **values)))
