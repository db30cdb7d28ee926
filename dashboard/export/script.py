"""A run as a short Python program of plain NumPy."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from softmax_core.link import write
from softmax_core.names import Name
from softmax_core.run import Edit, Given, Run, Seeded
from softmax_core.settings import BIAS, LEARNING_RATE, WEIGHTS, X, Y


def python_script(run: Run) -> str:
    """A short program of plain NumPy that trains this run and prints what softmax_core's transcript says of it."""
    setup = run.setup
    weights, bias = setup.parameters
    return _SCRIPT.format(
        link=write(run),
        x=literal([setup.x]),
        y=literal([setup.y]),
        start=start_in_words(setup.start),
        weights=literal(weights.tolist(), "\n" + 14 * " "),
        bias=literal(bias.tolist()),
        learning_rate=repr(setup.learning_rate),
        rounds=run.rounds,
        edits="".join(_edit_lines(run)),
        plural="" if run.rounds == 1 else "s",
    )


_SCRIPT = '''\
"""One neuron layer with softmax, trained round by round. Needs only NumPy.

The run: {link}
The project's own program (--json) adds the rounds up in another order: for each round trained its numbers may differ
by about 1e-16 of the largest.
"""

import sys

import numpy as np

np.set_printoptions(precision=8, threshold=sys.maxsize)

x = np.array({x})  # one example, a column an input
y = np.array({y})  # its one-hot label
# A row an input, a column a class; the start is {start}.
W = np.array({weights})
b = np.array({bias})
learning_rate = {learning_rate}
rounds = {rounds}


def softmax(theta):
    with np.errstate(over="ignore"):  # a difference beyond the largest float is -inf, and its exp is 0
        e = np.exp(theta - theta.max())
    return e / e.sum()


def printed_loss(y_hat, y):
    """Binary cross-entropy of each class, summed. The gradient below is that of -log(y_hat of the true class)."""
    p = np.clip(y_hat, 1e-15, 1 - 1e-15)
    return -np.log(np.where(y == 1, p, 1 - p)).sum(axis=1, keepdims=True)


for round in range(rounds + 1):
{edits}    y_hat = softmax(x @ W + b)
    loss = printed_loss(y_hat, y)
    print(f"Round: {{round}}")
    print("Current loss:", loss)
    print("Current weight:\\n", W)
    print("Current bias:\\n", b[:, None])
    if round < rounds:
        W = W - learning_rate * (x.T @ (y_hat - y))
        b = b - learning_rate * (y_hat - y)[0]

print("======= Finish Training ======")
print("After {rounds} round{plural} training")
print("Final weight:\\n", W)
print("Final bias:\\n", b[:, None])
print("Final loss:", loss)
print("y_hat =\\n", y_hat.T)
'''


def _edit_lines(run: Run) -> Iterator[str]:
    """The edits as the first lines of the script's loop."""
    for round, edits in groupby(run.edits, key=lambda edit: edit.round):
        yield f"    if round == {round}:  # edited by hand\n"
        for edit in edits:
            yield f"        {_assignment(edit, run.setup.n_classes)}\n"


def _assignment(edit: Edit, n_classes: int) -> str:
    name = Name(edit.name)
    if name.setting is Y:
        return f"y = np.array({literal([[int(k == edit.value) for k in range(1, n_classes + 1)]])})"
    if name.setting is LEARNING_RATE:
        return f"learning_rate = {edit.value!r}"
    array = {WEIGHTS: "W[", BIAS: "b[", X: "x[0, "}[name.setting]
    return f"{array}{', '.join(str(index - 1) for index in name.indices)}] = {edit.value!r}"


def literal(rows: Sequence, between: str = " ") -> str:
    """Numbers as a Python list; rows of rows are joined by `between`."""
    return "[" + f",{between}".join(literal(row) if isinstance(row, list | tuple) else repr(row) for row in rows) + "]"


def start_in_words(start: Given | Seeded) -> str:
    if isinstance(start, Given):
        return "given"
    return start.initializer if start.seed is None else f"{start.initializer} with the seed {start.seed}"
