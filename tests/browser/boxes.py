"""The projector view measured by the boxes of its elements: what scrolls, is cut off, overlaps or is too small."""

from typing import TYPE_CHECKING

from tests.browser.lab_page import wait_until

if TYPE_CHECKING:
    from playwright.sync_api import Page

# Nothing has changed its place for a while, and each picture is drawn for the room it has: formulas are fitted and
# pictures drawn anew after the screen has another size, these after a tenth of a second. What is drawn anew fades in.
_SETTLED = """still => {
    const all = document.querySelectorAll(`.st-key-stage_words .base, .st-key-stage .js-plotly-plot,
        .st-key-stage .js-plotly-plot text, .st-key-stage .bars path, .st-key-stage button`);
    const boxes = [...all].map(element => element.getBoundingClientRect());
    const now = JSON.stringify([innerWidth, innerHeight, location.search,
        boxes.map(({ left, top, width, height }) => [left, top, width, height].map(Math.round))]);
    if (now !== window.boxesLast) [window.boxesLast, window.boxesSince] = [now, performance.now()];
    const pictures = [...document.querySelectorAll(".st-key-stage .chart")];
    const fills = ({ _fullLayout, offsetWidth, offsetHeight }) =>
        Math.max(Math.abs(_fullLayout.width - offsetWidth), Math.abs(_fullLayout.height - offsetHeight)) <= 2;
    const drawn = pictures.every(picture => picture.querySelector("svg .cartesianlayer path") && fills(picture));
    const idle = document.querySelector("[data-testid=stApp]").dataset.testScriptState === "notRunning";
    const faded = document.getAnimations().every(({ playState }) => playState !== "running");
    return idle && drawn && faded && document.querySelector(".st-key-stage_words .base")
        && performance.now() - window.boxesSince > still;
}"""

# What does not fit, in words. A part of the stage is what the others must not reach into.
_MISFITS = r"""least => {
    const found = new Set(), by = innerHeight / 250;
    const say = (what, element) => {
        const { left, top, right, bottom } = element.getBoundingClientRect();
        const text = (element.textContent || element.className.slice(-30)).trim().slice(0, 40);
        found.add(`${what}: ${text} ${[left, top, right, bottom].map(Math.round)}`);
    };
    const overlap = (one, other, by) =>
        Math.min(one.right, other.right) - Math.max(one.left, other.left) > by &&
        Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > by;
    const within = (inner, outer, by) => inner.left >= outer.left - by && inner.top >= outer.top - by &&
        inner.right <= outer.right + by && inner.bottom <= outer.bottom + by;
    const seen = element => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    const stage = document.querySelector(".st-key-stage");
    const named = ["words", "bar", "actions", "messages", "top", "bottom"];
    const parts = [...stage.querySelectorAll(named.map(name => `.st-key-stage_${name}`).join())];
    const screen = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
    const whole = [document.documentElement, document.querySelector("[data-testid=stMain]"), stage];
    for (const box of [...whole, ...parts])
        if (box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1) say("scrolls", box);
    for (const [place, part] of parts.entries()) {
        const box = part.getBoundingClientRect();
        if (!within(box, screen, 1)) say("off the screen", part);
        for (const other of parts.slice(0, place))
            if (overlap(box, other.getBoundingClientRect(), 1)) say(`reaches into ${other.className.slice(-30)}`, part);
        for (const text of part.querySelectorAll("*")) {
            const hasText = [...text.childNodes]
                .some(node => node.nodeType === 3 && /[^\s\u200b]/.test(node.nodeValue));
            const passed = text.closest(`script, style, .katex-mathml, .hoverlayer, .modebar,
                [data-testid=stIconMaterial]`);
            const { width, height } = text.getBoundingClientRect();
            if (!hasText || passed || width < 1 || height < 1 || !seen(text)) continue;
            // The lines of a formula are higher than its letters.
            if (!within(text.getBoundingClientRect(), box, text.closest(".katex") ? 3 * by : by)) say("cut off", text);
            const scale = text.closest("svg") ? text.getScreenCTM().a : 1;
            const size = parseFloat(getComputedStyle(text).fontSize) * scale;
            const raised = `.katex .mtight, sub, sup, tspan[style*="font-size: 70%"], tspan[style*="font-size:70%"]`;
            if (size < least - 0.05 && !text.closest(raised)) say(`${size.toFixed(1)} pixels high`, text);
        }
        for (const chart of part.querySelectorAll(".js-plotly-plot")) {
            const texts = [...chart.querySelectorAll("svg text")]
                .filter(text => text.textContent.trim() && seen(text) && !text.closest(".hoverlayer"));
            for (const [place, text] of texts.entries())
                for (const other of texts.slice(0, place))
                    if (overlap(text.getBoundingClientRect(), other.getBoundingClientRect(), 3))
                        say(`covers ${other.textContent}`, text);
        }
    }
    return [...found];
}"""


def wait_settled(page: "Page", still: float = 100) -> None:
    """Wait until nothing on the stage has moved for so many milliseconds."""
    wait_until(page, _SETTLED, "a stage on which nothing moves", still)


def wait_faded_in(page: "Page") -> None:
    """Wait until nothing is animated."""
    still = "() => document.getAnimations().every(animation => animation.playState !== 'running')"
    wait_until(page, still, "a page on which nothing is animated")


def misfits(page: "Page", least: float = 0) -> list[str]:
    """What does not fit, and the texts that are less than `least` pixels high; scripts and indices may be smaller."""
    return page.evaluate(_MISFITS, least)
