"""A tab without a browser and without a page: the real session, and messages to it in any order, late or twice."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from random import Random
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import numpy as np
import streamlit as st

from dashboard.session import change, edits, opening, pace, pins, rounds, view
from dashboard.session.run import RunSession, new_session, run_session
from dashboard.views.schema import SCHEMA
from softmax_core.link import MAX_LENGTH, parse, parse_pairs, write
from softmax_core.names import value_of
from softmax_core.presets import PRESETS
from softmax_core.run import Run, Seeded, replay
from softmax_core.validation import MOST_RECEIVED, InputError
from tests.fuzz.generate import full_link, hostile_link, hostile_number

PAGES = ("lab", "derivation")


class Address(dict[str, list[str]]):
    """The query parameters of the address bar, as Streamlit gives them."""

    def get_all(self, name: str) -> list[str]:
        return list(self[name])

    def from_dict(self, values: dict[str, Any]) -> None:
        self.clear()
        self.update({name: value if isinstance(value, list) else [value] for name, value in values.items()})


class Tab:
    """What a user, a browser and a slow network may do to one session.

    Attributes:
        random: decides on everything.
        address: the address bar; it is followed as a browser does.
        visited: what was in it before.
        messages: what was sent a while ago, and may still come.
    """

    def __init__(self, random: Random) -> None:
        self.random = random
        self.address = Address()
        self.visited: list[dict[str, list[str]]] = []
        self.messages: list[tuple[Callable[..., None], str, Any]] = []
        self.page = PAGES[0]
        self.typed = 0

    @property
    def session(self) -> RunSession:
        return run_session()

    @property
    def run(self) -> Run:
        return self.session.run

    def draw(self) -> None:
        """The page runs: it takes over the address, and draws the fields."""
        opening.load(self.page, lambda: new_session(SCHEMA))
        self.session.drawn = self.run.at

    def act(self) -> str:
        """One of the things that may happen; its name. Often the page is drawn again only after several."""
        names = UNDER_WAY if self.session.under_way and self.random.random() < 0.5 else list(ACTIONS)
        name = self.random.choice(names)
        self.do(name)
        if self.random.random() < 0.7:
            self.draw()
        return name

    def do(self, name: str) -> None:
        """One of the things that may happen."""
        address, run = dict(self.address), self.run
        ACTIONS[name](self)
        if address != self.address:
            self.visited.append(address)
        if name in NEW and self.run != run and not self.session.under_way:
            assert self.session.redo == [], "Redo leads to what was undone before something else was done"

    def send(self, callback: Callable[..., None], component: str, said: Any, *more: Any) -> None:
        """A component tells what happened; it may be told once more, later."""
        st.session_state[component] = said
        callback(*more)
        self.messages.append((lambda: callback(*more), component, said))


@contextmanager
def opened(random: Random) -> Iterator[Tab]:
    """A tab that has opened the app."""
    tab = Tab(random)
    fast = patch.object(pace, "LINK_EVERY", 0)
    with fast, patch.object(st, "session_state", {}), patch.object(st, "query_params", tab.address):
        tab.draw()
        yield tab


def check(tab: Tab) -> None:
    """What always holds: the session shows what its run holds, and a link that is at rest gives that run back."""
    session, run = tab.session, tab.run
    history = replay(run)
    assert np.array_equal(session.history.weights, history.weights), "the history is another run's"
    moment = history.at(run.at)
    for name in run.names:
        assert value_of(session.moment, name) == value_of(moment, name), f"{name} is another round's"
    for error in [*session.messages.refused.values(), session.messages.problem]:
        assert error is None or len(str(error.received)) <= MOST_RECEIVED
    if session.under_way is None and session.messages.problem is None:
        link = parse_pairs(((name, value) for name, values in session.written.items() for value in values), SCHEMA)
        assert link.run == run, f"the address gives {link.run}"
        assert link.view == session.view, "the address gives another view"
        assert len(write(run, session.view, SCHEMA)) <= MAX_LENGTH, "the link is too long to be opened again"
        assert tab.address == session.written or tab.address in tab.visited or not tab.address


def check_undo(tab: Tab) -> None:
    """Undo and then Redo is nothing at all; so is Redo and then Undo. Where the link has no room, that is said."""
    session = tab.session
    for there, back, name in ((change.undo, change.redo, "undo"), (change.redo, change.undo, "redo")):
        if session.under_way or not getattr(session, name):
            continue
        before = session.run, dict(session.view), list(session.undo), list(session.redo)
        there()
        if len(getattr(session, name)) == len(before[2 if name == "undo" else 3]):
            assert session.messages.too_long is not None, "nothing happens in silence"
            continue
        back()
        after = session.run, dict(session.view), list(session.undo), list(session.redo)
        assert after == before, "Undo and Redo are not each other's opposite"


def _type(tab: Tab) -> None:
    """Texts in fields, some of them not answered before the next, some at a round that is gone."""
    texts = []
    for _ in range(tab.random.choice((1, 1, 1, 3))):
        tab.typed = max(tab.typed, tab.session.answered) + 1
        at = tab.run.at if tab.random.random() < 0.8 else tab.random.randrange(-1, 40)
        texts.append(
            {"id": tab.typed, "name": str(tab.random.choice(tab.run.names)), "text": _text(tab.random), "round": at}
        )
    tab.send(edits.typed, "layer", SimpleNamespace(typed=texts), "layer")


def _text(random: Random) -> str:
    return hostile_number(random) if random.random() < 0.4 else str(round(random.uniform(-9, 9), random.randrange(8)))


def _scrub(tab: Tab) -> None:
    """The slider, also to rounds that are gone already."""
    event = tab.random.choice(("dragged", "released", "released"))
    said = SimpleNamespace(**{"dragged": None, "released": None, event: tab.random.randrange(tab.run.rounds + 3)})
    tab.send(rounds.scrub, "round", said, "round", event)


def _tick(tab: Tab) -> None:
    tick = tab.session.play.tick if tab.session.play else 0
    said = SimpleNamespace(ticked=tick - tab.random.choice((0, 0, 0, 1)), paused=None)
    tab.send(rounds.tick, "player", said)


def _pause(tab: Tab) -> None:
    said = SimpleNamespace(ticked=None, paused=max(0, tab.run.at - tab.random.choice((0, 1, 30))))
    tab.send(rounds.pause, "player", said)


def _vary(tab: Tab) -> None:
    edits.vary(tab.random.choice([name for name in tab.run.names if name not in ("y", "lr")]))


def _drag(tab: Tab) -> None:
    name = tab.session.vary or "w11"
    event = tab.random.choice(("dragged", "dragged", "released"))
    said = SimpleNamespace(**{"dragged": None, "released": None, event: tab.random.uniform(-4, 4)})
    tab.send(edits.drag, f"dragger.{name}", said, f"dragger.{name}", event, name)


def _again(tab: Tab) -> None:
    """A message comes a second time, late."""
    if tab.messages:
        texts = [message for message in tab.messages if message[1] == "layer"][-2:]
        late = texts if texts and tab.random.random() < 0.5 else tab.messages[-5:]
        callback, component, said = tab.random.choice(late)
        st.session_state[component] = said
        run = tab.run
        callback()
        assert tab.run == run or component != "layer", "a text that was answered is taken for another"


def _preset(tab: Tab) -> None:
    change.settled()
    change.commit(Run(PRESETS[tab.random.choice(list(PRESETS))].setup))


def _setup(tab: Tab) -> None:
    """Another start, loss or stop rule."""
    change.settled()
    start = Seeded("uniform", tab.random.randrange(2**32))
    changes = tab.random.choice(
        ({"start": start}, {"loss": "bce"}, {"loss": "ce"}, {"max_rounds": 7}, {"tolerance": 0.0})
    )
    change.commit(replace(tab.run, setup=replace(tab.run.setup, **changes)))


def _remove(tab: Tab) -> None:
    if tab.run.edits:
        edits.remove(tab.random.choice(tab.run.edits))


def _switch(tab: Tab) -> None:
    name = tab.random.choice(list(SCHEMA))
    view.switch(**{name: tab.random.choice(SCHEMA[name])})


def _pins(tab: Tab) -> None:
    kept = list(tab.session.pins)
    if not kept or tab.random.random() < 0.5:
        pins.pin()
    else:
        tab.random.choice((pins.unpin, pins.look_at))(tab.random.choice(kept))


def _link(tab: Tab) -> None:
    """Another link is opened: refused, or so long that hardly anything may be added, or any other."""
    link = full_link(tab.random) if tab.random.random() < 0.3 else hostile_link(tab.random)
    pairs = dict(part.partition("=")[::2] for part in link.split("&"))
    tab.visited.append(dict(tab.address))
    tab.address.from_dict({name: value for name, value in pairs.items() if name})
    tab.draw()


def _file(tab: Tab) -> None:
    """A run is loaded, with the view it was saved with."""
    with suppress(InputError):
        link = parse(full_link(tab.random) if tab.random.random() < 0.5 else hostile_link(tab.random), SCHEMA)
        view.bring(link.run, link.view)
        assert (tab.run, tab.session.view) == (link.run, link.view), "a file's run is not shown"


def _back(tab: Tab) -> None:
    """The browser goes back to an address that was written before."""
    if tab.visited:
        tab.address.from_dict(tab.random.choice(tab.visited[-4:]))
        tab.draw()


def _turn(tab: Tab) -> None:
    """To the other page, which empties the address."""
    tab.page = PAGES[tab.page == PAGES[0]]
    tab.visited.append(dict(tab.address))
    tab.address.clear()
    tab.draw()


ACTIONS: dict[str, Callable[[Tab], None]] = {
    "Step": lambda tab: rounds.step(1),
    "×10": lambda tab: rounds.step(10),
    "Previous": lambda tab: rounds.previous(),
    "Run to the end": lambda tab: rounds.run_to_end(),
    "Reset": lambda tab: rounds.reset(),
    "Undo": lambda tab: change.undo(),
    "Redo": lambda tab: change.redo(),
    "type": _type,
    "type more": _type,
    "scrub": _scrub,
    "Play": lambda tab: rounds.start_play(),
    "tick": _tick,
    "tick more": _tick,
    "Pause": _pause,
    "vary": _vary,
    "drag": _drag,
    "drag more": _drag,
    "a message once more": _again,
    "preset": _preset,
    "set-up": _setup,
    "Remove": _remove,
    "switch": _switch,
    "pins": _pins,
    "another link": _link,
    "a file": _file,
    "Back": _back,
    "another page": _turn,
    "Start a new run from here": lambda tab: edits.start_anew(),
}
"""Everything that changes a session."""

UNDER_WAY = ("tick", "type", "drag", "Pause", "Step")
"""What is likely while a training plays or a slider is dragged."""

NEW = ("Step", "×10", "Previous", "Run to the end", "Reset", "type", "scrub", "preset", "set-up", "Remove", "a file")
"""What ends the way that Redo would go."""


def live(random: Random, actions: int) -> None:
    """So many actions on one session; raises AssertionError where after one of them something does not hold."""
    with opened(random) as tab:
        done: list[str] = []
        for _ in range(actions):
            try:
                done.append(tab.act())
                check(tab)
                check_undo(tab)
                check(tab)
            except (AssertionError, ArithmeticError, LookupError, TypeError, ValueError) as error:
                raise AssertionError(f"after {', '.join(done[-6:])}: {error!r}") from error
