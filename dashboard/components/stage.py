"""A stage that is as large as the screen: its text as large as fits, and its keys."""

from collections.abc import Mapping

from .assets import part, style

_stage = part("stage", css=style("stage.css"))


def stage(*, keys: Mapping[str, str]) -> None:
    """Lay out the container `stage`: its parts are the containers `stage_bar`, `stage_actions`, and between them
    `stage_words` and `stage_pictures`, or `stage_pair` with the pictures `stage_left` and `stage_right`.

    The words are drawn as large as they fit into their part, whatever the size of the screen.

    Args:
        keys: which button a key presses: what the browser calls the key (a letter in lower case), and the key of the
            button, or of a container around it. No key acts in a field or behind an open dialog.
    """
    _stage(key="stage_keys", data={"keys": dict(keys)})
