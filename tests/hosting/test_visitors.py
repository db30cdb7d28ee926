"""A class in one process, spoken to by Streamlit's own protocol: nobody sees another's digits, nobody stays behind."""

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from streamlit.proto.RootContainer_pb2 import RootContainer

from dashboard.session.pace import LINK_EVERY, LINKS, PACE
from dashboard.views.schema import SCHEMA
from softmax_core.link import parse
from softmax_core.names import Name, value_of
from softmax_core.presets import PRESETS
from softmax_core.run import Run, replay
from softmax_core.transcript import transcript
from tests.fuzz.generate import full_link
from tests.hosting.visitor import Visitor, visiting
from tests.server import Server, serving

STUDENTS = 4
DEEDS = 15

FORGETFUL = """
import runpy

from dashboard.session import leaving

leaving.KEPT = 0.1
runpy.run_path("app.py")
"""
"""The app, but for how long it keeps what a tab left."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("server") / "log.txt") as served:
        yield served


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.01)


async def deed(visitor: Visitor, run: Run, random: Random) -> Run:
    """Do something that a student may do; the run that must come of it."""
    match random.choice(["Step", "×10", "Previous", "type", "scrub", "Reset"] if run.at else ["Step", "×10", "type"]):
        case "type":
            name = random.choice([name for name in run.names if Name(name).indices])
            value = round(random.uniform(-9, 9), 6)
            await visitor.type(name, repr(value))
            return run.edit(name, value, replay(run))
        case "scrub":
            at = random.randrange(run.rounds + 1)
            await visitor.scrub(at)
            return run.look_at(at)
        case label:
            await visitor.press(label)
            if label == "Previous":
                return run.look_at(run.at - 1)
            return run.reset() if label == "Reset" else run.step(10 if label == "×10" else 1)


async def study(server: Server, number: int) -> None:
    """A visit of one student among others: after each deed the page shows this student's run, and no other."""
    random = Random(number)
    run = Run(parse(f"preset=slow&x={number + 1}_{number + 2}&rounds={number}").run.setup, rounds=number, at=number)
    async with visiting(server.url, f"preset=slow&x={number + 1}_{number + 2}&rounds={number}") as visitor:
        for _ in range(DEEDS):
            run = await deed(visitor, run, random)
            assert parse(visitor.query, SCHEMA).run == run
            moment = replay(run).at(run.at)
            shown = {name: float(value) for name, value in visitor.fields().items()}
            assert shown == {name: value_of(moment, name) for name in run.names if name != "y"}
            assert visitor.status.startswith(f"Round {run.at} ")
            assert visitor.exceptions() == []


def whole_page(visitor: Visitor) -> list[str]:
    """All that is drawn, but what only this tab knows: numbers of events, and whether there is something to undo."""
    parts = []
    for place, drawn in sorted(visitor.drawn.items()):
        kind = drawn.element.WhichOneof("type")
        part = getattr(drawn.element, kind)
        if kind == "bidi_component":
            data = json.loads(part.bytes)
            said = {key: value for key, value in data.items() if key not in ("answered", "source")}
            parts.append(f"{place} {part.component_name} {json.dumps(said)}")
        elif part.DESCRIPTOR.fields_by_name.get("label") is None or part.label not in ("Undo", "Redo"):
            shown = type(part)()
            shown.CopyFrom(part)
            if "id" in part.DESCRIPTOR.fields_by_name:
                shown.ClearField("id")  # which has the version of the key
            parts.append(f"{place} {kind} {shown}")
    return parts


@pytest.mark.parametrize("seed", range(2))
def test_no_part_of_the_page_is_of_before_whatever_was_done(server: Server, seed: int) -> None:
    """A step draws only a part of the page anew: the rest must be what a tab that opens the link is shown."""
    random = Random(seed)

    async def act(visitor: Visitor, run: Run) -> None:
        match random.choice(["preset", "Step", "Step", "type", "refused", "Undo", "vary", "hint"]):
            case "preset":
                await visitor.choose("Preset", random.choice(list(PRESETS.values())).title)
            case "type":
                await visitor.type(random.choice(run.names), random.choice("123"))
            case "refused":
                await visitor.type("y", "7")
                await visitor.type("y", "1")
            case "vary":
                await visitor.choose("Vary", random.choice(["w11", "x1"]))
            case "hint" if visitor.has_button("Next"):
                await visitor.press("Next")
            case label if visitor.has_button(label):
                await visitor.press(label)

    async def study() -> None:
        async with visiting(server.url) as visitor:
            for _ in range(DEEDS):
                await act(visitor, parse(visitor.query, SCHEMA).run)
                async with visiting(server.url, visitor.query) as other:
                    assert whole_page(visitor) == whole_page(other)

    asyncio.run(study())


