"""Floods and slow readers at the nginx of `deploy/`: who sends them is dropped, and others notice nothing."""

import asyncio
import contextlib
import select
import socket
import struct
import sys
from collections import Counter
from urllib.request import urlopen

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from dashboard.session.pace import LINKS
from tests.hosting.hosted import Hosted
from tests.hosting.visitor import Visitor, visiting

TABS, REQUESTS = 600, 50_000
"""What nginx lets an address do at once."""
ELSEWHERE = "127.0.0.2"
"""Another address of this machine, which Linux has without being told."""
SLOW = 15
"""Seconds nginx waits for what is asked."""
DEAF = 30
"""Seconds it waits for somebody who does not take what was sent."""

pytestmark = [
    pytest.mark.xdist_group("hosted"),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="all of 127.0.0.0/8 is this machine on Linux"),
]

HANDSHAKE = (
    "GET /_stcore/stream HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)

Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def connected(hosted: Hosted, address: str = ELSEWHERE) -> Stream:
    return await asyncio.open_connection("127.0.0.1", hosted.port, local_addr=(address, 0))


async def closed(streams: list[Stream]) -> None:
    for _, writer in streams:
        writer.transport.abort()
    await asyncio.sleep(0)


def frame(data: bytes) -> bytes:
    """A message as a browser sends it: masked, here by zeros."""
    return struct.pack("!BBQ", 0x82, 0xFF, len(data)) + bytes(4) + data


async def steps_on(visitor: Visitor) -> None:
    """A visitor steps and sees the next round."""
    rounds = int(visitor.status.split()[1])
    await visitor.press("Step")
    assert visitor.status.startswith(f"Round {rounds + 1} ")


def test_an_address_that_opens_tabs_without_end_is_refused_and_others_are_not(hosted: Hosted) -> None:
    opened: list[Stream] = []

    async def open_one() -> bytes:
        stream = await connected(hosted)
        opened.append(stream)
        stream[1].write(HANDSHAKE.format(host=f"127.0.0.1:{hosted.port}").encode())
        return (await stream[0].readline()).split()[1]

    async def flood() -> Counter[bytes]:
        async with visiting(hosted.url, "preset=slow") as visitor:
            answers: Counter[bytes] = Counter()
            for _ in range(14):
                answers.update(await asyncio.gather(*(open_one() for _ in range(50))))
            await steps_on(visitor)
            async with visiting(hosted.url, "preset=slow") as newcomer:  # while all those are there
                await steps_on(newcomer)
            await closed(opened)
            return answers

    answers = asyncio.run(flood())
    assert answers[b"101"] == TABS
    assert answers[b"429"] == 100


def test_an_address_that_asks_without_end_is_refused_and_others_are_not(hosted: Hosted) -> None:
    with urlopen(hosted.url) as page:
        file = page.read().decode().partition('crossorigin src="./')[2].partition('"')[0]
    request = f"HEAD /{file} HTTP/1.1\r\nHost: 127.0.0.1:{hosted.port}\r\n\r\n".encode()

    async def ask(times: int) -> Counter[str]:
        reader, writer = await connected(hosted)
        writer.write(request * (times - 1) + request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        answers = await reader.read(-1)
        await closed([(reader, writer)])
        return Counter(line[9:12].decode() for line in answers.split(b"\r\n") if line.startswith(b"HTTP/1.1 "))

    async def flood() -> Counter[str]:
        answers: Counter[str] = Counter()
        async with visiting(hosted.url, "preset=slow") as visitor:
            while sum(answers.values()) < 2 * REQUESTS and not answers["429"]:
                for part in await asyncio.gather(*(ask(500) for _ in range(8))):
                    answers += part
            await steps_on(visitor)
            with urlopen(f"{hosted.url}/_stcore/health") as answer:
                assert answer.status == 200
        return answers

    answers = asyncio.run(flood())
    assert answers["429"] > 0
    assert answers["200"] >= REQUESTS


def test_who_does_not_read_and_who_is_slow_to_ask_are_dropped(hosted: Hosted) -> None:
    """One visitor has the page sent again and again and takes nothing; one never ends a request; one steps."""

    async def deaf() -> None:
        loop = asyncio.get_running_loop()
        with socket.socket() as sock:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            sock.setblocking(False)
            await loop.sock_connect(sock, ("127.0.0.1", hosted.port))
            await loop.sock_sendall(sock, HANDSHAKE.format(host=f"127.0.0.1:{hosted.port}").encode())
            message = BackMsg()
            for turn in range(LINKS):
                # Each time another page, as long as one can be, or Streamlit would send next to nothing.
                message.rerun_script.query_string = (
                    f"x=1_2_3_4_5_{turn}&y=1_0_0_0_0_0&lr=0.001&rounds=300&panel=trajectories&below=all"
                )
                with contextlib.suppress(ConnectionError):  # where it is dropped by now
                    await loop.sock_sendall(sock, frame(message.SerializeToString()))
                await asyncio.sleep(0.1)
            gone = select.poll()
            gone.register(sock, select.POLLHUP)
            async with asyncio.timeout(3 * DEAF):
                while not gone.poll(0):
                    await asyncio.sleep(0.5)

    async def slow() -> None:
        reader, writer = await connected(hosted)
        begun = asyncio.get_running_loop().time()
        writer.write(b"GET / HTTP/1.1\r\nHost: ")
        async with asyncio.timeout(3 * SLOW):
            with contextlib.suppress(ConnectionResetError):
                await reader.read(-1)
        await closed([(reader, writer)])
        assert asyncio.get_running_loop().time() - begun > SLOW / 2, "who is a little slow is heard"

    async def all_of_them() -> None:
        async with visiting(hosted.url, "preset=slow") as visitor:
            others = asyncio.gather(deaf(), slow())
            while not others.done():
                await steps_on(visitor)
                await asyncio.sleep(0.5)
            await others

    asyncio.run(all_of_them())
