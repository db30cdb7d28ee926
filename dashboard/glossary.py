"""What each symbol and word of the field means, in plain words: the page, its help and the README take it from here."""

import re
from typing import NamedTuple


class Term(NamedTuple):
    """A symbol, a word, or both.

    Attributes:
        key: what a link to its meaning is called by.
        symbol: as prose writes it; empty where it has none.
        word: its name.
        meaning: in everyday words, or in words that stand further up.
        spellings: what in running text means nothing else.
    """

    key: str
    symbol: str
    word: str
    meaning: str
    spellings: tuple[str, ...] = ()


GLOSSARY = (
    Term("class", "", "class", "One of the possible answers."),
    Term("input", "x", "input", "The numbers that go in: what is known of the example."),
    Term("label", "y", "label", "The right answer: 1 for the true class, 0 for every other.", ("label", "true class")),
    Term(
        "one-hot", "", "one-hot",
        "Written as a row of zeros with a single 1, which stands at the true class.",
        ("one-hot",),
    ),
    Term(
        "weight", "W", "weight",
        "How strongly an input speaks for a class, or against it: w₁₂ leads from input 1 to class 2. Training changes "
        "it.",
        ("weight", "weights"),
    ),
    Term(
        "bias", "b", "bias",
        "What a class gets whatever the inputs are. Training changes it.",
        ("bias", "biases"),
    ),
    Term(
        "logit", "θ", "logit",
        "The score of a class: every input times its weight, added up, plus the bias. It can be any number.",
        ("logit", "logits", "θ"),
    ),
    Term(
        "exp", "exp", "exponential",
        "2.718… to the power of a number: never negative.",
        ("exponential", "exponentials", "exp"),
    ),
    Term(
        "softmax", "", "softmax",
        "Turns the logits into shares of 1, none below 0: exp of each, divided by the sum of them all.",
        ("softmax",),
    ),
    Term(
        "probability", "ŷ", "predicted probability",
        "How sure the network is of a class, from 0 to 1. Those of all classes add up to 1.",
        ("predicted probabilities", "probability", "probabilities", "prediction", "ŷ"),
    ),
    Term(
        "ln", "ln", "natural logarithm",
        "Undoes exp: 0 for 1, and the nearer a number is to 0, the further below 0.",
        ("natural logarithm", "logarithm"),
    ),
    Term(
        "loss", "J", "loss",
        "How wrong the prediction is: near 0 where the true class is all but certain.",
        ("loss", "J"),
    ),
    Term(
        "cross-entropy", "", "cross-entropy",
        "The loss that training makes smaller: −ln of the probability of the true class.",
        ("cross-entropy",),
    ),
    Term(
        "binary-cross-entropy", "", "binary cross-entropy",
        "Another loss, the one the document prints: a yes-or-no question for each class, added up.",
        ("binary cross-entropy", "printed loss"),
    ),
    Term("chance", "", "chance", "The loss where all classes have the same probability, as by guessing."),
    Term(
        "gradient", "∂", "gradient",
        "How steeply the loss rises when one number is raised and the rest stay. Training goes the other way.",
        ("gradient", "gradients"),
    ),
    Term(
        "error", "ŷ − y", "error",
        "The gradient of the loss by each logit: above 0 where a class got too much, below 0 where it got too little.",
        ("ŷ − y",),
    ),
    Term(
        "jacobian", "", "Jacobian",
        "A table of slopes: how much each probability answers when one logit is raised.",
        ("Jacobian",),
    ),
    Term(
        "learning-rate", "η", "learning rate",
        "How large a step against the gradient is: so many times the gradient.",
        ("learning rate", "η"),
    ),
    Term(
        "round", "", "round",
        "Once forward, once backward, and an update of every weight and bias. Round 0 is the start.",
        ("round", "rounds"),
    ),
    Term("forward", "", "forward", "From the input to the probabilities and the loss."),
    Term("backward", "", "backward", "From the loss back to all gradients."),
    Term("update", "", "update", "Every weight and bias moves by −η times its gradient."),
    Term(
        "converged", "", "converged",
        "Trained until the loss is below the tolerance that is set in Set-up.",
        ("converged",),
    ),
    Term("sample", "", "sample", "One example of a data set."),
    Term(
        "test-sample", "", "test sample",
        "A sample held back from training, to see how good predictions are on what was never seen.",
    ),
    Term("accuracy", "", "accuracy", "The share of the samples whose true class has the highest probability."),
    Term(
        "precision", "", "precision",
        "Of the samples predicted as a class, the share that is of it. There is none for a class never predicted.",
    ),
    Term("recall", "", "recall", "Of the samples of a class, the share that is predicted as it."),
    Term(
        "calibration-error", "", "expected calibration error",
        "How far the share that is right is from the probability that was given, bin by bin, on average over the "
        "samples.",
    ),
    Term("batch", "", "batch", "The samples that a round follows: its gradient is the mean of theirs."),
    Term("epoch", "", "epoch", "One pass through all samples that train, batch by batch."),
    Term(
        "penalty", "λ", "L2 penalty",
        "Added to the loss: λ/2 times the sum of all squared weights, which keeps them small. The bias has none.",
    ),
    Term(
        "scaling", "", "scaling",
        "Training sees (x − mean) / deviation in place of x, each input by the samples that train.",
    ),
    Term(
        "sure-rate", "", "sure rate",
        "Below this learning rate a round by all samples lowers the loss: 2 / L, L the most that the loss curves.",
    ),
    Term(
        "boundary", "", "boundary",
        "Where two classes have the same highest probability: on its two sides another one wins.",
    ),
)  # fmt: skip
"""In the order of reading: what goes in, what comes out, how wrong it is, which way to move."""

