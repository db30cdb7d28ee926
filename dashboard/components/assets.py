"""The JavaScript and style sheets that stand beside the modules of this package."""

from pathlib import Path


def source(file: str) -> str:
    """The text of a file of this package."""
    return (Path(__file__).parent / file).read_text(encoding="utf-8")
