"""The pictures of the sub-steps: what they claim by their places, heights, signs and texts."""

import json

import numpy as np
import plotly.graph_objects as go
import pytest
from plotly.io import to_json

from dashboard.figures import steps
from dashboard.figures.colors import BACKWARD, NEGATIVE, POSITIVE, faded
from dashboard.text import full, probability, short, with_power
from softmax_core import Moment, Parameters, backward, cross_entropy, forward, sgd_step
from softmax_core.names import subscript
from softmax_core.presets import PRESETS
from tests.dashboard.drawn import names_of

SIZES = [(1, 2), (2, 3), (3, 4), (4, 3), (6, 6)]


def some_round(n_features: int, n_classes: int) -> Moment:
    random = np.random.RandomState(10 * n_features + n_classes)
    parameters = Parameters(random.randn(n_features, n_classes), random.randn(n_classes))
    return Moment(parameters, random.randn(1, n_features), np.eye(n_classes)[[n_classes - 1]], 0.3)


ROUNDS = [*(some_round(*size) for size in SIZES), *(preset.setup.moment for preset in PRESETS.values())]
each_round = pytest.mark.parametrize("moment", ROUNDS)


def pictures(moment: Moment, **options) -> dict[str, steps.Moving]:
    x, y = moment.x[0], moment.y[0]
    weights, bias = moment.parameters
    logits, p = (array[0] for array in forward(moment.parameters, moment.x))
    e, errors, true = np.exp(logits - logits.max()), p - y, int(y.argmax())
    new = sgd_step(*moment)
    after = forward(new, moment.x)
    losses = float(cross_entropy(logits, y)), float(cross_entropy(after.logits[0], y))
    rows = {key: value for key, value in options.items() if key != "lit"}
    plain = {key: value for key, value in rows.items() if key != "lit_row"}
    classes = {key: value for key, value in options.items() if key != "lit_row"}
    return {
        "sum": steps.logit_sum(x, weights[:, 0], bias.item(0), logits.item(0), 0, **rows),
        "exponentials": steps.exponential_bars(e, **classes),
        "shares": steps.share_bars(e, p, **classes),
        "loss": steps.loss_point(p.item(true), losses[0], true, **plain),
        "pushes": steps.push_arrows(p, y, errors, **classes),
        "gradients": steps.gradient_grid(x, errors, **options),
        "update": steps.update_grid(
            np.vstack(moment.parameters), np.vstack(new), names_of(*weights.shape), moment.learning_rate, **options
        ),
        "after": steps.prediction_before_and_after(p, after.probabilities[0], losses, true, **classes),
    }


def ticks(figure, axis: str = "xaxis") -> list[str]:
    return figure["layout"][axis]["ticktext"]


def beneath(value: float, count: int) -> str:
    """A number beneath one of so many bars: of few as the formulas write it."""
    return with_power(short(value, 4)) if count <= 4 else short(value, 3)


def title(figure) -> str:
    return figure["layout"]["title"]["text"]


@each_round
@pytest.mark.parametrize("options", [{}, {"covered": True}, {"lit": 1}, {"lit": 1, "lit_row": 1}, {"text_size": 22}])
def test_every_picture_is_valid_and_grows_from_one_with_the_same_traces(moment, options):
    for name, (start, end) in pictures(moment, **options).items():
        for figure in (start, end):
            go.Figure(figure)
            assert "NaN" not in to_json(figure), name
            json.dumps(figure, allow_nan=False)
        assert [trace["type"] for trace in start["data"]] == [trace["type"] for trace in end["data"]]
        assert [len(trace["x"]) for trace in start["data"]] == [len(trace["x"]) for trace in end["data"]]


@pytest.mark.parametrize("size", SIZES)
def test_it_moves_and_when_covered_it_stays_where_it_grew_from(size):
    for name, (start, end) in pictures(some_round(*size)).items():
        assert start["data"] != end["data"], name
    for name, (start, end) in pictures(some_round(*size), covered=True).items():
        assert start == end, name


