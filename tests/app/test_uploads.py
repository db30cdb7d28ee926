"""What a tab may hold of uploads, by number and by bytes."""

from types import SimpleNamespace

import pytest
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from dashboard.session import uploads
from dashboard.session.uploads import KEPT, KEPT_BYTES, keep_few
from tests.app.study_page import StudyPage

MEGABYTE = 10**6


@pytest.fixture
def held(monkeypatch):
    """Gives a tab a file of this size; the sizes it then holds."""
    files = MemoryUploadedFileManager("upload")
    runtime = SimpleNamespace(exists=lambda: True, get_instance=lambda: SimpleNamespace(uploaded_file_mgr=files))
    monkeypatch.setattr(uploads, "runtime", runtime)
    keep_few()
    numbers = iter(range(10**6))

    def add(size: int, tab: str = "one") -> list[int]:
        files.add_file(tab, UploadedFileRec(str(next(numbers)), "a.csv", "text/csv", bytes(size)))
        return [len(file.data) for file in files.file_storage[tab].values()]

    return add


def test_of_many_files_the_latest_are_held(held):
    for size in range(1, KEPT + 6):
        sizes = held(size)
    assert sizes == list(range(6, KEPT + 6))


def test_of_large_files_those_that_fit_and_the_latest_always(held):
    assert KEPT_BYTES == 60 * MEGABYTE
    assert held(25 * MEGABYTE) == [25 * MEGABYTE]
    assert held(30 * MEGABYTE) == [25 * MEGABYTE, 30 * MEGABYTE]
    assert held(20 * MEGABYTE) == [30 * MEGABYTE, 20 * MEGABYTE]
    assert held(50 * MEGABYTE) == [50 * MEGABYTE]
    assert held(70 * MEGABYTE) == [70 * MEGABYTE]
    assert held(1, tab="other") == [1]


def test_what_a_tab_remembers_of_its_fields_is_neither_a_file_nor_a_long_text():
    page = StudyPage().enter("Data set", "own").upload("a.csv", b"a,y\n1,u\n2,v\n")
    table = "a,y\n" + "1,u\n2,v\n" * 1000
    page.enter("Or paste a table", table)
    assert page.session.draft.own.data.n_samples == 2000
    for value in page.session.heard.values():
        assert not hasattr(value, "getvalue")
        assert len(value) < 100 if isinstance(value, str | bytes | list) else True
