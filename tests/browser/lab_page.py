"""What a test does with the page as a user would: read the status line and the link, press a button, fill a field."""

import contextlib
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from dashboard.text import full, in_field, probability, short
from softmax_core.link import parse
from softmax_core.names import value_of
from softmax_core.numerals import read_number
from softmax_core.run import Run, replay
from softmax_core.training import History

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

PATIENCE = 40_000
"""How long a wait may last, in milliseconds."""
POLLING = 50
"""How often a wait looks, in milliseconds: at every frame it would take time from the page it waits for."""
STILLNESS = 250
"""How long nothing changes on a page at rest, in milliseconds, where `window.stillness` says nothing else."""

CHART = ".js-plotly-plot"
"""Any picture, as a CSS selector."""

# Pictures are left out: an axis titled Round stands beside the number of a tick. The projector view covers the loss of
# a round until it is computed.
_STATUS = r"""() => {
    const elements = document.querySelectorAll('[data-testid="stElementContainer"]:not(:has(svg.main-svg))');
    const seen = [...elements].filter(element => element.checkVisibility({ opacityProperty: true }));
    const text = seen.map(element => element.innerText).join("\n");
    const round = text.match(/\bRound\s+(\d+)\b/);
    const loss = text.match(/\bLoss\s+(\?|\d[\d.]*(?:e[-−+]?\d+| × 10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?)/);
    return round && loss && [Number(round[1]), loss[1]];
}"""

# What the fields show, the true class among them as `y`, and under `numbers` the full values of the table, row by row.
_FIELDS = r"""() => {
    const inputs = [...document.querySelectorAll("input[aria-label]")];
    const values = inputs.map(input => [input.getAttribute("aria-label"), input.value]);
    const label = document.querySelector('[role="radiogroup"][aria-label^="True class"] [aria-checked="true"]');
    const numbers = [...document.querySelectorAll('[aria-label="Numbers of this round"] td[title]')];
    return {
        ...Object.fromEntries(values.filter(([name]) => /^([wbx]\d+|Learning rate)$/.test(name))),
        y: label?.innerText,
        numbers: numbers.map(cell => cell.title).join(" "),
    };
}"""

# What is still drawn late, a formula or a picture, changes how many elements there are. A page far from its server says
# how long its messages are under way.
_QUIET = f"""() => {{
    const query = new URLSearchParams(location.search), status = ({_STATUS})();
    const elements = document.getElementsByTagName("*").length, now = performance.now();
    const shown = JSON.stringify([location.search, status, ({_FIELDS})(), elements]);
    if (shown !== window.shownLast) [window.shownLast, window.shownSince] = [shown, now];
    const app = document.querySelector('[data-testid="stApp"]').dataset;
    const idle = app.testConnectionState === "CONNECTED" && app.testScriptState === "notRunning";
    const agreed = status && Number(query.get("at") ?? query.get("rounds") ?? 0) === status[0];
    const drawn = !document.querySelector('[data-testid="stSkeleton"]');
    return idle && agreed && drawn && now - window.shownSince > (window.stillness ?? {STILLNESS});
}}"""

# What the page says of itself, and how long nothing has changed where that was asked.
_APP = """() => [
    { ...document.querySelector('[data-testid="stApp"]')?.dataset }, Math.round(performance.now() - window.shownSince),
]"""

_WATCH_STATUS = f"""() => {{
    window.statusesSeen = [];
    const look = () => {{
        const now = ({_STATUS})();
        if (now && !window.statusesSeen.some(seen => seen.join() === now.join())) window.statusesSeen.push(now);
        requestAnimationFrame(look);
    }};
    look();
}}"""

_WATCH_PLACES = """selectors => {
    window.placesSeen = selectors.map(() => []);
    const look = () => {
        selectors.forEach((selector, index) => {
            const chart = document.querySelector(selector);
            const top = chart && Math.round(chart.getBoundingClientRect().top);
            if (chart && !window.placesSeen[index].includes(top)) window.placesSeen[index].push(top);
        });
        requestAnimationFrame(look);
    };
    look();
}"""

# Press the button, and from that moment on note every round that is painted.
_PAUSE = f"""button => {{
    const shown = ({_STATUS})()[0];
    window.roundsSincePause = [shown];
    const look = () => {{
        const round = ({_STATUS})()?.[0];
        if (round !== undefined && round !== window.roundsSincePause.at(-1)) window.roundsSincePause.push(round);
        requestAnimationFrame(look);
    }};
    requestAnimationFrame(look);
    button.click();
    return shown;
}}"""

