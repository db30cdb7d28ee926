"""A run as the query string of a link, and back. The only reader of what users type.

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

and the keys of the view, which are no part of the run: see VIEW.
"""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple
from urllib.parse import parse_qsl

from .functional import Array
from .initializers import RANDOM_INITIALIZERS
from .losses import LOSSES
from .presets import DEFAULT, PRESETS, preset_of
from .run import MAX_CLASSES, MAX_ROUNDS, Edit, Given, Run, Seeded, Setup
from .validation import LARGEST, InputError, one_of, whole_number

MAX_LENGTH = 4000

RUN_KEYS = ("preset", "x", "y", "w", "b", "init", "lr", "loss", "tol", "max", "rounds", "at", "edits")

VIEW = {
    "view": ("lab", "projector"),
    "scale": ("linear", "log"),
    "panel": ("weights", "gradients", "probabilities", "trajectories"),
    "below": ("nothing", "one", "all", "edits", "compare", "replay"),
    "part": tuple(str(part) for part in range(1, 9)),
    "section": ("softmax", "loss", "why", "shapes", "gradients", "losses", "stability"),
    "cell": tuple(f"{i}{j}" for i in range(1, MAX_CLASSES + 1) for j in range(1, MAX_CLASSES + 1)),
    "step": ("-5", *(str(-power) for power in range(1, 15) if power != 5)),
    "times": ("1", "3", "10", "30", "100", "300", "1000", "3000", "10000"),
    "picture": ("png", "svg"),
    "shift": ("0", "1", "-1", "10", "-10", "100", "-100", "1000", "-1000"),
}
"""What the screen shows beside the run: each key's values, the default first.

Of the lab: the `view`, the loss axis (`scale`), the open `panel`, what stands `below` the pictures (the walkthrough by
`one` or `all` sub-steps, and others), the sub-step (`part`) and the format a `picture` is saved in. Of the derivation:
the open `section`, the chosen `cell` of the Jacobian, the power of ten of the finite `step`, and by how much the logits
are multiplied (`times`) and raised (`shift`).
"""

_NUMBER = re.compile(r"-?(\d+(\.\d*)?|\.\d+)([eE]-?\d+)?", re.ASCII)
_WHOLE = re.compile(r"\d{1,10}", re.ASCII)

# Which keys the attributes of a Setup are read from, so that a message names what the user wrote.
_KEY_OF = {
    "weights": "w",
    "bias": "b",
    "learning_rate": "lr",
    "tolerance": "tol",
    "max_rounds": "max",
    "initializer": "init",
    "seed": "init",
}


class Link(NamedTuple):
    """What a link says.

    `trained` tells whether it gave `rounds`; `view` has a value for each key of VIEW; `unknown` are the keys that are
    not ours, which do not count in its length.
    """

    run: Run
    trained: bool
    view: dict[str, str]
    unknown: tuple[str, ...]


def parse(text: str) -> Link:
    """Read a query string, with or without its `?`, or a whole URL.

    Raises:
        InputError: where the link breaks a rule; its `parameter` is the key.

    >>> parse("lr=0.1&rounds=3").run.rounds
    3
    """
    if len(text) > MAX_LENGTH:
        raise InputError("link", f"have at most {MAX_LENGTH} characters", f"{len(text)} characters")
    query = text.partition("#")[0]
    before, mark, after = query.partition("?")
    if mark and "=" not in before:
        query = after
    elif "://" in query:
        query = ""
    return parse_pairs(parse_qsl(query, keep_blank_values=True))


def parse_pairs(pairs: Iterable[tuple[str, str]]) -> Link:
    """Read the decoded keys and values of a query string; raises InputError as `parse`."""
    given: dict[str, str] = {}
    unknown: list[str] = []
    length = 0
    for key, value in pairs:
        if key not in RUN_KEYS and key not in VIEW:
            unknown.append(key)
            continue
        length += len(key) + len(value) + 2
        if key in given:
            raise InputError(key, "be given once", f"{given[key]} and {value}")
        given[key] = value
    if length > MAX_LENGTH + 1:
        raise InputError("link", f"have at most {MAX_LENGTH} characters", f"{length} characters")
    view = {key: one_of(key, given.get(key, values[0]), values) for key, values in VIEW.items()}
    try:
        return Link(_run(given), "rounds" in given, view, tuple(unknown))
    except InputError as error:
        key = _KEY_OF.get(error.parameter)
        if key is None:
            raise
        raise InputError(key, error.rule, error.received) from None


