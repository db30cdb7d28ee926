"""The names of what can be edited, w12, b3, x1, lr and y, and what each stands for in the arrays of a round."""

import re
from functools import lru_cache

import numpy as np

from .settings import BIAS, LEARNING_RATE, WEIGHTS, Setting, X, Y
from .training import Moment
from .validation import InputError

_SETTINGS = {setting.key: setting for setting in (WEIGHTS, BIAS, X, LEARNING_RATE, Y)}
_RULE = f"be such as w11, b1 or x1, or {LEARNING_RATE.key} or {Y.key}"
_INDEX = r"([1-9]\d{0,8})"
_TEXT = re.compile(
    rf"({WEIGHTS.key})([1-9])([1-9])|({WEIGHTS.key}){_INDEX}\.{_INDEX}|({BIAS.key}|{X.key}){_INDEX}"
    rf"|({LEARNING_RATE.key}|{Y.key})",
    re.ASCII,
)


class Name(str):
    """A weight, bias or input with its indices counted from 1, the learning rate or the label.

    It is its own text, so that links, JSON and keys hold it as it stands. w12 is the weight from input 1 to class 2.
    Where an index of a weight is above 9 a point parts the two, as in w10.2; then and only then.

    Raises InputError for a text that is no such name.

    >>> Name("w12").indices, Name("w12").symbol, Name("w10.2").symbol, Name("lr").symbol
    ((1, 2), 'w₁₂', 'w₁₀,₂', 'η')
    """

    __slots__ = ()

    def __new__(cls, text: str) -> "Name":
        if not isinstance(text, str):
            raise InputError("name", _RULE, text)
        _parts(text)
        return super().__new__(cls, text)

    @classmethod
    def of(cls, setting: Setting, *indices: int) -> "Name":
        """The name of an entry of a setting.

        >>> Name.of(WEIGHTS, 1, 2), Name.of(WEIGHTS, 1, 10), Name.of(BIAS, 3), Name.of(Y)
        ('w12', 'w1.10', 'b3', 'y')
        """
        return cls(setting.key + _joined(indices, "."))

    @property
    def setting(self) -> Setting:
        """What it is an entry of: WEIGHTS, BIAS, X, LEARNING_RATE or Y."""
        return _SETTINGS[_parts(self)[0]]

    @property
    def indices(self) -> tuple[int, ...]:
        """(i, k) of a weight, (k,) of a bias, (i,) of an input, counted from 1; () of the others."""
        return _parts(self)[1]

    @property
    def index(self) -> str:
        """The indices as they stand below the letter: 12, or 10,2; empty where there are none."""
        return _joined(self.indices, ",")

    @property
    def symbol(self) -> str:
        """As prose writes it."""
        return self.setting.key + subscript(self.index) if self.indices else self.setting.symbol

    @property
    def label(self) -> str:
        """What the screen calls its field."""
        return self if self.indices else self.setting.label


def subscript(index: int | str) -> str:
    """Digits as subscripts: 12 → ₁₂."""
    return str(index).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


def weight_names(n_features: int, n_classes: int) -> tuple[tuple[Name, ...], ...]:
    """A row an input, a column a class."""
    classes = range(1, n_classes + 1)
    return tuple(tuple(Name.of(WEIGHTS, i, k) for k in classes) for i in range(1, n_features + 1))


def bias_names(n_classes: int) -> tuple[Name, ...]:
    return tuple(Name.of(BIAS, k) for k in range(1, n_classes + 1))


def input_names(n_features: int) -> tuple[Name, ...]:
    return tuple(Name.of(X, i) for i in range(1, n_features + 1))


def parameter_names(n_features: int, n_classes: int) -> tuple[Name, ...]:
    """The weights row by row, then the bias."""
    return (*(name for row in weight_names(n_features, n_classes) for name in row), *bias_names(n_classes))


@lru_cache(maxsize=64)
def editable_names(n_features: int, n_classes: int) -> tuple[Name, ...]:
    """The names an edit can have: w11 … , b1 … , x1 … , lr and y."""
    others = (Name.of(LEARNING_RATE), Name.of(Y))
    return (*parameter_names(n_features, n_classes), *input_names(n_features), *others)


def value_of(moment: Moment, name: str) -> float:
    """The value a name has at a round of one example; for `y` the class number, counted from 1."""
    name = Name(name)
    if name.setting is LEARNING_RATE:
        return moment.learning_rate
    if name.setting is Y:
        return int(moment.y[0].argmax()) + 1
    return float(_array(moment, name)[_place(name)])


def changed(moment: Moment, name: str, value: float) -> Moment:
    """The round with another value for a name. What that does not touch is the same object."""
    name = Name(name)
    if name.setting is LEARNING_RATE:
        return moment._replace(learning_rate=value)
    if name.setting is Y:
        return moment._replace(y=np.eye(moment.y.shape[-1])[[int(value) - 1]])
    array = _array(moment, name).copy()
    array[_place(name)] = value
    if name.setting is X:
        return moment._replace(x=array[None])
    return moment._replace(parameters=moment.parameters._replace(**{name.setting.attribute: array}))


def _array(moment: Moment, name: Name) -> np.ndarray:
    """The array that holds a weight, bias or input."""
    return moment.x[0] if name.setting is X else getattr(moment.parameters, name.setting.attribute)


def _place(name: Name) -> tuple[int, ...]:
    """Where in its array: w12 is weights[0, 1]."""
    return tuple(index - 1 for index in name.indices)


def _joined(indices: tuple[int, ...], between: str) -> str:
    return (between if any(index > 9 for index in indices) else "").join(map(str, indices))


@lru_cache(maxsize=1024)
def _parts(text: str) -> tuple[str, tuple[int, ...]]:
    """The key of the setting and the indices; raises InputError for a text that is no name."""
    found = _TEXT.fullmatch(text)
    if found:
        key, *indices = (part for part in found.groups() if part is not None)
        indices = tuple(map(int, indices))
        if key + _joined(indices, ".") == text:
            return key, indices
    raise InputError("name", _RULE, text)