_WATCH = """() => {
    const app = document.querySelector('[data-testid="stApp"]');
    let connected = true, running = false;
    window.runsSinceDisconnection = -Infinity;
    new MutationObserver(() => {
        const isConnected = app.dataset.testConnectionState === "CONNECTED";
        const isRunning = app.dataset.testScriptState === "running";
        if (connected && !isConnected) window.runsSinceDisconnection = 0;
        if (isConnected && running && !isRunning) window.runsSinceDisconnection += 1;
        [connected, running] = [isConnected, isRunning];
    }).observe(app, { attributeFilter: ["data-test-connection-state", "data-test-script-state"] });
}"""


def wait_ready(page: "Page") -> None:
    """Wait until the page is connected and its first run is over, and without a failure.

    A click takes a moment to become a run, so this says nothing about what was just clicked: wait for what it shows.
    """
    page.locator(
        '[data-testid="stApp"][data-test-connection-state="CONNECTED"][data-test-script-state="notRunning"]'
    ).wait_for(timeout=PATIENCE)
    # Widgets are drawn late, each a grey shape until then, and their keys work only when they are drawn.
    page.locator('[data-testid="stButton"]').first.wait_for(timeout=PATIENCE)
    wait_until(page, """() => !document.querySelector('[data-testid="stSkeleton"]')""", "all to be drawn")
    assert page.get_by_test_id("stException").count() == 0, "the app failed"


@contextlib.contextmanager
def reconnection(page: "Page") -> Iterator[None]:
    """Around what ends and restarts the server: afterwards the page is connected again, and the app has run for it.

    Before that run the new server knows no fragment of the page, and a click there is lost. Streamlit asks for the run
    itself only where the last one was a fragment's, or where a fragment has `run_every`.
    """
    page.evaluate(_WATCH)
    yield
    wait_until(page, "() => window.runsSinceDisconnection > 0", "a connection to the new server and a run there")
    wait_ready(page)


def status_line(page: "Page") -> "Locator":
    """Where the round and the loss stand."""
    return page.get_by_role("heading", name=re.compile(r"Round \d"))


def status(page: "Page") -> tuple[int, str]:
    """The round and the loss on screen, the loss as it is written."""
    found = page.evaluate(_STATUS)
    if found is None:
        raise AssertionError("no `Round …` and `Loss …` on the page")
    return found[0], found[1]


def link(page: "Page") -> dict[str, str]:
    """The query of the address bar."""
    return dict(parse_qsl(urlsplit(page.evaluate("location.href")).query, keep_blank_values=True))


def button(page: "Page", label: str) -> "Locator":
    """The button with this label. Its accessible name may go on with a shortcut: `Step Shortcut →`."""
    named = page.get_by_role("button", name=re.compile(rf"^{re.escape(label)}( Shortcut .+)?$"))
    return named.first if label == "Help" else named  # as Streamlit calls every question mark


def click(page: "Page", label: str) -> None:
    """Press the button with this label, once it can be pressed."""
    button(page, label).click(timeout=PATIENCE)


def field(page: "Page", label: str) -> "Locator":
    """The field with exactly this label, whether it takes only text or offers choices as well.

    Read it with `expect(…).to_have_value(…)`: a field that was just drawn is empty for a moment.
    """
    text, choice = (page.get_by_role(role, name=label, exact=True) for role in ("textbox", "combobox"))
    return text.or_(choice)


def slider(page: "Page") -> "Locator":
    """The thumb of the slider through the rounds."""
    return page.get_by_role("slider", name="Round")


def chart(page: "Page", key: str) -> "Locator":
    """A picture: network, bars, loss, weights, gradients, probabilities or trajectories."""
    return page.locator(f".st-key-{key} {CHART}")


def charts(page: "Page") -> "Locator":
    """All pictures on screen."""
    return page.locator(CHART)


def enter(page: "Page", label: str, text: str, key: str = "Enter") -> None:
    """Type a text into a field in place of its own, and end with a key."""
    field(page, label).fill(text, timeout=PATIENCE)
    field(page, label).press(key)


def choose(page: "Page", label: str, option: str) -> None:
    """Choose from the list of a field; where the browser draws the list itself, by typing."""
    if field(page, label).evaluate("element => Boolean(element.list)", timeout=PATIENCE):
        enter(page, label, option)
        return
    field(page, label).click(timeout=PATIENCE)
    page.get_by_role("option", name=option, exact=True).click(timeout=PATIENCE)


def press_fast(page: "Page", *labels: str, times: int, every: float = 50) -> None:
    """Click these buttons in turn with the mouse, `every` so many milliseconds, whatever the page does meanwhile."""
    boxes = [button(page, label).bounding_box(timeout=PATIENCE) for label in labels]
    for turn in range(times):
        box = boxes[turn % len(boxes)]
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.wait_for_timeout(every)  # the pace of the hand


def pause(page: "Page") -> int:
    """Press Pause. The round on screen at that very moment; `window.roundsSincePause` has it and those that follow."""
    return button(page, "Pause").evaluate(_PAUSE, timeout=PATIENCE)


