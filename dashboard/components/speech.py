"""What a screen reader finds of the present, and what it says of a change, once and when it is not busy."""

from .assets import part

_speech = part("speech", html='<p class="unseen now"></p><p class="unseen" role="status" aria-live="polite"></p>')


def speech(text: str, now: str) -> None:
    """Have a text said where it is another than the last; with an empty one nothing is said until there is one again.

    What a page opens with is not said: who opens it reads it.

    Args:
        text: what is said.
        now: the present values, to be read at any time; the last part of the page's summary.
    """
    _speech(key="speech", data={"text": text, "now": now})
