"""The terminal program: python -m softmax_core [LINK] [--json], and train FILE.csv --label COLUMN for a data set."""

import argparse
import os
import sys
from functools import partial

from .link import parse, write
from .run import replay
from .transcript import as_data, transcript
from .validation import InputError, one_line

CUT_OFF = 141
"""The exit status that shells give a tool whose reader went away: 128 and the number of SIGPIPE."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str):
        """One line on standard error; argparse would print the usage as well."""
        self.exit(2, f"{self.prog}: {one_line(message)}\n")


def main(arguments: list[str] | None = None) -> int:
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments[:1] == ["train"]:
        from . import train_program  # not needed for a run of one example, which starts the sooner

        return train_program.main(arguments[1:], _Parser)
    parser = _Parser(
        prog="python -m softmax_core",
        description="Train the run a link describes and print every round.",
        epilog="python -m softmax_core train --help: train on the rows of a CSV file.",
        # With a width of its own argparse need not load what finds out the terminal's.
        formatter_class=partial(argparse.HelpFormatter, width=100),
    )
    parser.add_argument(
        "link",
        nargs="?",
        default="",
        metavar="LINK",
        help="a query string such as 'preset=slow&rounds=10' or a whole URL; without rounds, on to the stop rule",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object, full precision")
    options = parser.parse_args(arguments)
    try:
        run, trained, _, _ = parse(options.link)
    except InputError as error:
        parser.error(str(error))
    history = replay(run)
    stopped = "as asked"
    if not trained:
        run = run.run_to_end(history)
        history = replay(run, known=None)
        stopped = "converged" if run.has_converged(history) else "max rounds"
    if options.json:
        import json  # not needed for the transcript, which starts the sooner

        document = {"link": write(run), "loss": run.setup.loss, "stopped": stopped, "rounds": as_data(history)}
        json.dump(document, sys.stdout, allow_nan=False)
        print()
    else:
        print(transcript(history))
    return 0


def program() -> int:
    """`main`, and its output to the end: where a reader such as `head` has enough, that is no error to report."""
    try:
        try:
            status = main()
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for what Python still flushes at its end
        return CUT_OFF
    return status


if __name__ == "__main__":
    sys.exit(program())