def watch_status(page: "Page") -> None:
    """From now on, note every status that is painted."""
    page.evaluate(_WATCH_STATUS)


def watched_status(page: "Page") -> list[tuple[int, str]]:
    """The statuses painted since `watch_status`, each once, in the order of their first time."""
    return [(round, loss) for round, loss in page.evaluate("window.statusesSeen")]


def watch_places(page: "Page", keys: tuple[str, ...]) -> None:
    """From now on, note every height at which these pictures are painted."""
    page.evaluate(_WATCH_PLACES, [f".st-key-{key} {CHART}" for key in keys])


def watched_places(page: "Page") -> list[list[int]]:
    """The heights noted since `watch_places`, each once, picture by picture."""
    return page.evaluate("window.placesSeen")


def fields(page: "Page") -> dict[str, str]:
    """What the fields show, the true class as `y`, and as `numbers` the full values of the table beneath."""
    return page.evaluate(_FIELDS)


def digits(page: "Page") -> tuple:
    """Every digit beside the pictures, once nothing moves any more: the status and the fields."""
    wait_quiet(page)
    return status(page), fields(page)


def wait_quiet(page: "Page") -> None:
    """Wait until the page agrees with its address, and neither changes any more."""
    page.evaluate("window.shownLast = null")
    wait_until(page, _QUIET, "a while in which nothing changes and the link agrees with the status")


def run_in_link(page: "Page") -> Run:
    """The run the address bar holds."""
    return parse(page.evaluate("location.href")).run


def check(page: "Page") -> Run:
    """Wait until the page is quiet; then all it shows must be what a replay of the run in its link gives. The run."""
    from playwright.sync_api import expect

    wait_quiet(page)
    run = run_in_link(page)
    history = replay(run)
    moment = history.at(run.at)
    assert status(page) == (run.at, short(_loss(run, history)))
    shown = fields(page)
    for name in run.names:
        if name == "y":
            assert shown["y"] == str(value_of(moment, "y"))
        else:
            text = shown["Learning rate" if name == "lr" else name]
            assert in_field(read_number(name, text)) == in_field(value_of(moment, name)), name
    forward = history.forward(slice(run.at, run.at + 1))
    probabilities, y = forward.probabilities[0, 0], moment.y[0]
    columns = (forward.logits[0, 0], probabilities, y, probabilities - y)
    assert shown["numbers"] == " ".join(full(value) for row in zip(*columns, strict=True) for value in row)
    ticks = chart(page, "bars").locator(".xtick text")  # a picture may come later than the rest
    digits = 4 if len(probabilities) <= 4 else 2
    expect(ticks).to_contain_text([probability(value, digits) for value in probabilities.tolist()], timeout=PATIENCE)
    return run


def _loss(run: Run, history: History) -> float:
    return float(history.losses(run.setup.loss, slice(run.at, run.at + 1))[0])


def wait_for_status(page: "Page", *, round: int) -> tuple[int, str]:
    """Wait until the status line shows this round; the status then."""
    condition = f"round => {{ const now = ({_STATUS})(); return now && now[0] === round && now; }}"
    found = wait_until(page, condition, f"round {round}", round)
    return found[0], found[1]


def wait_beyond(page: "Page", round: int) -> None:
    """Wait until the status line shows a later round than this."""
    condition = f"round => {{ const now = ({_STATUS})(); return now && now[0] > round; }}"
    wait_until(page, condition, f"a round beyond {round}", round)


def wait_for_link(page: "Page", key: str, value: str | None) -> None:
    """Wait until the address bar holds this value, or with None: no such key."""
    condition = "([key, value]) => new URLSearchParams(location.search).get(key) === value"
    wait_until(page, condition, f"{key}={value} in the link", [key, value])


def wait_until(page: "Page", condition: str, wanted: str, arg: object = None) -> Any:
    """Wait until a JavaScript function of `arg` returns something true; that. `wanted` names it in the failure."""
    from playwright.sync_api import TimeoutError as TooLate

    try:
        return page.wait_for_function(condition, arg=arg, timeout=PATIENCE, polling=POLLING).json_value()
    except TooLate:
        shown, app = page.evaluate(_STATUS), page.evaluate(_APP)
        raise AssertionError(f"waited for {wanted}; the page shows {shown} at {page.url}, {app}") from None


def middle(target: "Locator") -> tuple[float, float]:
    """Where the middle of an element is on screen."""
    target.wait_for(timeout=PATIENCE)
    box = target.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def hover_at(page: "Page", target: "Locator") -> None:
    """Move the mouse to the middle of an element, whatever lies above it."""
    x, y = middle(target)
    page.mouse.move(x - 3, y)
    page.mouse.move(x, y)


def click_at(page: "Page", target: "Locator") -> None:
    """Click the middle of an element, whatever lies above it."""
    hover_at(page, target)
    page.mouse.click(*middle(target))
