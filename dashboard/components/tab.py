"""What the browser's tab alone knows: what a page that was left had not sent, and a link that never arrived."""

from collections.abc import Callable

from .assets import part, style

_tab = part(
    "tab",
    # Those of all parts on a page, as this one stands outside the pages: their own would go along with each change.
    css=style(
        *("chart.css", "dragger.css", "focus.css", "frame.css", "layer.css", "motion.css", "player.css", "points.css"),
        "rows.css",
        *("saver.css", "status.css", "tab.css", "unseen.css"),
    ),
)


def tab(*, answered: int, on_left: Callable[[], None], on_dropped: Callable[[], None]) -> None:
    """Nothing to show. Once an app, outside its pages.

    Its events are st.session_state["tab"].left, the `source` and the texts of a `layer` that went with its page before
    they were answered, and .dropped, how many parameters the link has where Streamlit takes none of them.

    Args:
        answered: the number of the latest text that was answered; what was left is sent until it is.
        on_left, on_dropped: callbacks.
    """
    _tab(key="tab", data={"answered": answered}, on_left_change=on_left, on_dropped_change=on_dropped)
