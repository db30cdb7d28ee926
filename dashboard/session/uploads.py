"""What a tab has uploaded: the latest files only, or one visitor could fill the server's memory with them."""

from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

KEPT = 4
"""Files of a tab. The page reads one, and at once."""


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
        for oldest in list(files.file_storage.get(session_id, ()))[:-KEPT]:
            files.remove_file(session_id, oldest)

    files.add_file = add_and_forget