def test_what_an_edit_has_the_page_say_above_is_said(server: Server) -> None:
    async def study() -> None:
        async with visiting(server.url, full_link(Random(0))) as visitor:
            for name in ("w21", "w22", "w23"):
                await visitor.type(name, "0.1234567890123456")
            assert visitor.has_button("Start a new run from here")
            await visitor.press("Start a new run from here")
            assert not visitor.has_button("Start a new run from here")
            await visitor.open("Share")
            for _ in range(2):
                await visitor.press("Step")
            (link,) = [drawn.element.code.code_text for drawn in visitor.drawn.values() if drawn.element.code.code_text]
            assert parse(urlsplit(link).query, SCHEMA).run == parse(visitor.query, SCHEMA).run
            assert parse(visitor.query, SCHEMA).run.rounds == 2

    asyncio.run(study())


@pytest.mark.parametrize("pressed", ["Next", "Hide", "Set-up", "Share", "preset"])
def test_what_is_pressed_above_before_the_address_of_a_step_has_come_undoes_no_step(
    server: Server, pressed: str
) -> None:
    async def study() -> None:
        async with visiting(server.url, "preset=slow&rounds=1") as visitor:
            before = visitor.query
            await visitor.press("Step")
            visitor.query = before  # what the browser sends that has not heard of the step yet
            if pressed == "preset":
                await visitor.choose("Preset", PRESETS["tie"].title)
                await visitor.press("Undo")
            elif pressed in ("Next", "Hide"):
                await visitor.press(pressed)
            else:
                await visitor.open(pressed)
            assert visitor.status.startswith("Round 2 ")

    asyncio.run(study())


def test_a_drag_before_the_address_of_a_press_has_come_undoes_no_press(server: Server) -> None:
    """At round 0 it makes another run of the preset, so that the head of the page is drawn too."""

    async def study() -> None:
        async with visiting(server.url, "preset=slow&rounds=1&vary=w11") as visitor:
            before = visitor.query
            await visitor.press("Previous")
            visitor.query = before  # what the browser sends that has not heard of the press yet
            await visitor.tell("dragger.w11", "dragged", 2.0)
            assert (visitor.status[:8], visitor.fields()["w11"]) == ("Round 0 ", "2.0")

    asyncio.run(study())


def test_a_step_makes_no_new_widget(server: Server) -> None:
    """Streamlit keeps the description of every widget there ever was in a tab, until the tab is closed."""

    async def study() -> None:
        async with visiting(server.url, "preset=slow&rounds=1&hint=off&vary=w11&below=one") as visitor:

            def widgets() -> set[str]:
                parts = [getattr(drawn.element, drawn.element.WhichOneof("type")) for drawn in visitor.drawn.values()]
                return {part.id for part in parts if "id" in part.DESCRIPTOR.fields_by_name and part.id}

            before = widgets()
            assert len(before) > 20
            for label in ("Step", "×10", "Previous", "Step"):
                await visitor.press(label)
                assert widgets() == before
            await visitor.scrub(3)
            await visitor.type("w12", "0.25")
            assert widgets() == before

    asyncio.run(study())


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("", "below=all"),
        ("", "below=one"),
        ("", "view=projector"),
        ("", "view=projector&part=4"),
        ("derivation", ""),
        ("data", "set=penguins&below=one"),
        ("data", "set=penguins&below=batch"),
        ("data", "set=hand&points=1~2~1_3~4~2"),
        ("data", "set=iris&view=projector"),
    ],
)
def test_no_part_of_a_page_draws_where_dialogs_open(server: Server, page: str, query: str) -> None:
    """What two parts send there at once takes one place, and of a dialog without its box the page becomes blank."""

    async def drawn() -> list[str]:
        async with visiting(server.url) as visitor:
            await visitor.go(page, query)
            return [
                part.element.WhichOneof("type")
                for place, part in visitor.drawn.items()
                if place[0] == RootContainer.EVENT and part.fragment
            ]

    assert asyncio.run(drawn()) == []


