"""How the benchmarks measure: everything side by side in one run, medians, and ratios of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True)
class Row:
    """A line of the table: what was measured, what came out and what was wanted.

    `met` is None where the figure has no target or could not be measured.
    """

    what: str
    measured: str
    target: str
    met: bool | None


def at_most(what: str, value: float, target: float, *, unit: str = "×", detail: str = "") -> Row:
    """A figure that should be small; `unit` is × for a ratio."""
    return Row(what, _written(value, unit) + detail, f"≤ {target:g}{_spaced(unit)}", value <= target)


def at_least(what: str, value: float, target: float, *, unit: str = "×", detail: str = "") -> Row:
    """A figure that should be large."""
    return Row(what, _written(value, unit) + detail, f"≥ {target:g}{_spaced(unit)}", value >= target)


def noted(what: str, value: float, *, unit: str = "×") -> Row:
    """A figure without a target, which says what another one is made of."""
    return Row(what, _written(value, unit), "", None)


def skipped(what: str, why: str) -> Row:
    return Row(what, f"skipped: {why}", "", None)


def side_by_side(works: Mapping[str, Callable[[], object]], times: int) -> dict[str, float]:
    """The median seconds of each work; they take turns, so that a busy moment of the machine meets all of them."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(times + 1):
        for name, work in works.items():
            start = perf_counter()
            work()
            if turn:  # the first one warms up
                taken[name].append(perf_counter() - start)
    return {name: median(seconds) for name, seconds in taken.items()}


def _written(value: float, unit: str) -> str:
    return f"{value:.3g}{_spaced(unit)}"


def _spaced(unit: str) -> str:
    return unit if unit == "×" else f" {unit}"
