"""What a page knows of points set by hand beside where they are: their names, and what it has answered."""

from collections import Counter
from dataclasses import dataclass, field

from softmax_core.sources import ByHand

Points = tuple[tuple[float, float, int], ...]


@dataclass
class Hand:
    """Points as a page edits them.

    Attributes:
        answered: the latest edit that was answered, by the component that it came from.
        reach: how far from 0 the plane shows.
    """

    answered: Counter = field(default_factory=Counter)
    reach: float = 0.0
    _points: Points = ()
    _names: tuple[str, ...] = ()
    _made: int = 0

    def names(self, source: ByHand) -> tuple[str, ...]:
        """A name a point, by which edits speak of it: its place is another one where a point before it went.

        A point that is the same as before keeps its name.
        """
        if source.points != self._points:
            known: dict[object, list[str]] = {}
            for point, name in zip(reversed(self._points), reversed(self._names), strict=True):
                known.setdefault(point, []).append(name)
            names = tuple(known[point].pop() if known.get(point) else self._new_name() for point in source.points)
            self.remember(source, names)
        return self._names

    def remember(self, source: ByHand, names: tuple[str, ...], *, stands: bool = False) -> None:
        """These are the names; `stands`, the plane shows no less than before: its axes would jump under the hand."""
        self._points, self._names = source.points, names
        self.reach = max(source.reach, self.reach if stands else 0.0)

    def _new_name(self) -> str:
        self._made += 1
        return f"p{self._made}"
