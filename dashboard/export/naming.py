"""What the files of a run are called."""

from dataclasses import replace
from hashlib import sha256

from softmax_core.link import write
from softmax_core.presets import preset_of
from softmax_core.run import Run


def file_stem(run: Run) -> str:
    """The name of a run's files before their endings: its preset, or a short hash of another run, and its rounds.

    The round looked at makes no difference.

    >>> from softmax_core.link import parse
    >>> file_stem(parse("preset=slow&rounds=30&at=2").run), file_stem(parse("preset=slow&lr=0.25&rounds=3").run)
    ('softmax_slow_rounds_30', 'softmax_c8edd546_rounds_3')
    """
    name = None if run.edits else preset_of(run.setup)
    return f"softmax_{name or _hash(run)}_rounds_{run.rounds}"


def _hash(run: Run) -> str:
    return sha256(write(replace(run, at=run.rounds)).encode()).hexdigest()[:8]
