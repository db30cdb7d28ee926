"""`python -m tests.hosting.flood URL KIND`: one tab that keeps its server as busy as it can, until it is killed.

In a process of its own, or it would take its time from those who measure.
"""

import asyncio
import contextlib
import subprocess
import sys
from collections.abc import Iterator
from itertools import count

from streamlit.proto.BackMsg_pb2 import BackMsg

from softmax_core.settings import MAX_ROUNDS
from softmax_core.sources import MOST_SAMPLES
from tests.hosting.visitor import Visitor, visiting
from tests.server import REPOSITORY

LONG = f"preset=slow&tol=0&rounds={MAX_ROUNDS}"


async def steps(visitor: Visitor) -> None:
    """Far more messages than it takes answers for."""
    message = BackMsg()
    message.rerun_script.query_string = "preset=slow&rounds=5"
    reading = asyncio.create_task(visitor.closed())
    while not reading.done():
        await visitor.send(message)
        await asyncio.sleep(0.003)


async def links(visitor: Visitor) -> None:
    """One longest run after another."""
    for number in count():
        visitor.query = f"{LONG}&x=1_{number}&panel=trajectories"
        await visitor.rerun()


async def studies(visitor: Visitor) -> None:
    """The click that trains most, on the page of the data set."""
    await visitor.go("data", f"n={MOST_SAMPLES}&test=0&tol=0&max={MAX_ROUNDS}")
    while True:
        await visitor.press("Run to the end")
        await visitor.press("Reset")


async def clicks(visitor: Visitor) -> None:
    """The click that trains most."""
    visitor.query = f"preset=slow&tol=0&max={MAX_ROUNDS}"
    await visitor.rerun()
    while True:
        await visitor.press("Run to the end")
        await visitor.press("Reset")


async def files(visitor: Visitor) -> None:
    """One long file after another, each another."""
    visitor.query = LONG
    await visitor.rerun()
    await visitor.open("Share")
    while True:
        await visitor.press("Previous")
        with contextlib.suppress(AssertionError):  # it is refused
            await visitor.ask_for("History (CSV)")


KINDS = {kind.__name__: kind for kind in (steps, links, clicks, studies, files)}


@contextlib.contextmanager
def flooding(url: str, kind: str) -> Iterator[None]:
    """Such a tab meanwhile."""
    process = subprocess.Popen([sys.executable, "-m", __name__, url, kind], cwd=REPOSITORY)
    try:
        yield
        assert process.poll() is None, f"the flood of {kind} ended by itself"
    finally:
        process.kill()
        process.wait()


async def _flood(url: str, kind: str) -> None:
    async with visiting(url) as visitor:
        await KINDS[kind](visitor)


if __name__ == "__main__":
    asyncio.run(_flood(*sys.argv[1:3]))
