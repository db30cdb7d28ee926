"""The document's derivation, line by line: each line in words, in symbols and with the numbers of a round."""

from .line import Line
from .loss import loss_derivative
from .parameters import parameter_gradients
from .product import product_of_the_chain_rule
from .pushes import pushes_by_cases
from .shapes import shapes
from .softmax import chain_rule, definitions, jacobian, other_class, quotient, same_class
from .symbols import legend

__all__ = [
    "Line",
    "chain_rule",
    "definitions",
    "jacobian",
    "legend",
    "loss_derivative",
    "other_class",
    "parameter_gradients",
    "product_of_the_chain_rule",
    "pushes_by_cases",
    "quotient",
    "same_class",
    "shapes",
]