@each_round
def test_what_is_covered_is_nowhere_in_the_picture(moment):
    logits, p = (array[0] for array in forward(moment.parameters, moment.x))
    y = moment.y[0]
    new = forward(sgd_step(*moment), moment.x).probabilities[0]
    results = {
        "sum": logits[:1],
        "exponentials": np.exp(logits - logits.max()),
        "shares": p,
        "loss": [float(cross_entropy(logits, y))],
        "pushes": (p - y)[p - y < 0],
        "gradients": np.outer(moment.x, p - y),
        "after": new,
    }
    given = {full(value) for value in (*moment.x[0], *(p - y)[p - y > 0])}
    for name, values in results.items():
        text = json.dumps(pictures(moment, covered=True)[name].end, ensure_ascii=False)
        assert "?" in text
        for value in np.ravel(values).tolist():
            # Of a number with few digits the same may stand there for another reason.
            if len(full(value)) > 12 and full(value) not in given:
                assert full(value) not in text, name


@each_round
def test_the_products_and_the_bias_stand_on_each_other_and_reach_the_logit(moment):
    x, (weights, bias) = moment.x[0], moment.parameters
    logits = forward(moment.parameters, moment.x).logits[0]
    for k in range(len(bias)):
        figure = steps.logit_sum(x, weights[:, k], bias.item(k), logits.item(k), k).end
        bars = figure["data"][0]
        terms = [*(weights[:, k] * x).tolist(), bias.item(k)]
        assert ticks(figure)[-1].endswith(f"<b>{beneath(logits.item(k), len(terms) + 1)}</b>")
        heights, bases = np.array(bars["y"]), np.array(bars["base"])
        unit = max(map(abs, [*terms, *np.cumsum(terms), logits[k]])) or 1.0
        assert heights * unit == pytest.approx([*terms, logits[k]], abs=1e-12 * unit)
        assert bases[0] == bases[-1] == 0
        assert bases[1:-1] == pytest.approx((bases + heights)[:-2])  # each begins where the last one ended
        assert (bases + heights)[-2] == pytest.approx(heights[-1], abs=1e-12)  # and the last where the logit ends
        assert bars["marker"]["color"][:-1] == [POSITIVE if term >= 0 else NEGATIVE for term in terms]


@each_round
def test_shares_are_the_exponentials_divided_by_their_sum(moment):
    logits, p = (array[0] for array in forward(moment.parameters, moment.x))
    e = np.exp(logits - logits.max())
    exponentials, shares = steps.exponential_bars(e), steps.share_bars(e, p)
    assert exponentials.end["data"][0]["y"] == shares.start["data"][0]["y"] == e.tolist()
    assert max(e) == 1
    assert exponentials.start["data"][0]["y"] == [0] * len(e)
    drawn = shares.end["data"][0]["y"]
    assert drawn == pytest.approx(e / e.sum(), rel=1e-12)
    assert sum(drawn) == pytest.approx(1)
    assert [shape["y1"] for shape in shares.end["layout"]["shapes"]] == e.tolist()
    assert with_power(short(float(e.sum()))) in title(shares.end)


@each_round
def test_the_point_of_the_loss_is_on_the_curve_of_minus_the_logarithm(moment):
    logits, p = (array[0] for array in forward(moment.parameters, moment.x))
    true = int(moment.y[0].argmax())
    loss = float(cross_entropy(logits, moment.y[0]))
    start, end = steps.loss_point(p.item(true), loss, true)
    curve, guides, point = end["data"]
    assert np.exp(-np.array(curve["y"])) == pytest.approx(np.array(curve["x"]))
    assert (point["x"], point["y"]) == ([p.item(true)], [loss])
    assert np.exp(-loss) == pytest.approx(p.item(true), rel=1e-12, abs=1e-300)
    assert guides["x"] == [p.item(true), p.item(true), 0]
    assert guides["y"] == [0, loss, loss]
    assert end["layout"]["yaxis"]["range"][1] > loss
    assert (start["data"][2]["x"], start["data"][2]["y"]) == ([1.0], [0.0])
    assert title(end).endswith(f"= {with_power(short(loss))}</b>")


