"""A run and its pinned runs as a small JSON file, and back. All it says is links: they have the only grammar."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from softmax_core.link import NO_KEYS, Link, Schema, parse, write
from softmax_core.run import Run
from softmax_core.validation import InputError

FORMAT = "softmax-run"
VERSION = 2
MAX_BYTES = 300_000
"""The largest file that is read: five links take 20 kB; version 1 wrote out each run, at most 275 kB in all."""
MAX_PINS = 4


def run_json(
    run: Run, pins: Sequence[Run] = (), view: Mapping[str, str] | None = None, schema: Schema = NO_KEYS
) -> str:
    """A run, what the screen shows beside it, and up to four pinned runs as JSON; `read_json` gives back the same.

    {"format": "softmax-run", "version": 2, "link": the query string of run and view, "pins": [one of each pinned run]}
    """
    if len(pins) > MAX_PINS:
        raise InputError("pins", f"be at most {MAX_PINS} runs", len(pins))
    document = {
        "format": FORMAT,
        "version": VERSION,
        "link": write(run, view, schema),
        "pins": [write(pin) for pin in pins],
    }
    return json.dumps(document, indent=2) + "\n"


def read_json(data: bytes, schema: Schema = NO_KEYS) -> tuple[Link, tuple[Run, ...]]:
    """What the link of a file says, and its pinned runs, which are distinct.

    Reads files of version 1 too: each run in them has its link, and the rest is not looked at.

    Raises:
        InputError: for anything that is no such file; it names what is wrong.
    """
    if len(data) > MAX_BYTES:
        raise InputError("file", f"have at most {MAX_BYTES} bytes", f"{len(data)} bytes")
    document = _object("file", _parsed(data))
    if document.get("format") != FORMAT:
        raise InputError("format", f'be "{FORMAT}"', _shown(document.get("format")))
    version = document.get("version")
    if type(version) is not int or version not in (1, VERSION):  # True is not 1
        raise InputError("version", f"be {VERSION} or an earlier one", _shown(version))
    if version == VERSION:
        _known(document)
    pins = document.get("pins", [])
    if not isinstance(pins, list) or len(pins) > MAX_PINS:
        raise InputError("pins", f"be a list of at most {MAX_PINS} runs", _shown(pins))
    if version == 1:
        pins = [_object(f"pin {place}", pin).get("link") for place, pin in enumerate(pins, 1)]
    link = _read("", document.get("link"), schema)
    read: list[Run] = []
    for place, pin in enumerate(pins, 1):
        read.append(_read(f"pin {place}: ", pin, NO_KEYS).run)
        if read[-1] in read[:-1]:
            raise InputError(f"pin {place}", "differ from the pins before it", pin)
    return link, tuple(read)


def _parsed(data: bytes) -> Any:
    """The JSON value of a file, without repeated names."""
    try:
        text = data.decode("utf-8-sig")  # some editors put a mark before the text
    except UnicodeDecodeError as error:
        raise InputError("file", "be text in UTF-8", f"byte {error.object[error.start]:#04x}") from None
    try:
        return json.loads(text, object_pairs_hook=_unrepeated)
    except json.JSONDecodeError as error:
        received = text[error.pos : error.pos + 30] or "its end"
        raise InputError("file", f"be JSON, but line {error.lineno} is not", received) from None
    except RecursionError:
        raise InputError("file", "not be nested deeper than a run is", "deeper nesting") from None
    except InputError:
        raise
    except ValueError:  # Python does not even convert them
        raise InputError("file", "have numbers of a reasonable length", "thousands of digits") from None


def _unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise InputError("file", "give each name once", name)
        found[name] = value
    return found


def _object(name: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise InputError(name, "be a JSON object", _shown(value))
    return value


def _known(document: Mapping[str, Any]) -> None:
    """Check that there is no name which would be passed over: it is likely a slip."""
    for name in document:
        if name not in ("format", "version", "link", "pins"):
            raise InputError("file", "have no other names than format, version, link and pins", name)


def _read(where: str, link: Any, schema: Schema) -> Link:
    """What a link says; `where` stands before the names in messages."""
    if not isinstance(link, str):
        raise InputError(f"{where}link", "be text", _shown(link))
    try:
        said = parse(link, schema)
        if said.unknown:
            raise InputError("link", "have no other keys than a run's", said.unknown[0])
    except InputError as error:
        raise InputError(where + error.parameter, error.rule, error.received) from None
    return said


def _shown(value: Any) -> str:
    """A JSON value for a message; what is inside a list or an object may be nested deeper than Python can write."""
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if isinstance(value, dict):
        return "an object"
    return "nothing" if value is None else str(value)
