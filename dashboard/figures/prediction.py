"""The predicted probabilities."""

from typing import Any

from dashboard.text import full, probability

from .colors import CLASSES, NEUTRAL
from .style import TEXT_SIZE, Array, Figure, class_name, figure, note


def probability_bars(probabilities: Array, true_class: int, verdict: str, text_size: int = TEXT_SIZE) -> Figure:
    """ŷ as one bar a class, the label marked.

    Args:
        probabilities: ŷ, (n_classes,).
        true_class: index of the label.
        verdict: the prediction in words.
        text_size: in pixels.
    """
    names = [class_name(k) for k in range(len(probabilities))]
    values = probabilities.tolist()
    # What fits side by side on a phone.
    many = len(values) > 4
    digits = 2 if many else 4

    def written(k: int) -> str:
        name = names[k] + (": label" if k == true_class and not many else "")
        text = f"{name}<br><b>{probability(values[k], digits)}</b>"
        return text + ("<br>label" if k == true_class and many else "")

    bars = {
        "type": "bar",
        "x": names,
        "y": values,
        "marker": {"color": list(CLASSES[: len(names)]), "line": {"width": 0}},
        "hovertext": [f"ŷ of {name}: {full(value)}" for name, value in zip(names, values, strict=True)],
        "hoverinfo": "text",
    }
    return figure(
        f"Prediction ŷ: {verdict}",
        [bars, label_mark(names[true_class])],
        text_size,
        xaxis={
            "type": "category",
            "tickvals": names,
            # The numbers stand below, where no bar and no mark can cover them.
            "ticktext": [written(k) for k in range(len(values))],
        },
        yaxis={"range": [0, 1.16], "tickvals": [0, 0.5, 1]},
        annotations=[note(names[true_class], 1, "label: y = 1", yshift=0.85 * text_size)],
        margin={"b": (5 if many else 3.7) * text_size},
    )


def label_mark(place: str | int) -> dict[str, Any]:
    """What the bar of the true class should reach."""
    return {
        "type": "scatter",
        "x": [place],
        "y": [1],
        "mode": "markers",
        "marker": {"symbol": "line-ew-open", "size": 46, "line": {"width": 3}, "color": NEUTRAL},
        "hovertemplate": "the label: ŷ should be 1 here<extra></extra>",
    }