def write(run: Run, view: Mapping[str, str] | None = None) -> str:
    """The query string of a run; `parse` gives the same run back, bit for bit.

    >>> write(Run(PRESETS["slow"].setup, rounds=10, at=3))
    'preset=slow&rounds=10&at=3'
    """
    return "&".join(f"{key}={value}" for key, value in pairs(run, view).items())


def pairs(run: Run, view: Mapping[str, str] | None = None) -> dict[str, str]:
    """The keys and values `write` joins: `rounds` always, the rest where it is not the default.

    No character in them needs percent-encoding.
    """
    written = _setup_pairs(run.setup)
    written["rounds"] = str(run.rounds)
    if run.at != run.rounds:
        written["at"] = str(run.at)
    if run.edits:
        written["edits"] = "_".join(f"{edit.round}~{edit.name}~{format_number(edit.value)}" for edit in run.edits)
    for key, value in (view or {}).items():
        if value != VIEW[key][0]:
            written[key] = value
    return written


def read_number(parameter: str, text: str) -> float:
    """The number a text says: digits 0–9, one point, an exponent without +; at most 1e100 in size.

    Raises InputError naming `parameter`.

    >>> read_number("w11", "-1.5e-3")
    -0.0015
    """
    if not _NUMBER.fullmatch(text):
        raise InputError(parameter, "be a number such as 0.5 or -1.5e-3", repr(text))
    number = float(text)
    if abs(number) > LARGEST:
        raise InputError(parameter, "be finite and at most 1e100 in size", repr(text))
    return number + 0.0


def read_whole(parameter: str, text: str, lowest: int, highest: int) -> int:
    """The whole number a text says, digits 0–9 only; raises InputError naming `parameter`."""
    if not _WHOLE.fullmatch(text):
        raise InputError(parameter, f"be a whole number from {lowest} to {highest}", repr(text))
    return whole_number(parameter, int(text), lowest, highest)


def format_number(number: float) -> str:
    """The shortest text that reads back to the same float.

    >>> [format_number(number) for number in (1.0, 1 / 3, 1e-6, 5e20)]
    ['1', '0.3333333333333333', '1e-6', '5e20']
    """
    mantissa, _, exponent = repr(float(number) + 0.0).partition("e")
    mantissa = mantissa.removesuffix(".0")
    return f"{mantissa}e{int(exponent)}" if exponent else mantissa


def _run(given: Mapping[str, str]) -> Run:
    preset = given.get("preset", DEFAULT)
    base = PRESETS[one_of("preset", preset, tuple(PRESETS))].setup
    x = _numbers("x", given["x"]) if "x" in given else base.x
    y = tuple(read_whole("y", text, 0, 1) for text in _split(given["y"])) if "y" in given else base.y
    setup = Setup(
        x=x,
        y=y,
        start=_start(given, base, len(x), len(y)),
        learning_rate=read_number("lr", given["lr"]) if "lr" in given else base.learning_rate,
        loss=one_of("loss", given.get("loss", base.loss), LOSSES),
        tolerance=read_number("tol", given["tol"]) if "tol" in given else base.tolerance,
        max_rounds=read_whole("max", given["max"], 0, MAX_ROUNDS) if "max" in given else base.max_rounds,
    )
    rounds = read_whole("rounds", given.get("rounds", "0"), 0, MAX_ROUNDS)
    at = read_whole("at", given["at"], 0, rounds) if "at" in given else rounds
    edits = tuple(_edit(text, rounds) for text in _split(given["edits"])) if given.get("edits") else ()
    try:
        return Run(setup, edits, rounds, at)
    except InputError as error:
        rule = f"hold only what is allowed: {error.parameter} must {error.rule}"
        raise InputError("edits", rule, error.received) from None


