"""A few of the deeds that `python -m tests.fuzz monkey` does for minutes."""

from typing import TYPE_CHECKING

import pytest

from tests.fuzz.monkey import LOOKS, Look, roam

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.server import Server

SECONDS = 1
"""At each look, and what it then takes to come to rest."""
FEW = (*LOOKS[:3], LOOKS[6])
"""A desk and a projector, light, a phone, dark, and the page Data set."""


@pytest.mark.parametrize("look", FEW, ids=lambda look: look.name)
def test_whatever_a_monkey_does_nothing_fails_and_the_link_gives_the_page_back(
    browser: "Browser", server: "Server", look: Look
) -> None:
    assert roam(browser, server.url, look, SECONDS, seed=1).rests >= 1
