"""The files that parts of the page consist of in the browser, served by this app."""

from hashlib import sha256
from pathlib import Path

from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

_HERE = Path(__file__).parent

# The text of a part's JavaScript goes along with every change of the part: so that is no more than where to find it.
_LOADER = """\
const part = import(new URL("{address}", document.baseURI))
export default async (it) => (await part).default(it)
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


def script(file: str) -> str:
    """JavaScript that loads a file of this package; another text of it has another address."""
    version = sha256((_HERE / file).read_bytes()).hexdigest()[:8]
    return _LOADER.format(address=f"{_ADDRESS}/{file}?{version}")
