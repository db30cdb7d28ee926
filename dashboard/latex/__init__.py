"""A round and the derivation as formulas with numbers: LaTeX that KaTeX renders. Knows no Streamlit.

A symbol has the same colour everywhere. What a reader computes from the numbers shown agrees with the result shown.
"""

from . import derivation
from .numbers import number, probability
from .round import Round
from .sample import Scaled, Step, sample_steps
from .sub_step import SubStep, Template
from .sub_steps import SUB_STEPS, sub_step, sub_steps
from .symbols import SYMBOL_COLORS, colored, formula_css, painted

__all__ = [
    "SUB_STEPS",
    "SYMBOL_COLORS",
    "Round",
    "Scaled",
    "Step",
    "SubStep",
    "Template",
    "colored",
    "derivation",
    "formula_css",
    "number",
    "painted",
    "probability",
    "sample_steps",
    "sub_step",
    "sub_steps",
]
