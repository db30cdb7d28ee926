"""The pictures of a run: each takes what it shows from the session and hands Streamlit a figure with its alt text."""

from collections.abc import Callable, Iterable

import numpy as np

from dashboard import figures
from dashboard.components import chart
from dashboard.figures.network import PARTS
from dashboard.figures.style import TEXT_SIZE
from dashboard.session import edits, run_session
from dashboard.session.fields import told
from dashboard.text import edits_by_round, probability, short, verdict
from softmax_core.losses import LOSSES
from softmax_core.names import bias_names, parameter_names, subscript, weight_names

HEIGHT = 296
ROW_HEIGHT = 34  # what a further row of nodes or cells adds


def bars(*, height: int = HEIGHT, text_size: int = TEXT_SIZE) -> None:
    session = run_session()
    probabilities = session.forward.probabilities
    show(
        figures.probability_bars(
            probabilities, session.true_class, verdict(probabilities, session.true_class), text_size
        ),
        "bars",
        f"Predicted probabilities: {by_class(probabilities, probability)}. The label is class "
        f"{session.true_class + 1}.",
        height,
        first=True,
    )


def network(*, height: int = HEIGHT, lit: frozenset[str] | None = None, text_size: int = TEXT_SIZE) -> None:
    """The layer as a graph; `lit` are the parts a sub-step of the walkthrough concerns, None where none is open."""
    session = run_session()
    moment, forward = session.moment, session.forward
    n_features, n_classes = moment.parameters.weights.shape
    show(
        figures.network(
            moment.x[0],
            *moment.parameters,
            forward.logits,
            forward.probabilities,
            session.true_class,
            lit=PARTS if lit is None else lit,
            text_size=text_size,
        ),
        "network",
        network_alt(),
        height + ROW_HEIGHT * max(0, n_features - 3, n_classes - 4),
    )


def loss_curve(*, height: int = HEIGHT, text_size: int = TEXT_SIZE) -> None:
    session = run_session()
    run, losses = session.run, session.losses
    edits = edits_by_round(run.edits)
    kept = figures.kept_points(np.stack(list(losses.values()), axis=1), always=[run.at, *edits])
    chance = LOSSES[run.setup.loss].chance(run.setup.n_classes)
    show(
        figures.loss_curve(
            kept,
            {LOSSES[name].short_title: values[kept] for name, values in losses.items()},
            shown=LOSSES[run.setup.loss].short_title,
            chance=chance,
            at=run.at,
            edits=edits,
            log=session.view["scale"] == "log",
            text_size=text_size,
        ),
        "loss",
        f"Loss over {run.rounds} rounds; {short(losses[run.setup.loss][run.at])} at round {run.at}, chance is "
        f"{short(chance)}.",
        height,
    )


def weights(
    *,
    height: int = HEIGHT,
    lit: frozenset[str] | None = None,
    text_size: int = TEXT_SIZE,
    choosing: bool = False,
) -> None:
    """The weight heatmap; with `choosing`, a click puts a cell under the Vary slider."""
    session = run_session()
    moment, history = session.moment, session.history
    values = _with_bias(*moment.parameters)
    changes = -moment.learning_rate * _with_bias(session.gradients.weights, session.gradients.bias) + 0.0
    largest = max(np.abs(history.weights).max(), np.abs(history.bias).max()) or 1.0
    show(
        figures.value_grid(
            "",
            cell_names(),
            values,
            largest=largest,
            changes=changes,
            what="weight",
            lit=lit or frozenset(),
            text_size=text_size,
        ),
        "weights",
        "Weights and bias, and beneath each what the next step adds: " + by_name(values),
        height + ROW_HEIGHT * max(0, len(values) - 4),
        _vary_cell if choosing else None,
    )


def gradients(*, height: int = HEIGHT, text_size: int = TEXT_SIZE) -> None:
    values = _with_bias(run_session().gradients.weights, run_session().gradients.bias)
    show(
        figures.value_grid(
            "", cell_names(), values, largest=np.abs(values).max() or 1.0, what="gradient by", text_size=text_size
        ),
        "gradients",
        "Gradient of the loss by each weight and bias: " + by_name(values),
        height + ROW_HEIGHT * max(0, len(values) - 4),
    )


