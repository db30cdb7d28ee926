"""A Pause button that keeps a training going until it is pressed."""

from collections.abc import Callable

from .assets import part

_player = part(
    "player",
    html='<button type="button" class="player" aria-keyshortcuts="P" style="visibility: hidden">Pause</button>',
)


def player(
    *, round: int, tick: int, interval: float, width: int, on_tick: Callable[[], None], on_pause: Callable[[], None]
) -> None:
    """A Pause button that, until pressed, asks for the next round once the last one is on screen.

    Its events are st.session_state["player"].ticked, the tick answered, and .paused, the round on screen.

    Args:
        round: the round this run of the page draws.
        tick: a number that differs each time a further tick is wanted.
        interval: the least time between two ticks in milliseconds.
        width: of the button in pixels.
        on_tick, on_pause: callbacks.
    """
    _player(
        key="player",
        data={"round": round, "tick": tick, "interval": interval},
        width=width,
        on_ticked_change=on_tick,
        on_paused_change=on_pause,
    )
