"""What happens to replicas while a class is stepping: one dies, one comes, one is drained, all are renewed in turn."""

import asyncio
from collections.abc import Awaitable, Callable
from statistics import median
from typing import NamedTuple

from tests.hosting.hosted import Hosted
from tests.hosting.student import Student
from tests.server import Server


class Told(NamedTuple):
    """What a scene did.

    Attributes:
        name: of the scene.
        students: who stepped, and still does at its end.
        spread: how many tabs each replica had before, by the replica's place, and after.
    """

    name: str
    students: list[Student]
    spread: tuple[list[int], list[int]]

    @property
    def away(self) -> list[float]:
        """Seconds for which tabs were without a replica."""
        return [seconds for student in self.students for seconds in student.away]

    def line(self) -> str:
        """The scene in a sentence."""
        steps = [seconds for student in self.students for seconds in student.waits]
        back = (
            f"{len(self.away)} tabs broke, the last was back after {max(self.away):.1f} s" if self.away else "no break"
        )
        before, after = ("+".join(map(str, tabs)) for tabs in self.spread)
        return (
            f"{self.name}: tabs {before} → {after}; {back}; "
            f"{len(steps)} Steps, {median(steps) * 1e3:.0f} ms each, every digit right"
        )


async def scene(
    name: str, hosted: Hosted, students: int, deed: Callable[[], Awaitable[None]], pause: float = 0.5
) -> Told:
    """A class steps, `deed` is done, and all of them go on for a while."""
    ended = False
    group = [Student(hosted.url, number) for number in range(students)]

    async def all_here() -> None:
        async with asyncio.timeout(60):
            for student in group:
                await student.here.wait()

    def spread() -> list[int]:
        return [replica.active_sessions() if replica.process else 0 for replica in hosted.replicas]

    async with asyncio.TaskGroup() as tasks:
        for student in group:
            tasks.create_task(student.study(lambda: ended, pause))
        await all_here()
        before = await asyncio.to_thread(spread)
        await deed()
        await asyncio.sleep(4 * pause)
        await all_here()
        after = await asyncio.to_thread(spread)
        ended = True
    return Told(name, group, (before, after))


async def crash(hosted: Hosted, students: int) -> Told:
    """A replica is killed, as by the kernel."""
    first = hosted.replicas[0]

    async def kill() -> None:
        await asyncio.to_thread(first.kill)

    told = await scene("kill -9 of a replica", hosted, students, kill)
    first.start()
    return told


async def growth(hosted: Hosted, students: int) -> Told:
    """A replica comes: who is there stays where they are, and newcomers go to it first."""
    last = hosted.replicas[-1]
    hosted.drain(last)
    last.stop()
    newcomers = [Student(hosted.url, number) for number in range(students)]
    came = asyncio.Event()

    async def add() -> None:
        await asyncio.to_thread(hosted.use, last)
        async with asyncio.TaskGroup() as tasks:
            for newcomer in newcomers:
                tasks.create_task(newcomer.study(came.is_set, 0.5))
            async with asyncio.timeout(60):
                for newcomer in newcomers:
                    await newcomer.here.wait()
            there.append(await asyncio.to_thread(last.active_sessions))
            came.set()

    there: list[int] = []
    told = await scene("a replica more", hosted, students, add)
    return told._replace(name=f"a replica more, which {there[0]} of {students} newcomers went to")


async def drain(hosted: Hosted, students: int) -> Told:
    """A replica is drained and, as not all its tabs are closed, ended."""
    leaving = hosted.replicas[1]

    async def end() -> None:
        await asyncio.to_thread(hosted.drain, leaving)
        await asyncio.sleep(1)
        await asyncio.to_thread(leaving.stop)

    told = await scene("a replica drained and ended", hosted, students, end)
    hosted.use(leaving)
    return told


async def renewal(hosted: Hosted, students: int) -> Told:
    """Every replica in turn is drained, ended, started again and used, in the middle of a lecture."""

    def renew(replica: Server) -> None:
        hosted.drain(replica)
        replica.stop()
        hosted.use(replica)

    async def in_turn() -> None:
        for replica in hosted.replicas:
            await asyncio.to_thread(renew, replica)
            await asyncio.sleep(1)

    return await scene("all replicas renewed in turn", hosted, students, in_turn)


SCENES = (crash, growth, drain, renewal)
