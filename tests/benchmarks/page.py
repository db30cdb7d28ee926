"""The page in a real Chromium: from a click to what is painted, beside two small Streamlit apps."""

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from dashboard.text import full
from softmax_core.functional import cross_entropy
from softmax_core.run import Run, replay
from softmax_core.settings import MAX_ROUNDS
from softmax_core.sources import Blobs, Penguins
from softmax_core.study import Study
from softmax_core.study_link import name_of
from tests.browser.conftest import QUIET, chromium_path
from tests.browser.lab_page import (
    press_fast,
    run_in_link,
    wait_quiet,
    wait_ready,
    wait_until,
    watch_status,
    watched_status,
)
from tests.server import REPOSITORY, serving

from .measure import Row, at_least, at_most, skipped
from .wire import counted

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CLICKS = 50
LOADS = 10
FAST = 20
REST = 400
"""Milliseconds between two clicks, so that none has to wait for what the one before left to do."""

ONE_BUTTON = """
import streamlit as st

st.session_state.setdefault("round", 0)


def step():
    st.session_state["round"] += 1


st.button("Step", on_click=step)
st.markdown(f"Round {st.session_state['round']}")
"""

ONE_CHART = """
import streamlit as st

st.button("Step")
st.plotly_chart({"data": [{"type": "bar", "x": ["a", "b", "c"], "y": [1, 2, 3]}]})
"""

# From a click on, look at each frame for what a picture, a field or a text holds: milliseconds until the frame after it
# was there. Without a button, from now on. A picture draws in the task in which its data become the new ones.
_WATCH = """([label, words]) => new Promise((resolve, reject) => {
    const found = {}, begun = performance.now();
    const holds = (place, word) => {
        const element = document.querySelector(place);
        if (element?.matches("input")) return element.title === word;
        const chart = element?.querySelector(".js-plotly-plot");
        return chart ? JSON.stringify(chart.data ?? []).includes(word) : element?.textContent.includes(word);
    };
    const look = now => {
        for (const [place, word] of words) {
            if (place in found || !holds(place, word)) continue;
            found[place] = null;
            requestAnimationFrame(painted => { found[place] = painted - begun; });
        }
        if (words.every(([place]) => typeof found[place] === "number")) resolve(found);
        else if (now - begun > 60000) reject(new Error(`not all of ${JSON.stringify(words)} was drawn`));
        else requestAnimationFrame(look);
    };
    const named = button => button.innerText.split("\\n").includes(label);
    if (label) [...document.querySelectorAll("button")].find(named).click();
    requestAnimationFrame(look);
})"""

_FIRST = (".st-key-status", ".st-key-bars")
_TEXT = "[data-testid=stMarkdown]"


def rows() -> Iterator[Row]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        yield skipped("the page", "Playwright is not installed")
        return
    executable = chromium_path()
    if executable is None:
        yield skipped("the page", "there is no Chromium")
        return
    with (
        tempfile.TemporaryDirectory() as folder,
        _serving(REPOSITORY / "app.py", folder) as lab,
        _serving(_script(folder, "one_button", ONE_BUTTON), folder) as one_button,
        _serving(_script(folder, "one_chart", ONE_CHART), folder) as one_chart,
        sync_playwright() as playwright,
        contextlib.closing(playwright.chromium.launch(executable_path=executable, args=QUIET)) as browser,
    ):
        yield from _clicks(browser, lab, one_button)
        yield from _data_set(browser, lab)
        yield from _bytes(browser, lab)
        yield from _vary(browser, lab)
        yield from _play(browser, lab)
        yield from _fast_clicks(browser, lab)
        yield from _long_runs(browser, lab)
        yield from _loads(browser, lab, one_chart)


@contextlib.contextmanager
def _serving(script: Path, logs: str) -> Iterator[str]:
    """The address at which a script is served, with the settings of its own folder: other apps have Streamlit's."""
    with serving(Path(logs) / f"{script.stem}.log", script.name, script.parent) as server:
        yield server.url


