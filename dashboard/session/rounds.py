"""Through the rounds of what is trained: forward, back, to the end, and by itself."""

from .address import fits, keep_address
from .change import commit, settled, show
from .fields import told
from .training import Play, Scrub, training_session


def step(count: int) -> None:
    commit(settled().value.step(count))


def previous() -> None:
    value = settled().value
    commit(value.look_at(max(0, value.at - 1)))


def run_to_end() -> None:
    state = training_session()
    settled()
    commit(state.value.run_to_end(state.derived))
    state.ran_to = state.value


def reset() -> None:
    commit(settled().value.reset())


def scrub(slider: str, event: str) -> None:
    """The slider through the rounds moved, or was let go; a round that is gone by now is not looked at."""
    at = told(slider, event)
    if type(at) is not int or not 0 <= at <= training_session().value.rounds:
        return
    state = training_session()
    if not isinstance(state.under_way, Scrub):
        settled()
        state.under_way = Scrub(state.value)
    state.drags += 1
    looked_at = state.value.look_at(at)
    if fits(looked_at, state.view):
        show(looked_at)
    if event == "released":
        settled()


def start_play() -> None:
    state = settled()
    state.under_way = Play(state.value)


def tick() -> None:
    """The last tick is on screen: go on, and stop where the run has converged or may not grow."""
    state = training_session()
    if state.play is None or told("player", "ticked") != state.play.tick:
        return
    state.play.tick += 1
    further = state.value.step(int(state.view["speed"]))
    if not fits(further, state.view):
        settled()
        return
    show(further)
    if state.is_at_end or state.is_last:
        settled()
    else:
        keep_address()


def pause() -> None:
    """Stop at the round that was on screen; what was trained since is dropped."""
    state = training_session()
    shown = told("player", "paused")
    if state.play is None or not isinstance(shown, int) or not 0 <= shown <= state.value.rounds:
        return
    paused = state.paused_at(shown)
    if fits(paused, state.view):
        show(paused)
    settled()
