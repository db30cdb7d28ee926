"""Training: beside PyTorch, beside the matrix loop a reader of the document would write, and beside bare products."""

import importlib.util
import os
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from functools import partial

import numpy as np

from softmax_core import PRESETS, History, Parameters, one_hot, sgd_step, train

from .measure import Row, at_least, at_most, noted, side_by_side, skipped

ROUNDS = 100_000
FEW = 2_000
RUNS = 1_000
SLOW = PRESETS["slow"].setup.moment


def rows() -> Iterator[Row]:
    yield from _one_run()
    yield from _memory()
    yield from _epoch()


def _one_run() -> Iterator[Row]:
    random = np.random.default_rng(0)
    starts = Parameters(random.normal(size=(RUNS, 2, 3)), np.zeros((RUNS, 3)))
    one, many = History(*SLOW), History(starts, SLOW.x, SLOW.y, SLOW.learning_rate)
    rounds_of_many = 300
    works: dict[str, tuple[Callable[[], object], int]] = {
        "one": (partial(one.trained, ROUNDS), ROUNDS),
        "a tenth": (partial(one.trained, ROUNDS // 10), ROUNDS // 10),
        "many": (partial(many.trained, rounds_of_many), rounds_of_many * RUNS),
        "copy": (np.random.default_rng(0).random((rounds_of_many, 9, RUNS)).copy, rounds_of_many * RUNS),
        "literal": (_literal_loop, FEW),
    }
    if has_torch():
        works["torch"] = (_torch_rounds(), FEW)
    seconds = side_by_side({name: work for name, (work, _) in works.items()}, times=9)
    a_round = {name: seconds[name] / rounds for name, (_, rounds) in works.items()}
    what = "one round, 2 inputs, 3 classes, history kept"
    beside = f" ({a_round['one'] * 1e6:.2f} µs a round)"
    yield with_torch(
        f"{what}: PyTorch eager SGD, to ours", a_round, lambda torch: torch / a_round["one"], at_least, 50, beside
    )
    yield at_least(
        f"{what}: the literal matrix loop with both losses, to ours", a_round["literal"] / a_round["one"], 15
    )
    yield at_most(f"{what}: per round in 100000, to per round in 10000", a_round["one"] / a_round["a tenth"], 1.2)
    beside = f" ({a_round['many'] * 1e9:.0f} ns)"
    yield at_most(
        "1000 runs at once, per run and round, to the single run's round",
        a_round["many"] / a_round["one"], 0.05, detail=beside,
    )  # fmt: skip
    yield noted("1000 runs at once, to a bare copy of the 9 numbers kept", a_round["many"] / a_round["copy"])


def _memory() -> Iterator[Row]:
    """The most that a training takes on its way, beside the 9 numbers of a round that it keeps."""
    rounds = 10_000

    def step_by_step() -> History:
        history = History(*SLOW)
        for _ in range(rounds):
            history = history.trained(1)
        return history

    for how, whole in (("at once", lambda: History(*SLOW).trained(rounds)), ("one by one", step_by_step)):
        whole()  # what is loaded only once is no part of it
        tracemalloc.start()
        history = whole()
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        numbers = history.weights.nbytes + history.bias.nbytes
        yield at_most(f"memory of {rounds} rounds trained {how}, 2 → 3, to their numbers", most / numbers, 2)


def _literal_loop() -> list[tuple[float, float]]:
    """The document's training as its formulas stand there, with its printed loss and the derived one."""
    (weights, bias), x, y, learning_rate = SLOW
    losses = []
    for _ in range(FEW):
        theta = x @ weights + bias
        exponentials = np.exp(theta - theta.max())
        y_hat = exponentials / exponentials.sum()
        clipped = np.clip(y_hat, 1e-15, 1 - 1e-15)
        printed = -np.log(np.where(y == 1, clipped, 1 - clipped)).sum()
        losses.append((printed, -(y * np.log(clipped)).sum()))
        weights = weights - learning_rate * (x.T @ (y_hat - y))
        bias = bias - learning_rate * (y_hat - y)[0]
    return losses


def has_torch() -> bool:
    return importlib.util.find_spec("torch") is not None


def with_torch(
    what: str,
    seconds: Mapping[str, float],
    ratio: Callable[[float], float],
    row: Callable[..., Row],
    target: float,
    detail: str,
) -> Row:
    """A row beside PyTorch, where it took part."""
    if "torch" not in seconds:
        return skipped(what, "PyTorch is not installed")
    return row(what, ratio(seconds["torch"]), target, detail=detail)


def _torch_rounds() -> Callable[[], object]:
    import torch

    x, label = torch.tensor(SLOW.x), torch.tensor(SLOW.y.argmax(axis=1))

    def train() -> None:
        weights, bias = (torch.tensor(array, requires_grad=True) for array in SLOW.parameters)
        optimizer = torch.optim.SGD([weights, bias], lr=SLOW.learning_rate)
        for _ in range(FEW):
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(x @ weights + bias, label).backward()
            optimizer.step()

    return train


def _epoch() -> Iterator[Row]:
    """One full-batch round on as many examples as a well-known set of handwritten digits has."""
    random = np.random.default_rng(1)
    x, labels = random.normal(size=(60_000, 784)), random.integers(0, 10, 60_000)
    start = Parameters(np.zeros((784, 10)), np.zeros(10))
    y, probabilities = one_hot(labels, 10), np.full((60_000, 10), 0.1)
    history = History(start, x, y, 0.1)
    frozen = x.copy()
    frozen.flags.writeable = False
    works: dict[str, Callable[[], object]] = {
        "ours": partial(history.trained, 1),
        "step": partial(sgd_step, start, x, y, 0.1),
        "train": partial(train, start, frozen, y, learning_rate=0.1),
        "products": lambda: (x @ start.weights, x.T @ probabilities),
    }
    if has_torch():
        works["torch"] = torch_epoch(x, labels)
    seconds = side_by_side(works, times=9)
    what = "full-batch epoch, 60000 × 784 × 10, float64"
    beside = f" ({seconds['ours'] * 1e3:.0f} ms)"
    yield with_torch(
        f"{what}: to PyTorch, same threads", seconds, lambda torch: seconds["ours"] / torch, at_most, 1.0, beside
    )
    yield at_most(f"{what}: to its two matrix products", seconds["ours"] / seconds["products"], 1.3)
    yield at_most(f"{what}: by `sgd_step`, which checks, to the same", seconds["step"] / seconds["products"], 1.3)
    yield at_most(
        f"{what}: by `train`, of an x that nobody can write to, to the same",
        seconds["train"] / seconds["products"],
        1.3,
    )


def torch_epoch(x: np.ndarray, labels: np.ndarray, batch_size: int | None = None) -> Callable[[], object]:
    """PyTorch's loop over all samples, or over batches of them, in an order drawn anew each time."""
    import torch

    torch.set_num_threads(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
    inputs, targets = torch.from_numpy(x), torch.from_numpy(labels)
    weights, bias = (torch.zeros(size, dtype=torch.float64, requires_grad=True) for size in ((784, 10), 10))
    optimizer = torch.optim.SGD([weights, bias], lr=0.1)

    def update(x: "torch.Tensor", y: "torch.Tensor") -> None:
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(x @ weights + bias, y).backward()
        optimizer.step()

    def epoch() -> None:
        if batch_size is None:
            update(inputs, targets)
        else:
            for rows in torch.randperm(len(inputs)).split(batch_size):
                update(inputs[rows], targets[rows])

    return epoch
