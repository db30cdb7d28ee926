"""Symbols are painted, and their colours can be read and told apart."""

import itertools
import re

import numpy as np
import pytest

from dashboard.latex import SYMBOL_COLORS, colored, formula_css, painted


def test_symbols_are_painted():
    assert painted(r"<W>^\top <x_i>") == rf"{colored('w', 'W')}^\top {colored('x', 'x_i')}"
    assert painted("<ŷ_k>") == colored("ŷ", r"\hat{y}_k")
    assert painted("<∂θ>") == colored("g", r"\frac{\partial J}{\partial \theta}")


def channels(color: str) -> np.ndarray:
    values = np.array([int(color[place : place + 2], 16) for place in (1, 3, 5)]) / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted(float(channels(color) @ [0.2126, 0.7152, 0.0722]) for color in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


# How colours look without one of the three kinds of cones; Machado, Oliveira and Fernandes 2009.
EYES = {
    "all cones": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}


def oklab(color: str, eyes: np.ndarray) -> np.ndarray:
    """Björn Ottosson's space, in which distances are about those seen."""
    cones = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    )
    opponents = np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    )
    return opponents @ np.cbrt(cones @ np.clip(eyes @ channels(color), 0, 1))


@pytest.mark.parametrize("symbol", SYMBOL_COLORS)
def test_symbols_can_be_read_on_light_and_dark_ground(symbol):
    light, dark = SYMBOL_COLORS[symbol]
    assert min(contrast(light, ground) for ground in ("#FFFFFF", "#F3F5F7")) >= 4.5
    assert min(contrast(dark, ground) for ground in ("#14171B", "#22272E")) >= 4.5


@pytest.mark.parametrize("theme", [0, 1])
@pytest.mark.parametrize("eyes", EYES)
def test_symbols_differ_for_all_eyes(theme, eyes):
    least = 0.09 if eyes == "all cones" else 0.04
    colors = [oklab(pair[theme], EYES[eyes]) for pair in SYMBOL_COLORS.values()]
    assert min(np.linalg.norm(one - other) for one, other in itertools.combinations(colors, 2)) >= least


def test_css_gives_every_symbol_its_dark_colour():
    css = formula_css()
    for light, dark in SYMBOL_COLORS.values():
        assert re.fullmatch("#[0-9A-F]{6}", light)
        assert css.count(f"light-dark({light}, {dark}) !important") == 2
    assert '.katex [style*="color:#0072B2"], .katex [style*="color: rgb(0, 114, 178)"] {' in css
    assert 'svg text[style*="fill: rgb(0, 114, 178)"] { fill:' in css