def _script(folder: str, name: str, text: str) -> Path:
    path = Path(folder) / f"{name}.py"
    path.write_text(text)
    return path


def _open(browser: "Browser", address: str) -> "Page":
    page = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page.goto(address)
    wait_ready(page)
    wait_until(page, "() => !document.querySelector('.chart:not(.js-plotly-plot)')", "all pictures to be drawn")
    page.wait_for_timeout(REST)
    return page


def _press(page: "Page", label: str, words: dict[str, str]) -> dict[str, float]:
    """Press a button: milliseconds until each place has painted its word."""
    page.wait_for_timeout(REST)
    return page.evaluate(_WATCH, [label, list(words.items())])


def _words(run: Run) -> dict[str, str]:
    """What each place of the first screen holds where it shows the round a run looks at: a number in full."""
    history = replay(run)
    probability = float(history.forward(slice(run.at, run.at + 1)).probabilities[0, 0, 0])
    weight = float(history.weights[run.at, 0, 0])
    loss = float(history.losses(run.setup.loss)[run.at])
    return {
        ".st-key-status": f"Round {run.at}",
        ".st-key-bars": f": {probability!r}",
        ".st-key-loss": repr(loss),
        ".st-key-weights": repr(weight),
        ".st-key-network": repr(weight),
        ".st-key-layer input[aria-label=w11]": repr(weight),
    }


def _clicks(browser: "Browser", lab: str, one_button: str) -> Iterator[Row]:
    small, page = _open(browser, one_button), _open(browser, f"{lab}/?preset=slow&rounds=10")
    peer, first, every = [], [], []
    run = run_in_link(page)
    for click in range(CLICKS):
        peer.append(_press(small, "Step", {_TEXT: f"Round {click + 1}"})[_TEXT])
        run = run.step()
        taken = _press(page, "Step", _words(run))
        first.append(max(taken[place] for place in _FIRST))
        every.append(max(taken.values()))
    beside = f" (one button: {median(peer):.0f} ms)"
    yield at_most(
        "click Step → status line and ŷ bars, to a click of a one-button app",
        median(first) / median(peer), 1.3, detail=beside,
    )  # fmt: skip
    what = "click Step → every picture and field of the first screen, to the same"
    yield at_most(what, median(every) / median(peer), 2)
    small.close()
    page.close()


def _words_of_study(study: Study) -> dict[str, str]:
    """What each place of the page Data set holds where it shows the round a study looks at, batches being full."""
    descent = study.descent()
    parameters = descent.parameters(study.at)
    losses = cross_entropy(descent.x @ parameters.weights + parameters.bias, study.data.y[descent.split.train])
    return {
        ".st-key-status": f"Round {study.at} ",
        ".st-key-plane": f"loss {full(losses[0])}",
        ".st-key-scores": repr(float(descent.scores(study.at).loss[-1])),
        ".st-key-weights": repr(float(parameters.weights[0, 0])),
    }


def _data_set(browser: "Browser", lab: str) -> Iterator[Row]:
    """The same click on the page of the data set, on made and on measured samples."""
    run_page = _open(browser, f"{lab}/?preset=slow&rounds=10")
    for name, source in (("150 blobs", Blobs()), ("342 penguins", Penguins())):
        page, study = _open(browser, f"{lab}/data?set={name_of(source)}&rounds=10"), Study(source, rounds=10, at=10)
        in_lab, on_page = [], []
        run = run_in_link(run_page)
        for _ in range(CLICKS):
            run, study = run.step(), study.step()
            in_lab.append(max(_press(run_page, "Step", _words(run)).values()))
            on_page.append(max(_press(page, "Step", _words_of_study(study)).values()))
        page.close()
        yield at_most(
            f"click Step on {name} → every picture of the page Data set, to the lab's Step",
            median(on_page) / median(in_lab), 2, detail=f" ({median(on_page):.0f} ms)",
        )  # fmt: skip
    run_page.close()


