"""Settings every test shares."""

import pytest
from hypothesis import settings

# The same examples on every run: a failure seen once is seen again.
settings.register_profile("deterministic", derandomize=True, max_examples=60, deadline=None, database=None)
settings.load_profile("deterministic")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests in the browser last: what fails in a second is seen before what takes minutes."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
