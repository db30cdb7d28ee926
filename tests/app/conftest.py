"""What the tests of the page share."""

from collections.abc import Callable

import pytest
from streamlit.components.v2 import manifest_scanner

pytest.register_assert_rewrite("tests.app.page", "tests.app.derivation_page")

from dashboard.session import pace  # noqa: E402
from dashboard.views.lab import page  # noqa: E402
from tests.app.page import Page  # noqa: E402


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """No browser draws meanwhile, and nobody else asks: the page need not wait for either."""
    monkeypatch.setattr(page, "BREATH", 0)
    monkeypatch.setattr(pace, "PACE", 0)
    monkeypatch.setattr(pace, "LINK_EVERY", 0)


@pytest.fixture(autouse=True)
def no_search_for_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    """AppTest reads what is told of every installed package, to find components, each time the page runs."""
    monkeypatch.setattr(manifest_scanner, "scan_component_manifests", list)


@pytest.fixture
def open_page() -> Callable[..., Page]:
    """Opens the app at an address in a new tab: open_page("preset=slow&rounds=10", set_up=True)."""
    return Page
