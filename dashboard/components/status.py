"""The status line: the round looked at and its loss."""

from .assets import part

_status = part("status", html='<h2 class="status"></h2>')


def status(text: str, round: int) -> None:
    """Draw the status line.

    Args:
        text: what it says.
        round: the round it says it of.
    """
    _status(key="status", data={"text": text, "round": round}, width="content")
