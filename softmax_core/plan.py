"""How a data set is trained, as a value: split, scaling, batches, learning rate, penalty, start and stop rule."""

from dataclasses import dataclass

from .data import MOST_HELD_BACK
from .initializers import LARGEST_SEED
from .run import Given, Seeded
from .settings import LEARNING_RATE, Limits, Real, Whole
from .validation import InputError, finite_number

MOST_ROUNDS = 1_000_000
MOST_BATCH = 10**9

_SEED = Whole(0, LARGEST_SEED)
ZEROS = Seeded("zeros")
LIMITS: dict[str, Limits] = {
    "split_seed": _SEED,
    "shuffle_seed": _SEED,
    "learning_rate": LEARNING_RATE.limits,
    "l2": Real(lowest=0),
    "tolerance": Real(lowest=0),
    "max_epochs": Whole(0, MOST_ROUNDS),
}
"""What the numbers of a plan may be, by attribute."""


@dataclass(frozen=True)
class Plan:
    """All that decides the numbers of a training, beside the data.

    Attributes:
        test_share: of each class, the share of its samples that is held back to test, 0 to 0.9.
        split_seed: draws which.
        scaled: whether training sees (x − mean) / deviation, by the training samples, and not x as it is measured.
        batch_size: how many samples an update follows; None for all there are. The last batch of an epoch has what is
            left over.
        shuffle_seed: with the number of the epoch, it draws the order of the samples in it. Where a batch is all of
            them, they stay in order.
        learning_rate: η, greater than 0.
        l2: λ of the penalty λ/2 ‖W‖² that is added to the mean loss. It is on the weights only, not on the bias.
        start: the parameters of round 0.
        tolerance, max_epochs: the stop rule, see `descent.converged`.

    All numbers are at most 1e100 in size. Raises InputError for a value that breaks a rule.
    """

    test_share: float = 0.25
    split_seed: int = 0
    scaled: bool = True
    batch_size: int | None = None
    shuffle_seed: int = 0
    learning_rate: float = 0.5
    l2: float = 0.0
    start: Given | Seeded = ZEROS
    tolerance: float = 1e-5
    max_epochs: int = 100

    def __post_init__(self) -> None:
        share = finite_number("test_share", self.test_share)
        if not 0 <= share <= MOST_HELD_BACK:
            raise InputError("test_share", f"be from 0 to {MOST_HELD_BACK:g}", self.test_share)
        if not isinstance(self.scaled, bool):
            raise InputError("scaled", "be True or False", self.scaled)
        checked = {name: limits.check(name, getattr(self, name)) for name, limits in LIMITS.items()}
        if self.batch_size is not None:
            checked["batch_size"] = Whole(1, MOST_BATCH).check("batch_size", self.batch_size)
        for name, value in {"test_share": share, **checked}.items():
            object.__setattr__(self, name, value)
