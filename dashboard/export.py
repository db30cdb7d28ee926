"""A run to take away, each made from the run alone: its history as CSV, the run as JSON and back, a Python script."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import numpy as np

from softmax_core.link import MAX_LENGTH, format_number, write
from softmax_core.model import backward
from softmax_core.names import editable_names
from softmax_core.run import Edit, Given, Run, Seeded, Setup, replay
from softmax_core.settings import MAX_CLASSES, MAX_FEATURES
from softmax_core.validation import InputError, one_line

FORMAT = "softmax-run"
VERSION = 1
MAX_BYTES = 1_000_000
"""The largest file that is read; a run takes some kilobytes."""
MAX_PINS = 4


def history_csv(run: Run) -> str:
    """The history of a run as CSV, one row a round, every number in full: it reads back to the same float.

    Columns, for n inputs and m classes, with indices as on screen:
        round: 0 is the start.
        edited: the edits made at this round, as `w12=0.25 lr=0.1`; empty where there are none.
        learning_rate: η.
        x1 … xn: the input.
        y: the number of the true class, counted from 1.
        w11, w12, … wnm and b1 … bm: weights and bias as this round's forward pass uses them.
        logit1 … logitm: θ.
        probability1 … probabilitym: ŷ.
        cross_entropy, binary_cross_entropy: the loss of the derivation and the one the document prints.
        dw11 … dwnm and db1 … dbm: the gradient of the cross-entropy by each weight and bias.
    """
    history = replay(run)
    forward = history.forward()
    gradients = backward(forward.probabilities, history.x, history.y)
    rounds = len(history)
    edited = {round: _in_words(edits) for round, edits in _by_round(run)}
    names = editable_names(run.setup.n_features, run.setup.n_classes)
    parameters = [name for name in names if name[0] in "wb"]
    classes = range(1, run.setup.n_classes + 1)
    numbers = np.column_stack(
        [
            history.weights.reshape(rounds, -1),
            history.bias,
            forward.logits[:, 0],
            forward.probabilities[:, 0],
            history.losses("ce"),
            history.losses("bce"),
            gradients.weights.reshape(rounds, -1),
            gradients.bias,
        ]
    )
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(
        [
            *("round", "edited", "learning_rate"),
            *(name for name in names if name[0] == "x"),
            "y",
            *parameters,
            *(f"logit{k}" for k in classes),
            *(f"probability{k}" for k in classes),
            *("cross_entropy", "binary_cross_entropy"),
            *(f"d{name}" for name in parameters),
        ]
    )
    for round in range(rounds):
        given = history.at(round)
        true_class = int(given.y[0].argmax()) + 1
        start = [round, edited.get(round, ""), given.learning_rate, *given.x[0].tolist(), true_class]
        writer.writerow([*start, *numbers[round].tolist()])
    return table.getvalue()


def run_json(run: Run, pins: Sequence[Run] = ()) -> str:
    """A run, and up to four pinned ones, as JSON; of runs that have a link, `read_json` gives back the very same.

    {"format": "softmax-run", "version": 1, …the run, "pins": [runs]}, a run being

        "link": what the address bar holds; for reading only, `read_json` goes by the rest
        "setup": {"x", "y", "start": {"weights", "bias"} or {"initializer", "seed"},
                  "learning_rate", "loss", "tolerance", "max_rounds"}
        "edits": [{"round", "name", "value"}], "rounds", "at"

    with the meanings and limits of softmax_core's Setup, Edit and Run.
    """
    if len(pins) > MAX_PINS:
        raise InputError("pins", f"be at most {MAX_PINS} runs", len(pins))
    document = {"format": FORMAT, "version": VERSION, **_run_data(run), "pins": [_run_data(pin) for pin in pins]}
    text = json.dumps(document, indent=2, allow_nan=False)
    # A row of numbers in one line.
    return re.sub(r"\[([^\[\]{}]+)\]", lambda row: f"[{' '.join(row[1].split())}]", text) + "\n"


def read_json(data: bytes) -> tuple[Run, tuple[Run, ...]]:
    """The run and the pinned runs that `run_json` wrote.

    What a Setup or Run has a default for may be missing; a name that is none of ours is an error, as it is likely a
    slip. So is a run too long for a link, which the address bar could not hold.

    Raises:
        InputError: for anything else; it names what is wrong. Nothing in the file is ever executed.
    """
    if len(data) > MAX_BYTES:
        raise InputError("file", f"have at most {MAX_BYTES} bytes", f"{len(data)} bytes")
    document = _object("file", _parsed(data))
    _one_value(document, "format", FORMAT, f'be "{FORMAT}"')
    _one_value(document, "version", VERSION, f"be {VERSION}, the one this program reads")
    pins = document.pop("pins", [])
    if not isinstance(pins, list) or len(pins) > MAX_PINS:
        raise InputError("pins", f"be a list of at most {MAX_PINS} runs", pins)
    document.pop("format")
    document.pop("version")
    return _run("", document), tuple(_run(f"pin {n}: ", _object(f"pin {n}", pin)) for n, pin in enumerate(pins, 1))


def python_script(run: Run) -> str:
    """A short program of plain NumPy that trains this run and prints what softmax_core's transcript says of it."""
    setup = run.setup
    weights, bias = setup.parameters
    return _SCRIPT.format(
        link=write(run),
        x=_literal([setup.x]),
        y=_literal([setup.y]),
        start=_start_in_words(setup.start),
        weights=_literal(weights.tolist(), "\n" + 14 * " "),
        bias=_literal(bias.tolist()),
        learning_rate=repr(setup.learning_rate),
        rounds=run.rounds,
        edits="".join(_edit_lines(run)),
        plural="" if run.rounds == 1 else "s",
    )


