"""Plotly's own script: taken from the installed package and served by this app, never from outside."""

from pathlib import Path

import plotly

from .assets import serve

_ADDRESS = serve("plotly", Path(plotly.__file__).parent / "package_data")


def plotly_url() -> str:
    """The address of the script, relative to every page; a new release of Plotly has another."""
    return f"{_ADDRESS}/plotly.min.js?{plotly.__version__}"
