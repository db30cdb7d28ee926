"""The meanings of symbols and words on screen, the same on every page."""

from dashboard.components import terms
from dashboard.glossary import address_of, meanings

from .schema import CHOICE_TERMS

_DRAWN = {
    "inputs": "input",
    "weight": "weight",
    "weights": "weight",
    "Weights and bias at the end": "weight",
    "Weights and bias": "weight",
    "bias": "bias",
    "logits θ": "logit",
    "Exponentials": "exp",
    "softmax": "softmax",
    "Shares": "softmax",
    "ŷ": "probability",
    "Prediction ŷ": "probability",
    "ŷ of the true class": "probability",
    "label": "label",
    "Loss": "loss",
    "cross-entropy": "cross-entropy",
    "Cross-entropy": "cross-entropy",
    "binary cross-entropy": "binary-cross-entropy",
    "chance": "chance",
    "round": "round",
    "test samples": "test-sample",
    "Accuracy": "accuracy",
    "epoch": "epoch",
    "precision": "precision",
    "recall": "recall",
}
"""The words of the pictures that have a meaning, by what is drawn."""


def explain_terms() -> None:
    """On every page: what a link of the glossary says, and what holds no link: a choice's button, a picture's word."""
    labels, drawn = ({word: address_of(key) for word, key in words.items()} for words in (CHOICE_TERMS, _DRAWN))
    terms(meanings=meanings(), labels=labels, drawn=drawn)
