"""The meanings of symbols and words on screen, the same on every page."""

from dashboard.components import terms
from dashboard.glossary import address_of, meanings

from .schema import CHOICE_TERMS


def explain_terms() -> None:
    """On every page: what a link of the glossary says, and the button of a choice, which can hold no link."""
    terms(meanings=meanings(), labels={label: address_of(key) for label, key in CHOICE_TERMS.items()})
