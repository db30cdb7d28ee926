"""The files of `deploy/` without Docker: the container's commands run in a fresh folder, and all of them agree."""

import asyncio
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from tests.hosting.visitor import visiting
from tests.server import REPOSITORY, START, free_port

DEPLOY = REPOSITORY / "deploy"
LOCK = (REPOSITORY / "requirements.lock").read_text(encoding="utf-8")
PORT = "8501"
STRANGER = 10001


def instructions() -> list[tuple[str, str]]:
    """The lines of the Dockerfile, each as its instruction and the rest."""
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", "")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(line.split(maxsplit=1)[0], line.split(maxsplit=1)[1]) for line in lines]


def the(instruction: str) -> str:
    """What stands behind an instruction that there is once."""
    (found,) = [rest for name, rest in instructions() if name == instruction]
    return found


@pytest.fixture(scope="module")
def image() -> Iterator[Path]:
    """The folder of the app as the Dockerfile fills it, all but what pip installs; nobody may write to it."""
    # Not among pytest's own, which are closed to the stranger that the app runs as.
    folder = Path(tempfile.mkdtemp())
    for name, rest in instructions():
        if name == "COPY":
            source, target = rest.split()
            place = folder / target
            if (REPOSITORY / source).is_dir():
                shutil.copytree(REPOSITORY / source, place, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(REPOSITORY / source, place)
        elif name == "RUN" and "pip install" not in rest:
            subprocess.run([sys.executable, *shlex.split(rest)[1:]], cwd=folder, check=True)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield folder
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755)
    shutil.rmtree(folder)


def stranger() -> dict[str, Any]:
    """Whom `subprocess` shall be, where we may choose and Python is there for them."""
    who = {"user": STRANGER, "group": STRANGER, "extra_groups": []}
    try:
        subprocess.run([sys.executable, "-c", ""], check=True, **who)
    except OSError:
        return {}
    return who


def test_the_app_runs_for_a_stranger_where_nothing_can_be_written(image: Path) -> None:
    port = str(free_port())
    check = the("HEALTHCHECK").partition("CMD ")[2]
    command, health = (
        [word.replace(PORT, port) for word in [sys.executable, *json.loads(text)[1:]]] for text in (the("CMD"), check)
    )
    environment = {**os.environ, "HOME": str(image), "PYTHONDONTWRITEBYTECODE": "1"}
    before = sorted(image.rglob("*"))

    def healthy() -> bool:
        return subprocess.run(health, capture_output=True, cwd=image).returncode == 0

    assert not healthy()
    process = subprocess.Popen(command, cwd=image, env=environment, stderr=subprocess.PIPE, **stranger())
    try:
        end = time.monotonic() + START
        while not healthy():
            assert process.poll() is None
            assert time.monotonic() < end

        async def step() -> str:
            async with visiting(f"http://127.0.0.1:{port}", "preset=slow") as visitor:
                await visitor.press("Step")
                return visitor.status

        assert asyncio.run(step()).startswith("Round 1 ")
    finally:
        process.terminate()
        errors = process.communicate()[1].decode()
    assert "Error" not in errors
    assert sorted(image.rglob("*")) == before


def test_the_container_installs_what_is_locked_as_nobody_in_particular() -> None:
    (install,) = [rest for name, rest in instructions() if name == "RUN" and "pip install" in rest]
    assert "--require-hashes" in install
    assert install.endswith("--requirement requirements.lock")
    assert the("USER") == f"{STRANGER}:{STRANGER}"
    assert f"--server.port={PORT}" in the("CMD")


def test_the_container_has_all_that_the_app_imports(image: Path) -> None:
    assert {path.name for path in image.iterdir()} == {
        *(".streamlit", "app.py", "dashboard", "requirements.lock", "softmax_core")
    }
    assert (image / "dashboard" / "__pycache__").is_dir()


def test_where_strangers_upload_a_file_may_have_a_megabyte() -> None:
    assert "STREAMLIT_SERVER_MAX_UPLOAD_SIZE=1" in the("ENV").split()
    assert re.search(r"STREAMLIT_SERVER_MAX_UPLOAD_SIZE: 1\b", (DEPLOY / "compose.yaml").read_text(encoding="utf-8"))


def test_every_package_is_locked_by_hashes_and_within_the_bounds() -> None:
    entries = [entry for entry in re.split(r"\n(?=\w)", LOCK) if not entry.startswith("#")]
    assert all("--hash=sha256:" in entry for entry in entries)
    locked: dict[str, list[str]] = {}
    for entry in entries:
        name, version = re.match(r"([\w.-]+)==([\w.]+)", entry).groups()
        locked.setdefault(name, []).append(version)
    for line in (REPOSITORY / "requirements.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            bound = Requirement(line)
            assert all(bound.specifier.contains(version) for version in locked[bound.name]), line
    python = re.search(r"--python-version (\S+)", LOCK)[1]
    assert SpecifierSet(f">={python}").contains(re.search(r"python:(\S+)-slim", the("FROM"))[1])


def test_all_files_mean_the_same_replicas() -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in DEPLOY.iterdir()}
    replicas = {
        f"{address}:{PORT}" for address in re.findall(r"ipv4_address: (172\.28\.0\.\d+) ", texts["compose.yaml"])
    }
    assert len(replicas) == 3
    newcomers = texts["nginx.conf"].partition("upstream newcomers {")[2].partition("}")[0]
    assert set(re.findall(r"server (\S+) ", newcomers)) == replicas
    assert set(re.findall(r'"(172\S+?)"', texts["prometheus.yml"])) == replicas
    for name in ("replica_a", "replica_b", "replica_c"):
        block = texts["nginx.conf"].partition(f"upstream {name} {{")[2].partition("}")[0]
        assert set(re.findall(r"server (\S+) ", block)) == replicas
        first, cookie = re.search(r"server (\S+) ", block)[1], name[-1]
        assert f'"~{first}$" "replica={cookie}; ' in texts["nginx.conf"]
        assert re.search(rf"^\s+{cookie} +{name};", texts["nginx.conf"], re.MULTILINE)
