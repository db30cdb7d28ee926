"""Classes as bars: exponentials, their shares, how far those are from the label, and what an update makes of them."""

from collections.abc import Sequence
from typing import Any

from dashboard.text import full, short, with_power
from softmax_core.names import subscript

from ..colors import BACKWARD
from ..prediction import label_mark
from ..style import TEXT_SIZE, Array, Figure, class_name, figure, note
from .moving import COVERED, Moving, class_bars, classes_axis, digits_for, number, outlines, share

_UP_TO_ONE = {"range": [0, 1.16], "tickvals": [0, 0.5, 1]}


def exponential_bars(
    exponentials: Array, *, lit: int | None = None, covered: bool = False, text_size: int = TEXT_SIZE
) -> Moving:
    """exp(θ − m) as bars, of which the largest is 1. They grow from nothing.

    Args:
        exponentials: (n_classes,).
        lit: the class a spotlight is on.
        covered: whether what is computed is not shown yet.
        text_size: in pixels.
    """
    values = exponentials.tolist()
    lines = [f"e{subscript(k + 1)} = {_written(value, covered, values)}" for k, value in enumerate(values)]
    hovers = [f"exp(θ − m) of {class_name(k)}: {full(value)}" for k, value in enumerate(values)]

    def drawn(heights: Sequence[float]) -> Figure:
        title = "Exponentials: e = exp(θ − m), the largest is 1"
        return _bars(title, class_bars(heights, lit, [] if covered else hovers), lines, lit, text_size)

    none = [0.0] * len(values)
    return Moving(drawn(none), drawn(none if covered else values))


def share_bars(
    exponentials: Array,
    probabilities: Array,
    *,
    lit: int | None = None,
    covered: bool = False,
    text_size: int = TEXT_SIZE,
) -> Moving:
    """ŷ as bars: they grow from the exponentials, whose frames remain, as each of these is divided by their sum.

    Args:
        exponentials: exp(θ − m), (n_classes,).
        probabilities: ŷ, (n_classes,).
        lit: the class a spotlight is on.
        covered: whether what is computed is not shown yet.
        text_size: in pixels.
    """
    values = probabilities.tolist()
    shown = [share(value, covered, len(values), digits_for(len(values))) for value in values]
    lines = [f"ŷ{subscript(k + 1)} = {_break(values)}<b>{text}</b>" for k, text in enumerate(shown)]
    hovers = [f"ŷ of {class_name(k)}: {full(value)}" for k, value in enumerate(values)]
    total = COVERED if covered else with_power(short(float(exponentials.sum())))

    def drawn(heights: Sequence[float]) -> Figure:
        bars = class_bars(heights, lit, [] if covered else hovers)
        title = f"Shares: each e (dashed) divided by the sum of all, {total}"
        return _bars(title, bars, lines, lit, text_size, shapes=outlines(exponentials.tolist()))

    before = exponentials.tolist()
    return Moving(drawn(before), drawn(before if covered else values))


def push_arrows(
    probabilities: Array,
    label: Array,
    errors: Array,
    *,
    lit: int | None = None,
    covered: bool = False,
    text_size: int = TEXT_SIZE,
) -> Moving:
    """ŷ as bars, and from the top of each an arrow to its label: up for the true class, down for every other.

    An arrow is as long as ŷ − y is large, and points against its sign. It grows from the top of its bar.

    Args:
        probabilities: ŷ, (n_classes,).
        label: y, (n_classes,).
        errors: ŷ − y, (n_classes,).
        lit: the class a spotlight is on.
        covered: whether what is computed is not shown yet.
        text_size: in pixels.
    """
    heights, targets = probabilities.tolist(), label.tolist()
    values = errors.tolist()
    lines = [number(value, covered, len(values)) for value in values]
    moved = [None if covered or value == 0 else target for value, target in zip(values, targets, strict=True)]

    bar_hovers = [f"ŷ of {class_name(k)}: {full(height)}" for k, height in enumerate(heights)]
    hovers = [] if covered else [f"ŷ − y of {class_name(k)}: {full(value)}" for k, value in enumerate(values)]
    true = targets.index(1)

    def drawn(tips: Sequence[float | None]) -> Figure:
        return _bars(
            "ŷ − y: how far each bar is from its label",
            class_bars(heights, lit, bar_hovers),
            lines,
            lit,
            text_size,
            more=[label_mark(true), *_arrows(heights, tips, targets, hovers, text_size)],
            annotations=[note(true, 1, "label: y = 1", yshift=0.85 * text_size)],
        )

    start = [None if tip is None else height for tip, height in zip(moved, heights, strict=True)]
    return Moving(drawn(start), drawn(moved))


