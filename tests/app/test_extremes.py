"""Numbers at the ends of what can be typed."""

import json

import pytest

from dashboard.views.schema import SCHEMA


@pytest.mark.parametrize(
    "link",
    [
        "w=1e100_-1e100_0_1e100_1e100_1e-300&b=1e100_0_-1e100&x=1e100_-1e100&lr=1e100",
        "x=0_0&lr=1e-100",
        "w=1e-300_0_0_0_0_0&b=0_0_0",
        "preset=huge-logits",
    ],
)
def test_extreme_numbers_are_trained_and_drawn(open_page, link):
    page = open_page(link)
    for label in ("Step", "×10", "Run to the end", "Previous"):
        page.click(label)
    for panel in SCHEMA["panel"]:
        page.enter_on("Panel", panel)
    page.enter("Log axis", True).enter("Vary", "w11")
    for key, chart in page.charts.items():
        text = json.dumps(chart)
        assert "NaN" not in text, key
        assert "Infinity" not in text, key
