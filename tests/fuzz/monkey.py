"""A monkey at the page, in Chromium: uses whatever it sees, by a seeded mouse and keyboard; then the page is looked at.

Now and then it lets the page come to rest. Then nothing may have failed, the console may have no error, and a fresh tab
that opens the address must show every digit that this one shows. The memory of a page that is used for long levels off.
"""

import re
import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import median
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.browser.lab_page import button, digits, fields, status, wait_quiet, wait_ready
from tests.fuzz.generate import hostile_csv, hostile_file, hostile_typed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, ConsoleMessage, FileChooser, Page

BETWEEN = 20
"""Things it does until it lets the page rest."""
STILLNESS = 700
"""How long nothing changes on a page at rest, in milliseconds: on a busy machine a training that plays stands still."""
GROWTH, ROOM = 1.5, 10.0
"""Times, and besides MB, that the memory may have grown from the second quarter of a visit to the last."""


@dataclass(frozen=True)
class Look:
    """What the monkey sits at: a page on a light or dark screen of this size, a phone that is touched, a projector."""

    name: str
    query: str
    width: int
    height: int
    dark: bool = False
    phone: bool = False
    page: str = ""

    def address(self, base: str) -> str:
        """Where it begins."""
        return f"{base}/{self.page}?{self.query}"


LOOKS = (
    Look("desk, light", "preset=slow&rounds=3", 1440, 900),
    Look("phone, dark", "preset=slow&rounds=3", 390, 844, dark=True, phone=True),
    Look("projector, light", "preset=slow&rounds=3&view=projector", 1280, 720),
    Look("desk, dark", "preset=two-classes&rounds=2&vary=w11&below=compare", 1440, 900, dark=True),
    Look("phone, light", "preset=slow&rounds=3&below=edits&edits=1~w12~0.25", 390, 844, phone=True),
    Look("projector, dark", "preset=slow&rounds=3&view=projector&cover=yes", 1920, 1080, dark=True),
    Look("data set, light", "set=penguins&rounds=5&batch=16&below=batch", 1440, 900, page="data"),
    Look(
        "data set on a phone, dark", "set=hand&points=1~2~1_3~4~2_-2~1~3", 390, 844, dark=True, phone=True, page="data"
    ),
    Look("data set, projector", "set=iris&rounds=5&view=projector", 1280, 720, page="data"),
)

KEYS = (
    "ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown", "Tab", "Tab", "Shift+Tab", "Enter", "Space", "Escape", "Home",
    "PageDown", "p", "h", "c", "d", "l", "v", "i", "?", "0", "9", "-", "e", "Delete", "Backspace", "x",
)  # fmt: skip

# All that can be used and seen, with a name and what kind it is of.
_SEE = """() => {
    const all = `button, input, textarea, select, summary, a[href], .js-plotly-plot, [role=radio], [role=tab],
        [role=option], [role=slider], [role=combobox], [role=checkbox]`;
    const canBeUsed = it => it.checkVisibility({ visibilityProperty: true }) && !it.disabled && it.offsetWidth !== 0;
    window.monkeySees = [...document.querySelectorAll(all)].filter(canBeUsed);
    return window.monkeySees.map(it => {
        const words = it.ariaLabel || it.innerText || it.title || it.closest("label, [role=group]")?.innerText;
        const kind = it.matches(".js-plotly-plot") ? "picture" : it.matches("[type=range], [role=slider]") ? "slider"
            : it.matches("[type=text], [type=number], textarea, input:not([type])") ? "text" : "control";
        const key = it.closest("[class*=st-key-]")?.className.match(/st-key-([a-z_]+)/)?.[1] ?? "";
        return { kind, name: `${kind} ${key} ${(words || it.className).slice(0, 30)}` };
    });
}"""

# Bring one of them into sight; where it is then.
_SHOW = """place => {
    const it = window.monkeySees[place];
    if (!it.isConnected) return null;
    it.scrollIntoView({ block: "center", behavior: "instant" });
    const { left, top, width, height } = it.getBoundingClientRect();
    return [left, top, width, height];
}"""


