"""Settings every test shares."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.hosting.hosted import Hosted, hosting, nginx_path

# The same examples on every run: a failure seen once is seen again.
settings.register_profile("deterministic", derandomize=True, max_examples=60, deadline=None, database=None)
settings.load_profile("deterministic")


@pytest.fixture(scope="session")
def hosted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosted]:
    """Replicas behind nginx, all running. Without nginx its tests skip, or fail where REQUIRE_NGINX=1."""
    if nginx_path() is None:
        (pytest.fail if os.environ.get("REQUIRE_NGINX") == "1" else pytest.skip)("no nginx")
    with hosting(tmp_path_factory.mktemp("hosted")) as started:
        yield started


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests in the browser last: what fails in a second is seen before what takes minutes."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
