"""What changes the numbers of a run: the fields of the layer and the Vary slider. The session makes every change."""

from functools import partial

import streamlit as st

from dashboard.components import Field, dragger, layer, tab
from dashboard.figures import class_name
from dashboard.figures.colors import CLASSES
from dashboard.glossary import address_of
from dashboard.session import edits, fields, opening, run_session
from dashboard.session.run import RunSession, has_run
from dashboard.text import in_field
from softmax_core.names import Name, bias_names, input_names, value_of, weight_names
from softmax_core.settings import BIAS, LEARNING_RATE, WEIGHTS, X, Y

LEARNING_RATES = ("0.001", "0.003", "0.01", "0.03", "0.1", "0.3", "1", "3", "10", "30", "100")
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
        answered=run_session().answered if has_run() else 0,
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
