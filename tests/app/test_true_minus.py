"""What is below 0 has a true minus sign wherever a number is written: in pictures, on hover, in words and in tables."""

import json
import re

import pytest

from tests.app.derivation_page import DerivationPage
from tests.app.test_lecture import Stage

RUN = {"x": "8_-0.5", "y": "0_1_0", "w": "-0.5_1e-7_-2_0.3_-1e-9_1", "b": "-1_0_1e-5", "lr": "0.001", "rounds": "3"}
LINK = "&".join(f"{key}={value}" for key, value in {**RUN, "edits": "2~w12~-0.25"}.items())

HYPHEN = re.compile(r"(?<![\w#/.~_-])-\.?\d|\de-\d")


def hyphens(part: object) -> list[str]:
    """Texts of a picture in which a hyphen stands for a minus."""
    if isinstance(part, str):
        return [part] if HYPHEN.search(part) else []
    parts = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    return [text for inner in parts for text in hyphens(inner)]


@pytest.mark.parametrize("scale", ["linear", "log"])
@pytest.mark.parametrize("panel", ["weights", "gradients", "probabilities", "trajectories"])
def test_the_lab(open_page, panel, scale):
    page = open_page(f"{LINK}&panel={panel}&scale={scale}&below=edits")
    assert {key: wrong for key, chart in page.charts.items() if (wrong := hyphens(chart))} == {}
    assert hyphens(re.sub(r"`[^`]*`", "", page.prose)) == []
    assert "−" in json.dumps(page.charts, ensure_ascii=False)
    (table,) = [part.value for part in page.at.html if 'aria-label="Numbers of this round"' in part.value]
    assert hyphens(re.sub("<[^>]*>", " ", table)) == hyphens(re.findall('title="([^"]*)"', table)) == []
    assert hyphens(page.data("speech")["text"]) == []


def test_compare(open_page):
    page = open_page(LINK).enter("Below the pictures", "compare").click("Pin this run").enter("w11", "-0.75")
    assert {key: wrong for key, chart in page.charts.items() if (wrong := hyphens(chart))} == {}
    (table,) = [part.value for part in page.at.get("table")]
    assert hyphens(table.to_numpy().ravel().tolist()) == []


@pytest.mark.parametrize("part", "12345678")
def test_the_stage(part):
    stage = Stage(**RUN, part=part)
    sent = {part.key: json.loads(part.proto.bytes) for part in stage.at.get("bidi_component")}
    drawn = {key: (data["figure"], data["start"], data["alt"]) for key, data in sent.items() if "figure" in data}
    assert drawn
    assert hyphens(json.loads(json.dumps(drawn))) == []


def test_the_picture_of_the_errors_of_the_check():
    assert hyphens(DerivationPage(**RUN, section="gradients").chart) == []
