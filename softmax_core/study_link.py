"""A training on a data set as the query string of a link, and back.

The grammar, one line a key, numbers as in `link`:

    set=blobs        blobs, ring, spiral, penguins, iris, digits, hand or own
    classes=3        of blobs, spiral and hand
    n=150            samples, of blobs, ring and spiral; as spread and seed
    spread=1         overlap=0.3 and imbalance=0 of blobs beside
    seed=0           draws the set
    points=1~2~1_3~4~2   x1 ~ x2 ~ class, of hand
    data=0123456789abcdef   digest of own, whose samples are in no link: the reader must have them
    test=0.25        share held back to test; split=0 draws it
    scaled=yes       yes or no
    batch=all        all or samples an update; shuffle=0 draws their order
    lr=0.5           learning rate
    l2=0             penalty on the weights
    init=zeros       zeros, or uniform~42, uniform01~42, normal~42
    tol=1e-5         tolerance of the stop rule; max=100 the most epochs of "Run to the end"
    rounds=1         rounds trained
    at=0             round looked at
    sample=12        sample looked at, counted from 1
    held=3~41.2_4~200    features ~ values where they are held, features counted from 1; others at their mean
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any, NamedTuple

from .data import MOST_HELD_BACK
from .link import NO_KEYS, Schema, pairs_of, read_seeded, told_apart, view_of, view_pairs, write_seeded
from .named_sets import Digits, Iris, Penguins
from .numerals import format_number, read_number, read_whole
from .own import Digest, Own
from .plan import LIMITS, MOST_BATCH, Plan
from .run import Seeded
from .settings import MAX_CLASSES, MAX_ROUNDS, Choice, Real, Setting, Whole, split_list
from .sources import MOST_SAMPLES, Blobs, ByHand, Ring, Source, Spiral
from .study import Study
from .validation import InputError

SETS: dict[str, type[Source]] = {
    "blobs": Blobs, "ring": Ring, "spiral": Spiral, "penguins": Penguins, "iris": Iris, "digits": Digits,
    "hand": ByHand, "own": Own,
}  # fmt: skip
"""The sources by the names that links have for them, the default first."""


@dataclass(frozen=True)
class Points:
    """Points set by hand."""

    def read(self, parameter: str, text: str) -> tuple[tuple[float, float, int], ...]:
        points = []
        for part in split_list(text):
            numbers = re.split("[~:]", part)
            if len(numbers) != 3:
                raise InputError(parameter, "be x1~x2~class, joined by _", repr(part))
            x1, x2 = (read_number(parameter, number) for number in numbers[:2])
            points.append((x1, x2, read_whole(parameter, numbers[2], 1, MAX_CLASSES)))
        return tuple(points)

    def check(self, parameter: str, value: Any) -> Any:
        return value

    def write(self, value: Iterable[tuple[float, float, int]]) -> str:
        return "_".join(f"{format_number(x1)}~{format_number(x2)}~{label}" for x1, x2, label in value)


@dataclass(frozen=True)
class YesNo:
    """A switch."""

    def read(self, parameter: str, text: str) -> bool:
        return Choice(("yes", "no")).read(parameter, text) == "yes"

    def check(self, parameter: str, value: Any) -> bool:
        return value

    def write(self, value: bool) -> str:
        return "yes" if value else "no"


@dataclass(frozen=True)
class Batch:
    """How many samples an update follows; None, written `all`, for all there are."""

    def read(self, parameter: str, text: str) -> int | None:
        return None if text == "all" else read_whole(parameter, text, 1, MOST_BATCH)

    def check(self, parameter: str, value: Any) -> int | None:
        return value

    def write(self, value: int | None) -> str:
        return "all" if value is None else str(value)


@dataclass(frozen=True)
class Start:
    """A start that an initializer makes."""

    def read(self, parameter: str, text: str) -> Seeded:
        return read_seeded(text)

    def check(self, parameter: str, value: Any) -> Seeded:
        return value

    def write(self, value: Seeded) -> str:
        return write_seeded(value)


OF_SOURCE = (
    Setting("n_classes", "classes", "Classes", Whole(2, MAX_CLASSES)),
    Setting("n_samples", "n", "Samples", Whole(4, MOST_SAMPLES)),
    Setting("spread", "spread", "Spread", Real(0, 3), help="The standard deviation of the samples of a class."),
    Setting("overlap", "overlap", "Overlap", Real(0, 1), help="How near the classes are: 1 in one place."),
    Setting(
        "imbalance", "imbalance", "Imbalance", Real(0, 0.9),
        help="By which share each class has fewer samples than the one before.",
    ),
    Setting("seed", "seed", "Seed of the set", LIMITS["split_seed"]),
    Setting("points", "points", "Points", Points()),
    Setting("digest", "data", "Data", Digest()),
)  # fmt: skip
"""Those of a source; each source has some."""

OF_PLAN = (
    Setting("test_share", "test", "Test share", Real(0, MOST_HELD_BACK)),
    Setting("split_seed", "split", "Seed of the split", LIMITS["split_seed"]),
    Setting("scaled", "scaled", "Scale the features", YesNo()),
    Setting("batch_size", "batch", "Batch", Batch()),
    Setting("shuffle_seed", "shuffle", "Seed of the batches", LIMITS["shuffle_seed"]),
    Setting("learning_rate", "lr", "Learning rate", LIMITS["learning_rate"], "η"),
    Setting("l2", "l2", "L2 penalty", LIMITS["l2"], "λ"),
    Setting("start", "init", "Start", Start()),
    Setting("tolerance", "tol", "Tolerance", LIMITS["tolerance"]),
    Setting("max_epochs", "max", "Most epochs", LIMITS["max_epochs"]),
)
"""Those of a plan."""

NONE_KNOWN: Mapping[str, Own] = MappingProxyType({})

STUDY_KEYS = ("set", *(setting.key for setting in (*OF_SOURCE, *OF_PLAN)), "rounds", "at", "sample", "held")

_KEY_OF = {setting.attribute: setting.key for setting in (*OF_SOURCE, *OF_PLAN)}


class Link(NamedTuple):
    """What a link says: `view` has a value for each key of the schema; `unknown` are the keys of neither."""

    study: Study
    view: dict[str, str]
    unknown: tuple[str, ...]


def parse(text: str, schema: Schema = NO_KEYS, known: Mapping[str, Own] = NONE_KNOWN) -> Link:
    """Read a query string, with or without its `?`, or a whole URL; arguments and errors as of `parse_pairs`."""
    return parse_pairs(pairs_of(text), schema, known)


def parse_pairs(
    pairs: Iterable[tuple[str, str]], schema: Schema = NO_KEYS, known: Mapping[str, Own] = NONE_KNOWN
) -> Link:
    """Read the decoded keys and values of a query string.

    Args:
        pairs: the keys and values.
        schema: the page's own keys.
        known: the data sets of the user's own that there are, by their digests: a link has no samples of those.

    Raises:
        InputError: where the link breaks a rule; its `parameter` is the key.

    >>> parse_pairs([("set", "ring"), ("rounds", "3")]).study.rounds
    3
    """
    given, unknown = told_apart(pairs, {*STUDY_KEYS, *schema})
    view = view_of(given, schema)
    try:
        study = _study(given, known)
    except InputError as error:
        raise InputError(_KEY_OF.get(error.parameter, error.parameter), error.rule, error.received) from None
    return Link(study, view, unknown)


def write(study: Study, view: Mapping[str, str] | None = None, schema: Schema = NO_KEYS) -> str:
    """The query string that `parse` reads: `pairs`, joined.

    >>> write(Study(rounds=10, at=3))
    'rounds=10&at=3'
    """
    return "&".join(f"{key}={value}" for key, value in pairs(study, view, schema).items())


def pairs(study: Study, view: Mapping[str, str] | None = None, schema: Schema = NO_KEYS) -> dict[str, str]:
    """The keys and values that `parse_pairs` reads: `rounds` always, the rest where it is not the default.

    No character in them needs percent-encoding.
    """
    name = name_of(study.source)
    written = {} if name == next(iter(SETS)) else {"set": name}
    for part, rows in ((study.source, OF_SOURCE), (study.plan, OF_PLAN)):
        defaults = defaults_of(type(part))
        for row in rows:
            if row.attribute in defaults and getattr(part, row.attribute) != defaults[row.attribute]:
                written[row.key] = row.limits.write(getattr(part, row.attribute))
    written["rounds"] = str(study.rounds)
    if study.at != study.rounds:
        written["at"] = str(study.at)
    if study.sample is not None:
        written["sample"] = str(study.sample + 1)
    if study.held:
        written["held"] = "_".join(f"{column + 1}~{format_number(value)}" for column, value in study.held)
    return {**written, **view_pairs(view or {}, schema)}


def name_of(source: Source) -> str:
    """What links call a source of this kind."""
    return next(name for name, kind in SETS.items() if isinstance(source, kind))


def defaults_of(kind: type) -> dict[str, Any]:
    """The attributes of a source or a plan with their defaults."""
    return {field.name: field.default for field in fields(kind)}


def _study(given: Mapping[str, str], known: Mapping[str, Own]) -> Study:
    name = Choice(SETS).read("set", given.get("set", next(iter(SETS))))
    kind = SETS[name]
    for row in OF_SOURCE:
        if row.key in given and row.attribute not in defaults_of(kind):
            others = [other for other, of in SETS.items() if row.attribute in defaults_of(of)]
            raise InputError(row.key, f"stand beside set={' or '.join(others)}", f"set={name}")
    if kind is ByHand and "points" not in given:
        raise InputError("points", "be given with set=hand", "nothing")
    source = _own(given, known) if kind is Own else kind(**_values(given, OF_SOURCE))
    plan = Plan(**_values(given, OF_PLAN))
    rounds = read_whole("rounds", given.get("rounds", "0"), 0, MAX_ROUNDS)
    at = read_whole("at", given["at"], 0, rounds) if "at" in given else rounds
    study = Study(source, plan, rounds, at)
    sample = read_whole("sample", given["sample"], 1, study.data.n_samples) - 1 if "sample" in given else None
    held = _held(given["held"], study.data.n_features) if "held" in given else ()
    return Study(source, plan, rounds, at, sample, held)


def _held(text: str, n_features: int) -> tuple[tuple[int, float], ...]:
    held = []
    for part in split_list(text):
        column, mark, value = part.replace(":", "~").partition("~")
        if not mark:
            raise InputError("held", "be feature~value, joined by _", repr(part))
        held.append((read_whole("held", column, 1, n_features) - 1, read_number("held", value)))
    if len(dict(held)) < len(held):
        raise InputError("held", "have each feature once", text)
    return tuple(sorted(held))


def _own(given: Mapping[str, str], known: Mapping[str, Own]) -> Own:
    """The data set of the user's own that a link means."""
    if "data" not in given:
        raise InputError("data", "be given with set=own", "nothing")
    digest = Digest().read("data", given["data"])
    if digest not in known:
        rule = "be in this tab: links do not hold a file of your own, so load the file again, or the JSON"
        raise InputError("data", rule, digest)
    return known[digest]


def _values(given: Mapping[str, str], rows: Iterable[Setting]) -> dict[str, Any]:
    return {
        row.attribute: row.limits.check(row.key, row.limits.read(row.key, given[row.key]))
        for row in rows
        if row.key in given
    }
