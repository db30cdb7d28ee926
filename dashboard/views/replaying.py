"""The replay that Share gives, within the page: played and scrubbed in the browser without the server."""

import streamlit as st

from dashboard import export
from dashboard.components import frame
from dashboard.components.plotly_script import plotly_url
from dashboard.session import session

# The page stands a folder deeper than those to which that address is relative.
_PAGE = export.replay_page(f".{plotly_url()}")


def replayed(data: str, title: str) -> None:
    """Show what a page of `export.replay_page` shows.

    Args:
        data: that, as JSON.
        title: for who cannot see it.
    """
    frame("replay", _PAGE, data, title)
    if session().under_way:
        st.caption("What is still under way is shown here once it is done.")
