"""Buttons that save the pictures on the page as files, as the camera of each picture does."""

from collections.abc import Mapping

from .assets import part

_saver = part("saver", html='<div class="saver" role="group"></div>')


def saver(*, pictures: Mapping[str, str], saved_as: str) -> None:
    """A button for each picture that is on the page.

    Args:
        pictures: what each button is called, by the key of the picture.
        saved_as: `png` or `svg`.
    """
    _saver(key="saver", data={"pictures": dict(pictures), "savedAs": saved_as})
