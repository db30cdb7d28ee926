"""A class in one process: what a click costs the server, how long a student waits among others, what stays behind."""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from random import Random
from statistics import median, quantiles

from tests.hosting.visitor import Visitor, visiting
from tests.server import Server

from .measure import Row, at_most, noted, skipped

STEPS = 100
OPENINGS = 20
STUDENTS = (50, 100)
PAUSE = 3
"""Seconds between two Steps of a student, half of it to one and a half times as much."""
LESSON = 45
"""Seconds for which a class steps."""
AWAY = 180
"""Seconds after which what a student took must have been given back."""
REST = 0.05
"""Seconds that a server has for what it does after its answer."""

LINK = "preset=slow&rounds=5"

ONE_BUTTON = """
import gc

import streamlit as st

st.session_state.setdefault("round", 0)


@st.cache_resource
def spare_the_collector():
    gc.collect()
    gc.freeze()


def step():
    st.session_state["round"] += 1


spare_the_collector()
st.button("Step", on_click=step)
st.markdown(f"Round {st.session_state['round']}")
"""
"""With the same cure against Streamlit's collections as the app."""


def rows() -> Iterator[Row]:
    if not sys.platform.startswith("linux"):
        yield skipped("a class in one process", "what a process takes is read as Linux tells it")
        return
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "one_button.py"
        script.write_text(ONE_BUTTON)
        lab, one_button = (_started(folder, script) for script in ("app.py", str(script)))
        try:
            yield from _alone(lab, one_button)
            one_button.kill()
            for students in STUDENTS:
                yield from _together(lab, students)
            lab.kill()
            lab.start()
            yield from _left(lab)
        finally:
            lab.kill()
            one_button.kill()


def _started(folder: str, script: str) -> Server:
    server = Server(Path(folder) / f"{Path(script).stem}.log", script)
    server.start()
    return server


def _alone(lab: Server, one_button: Server) -> Iterator[Row]:
    """What a single student costs."""

    async def measured() -> tuple[float, float, float, float]:
        async with visiting(lab.url, LINK) as student, visiting(one_button.url) as other:
            costs: dict[Server, list[float]] = {lab: [], one_button: []}
            waits = []
            for turn in range(STEPS + 10):
                for server, visitor in ((lab, student), (one_button, other)):
                    before = _cpu(server)
                    waited = await visitor.press("Step")
                    await asyncio.sleep(REST)
                    if turn >= 10:  # the first ones warm up
                        costs[server].append(_cpu(server) - before)
                        waits += [waited] if server is lab else []
        openings = []
        for _ in range(OPENINGS):
            before = _cpu(lab)
            async with visiting(lab.url, LINK):
                await asyncio.sleep(REST)
                openings.append(_cpu(lab) - before)
        return median(costs[lab]), median(costs[one_button]), median(waits), median(openings)

    step, one, wait, opening = asyncio.run(measured())
    yield at_most("CPU of the server for a Step", step * 1e3, 15, unit="ms")
    beside = f" (one button: {one * 1e3:.1f} ms)"
    yield at_most("CPU of the server for a Step, to a click of a one-button app", step / one, 5, detail=beside)
    yield noted("a student alone, without a browser: Step → its run is over", wait * 1e3, unit="ms")
    yield at_most("CPU of the server to open the lab", opening * 1e3, 60, unit="ms")


def _together(lab: Server, students: int) -> Iterator[Row]:
    """What a student waits for in a class, all of whom step every few seconds."""
    waits: list[float] = []

    async def study(visitor: Visitor, random: Random, end: float) -> None:
        await asyncio.sleep(random.uniform(0, PAUSE))
        while time.monotonic() < end:
            waits.append(await visitor.press("Step"))
            await asyncio.sleep(PAUSE * random.uniform(0.5, 1.5))

    async def lesson() -> float:
        async with AsyncExitStack() as stack:
            visitors = [await stack.enter_async_context(visiting(lab.url, LINK)) for _ in range(students)]
            before, begun = _cpu(lab), time.monotonic()
            await asyncio.gather(*(study(visitor, Random(n), begun + LESSON) for n, visitor in enumerate(visitors)))
            share = (_cpu(lab) - before) / (time.monotonic() - begun)
            assert all(visitor.exceptions() == [] for visitor in visitors)
            return share

    share = asyncio.run(lesson())
    most = {50: 250, 100: 500}[students]
    beside = f" (median {median(waits) * 1e3:.0f} ms, {share:.0%} of a core)"
    what = f"{students} students, a Step each every {PAUSE} s: p95 of click → its run is over"
    yield at_most(what, quantiles(waits, n=20)[-1] * 1e3, most, unit="ms", detail=beside)


def _left(lab: Server) -> Iterator[Row]:
    """What a class leaves behind. The second one finds the room that the first one made."""
    students = STUDENTS[0]

    async def visit() -> None:
        async with AsyncExitStack() as stack:
            visitors = [await stack.enter_async_context(visiting(lab.url, LINK)) for _ in range(students)]
            for _ in range(10):
                for visitor in visitors:
                    await visitor.press("Step")
            held.append((_memory(lab), _files(lab)))

    async def one() -> None:
        async with visiting(lab.url, LINK) as visitor:
            await visitor.press("Step")

    held: list[tuple[float, int]] = []
    left: list[tuple[float, int]] = []
    asyncio.run(one())
    start = _memory(lab), _files(lab)
    for _ in range(2):
        asyncio.run(visit())
        time.sleep(AWAY)
        left.append((_memory(lab), _files(lab)))
    taken = (held[0][0] - start[0]) / students
    yield noted("memory of the server for a student", taken, unit="MB")
    what = f"{AWAY} s after {students} students left, once more than before"
    yield at_most(
        f"{what}: memory for each that is not given back", (left[1][0] - left[0][0]) / students, 0.1, unit="MB"
    )
    yield at_most(f"{what}: files open", left[1][1] - start[1], 3, unit="files")


def _cpu(server: Server) -> float:
    """The seconds of CPU that a server has used."""
    return time.clock_gettime(~server.process.pid << 3 | 2)  # the number of a process's clock, as Linux makes it


def _memory(server: Server) -> float:
    """The memory a server holds, in MB."""
    lines = Path(f"/proc/{server.process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def _files(server: Server) -> int:
    """How many files and connections a server has open."""
    return len(os.listdir(f"/proc/{server.process.pid}/fd"))
