"""The numbers of a layer as fields: input, weights and bias as a matrix, the label and the learning rate."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypedDict

from .assets import part

_layer = part("layer", html='<div class="layer"></div>')


class Field(TypedDict, total=False):
    """A field: its `name`, its `label` where that is another, the `text` in it, and the `value` in full.

    `disabled` ones cannot be typed into; `options` are offered beside.
    """

    name: str
    label: str
    text: str
    value: str
    disabled: bool
    options: Sequence[str]


class ClassHead(TypedDict):
    """How a class is called and coloured."""

    label: str
    color: str


def layer(
    key: str,
    *,
    rows: Sequence[Sequence[Field]],
    classes: Sequence[ClassHead],
    chosen: int,
    rate: Field,
    help: str,
    terms: Mapping[str, str],
    refused: Mapping[str, str],
    round: int,
    answered: int,
    source: str,
    on_typed: Callable[[], None],
) -> None:
    """Draw the fields, or change what is in them; a text that is being typed stays.

    Its event is st.session_state[key].typed, a list of all texts not yet answered: `id`, a number that rises, the
    `name` of the field (`y` for the label), the `text`, and the `round` on screen when it was committed.

    Args:
        key: of the component.
        rows: the input and the weights of each, then the biases.
        classes: a column each.
        chosen: the number of the true class, counted from 1.
        rate: the learning rate.
        help: what the label means.
        terms: where a link leads that says what `x`, `w`, `b`, `y` and `lr` mean.
        refused: why the last text in a field was refused, by name.
        round: the round on screen.
        answered: the highest `id` that was answered.
        source: differs for another process of the server and another link: what was typed before, is void then.
        on_typed: called when something was typed or chosen.
    """
    _layer(
        key=key,
        data={
            "rows": rows,
            "classes": classes,
            "chosen": chosen,
            "rate": rate,
            "help": help,
            "terms": dict(terms),
            "refused": refused,
            "round": round,
            "answered": answered,
            "source": source,
        },
        on_typed_change=on_typed,
    )
