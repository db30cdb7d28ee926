"""A run as the query string of a link, and back.

The grammar, one line a key; numbers are decimal and at most 1e100 in size:

    x=8_7            the input, 1 to 6 numbers
    y=0_0_1          one-hot label, 2 to 6 entries
    w=0.5_0.5_…      start weights, row by row; with b
    b=1_1_1          start bias; with w
    init=uniform~42  instead of w and b: zeros, or uniform, uniform01, normal with a seed
    lr=1             learning rate
    loss=ce          ce or bce
    tol=1e-6         tolerance of the stop rule
    max=100          most rounds of "Run to the end"
    rounds=1         rounds trained
    at=0             round looked at
    edits=3~w12~0.25_5~y~2   round ~ name ~ value
    preset=document  where missing keys come from

What a page shows beside the run has keys of its own, which it hands over as a schema.
"""

import re
from collections.abc import Container, Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import parse_qsl

import numpy as np

from .initializers import RANDOM_INITIALIZERS
from .numerals import format_number, read_number, read_whole
from .presets import DEFAULT, PRESETS, preset_of
from .run import Edit, Given, Run, Seeded, Setup
from .settings import BIAS, INITIALIZER, MAX_ROUNDS, OF_SETUP, SEED, SETTINGS, WEIGHTS, Y, split_list
from .validation import InputError, one_of

MAX_LENGTH = 4000
"""Characters of a link as it is read and as `write` writes it, so that what was read can be handed on."""

RUN_KEYS = ("preset", *dict.fromkeys(setting.key for setting in SETTINGS), "rounds", "at", "edits")

Schema = Mapping[str, tuple[str, ...]]
"""A page's own keys: each key's values, the default first."""

NO_KEYS: Schema = MappingProxyType({})

_INIT, _GIVEN_KEYS = INITIALIZER.key, (WEIGHTS.key, BIAS.key)

# Which keys the attributes of a Setup are read from, so that a message names what the user wrote.
_KEY_OF = {setting.attribute: setting.key for setting in SETTINGS}


class Link(NamedTuple):
    """What a link says.

    `trained` tells whether it gave `rounds`; `view` has a value for each key of the schema; `unknown` are the keys of
    neither, which do not count in its length.
    """

    run: Run
    trained: bool
    view: dict[str, str]
    unknown: tuple[str, ...]


def parse(text: str, schema: Schema = NO_KEYS) -> Link:
    """Read a query string, with or without its `?`, or a whole URL; `schema` are the page's own keys.

    Raises:
        InputError: where the link breaks a rule; its `parameter` is the key.

    >>> parse("lr=0.1&rounds=3").run.rounds
    3
    """
    return parse_pairs(pairs_of(text), schema)


def pairs_of(text: str) -> list[tuple[str, str]]:
    """The decoded keys and values of a query string, with or without its `?`, or of a whole URL.

    Raises InputError where it is too long.
    """
    if len(text) > MAX_LENGTH:
        raise InputError("link", f"have at most {MAX_LENGTH} characters", f"{len(text)} characters")
    query = text.partition("#")[0]
    before, mark, after = query.partition("?")
    if mark and "=" not in before:
        query = after
    elif "://" in query:
        query = ""
    return parse_qsl(query, keep_blank_values=True)


def parse_pairs(pairs: Iterable[tuple[str, str]], schema: Schema = NO_KEYS) -> Link:
    """Read the decoded keys and values of a query string; arguments and errors as of `parse`."""
    given, unknown = told_apart(pairs, {*RUN_KEYS, *schema})
    view = view_of(given, schema)
    try:
        run = _run(given)
    except InputError as error:
        key = _KEY_OF.get(error.parameter)
        if key is None:
            raise
        raise InputError(key, error.rule, error.received) from None
    written = len(write(run, view, schema))
    if written > MAX_LENGTH:
        raise InputError("link", f"have at most {MAX_LENGTH} characters once written out", f"{written} characters")
    return Link(run, "rounds" in given, view, unknown)


