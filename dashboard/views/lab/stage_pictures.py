"""The pictures of the projector view: the network, and what the sub-step is about."""

from collections.abc import Callable

import numpy as np
import streamlit as st

from dashboard import figures
from dashboard.components import chart
from dashboard.figures import steps
from dashboard.figures.network import Flow
from dashboard.session import run_session
from dashboard.text import probability, short
from softmax_core import forward, sgd_step
from softmax_core.losses import DERIVED

from . import pictures
from .lecture import Shown

REM, TEXT, HEIGHT = 27, 22, 470
"""Where the page's rem has so many pixels, the text of a picture is so large and the network, at least, so high."""

_FLOWS: dict[str, Flow] = {
    "logits": "to logits",
    "softmax": "to probabilities",
    "error": "back to logits",
    "gradients": "back to inputs",
}


def show(shown: Shown) -> None:
    """The network, at the update what that makes of the prediction; and beneath, what the sub-step is about."""
    key = shown.template.key
    with st.container(key="stage_top"):
        if key == "update":
            _draw(_after(shown), "prediction", _after_alt(shown))
        else:
            lit = f"The parts that the sub-step {shown.template.title} is about are lit."
            alt = f"{pictures.network_alt(_covered(shown))} {lit}"
            _draw(_network(shown), "network", alt)
    with st.container(key="stage_bottom"):
        picture, alt = _PICTURES[key](shown)
        _draw(picture, "grid" if key == "inputs" else "sub_step", alt)


def _draw(picture: figures.Figure | steps.Moving, key: str, alt: str) -> None:
    start, figure = picture if isinstance(picture, steps.Moving) else (None, picture)
    saved_as = run_session().view["picture"]
    chart(figure, f"stage_{key}", alt, saved_as=saved_as, glide=True, start=start, rem=REM)


def _network(shown: Shown) -> figures.Figure:
    session = run_session()
    return figures.network(
        session.moment.x[0],
        *session.moment.parameters,
        session.forward.logits,
        session.forward.probabilities,
        session.true_class,
        lit=shown.template.lit,
        lit_class=shown.spot,
        lit_row=shown.row,
        covered=_covered(shown),
        flow=_FLOWS.get(shown.template.key, ""),
        height=HEIGHT,
        text_size=TEXT,
    )


def _covered(shown: Shown) -> frozenset[str]:
    """The columns of the network that are computed later, or to be predicted."""
    return frozenset(part for part, key in (("theta", "logits"), ("p", "softmax")) if not shown.has(key))


def _told(shown: Shown, what: str, values: str) -> str:
    """What a picture shows in words, with its values where they are not covered."""
    return f"{what}. Covered." if shown.is_covered else f"{what}: {values}."


def _weights(shown: Shown) -> tuple[figures.Figure, str]:
    values = np.vstack(run_session().moment.parameters)
    figure = figures.value_grid(
        "Weights and bias",
        pictures.cell_names(),
        values,
        largest=np.abs(values).max() or 1.0,
        what="weight",
        lit_class=shown.spot,
        lit_row=shown.row,
        text_size=TEXT,
        powers=True,
    )
    return figure, f"The weights and the bias: {pictures.by_name(values)}."


def _sum(shown: Shown) -> tuple[steps.Moving, str]:
    session, k = run_session(), shown.focus
    weights, bias = session.moment.parameters
    figure = steps.logit_sum(
        session.moment.x[0],
        weights[:, k],
        bias.item(k),
        session.forward.logits.item(k),
        k,
        lit_row=shown.row,
        covered=shown.is_covered,
        text_size=TEXT,
    )
    what = f"The products of inputs and weights, and the bias, added up to the logit of class {k + 1}"
    return figure, _told(shown, what, short(session.forward.logits.item(k)))


def _exponentials(shown: Shown) -> tuple[steps.Moving, str]:
    figure = steps.exponential_bars(_shifted(), lit=shown.spot, covered=shown.is_covered, text_size=TEXT)
    return figure, _told(shown, "The exponentials of the classes as bars", pictures.by_class(_shifted(), short))


def _shares(shown: Shown) -> tuple[steps.Moving, str]:
    figure = steps.share_bars(
        _shifted(), run_session().forward.probabilities, lit=shown.spot, covered=shown.is_covered, text_size=TEXT
    )
    values = pictures.by_class(run_session().forward.probabilities, probability)
    return figure, _told(shown, "The probabilities as bars, beside the exponentials they are shares of", values)


def _loss(shown: Shown) -> tuple[steps.Moving, str]:
    session = run_session()
    share = session.forward.probabilities.item(session.true_class)
    figure = steps.loss_point(
        share, session.loss(DERIVED.name), session.true_class, covered=shown.is_covered, text_size=TEXT
    )
    what = "The loss as a point on the curve of minus the logarithm"
    return figure, _told(shown, what, f"{short(session.loss(DERIVED.name))} at probability {probability(share)}")


def _pushes(shown: Shown) -> tuple[steps.Moving, str]:
    session = run_session()
    figure = steps.push_arrows(
        session.forward.probabilities,
        session.moment.y[0],
        session.gradients.logits[0],
        lit=shown.spot,
        covered=shown.is_covered,
        text_size=TEXT,
    )
    values = pictures.by_class(session.gradients.logits[0], short)
    return figure, _told(shown, "An arrow from the bar of each class to its label, as long as ŷ minus y", values)


def _gradients(shown: Shown) -> tuple[steps.Moving, str]:
    session = run_session()
    figure = steps.gradient_grid(
        session.moment.x[0],
        session.gradients.logits[0],
        lit=shown.spot,
        lit_row=shown.row,
        covered=shown.is_covered,
        text_size=TEXT,
    )
    values = pictures.by_name(session.gradients.weights)
    return figure, _told(shown, "Each input times each entry of ŷ minus y, as a grid", values)


def _update(shown: Shown) -> tuple[steps.Moving, str]:
    moment = run_session().moment
    figure = steps.update_grid(
        np.vstack(moment.parameters),
        np.vstack(sgd_step(*moment)),
        pictures.cell_names(),
        moment.learning_rate,
        lit=shown.spot,
        lit_row=shown.row,
        covered=shown.is_covered,
        text_size=TEXT,
    )
    after = pictures.by_name(np.vstack(sgd_step(*moment)))
    return figure, _told(shown, "The weights and the bias before and after the update; after it", after)


def _after(shown: Shown) -> steps.Moving:
    session = run_session()
    after = forward(sgd_step(*session.moment), session.moment.x)
    return steps.prediction_before_and_after(
        session.forward.probabilities,
        after.probabilities[0],
        (session.loss(DERIVED.name), float(DERIVED.mean(after, session.moment.y))),
        session.true_class,
        lit=shown.spot,
        covered=shown.is_covered,
        text_size=TEXT,
    )


def _after_alt(shown: Shown) -> str:
    session = run_session()
    before = pictures.by_class(session.forward.probabilities, probability)
    after = pictures.by_class(forward(sgd_step(*session.moment), session.moment.x).probabilities[0], probability)
    return _told(shown, f"The prediction before the update, {before}, and after it", after)


def _shifted() -> np.ndarray:
    """exp(θ − m)."""
    logits = run_session().forward.logits
    return np.exp(logits - logits.max())


_PICTURES: dict[str, Callable[[Shown], tuple[figures.Figure | steps.Moving, str]]] = {
    "inputs": _weights,
    "logits": _sum,
    "exponentials": _exponentials,
    "softmax": _shares,
    "loss": _loss,
    "error": _pushes,
    "gradients": _gradients,
    "update": _update,
}
"""What is drawn at a sub-step, and what that shows in words."""
