"""The JSON files that hold what a page shows: read without trust, and each where it belongs."""

import json
from collections.abc import Collection, Mapping
from typing import Any

from softmax_core.validation import InputError

MAX_PINS = 4

RUN, STUDY = "softmax-run", "softmax-study"
BELONGS = {RUN: "be loaded in the lab, as it holds a run", STUDY: "be loaded on the page Data set, as it holds a study"}
"""What must be done with a file by the format it says it has."""


def opened(data: bytes, format: str, versions: Collection[int], most: int) -> dict[str, Any]:
    """The JSON object of a file of this format, in one of these versions, and of at most so many bytes.

    Raises:
        InputError: for anything that is none; it names what is wrong.
    """
    if len(data) > most:
        raise InputError("file", f"have at most {most} bytes", f"{len(data)} bytes")
    document = an_object("file", _parsed(data))
    said = document.get("format")
    if said != format:
        if isinstance(said, str) and said in BELONGS:
            raise InputError("file", BELONGS[said], said)
        raise InputError("format", f'be "{format}"', shown(said))
    version, newest = document.get("version"), max(versions)
    if type(version) is not int or version not in versions:  # True is not 1
        rule = f"be {newest} or an earlier one" if len(versions) > 1 else f"be {newest}"
        raise InputError("version", rule, shown(version))
    return document


def known(what: str, value: Mapping[str, Any], names: Collection[str]) -> None:
    """Check that there is no name which would be passed over: it is likely a slip."""
    for name in value:
        if name not in names:
            *others, last = names
            raise InputError(what, f"have no other names than {', '.join(others)} and {last}", name)


def pins_of(document: Mapping[str, Any], what: str) -> list[Any]:
    """The pinned values of a file, not yet read; `what` they are, in the plural."""
    pins = document.get("pins", [])
    if not isinstance(pins, list) or len(pins) > MAX_PINS:
        raise InputError("pins", f"be a list of at most {MAX_PINS} {what}", shown(pins))
    return pins


def few_pins(pins: Collection[Any], what: str) -> None:
    """Check that there are no more pinned values than a file may have."""
    if len(pins) > MAX_PINS:
        raise InputError("pins", f"be at most {MAX_PINS} {what}", len(pins))


def an_object(name: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise InputError(name, "be a JSON object", shown(value))
    return value


def a_link(where: str, value: Any) -> str:
    """A link as text; `where` stands before the names in messages."""
    if not isinstance(value, str):
        raise InputError(f"{where}link", "be text", shown(value))
    return value


def shown(value: Any) -> str:
    """A JSON value for a message; what is inside a list or an object may be nested deeper than Python can write."""
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if isinstance(value, dict):
        return "an object"
    return "nothing" if value is None else str(value)


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
