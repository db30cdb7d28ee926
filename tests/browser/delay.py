"""A WebSocket as slow as a far server's: every chunk arrives later, in order, however many are on the way."""

import asyncio
import contextlib
import threading
from collections.abc import Coroutine, Iterator


@contextlib.contextmanager
def delayed_port(port: int, delay: float) -> Iterator[int]:
    """A port of this machine that leads to `port`, for a WebSocket `delay` seconds away in each direction.

    What is not about the conversation of an open page, its files, comes without a delay.
    """
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="delay", daemon=True)
    thread.start()  # a loop of its own: Playwright's runs in the thread of the tests

    def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Coroutine[None, None, None]:
        return _connect(reader, writer, port, delay)

    async def listen() -> asyncio.Server:
        return await asyncio.start_server(connect, "127.0.0.1", 0)

    listener = asyncio.run_coroutine_threadsafe(listen(), loop).result(timeout=10)
    try:
        yield listener.sockets[0].getsockname()[1]
    finally:
        asyncio.run_coroutine_threadsafe(_stop(listener), loop).result(timeout=10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=10)
        loop.close()


async def _connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int, delay: float) -> None:
    with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError), contextlib.closing(writer):
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
        with contextlib.closing(far_writer):
            head = await reader.readuntil(b"\r\n\r\n")
            pause = delay if b"upgrade: websocket" in head.lower() else 0
            await asyncio.sleep(pause)
            far_writer.write(head)
            there = asyncio.create_task(_carry(reader, far_writer, pause))
            back = asyncio.create_task(_carry(far_reader, writer, pause))
            try:
                await asyncio.wait((there, back), return_when=asyncio.FIRST_COMPLETED)
            finally:
                await _end(there, back)


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, delay: float) -> None:
    """Hand on each chunk `delay` seconds after it came, up to and with the end of the stream."""
    clock = asyncio.get_running_loop().time
    chunks: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

    async def receive() -> None:
        chunk = b"more"
        while chunk:
            chunk = await reader.read(1 << 16)
            chunks.put_nowait((clock() + delay, chunk))

    receiving = asyncio.create_task(receive())
    try:
        while True:
            due, chunk = await chunks.get()
            await asyncio.sleep(due - clock())
            if not chunk:
                return
            writer.write(chunk)
            await writer.drain()
    finally:
        await _end(receiving)


async def _stop(listener: asyncio.Server) -> None:
    listener.close()
    await _end(*(asyncio.all_tasks() - {asyncio.current_task()}))
    await asyncio.sleep(0)  # the transports report their end one turn later


async def _end(*tasks: asyncio.Task) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
