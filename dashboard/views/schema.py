"""The keys of all pages: a link keeps what each of them shows, whichever is open."""

from .derivation.schema import SCHEMA as DERIVATION
from .lab.schema import SCHEMA as LAB

SCHEMA = {**LAB, **DERIVATION}
"""Each key's values, the default first."""
