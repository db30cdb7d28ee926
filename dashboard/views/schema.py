"""The keys of the pages of a run: a link keeps what each of them shows, whichever is open; and the terms of choices."""

from .dataset.schema import TERMS as OF_DATA_SET
from .derivation.schema import SCHEMA as DERIVATION
from .lab.schema import PANEL_TERMS, PANELS
from .lab.schema import SCHEMA as LAB

SCHEMA = {**LAB, **DERIVATION}
"""Each key's values, the default first."""

CHOICE_TERMS = {**{PANELS[panel]: term for panel, term in PANEL_TERMS.items()}, **OF_DATA_SET}
"""What a button of a choice is about, by its text: a term of the glossary."""
