"""python -m tests.benchmarks: what the project promises of its speed, measured on this machine.

Each ratio is measured side by side in one run. It takes a quarter of an hour; nothing else should run meanwhile.
"""

import os
import platform
import sys
from importlib.metadata import PackageNotFoundError, version

from . import data_set, load, page, program, training
from .measure import Row

PACKAGES = ("numpy", "pandas", "torch", "streamlit", "plotly")


def main() -> int:
    print("| what | measured | target | met |")
    print("|---|---|---|---|")
    missed = 0
    for part in (training, data_set, program, page, load):
        for row in part.rows():
            print(_line(row), flush=True)
            missed += row.met is False
    print(f"\n{_machine()}")
    return min(missed, 1)


def _line(row: Row) -> str:
    met = {True: "yes", False: "no", None: ""}[row.met]
    return f"| {row.what} | {row.measured} | {row.target} | {met} |"


def _machine() -> str:
    packages = ", ".join(f"{name} {_version(name)}" for name in PACKAGES)
    return (
        f"{_processor()}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, {packages}."
    )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _processor() -> str:
    if os.path.exists("/proc/cpuinfo"):
        with open("/proc/cpuinfo") as lines:
            names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
        if names:
            return names[0]
    return platform.processor() or platform.machine()


if __name__ == "__main__":
    sys.exit(main())
