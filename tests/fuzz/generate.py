"""Hostile links, files and numbers: valid ones with a part twisted, and what nobody would write."""

import csv
import io
import json
from collections.abc import Callable
from random import Random
from urllib.parse import quote

from dashboard.export import run_json
from dashboard.views.schema import SCHEMA
from softmax_core.link import MAX_LENGTH, RUN_KEYS, write
from softmax_core.names import editable_names
from softmax_core.presets import PRESETS
from softmax_core.run import Edit, Run

NUMBERS = (
    "0", "-0", "1", "-1.5", "0.1", "1e-6", "1e100", "-1e100", "1e101", "1e309", "5e-324", "1e-400", "1e15", "1e", ".5",
    "0.3333333333333333", "123456789012345678", "٣", "１", "²", "½", "1_000", "1,5", "1.5.2", "--1", "+1", "1e+5", "5.",
    "nan", "inf", "-inf", "0x10", "", " ", "\u22121", "1/3", "1/0", "1e99999999", "9" * 400, "0" * 500, "1\n2", "%31",
    "true", "None", "[1]", "\x00", "\ud7ff", "\U0001f600", "\u202e1", "<b>1</b>", "$x$", "=1+1", "%ff",
)  # fmt: skip
LONGEST = 20_000
"""Characters of a text that is twisted once more."""
MANY = (0, 1, 2, 3, 4, 5, 6, 7, 30, 300)


def hostile_number(random: Random) -> str:
    """A number as nobody should write it, or as somebody might."""
    match random.randrange(4):
        case 0:
            return repr(random.uniform(-1, 1) * 10.0 ** random.randint(-330, 308))
        case 1:
            return str(random.randint(-(10 ** random.randrange(30)), 10 ** random.randrange(30)))
        case _:
            return random.choice(NUMBERS)


def hostile_link(random: Random) -> str:
    """A query string: a run's own, or keys of ours with values that may be right; twisted here and there."""
    if random.random() < 0.3:
        link = write(_run(random))
        return twisted(random, link) if random.random() < 0.7 else link
    keys = random.sample([*RUN_KEYS, *SCHEMA, "round", "utm_source", "", "X"], random.choice((0, 1, 1, 2, 3, 5, 9)))
    parts = [f"{key}={_value(random, key)}" for key in keys]
    if parts and random.random() < 0.05:
        parts.append(random.choice(parts))  # a key twice
    return twisted(random, "&".join(parts)) if random.random() < 0.4 else "&".join(parts)


