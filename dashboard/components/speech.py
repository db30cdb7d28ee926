"""What a screen reader says of a change, once and when it is not busy."""

from .assets import part

_speech = part(
    "speech",
    html='<p class="unseen" role="status" aria-live="polite"></p>',
)


def speech(text: str) -> None:
    """Have a text said where it is another than the last; with an empty one nothing is said until there is one again.

    What a page opens with is not said: who opens it reads it.
    """
    _speech(key="speech", data={"text": text})
