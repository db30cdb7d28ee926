"""A slider that the page follows while it moves."""

from collections.abc import Callable

from .assets import part

_dragger = part("dragger", html='<label class="dragger"><span></span><input type="range"></label>')


def dragger(
    *,
    key: str,
    name: str,
    label: str = "",
    value: float,
    lowest: float,
    highest: float,
    step: float | None = None,
    disabled: bool = False,
    answered: int,
    on_drag: Callable[[], None],
    on_release: Callable[[], None],
) -> None:
    """A slider that the page follows while it moves.

    Its events are st.session_state[key].dragged, the value while moving, and .released, the value at the end.

    Args:
        key: of the component.
        name: what is dragged, for a screen reader.
        label: the same for the eye, with the value beside it; empty where both stand elsewhere.
        value, lowest, highest: where the slider stands and its ends.
        step: between two values; None has all there are.
        disabled: whether there is nothing to drag.
        answered: a number that changes with every event that was answered.
        on_drag, on_release: callbacks.
    """
    _dragger(
        key=key,
        data={
            "name": name,
            "label": label,
            "value": value,
            "lowest": lowest,
            "highest": highest,
            "step": step or "any",
            "disabled": disabled,
            "answered": answered,
        },
        on_dragged_change=on_drag,
        on_released_change=on_release,
    )
