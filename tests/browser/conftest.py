"""A real Chromium, a real server: what the browser tests share."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.browser.delay import delayed_port
from tests.browser.lab_page import PATIENCE, wait_ready
from tests.server import Server, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
)  # fmt: skip
DELAY = 0.2
"""Seconds from the browser to the `delayed` server, and as many back."""
FAR = "window.stillness = 700"
"""What a page of the `delayed` server is told: when it may count as still."""
FAILED = pytest.StashKey[bool]()
"""Of a test, whether it failed."""


def chromium_path() -> str | None:
    """Where Chromium is, None where there is none."""
    return next(filter(None, map(shutil.which, CHROMIUM)), None)


@dataclass
class Record:
    """What the windows of a test did."""

    requests: list[str] = field(default_factory=list)
    console_errors: list[str] = field(default_factory=list)
    page_errors: list[str] = field(default_factory=list)

    def abroad(self) -> list[str]:
        """The requests that left this machine."""
        parts = [(url, urlsplit(url)) for url in self.requests]
        local = ("localhost", "127.0.0.1")
        return [
            url for url, part in parts if part.scheme not in ("data", "blob", "file") and part.hostname not in local
        ]


class Window:
    """A page in a context of its own, kept from test to test: what was loaded and compiled once is there again.

    What one test leaves in it, the next does not find: no run, storage, cookie, tab or permission, and no wish for
    less motion.
    """

    def __init__(self, browser: "Browser", phone: bool, dark: bool, far: bool) -> None:
        self.kind = (phone, dark, far)
        self.record = Record()
        self.context = browser.new_context(color_scheme="dark" if dark else "light", has_touch=phone, is_mobile=phone)
        self.context.on("request", lambda request: self.record.requests.append(request.url))
        self.context.on("weberror", lambda error: self.record.page_errors.append(str(error.error)))
        self.context.on("console", lambda line: line.type == "error" and self.record.console_errors.append(line.text))
        if far:
            self.context.add_init_script(FAR)
        self.page = self.context.new_page()
        self.page.on("websocket", lambda websocket: self.record.requests.append(websocket.url))

    def clear(self) -> None:
        """Leave the app, and with it the run, as somebody who closes it; forget what it stored."""
        for tab in self.context.pages:
            if tab is not self.page:
                tab.close()
        self.page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
        self.page.goto("about:blank")
        self.page.mouse.move(0, 0)
        self.page.emulate_media(reduced_motion="no-preference")
        self.context.clear_cookies()
        self.context.clear_permissions()
        self.record = Record()


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """Chromium. Without it the tests skip, or fail where REQUIRE_BROWSER=1."""
    missing = pytest.fail if os.environ.get("REQUIRE_BROWSER") == "1" else pytest.skip
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("Playwright is not installed")
    executable = chromium_path()
    if executable is None:
        missing(f"no Chromium: looked for {', '.join(CHROMIUM)}")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app, served to this worker's tests. A test that kills it starts it again."""
    with serving(tmp_path_factory.mktemp("server") / "log.txt") as served:
        yield served


@pytest.fixture(scope="session")
def delayed(server: Server) -> Iterator[str]:
    """The address of the same server, 200 ms away in each direction."""
    with delayed_port(server.port, DELAY) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def expect() -> Callable:
    """Playwright's own, as patient as all waits here."""
    from playwright.sync_api import expect

    expect.set_options(timeout=PATIENCE)
    return expect


@pytest.fixture
def record() -> Record:
    """What the pages of this test asked for and reported."""
    return Record()


@pytest.fixture(scope="session")
def idle_windows(browser: "Browser") -> list[Window]:
    """The windows of this worker that no test uses."""
    return []


@pytest.fixture
def take_window(
    request: pytest.FixtureRequest, browser: "Browser", record: Record, idle_windows: list[Window]
) -> Iterator[Callable[..., Window]]:
    """Gives a window that this test has for itself; afterwards, no page may have failed or asked another machine.

    `take_window(*, phone=False, dark=False, far=False)`.
    """
    taken = []

    def take(*, phone: bool = False, dark: bool = False, far: bool = False) -> Window:
        kind = (phone, dark, far)
        window = next((window for window in idle_windows if window.kind == kind), None)
        if window is None:
            window = Window(browser, *kind)
        else:
            idle_windows.remove(window)
        window.record = record
        taken.append(window)
        return window

    yield take
    for window in taken:
        if request.node.stash.get(FAILED, False):
            window.context.close()  # nobody knows what the test left: a dialog, a key held down
        else:
            window.clear()
            idle_windows.append(window)
    assert record.abroad() == []
    assert record.page_errors == []


@pytest.fixture
def open_page(take_window: Callable[..., Window], server: Server) -> "Callable[..., Page]":
    """Opens pages of the app, each in a context of its own.

    `open_page(path="/", *, width=1440, height=900, dark=False, touch=None, base=server.url)`; below 600 wide, or where
    `touch` says so, it is a screen that is touched.
    """

    def opened(
        path: str = "/",
        *,
        width: int = 1440,
        height: int = 900,
        dark: bool = False,
        touch: bool | None = None,
        base: str | None = None,
    ) -> "Page":
        phone = width < 600 if touch is None else touch
        page = take_window(phone=phone, dark=dark, far=base not in (None, server.url)).page
        page.set_viewport_size({"width": width, "height": height})
        page.goto((base or server.url) + path)
        wait_ready(page)
        return page

    return opened


@pytest.fixture
def page(open_page: "Callable[..., Page]") -> "Page":
    """The app as an empty link opens it, 1440 by 900, light."""
    return open_page()


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what needs the browser: `-m "not browser"` leaves it out."""
    if "browser" in getattr(item, "fixturenames", ()):
        item.add_marker("browser")
        # A shared machine may miss a deadline of PATIENCE; what is broken fails twice.
        item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    """Show the server's log and the console beside a failure, and note it for the fixtures."""
    report = yield
    item.stash[FAILED] = report.failed  # of the call, when they end
    server = getattr(item, "funcargs", {}).get("server")
    if report.failed and server is not None:
        report.sections.append(("Server log", server.log_end()))
    record = getattr(item, "funcargs", {}).get("record")
    if report.failed and record is not None:
        report.sections.append(("Console errors", "\n".join(record.console_errors)))
    return report
