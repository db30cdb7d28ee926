"""The lab: the document's network, trained round by round, with every picture live."""

import math

import numpy as np
import streamlit as st

from dashboard import controls, figures, state
from dashboard.colors import CLASSES
from dashboard.text import plain, probability, short, subscript, symbol
from softmax_core import ForwardPass, Gradients, backward
from softmax_core.presets import PRESETS, preset_of
from softmax_core.run import editable_names

PICTURE_HEIGHT = 296
ROW_HEIGHT = 34  # what a further row of nodes or cells adds
PANELS = {
    "weights": "Weights",
    "gradients": "Gradients",
    "probabilities": "ŷ by round",
    "trajectories": "w by round",
}
CHART_OPTIONS = {
    "displaylogo": False,
    "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d", "zoomIn2d", "zoomOut2d"],
}

# Two things Streamlit's theme has no setting for: the status and the buttons stay on screen while the page scrolls,
# and on a phone, where Streamlit stacks by source order, the pictures come before the fields.
ARRANGEMENT = """<style>
:has(> .st-key-bar) {
  position: sticky; top: 3.25rem; z-index: 90; padding-bottom: 0.25rem; background: light-dark(#FFFFFF, #14171B);
}
@media (max-width: 640px) { :has(> .st-key-goes_in) { order: 2; } :has(> .st-key-comes_out) { order: 1; } }
</style>"""

KEYS = """
| key | |
|---|---|
| → | Step |
| ← | Previous |
| P | Play and Pause |
| H | this help |

No key acts while the cursor is in a field.

**Reading the lab.** Numbers go in at the left. The network turns them into logits θ and, through softmax, into
predicted probabilities ŷ. The loss says how wrong ŷ is. Each weight cell shows the weight and, beneath it, what the
next Step adds: −η · x · (ŷ − y).

**Every change is in the address bar.** Copy it, and whoever opens it sees this very run.
"""


