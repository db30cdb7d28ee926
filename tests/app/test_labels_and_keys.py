"""Labels that lessons rely on, and keys."""

from tests.app.page import SLOW, WEIGHTS


def test_help_lists_the_keys(open_page):
    page = open_page()
    assert not page.at.get("dialog")
    page.click("Help")
    (dialog,) = page.at.get("dialog")
    text = "\n".join(part.value for part in dialog.markdown)
    assert all(key in text for key in ("→", "←", "| P |", "| H |"))


def test_keys_act_on_the_buttons_they_are_named_for(open_page):
    buttons = open_page(SLOW, set_up=True).at.button
    keys = {button.label: button.proto.shortcut.lower() for button in buttons if button.proto.shortcut}
    assert keys.items() >= {"Step": "right", "Previous": "left", "Play": "p", "Help": "h"}.items()
    assert len(set(keys.values())) == len(keys)
    # Streamlit keeps some for itself, some scroll the page, and none destroys work.
    assert not {"r", "c", "?", "up", "down", "space", "pageup", "pagedown", "home", "end"} & set(keys.values())
    assert not {"Reset", "Undo", "New random start"} & set(keys)


def test_the_labels_lessons_rely_on_are_there(open_page):
    page = open_page()
    names = {"Step", "Previous", "Play", "Run to the end", "Undo", "Redo", "Reset"}
    assert names <= page.buttons
    for name in (*WEIGHTS, "b1", "b2", "b3", "x1", "x2", "Learning rate", "True class"):
        assert page.has_field(name)
