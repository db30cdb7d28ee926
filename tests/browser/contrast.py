"""Contrast as WCAG defines it, of texts as they are painted."""

from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

LEAST = 4.5

# The texts within an element that can be seen: their place, and their colour as it is painted, red, green, blue and
# opacity.
_TEXTS = r"""root => [...root.querySelectorAll("*")]
    .filter(element => [...element.childNodes]
        .some(node => node.nodeType === 3 && /[^\s\u200b]/.test(node.textContent)))
    .filter(element => !element.closest("script, style, .katex-mathml, .hoverlayer, .modebar"))
    .filter(element => element.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
    .map(element => {
        const style = getComputedStyle(element), range = document.createRange();
        range.selectNodeContents(element);
        const box = (element.closest("svg") ? element : range).getBoundingClientRect();
        const isSvg = Boolean(element.closest("svg"));
        const channels = (isSvg ? style.fill : style.color).match(/[\d.]+/g).map(Number);
        let opacity = (channels[3] ?? 1) * (isSvg ? style.fillOpacity : 1);
        for (let one = element; one; one = one.parentElement) opacity *= getComputedStyle(one).opacity;
        return { text: element.textContent.trim().slice(0, 40), color: [...channels.slice(0, 3), opacity],
                 box: [box.left, box.top, box.right, box.bottom] };
    })
    .filter(({ box: [left, top, right, bottom] }) => right - left > 1 && bottom - top > 1)
    .filter(({ box: [left, top, right, bottom] }) =>
        top >= 0 && bottom <= innerHeight && left >= 0 && right <= innerWidth)"""

_WITHOUT_TEXT = "*, *::before, *::after { color: transparent !important; transition: none !important; } "
_WITHOUT_TEXT += "svg text, svg tspan { fill: transparent !important; }"


def pale_texts(page: "Page", root: "Locator") -> list[tuple[str, float]]:
    """The texts within an element with too little contrast to what is painted behind them, and how much they have."""
    from PIL import Image

    texts = root.evaluate(_TEXTS)
    assert texts
    picture = Image.open(BytesIO(page.screenshot(style=_WITHOUT_TEXT))).convert("RGB")
    found = {}
    for text in texts:
        *color, opacity = text["color"]
        part = picture.crop([round(edge) for edge in text["box"]])
        _, behind = max(part.getcolors(part.width * part.height))
        painted = [opacity * top + (1 - opacity) * bottom for top, bottom in zip(color, behind, strict=True)]
        ratio = contrast(painted, behind)
        if ratio < LEAST:
            found[text["text"]] = round(ratio, 2)
    return list(found.items())


def contrast(one: "list[float]", other: "list[float]") -> float:
    """Of two colours, each red, green and blue from 0 to 255."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: "list[float]") -> float:
    shares = [channel / 255 for channel in color]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
