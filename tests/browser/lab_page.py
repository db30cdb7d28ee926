"""What a test does with the page as a user would: read the status line and the link, press a button, fill a field."""

import contextlib
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

PATIENCE = 20_000
"""How long a wait may last, in milliseconds."""

# Pictures are left out: an axis titled Round stands beside the number of a tick.
_STATUS = r"""() => {
    const elements = document.querySelectorAll('[data-testid="stElementContainer"]:not(:has(svg.main-svg))');
    const text = [...elements].filter(element => element.checkVisibility()).map(shown => shown.innerText).join("\n");
    const round = text.match(/\bRound\s+(\d+)\b/), loss = text.match(/\bLoss\s+(\d[\d.]*(?:e[-+]?\d+)?)/);
    return round && loss && [Number(round[1]), loss[1]];
}"""

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
    """Wait until the page is connected and its first run is over.

    A click takes a moment to become a run, so this says nothing about what was just clicked: wait for what it shows.
    """
    page.locator(
        '[data-testid="stApp"][data-test-connection-state="CONNECTED"][data-test-script-state="notRunning"]'
    ).wait_for(timeout=PATIENCE)


@contextlib.contextmanager
def reconnection(page: "Page") -> Iterator[None]:
    """Around what ends and restarts the server: afterwards the page is connected again, and the app has run for it.

    Before that run the new server knows no fragment of the page, and a click there is lost. Streamlit asks for the run
    itself only where the last one was a fragment's, or where a fragment has `run_every`.
    """
    page.evaluate(_WATCH)
    yield
    _wait(page, "() => window.runsSinceDisconnection > 0", None, "a connection to the new server and a run there")
    wait_ready(page)


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
    return page.get_by_role("button", name=re.compile(rf"^{re.escape(label)}( Shortcut .+)?$"))


def click(page: "Page", label: str) -> None:
    """Press the button with this label, once it can be pressed."""
    button(page, label).click(timeout=PATIENCE)


def field(page: "Page", label: str) -> "Locator":
    """The field with exactly this label, whether it takes only text or offers choices as well.

    Read it with `expect(…).to_have_value(…)`: a field that was just drawn is empty for a moment.
    """
    text, choice = (page.get_by_role(role, name=label, exact=True) for role in ("textbox", "combobox"))
    return text.or_(choice)


def wait_for_status(page: "Page", *, round: int) -> tuple[int, str]:
    """Wait until the status line shows this round; the status then."""
    condition = f"round => {{ const now = ({_STATUS})(); return now && now[0] === round && now; }}"
    found = _wait(page, condition, round, f"round {round}")
    return found[0], found[1]


def wait_for_link(page: "Page", key: str, value: str | None) -> None:
    """Wait until the address bar holds this value, or with None: no such key."""
    condition = "([key, value]) => new URLSearchParams(location.search).get(key) === value"
    _wait(page, condition, [key, value], f"{key}={value} in the link")


def _wait(page: "Page", condition: str, arg: object, wanted: str) -> Any:
    from playwright.sync_api import TimeoutError as TooLate

    try:
        return page.wait_for_function(condition, arg=arg, timeout=PATIENCE).json_value()
    except TooLate:
        shown = page.evaluate(_STATUS)
        raise AssertionError(f"waited for {wanted}; the page shows {shown} at {page.url}") from None
