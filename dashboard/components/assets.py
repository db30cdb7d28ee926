"""The files that parts of the page consist of in the browser, served by this app."""

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

_HERE = Path(__file__).parent

# The text of a part's JavaScript goes along with every change of the part: so that is no more than where to find it.
_LOADER = """\
const part = import(new URL("{address}", document.baseURI))
const text = new TextDecoder()
export default async (it) => (await part).default({{ ...it, data: JSON.parse(text.decode(it.data)) }})
"""


def serve(name: str, folder: Path) -> str:
    """Have the files of a folder served; the address of the folder, relative to every page."""
    # Streamlit serves the files of a packaged component, which tells it in a manifest installed with it. Here the
    # manifest is told by hand.
    manifest = ComponentManifest(name, "1", [ComponentConfig("files", folder.name)])
    get_bidi_component_manager().register_from_manifest(manifest, folder.parent)
    return f"./_stcore/bidi-components/{name}.files"


_ADDRESS = serve("parts", _HERE)


def style(*files: str) -> str:
    """The text of style sheets of this package."""
    return "".join((_HERE / file).read_text(encoding="utf-8") for file in files)


def address(file: str) -> str:
    """Where a file of this package is served, relative to every page; another text has another address."""
    version = sha256((_HERE / file).read_bytes()).hexdigest()[:8]
    return f"{_ADDRESS}/{file}?{version}"


def part(name: str, **options: Any) -> Callable[..., Any]:
    """A part of the page, drawn by what the file `name`.js exports; its styles stand in the page.

    Args:
        name: of the component.
        options: as `st.components.v2.component` has them.

    Returns:
        What draws it, with `data` of plain lists, dicts, numbers and texts.
    """
    script = _LOADER.format(address=address(f"{name}.js"))
    mount = st.components.v2.component(name, js=script, isolate_styles=False, **options)
    return lambda *, data=None, **call: mount(data=packed({} if data is None else data), **call)


def packed(data: Mapping[str, Any]) -> bytes:
    """What a part is given, as its loader reads it.

    From a dict Streamlit would make JSON twice, with spaces, and look for data frames in it: a tenth of a step's time.
    """
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
