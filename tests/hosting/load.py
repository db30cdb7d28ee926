"""A class of N students by Streamlit's own protocol, on one process and on two behind nginx, and what it takes.

Students and servers share the machine, so all times are upper bounds; `client` says how busy the students kept it.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from math import ceil
from pathlib import Path
from random import Random
from statistics import quantiles

import websockets

from tests.hosting.hosted import Hosted, hosting
from tests.hosting.visitor import Visitor, visiting
from tests.server import Server, serving

STUDENTS = (1, 10, 50, 100, 200)
FIRST = 50
"""Students who open the page at once, for the first time."""
STEADY = 100
"""Students of the long lesson."""
PAUSE = (2.0, 4.0)
"""Seconds from one click of a student to the next."""
ARRIVALS = 20
"""Students who open the page in a second, before a lesson is measured."""
BUSY = 0.6
"""Of a core, so much may be used for the times to stay short: clicks come in crowds."""
COURSES = (100, 200, 500, 1000)

QUERY = "preset=slow&rounds=5"


@dataclass
class Lesson:
    """What became of a class.

    Attributes:
        students: how many.
        waits: seconds from each click until the run of the script is over.
        errors: what went wrong, in words.
        cpu: seconds the servers used for the clicks.
        seconds: the lesson lasted.
        client: cores the students kept busy.
        memory: MB the servers hold more for each student.
    """

    students: int
    waits: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    cpu: float = 0.0
    seconds: float = 0.0
    client: float = 0.0
    memory: float = 0.0

    @property
    def cost(self) -> float:
        """Seconds of CPU for a click."""
        return self.cpu / len(self.waits)

    def row(self, where: str) -> str:
        """As a row of the table."""
        p50, p95, p99 = (quantiles(self.waits, n=100)[place - 1] * 1e3 for place in (50, 95, 99))
        return (
            f"| {where} | {self.students} | {p50:.0f} ms | {p95:.0f} ms | {p99:.0f} ms | {len(self.waits)} "
            f"| {len(self.errors)} | {self.cost * 1e3:.1f} ms | {self.cpu / self.seconds:.2f} | {self.client:.2f} "
            f"| {self.memory:.2f} MB |"
        )


HEAD = """| where | students | p50 | p95 | p99 | clicks | errors | CPU a click | cores | client | memory a student |
|---|---|---|---|---|---|---|---|---|---|---|"""


async def act(visitor: Visitor, random: Random) -> float:
    """One thing a student does: mostly a Step, now and then an edit or a move of the slider."""
    match random.choices(("Step", "edit", "scrub"), (8, 1, 1))[0]:
        case "edit":
            return await visitor.type(random.choice(("w11", "w12", "b2", "x1")), f"{random.uniform(-2, 2):.3f}")
        case "scrub":
            return await visitor.scrub(random.randrange(int(visitor.component("status")["text"].split()[1]) + 1))
    return await visitor.press("Step")


async def attend(visitor: Visitor, random: Random, end: float, lesson: Lesson) -> None:
    """A student, until the lesson ends."""
    await asyncio.sleep(random.uniform(0, PAUSE[1]))
    while time.monotonic() < end:
        try:
            lesson.waits.append(await act(visitor, random))
        except (AssertionError, TimeoutError, OSError, websockets.WebSocketException) as error:
            lesson.errors.append(repr(error)[:200])
            return
        lesson.errors += visitor.exceptions()
        await asyncio.sleep(random.uniform(*PAUSE))


async def hold(url: str, servers: list[Server], students: int, seconds: float, minutes: list[float]) -> Lesson:
    """A lesson of so many seconds; `minutes` gets the memory of the servers at the end of each minute of it."""
    lesson = Lesson(students)
    for server in servers:
        async with visiting(server.url, QUERY) as visitor:  # what the first visitor has loaded is no student's
            await visitor.press("Step")
    empty = sum(server.memory() for server in servers)
    async with AsyncExitStack() as stack:
        visitors = []
        for _ in range(students):
            visitors.append(await stack.enter_async_context(visiting(url, QUERY)))
            await asyncio.sleep(1 / ARRIVALS)
        before, own, begun = sum(server.cpu() for server in servers), time.process_time(), time.monotonic()
        watching = asyncio.create_task(_watch(servers, minutes))
        students_at = [attend(visitor, Random(n), begun + seconds, lesson) for n, visitor in enumerate(visitors)]
        await asyncio.gather(*students_at)
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
        lesson.seconds = time.monotonic() - begun
        lesson.cpu = sum(server.cpu() for server in servers) - before
        lesson.client = (time.process_time() - own) / lesson.seconds
        lesson.memory = (sum(server.memory() for server in servers) - empty) / students
    return lesson


async def _watch(servers: list[Server], minutes: list[float]) -> None:
    while True:
        await asyncio.sleep(60)
        minutes.append(sum(server.memory() for server in servers))


@contextmanager
def one_process() -> Iterator[tuple[str, list[Server]]]:
    """The app as somebody starts it."""
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder) / "log.txt") as server:
        yield server.url, [server]


@contextmanager
def two_processes() -> Iterator[tuple[str, list[Server]]]:
    """Two replicas behind nginx."""
    with tempfile.TemporaryDirectory() as folder, hosting(Path(folder)) as hosted:
        yield hosted.url, _but_one(hosted)


def _but_one(hosted: Hosted) -> list[Server]:
    last = hosted.replicas[-1]
    hosted.drain(last)
    last.stop()
    return hosted.replicas[:-1]


def files_of_the_page(url: str) -> list[str]:
    """What a browser asks for when it opens the page for the first time; nothing without Chromium."""
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import QUIET, chromium_path
    from tests.browser.lab_page import wait_ready

    asked: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=QUIET)
        page = browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{url}/?{QUERY}")
        wait_ready(page)
        browser.close()
    return [address.removeprefix(url) for address in asked if address.startswith(f"{url}/")]


def first_loads(url: str, files: list[str], students: int) -> list[float]:
    """Seconds until each of so many who come at once has all files and the page was drawn."""
    host = url.removeprefix("http://")

    def fetch() -> None:
        connection = HTTPConnection(host)
        for file in files:
            connection.request("GET", file, headers={"Accept-Encoding": "gzip"})
            connection.getresponse().read()
        connection.close()

    async def come(pool: ThreadPoolExecutor) -> float:
        begun = time.monotonic()
        await asyncio.get_running_loop().run_in_executor(pool, fetch)
        async with visiting(url, QUERY):
            return time.monotonic() - begun

    async def all_come() -> list[float]:
        with ThreadPoolExecutor(students) as pool:
            return await asyncio.gather(*(come(pool) for _ in range(students)))

    return asyncio.run(all_come())


def main(seconds: float, minutes: float, students: tuple[int, ...] = STUDENTS) -> None:
    """Print all tables.

    Args:
        seconds: of each lesson.
        minutes: of the long one.
        students: of each lesson, how many.
    """
    if not sys.platform.startswith("linux"):
        sys.exit("what a process takes is read as Linux tells it")
    print(HEAD)
    dearest = 0.0
    told: list[str] = []
    for where, served in (("one process", one_process), ("two behind nginx", two_processes)):
        for number in students:
            with served() as (url, servers):
                lesson = asyncio.run(hold(url, servers, number, seconds, []))
            print(lesson.row(where), flush=True)
            told += lesson.errors
            dearest = max(dearest, lesson.cost) if number >= 10 else dearest
        with served() as (url, servers):
            files = files_of_the_page(url)
            loads = sorted(first_loads(url, files, FIRST))
        told.append(
            f"{where}, {FIRST} first loads at once, {len(files)} files each: half within {loads[FIRST // 2]:.1f} s, "
            f"all within {loads[-1]:.1f} s"
        )
    print("", *told, "", sep="\n")
    held: list[float] = []
    with two_processes() as (url, servers):
        lesson = asyncio.run(hold(url, servers, STEADY, 60 * minutes, held))
    print(HEAD, lesson.row("two behind nginx"), *lesson.errors, sep="\n")
    print(f"\nMB at the end of each minute of it: {', '.join(f'{memory:.0f}' for memory in held)}\n")
    print(f"| students, a click every {sum(PAUSE) / 2:g} s | clicks a second | cores, each {BUSY:.0%} busy |")
    print("|---|---|---|")
    for course in COURSES:
        clicks = course * 2 / sum(PAUSE)
        print(f"| {course} | {clicks:.0f} | {ceil(clicks * max(dearest, lesson.cost) / BUSY)} |")
