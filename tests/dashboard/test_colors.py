"""The colours: the same wherever they are written, told apart, and readable."""

import itertools
import re
import tomllib
from pathlib import Path

import pytest

import dashboard
from dashboard.figures.colors import (
    CLASS_SYMBOLS,
    CLASSES,
    INK,
    NEGATIVE,
    NEUTRAL,
    POSITIVE,
    SIGNED_SCALE,
    faded,
    light,
)
from softmax_core.settings import MAX_CLASSES
from tests.dashboard.drawn import channels, ratio

PACKAGE = Path(dashboard.__file__).parent
THEME = tomllib.loads((PACKAGE.parent / ".streamlit" / "config.toml").read_text())["theme"]


def contrast(one: str, other: str) -> float:
    return ratio(channels(one), channels(other))


def mixed(one: str, other: str, part: float) -> str:
    pairs = zip(channels(one), channels(other), strict=True)
    return "#" + "".join(f"{round(a + part * (b - a)):02X}" for a, b in pairs)


def test_contrast_is_that_of_the_standard():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.005)


def test_the_theme_has_the_class_colours():
    assert tuple(THEME["chartCategoricalColors"]) == CLASSES


def test_backgrounds_written_in_css_are_those_of_the_theme():
    sources = "".join(path.read_text() for kind in ("py", "css") for path in PACKAGE.rglob(f"*.{kind}"))
    pairs = re.findall(r"background[^;{}]*light-dark\(\s*(#\w+)\s*,\s*(#\w+)\s*\)", sources)
    assert pairs
    allowed = {(THEME["light"][name], THEME["dark"][name]) for name in ("backgroundColor", "primaryColor")}
    assert set(pairs) <= allowed
    assert (THEME["light"]["backgroundColor"], THEME["dark"]["backgroundColor"]) in pairs


def test_each_class_has_a_colour_and_a_mark_of_its_own():
    assert len(set(CLASSES)) == len(set(CLASS_SYMBOLS)) == len(CLASSES) == len(CLASS_SYMBOLS) == MAX_CLASSES


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations((*CLASSES, NEGATIVE, POSITIVE), 2)))
def test_no_two_colours_with_a_meaning_are_close(one, other):
    assert max(abs(a - b) for a, b in zip(channels(one), channels(other), strict=True)) >= 40


STEPS = [
    mixed(one, other, part / 10) for (_, one), (_, other) in itertools.pairwise(SIGNED_SCALE) for part in range(11)
]


@pytest.mark.parametrize("fill", [*STEPS, *map(light, CLASSES)])
def test_ink_can_be_read_on_every_fill(fill):
    assert contrast(INK, fill) >= 4.5


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_text_can_be_read_on_the_backgrounds_of_the_theme(mode):
    theme = THEME[mode]
    assert contrast(theme["textColor"], theme["backgroundColor"]) >= 4.5
    assert contrast(theme["textColor"], theme["secondaryBackgroundColor"]) >= 4.5


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("color", [POSITIVE, NEGATIVE, NEUTRAL])
def test_signs_and_guides_stand_out_from_the_background(mode, color):
    # What WCAG asks of pictures, not of text.
    assert contrast(color, THEME[mode]["backgroundColor"]) >= 3


def test_the_signed_scale_runs_from_negative_through_near_white_to_positive():
    places, colors = zip(*SIGNED_SCALE, strict=True)
    assert places == (0.0, 0.5, 1.0)
    assert min(channels(colors[1])) > 230
    for end, sign in ((colors[0], NEGATIVE), (colors[2], POSITIVE)):
        # The same hue: the channels come in the same order.
        assert sorted(range(3), key=channels(end).__getitem__) == sorted(range(3), key=channels(sign).__getitem__)


def test_a_colour_is_faded_and_lightened():
    assert faded("#E69F00", 0.5) == "rgba(230, 159, 0, 0.5)"
    assert light("#000000") == "#7F7F7F"
    assert light("#FFFFFF") == "#FFFFFF"