_SCRIPT = '''\
"""One neuron layer with softmax, trained round by round. Needs only NumPy.

The run: {link}
"""

import sys

import numpy as np

np.set_printoptions(precision=8, threshold=sys.maxsize)

x = np.array({x})  # one example, a column an input
y = np.array({y})  # its one-hot label
# A row an input, a column a class; the start is {start}.
W = np.array({weights})
b = np.array({bias})
learning_rate = {learning_rate}
rounds = {rounds}


def softmax(theta):
    with np.errstate(over="ignore"):  # a difference beyond the largest float is -inf, and its exp is 0
        e = np.exp(theta - theta.max())
    return e / e.sum()


def printed_loss(y_hat, y):
    """Binary cross-entropy of each class, summed. The gradient below is that of -log(y_hat of the true class)."""
    p = np.clip(y_hat, 1e-15, 1 - 1e-15)
    return -np.log(np.where(y == 1, p, 1 - p)).sum(axis=1, keepdims=True)


for round in range(rounds + 1):
{edits}    y_hat = softmax(x @ W + b)
    loss = printed_loss(y_hat, y)
    print(f"Round: {{round}}")
    print("Current loss:", loss)
    print("Current weight:\\n", W)
    print("Current bias:\\n", b[:, None])
    if round < rounds:
        W = W - learning_rate * (x.T @ (y_hat - y))
        b = b - learning_rate * (y_hat - y)[0]

print("======= Finish Training ======")
print("After {rounds} round{plural} training")
print("Final weight:\\n", W)
print("Final bias:\\n", b[:, None])
print("Final loss:", loss)
print("y_hat =\\n", y_hat.T)
'''


def _edit_lines(run: Run) -> Iterator[str]:
    """The edits as the first lines of the script's loop."""
    for round, edits in _by_round(run):
        yield f"    if round == {round}:  # edited by hand\n"
        for edit in edits:
            yield f"        {_assignment(edit, run.setup.n_classes)}\n"


def _assignment(edit: Edit, n_classes: int) -> str:
    if edit.name == "y":
        return f"y = np.array({_literal([[int(k == edit.value) for k in range(1, n_classes + 1)]])})"
    if edit.name == "lr":
        return f"learning_rate = {edit.value!r}"
    kind, *place = edit.name
    indices = ", ".join(str(int(index) - 1) for index in place)
    target = {"w": f"W[{indices}]", "b": f"b[{indices}]", "x": f"x[0, {indices}]"}[kind]
    return f"{target} = {edit.value!r}"


def _literal(rows: Sequence, between: str = " ") -> str:
    """Numbers as a Python list; rows of rows are joined by `between`."""
    return "[" + f",{between}".join(_literal(row) if isinstance(row, list | tuple) else repr(row) for row in rows) + "]"


def _start_in_words(start: Given | Seeded) -> str:
    if isinstance(start, Given):
        return "given"
    return start.initializer if start.seed is None else f"{start.initializer} with the seed {start.seed}"


def _by_round(run: Run) -> Iterator[tuple[int, Iterator[Edit]]]:
    return groupby(run.edits, key=lambda edit: edit.round)


def _in_words(edits: Iterator[Edit]) -> str:
    return " ".join(f"{edit.name}={format_number(edit.value)}" for edit in edits)


def _run_data(run: Run) -> dict[str, Any]:
    setup, start = run.setup, run.setup.start
    weights, bias = setup.parameters
    return {
        "link": write(run),
        "setup": {
            "x": list(setup.x),
            "y": list(setup.y),
            "start": {"initializer": start.initializer, "seed": start.seed}
            if isinstance(start, Seeded)
            else {"weights": weights.tolist(), "bias": bias.tolist()},
            "learning_rate": setup.learning_rate,
            "loss": setup.loss,
            "tolerance": setup.tolerance,
            "max_rounds": setup.max_rounds,
        },
        "edits": [{"round": edit.round, "name": edit.name, "value": edit.value} for edit in run.edits],
        "rounds": run.rounds,
        "at": run.at,
    }