def test_students_at_once_see_their_own_digits_only(server: Server) -> None:
    async def all_at_once() -> None:
        async with asyncio.TaskGroup() as group:
            for number in range(STUDENTS):
                group.create_task(study(server, number))

    asyncio.run(all_at_once())


def test_who_leaves_is_gone(server: Server) -> None:
    async def come_and_go() -> None:
        async with visiting(server.url), visiting(server.url):
            assert server.active_sessions() == 2
        await until(lambda: server.active_sessions() == 0)

    asyncio.run(come_and_go())


def test_a_tab_whose_connection_broke_finds_its_session_again(server: Server) -> None:
    async def break_and_return() -> None:
        async with visiting(server.url, "preset=slow&rounds=5") as visitor:
            await visitor.press("Step")
        async with visiting(server.url, visitor.query, visitor.session_id) as again:
            await again.press("Undo")
            assert again.session_id == visitor.session_id
            assert again.status.startswith("Round 5 ")

    asyncio.run(break_and_return())


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="which files a process has open is told as on Linux")
def test_what_a_tab_took_is_given_back_though_nobody_else_leaves(tmp_path: Path) -> None:
    script = tmp_path / "forgetful.py"
    script.write_text(FORGETFUL)
    server = Server(tmp_path / "log.txt", str(script))
    server.start()

    def files() -> int:
        return len(list(Path(f"/proc/{server.process.pid}/fd").iterdir()))

    async def leave() -> None:
        async with visiting(server.url):
            pass
        await until(lambda: server.active_sessions() == 0)
        before = files()
        async with visiting(server.url), visiting(server.url):
            assert files() > before
        await until(lambda: files() <= before)

    try:
        asyncio.run(leave())
    finally:
        server.kill()


def test_a_link_that_breaks_a_rule_is_told_to_who_opened_it_only(server: Server) -> None:
    async def two_links() -> None:
        async with visiting(server.url, "lr=0") as wrong, visiting(server.url, "preset=slow&rounds=3") as right:
            alerts = [
                [drawn.element.alert.body for drawn in visitor.drawn.values() if drawn.element.alert.body]
                for visitor in (wrong, right)
            ]
            assert "cannot be opened" in alerts[0][0]
            assert alerts[1] == []
            assert right.status.startswith("Round 3 ")

    asyncio.run(two_links())


def test_a_file_is_made_when_it_is_asked_for_and_is_of_this_students_run(server: Server) -> None:
    async def take_away() -> None:
        links = ["preset=slow&rounds=3", "x=1_2&rounds=2"]
        async with visiting(server.url, links[0]) as one, visiting(server.url, links[1]) as other:
            for visitor in (one, other):
                await visitor.open("Share")
            files = await asyncio.gather(one.download("Transcript"), other.download("Transcript"))
        assert [file.decode() for file in files] == [transcript(replay(parse(link).run)) for link in links]

    asyncio.run(take_away())


def test_a_file_waits_for_its_browser_while_others_go_on(server: Server) -> None:
    async def fetched_late() -> bytes:
        async with visiting(server.url, "preset=slow&rounds=3") as one, visiting(server.url) as other:
            await one.open("Share")
            url = await one.ask_for("Transcript")
            for _ in range(5):
                await other.rerun()
            with await asyncio.to_thread(urlopen, url) as file:
                return file.read()

    assert asyncio.run(fetched_late()).decode() == transcript(replay(parse("preset=slow&rounds=3").run))


def test_a_tab_that_asks_without_end_has_the_page_run_twenty_times_a_second_at_most(server: Server) -> None:
    async def flood() -> float:
        async with visiting(server.url, "view=projector") as visitor:  # where nothing else takes time
            begun = time.monotonic()
            for _ in range(20):
                await visitor.rerun()
            return time.monotonic() - begun

    assert asyncio.run(flood()) >= 19 * PACE


def test_a_tab_that_opens_links_without_end_waits_for_the_next(server: Server) -> None:
    more = 2

    async def flood() -> float:
        begun = time.monotonic()
        async with visiting(server.url, "preset=slow") as visitor:
            for number in range(1, LINKS + more):
                visitor.query = f"preset=slow&rounds={number}"
                await visitor.rerun()
            assert visitor.status.startswith(f"Round {LINKS + more - 1} ")
        return time.monotonic() - begun

    assert asyncio.run(flood()) >= more * LINK_EVERY
