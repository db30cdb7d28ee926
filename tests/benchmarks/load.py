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

from tests.hosting.flood import KINDS, flooding
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

SPENT = 30
"""Seconds after which a tab that floods has used up what it may use at once."""

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
            yield from _beside_floods(lab)
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
                    before = server.cpu()
                    waited = await visitor.press("Step")
                    await asyncio.sleep(REST)
                    if turn >= 10:  # the first ones warm up
                        costs[server].append(server.cpu() - before)
                        waits += [waited] if server is lab else []
        openings = []
        for _ in range(OPENINGS):
            before = lab.cpu()
            async with visiting(lab.url, LINK):
                await asyncio.sleep(REST)
                openings.append(lab.cpu() - before)
        return median(costs[lab]), median(costs[one_button]), median(waits), median(openings)

    step, one, wait, opening = asyncio.run(measured())
    yield at_most("CPU of the server for a Step", step * 1e3, 15, unit="ms")
    beside = f" (one button: {one * 1e3:.1f} ms)"
    yield at_most("CPU of the server for a Step, to a click of a one-button app", step / one, 5, detail=beside)
    yield noted("a student alone, without a browser: Step → its run is over", wait * 1e3, unit="ms")
    yield at_most("CPU of the server to open the lab", opening * 1e3, 60, unit="ms")


def _beside_floods(lab: Server) -> Iterator[Row]:
    """How much longer a student waits beside one hostile tab."""

    async def step_on(times: int) -> list[float]:
        async with visiting(lab.url, LINK) as student:
            waits = []
            for _ in range(times):
                waits.append(await student.press("Step"))
                await asyncio.sleep(2 * REST)
            return waits[5:]  # the first ones warm up

    for kind in KINDS:
        waits: dict[bool, list[float]] = {False: [], True: []}
        for _ in range(3):  # in turn, so that a busy moment of the machine meets both
            waits[False] += asyncio.run(step_on(STEPS // 2))
            with flooding(lab.url, kind):
                time.sleep(SPENT)
                waits[True] += asyncio.run(step_on(STEPS // 2))
        alone, beside = (quantiles(waits[flooded], n=20)[-1] for flooded in (False, True))
        detail = f" (median {median(waits[True]) * 1e3:.0f} ms, alone {median(waits[False]) * 1e3:.0f} ms)"
        yield at_most(
            f"p95 of a Step beside a flood of {kind} from one tab, to alone", beside / alone, 2, detail=detail
        )


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
            before, begun = lab.cpu(), time.monotonic()
            await asyncio.gather(*(study(visitor, Random(n), begun + LESSON) for n, visitor in enumerate(visitors)))
            share = (lab.cpu() - before) / (time.monotonic() - begun)
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
            held.append((lab.memory(), _files(lab)))

    async def one() -> None:
        async with visiting(lab.url, LINK) as visitor:
            await visitor.press("Step")

    held: list[tuple[float, int]] = []
    left: list[tuple[float, int]] = []
    asyncio.run(one())
    start = lab.memory(), _files(lab)
    for _ in range(2):
        asyncio.run(visit())
        time.sleep(AWAY)
        left.append((lab.memory(), _files(lab)))
    taken = (held[0][0] - start[0]) / students
    yield noted("memory of the server for a student", taken, unit="MB")
    what = f"{AWAY} s after {students} students left, once more than before"
    yield at_most(
        f"{what}: memory for each that is not given back", (left[1][0] - left[0][0]) / students, 0.1, unit="MB"
    )
    yield at_most(f"{what}: files open", left[1][1] - start[1], 3, unit="files")


def _files(server: Server) -> int:
    """How many files and connections a server has open."""
    return len(os.listdir(f"/proc/{server.process.pid}/fd"))
