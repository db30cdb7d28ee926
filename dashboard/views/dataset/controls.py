"""What changes a study: the set and what makes it, the split, the scaling, batch, learning rate and penalty."""

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from typing import Any

import streamlit as st

from dashboard.glossary import address_of
from dashboard.session import own, points, view
from dashboard.session.fields import key, refusing, sent
from dashboard.session.study import change_plan, change_source, study_session
from dashboard.text import said, short
from softmax_core.initializers import INITIALIZERS, RANDOM_INITIALIZERS
from softmax_core.named_sets import has_file
from softmax_core.numerals import format_number, just_below, read_typed_number
from softmax_core.run import Seeded
from softmax_core.settings import Real, Setting
from softmax_core.study_link import OF_PLAN, OF_SOURCE, SETS, name_of

from .own_file import own_file

TITLES = {
    "blobs": "Blobs", "ring": "Ring", "spiral": "Spiral", "penguins": "Penguins", "iris": "Iris",
    "digits": "Digits 0 to 5", "hand": "By hand", "own": "Your own CSV",
}  # fmt: skip
"""The sets as the screen calls them."""

_FROM_PACKAGES = ("iris", "digits")

LEARNING_RATES = ("0.001", "0.003", "0.01", "0.03", "0.1", "0.3", "0.5", "1", "3", "10", "30", "100")
OFFERED = {
    "test_share": ("0", "0.1", "0.25", "0.5"),
    "batch_size": ("all", "1", "8", "32", "128"),
    "learning_rate": LEARNING_RATES,
    "l2": ("0", "0.001", "0.01", "0.1", "1"),
}
"""What a field offers; any other number can be typed."""

_PLAN = {row.attribute: row for row in OF_PLAN}
_SOURCE = {row.attribute: row for row in OF_SOURCE}
_TERMS = {
    "test_share": "test-sample", "batch_size": "batch", "learning_rate": "learning-rate", "l2": "penalty",
}  # fmt: skip
"""What the label of a field is about, in the glossary."""

_STEPS = {"spread": 0.05, "overlap": 0.05, "imbalance": 0.05}


def data() -> None:
    """Which samples there are."""
    session = study_session()
    study = session.study
    present = "own" if session.asks else name_of(study.source)
    names = [name for name in TITLES if name == present or _is_offered(name)]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall", key="set_row"):
        st.selectbox(
            "Data set", names, index=names.index(present), format_func=TITLES.get, key=key("set"),
            on_change=_choose_set, args=(key("set"), present),
        )  # fmt: skip
        if set(_STEPS) & {field.name for field in fields(study.source)}:
            with st.popover("Shape", icon=":material/tune:", key="shape"):
                _shape()
    own_file()


def _is_offered(name: str) -> bool:
    """Whether a set can be chosen: not one whose file is missing."""
    return name not in _FROM_PACKAGES or has_file(name)


def _shape() -> None:
    """The numbers that a set is made by."""
    source = study_session().study.source
    for row in OF_SOURCE:
        if row.attribute in ("n_classes", "n_samples", *_STEPS) and row.attribute in _attributes(source):
            _slider(row, getattr(source, row.attribute))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _text(_SOURCE["seed"], str(source.seed), _source_with)
        st.button(
            "Draw anew", key="draw_anew", icon=":material/casino:", on_click=_draw_anew,
            help="The same numbers with the next seed.",
        )  # fmt: skip
    _refused(*_attributes(source))


def _slider(row: Setting, present: float) -> None:
    lowest, highest = row.limits.lowest, row.limits.highest
    if row.attribute == "n_samples":
        lowest = 2 * study_session().study.source.n_classes
    step = _STEPS.get(row.attribute, 1)
    number = type(step)  # st.slider wants all of one type
    st.slider(
        row.label, number(lowest), number(highest), number(present), step=step, key=key(row.attribute),
        on_change=_slide, args=(row, key(row.attribute), present),
    )  # fmt: skip
    if row.help:  # not in a button beside it: all of these would be called Help
        st.caption(row.help)


def training() -> None:
    """How they are trained on."""
    session = study_session()
    plan = session.study.plan
    with st.container(horizontal=True, gap="xsmall"):
        _field("learning_rate")
        _field("batch_size")
    _sure_rate()
    with st.container(horizontal=True, gap="xsmall"):
        _field("test_share")
        _field("l2")
    split = session.descent.split
    st.caption(f"{len(split.train)} samples train, {len(split.test)} test.")
    st.toggle(
        _PLAN["scaled"].label, value=plan.scaled, key=key("scaled"), on_change=_switch_scaling,
        args=(key("scaled"), plan.scaled),
    )  # fmt: skip
    sees = "Training sees (x − mean) / deviation" if plan.scaled else "Training sees x as it is measured"
    st.caption(f"{sees}: [scaling]({address_of('scaling')}) is {'on' if plan.scaled else 'off'}.")
    with st.popover("Seeds, start and stop rule", icon=":material/tune:", key="rare"):
        _rare()
    _refused(*_PLAN)


def _marked_rates() -> dict[str, str]:
    """The largest rate that is sure to descend, as far as three digits tell, and how it is shown among the others."""
    sure = format_number(just_below(study_session().sure_rate, 3))
    return {sure: f"{sure} (sure)"}