@st.fragment
def lab() -> None:
    """The whole page: one fragment, so that a step redraws what it changes and nothing else."""
    st.html(ARRANGEMENT)
    _top()
    _messages()
    with st.container(key="bar", gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center"):
            _status()
            controls.round_slider()
        controls.transport()
    with st.container(horizontal=True, gap="medium", key="lab"):
        with st.container(key="goes_in", width=400):
            inputs_place = st.container(gap="xsmall")
        with st.container(key="comes_out"):
            _pictures()
    with inputs_place:
        controls.inputs()
        controls.vary()
        _numbers()
        _why_so_soon()


def _top() -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        present = preset_of(state.session().run.setup)
        watch = (
            PRESETS[present].watch if present else "Your own numbers. Every change is in the address: copy it to share."
        )
        with st.container():  # which shrinks beside the buttons, where bare text would not
            st.markdown(f"**Softmax, round by round.** {watch}")
        controls.preset()
        controls.set_up()
        if st.button("Help", key="help", icon=":material/help:", shortcut="H"):
            _help()


def _messages() -> None:
    session = state.session()
    if session.problem:
        st.error(f"This link cannot be opened, so the default run is shown: {plain(session.problem)}")
    if session.foreign:
        st.caption(f"Not part of a run, and left alone: {', '.join(plain(key) for key in session.foreign)}")
    if session.too_long:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.warning("With this edit the link would be longer than 4000 characters, so it was not made.")
            st.button("Start a new run from here", key="start_anew", on_click=state.start_anew)


def _status() -> None:
    session = state.session()
    run = session.run
    loss = session.history.losses(run.setup.loss, slice(run.at, run.at + 1))[0]
    of = f" of {run.rounds}" if run.rounds > run.at else ""
    st.markdown(f"#### Round {run.at}{of} · Loss {short(loss)}", anchors=False, width="content")


@st.dialog("Keys, and how to read this page")
def _help() -> None:
    st.markdown(KEYS)


def _verdict(probabilities: np.ndarray, true_class: int) -> str:
    """The prediction in a few words."""
    best = np.flatnonzero(probabilities == probabilities.max())
    if len(best) > 1:
        return f"a tie of {len(best)} classes"
    guess = int(best[0])
    return f"class {guess + 1}, {'right' if guess == true_class else 'wrong'}"


def _pictures() -> None:
    session = state.session()
    moment = session.moment
    forward = _forward(session)
    true_class = int(moment.y[0].argmax())
    grid = st.grid(2, min_column_width=330, gap="small")
    places = [grid.cell() for _ in range(4)]
    with places[1]:
        _chart(
            figures.probability_bars(forward.probabilities, true_class, _verdict(forward.probabilities, true_class)),
            "bars",
            "Predicted probabilities: "
            + ", ".join(f"class {k + 1} {probability(p)}" for k, p in enumerate(forward.probabilities))
            + f". The label is class {true_class + 1}.",
        )
    with places[2]:
        _loss(session)
    with places[0]:
        _chart(
            figures.network(moment.x[0], *moment.parameters, forward.logits, forward.probabilities, true_class),
            "network",
            f"The network: {len(moment.x[0])} inputs feed {len(forward.logits)} logits, and softmax turns these into "
            "probabilities.",
            height=PICTURE_HEIGHT + ROW_HEIGHT * max(0, len(moment.x[0]) - 3, len(forward.logits) - 4),
        )
    with places[3]:
        _panel(session, forward)


def _loss(session: state.Session) -> None:
    run, history = session.run, session.history
    ce, bce = history.losses("ce"), history.losses("bce")
    edits: dict[int, str] = {}
    for edit in run.edits:
        text = f"{symbol(edit.name)} = {short(edit.value)}"
        edits[edit.round] = f"{edits[edit.round]}, {text}" if edit.round in edits else text
    kept = figures.kept_points(np.stack([ce, bce], axis=1), always=[run.at, *edits])
    log = session.view["scale"] == "log"
    names = {"ce": "cross-entropy", "bce": "binary c.-e. (printed)"}
    n_classes = run.setup.n_classes
    chance = math.log(n_classes)
    if run.setup.loss == "bce":
        chance = math.log(n_classes) - (n_classes - 1) * math.log1p(-1 / n_classes)
    _chart(
        figures.loss_curve(
            kept,
            {names["ce"]: ce[kept], names["bce"]: bce[kept]},
            shown=names[run.setup.loss],
            chance=chance,
            at=run.at,
            edits=edits,
            log=log,
        ),
        "loss",
        f"Loss over {run.rounds} rounds; {short(ce[run.at])} at round {run.at}, chance is {short(chance)}.",
        height=PICTURE_HEIGHT - 40,
    )
    key = "scale"
    st.toggle(
        "Log axis",
        value=log,
        key=key,
        on_change=state.show_in_view,
        args=("scale", lambda: "log" if st.session_state[key] else "linear"),
    )


def _panel(session: state.Session, forward: ForwardPass) -> None:
    """The weight heatmap and, a tab away, what is drawn only when open."""
    names = list(PANELS)
    chosen = session.view["panel"]
    st.segmented_control(
        "Panel",
        names,
        default=chosen,
        required=True,
        format_func=PANELS.get,
        key="panel",
        on_change=state.show_in_view,
        args=("panel", lambda: st.session_state["panel"]),
        label_visibility="collapsed",
    )
    {"weights": _weights, "gradients": _gradients, "probabilities": _probabilities, "trajectories": _trajectories}[
        chosen
    ](session, forward)


def _weights(session: state.Session, forward: ForwardPass) -> None:
    moment, history = session.moment, session.history
    gradients = _gradients_now(session, forward)
    values = _with_bias(*moment.parameters)
    changes = -moment.learning_rate * _with_bias(gradients.weights, gradients.bias) + 0.0
    largest = max(np.abs(history.weights).max(), np.abs(history.bias).max()) or 1.0
    _chart(
        figures.value_grid("", _names(session), values, largest=largest, changes=changes, what="weight"),
        "weights",
        "Weights and bias, and beneath each what the next step adds: " + _spoken(session, values),
        height=_grid_height(values),
        on_select=lambda: state.choose_cell("weights"),
    )


def _gradients(session: state.Session, forward: ForwardPass) -> None:
    gradients = _gradients_now(session, forward)
    values = _with_bias(gradients.weights, gradients.bias)
    _chart(
        figures.value_grid("", _names(session), values, largest=np.abs(values).max() or 1.0, what="gradient by"),
        "gradients",
        "Gradient of the loss by each weight and bias: " + _spoken(session, values),
        height=_grid_height(values),
    )


def _probabilities(session: state.Session, forward: ForwardPass) -> None:
    probabilities = session.history.forward().probabilities[:, 0]
    kept = figures.kept_points(probabilities, always=[session.run.at])
    curves = {f"ŷ{subscript(k + 1)}": probabilities[kept, k] for k in range(probabilities.shape[1])}
    _chart(
        figures.curves_over_rounds("", kept, curves, range(len(curves)), session.run.at),
        "probabilities",
        f"Predicted probability of each class over {session.run.rounds} rounds.",
        height=PICTURE_HEIGHT - 44,
    )


def _trajectories(session: state.Session, forward: ForwardPass) -> None:
    setup, history = session.run.setup, session.history
    values = history.weights.reshape(len(history), -1)
    kept = figures.kept_points(values, always=[session.run.at])
    names = editable_names(setup.n_features, setup.n_classes)[: values.shape[1]]
    curves = {symbol(name): values[kept, place] for place, name in enumerate(names)}
    classes = [place % setup.n_classes for place in range(len(names))]
    _chart(
        figures.curves_over_rounds("", kept, curves, classes, session.run.at),
        "trajectories",
        f"Each weight over {session.run.rounds} rounds.",
        height=PICTURE_HEIGHT - 44,
    )


def _numbers() -> None:
    """θ, ŷ and ŷ − y class by class; full values on hover."""
    session = state.session()
    forward = _forward(session)
    y = session.moment.y[0]
    rows = []
    for k, (theta, p, label) in enumerate(zip(forward.logits, forward.probabilities, y, strict=True)):
        cells = [(theta, short(theta)), (p, probability(p)), (label, f"{label:.0f}"), (p - label, short(p - label))]
        swatch = f'<span style="color:{CLASSES[k]}">■</span>'
        tds = "".join(f'<td style="text-align:right" title="{float(v)!r}">{text}</td>' for v, text in cells)
        rows.append(f"<tr><td>{swatch} {figures.class_name(k)}</td>{tds}</tr>")
    heads = "".join(f'<th style="text-align:right">{head}</th>' for head in ("θ", "ŷ", "y", "ŷ − y"))
    st.html(
        '<table aria-label="Numbers of this round" style="width:100%;border-spacing:0;font-size:0.875rem;'
        'font-variant-numeric:tabular-nums">'
        f"<tr><th></th>{heads}</tr>{''.join(rows)}</table>"
    )
    losses = {
        name: session.history.losses(name, slice(session.run.at, session.run.at + 1))[0] for name in ("ce", "bce")
    }
    true_class = subscript(int(y.argmax()) + 1)
    st.caption(
        f"J = −ln ŷ{true_class} = {short(losses['ce'])} · the document prints {short(losses['bce'], 8)}",
        help="J is the cross-entropy the document derives. The loss it prints is another: a binary cross-entropy for "
        "each class, summed. The update is η · (ŷ − y) · x either way.",
    )


def _why_so_soon() -> None:
    session = state.session()
    run = session.run
    if session.play or not run.has_converged(session.history):
        return
    moment = session.moment
    x = tuple(moment.x[0].tolist())
    st.success(
        f"Converged, loss below {short(run.setup.tolerance)}. A round moves the logits by η(‖x‖² + 1) = "
        f"{short(state.logit_step(x, moment.learning_rate))} times ŷ − y, and with one example no η is too large.",
        icon=":material/check_circle:",
    )
    if state.slow_rate(run.setup) < run.setup.learning_rate:
        st.button(
            "The same in slow motion", key="slow_motion", icon=":material/slow_motion_video:",
            on_click=state.slow_motion,
        )  # fmt: skip


def _chart(figure: figures.Figure, key: str, alt: str, height: int = PICTURE_HEIGHT, **options) -> None:
    figure["layout"]["height"] = height
    st.plotly_chart(
        figure,
        key=key,
        alt=alt,
        config={**CHART_OPTIONS, "toImageButtonOptions": {"format": "png", "filename": key, "scale": 2}},
        **({"selection_mode": "points"} | options if options else {}),
    )


def _forward(session: state.Session) -> ForwardPass:
    """The forward pass of the round looked at, without the sample axis."""
    forward = session.history.forward(slice(session.run.at, session.run.at + 1))
    return ForwardPass(forward.logits[0, 0], forward.probabilities[0, 0])


def _gradients_now(session: state.Session, forward: ForwardPass) -> Gradients:
    return backward(forward.probabilities[None], session.moment.x, session.moment.y)


def _grid_height(values: np.ndarray) -> int:
    return PICTURE_HEIGHT - 44 + ROW_HEIGHT * max(0, len(values) - 4)


def _with_bias(weights: np.ndarray, bias: np.ndarray) -> np.ndarray:
    return np.vstack([weights, bias])


def _names(session: state.Session) -> np.ndarray:
    """The names of the weights and, in the last row, of the bias."""
    setup = session.run.setup
    count = (setup.n_features + 1) * setup.n_classes
    return np.array(editable_names(setup.n_features, setup.n_classes)[:count]).reshape(-1, setup.n_classes)


def _spoken(session: state.Session, values: np.ndarray) -> str:
    return ", ".join(f"{name} {short(value)}" for name, value in zip(_names(session).flat, values.flat, strict=True))