@dataclass
class Visit:
    """What a monkey did at one page.

    Attributes:
        deeds: what it did, in words, the latest last.
        seen, used: the controls it saw, and those of them it used.
        rests: how often the page was looked at at rest.
        heap: MB that the page then held.
        errors: what the console and the page itself told.
    """

    look: Look
    deeds: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)
    rests: int = 0
    heap: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def line(self) -> str:
        """The visit in a sentence."""
        done = f"{len(self.deeds)} deeds, {len(self.used)} of {len(self.seen)} controls, {self.rests} rests"
        held = f"{median(self.heap[:3]):.0f} → {median(self.heap[-3:]):.0f} MB" if self.heap else "no memory looked at"
        return f"{self.look.name}: {done}, {held}"

    def check_memory(self) -> None:
        """The memory levels off. Says nothing where there were too few rests to tell."""
        quarter = len(self.heap) // 4
        if quarter >= 3:
            before, after = median(self.heap[quarter : 2 * quarter]), median(self.heap[-quarter:])
            assert after <= GROWTH * before + ROOM, f"{self.look.name}: {before:.0f} MB grew to {after:.0f} MB"


class Monkey:
    """At one page, until its time is up."""

    def __init__(self, page: "Page", fresh: "Page", base: str, random: Random, visit: Visit) -> None:
        self.page, self.fresh, self.base, self.random, self.visit = page, fresh, base, random, visit

    def do(self) -> None:
        """One thing that a monkey may do."""
        deed = self.random.choices((self.use, self.press_key, self.wheel, self.travel), (12, 4, 1, 0.5))[0]
        self.visit.deeds.append(deed())

    def use(self) -> str:
        """Use one of the controls, most often one that was never used."""
        seen = self.page.evaluate(_SEE)
        self.visit.seen.update(it["name"] for it in seen)
        if not seen:
            return "nothing to see"
        places = [place for place, it in enumerate(seen) if it["name"] not in self.visit.used]
        if not places or self.random.random() < 0.4:
            kind = self.random.choice(sorted({it["kind"] for it in seen}))
            places = [place for place, it in enumerate(seen) if it["kind"] == kind]
        place = self.random.choice(places)
        name, box = seen[place]["name"], self.page.evaluate(_SHOW, place)
        if box is None:
            return f"lost {name}"
        self.visit.used.add(name)
        left, top, width, height = box
        x, y = left + width * self.random.uniform(0.1, 0.9), top + height * self.random.uniform(0.2, 0.8)
        match seen[place]["kind"]:
            case "text":
                return f"{name} ← {self.type(x, y)!r}"
            case "slider" | "picture" if self.random.random() < 0.7:
                self.drag(x, y)
                return f"drag {name}"
        if self.visit.look.phone:
            self.page.touchscreen.tap(x, y)
        else:
            self.page.mouse.click(x, y, click_count=self.random.choice((1, 1, 1, 2)))
        return f"press {name}"

    def type(self, x: float, y: float) -> str:
        """Type a number, or what looks like one, and leave the field."""
        text = re.sub(r"[\x00-\x1f]", "", hostile_typed(self.random))[:40]
        if self.random.random() < 0.6:
            text = f"{self.random.uniform(-3, 3):.{self.random.randrange(4)}f}"
        self.page.mouse.click(x, y)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)
        self.page.keyboard.press(self.random.choice(("Enter", "Tab", "Escape")))
        return text

    def drag(self, x: float, y: float) -> None:
        """Drag by a few pixels or far."""
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        for _ in range(self.random.randrange(1, 6)):
            x, y = x + self.random.uniform(-60, 60), y + self.random.uniform(-20, 20)
            self.page.mouse.move(x, y)
        self.page.mouse.up()

    def press_key(self) -> str:
        key = self.random.choice(KEYS)
        for _ in range(self.random.choice((1, 1, 1, 5))):
            self.page.keyboard.press(key)
        return f"key {key}"

    def wheel(self) -> str:
        self.page.mouse.wheel(0, self.random.choice((-700, -100, 100, 700)))
        return "wheel"

    def travel(self) -> str:
        """Back or Forward, or a reload, but not away from the app."""
        way = self.random.choice(("go_back", "go_back", "go_forward", "reload"))
        getattr(self.page, way)()
        self.back_home()
        return way

    def rest(self) -> None:
        """Let the page come to rest; then what must hold, holds."""
        page, visit = self.page, self.visit
        page.mouse.up()
        self.back_home()
        wait_ready(page)
        for _ in range(2):
            page.keyboard.press("Escape")
        self.end_play()
        wait_quiet(page)
        if "set=own" not in page.url:  # a link that does not hold the user's file
            self.compare()
        assert not visit.errors, visit.errors
        visit.rests += 1
        self.fresh.goto("about:blank")
        session = page.context.new_cdp_session(page)
        session.send("HeapProfiler.collectGarbage")
        visit.heap.append(session.send("Runtime.getHeapUsage")["usedSize"] / 1e6)
        session.detach()

    def compare(self) -> None:
        """The link gives what the page shows."""
        page, shown = self.page, (status(self.page), fields(self.page))
        self.fresh.goto(page.url)
        wait_ready(self.fresh)
        given = digits(self.fresh)
        assert given == shown, f"the link {page.url} shows {given}, and the page it was taken from {shown}"

    def end_play(self) -> None:
        """Pause a training that plays, or that a key will have played which is not answered yet."""
        calm = 0
        while calm < 3:
            plays = button(self.page, "Pause").evaluate_all("all => all[0]?.click() ?? all.length")
            calm = 0 if plays else calm + 1
            self.page.wait_for_timeout(STILLNESS / 2)

    def back_home(self) -> None:
        """Back to the app, where a way led out of it."""
        if not self.page.url.startswith(self.base):
            self.page.goto(self.visit.look.address(self.base))
            wait_ready(self.page)