def _parsed(data: bytes) -> Any:
    """The JSON value of a file, without repeated names, NaN or Infinity."""
    try:
        text = data.decode("utf-8-sig")  # some editors put a mark before the text
    except UnicodeDecodeError as error:
        raise InputError("file", "be text in UTF-8", f"byte {error.object[error.start]:#04x}") from None
    try:
        return json.loads(text, object_pairs_hook=_unrepeated, parse_constant=_refused)
    except json.JSONDecodeError as error:
        received = text[error.pos : error.pos + 30] or "its end"
        raise InputError("file", f"be JSON, also in line {error.lineno}", received) from None
    except RecursionError:
        raise InputError("file", "not be nested deeper than a run is", "deeper nesting") from None
    except InputError:
        raise
    except ValueError:  # Python does not even convert them
        raise InputError("file", "have numbers of a reasonable length", "thousands of digits") from None


def _unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise InputError("file", "give each name once", next(name for name in names if names.count(name) > 1))
    return found


def _refused(constant: str) -> None:
    raise InputError("file", "have finite numbers only", constant)


def _one_value(document: Mapping[str, Any], name: str, value: Any, rule: str) -> None:
    """Check that a name has one certain value; True is not 1."""
    received = document.get(name, "nothing")
    if type(received) is not type(value) or received != value:
        raise InputError(name, rule, received)


def _run(where: str, data: dict[str, Any]) -> Run:
    """A run from its data; `where` stands before the names in messages."""
    try:
        return _unchecked_run(data)
    except InputError as error:
        if not where:
            raise
        raise InputError(where + error.parameter, error.rule, error.received) from None


def _unchecked_run(data: dict[str, Any]) -> Run:
    _names("run", data, needed=("setup", "rounds"), allowed=("link", "edits", "at"))
    if not isinstance(data.get("link", ""), str):
        raise InputError("link", "be text", data["link"])
    edits = data.get("edits", [])
    if not isinstance(edits, list):
        raise InputError("edits", "be a list", edits)
    setup = _setup(_object("setup", data["setup"]))
    run = Run(setup, tuple(map(_edit, edits)), data["rounds"], data.get("at", data["rounds"]))
    if len(write(run)) > MAX_LENGTH:  # the address bar could not hold it
        raise InputError("edits", f"fit in a link of at most {MAX_LENGTH} characters", f"{len(edits)} edits")
    return run


def _setup(data: dict[str, Any]) -> Setup:
    readers: dict[str, Callable[[str, Any], Any]] = {"learning_rate": _number, "tolerance": _number, "loss": _text}
    optional = ("learning_rate", "loss", "tolerance", "max_rounds")
    _names("setup", data, needed=("x", "y", "start"), allowed=optional)
    return Setup(
        x=_numbers("x", data["x"], MAX_FEATURES),
        y=_numbers("y", data["y"], MAX_CLASSES),
        start=_start(_object("start", data["start"])),
        **{name: readers.get(name, _as_it_is)(name, data[name]) for name in optional if name in data},
    )


def _start(data: dict[str, Any]) -> Given | Seeded:
    if "initializer" in data:
        _names("start", data, needed=("initializer",), allowed=("seed",))
        return Seeded(_text("initializer", data["initializer"]), data.get("seed"))
    _names("start", data, needed=("weights", "bias"), allowed=())
    rows = _list("weights", data["weights"], MAX_FEATURES)
    if len({len(_list("row of weights", row, MAX_CLASSES)) for row in rows}) > 1:
        raise InputError("weights", "have rows of one length", rows)
    return Given(
        tuple(_numbers("weights", row, MAX_CLASSES) for row in rows), _numbers("bias", data["bias"], MAX_CLASSES)
    )


def _edit(data: Any) -> Edit:
    edit = _object("edit", data)
    _names("edit", edit, needed=("round", "name", "value"), allowed=())
    name = _text("name of an edit", edit["name"])
    # The class number of an edit of y is a whole number; Run checks it.
    return Edit(edit["round"], name, edit["value"] if name == "y" else _number(name, edit["value"]))


def _object(name: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise InputError(name, "be a JSON object", value)
    return value


def _list(name: str, value: Any, most: int) -> list[Any]:
    if not isinstance(value, list) or len(value) > most:
        raise InputError(name, f"be a list of at most {most}", value)
    return value


def _names(where: str, data: Mapping[str, Any], needed: Sequence[str], allowed: Sequence[str]) -> None:
    """Check that the names are those there should be."""
    for name in needed:
        if name not in data:
            raise InputError(where, f'have "{name}"', one_line(", ".join(data)) or "nothing")
    for name in data:
        if name not in needed and name not in allowed:
            raise InputError(where, f"have no other names than {', '.join((*needed, *allowed))}", name)


def _numbers(name: str, value: Any, most: int) -> tuple[float, ...]:
    return tuple(_number(name, number) for number in _list(name, value, most))


def _number(name: str, value: Any) -> float:
    """A JSON number; softmax_core checks its size."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InputError(name, "be a number", value)
    try:
        return float(value)
    except OverflowError:
        raise InputError(name, "be finite and at most 1e100 in size", value) from None


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise InputError(name, "be text", value)
    return value


def _as_it_is(_: str, value: Any) -> Any:
    """softmax_core checks it all."""
    return value