def _arrows(
    begins: Sequence[float],
    tips: Sequence[float | None],
    targets: Sequence[float],
    hovers: list[str],
    text_size: int,
) -> list[dict[str, Any]]:
    """Upright arrows, their stems and their heads; none where there is no tip."""
    ends = [begin if tip is None else tip for begin, tip in zip(begins, tips, strict=True)]
    stems = {
        "type": "scatter",
        "x": [x for k in range(len(tips)) for x in (k, k, None)],
        "y": [y for pair in zip(begins, ends, strict=True) for y in (*pair, None)],
        "mode": "lines",
        "line": {"color": BACKWARD, "width": 6},
        "hoverinfo": "skip",
    }
    heads = {
        "type": "scatter",
        "x": list(range(len(tips))),
        "y": list(tips),
        "mode": "markers",
        "marker": {
            "symbol": ["arrow-up" if target else "arrow-down" for target in targets],
            "size": 1.2 * text_size,
            "color": BACKWARD,
        },
        "cliponaxis": False,
        "hovertext": hovers,
        "hoverinfo": "text",
    }
    return [stems, heads]


def prediction_before_and_after(
    before: Array,
    after: Array,
    losses: tuple[float, float],
    true_class: int,
    *,
    lit: int | None = None,
    covered: bool = False,
    text_size: int = TEXT_SIZE,
) -> Moving:
    """ŷ with the old parameters as dashed frames, with the new ones as bars that grow from them; the loss of both.

    Args:
        before, after: ŷ, (n_classes,).
        losses: J before and after.
        true_class: index of the label.
        lit: the class a spotlight is on.
        covered: whether what is computed is not shown yet.
        text_size: in pixels.
    """
    old, new = before.tolist(), after.tolist()
    texts = [
        [share(value, is_covered, len(new), 3 if len(new) > 3 else 4) for value in values]
        for values, is_covered in ((old, False), (new, covered))
    ]
    lines = [f"{one}<br>→ <b>{other}</b>" for one, other in zip(*texts, strict=True)]
    hovers = [
        f"ŷ of {class_name(k)}: {full(one)} before, {full(other)} after"
        for k, (one, other) in enumerate(zip(old, new, strict=True))
    ]
    one, other = with_power(short(losses[0])), COVERED if covered else with_power(short(losses[1]))

    def drawn(heights: Sequence[float]) -> Figure:
        return _bars(
            f"Loss J: {one} → {other}, ŷ before (dashed) and after",
            class_bars(heights, lit, [] if covered else hovers),
            lines,
            lit,
            text_size,
            more=[label_mark(true_class)],
            shapes=outlines(old),
            margin={"b": 5 * text_size},
        )

    return Moving(drawn(old), drawn(old if covered else new))


def _bars(
    title: str,
    bars: dict[str, Any],
    lines: Sequence[str],
    lit: int | None,
    text_size: int,
    more: Sequence[dict[str, Any]] = (),
    **layout: Any,
) -> Figure:
    rows = 2 + max(line.count("<br>") for line in lines)
    layout.setdefault("margin", {"b": (0.9 + 1.4 * rows) * text_size})
    return figure(title, [bars, *more], text_size, xaxis=classes_axis(lines, lit), yaxis=_UP_TO_ONE, **layout)


def _written(value: float, covered: bool, values: Sequence[float]) -> str:
    return _break(values) + number(value, covered, len(values))


def _break(values: Sequence[float]) -> str:
    """Six numbers side by side have no room for a name before them on the same line."""
    return "<br>" if len(values) > 4 else ""
