"""What the files of a run and of a study are called."""

from dataclasses import replace
from hashlib import sha256

from softmax_core.link import write
from softmax_core.presets import preset_of
from softmax_core.run import Run
from softmax_core.study import Study
from softmax_core.study_link import name_of
from softmax_core.study_link import write as write_study


def file_stem(run: Run) -> str:
    """The name of a run's files before their endings: its preset, or a short hash of another run, and its rounds.

    The round looked at makes no difference.

    >>> from softmax_core.link import parse
    >>> file_stem(parse("preset=slow&rounds=30&at=2").run), file_stem(parse("preset=slow&lr=0.25&rounds=3").run)
    ('softmax_slow_rounds_30', 'softmax_c8edd546_rounds_3')
    """
    name = None if run.edits else preset_of(run.setup)
    return f"softmax_{name or _hash(write(replace(run, at=run.rounds)))}_rounds_{run.rounds}"


def study_stem(study: Study) -> str:
    """The same of a study: its set, where it is not the default study a short hash of it, and its rounds.

    What is looked at makes no difference: the round, the sample, where features are held.

    >>> study_stem(Study(rounds=30, at=2)), study_stem(Study(rounds=3, sample=1))
    ('softmax_blobs_rounds_30', 'softmax_blobs_rounds_3')
    """
    name = name_of(study.source)
    link = write_study(replace(study, rounds=0, at=0, sample=None, held=()))
    if link != write_study(Study()):
        name += f"_{_hash(link)}"
    return f"softmax_{name}_rounds_{study.rounds}"


def _hash(link: str) -> str:
    return sha256(link.encode()).hexdigest()[:8]
