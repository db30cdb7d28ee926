"""What the tests of the page share."""

from collections.abc import Callable

import pytest

pytest.register_assert_rewrite("tests.app.page")

from tests.app.page import Page  # noqa: E402


@pytest.fixture
def open_page() -> Callable[..., Page]:
    """Opens the app at an address in a new tab: open_page("preset=slow&rounds=10", set_up=True)."""
    return Page
