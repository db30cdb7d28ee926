"""python -m tests.fuzz: hostile links, files and numbers, and sessions in which everything happens in any order.

python -m tests.fuzz monkey [MINUTES]: a monkey at the page, in Chromium.

Each input is a valid value that can be written back, or one clear error, and none takes long. Each is made from the
seed and its own number alone; the number is printed where something does not hold.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from time import thread_time
from typing import Any

from tests.browser.conftest import QUIET, chromium_path
from tests.server import serving

from .check import check_csv, check_file, check_link, check_typed
from .generate import hostile_csv, hostile_file, hostile_link, hostile_typed
from .monkey import LOOKS, roam
from .tab import live

ACTIONS = 60
"""In each session."""
PATIENCE = 0.05
"""Seconds that an input may take to be read and written back."""
MOST_SHOWN = 10


MINUTES = 10.0
"""For a monkey."""


def main() -> int:
    if sys.argv[1:2] == ["monkey"]:
        return _monkey(float(sys.argv[2]) if len(sys.argv) > 2 else MINUTES)
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__.partition("\n")[0])
    parser.add_argument("--links", type=int, default=100_000, help="how many links (default %(default)s)")
    parser.add_argument("--files", type=int, default=10_000, help="how many JSON files (default %(default)s)")
    parser.add_argument("--tables", type=int, default=10_000, help="how many CSV files (default %(default)s)")
    parser.add_argument("--numbers", type=int, default=100_000, help="how many numbers as typed (default %(default)s)")
    what = f"how many sessions of {ACTIONS} actions each (default %(default)s)"
    parser.add_argument("--sessions", type=int, default=2_000, help=what)
    parser.add_argument("--seed", type=int, default=0, help="of all of them (default %(default)s)")
    asked = parser.parse_args()
    failed = 0
    for kind, count, make, check in (
        ("link", asked.links, hostile_link, check_link),
        ("file", asked.files, hostile_file, check_file),
        ("table", asked.tables, hostile_csv, check_csv),
        ("number", asked.numbers, hostile_typed, check_typed),
        ("session", asked.sessions, lambda random: random, partial(live, actions=ACTIONS)),
    ):
        failed += _tried(kind, count, make, check, asked.seed)
    return min(failed, 1)


def _monkey(minutes: float, seed: int = 0) -> int:
    """A monkey at each look of the page in turn, for so long in all; how many visits found something."""
    from playwright.sync_api import sync_playwright

    failed = 0
    folder = tempfile.TemporaryDirectory()
    with folder as at, serving(Path(at) / "log.txt") as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=QUIET)
        for look in LOOKS:
            try:
                print(roam(browser, server.url, look, 60 * minutes / len(LOOKS), seed).line(), flush=True)
            except AssertionError as error:
                failed += 1
                print(error, flush=True)
        browser.close()
    return min(failed, 1)


def _tried(kind: str, count: int, make: Callable[[Random], Any], check: Callable[[Any], object], seed: int) -> int:
    """Try so many, print what came of them and the numbers of those that failed; how many did."""
    valid = failed = 0
    slowest = 0.0
    for number in range(count):
        made = make(Random(f"{seed} {kind} {number}"))
        begun = thread_time()  # of this thread alone, whatever else the machine does
        try:
            valid += check(made) is not False
            took = thread_time() - begun
            slowest = max(slowest, took)
            why = f"took {took:.3f} s" if kind != "session" and took > PATIENCE else ""
        except Exception as error:
            why = repr(error)
        failed += bool(why)
        if why and failed <= MOST_SHOWN:
            print(f"{kind} {number}: {why}", flush=True)
    print(f"{count} {kind}s: {valid} valid, {failed} failed, the slowest took {slowest * 1e3:.0f} ms", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