def _bytes(browser: "Browser", lab: str) -> Iterator[Row]:
    """On the wire, where what was sent before costs little."""
    for what, rounds in (("at rounds 10 to 30", 10), ("near round 9990", MAX_ROUNDS - CLICKS)):
        with counted(urlsplit(lab).port) as wire:
            page = _open(browser, f"http://127.0.0.1:{wire.port}/?preset=slow&rounds={rounds}")
            run, sent = run_in_link(page), []
            for _ in range(20):
                run = run.step()
                before = wire.received
                _press(page, "Step", _words(run))
                page.wait_for_timeout(REST)
                sent.append(wire.received - before)
            page.close()
        yield at_most(f"bytes on the wire to the browser for a Step {what}", median(sent) / 1000, 12, unit="kB")


# For so many milliseconds, drag the slider a little at every frame; then tell how often all parts showed a new value.
_DRAG = """length => new Promise(resolve => {
    const slider = document.querySelector(".dragger input[aria-label^=Value]");
    const begun = performance.now(), seen = new Set();
    const drawn = place => document.querySelector(`.st-key-${place} .js-plotly-plot`).data;
    const edge = text => text.startsWith("w₁₁ = ");
    const look = now => {
        const value = Number(document.querySelector("input[aria-label=w11]").title);
        const edges = drawn("network").flatMap(trace => trace.hovertext ?? []).find(edge);
        const others = [drawn("weights")[0].z[0][0], Number(edges.slice(6).replace("−", "-"))];
        if (others.every(other => other === value)) seen.add(value);
        slider.value = Number(slider.min) + (slider.max - slider.min) * ((now - begun) / length);
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        if (now - begun < length) requestAnimationFrame(look);
        else { slider.dispatchEvent(new Event("change", { bubbles: true })); resolve(seen.size / length * 1000); }
    };
    requestAnimationFrame(look);
})"""


def _vary(browser: "Browser", lab: str) -> Iterator[Row]:
    rates = []
    for _ in range(5):
        page = _open(browser, f"{lab}/?preset=slow&rounds=10&vary=w11")
        rates.append(page.evaluate(_DRAG, 4000))
        page.close()
    yield at_least("Vary: complete redraws a second while dragging", median(rates), 12, unit="")


# For so many milliseconds from a press of Play, how many rounds there were of which all parts showed the same one.
_WATCH_PLAY = """([words, length]) => new Promise(resolve => {
    const begun = performance.now(), whole = new Set();
    const shown = (place, of_rounds) => {
        const element = document.querySelector(place), plot = element?.querySelector(".js-plotly-plot");
        const text = plot ? JSON.stringify(plot.data) : element?.matches("input") ? element.title : element?.innerText;
        return of_rounds.findIndex(word => text?.includes(word));
    };
    const look = now => {
        const rounds = Object.entries(words).map(([place, of_rounds]) => shown(place, of_rounds));
        if (rounds.every(round => round === rounds[0])) whole.add(rounds[0]);
        if (now - begun < length) requestAnimationFrame(look);
        else resolve((whole.size - 1) / length * 1000);
    };
    [...document.querySelectorAll("button")].find(button => button.innerText.includes("Play")).click();
    requestAnimationFrame(look);
})"""


def _play(browser: "Browser", lab: str) -> Iterator[Row]:
    rates = []
    for _ in range(3):
        page = _open(browser, f"{lab}/?preset=slow&rounds=10&tol=0")
        run = run_in_link(page)
        # The curve holds earlier losses too: its mark is of one round, as is a number with a space behind it.
        parts = [
            {
                **_words(run.step(count)),
                ".st-key-status": f"Round {run.at + count} ",
                ".st-key-loss": f'"name":"now","x":[{run.at + count}],',
            }
            for count in range(80)
        ]
        words = {place: [part[place] for part in parts] for place in parts[0]}
        rates.append(page.evaluate(_WATCH_PLAY, [words, 5000]))
        page.close()
    yield at_least("Play by 1: rounds a second, each drawn whole", median(rates), 8, unit="")


