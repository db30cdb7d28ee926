"""The app, or another script, served for tests and benchmarks."""

import contextlib
import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from urllib.request import urlopen

REPOSITORY = Path(__file__).parents[1]
START = 60
"""Seconds a server may take to start."""
GRACE = 10
"""Seconds a server has to end when it is asked to, as for Docker."""


def free_port() -> int:
    """A port of this machine that nobody uses."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


class Server:
    """The app, or another script, served on a free port of this machine. Its log outlives it.

    It has the settings of the folder it is started in, as Streamlit looks for them there, and those of `environment`.
    """

    def __init__(
        self,
        log: Path,
        script: str = "app.py",
        folder: Path = REPOSITORY,
        environment: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = log
        self.script = script
        self.folder = folder
        self.environment = {**os.environ, **environment}
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
                command,
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
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

    def active_sessions(self) -> int:
        """How many tabs are connected, as the server itself counts them."""
        with urlopen(f"{self.url}/_stcore/metrics?families=active_sessions") as answer:
            return int(re.search(r"^active_sessions (\d+)", answer.read().decode(), re.MULTILINE)[1])

    def cpu(self) -> float:
        """The seconds of CPU that it has used, on Linux."""
        return time.clock_gettime(~self.process.pid << 3 | 2)  # the number of a process's clock, as Linux makes it

    def memory(self) -> float:
        """The memory it holds, in MB, on Linux."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024

    def kill(self) -> None:
        """End it at once, as a crash would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def stop(self) -> None:
        """End it as a container is ended."""
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(GRACE)
            finally:
                self.kill()

    def log_end(self) -> str:
        """The last lines of the log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-60:])


@contextlib.contextmanager
def serving(
    log: Path,
    script: str = "app.py",
    folder: Path = REPOSITORY,
    environment: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Server]:
    """A server that is killed at the end, however often it was started."""
    server = Server(log, script, folder, environment)
    try:
        server.start()
        yield server
    finally:
        server.kill()
