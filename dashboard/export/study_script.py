"""A training on a data set as a short Python program of plain NumPy."""

from collections.abc import Iterator

from softmax_core.numerals import format_number
from softmax_core.study import Study
from softmax_core.study_link import write

from .script import literal, start_in_words


def study_script(study: Study) -> str:
    """A program of plain NumPy, the samples in it, that trains a study and prints the scores of each epoch in full.

    They are those of `softmax_core.descent`, which does the same sums in the same order.
    """
    data, plan = study.data, study.plan
    start = plan.start.parameters(data.n_features, data.n_classes)
    is_full = plan.batch_size is None
    return _SCRIPT.format(
        study=write(study),
        features=repr(data.features),
        classes=repr(data.classes),
        x=literal(data.x.tolist(), "\n    "),
        labels="".join(_lines(data.labels.tolist())),
        share=repr(float(plan.test_share)),
        split_seed=plan.split_seed,
        scaling=_SCALED if plan.scaled else "",
        seen="the features scaled" if plan.scaled else "the features as they are measured",
        see="(x - mean) / deviation + 0.0" if plan.scaled else "x",
        start=start_in_words(plan.start),
        weights=literal(start.weights.tolist(), "\n" + 14 * " "),
        bias=literal(start.bias.tolist()),
        learning_rate=repr(plan.learning_rate),
        l2=format_number(plan.l2),
        penalty=_PENALTY if plan.l2 else "",
        batch_size="len(train)  # all there are" if is_full else f"min({plan.batch_size}, len(train))",
        rounds=study.rounds,
        order=_SHUFFLED.format(seed=plan.shuffle_seed),
    )


_SCRIPT = '''\
"""Softmax classification trained on a data set, batch by batch. Needs only NumPy.

The study: {study}
It prints the scores of each epoch in full: the objective that training descends, which is the loss of the training
samples and the penalty on the weights, their loss and accuracy, and loss and accuracy of the test samples.
"""

import numpy as np

features = {features}
classes = {classes}
# A row a sample, a column a feature; and the class of each sample, counted from 0.
x = np.array({x})
labels = np.array([
{labels}])


def split(labels, share, seed):
    """The rows that train and those that test: of each class its share is drawn to test."""
    random = np.random.RandomState(seed)
    is_test = np.zeros(len(labels), dtype=bool)
    for label in np.unique(labels):
        drawn = random.permutation(np.flatnonzero(labels == label))
        is_test[drawn[: min(int(share * len(drawn) + 0.5), len(drawn) - 1)]] = True
    return np.flatnonzero(~is_test), np.flatnonzero(is_test)


train, test = split(labels, share={share}, seed={split_seed})
{scaling}
seen = {see}  # what training sees: {seen}


def scores(rows):
    """Loss and accuracy: the loss as (max - theta of the class) + log(1 + sum of exp of the other classes')."""
    if not len(rows):
        return float("nan"), float("nan")
    theta, every = seen[rows] @ W + b, np.arange(len(rows))
    shifted = theta - theta.max(axis=1, keepdims=True)
    others = np.exp(shifted)
    others[every, shifted.argmax(axis=1)] = 0
    losses = 0.0 - shifted[every, labels[rows]] + np.log1p(others.sum(axis=1))
    return float(losses.mean()), float((theta.argmax(axis=1) == labels[rows]).mean())


# A row a feature, a column a class; the start is {start}.
W = np.array({weights})
b = np.array({bias})
learning_rate = {learning_rate}
l2 = {l2}  # penalty l2 / 2 * (W ** 2).sum()
batch_size = {batch_size}
rounds_of_epoch = -(-len(train) // batch_size)
rounds = {rounds}

print("epoch round objective loss accuracy test_loss test_accuracy")
for round in range(rounds + 1):
    epoch, place = divmod(round, rounds_of_epoch)
    if place == 0:
        loss, accuracy = scores(train)
        objective = loss + l2 / 2 * float(np.square(W).sum())
        print(epoch, round, objective, loss, accuracy, *scores(test))
{order}    if round < rounds:
        batch = train[order[place * batch_size : (place + 1) * batch_size]]
        theta = seen[batch] @ W + b
        errors = np.exp(theta - theta.max(axis=1, keepdims=True))
        errors /= errors.sum(axis=1, keepdims=True)
        errors[np.arange(len(batch)), labels[batch]] -= 1  # y_hat - y of each sample
        # The mean of the samples' pushes x (y_hat - y), and what the penalty adds.
        dW = seen[batch].T @ errors / len(batch){penalty}
        db = errors.sum(axis=0) / len(batch)
        W = W - learning_rate * dW
        b = b - learning_rate * db

print("Final weight:\\n", W)
print("Final bias:\\n", b)
'''

_SCALED = """\
# Features are scaled by the mean and the deviation of the training samples. Written so, the largest and the smallest
# numbers neither overflow nor vanish; a feature that is the same in all samples becomes 0.
lowest = x[train].min(axis=0)
mean = lowest + (x[train] - lowest).mean(axis=0)
off = x[train] - mean
size = np.abs(off).max(axis=0)
size[size == 0] = 1
deviation = size * np.sqrt(np.square(off / size).mean(axis=0))
deviation[deviation < 1e-100] = 1
"""

_SHUFFLED = """\
        order = np.arange(len(train))
        if batch_size < len(train):
            order = np.random.RandomState([{seed}, epoch]).permutation(len(train))
"""

_PENALTY = " + l2 * W"


def _lines(labels: list[int], width: int = 40) -> Iterator[str]:
    """Class numbers, so many a line."""
    for first in range(0, len(labels), width):
        yield f"    {', '.join(map(str, labels[first : first + width]))},\n"
