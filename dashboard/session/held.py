"""Where the features are held that the plane does not show."""

from dataclasses import dataclass, replace

from softmax_core.study import Study

from .address import fits
from .change import commit, settled, show
from .fields import sent, told
from .study import study_session
from .value import UnderWay


@dataclass
class Holding(UnderWay[Study]):
    """The slider of a feature under the user's hand."""

    column: int


def drag(component: str, event: str, column: int) -> None:
    """The slider of a feature moved, or was let go; of one that is gone by now nothing is held."""
    value = told(component, event)
    state = study_session()
    if type(value) not in (int, float) or not 0 <= column < state.data.n_features:
        return
    if not isinstance(state.under_way, Holding) or state.under_way.column != column:
        settled()
        state.under_way = Holding(state.value, column)
    state.drags += 1
    held = state.value.hold(column, float(value))
    if fits(held, state.view):
        show(held)
    if event == "released":
        settled()


def hold(widget: str) -> None:
    """A feature was chosen, by its column, to have a slider: it is held where it was, at its mean."""
    column = sent(widget, None)
    study = settled().value
    if isinstance(column, int) and 0 <= column < study.data.n_features:
        commit(study.hold(column, float(study_session().mean[column])))


def hold_at_mean() -> None:
    """All of them again."""
    commit(replace(settled().value, held=()))
