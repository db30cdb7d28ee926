"""What a tab has uploaded: the latest files only, or one visitor could fill the server's memory with them."""

from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

KEPT, KEPT_BYTES = 4, 60_000_000
"""Files of a tab, and the bytes of them together where they are several. The page reads one, and at once."""


def keep_few() -> None:
    """To be called once a process: from now on a tab's oldest file goes where a further one comes.

    Streamlit keeps whatever a tab uploads until that is closed, however often it does.
    """
    if not runtime.exists():
        return
    files = runtime.get_instance().uploaded_file_mgr
    if not isinstance(files, MemoryUploadedFileManager):
        return
    add = files.add_file

    def add_and_forget(session_id: str, file: UploadedFileRec) -> None:
        add(session_id, file)
        held = list(files.file_storage.get(session_id, {}).values())
        while len(held) > 1 and (len(held) > KEPT or sum(len(one.data) for one in held) > KEPT_BYTES):
            files.remove_file(session_id, held.pop(0).file_id)

    files.add_file = add_and_forget
