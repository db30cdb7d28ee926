"""The app as it is hosted: replicas of it behind nginx, with the settings of `deploy/` but for addresses and ports."""

import contextlib
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.request import urlopen

from tests.server import REPOSITORY, START, Server, free_port

CONF = REPOSITORY / "deploy" / "nginx.conf"

_REPLICA = re.compile(r"172\.28\.0\.(\d+):8501")
_SETTINGS = {
    "STREAMLIT_SERVER_COOKIE_SECRET": "one for all",
    "STREAMLIT_SERVER_ALLOWED_HOSTS": "127.0.0.1 localhost",
    "STREAMLIT_SERVER_MAX_UPLOAD_SIZE": "1",
}


def nginx_path() -> str | None:
    """Where nginx is, None where there is none."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


class Hosted:
    """The replicas that the settings name, behind nginx. `hosting` starts them.

    Attributes:
        url: of nginx.
        replicas: all of them, running or not.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._text = CONF.read_text(encoding="utf-8")
        self._addresses = sorted(set(_REPLICA.findall(self._text)))
        self.replicas = [Server(folder / f"replica{n}.log", environment=_SETTINGS) for n in self._addresses]
        self._drained: list[Server] = []
        self._files_port = free_port()
        self._nginx: subprocess.Popen[bytes] | None = None

    def settings(self) -> str:
        """The file of `deploy/` with the addresses and ports of this machine."""
        text = self._text
        for place, replica in zip(self._addresses, self.replicas, strict=True):
            if replica in self._drained:
                line = f"server 172.28.0.{place}:8501"
                before, newcomers, after = text.partition("upstream newcomers {")
                text = before + newcomers + after.replace(line, f"{line} down", 1)
        ports = {place: replica.port for place, replica in zip(self._addresses, self.replicas, strict=True)}
        text = _REPLICA.sub(lambda match: f"127.0.0.1:{ports[match[1]]}", text)
        text = text.replace("listen 8080;", f"listen 127.0.0.1:{self.port};")
        return text.replace("127.0.0.1:8081", f"127.0.0.1:{self._files_port}")

    def start(self) -> None:
        """Start all replicas and nginx."""
        with ThreadPoolExecutor() as pool:
            list(pool.map(Server.start, self.replicas))
        with (self.folder / "nginx.log").open("ab") as log:
            self._nginx = subprocess.Popen(
                self._command("-g", self._directives()), stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
            )
        end = time.monotonic() + START
        while self._nginx.poll() is None and time.monotonic() < end:
            with contextlib.suppress(OSError), urlopen(f"{self.url}/_stcore/health"):
                return
            time.sleep(0.05)
        raise RuntimeError(f"nginx does not answer:\n{(self.folder / 'nginx.log').read_text()}")

    def drain(self, replica: Server) -> None:
        """Have nginx send nobody new to a replica."""
        self._drained.append(replica)
        self._reload()

    def use(self, replica: Server) -> None:
        """Start a replica that was drained, and have nginx send newcomers to it."""
        replica.start()
        self._drained.remove(replica)
        self._reload()

    def close(self) -> None:
        """End all."""
        if self._nginx is not None:
            self._nginx.terminate()
            self._nginx.wait()
        for replica in self.replicas:
            replica.kill()

    def _reload(self) -> None:
        before = self._workers()
        subprocess.run(self._command("-s", "reload"), check=True, capture_output=True)
        end = time.monotonic() + START
        while self._workers() & before and time.monotonic() < end:
            time.sleep(0.02)

    def _workers(self) -> set[int]:
        """Those of the processes of nginx that take new connections."""
        listed = ["ps", "--ppid", str(self._nginx.pid), "-o", "pid=,args="]
        lines = subprocess.run(listed, capture_output=True, text=True).stdout.splitlines()
        return {int(line.split()[0]) for line in lines if "worker" in line and "shutting down" not in line}

    def _command(self, *arguments: str) -> list[str]:
        path = self.folder / "nginx.conf"
        path.write_text(self.settings(), encoding="utf-8")
        return [nginx_path() or "nginx", "-p", str(self.folder), "-c", str(path), "-e", "stderr", *arguments]

    def _directives(self) -> str:
        # As root, the workers would be somebody to whom the folder of a test is closed.
        return "daemon off;" + (" user root;" if os.geteuid() == 0 else "")


@contextlib.contextmanager
def hosting(folder: Path) -> Iterator[Hosted]:
    """Replicas behind nginx, ended at the end."""
    hosted = Hosted(folder)
    try:
        hosted.start()
        yield hosted
    finally:
        hosted.close()
