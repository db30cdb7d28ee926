"""Visitors who mean no good, by Streamlit's own protocol: the server keeps every limit, and shows texts as texts."""

import asyncio
import csv
import json
import re
import time
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from io import StringIO
from pathlib import Path
from random import Random
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
import websockets
from google.protobuf.message import Message
from streamlit.proto.BackMsg_pb2 import BackMsg

from dashboard.export import history_csv
from dashboard.session.downloads import MOST_SECONDS, SHARE, Allowance
from dashboard.session.edits import MOST_TEXTS
from dashboard.session.pins import MOST_PINS
from dashboard.session.uploads import KEPT
from dashboard.views.schema import SCHEMA
from softmax_core.link import MAX_LENGTH, parse
from softmax_core.settings import MAX_ROUNDS
from tests.fuzz.generate import full_link
from tests.hosting.visitor import Visitor, visiting
from tests.server import REPOSITORY, Server, serving

MARKUP = "<img src=x onerror=alert(1)>$\\href{x}{y}$"
"""HTML, and a formula."""
FAILING = """
import streamlit as st

st.text("before")
raise ValueError("secret/of/the/server")
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("server") / "log.txt") as served:
        yield served


def texts(message: Message) -> Iterator[tuple[str, str]]:
    """All texts in a message, each with where it stands."""
    for field, value in message.ListFields():
        for one in value if field.is_repeated else [value]:
            if isinstance(one, Message):
                yield from ((f"{field.name}.{place}", text) for place, text in texts(one))
            elif isinstance(one, str | bytes):
                yield field.name, one if isinstance(one, str) else one.decode(errors="replace")


def status(request: Request, *, without_body: bool = False) -> int:
    """What the server says to a request, or to what stands before its body: to all of a large one it may not listen."""
    connection = HTTPConnection(request.host)
    with closing(connection):
        connection.putrequest(request.method, request.selector)
        for name, value in {**request.headers, "Content-Length": len(request.data)}.items():
            connection.putheader(name, value)
        connection.endheaders(None if without_body else request.data)
        return connection.getresponse().status


def alerts(visitor: Visitor) -> list[str]:
    return [drawn.element.alert.body for drawn in visitor.drawn.values() if drawn.element.alert.body]


def shown_as_text(visitor: Visitor, typed: str) -> int:
    """How often the page has a text that was typed; raises AssertionError where a browser would read it as anything."""
    found = 0
    for drawn in visitor.drawn.values():
        for place, text in texts(drawn.element):
            if not any(form in text for form in (typed, repr(typed)[1:-1])):
                continue
            found += 1
            # Components get their data as JSON, and write it with textContent. Markdown has it as code.
            assert place in ("bidi_component.bytes", "alert.body", "markdown.body"), place
            if place != "bidi_component.bytes":
                assert re.search(rf"` '?({re.escape(typed)}|{re.escape(repr(typed)[1:-1])})[^`]*`", text), text
            assert not drawn.element.markdown.allow_html
    return found


def test_links_beyond_their_limits_are_refused_and_the_default_is_shown(server: Server) -> None:
    links = {
        f"x=1_2&tol={'0' * MAX_LENGTH}": f"{MAX_LENGTH} characters",
        f"rounds={MAX_ROUNDS + 1}": f"0 to {MAX_ROUNDS}",
        f"max={MAX_ROUNDS + 1}": str(MAX_ROUNDS),
        "x=" + "_".join("1" * 7): "1 to 6",
        "lr=1e999": "1e100",
        "lr=1&lr=2": "once",
    }

    async def open_all() -> None:
        for link, rule in links.items():
            async with visiting(server.url, link) as visitor:
                (said,) = alerts(visitor)
                assert rule in said.replace("\\", "")
                assert visitor.status.startswith("Round 0 ")
                assert visitor.exceptions() == []

    asyncio.run(open_all())


def test_no_click_leads_beyond_the_most_rounds(server: Server) -> None:
    async def click_on() -> None:
        async with visiting(server.url, f"preset=slow&tol=0&max={MAX_ROUNDS}&rounds={MAX_ROUNDS - 3}") as visitor:
            for label in ("×10", "Run to the end", "Play"):
                await visitor.press(label, anyway=True)
                assert parse(visitor.query, SCHEMA).run.rounds == MAX_ROUNDS
            for round in (MAX_ROUNDS + 1, -1, 10**30, True, "7", None):
                await visitor.scrub(round)
                assert parse(visitor.query, SCHEMA).run.at == MAX_ROUNDS
            assert visitor.exceptions() == []

    asyncio.run(click_on())


def test_a_visitor_has_so_many_pins_and_no_more(server: Server) -> None:
    async def pin_on() -> None:
        async with visiting(server.url, "preset=slow&below=compare") as visitor:
            for _ in range(MOST_PINS + 2):
                await visitor.press("Pin this run", anyway=True)
                await visitor.press("Step")
            labels = [drawn.element.button.label for drawn in visitor.drawn.values()]
            assert len([label for label in labels if label.startswith("Unpin")]) == MOST_PINS

    asyncio.run(pin_on())


def test_of_a_message_with_texts_without_end_some_are_read(server: Server) -> None:
    async def type_on() -> None:
        async with visiting(server.url, "preset=slow&rounds=1") as visitor:
            data = visitor.component("layer")
            many = [
                {"id": data["answered"] + place, "name": "w11", "text": str(place), "round": 1}
                for place in range(1, 5000)
            ]
            await visitor.tell("layer", "typed", many)
            assert parse(visitor.query, SCHEMA).run.edits[0].value == MOST_TEXTS
            long = {"id": data["answered"] + 9000, "name": "w11", "text": "1/" * 400_000, "round": 1}
            assert await visitor.tell("layer", "typed", [long]) < 5
            assert visitor.component("layer")["refused"]["w11"]
            assert visitor.exceptions() == []

    asyncio.run(type_on())


def test_a_message_that_is_too_long_ends_its_tab_and_no_other(server: Server) -> None:
    async def shout() -> None:
        async with visiting(server.url, "preset=slow") as other:
            for length in (2_000_000, 12_000_000):  # told by Streamlit, and by what reads for it
                async with visiting(server.url, "preset=slow") as visitor:
                    message = BackMsg()
                    message.rerun_script.query_string = "x" * length
                    await visitor.send(message)
                    assert await visitor.closed() == 1009
            await other.press("Step")
            assert other.status.startswith("Round 1 ")

    asyncio.run(shout())


def test_of_the_uploads_of_a_tab_the_latest_few_are_held_and_none_of_more_than_a_megabyte(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text("""
import runpy
import streamlit as st
from streamlit import runtime
runpy.run_path("app.py")
files = runtime.get_instance().uploaded_file_mgr.file_storage
st.text("sizes of uploads " + " ".join(str(len(file.data)) for held in files.values() for file in held.values()))
""")

    async def put_on(server: Server) -> None:
        async with visiting(server.url) as visitor:
            for size in range(1, KEPT + 6):
                visitor.put("run.json", b"x" * size)
            assert status(visitor.upload_request("run.json", b"x" * 1_100_000), without_body=True) == 413
            await visitor.rerun()
            shown = [text for drawn in visitor.drawn.values() for _, text in texts(drawn.element)]
            (held,) = [text for text in shown if text.startswith("sizes of uploads ")]
            assert held.split()[3:] == [str(size) for size in range(6, KEPT + 6)]

    with serving(tmp_path / "log.txt", str(script), environment={"STREAMLIT_SERVER_MAX_UPLOAD_SIZE": "1"}) as server:
        asyncio.run(put_on(server))


def test_a_tab_that_has_files_made_without_end_is_refused_and_has_them_again_later() -> None:
    allowance = Allowance(left=0.001)
    with allowance.spent():
        begun = time.thread_time()
        while time.thread_time() - begun < 0.002:
            pass
    with pytest.raises(RuntimeError), allowance.spent():
        pass
    allowance.counted -= 2 * MOST_SECONDS / SHARE
    with allowance.spent():
        assert allowance.left == MOST_SECONDS


def test_who_clears_the_caches_of_all_does_no_harm(server: Server) -> None:
    async def clear() -> None:
        async with visiting(server.url, "preset=slow&rounds=5") as one, visiting(server.url) as hostile:
            message = BackMsg(clear_cache=True)
            for _ in range(20):
                await hostile.send(message)
            for _ in range(2):  # the first finds that its own session is gone
                await hostile.rerun()
            await one.press("Step")
            assert parse(one.query, SCHEMA).run.rounds == 6
            await one.press("Undo")
            assert one.status.startswith("Round 5 ")
            assert one.exceptions() == hostile.exceptions() == []

    asyncio.run(clear())


@pytest.mark.parametrize("key", ["lr", MARKUP, "preset"])
def test_what_a_link_says_is_shown_as_text(server: Server, key: str) -> None:
    async def look() -> None:
        link = f"{key}={MARKUP}".replace("\\", "%5C") if key != MARKUP else f"{MARKUP.partition('=')[0]}=1"
        async with visiting(server.url, link) as visitor:
            assert shown_as_text(visitor, MARKUP if key != MARKUP else "<img src") > 0

    asyncio.run(look())


def test_what_is_typed_or_loaded_is_shown_as_text(server: Server) -> None:
    async def look() -> None:
        async with visiting(server.url, "preset=slow&rounds=2") as visitor:
            await visitor.type("w11", MARKUP)
            assert MARKUP in visitor.component("layer")["refused"]["w11"]
            assert shown_as_text(visitor, MARKUP) > 0
            await visitor.open("Share")
            for name, data in ((f"{MARKUP}.json", b"{"), ("run.json", json.dumps({MARKUP: 1}).encode())):
                before = set(alerts(visitor))
                await visitor.upload("Load a run (JSON)", name, data)
                assert set(alerts(visitor)) - before
                assert shown_as_text(visitor, MARKUP if name == "run.json" else "<img src=x") > 0
            link = f"lr={MARKUP}"
            document = {"format": "softmax-run", "version": 2, "link": link, "pins": []}
            await visitor.upload("Load a run (JSON)", "run.json", json.dumps(document).encode())
            assert shown_as_text(visitor, MARKUP) > 0
            assert visitor.exceptions() == []

    asyncio.run(look())


@pytest.mark.parametrize(
    "link", ["rounds=3&edits=1~w11~-0.5_1~lr~0.1_2~y~1", "init=normal~7&rounds=9", full_link(Random(0))]
)
def test_no_cell_of_a_table_is_a_formula_to_a_spreadsheet(link: str) -> None:
    header, *rows = csv.reader(StringIO(history_csv(parse(link).run)))
    assert all(re.fullmatch("[a-z_]+[0-9]*", name) for name in header)
    for row in rows:
        assert re.fullmatch(r"([a-z]+\d*=[-0-9.e]+ ?)*", row.pop(header.index("edited")))
        assert all(re.fullmatch(r"-?\d[-0-9.e+]*", cell) for cell in row)


def test_what_goes_wrong_is_shown_without_words_path_or_code(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(FAILING)

    async def fail(server: Server) -> None:
        async with visiting(server.url) as visitor:
            everything = " ".join(text for drawn in visitor.drawn.values() for _, text in texts(drawn.element))
            assert any(drawn.element.WhichOneof("type") == "exception" for drawn in visitor.drawn.values())
            for secret in ("secret", "script.py", str(tmp_path), "Traceback", "raise", "ValueError"):
                assert secret not in everything

    with serving(tmp_path / "log.txt", str(script)) as server:
        asyncio.run(fail(server))
        assert "ValueError" in server.log.read_text()


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("media/none.png", "GET"),
        ("_stcore/upload_file/nobody/none", "PUT"),
        ("_stcore/bidi-components/none/..%2f..%2fapp.py", "GET"),
        ("static/..%2f..%2f..%2fapp.py", "GET"),
        ("_stcore/stream", "POST"),
    ],
)
def test_an_answer_of_the_server_has_no_path_and_no_code(server: Server, path: str, method: str) -> None:
    with pytest.raises(HTTPError) as caught:
        urlopen(Request(f"{server.url}/{path}", data=b"{" if method != "GET" else None, method=method))
    with caught.value as answer:
        said = answer.read().decode()
        assert 400 <= answer.code < 500
    assert len(said) < 300
    assert str(REPOSITORY) not in said
    assert "Traceback" not in said
    assert ".py" not in said


def test_a_file_without_the_token_of_its_browser_is_refused(server: Server) -> None:
    async def forge() -> None:
        async with visiting(server.url) as visitor:
            assert status(visitor.upload_request("run.json", b"{}")) == 204
            assert status(visitor.upload_request("run.json", b"{}", forged=True)) == 403

    asyncio.run(forge())


def test_a_page_of_another_origin_gets_no_tab_and_may_read_nothing(server: Server) -> None:
    async def visit() -> None:
        address = f"{server.url.replace('http', 'ws')}/_stcore/stream"
        for origin in ("https://elsewhere.example", "null", "http://127.0.0.1.elsewhere.example"):
            with pytest.raises(websockets.InvalidStatus) as refused:
                async with websockets.connect(address, origin=websockets.Origin(origin)):
                    pass
            assert refused.value.response.status_code == 403

    asyncio.run(visit())
    for path in ("", "_stcore/host-config", "_stcore/health"):
        with urlopen(Request(f"{server.url}/{path}", headers={"Origin": "https://elsewhere.example"})) as answer:
            assert answer.headers["Access-Control-Allow-Origin"] in (None, server.url)