@each_round
def test_arrows_lead_from_each_bar_to_its_label_up_for_the_true_class_and_down_for_the_others(moment):
    y, p = moment.y[0], forward(moment.parameters, moment.x).probabilities[0]
    errors = backward(p[None], moment.x, moment.y).logits[0]
    start, end = steps.push_arrows(p, y, errors)
    bars, _, stems, heads = end["data"]
    assert bars["y"] == p.tolist()
    for k, (error, symbol, tip) in enumerate(zip(errors, heads["marker"]["symbol"], heads["y"], strict=True)):
        begin, finish = stems["y"][3 * k : 3 * k + 2]
        assert begin == p[k]
        assert symbol == ("arrow-up" if y[k] else "arrow-down")
        if error == 0:
            assert tip is None
            assert finish == begin
        else:
            assert tip == finish == y[k]
            assert begin - finish == pytest.approx(error)  # ŷ − y: the arrow goes against its sign
        assert f"<b>{beneath(error, len(y))}</b>" in ticks(end)[k]
    assert heads["marker"]["color"] == BACKWARD
    assert [tip for tip in start["data"][3]["y"] if tip is not None] == [
        height for height, error in zip(p.tolist(), errors, strict=True) if error
    ]


@each_round
def test_the_grid_of_the_gradients_has_x_and_the_errors_at_its_margins_and_their_products_in_it(moment):
    p = forward(moment.parameters, moment.x).probabilities
    gradients = backward(p, moment.x, moment.y)
    start, end = steps.gradient_grid(moment.x[0], gradients.logits[0])
    cells, numbers = end["data"]
    expected = np.vstack([gradients.weights, gradients.bias])
    unit = np.abs(expected).max() if np.abs(expected).max() < 1e-300 else 1.0
    assert np.array(cells["z"]) * (unit or 1.0) == pytest.approx(expected, rel=1e-9, abs=1e-300)
    assert not np.any(start["data"][0]["z"])
    n_rows, n_classes = expected.shape
    assert numbers["x"] == list(range(n_classes)) * n_rows
    assert max(start["data"][1]["x"]) < 0  # at the left margin, whence they come
    assert start["data"][1]["y"] == numbers["y"]
    for row, entry in zip(ticks(end, "yaxis"), [*moment.x[0], 1.0], strict=True):
        text = short(entry, 3)
        assert row.endswith(f"<b>{with_power(text) if n_classes <= 3 else text}</b>")
    for head, error in zip(ticks(end), gradients.logits[0], strict=True):
        digits = 4 if expected.size <= 12 and n_classes <= 4 else 3
        text = short(error, digits)
        assert head.endswith(f"<b>{with_power(text) if n_classes <= 3 else text}</b>")


@each_round
def test_an_update_shows_old_and_new_values_the_rate_and_both_losses(moment):
    moving = pictures(moment)
    old, new = np.vstack(moment.parameters), np.vstack(sgd_step(*moment))
    (before, _), (after, numbers) = moving["update"].start["data"], moving["update"].end["data"]
    assert np.sign(before["z"]).tolist() == np.sign(old).tolist()
    assert np.sign(after["z"]).tolist() == np.sign(new).tolist()
    assert all("→" in text for text in numbers["text"])
    assert title(moving["update"].end).endswith(f"learning rate η = {with_power(short(moment.learning_rate))}</b>")
    for hover, one, other in zip(numbers["hovertext"], old.ravel(), new.ravel(), strict=True):
        assert hover.endswith(f": {full(one)} before, {full(other)} after")
    p = forward(moment.parameters, moment.x).probabilities[0]
    later = forward(sgd_step(*moment), moment.x)
    start, end = moving["after"]
    assert start["data"][0]["y"] == p.tolist() == [shape["y1"] for shape in end["layout"]["shapes"]]
    assert end["data"][0]["y"] == later.probabilities[0].tolist()
    losses = [cross_entropy(forward(moment.parameters, moment.x).logits[0], moment.y[0])]
    losses.append(cross_entropy(later.logits[0], moment.y[0]))
    assert losses[1] <= losses[0]
    assert "Loss J: {} → {}".format(*(with_power(short(float(loss))) for loss in losses)) in title(end)
    for text, one, other in zip(ticks(end), p.tolist(), later.probabilities[0].tolist(), strict=True):
        shown = [probability(value, 4 if len(p) < 4 else 3) for value in (one, other)]
        shown = [with_power(text) if len(p) < 4 else text for text in shown]
        assert text.endswith("{}<br>→ <b>{}</b>".format(*shown))