def roam(browser: "Browser", base: str, look: Look, seconds: float, seed: int) -> Visit:
    """A monkey at a page for so long; raises AssertionError, with its last deeds, where something does not hold."""
    visit, random = Visit(look), Random(f"{seed} {look.name}")
    with _window(browser, base, look, random, visit) as (page, fresh):
        monkey = Monkey(page, fresh, base, random, visit)
        page.goto(look.address(base))
        wait_ready(page)
        end = time.monotonic() + seconds
        try:
            while time.monotonic() < end:
                for _ in range(BETWEEN):
                    monkey.do()
                monkey.rest()
            visit.check_memory()
        except Exception as error:
            told = "; ".join(visit.errors) or "the console told no error"
            raise AssertionError(
                f"{look.name}, seed {seed}, at {page.url} after {'; '.join(visit.deeds[-25:])}: {error} ({told})"
            ) from error
    return visit


@contextmanager
def _window(browser: "Browser", base: str, look: Look, random: Random, visit: Visit) -> "Iterator[tuple[Page, Page]]":
    """Two tabs, the second for looking at links."""
    context = browser.new_context(
        viewport={"width": look.width, "height": look.height},
        color_scheme="dark" if look.dark else "light",
        has_touch=look.phone,
        is_mobile=look.phone,
        accept_downloads=False,
        permissions=["clipboard-read", "clipboard-write"],
    )
    context.route(lambda url: urlsplit(url).netloc not in ("", urlsplit(base).netloc), lambda route: route.abort())
    context.on("weberror", lambda error: visit.errors.append(str(error.error)))
    context.on("console", lambda line: _is_wrong(line) and visit.errors.append(f"{line.text} {line.location['url']}"))
    with tempfile.TemporaryDirectory() as folder:
        context.add_init_script(f"window.stillness = {STILLNESS}")
        page, fresh = context.new_page(), context.new_page()
        page.on("dialog", lambda dialog: dialog.dismiss())
        page.on("popup", lambda other: other.close())
        page.on("filechooser", _giving_files(Path(folder), random))
        page.bring_to_front()
        yield page, fresh
        context.close()


def _is_wrong(line: "ConsoleMessage") -> bool:
    """Whether the console tells of an error.

    Streamlit asks for its health beneath the page's own address first, and a replay for what the next has replaced.
    """
    optional = r"/(_stcore/(health|host-config)|media/\w+\.json)$"
    is_missing = "404" in line.text and re.search(optional, line.location["url"])
    return line.type == "error" and not is_missing


def _giving_files(folder: Path, random: Random) -> Callable:
    def give(chooser: "FileChooser") -> None:
        is_json = ".json" in (chooser.element.get_attribute("accept") or "")
        path = folder / f"{random.randrange(100)}.{'json' if is_json else 'csv'}"
        path.write_bytes(hostile_file(random) if is_json else hostile_csv(random))
        chooser.set_files(path)

    return give