def _start(given: Mapping[str, str], base: Setup, n_features: int, n_classes: int) -> Given | Seeded:
    for key in ("w", "b"):
        if key in given and "init" in given:
            raise InputError("init", "not stand beside w or b", f"init={given['init']} and {key}={given[key]}")
    if "init" in given:
        return _seeded(given["init"])
    same_shape = (n_features, n_classes) == (base.n_features, base.n_classes)
    if "w" not in given and "b" not in given:
        return base.start if same_shape else Seeded("zeros")
    if not same_shape:
        for key in ("w", "b"):
            if key not in given:
                raise InputError(key, "be given too, as the preset's has another shape", "nothing")
    weights, bias = base.parameters
    if "w" in given:
        numbers = _numbers("w", given["w"])
        if len(numbers) != n_features * n_classes:
            raise InputError("w", f"have {n_features} × {n_classes} numbers", f"{len(numbers)} numbers")
        weights = [numbers[i * n_classes : (i + 1) * n_classes] for i in range(n_features)]
    if "b" in given:
        bias = _numbers("b", given["b"])
        if len(bias) != n_classes:
            raise InputError("b", f"have {n_classes} numbers", f"{len(bias)} numbers")
    return _given(weights, bias)


def _given(weights: Array | list, bias: Array | tuple) -> Given:
    return Given(tuple(tuple(map(float, row)) for row in weights), tuple(map(float, bias)))


def _seeded(text: str) -> Seeded:
    name, *rest = re.split("[~:]", text)
    if name == "zeros" and not rest:
        return Seeded("zeros")
    if name not in RANDOM_INITIALIZERS or len(rest) != 1:
        rule = f"be zeros or one of {', '.join(RANDOM_INITIALIZERS)} with a seed, as uniform~42"
        raise InputError("init", rule, repr(text))
    return Seeded(name, read_whole("init", rest[0], 0, 2**32 - 1))


def _edit(text: str, rounds: int) -> Edit:
    parts = re.split("[~:]", text)
    if len(parts) != 3:
        raise InputError("edits", "be round~name~value, joined by _", repr(text))
    round, name, value = parts
    if rounds == 0:
        raise InputError("edits", "have rounds from 1 to `rounds`, which is 0", repr(text))
    if name == "y":
        return Edit(read_whole("edits", round, 1, rounds), name, read_whole("edits", value, 1, 10))
    return Edit(read_whole("edits", round, 1, rounds), name, read_number("edits", value))


def _numbers(key: str, text: str) -> tuple[float, ...]:
    return tuple(read_number(key, part) for part in _split(text))


def _split(text: str) -> list[str]:
    return re.split("[_,]", text)


def _setup_pairs(setup: Setup) -> dict[str, str]:
    """The keys that tell this setup from the default preset, or the name of the preset it is."""
    name = preset_of(setup)
    if name == DEFAULT:
        return {}
    if name:
        return {"preset": name}
    default = PRESETS[DEFAULT].setup
    written = {}
    if setup.x != default.x:
        written["x"] = "_".join(map(format_number, setup.x))
    if setup.y != default.y:
        written["y"] = "_".join(map(str, setup.y))
    if isinstance(setup.start, Seeded):
        seed = "" if setup.start.seed is None else f"~{setup.start.seed}"
        written["init"] = setup.start.initializer + seed
    elif setup.start != default.start:
        written["w"] = "_".join(format_number(number) for row in setup.start.weights for number in row)
        written["b"] = "_".join(map(format_number, setup.start.bias))
    if setup.learning_rate != default.learning_rate:
        written["lr"] = format_number(setup.learning_rate)
    if setup.loss != default.loss:
        written["loss"] = setup.loss
    if setup.tolerance != default.tolerance:
        written["tol"] = format_number(setup.tolerance)
    if setup.max_rounds != default.max_rounds:
        written["max"] = str(setup.max_rounds)
    return written