@each_round
def test_every_number_stands_with_its_name_and_has_all_digits_on_hover(moment):
    x, y = moment.x[0], moment.y[0]
    logits, p = (array[0] for array in forward(moment.parameters, moment.x))
    e, errors = np.exp(logits - logits.max()), p - y
    drawn = {name: moving.end for name, moving in pictures(moment).items()}
    classes = range(1, len(y) + 1)
    between = "<br>" if len(y) > 4 else ""
    for name, symbol, what, values in (
        ("exponentials", "e", "exp(θ − m)", e),
        ("shares", "ŷ", "ŷ", p),
        ("pushes", None, "ŷ", p),
    ):
        named = [f"class {k}<br>" + (f"{symbol}{subscript(k)} = {between}" if symbol else "<b>") for k in classes]
        assert [text.startswith(begin) for text, begin in zip(ticks(drawn[name]), named, strict=True)] == [True] * len(
            y
        )
        hovers = [f"{what} of class {k}: {full(value)}" for k, value in zip(classes, values.tolist(), strict=True)]
        assert drawn[name]["data"][0]["hovertext"] == hovers
    arrows = [f"ŷ − y of class {k}: {full(value)}" for k, value in zip(classes, errors.tolist(), strict=True)]
    assert drawn["pushes"]["data"][3]["hovertext"] == arrows
    (label,) = drawn["pushes"]["layout"]["annotations"]
    assert (label["x"], label["y"], label["text"]) == (int(y.argmax()), 1, "label: y = 1")
    inputs = range(1, len(x) + 1)
    terms = [*(moment.parameters.weights[:, 0] * x).tolist(), moment.parameters.bias.item(0), logits.item(0)]
    names = [*(f"w{subscript(i)}₁ · x{subscript(i)}" for i in inputs), "b₁", "θ₁"]
    hovers = [f"{name} = {full(value)}" for name, value in zip(names, terms, strict=True)]
    assert drawn["sum"]["data"][0]["hovertext"] == hovers
    assert [text.partition("<br>")[0] for text in ticks(drawn["sum"])] == names
    assert "Class 1: products and bias add up to θ₁" in title(drawn["sum"])
    products = np.vstack([np.outer(x, errors), errors])
    slopes = [f"∂J/∂w{subscript(i)}{subscript(k)}" for i in inputs for k in classes]
    slopes += [f"∂J/∂b{subscript(k)}" for k in classes]
    hovers = [f"{name} = {full(value)}" for name, value in zip(slopes, products.ravel().tolist(), strict=True)]
    assert drawn["gradients"]["data"][1]["hovertext"] == hovers