def told_apart(pairs: Iterable[tuple[str, str]], ours: Container[str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The values of our keys, and the keys that are not ours.

    Raises:
        InputError: where a key of ours is given twice, or all of them are too long.
    """
    given: dict[str, str] = {}
    unknown: list[str] = []
    length = 0
    for key, value in pairs:
        if key not in ours:
            unknown.append(key)
            continue
        length += len(key) + len(value) + 2
        if key in given:
            raise InputError(key, "be given once", f"{given[key]} and {value}")
        given[key] = value
    if length > MAX_LENGTH + 1:
        raise InputError("link", f"have at most {MAX_LENGTH} characters", f"{length} characters")
    return given, tuple(unknown)


def view_of(given: Mapping[str, str], schema: Schema) -> dict[str, str]:
    """The value of each key of a schema; raises InputError where it may not have it."""
    return {key: one_of(key, given.get(key, values[0]), values) for key, values in schema.items()}


def write(run: Run, view: Mapping[str, str] | None = None, schema: Schema = NO_KEYS) -> str:
    """The query string of a run; `parse` gives the same run back, bit for bit.

    Args:
        run: the run.
        view: values of the page's own keys, any of `schema`.
        schema: the page's own keys.

    >>> write(Run(PRESETS["slow"].setup, rounds=10, at=3))
    'preset=slow&rounds=10&at=3'
    """
    return "&".join(f"{key}={value}" for key, value in pairs(run, view, schema).items())


def pairs(run: Run, view: Mapping[str, str] | None = None, schema: Schema = NO_KEYS) -> dict[str, str]:
    """The keys and values `write` joins: `rounds` always, the rest where it is not the default.

    No character in them needs percent-encoding.
    """
    written = _setup_pairs(run.setup)
    written["rounds"] = str(run.rounds)
    if run.at != run.rounds:
        written["at"] = str(run.at)
    if run.edits:
        written["edits"] = "_".join(f"{edit.round}~{edit.name}~{format_number(edit.value)}" for edit in run.edits)
    return {**written, **view_pairs(view or {}, schema)}


def view_pairs(view: Mapping[str, str], schema: Schema) -> dict[str, str]:
    """The keys and values of a view that are not the default."""
    return {key: value for key, value in view.items() if value != schema[key][0]}


def _run(given: Mapping[str, str]) -> Run:
    preset = given.get("preset", DEFAULT)
    base = PRESETS[one_of("preset", preset, tuple(PRESETS))].setup
    values = {
        setting.attribute: setting.limits.read(setting.key, given[setting.key])
        if setting.key in given
        else getattr(base, setting.attribute)
        for setting in OF_SETUP
    }
    setup = Setup(**values, start=_start(given, base, len(values["x"]), len(values["y"])))
    rounds = read_whole("rounds", given.get("rounds", "0"), 0, MAX_ROUNDS)
    at = read_whole("at", given["at"], 0, rounds) if "at" in given else rounds
    edits = [_edit(text, rounds) for text in split_list(given["edits"])] if given.get("edits") else []
    try:
        return Run(setup, tuple(Edit(*edit) for edit in edits), rounds, at)
    except InputError as error:
        rule = f"hold only what is allowed: {error.parameter} must {error.rule}"
        raise InputError("edits", rule, error.received) from None


def _start(given: Mapping[str, str], base: Setup, n_features: int, n_classes: int) -> Given | Seeded:
    for key in _GIVEN_KEYS:
        if key in given and _INIT in given:
            received = f"{_INIT}={given[_INIT]} and {key}={given[key]}"
            raise InputError(_INIT, f"not stand beside {' or '.join(_GIVEN_KEYS)}", received)
    if _INIT in given:
        return read_seeded(given[_INIT])
    same_shape = (n_features, n_classes) == (base.n_features, base.n_classes)
    if not any(key in given for key in _GIVEN_KEYS):
        return base.start if same_shape else Seeded("zeros")
    for key in _GIVEN_KEYS:
        if key not in given and not same_shape:
            raise InputError(key, "be given too, as the preset's has another shape", "nothing")
    weights, bias = base.parameters
    if WEIGHTS.key in given:
        numbers = WEIGHTS.limits.read(WEIGHTS.key, given[WEIGHTS.key])
        if len(numbers) != n_features * n_classes:
            raise InputError(WEIGHTS.key, f"have {n_features} × {n_classes} numbers", f"{len(numbers)} numbers")
        weights = np.reshape(numbers, (n_features, n_classes))
    if BIAS.key in given:
        numbers = BIAS.limits.read(BIAS.key, given[BIAS.key])
        if len(numbers) != n_classes:
            raise InputError(BIAS.key, f"have {n_classes} numbers", f"{len(numbers)} numbers")
        bias = np.array(numbers)
    return Given(tuple(map(tuple, weights.tolist())), tuple(bias.tolist()))


def read_seeded(text: str) -> Seeded:
    """The start that an initializer makes, as `init` says it; raises InputError."""
    name, *rest = re.split("[~:]", text)
    if name == "zeros" and not rest:
        return Seeded("zeros")
    if name not in RANDOM_INITIALIZERS or len(rest) != 1:
        rule = f"be zeros or one of {', '.join(RANDOM_INITIALIZERS)} with a seed, as uniform~42"
        raise InputError(_INIT, rule, repr(text))
    return Seeded(name, SEED.limits.read(_INIT, rest[0]))


def write_seeded(start: Seeded) -> str:
    """What `read_seeded` reads."""
    return start.initializer + ("" if start.seed is None else f"~{start.seed}")


def _edit(text: str, rounds: int) -> tuple[int, str, float]:
    """Round, name and value of an edit; what the run allows is not checked."""
    parts = re.split("[~:]", text)
    if len(parts) != 3:
        raise InputError("edits", "be round~name~value, joined by _", repr(text))
    round, name, value = parts
    if rounds == 0:
        raise InputError("edits", "have rounds from 1 to `rounds`, which is 0", repr(text))
    number = read_whole("edits", value, 1, 10) if name == Y.key else read_number("edits", value)
    return read_whole("edits", round, 1, rounds), name, number


def _setup_pairs(setup: Setup) -> dict[str, str]:
    """The keys that tell this setup from the default preset, or the name of the preset it is."""
    name = preset_of(setup)
    if name == DEFAULT:
        return {}
    if name:
        return {"preset": name}
    default = PRESETS[DEFAULT].setup
    written = _start_pairs(setup.start) if setup.start != default.start else {}
    for setting in OF_SETUP:
        value = getattr(setup, setting.attribute)
        if value != getattr(default, setting.attribute):
            written[setting.key] = setting.limits.write(value)
    return {key: written[key] for key in RUN_KEYS if key in written}


def _start_pairs(start: Given | Seeded) -> dict[str, str]:
    if isinstance(start, Seeded):
        return {_INIT: write_seeded(start)}
    weights = [number for row in start.weights for number in row]
    return {WEIGHTS.key: WEIGHTS.limits.write(weights), BIAS.key: BIAS.limits.write(start.bias)}