def _sure_rate() -> None:
    """The largest rate that is sure to descend, beside the rate there is."""
    session = study_session()
    sure, rate = session.sure_rate, session.study.plan.learning_rate
    is_full = session.descent.batch_size == len(session.descent.labels)
    mark = ":material/check:" if rate < sure else ":material/warning:"
    full = "" if is_full else ", in full batches"
    st.caption(f"{mark} [Sure to descend]({address_of('sure-rate')}) below η = {short(sure)}{full}")


def _rare() -> None:
    plan = study_session().study.plan
    with st.container(horizontal=True):
        for name in ("split_seed", "shuffle_seed"):
            _text(_PLAN[name], str(getattr(plan, name)), _plan_with)
    with st.container(horizontal=True):
        present = plan.start.initializer
        st.selectbox(
            "Start", INITIALIZERS, index=INITIALIZERS.index(present), key=key("start"), on_change=_choose_start,
            args=(key("start"), present), width=150,
        )  # fmt: skip
        seed = "" if plan.start.seed is None else str(plan.start.seed)
        st.text_input(
            "Seed of the start", seed, key=key("start_seed"), on_change=_type_start_seed,
            args=(key("start_seed"), seed), disabled=plan.start.seed is None, width=150,
        )  # fmt: skip
    with st.container(horizontal=True):
        _text(_PLAN["tolerance"], format_number(plan.tolerance), _plan_with)
        _text(_PLAN["max_epochs"], str(plan.max_epochs), _plan_with)


def features() -> None:
    """Which two features the plane shows."""
    names = study_session().features
    with st.container(gap="xsmall", key="features"):
        for name, label, arrow in (("across", "Across", "→"), ("up", "Up", "↑")):
            present = study_session().view[name]
            numbers = view.choices(name)
            st.selectbox(
                label, sorted(numbers, key=int)[: len(names)], index=min(int(present), len(names)) - 1,
                format_func=lambda number, arrow=arrow: f"{arrow} {names[int(number) - 1]}", key=key(name),
                on_change=view.choose, args=(name, key(name), present), label_visibility="collapsed",
            )  # fmt: skip


def _field(name: str) -> None:
    """A number to choose or to type."""
    row = _PLAN[name]
    present = row.limits.write(getattr(study_session().study.plan, name))
    marks = _marked_rates() if name == "learning_rate" else {}
    options: Sequence[str] = OFFERED[name]
    if not {present, *marks} <= {*options}:
        options = sorted({*options, present, *marks}, key=lambda text: -1.0 if text == "all" else float(text))
    with st.container(gap=None):
        # Streamlit would give the link in a label to a screen reader letter by letter.
        st.markdown(f":small[[{row.label}]({address_of(_TERMS[name])})]")
        st.selectbox(
            row.label, options, index=options.index(present), accept_new_options=True, key=key(name),
            format_func=lambda text: marks.get(text, text),
            on_change=_type, args=(row, key(name), present, _plan_with), label_visibility="collapsed",
        )  # fmt: skip


def _text(row: Setting, text: str, change: Callable[..., None]) -> None:
    widget = key(row.attribute)
    st.text_input(
        row.label, text, key=widget, on_change=_type, args=(row, widget, text, change), width=150, help=row.help
    )


def _refused(*names: str) -> None:
    """Why the last text in one of these fields was refused."""
    refused = study_session().messages.refused
    for name in names:
        if name in refused:
            st.error(said(refused[name]), icon=":material/error:")


def _choose_set(widget: str, drawn: str) -> None:
    name = sent(widget, drawn)
    if name == "own":
        own.ask()
    elif name == name_of(study_session().study.source):
        own.ask_no_more()
    elif name == "hand":
        points.set_by_hand()
    elif name in TITLES and _is_offered(name):
        change_source(SETS[name]())


def _slide(row: Setting, widget: str, drawn: float) -> None:
    value = sent(widget, drawn)
    if value is not None:
        with refusing(row.attribute, row.label):
            _source_with(**{row.attribute: value})


def _type(row: Setting, widget: str, drawn: str, change: Callable[..., None]) -> None:
    text = sent(widget, drawn)
    if text is None:
        return
    with refusing(row.attribute, row.label, text):
        name = row.attribute
        value = read_typed_number(name, text) if isinstance(row.limits, Real) else row.limits.read(name, text.strip())
        change(**{name: row.limits.check(name, value)})


def _plan_with(**values: Any) -> None:
    change_plan(**values)


def _source_with(**values: Any) -> None:
    """This set, made with another number; where it has more classes, with the samples they need."""
    source = study_session().study.source
    if "n_classes" in values:
        values["n_samples"] = max(source.n_samples, 2 * values["n_classes"])
    change_source(replace(source, **values))


def _draw_anew() -> None:
    source = study_session().study.source
    if "seed" in _attributes(source):
        change_source(replace(source, seed=(source.seed + 1) % 2**32))


def _switch_scaling(widget: str, drawn: bool) -> None:
    scaled = sent(widget, drawn)
    if scaled is not None:
        change_plan(scaled=scaled)


def _choose_start(widget: str, drawn: str) -> None:
    name = sent(widget, drawn)
    if name in INITIALIZERS and name != drawn:
        change_plan(start=Seeded(name, 0) if name in RANDOM_INITIALIZERS else Seeded(name))


def _type_start_seed(widget: str, drawn: str) -> None:
    text = sent(widget, drawn)
    start = study_session().study.plan.start
    if text is not None and start.seed is not None:
        with refusing("start", "Seed of the start", text):
            change_plan(start=replace(start, seed=_PLAN["split_seed"].limits.read("start", text.strip())))


def _attributes(source: Any) -> set[str]:
    return {field.name for field in fields(source)}
