"""Plotly's own script: taken from the installed package and served by this app, never from outside."""

from pathlib import Path

import plotly
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

_FOLDER = "package_data"
_FILE = "plotly.min.js"


def plotly_url() -> str:
    """The address of the script, relative to every page; a new release of Plotly has another."""
    # Streamlit serves the files of a component from its folder. What packaged components tell it in a manifest that is
    # installed with them, is told here for Plotly.
    get_bidi_component_manager().register_from_manifest(
        ComponentManifest("plotly", plotly.__version__, [ComponentConfig("script", _FOLDER)]),
        Path(plotly.__file__).parent,
    )
    return f"./_stcore/bidi-components/plotly.script/{_FILE}?{plotly.__version__}"
