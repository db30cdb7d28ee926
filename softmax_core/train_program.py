"""The terminal program for a data set: python -m softmax_core train FILE.csv --label COLUMN."""

import json
import math
import sys
from argparse import ArgumentParser, HelpFormatter, Namespace
from collections.abc import Iterator
from dataclasses import asdict, replace
from functools import partial
from typing import Any

from .csv_data import Report, read_csv
from .csv_file import MOST_BYTES
from .data import Rows
from .descent import Descent, largest_sure_rate
from .functional import Array
from .initializers import LARGEST_SEED
from .metrics import confusion, precision, recall
from .numerals import read_number, read_whole
from .plan import MOST_BATCH, MOST_ROUNDS, Plan
from .study_transcript import epoch_line, epoch_scores, heading
from .validation import InputError, as_typed


def main(arguments: list[str], new_parser: type[ArgumentParser]) -> int:
    """Train as the arguments say and print it; `new_parser` is the class whose `error` ends the program."""
    parser = _parser(new_parser)
    options = parser.parse_args(arguments)
    try:
        data, report = read_csv(_bytes(options.file), options.label, options.features)
        descent = Descent(data, _plan(options))
        if options.rate is None:
            rate = float(f"{largest_sure_rate(descent.x, descent.plan.l2) / 2:.2g}")
            descent = Descent(data, replace(descent.plan, learning_rate=rate))
    except InputError as error:
        parser.error(str(error))
    if options.json:
        json.dump(_document(descent, report), sys.stdout, allow_nan=False)
        print()
    else:
        for line in _lines(descent, report):
            _say(line)
    return 0


def _parser(new_parser: type[ArgumentParser]) -> ArgumentParser:
    parser = new_parser(
        prog="python -m softmax_core train",
        description="Train softmax classification on the rows of a CSV file; print loss and accuracy by epoch.",
        formatter_class=partial(HelpFormatter, width=100),
    )
    parser.add_argument("file", metavar="FILE", help="CSV with a header; separators , ; and tab")
    parser.add_argument("--label", required=True, metavar="COLUMN", help="the column of the classes")
    parser.add_argument("--features", nargs="+", metavar="COLUMN", help="columns of numbers; all others without it")
    parser.add_argument("--rate", help="learning rate; without it half of the largest that is sure to descend")
    parser.add_argument("--l2", default="0", help="penalty l2/2 times the sum of the squared weights (default 0)")
    parser.add_argument("--batch", help="samples of an update; without it all of them")
    parser.add_argument("--epochs", default="100", help="the most epochs (default 100)")
    parser.add_argument(
        "--tolerance", default="1e-5", help="stop where 5 epochs change the objective by no more (default 1e-5)"
    )
    parser.add_argument("--seed", default="0", help="draws the test samples and the order of an epoch (default 0)")
    parser.add_argument("--split", default="0.25", help="share of the samples held back to test (default 0.25)")
    parser.add_argument("--no-scale", action="store_true", help="train on the features as they are measured")
    parser.add_argument("--json", action="store_true", help="print one JSON object, full precision")
    return parser


def _bytes(name: str) -> bytes:
    """The bytes of a file, of one that is too large no more than shows that."""
    try:
        with open(name, "rb") as file:
            return file.read(MOST_BYTES)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise InputError("file", "be one that can be read", f"{as_typed(name)} ({why})") from None


def _plan(options: Namespace) -> Plan:
    seed = read_whole("seed", options.seed, 0, LARGEST_SEED)
    plan = Plan(
        test_share=read_number("split", options.split),
        split_seed=seed,
        shuffle_seed=seed,
        scaled=not options.no_scale,
        batch_size=None if options.batch is None else read_whole("batch", options.batch, 1, MOST_BATCH),
        l2=read_number("l2", options.l2),
        tolerance=read_number("tolerance", options.tolerance),
        max_epochs=read_whole("epochs", options.epochs, 0, MOST_ROUNDS),
    )
    return plan if options.rate is None else replace(plan, learning_rate=read_number("rate", options.rate))


def _epochs(descent: Descent) -> Iterator[dict[str, float]]:
    """The scores of each epoch, as soon as it is trained, to the one where the run stops."""
    epoch, stopped = 0, None
    while stopped is None:
        stopped = descent.stopped(epoch)
        if stopped != "diverged":
            yield epoch_scores(descent, epoch)
            epoch += 1


def _ending(descent: Descent, epochs: int) -> str:
    return "diverged" if descent.diverged else str(descent.stopped(epochs))


def _lines(descent: Descent, report: Report) -> Iterator[str]:
    yield from report.lines()
    yield from heading(descent)
    row = {"epoch": 0}
    for row in _epochs(descent):
        yield epoch_line(row)
    ending = _ending(descent, row["epoch"])
    yield descent.divergence() if ending == "diverged" else f"Stopped: {ending}."


def _document(descent: Descent, report: Report) -> dict[str, Any]:
    """Everything, for --json; what is undefined is null."""
    epochs = list(_epochs(descent))
    last = epochs[-1]["round"]
    parts = zip(("train", "test"), (descent.labels, descent.labels_test), descent.probabilities(last), strict=True)
    return {
        "report": asdict(report),
        "features": descent.data.features,
        "classes": descent.data.classes,
        "plan": asdict(descent.plan),
        "scaling": {"mean": descent.scaling.mean.tolist(), "deviation": descent.scaling.deviation.tolist()},
        "largest_sure_rate": largest_sure_rate(descent.x, descent.plan.l2),
        "stopped": _ending(descent, len(epochs) - 1),
        "epochs": [{name: _or_null(value) for name, value in row.items()} for row in epochs],
        "weights": descent.parameters(last).weights.tolist(),
        "bias": descent.parameters(last).bias.tolist(),
        **{part: _judged(labels, probabilities) for part, labels, probabilities in parts if len(labels)},
    }


def _judged(labels: Rows, probabilities: Array) -> dict[str, Any]:
    matrix = confusion(labels, probabilities.argmax(axis=1), probabilities.shape[1])
    shares = {"precision": precision(matrix), "recall": recall(matrix)}
    return {
        "confusion": matrix.tolist(),
        **{name: [_or_null(value) for value in values.tolist()] for name, values in shares.items()},
    }


def _or_null(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _say(line: str) -> None:
    """Print a line, what the terminal has no letter for escaped."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    print(line.encode(encoding, "backslashreplace").decode(encoding))
