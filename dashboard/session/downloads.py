"""A file that was made is there until the browser has come for it."""

from itertools import count

from streamlit import runtime

HELD = 16
"""Files that are held, the latest; the longest take 7 MB.

Streamlit forgets one after two runs of the script, of whichever tab: in a class that is a moment, and the browser that
was told its address finds nothing there.
"""

_places = count()


def hold(text: str, mime: str, name: str) -> str:
    """To be called by what makes a file, with what the download button is told of it; the text."""
    if runtime.exists():
        files = runtime.get_instance().media_file_mgr
        place = f"held {next(_places) % HELD}"
        files.add(text.encode(), mime, place, file_name=name, is_for_static_download=True)
    return text
