"""Keeps the focus of the keyboard where the work goes on, when what had it is taken away or can no more be pressed."""

from collections.abc import Mapping, Sequence

from .assets import part

_focus = part("focus", html="<i hidden></i>")


def focus(*, successors: Mapping[str, Sequence[str]]) -> None:
    """Nothing to show. Once an app, outside its pages.

    The focus goes to what is drawn anew under the same key, else to its successors, else to what stood next to it.

    Args:
        successors: where it goes from a widget that is gone, the best first; by their keys without a version.
    """
    _focus(key="focus", data={"successors": {key: list(others) for key, others in successors.items()}})
