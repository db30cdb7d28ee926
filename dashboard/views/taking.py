"""What can be taken away of a run and of a study, and brought back: the same for both, each with makers of its own."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from dashboard import export
from dashboard.session.value import Value, View
from softmax_core.link import Schema
from softmax_core.own import Own
from softmax_core.run import Run, replay
from softmax_core.study import Study
from softmax_core.study_transcript import study_transcript
from softmax_core.transcript import transcript


class File(NamedTuple):
    """What can be made of a value alone."""

    label: str
    ending: str
    mime: str
    make: Callable[..., str]
    has_samples: bool = False  # all of them, so that it may grow too large


@dataclass(frozen=True)
class Taking:
    """What is done with values of a kind.

    Attributes:
        what: such a value is called.
        columns: a sentence on the columns of its CSV.
        stem: what its files are called before their endings.
        files: those made of it alone.
        replay: a page that replays it, made of it, its address or None, and the values of `replayed`.
        replayed: the keys of the view that the replay shows too.
        pictures: those of its page that can be saved, by their keys.
        save: it, its pins, the view and the page's keys, as JSON.
        load: what such JSON holds, by the page's keys: the value, the view and the pins.
        megabytes: the largest JSON that is loaded has, about.
        shorter: what to do where its link is too long for a code.
        lacks: what its link does not hold; empty where it holds all.
        too_large: why no file is made that has all samples of some values; empty where one is.
    """

    what: str
    columns: str
    stem: Callable[[Any], str]
    files: tuple[File, ...]
    replay: Callable[..., str]
    replayed: tuple[str, ...]
    pictures: Mapping[str, str]
    save: Callable[[Any, tuple, View, Schema], str]
    load: Callable[[bytes, Schema], tuple[Value, View, tuple[Value, ...]]]
    megabytes: int
    shorter: str
    lacks: Callable[[Any], str] = lambda value: ""
    too_large: Callable[[Iterable[Any]], str] = lambda values: ""


CSV, PYTHON, TEXT = ("csv", "text/csv"), ("py", "text/x-python"), ("txt", "text/plain")


def _load_run(data: bytes, schema: Schema) -> tuple[Run, View, tuple[Run, ...]]:
    link, pins = export.read_json(data, schema)
    return link.run, link.view, pins


def _replay_run(run: Run, address: str | None, scale: str) -> str:
    return export.replay_html(run, log=scale == "log", address=address)


def _lacks(study: Study) -> str:
    if not isinstance(study.source, Own):
        return ""
    return "The link does not hold your file: who opens it must load the file, or this study's JSON, which holds all."


RUN = Taking(
    what="run",
    columns=export.COLUMNS,
    stem=export.file_stem,
    files=(
        File("History (CSV)", *CSV, export.history_csv),
        File("Script (Python)", *PYTHON, export.python_script),
        File("Transcript", *TEXT, lambda run: transcript(replay(run))),
    ),
    replay=_replay_run,
    replayed=("scale",),
    pictures={
        "network": "Network",
        "bars": "Prediction",
        "loss": "Loss",
        "weights": "Weights",
        "gradients": "Gradients",
        "probabilities": "ŷ by round",
        "trajectories": "w by round",
        "error_curve": "Error by step",
    },
    save=export.run_json,
    load=_load_run,
    megabytes=1,
    shorter="start a new run from a later round, or share the link itself",
)

STUDY = Taking(
    what="study",
    columns=export.STUDY_COLUMNS,
    stem=export.study_stem,
    files=(
        File("History (CSV)", *CSV, export.study_csv),
        File("Script (Python)", *PYTHON, export.study_script, has_samples=True),
        File("Transcript", *TEXT, study_transcript),
    ),
    replay=export.study_replay,
    replayed=("axis", "across", "up"),
    pictures={
        "plane": "Plane",
        "scores": "Loss and accuracy",
        "confusion": "Confusion",
        "rates": "Precision, recall",
        "calibration": "Calibration",
        "weights": "Weights",
    },
    save=export.study_json,
    load=export.read_study,
    megabytes=20,
    shorter="share the link itself, or the JSON",
    lacks=_lacks,
    too_large=export.too_large,
)
