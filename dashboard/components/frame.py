"""A page of its own within the page. What it shows is fetched by address: once, however often the page is drawn."""

from streamlit import runtime

from .assets import part

_frame = part("frame", html='<iframe class="frame"></iframe>')


def frame(key: str, page: str, shown: str, title: str) -> None:
    """Show a page of ours within this one.

    Args:
        key: of the component.
        page: its HTML, which has a function `show`.
        shown: what that is called with, as JSON.
        title: for who cannot see it.
    """
    _frame(
        key=key,
        data={
            "page": _address(page, "text/html; charset=utf-8", f"{key}.page"),
            "shown": _address(shown, "application/json", f"{key}.shown"),
            "title": title,
        },
    )


def _address(text: str, mimetype: str, place: str) -> str:
    """Where the app serves a text as long as the page has it in this place; the same text has the same address."""
    return runtime.get_instance().media_file_mgr.add(text.encode(), mimetype, place)