_KEYS = frozenset(term.key for term in GLOSSARY)
_BY_SPELLING = {spelling: term.key for term in GLOSSARY for spelling in term.spellings}
_SPELLED = "|".join(
    # At the start of a sentence a word has a capital; a symbol is never another letter.
    f"[{spelling[0].upper()}{spelling[0]}]{re.escape(spelling[1:])}" if len(spelling) > 1 else spelling
    for spelling in sorted(_BY_SPELLING, key=len, reverse=True)
)
# What is passed over: formulas, code, and links, our own among them. A subscript goes with its symbol.
_READ = re.compile(rf"\$[^$]*\$|`[^`]*`|\[[^\]]*\]\([^)]*\)|(?<![\w-])({_SPELLED})[₀-₉]*(?![\w-])")


def address_of(key: str) -> str:
    """Where a link leads that shows the meaning of a term; raises KeyError where there is none.

    >>> address_of("logit")
    '#term-logit'
    """
    if key not in _KEYS:
        raise KeyError(key)
    return f"#term-{key}"


def meanings() -> dict[str, str]:
    """What each such link shows, by where it leads."""
    return {
        address_of(term.key): f"{', '.join(filter(None, (term.symbol, term.word)))}: {term.meaning}"
        for term in GLOSSARY
    }


def explained(text: str, above: str = "") -> str:
    """Markdown in which each term, where it stands first, is a link to its meaning; formulas and code stay as they are.

    Args:
        text: the Markdown.
        above: what the reader has read already; its terms need no further link.

    >>> explained("The logits θ₁ and θ₂, and $θ$ of J.", above="J is the loss.")
    'The [logits](#term-logit) θ₁ and θ₂, and $θ$ of J.'
    """
    seen = {_key_of(match[1]) for match in _READ.finditer(above) if match[1]}

    def link(match: re.Match) -> str:
        if not match[1]:
            return match[0]
        key = _key_of(match[1])
        if key in seen:
            return match[0]
        seen.add(key)
        return f"[{match[0]}]({address_of(key)})"

    return _READ.sub(link, text)


def _key_of(spelling: str) -> str:
    return _BY_SPELLING.get(spelling) or _BY_SPELLING[spelling[0].lower() + spelling[1:]]


def table() -> str:
    """The whole glossary as a Markdown table."""
    rows = (f"| {term.symbol} | {term.word} | {term.meaning} |" for term in GLOSSARY)
    return "\n".join(["| symbol | word | what it means |", "|---|---|---|", *rows])