def full_link(random: Random) -> str:
    """A link that opens and has next to no room for more."""
    edits: list[Edit] = []
    while len(link := write(Run(PRESETS["slow"].setup, tuple(edits), 999))) < MAX_LENGTH - 25:
        edits.append(Edit(len(edits) // 3 + 1, f"w1{len(edits) % 3 + 1}", random.uniform(-9, 9)))
    return link


def _run(random: Random) -> Run:
    """A run somebody may have made, with edits of any size on the way, so many that its link may be too long."""
    setup, rounds = PRESETS[random.choice(list(PRESETS))].setup, random.choice((0, 1, 5, 160))
    names = [name for name in editable_names(setup.n_features, setup.n_classes) if name not in ("y", "lr")]
    count = random.choice((0, 1, 5, rounds)) if rounds else 0
    places = {(random.randint(1, rounds), random.choice(names)) for _ in range(count)}
    edits = [Edit(*place, random.uniform(-1, 1) * 10.0 ** random.randint(-300, 99)) for place in sorted(places)]
    return Run(setup, tuple(edits), rounds, random.randint(0, rounds))


def _value(random: Random, key: str) -> str:
    """Most often what may stand there; otherwise anything."""
    if random.random() < 0.15:
        return hostile_number(random)
    if key in SCHEMA:
        return random.choice(SCHEMA[key])
    made: dict[str, Callable[[], str]] = {
        "preset": lambda: random.choice([*PRESETS, "Document", "nobody"]),
        "y": lambda: "_".join(random.sample(["1", *["0"] * random.choice((1, 2, 2, 3, 5))], k=1) + ["0"] * 2),
        "init": lambda: f"{random.choice(('zeros', 'uniform', 'uniform01', 'normal'))}~{random.randrange(2**33)}",
        "loss": lambda: random.choice(("ce", "bce", "mse")),
        "lr": lambda: random.choice(("1", "0.001", "100", hostile_number(random))),
        "tol": lambda: random.choice(("0", "1e-6", hostile_number(random))),
        "max": lambda: str(random.choice((0, 1, 100, 10000, 10001))),
        "rounds": lambda: str(random.choice((0, 1, 2, 5, 30, 30, 30, 10001))),
        "at": lambda: str(random.choice((0, 1, 2, 5, 30, 31, -1))),
        "edits": lambda: _edits(random),
    }
    if key in made:
        return made[key]()
    return random.choice("__,:").join(hostile_number(random) for _ in range(random.choice(MANY)))


def _edits(random: Random) -> str:
    names = [*editable_names(2, 3), "w99", "b0", "y", "x", "η"]
    count = random.choice(MANY)
    rounds = sorted(random.randrange(1, 31) for _ in range(count))
    between, within = random.choice(("_~", ",:", "_~", "~_"))
    return between.join(within.join((str(r), random.choice(names), hostile_number(random))) for r in rounds)


def twisted(random: Random, text: str) -> str:
    """The text with a few letters lost, doubled, swapped or replaced, escaped, or repeated as a whole."""
    for _ in range(random.choice((1, 1, 2, 5))):
        text = text[:LONGEST]
        place, other = random.randrange(len(text) + 1), random.randrange(len(text) + 1)
        match random.randrange(6):
            case 0:
                text = text[:place] + text[place + 1 :]
            case 1:
                text = text[:place] + random.choice((*NUMBERS, "&", "=", "~", "_", "?", "#", "://")) + text[place:]
            case 2:
                text = text[:place] + text[min(place, other) : max(place, other)] + text[place:]
            case 3:
                text = text[: min(place, other)] + text[max(place, other) :]
            case 4:
                text = text[:place] + quote(text[place:], safe=random.choice(("", "=&")), errors="replace")
            case _:
                text = text * random.choice((1, 2, 30)) if random.random() < 0.1 else text + random.choice(NUMBERS)
    return text


def hostile_file(random: Random) -> bytes:
    """A run's JSON, twisted as text or in what it says; or what is no such file at all."""
    run = Run(PRESETS[random.choice(list(PRESETS))].setup).step(random.randrange(30))
    pins = [run.step(random.randrange(3)) for _ in range(random.randrange(5))]  # some of them equal
    text = run_json(run, pins, {key: random.choice(values) for key, values in SCHEMA.items()}, SCHEMA)
    match random.randrange(8):
        case 0:
            return text.encode()
        case 1:
            return bytes(random.randrange(256) for _ in range(random.randrange(200)))
        case 2:
            return random.choice(("[", '{"a":', '{"link":[')).encode() * random.choice((1, 400, 1500, 60_000))
        case 3:
            names = ",".join(
                f'"{random.randrange(9000)}": {random.randrange(9)}' for _ in range(random.choice((3, 9000)))
            )
            return f"{{{names}}}".encode()
        case 4:
            return text.encode(random.choice(("utf-16", "utf-8-sig", "utf-32", "latin-1")), "replace")
        case 5:
            return twisted(random, text).encode("utf-8", "surrogatepass")
        case _:
            return json.dumps(_twisted_document(random, json.loads(text))).encode()


def hostile_typed(random: Random) -> str:
    """A number as somebody may type or paste it, or a text that looks like one."""
    parts = [_typed_part(random) for _ in range(random.choice((1, 1, 1, 2, 2, 3)))]
    text = random.choice(("/", " / ", "//")).join(parts)
    return twisted(random, text) if random.random() < 0.3 else text


def _typed_part(random: Random) -> str:
    if random.random() < 0.4:
        return hostile_number(random)
    number = f"{random.uniform(-1, 1) * 10.0 ** random.randint(-3, 9):.{random.randrange(9)}f}"
    match random.randrange(5):
        case 0:
            number = number.replace(".", ",")
        case 1:
            number = f"{float(number):,}"
        case 2:
            number += random.choice("eE") + random.choice(("", "+", "-", "\u2212", "+-")) + str(random.randrange(400))
        case 3:
            number = number.replace("-", "\u2212")
    return random.choice(("", " ", "+", "\t", "\u00a0")) + number + random.choice(("", "", " ", "%", "e", "\n"))


def hostile_csv(random: Random) -> bytes:
    """A table of numbers and classes as bytes, as programs write it; twisted in its cells, its text or its bytes.

    Its classes are most often in a column named `kind`.
    """
    width, classes = random.choice((1, 1, 2, 2, 3, 3, 5, 120)), random.choice((1, 2, 2, 3, 3, 6, 7))
    header = [*(f"x{place}" for place in range(width)), "kind"]
    if random.random() < 0.15:
        header[random.randrange(len(header))] = random.choice((*NUMBERS, "kind", "x0", '"', "a\nb"))
    rows = [
        [*(_csv_number(random) for _ in range(width)), f"class {random.randrange(classes)}"]
        for _ in range(random.choice((0, 2, 5, 20, 20, 60)))
    ]
    for _ in range(random.choice((0, 0, 0, 1, 3))):
        if rows:
            row = random.choice(rows)
            row[random.randrange(len(row))] = random.choice((*NUMBERS, "NA", "", '"', "a\rb", hostile_typed(random)))
    if rows and random.random() < 0.1:
        random.choice(rows).append("more")
    text, quoting = io.StringIO(), random.choice((csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
    separator, end = random.choice(",,,;;;\t\t|"), random.choice(("\n", "\r\n", "\r"))
    csv.writer(text, delimiter=separator, lineterminator=end, quoting=quoting).writerows([header, *rows])
    written = text.getvalue() if random.random() < 0.8 else twisted(random, text.getvalue())
    if separator == ";" and random.random() < 0.5:
        written = written.replace(".", ",")
    raw = bytearray(written.encode(random.choice((*["utf-8"] * 6, "utf-8-sig", "cp1252", "utf-16")), "replace"))
    for _ in range(random.choice((0, 0, 0, 0, 1, 9))):
        if raw:
            raw[random.randrange(len(raw))] = random.randrange(256)
    return bytes(raw)


def _csv_number(random: Random) -> str:
    return hostile_number(random) if random.random() < 0.002 else f"{random.uniform(-9, 9):.{random.randrange(6)}f}"


def _twisted_document(random: Random, document: dict) -> object:
    odd = (
        None, True, 0, -1, 2, 1e308, "", "x", [], [[]], {}, {"link": "rounds=1"}, "9" * 5000, [1] * 50, "at=1\x00",
    )  # fmt: skip
    name = random.choice([*document, "more", "seed"])
    match random.randrange(4):
        case 0:
            document[name] = random.choice(odd)
        case 1:
            document.pop(name, None)
        case 2:
            document["link"] = hostile_link(random)
        case _:
            document["pins"] = [hostile_link(random) for _ in range(random.randrange(6))]
    return document if random.random() < 0.95 else random.choice(odd)