@each_round
def test_the_axis_of_the_sum_holds_0_and_the_end_of_every_bar_and_little_more(moment):
    figure = pictures(moment)["sum"].end
    bars, links = figure["data"]
    ends = np.array(bars["base"]) + np.array(bars["y"])
    low, high = figure["layout"]["yaxis"]["range"]
    least, most = min(0, *ends), max(0, *ends)
    span = most - least or 1
    assert least - 0.1 * span < low < least
    assert most < high < most + 0.1 * span
    left, right = figure["layout"]["xaxis"]["range"]
    assert -1 < left < -0.35
    assert len(ends) - 1 + 0.35 < right < len(ends)
    # A line leads from the end of each bar to the beginning of the next.
    for place, end in enumerate(ends[:-1].tolist()):
        assert links["y"][3 * place : 3 * place + 2] == pytest.approx([end, end])
        begin, finish = links["x"][3 * place : 3 * place + 2]
        assert place < begin < finish < place + 1


def test_a_small_change_is_seen_in_the_digits_where_there_is_room():
    old, new = np.array([[1.8637, 2.0], [0.5, 0.5]]), np.array([[1.8641, 2.0], [0.5, 0.5 + 1e-12]])
    texts = steps.update_grid(old, new, names_of(1, 2), 0.1).end["data"][1]["text"]
    assert texts[0] == "1.8637<br>→ <b>1.8641</b>"
    assert texts[1] == "2<br>→ <b>2</b>"
    assert texts[3].startswith("0.5<br>")  # twelve digits have no room; the formula has them


@pytest.mark.parametrize("lit", [0, 2])
def test_the_spotlight_leaves_the_colour_of_one_class_alone(lit):
    moving = pictures(some_round(2, 3), lit=lit)
    for name in ("exponentials", "shares", "pushes", "after"):
        colors = moving[name].end["data"][0]["marker"]["color"]
        opaque = [color == faded("#" + hex_of(color), 1.0) for color in colors]
        assert opaque == [k == lit for k in range(3)], name
        assert [text.startswith("<u>") for text in ticks(moving[name].end)] == [k == lit for k in range(3)]
    for name in ("gradients", "update"):
        (frame,) = moving[name].end["layout"]["shapes"]
        assert (frame["x0"], frame["x1"], frame["y0"], frame["y1"]) == (lit - 0.5, lit + 0.5, -0.5, 2.5)


@pytest.mark.parametrize("lit_row", [0, 1, 2])
@pytest.mark.parametrize("lit", [None, 1])
def test_the_spotlight_frames_the_row_of_one_input_or_of_the_bias(lit_row, lit):
    moving = pictures(some_round(2, 3), lit_row=lit_row, lit=lit)
    for name in ("gradients", "update"):
        for figure in moving[name]:
            *columns, row = figure["layout"]["shapes"]
            assert (row["x0"], row["x1"], row["y0"], row["y1"]) == (-0.5, 2.5, lit_row - 0.5, lit_row + 0.5)
            assert len(columns) == (lit is not None)
            assert [text.startswith("<u>") for text in ticks(figure, "yaxis")] == [i == lit_row for i in range(3)]
            assert [text.startswith("<u>") for text in ticks(figure)] == [k == lit for k in range(3)]
    for figure in moving["sum"]:
        bars = figure["data"][0]["marker"]
        *terms, _ = bars["color"]
        assert [opacity_of(color) == 1 for color in terms] == [i == lit_row for i in range(3)]
        assert [width == 4 for width in bars["line"]["width"]] == [i == lit_row for i in range(3)] + [True]
        assert [text.startswith("<u>") for text in ticks(figure)] == [i == lit_row for i in range(4)]
    full = pictures(some_round(2, 3))["sum"].end["data"][0]["marker"]["color"]
    assert all(opacity_of(color) == 1 for color in full)
    # The pale bars keep their sign's colour.
    pale = moving["sum"].end["data"][0]["marker"]["color"]
    assert [faded(color, 1) if color.startswith("#") else f"{color.rpartition(', ')[0]}, 1)" for color in pale] == [
        faded(color, 1) for color in full
    ]


def opacity_of(color: str) -> float:
    return 1.0 if color.startswith("#") else float(color.rpartition(",")[2].strip(" )"))


def hex_of(color: str) -> str:
    return "".join(f"{int(part):02X}" for part in color.removeprefix("rgba(").split(",")[:3])
