"""python -m tests.fuzz: hostile links and files, and sessions in which everything happens in any order.

Each input is a valid value that can be written back, or one clear error, and none takes long. Each is made from the
seed and its own number alone; the number is printed where something does not hold.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from functools import partial
from random import Random
from time import thread_time
from typing import Any

from .check import check_file, check_link
from .generate import hostile_file, hostile_link
from .tab import live

ACTIONS = 60
"""In each session."""
PATIENCE = 0.05
"""Seconds that a link or a file may take to be read and written back."""
MOST_SHOWN = 10


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__.partition("\n")[0])
    parser.add_argument("--links", type=int, default=100_000, help="how many links (default %(default)s)")
    parser.add_argument("--files", type=int, default=10_000, help="how many JSON files (default %(default)s)")
    what = f"how many sessions of {ACTIONS} actions each (default %(default)s)"
    parser.add_argument("--sessions", type=int, default=2_000, help=what)
    parser.add_argument("--seed", type=int, default=0, help="of all of them (default %(default)s)")
    asked = parser.parse_args()
    failed = 0
    for kind, count, make, check in (
        ("link", asked.links, hostile_link, check_link),
        ("file", asked.files, hostile_file, check_file),
        ("session", asked.sessions, lambda random: random, partial(live, actions=ACTIONS)),
    ):
        failed += _report(kind, count, _failures(kind, count, make, check, asked.seed))
    return min(failed, 1)


def _failures(
    kind: str, count: int, make: Callable[[Random], Any], check: Callable[[Any], object], seed: int
) -> Iterator[tuple[int, str]]:
    """The numbers of those that fail, and why."""
    for number in range(count):
        made = make(Random(f"{seed} {kind} {number}"))
        begun = thread_time()  # of this thread alone, whatever else the machine does
        try:
            check(made)
        except Exception as error:
            yield number, repr(error)
        else:
            if kind != "session" and thread_time() - begun > PATIENCE:
                yield number, f"took {thread_time() - begun:.3f} s"


def _report(kind: str, count: int, failures: Iterator[tuple[int, str]]) -> int:
    """Print what failed; how many."""
    failed = 0
    for number, why in failures:
        failed += 1
        if failed <= MOST_SHOWN:
            print(f"{kind} {number}: {why}", flush=True)
    print(f"{count} {kind}s, {failed} failed", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
