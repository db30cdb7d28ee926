"""A student who steps on and on, and opens the page again, as a browser does, where the connection broke."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.error import HTTPError

import websockets

from dashboard.views.schema import SCHEMA
from softmax_core.link import parse
from softmax_core.names import value_of
from softmax_core.run import Run, replay
from softmax_core.transcript import transcript
from tests.hosting.visitor import Visitor, visiting

RETRY = 0.5
"""Seconds from one attempt to the next."""
UNREACHABLE = (OSError, websockets.WebSocketException, TimeoutError)


@dataclass
class Student:
    """One tab, whatever becomes of its replica.

    Attributes:
        number: of the student; each has another run.
        run: what the page shows.
        away: seconds from each break until the run was on screen again, digit by digit.
        waits: seconds of each Step.
    """

    url: str
    number: int
    run: Run = field(init=False)
    here: asyncio.Event = field(default_factory=asyncio.Event)
    away: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    async def study(self, over: Callable[[], bool], pause: float) -> None:
        """Step every `pause` seconds until it is over, and take a file away; no digit may be lost on the way."""
        query, session, cookie, left = f"preset=slow&x={self.number + 1}_2&rounds={self.number}", "", "", 0.0
        self.run = parse(query).run
        while True:
            try:
                async with visiting(self.url, query, session, cookie) as visitor:
                    try:
                        self._check(visitor)
                        self.here.set()
                        if left:
                            self.away.append(time.monotonic() - left)
                        await self._step_on(visitor, over, pause)
                        await visitor.open("Share")
                        file = await visitor.download("Transcript")
                        assert file.decode() == transcript(replay(self.run))
                        return
                    finally:
                        query, session, cookie = visitor.query, visitor.session_id, visitor.cookie
                        left = time.monotonic()
            except HTTPError:  # of a file
                raise
            except UNREACHABLE:
                self.here.clear()
                # A Step that was under way was taken, or it was not: the address says which.
                shown = parse(query, SCHEMA).run
                assert shown in (self.run, self.run.step(1))
                self.run = shown
                await asyncio.sleep(RETRY)

    async def _step_on(self, visitor: Visitor, over: Callable[[], bool], pause: float) -> None:
        while not over():
            self.waits.append(await visitor.press("Step"))
            self.run = self.run.step(1)
            self._check(visitor)
            await asyncio.sleep(pause)

    def _check(self, visitor: Visitor) -> None:
        """The page shows this student's run, every digit of it."""
        moment = replay(self.run).at(self.run.at)
        shown = {name: float(value) for name, value in visitor.fields().items()}
        assert shown == {name: value_of(moment, name) for name in self.run.names if name != "y"}
        assert visitor.status.startswith(f"Round {self.run.at} ")
        assert parse(visitor.query, SCHEMA).run == self.run
        assert visitor.exceptions() == []
