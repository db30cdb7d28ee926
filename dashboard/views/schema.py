"""The keys of all pages: a link keeps what each of them shows, whichever is open; and the terms their choices show."""

from .derivation.schema import SCHEMA as DERIVATION
from .lab.schema import PANEL_TERMS, PANELS
from .lab.schema import SCHEMA as LAB

SCHEMA = {**LAB, **DERIVATION}
"""Each key's values, the default first."""

CHOICE_TERMS = {PANELS[panel]: term for panel, term in PANEL_TERMS.items()}
"""What a button of a choice is about, by its text: a term of the glossary."""
