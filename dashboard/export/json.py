"""A run and its pinned runs as a small JSON file, and back. All it says is links: they have the only grammar."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from softmax_core.link import NO_KEYS, Link, Schema, parse, write
from softmax_core.run import Run
from softmax_core.validation import InputError

from .document import RUN, a_link, an_object, few_pins, known, opened, pins_of

VERSION = 2
MAX_BYTES = 300_000
"""The largest file that is read: five links take 20 kB; version 1 wrote out each run, at most 275 kB in all."""


def run_json(
    run: Run, pins: Sequence[Run] = (), view: Mapping[str, str] | None = None, schema: Schema = NO_KEYS
) -> str:
    """A run, what the screen shows beside it, and up to four pinned runs as JSON; `read_json` gives back the same.

    {"format": "softmax-run", "version": 2, "link": the query string of run and view, "pins": [one of each pinned run]}
    """
    few_pins(pins, "runs")
    document = {
        "format": RUN,
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
    document = opened(data, RUN, (1, VERSION), MAX_BYTES)
    if document["version"] == VERSION:
        known("file", document, ("format", "version", "link", "pins"))
    pins = pins_of(document, "runs")
    if document["version"] == 1:
        pins = [an_object(f"pin {place}", pin).get("link") for place, pin in enumerate(pins, 1)]
    link = _read("", document.get("link"), schema)
    read: list[Run] = []
    for place, pin in enumerate(pins, 1):
        read.append(_read(f"pin {place}: ", pin, NO_KEYS).run)
        if read[-1] in read[:-1]:
            raise InputError(f"pin {place}", "differ from the pins before it", pin)
    return link, tuple(read)


def _read(where: str, value: Any, schema: Schema) -> Link:
    """What a link says; `where` stands before the names in messages."""
    link = a_link(where, value)
    try:
        said = parse(link, schema)
        if said.unknown:
            raise InputError("link", "have no other keys than a run's", said.unknown[0])
    except InputError as error:
        raise InputError(where + error.parameter, error.rule, error.received) from None
    return said
