"""The app, or another script, served for tests and benchmarks."""

import contextlib
import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
START = 60
"""Seconds a server may take to start."""


class Server:
    """The app, or another script, served on a free port of this machine. Its log outlives it.

    It has the settings of the folder it is started in, as Streamlit looks for them there.
    """

    def __init__(self, log: Path, script: str = "app.py", folder: Path = REPOSITORY) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = log
        self.script = script
        self.folder = folder
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Serve, on the same port each time; back when the server answers."""
        options = {"server.headless": "true", "server.address": "127.0.0.1", "server.port": self.port,
                   "server.fileWatcherType": "none", "browser.gatherUsageStats": "false"}  # fmt: skip
        command = [
            sys.executable,
            "-m",
            "streamlit",
            "run",
            self.script,
            *(f"--{key}={options[key]}" for key in options),
        ]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
            )
        deadline = time.monotonic() + START
        while not self.healthy():
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=0.05)
                raise RuntimeError(f"the server ended with status {self.process.returncode}:\n{self.log_end()}")
            if time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(f"the server did not answer within {START} s:\n{self.log_end()}")

    def healthy(self) -> bool:
        """Whether the server answers now."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException):
            connection.request("GET", "/_stcore/health")
            return connection.getresponse().status == 200
        return False

    def kill(self) -> None:
        """End it at once, as a crash would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def log_end(self) -> str:
        """The last lines of the log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-60:])


@contextlib.contextmanager
def serving(log: Path, script: str = "app.py", folder: Path = REPOSITORY) -> Iterator[Server]:
    """A server that is killed at the end, however often it was started."""
    server = Server(log, script, folder)
    try:
        server.start()
        yield server
    finally:
        server.kill()
