"""Training on a data set beside PyTorch's loop over the same batches, and reading a CSV file beside pandas."""

import io
import tracemalloc
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import pandas as pd

from softmax_core.csv_data import read_csv
from softmax_core.data import DataSet
from softmax_core.descent import Descent
from softmax_core.plan import Plan
from tests.app.study_page import StudyPage

from .measure import Row, at_most, noted, side_by_side
from .training import has_torch, torch_epoch, with_torch

BATCH = 32


def rows() -> Iterator[Row]:
    yield from _epochs()
    yield from _file()


def _epochs() -> Iterator[Row]:
    """An epoch with the scores at its end: loss and accuracy of all samples."""
    random = np.random.default_rng(1)
    x, labels = random.normal(size=(60_000, 784)), random.integers(0, 10, 60_000)
    data = DataSet(x, labels, tuple(map(str, range(784))), tuple(map(str, range(10))))
    for batch_size, how, target in ((None, "full-batch epoch", 1.0), (BATCH, f"epoch in batches of {BATCH}", 0.5)):
        descent = Descent(data, Plan(test_share=0, scaled=False, batch_size=batch_size, learning_rate=0.01))
        works: dict[str, Callable[[], object]] = {"ours": partial(_train_an_epoch, descent)}
        if has_torch():
            works["torch"] = torch_epoch(data.x.copy(), labels, batch_size)
        seconds = side_by_side(works, times=5)
        yield with_torch(
            f"{how} with its scores, 60000 × 784 × 10, float64: to PyTorch, same threads",
            seconds, lambda torch, seconds=seconds: seconds["ours"] / torch, at_most, target,
            f" ({seconds['ours'] * 1e3:.0f} ms)",
        )  # fmt: skip


def _train_an_epoch(descent: Descent) -> int:
    return descent.train(descent.reached + descent.rounds_of_epoch)


def _file() -> Iterator[Row]:
    random = np.random.default_rng(2)
    table = pd.DataFrame(random.normal(size=(100_000, 20)), columns=[f"x{i}" for i in range(20)])
    table["y"] = random.choice(["red", "green", "blue"], len(table))
    raw = table.to_csv(index=False, float_format="%.6g").encode()
    works = {"ours": partial(read_csv, raw, "y"), "pandas": lambda: pd.read_csv(io.BytesIO(raw))}
    seconds = side_by_side(works, times=9)
    what = "a CSV file of 100000 × 20"
    yield at_most(
        f"{what} read into a data set, to pandas.read_csv", seconds["ours"] / seconds["pandas"], 3,
        detail=f" ({seconds['ours'] * 1e3:.0f} ms)",
    )  # fmt: skip
    yield from _on_the_page(raw, what)
    tracemalloc.start()
    data, _ = read_csv(raw, "y")
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    yield at_most(f"memory while {what} is read, to its numbers", most / data.x.nbytes, 6)


def _on_the_page(raw: bytes, what: str) -> Iterator[Row]:
    """From the moment the server has the file: until its report and first rows are shown, and by a click its plane."""
    page = StudyPage().enter("Data set", "own")

    def read() -> None:
        page.at.file_uploader[0].upload("large.csv", raw).run()

    works: dict[str, Callable[[], object]] = {
        "read": read,
        "plane": lambda: page.click("Use it"),
        "back": lambda: page.click("Undo").enter("Data set", "own"),
        "pandas": lambda: pd.read_csv(io.BytesIO(raw)),
    }
    seconds = side_by_side(works, times=9)
    yield at_most(
        f"{what} read and first shown by the page, to pandas.read_csv", seconds["read"] / seconds["pandas"], 3,
        detail=f" ({seconds['read'] * 1e3:.0f} ms)",
    )  # fmt: skip
    yield noted(f"{what} then taken up by a click, with all pictures", seconds["plane"] * 1e3, unit="ms")
