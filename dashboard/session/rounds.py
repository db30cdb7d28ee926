"""Through the rounds of a run: forward, back, to the end, and by itself."""

from dataclasses import replace

from softmax_core.run import MAX_ROUNDS

from .address import fits, keep_address
from .change import commit, settled, show
from .fields import told
from .run import Play, Scrub, run_session


def step(count: int) -> None:
    commit(settled().value.step(count))


def previous() -> None:
    run = settled().value
    commit(run.look_at(max(0, run.at - 1)))


def run_to_end() -> None:
    state = settled()
    commit(state.value.run_to_end(state.derived))


def reset() -> None:
    commit(settled().value.reset())


def scrub(slider: str, event: str) -> None:
    """The slider through the rounds moved, or was let go; a round that is gone by now is not looked at."""
    at = told(slider, event)
    if type(at) is not int or not 0 <= at <= run_session().run.rounds:
        return
    state = run_session()
    if not isinstance(state.under_way, Scrub):
        settled()
        state.under_way = Scrub(state.run)
    state.drags += 1
    looked_at = state.run.look_at(at)
    if fits(looked_at, state.view):
        show(looked_at)
    if event == "released":
        settled()


def start_play() -> None:
    state = settled()
    state.under_way = Play(state.value)


def tick() -> None:
    """The last tick is on screen: go on, and stop where the run has converged or may not grow."""
    state = run_session()
    if state.play is None or told("player", "ticked") != state.play.tick:
        return
    state.play.tick += 1
    further = state.run.step(int(state.view["speed"]))
    if not fits(further, state.view):
        settled()
        return
    show(further)
    if state.run.has_converged(state.history) or state.run.at == MAX_ROUNDS:
        settled()
    else:
        keep_address()


def pause() -> None:
    """Stop at the round that was on screen; what was trained since is dropped, an edit is not."""
    state = run_session()
    shown = told("player", "paused")
    if state.play is None or not isinstance(shown, int) or not 0 <= shown <= state.run.rounds:
        return
    latest_edit = max((edit.round for edit in state.run.edits), default=0)
    rounds = max(shown, min(state.play.began.rounds, state.run.rounds), latest_edit)
    paused = replace(state.run, rounds=rounds, at=shown)
    if fits(paused, state.view):
        show(paused)
    settled()