def _fast_clicks(browser: "Browser", lab: str) -> Iterator[Row]:
    page = _open(browser, f"{lab}/?preset=slow&rounds=10")
    step = median(max(_press(page, "Step", _words(run_in_link(page).step())).values()) for _ in range(10))
    ratios, late = [], 0
    for _ in range(3):
        wait_quiet(page)
        watch_status(page)
        page.evaluate(_WATCH_CHANGES)
        press_fast(page, "Step", times=FAST)
        wait_quiet(page)
        painted = [round for round, _ in watched_status(page)]
        late += sum(sum(other > round for other in painted[:place]) >= 2 for place, round in enumerate(painted))
        assert painted[-1] == run_in_link(page).at
        ratios.append(page.evaluate("window.lastChange") / step)
    yield at_most("twenty Steps 50 ms apart → the last one drawn, to one Step", median(ratios), 20)
    yield at_most("steps drawn after two later ones were", late, 0, unit="steps")
    page.close()


# From now on, `window.lastChange` has the milliseconds until the status or a chart was last painted anew.
_WATCH_CHANGES = """() => {
    const begun = performance.now();
    let last = [];
    const look = () => {
        const charts = [...document.querySelectorAll(".js-plotly-plot")];
        const now = [document.querySelector(".st-key-status")?.textContent, ...charts];
        if (now.length !== last.length || now.some((part, place) => part !== last[place])) {
            last = now;
            requestAnimationFrame(painted => { window.lastChange = painted - begun; });
        }
        requestAnimationFrame(look);
    };
    look();
}"""


def _long_runs(browser: "Browser", lab: str) -> Iterator[Row]:
    early, late = (_open(browser, f"{lab}/?preset=slow&rounds={rounds}") for rounds in (10, MAX_ROUNDS - CLICKS))
    runs = {page: run_in_link(page) for page in (early, late)}
    taken: dict[Page, list[float]] = {early: [], late: []}
    for _ in range(CLICKS // 2):
        for page in (early, late):
            runs[page] = runs[page].step()
            taken[page].append(max(_press(page, "Step", _words(runs[page])).values()))
    yield at_most("a Step near round 9990, to one near round 10", median(taken[late]) / median(taken[early]), 1.2)
    late.close()
    ends = []
    for _ in range(5):
        page = _open(browser, f"{lab}/?preset=slow&tol=0&max={MAX_ROUNDS}")
        run = run_in_link(page)
        ends.append(max(_press(page, "Run to the end", _words(run.run_to_end(replay(run)))).values()))
        page.close()
    yield at_most("Run to the end, 10000 rounds → every picture, to one Step", median(ends) / median(taken[early]), 2)
    early.close()


def _loads(browser: "Browser", lab: str, one_chart: str) -> Iterator[Row]:
    taken: dict[str, list[float]] = {lab: [], one_chart: []}
    for _ in range(LOADS):
        for address, charts in ((lab, 4), (one_chart, 1)):
            context = browser.new_context(viewport={"width": 1440, "height": 900})  # with an empty cache
            page = context.new_page()
            page.goto(address)
            taken[address].append(page.evaluate(_LOADED, charts))
            context.close()
    ratio = median(taken[lab]) / median(taken[one_chart])
    yield at_most("first load → the lab can be used, to an app with one chart", ratio, 1.4)


# Milliseconds since the page was asked for until its button and all its charts are painted.
_LOADED = """charts => new Promise(resolve => {
    const look = () => {
        const drawn = document.querySelectorAll(".js-plotly-plot:has(.main-svg)");
        const button = [...document.querySelectorAll("button")].some(b => b.innerText.split("\\n").includes("Step"));
        if (drawn.length >= charts && button) requestAnimationFrame(painted => resolve(painted));
        else requestAnimationFrame(look);
    };
    look();
})"""