def probabilities_by_round(*, height: int = HEIGHT) -> None:
    session = run_session()
    probabilities = session.history.forward().probabilities[:, 0]
    kept = figures.kept_points(probabilities, always=[session.run.at])
    curves = {f"ŷ{subscript(k + 1)}": probabilities[kept, k] for k in range(probabilities.shape[1])}
    show(
        figures.curves_over_rounds("", kept, curves, range(len(curves)), session.run.at),
        "probabilities",
        f"Predicted probability of each class over {session.run.rounds} rounds; at round {session.run.at} "
        f"{by_class(session.forward.probabilities, probability)}.",
        height,
    )


def weights_by_round(*, height: int = HEIGHT) -> None:
    session = run_session()
    setup, history = session.run.setup, session.history
    values = history.weights.reshape(len(history), -1)
    kept = figures.kept_points(values, always=[session.run.at])
    names = parameter_names(setup.n_features, setup.n_classes)[: values.shape[1]]
    curves = {name.symbol: values[kept, place] for place, name in enumerate(names)}
    classes = [place % setup.n_classes for place in range(len(names))]
    show(
        figures.curves_over_rounds("", kept, curves, classes, session.run.at),
        "trajectories",
        f"Each weight over {session.run.rounds} rounds; at round {session.run.at} "
        f"{by_name(_with_bias(*session.moment.parameters)[:-1])}.",
        height,
    )


def show(
    figure: figures.Figure,
    key: str,
    alt: str,
    height: int = HEIGHT,
    on_click: Callable[[], None] | None = None,
    *,
    first: bool = False,
) -> None:
    """A figure of this height; it glides to where a single step leads, not while it is played or dragged."""
    session = run_session()
    figure["layout"]["height"] = height
    chart(
        figure,
        key,
        alt,
        saved_as=session.view["picture"],
        glide=session.under_way is None,
        first=first,
        on_click=on_click,
    )


def network_alt(covered: frozenset[str] = frozenset()) -> str:
    """What the network shows in words; `covered` names the columns whose values it does not tell, theta or p."""
    session = run_session()
    inputs = ", ".join(f"x{i} {short(x)}" for i, x in enumerate(session.moment.x[0].tolist(), start=1))
    columns = {
        "theta": ("logits", by_class(session.forward.logits, short)),
        "p": ("probabilities", by_class(session.forward.probabilities, probability)),
    }
    told = (f"{name} {'covered' if part in covered else values}" for part, (name, values) in columns.items())
    n_features, n_classes = session.moment.parameters.weights.shape
    feed = "input feeds" if n_features == 1 else "inputs feed"
    what = f"The network: {n_features} {feed} {n_classes} logits, and softmax turns these into probabilities."
    return f"{what} Inputs {inputs}; {'; '.join(told)}. The label is class {session.true_class + 1}."


def by_class(values: Iterable[float], write: Callable[[float], str]) -> str:
    """A value of each class, in words."""
    return ", ".join(f"class {k} {write(float(value))}" for k, value in enumerate(values, start=1))


def _vary_cell() -> None:
    """A cell of the weight heatmap was clicked."""
    names = cell_names()
    match told("weights", "clicked"):
        case {"x": int(column), "y": int(row)} if 0 <= row < len(names) and 0 <= column < names.shape[1]:
            edits.vary(names.item(row, column))


def _with_bias(weights: np.ndarray, bias: np.ndarray) -> np.ndarray:
    return np.vstack([weights, bias])


def cell_names() -> np.ndarray:
    """The names of the weights and, in the last row, of the bias."""
    setup = run_session().run.setup
    return np.array([*weight_names(setup.n_features, setup.n_classes), bias_names(setup.n_classes)], dtype=object)


def by_name(values: np.ndarray) -> str:
    """Values of the weights, and of the bias where they have its row too, in words."""
    return ", ".join(
        f"{name} {short(value)}" for name, value in zip(cell_names()[: len(values)].flat, values.flat, strict=True)
    )
