"""Replicas behind the nginx of `deploy/`: they come and go, and no student loses a digit."""

import asyncio
import re
import subprocess
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from http.client import HTTPResponse
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from dashboard import export
from tests.hosting import scenes
from tests.hosting.hosted import CONF, Hosted, nginx_path
from tests.hosting.visitor import visiting

STUDENTS = 6
BACK = 10
"""Seconds within which a tab must be on another replica."""

pytestmark = pytest.mark.xdist_group("hosted")  # three replicas once, not for each worker


def play(scene: Callable, hosted: Hosted) -> scenes.Told:
    told = asyncio.run(scene(hosted, STUDENTS))
    assert max(told.away, default=0) <= BACK
    assert all(student.waits for student in told.students)
    return told


def ask(url: str, **headers: str) -> HTTPResponse:
    return urlopen(Request(url, headers={name.replace("_", "-"): value for name, value in headers.items()}))


def refused(url: str, data: bytes | None = None, method: str = "GET") -> int:
    with pytest.raises(HTTPError) as caught:
        urlopen(Request(url, data=data, method=method))
    with caught.value as answer:
        return answer.code


def log_of(hosted: Hosted) -> list[str]:
    """The lines of nginx so far."""
    return (hosted.folder / "nginx.log").read_text().splitlines()


def test_the_visitors_of_a_replica_that_is_killed_are_back_on_the_others(hosted: Hosted) -> None:
    told = play(scenes.crash, hosted)
    assert told.spread == ([2, 2, 2], [0, 3, 3])
    assert len(told.away) == 2


def test_a_replica_that_comes_gets_newcomers_and_disturbs_nobody(hosted: Hosted) -> None:
    told = play(scenes.growth, hosted)
    assert told.spread == ([3, 3, 0], [3, 3, 0])
    assert "which 2 of 6 newcomers went to" in told.name
    assert told.away == []


def test_all_replicas_are_renewed_while_a_class_steps(hosted: Hosted) -> None:
    told = play(scenes.renewal, hosted)
    assert len(told.away) >= STUDENTS
    assert sum(told.spread[1]) == STUDENTS


def test_a_tab_of_a_browser_goes_where_its_first_one_is(hosted: Hosted) -> None:
    async def tabs() -> list[int]:
        async with visiting(hosted.url) as first, visiting(hosted.url, cookie=first.cookie):
            return sorted(replica.active_sessions() for replica in hosted.replicas)

    assert asyncio.run(tabs()) == [0, 0, 2]


def test_files_are_compressed_and_kept(hosted: Hosted) -> None:
    with ask(f"{hosted.url}/") as page:
        file = page.read().decode().partition('crossorigin src="./')[2].partition('"')[0]
        assert page.headers["Cache-Control"] == "no-cache"
    with ask(f"{hosted.url}/{file}") as plain:
        length = len(plain.read())
        assert plain.headers["Content-Encoding"] is None
    for _ in range(2):
        with ask(f"{hosted.url}/{file}", Accept_Encoding="br, gzip") as packed:
            assert packed.headers["Content-Encoding"] == "gzip"
            assert packed.headers["Cache-Control"] == "public, immutable, max-age=31536000"
            assert len(packed.read()) < length / 2
    assert '"cached":"HIT"' in (hosted.folder / "nginx.log").read_text()


def test_what_is_not_for_visitors_is_not_there(hosted: Hosted) -> None:
    assert refused(f"{hosted.url}/_stcore/metrics") == 404
    assert refused(f"{hosted.url}/_stcore/agent/openapi.json") == 404


@pytest.mark.parametrize("wrong", ["Host", "Origin"])
def test_a_page_of_another_name_gets_no_tab(hosted: Hosted, wrong: str) -> None:
    async def opened(**others: str) -> None:
        host = f"127.0.0.1:{hosted.port}"
        headers = {"Host": host, "Origin": hosted.url, **others}
        reader, writer = await asyncio.open_connection("127.0.0.1", hosted.port)
        asked = ["GET /_stcore/stream HTTP/1.1", "Connection: Upgrade", "Upgrade: websocket"]
        asked += ["Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="]
        asked += [f"{name}: {value}" for name, value in headers.items()]
        writer.write("\r\n".join([*asked, "", ""]).encode())
        answers.append((await reader.readline()).split()[1])
        writer.close()
        await writer.wait_closed()

    answers: list[bytes] = []
    asyncio.run(opened())
    asyncio.run(opened(**{wrong: "http://elsewhere.example" if wrong == "Origin" else "elsewhere.example"}))
    assert answers == [b"101", b"403"]
    if wrong == "Origin":  # by nginx itself
        assert any('"status":403' in line and '"replica":""' in line for line in log_of(hosted))


def test_a_body_that_is_too_large_is_refused(hosted: Hosted) -> None:
    upload = f"{hosted.url}/_stcore/upload_file/session/file"
    assert refused(upload, bytes(3_000_000), "PUT") == 413
    assert refused(f"{hosted.url}/", bytes(20_000), "POST") == 413
    assert refused(upload, bytes(1_000_000), "PUT") != 413


def test_the_log_does_not_hold_what_a_visitor_typed(hosted: Hosted) -> None:
    with ask(f"{hosted.url}/lab?x=31_41", Referer=f"{hosted.url}/?y=0_1"):
        pass
    log = (hosted.folder / "nginx.log").read_text()
    assert '"path":"/lab"' in log
    assert "31_41" not in log
    assert "0_1" not in log


def test_the_policy_names_the_scripts_that_stand_in_pages(hosted: Hosted) -> None:
    with ask(hosted.url) as page:
        pages, policy = [page.read().decode(), export.replay_page("")], page.headers["Content-Security-Policy"]
    scripts = [script for text in pages for script in re.findall("<script>(.*?)</script>", text, re.DOTALL)]
    hashes = {f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" for script in scripts}
    assert set(re.findall(r"'sha256-[^']+'", policy)) == hashes
    assert "script-src 'self' blob: 'sha256-" in policy


def test_the_settings_are_sound(hosted: Hosted) -> None:
    checked = subprocess.run(
        [nginx_path(), "-t", "-q", "-p", str(hosted.folder), "-c", str(CONF)], capture_output=True, text=True
    )
    assert checked.returncode == 0, checked.stderr
