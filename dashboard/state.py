"""Every session-state key and callback; the only place that touches the address bar.

One Session object holds what the page shows. Callbacks change it before the page is drawn; views only read it.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import streamlit as st

from softmax_core import ForwardPass, Gradients, backward
from softmax_core.functional import Array
from softmax_core.initializers import INITIALIZERS, RANDOM_INITIALIZERS
from softmax_core.link import MAX_LENGTH, pairs, parse_pairs, write
from softmax_core.losses import LOSSES
from softmax_core.names import value_of
from softmax_core.numerals import read_number
from softmax_core.presets import DEFAULT, PRESETS
from softmax_core.run import Edit, Run, Seeded, Setup, replay
from softmax_core.settings import INITIALIZER, LOSS, MAX_ROUNDS, MOST_ROUNDS, SEED, TOLERANCE, label_of
from softmax_core.training import History, Moment
from softmax_core.validation import InputError

from .export import read_json
from .schema import SCHEMA
from .text import said, short

MOST_UNDO = 500
MOST_PINS = 4
MOST_HEARD = 200
PARTS = SCHEMA["part"]
"""The sub-steps of the walkthrough."""

_ROOM = sum(len(f"&{name}={max(values, key=len)}") for name, values in SCHEMA.items()) + len("&at=99990000")
"""Characters a link may still need after its last edit: the whole view, `at`, more digits of `rounds`."""

Address = dict[str, list[str]]


@dataclass
class Play:
    """A training that plays: where it began, and how many ticks it had."""

    began: Run
    tick: int = 0


@dataclass
class Drag:
    """A value under the user's hand: the run and history it started from, so that one drag is one edit."""

    name: str
    began: Run
    history: History


@dataclass
class Session:
    """What one browser tab shows.

    Attributes:
        run, history: the run and its replay.
        page: the page last shown.
        view: what the screen shows beside the run, see schema.SCHEMA.
        written: the query parameters last written to or adopted from the address bar.
        foreign: those of them that are not ours.
        undo, redo: runs to go back and forth to, the next one last.
        versions: part of each field's key; rises whenever code changes the field's value, so that a late message of
            the browser speaks of a field that is gone.
        heard: the last value each field sent, by widget key, the latest last.
        errors: why the last text in a field was refused, by field.
        problem: why the link in the address bar was refused.
        too_long: the edit that no longer fitted into a link, as (name, value); empty where it was no edit.
        speed: rounds a tick of Play.
        pins, pinned: runs kept for comparison, and their histories.
        vary: the name under the Vary slider, and vary_range its ends.
    """

    run: Run
    history: History
    page: str = ""
    view: dict[str, str] = field(default_factory=lambda: {key: values[0] for key, values in SCHEMA.items()})
    written: Address = field(default_factory=dict)
    foreign: Address = field(default_factory=dict)
    undo: list[Run] = field(default_factory=list)
    redo: list[Run] = field(default_factory=list)
    versions: Counter = field(default_factory=Counter)
    heard: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    problem: str | None = None
    too_long: tuple[str, float] | tuple[()] | None = None
    speed: int = 1
    play: Play | None = None
    drag: Drag | None = None
    drags: int = 0
    pins: list[Run] = field(default_factory=list)
    pinned: dict[Run, History] = field(default_factory=dict)
    vary: str | None = None
    vary_range: tuple[float, float] = (0.0, 1.0)

    def look(self, run: Run, history: History) -> None:
        """Show this run. What follows from the round looked at is computed when first asked for, and only once."""
        self.run, self.history = run, history
        for derived in ("moment", "forward", "gradients", "losses"):
            self.__dict__.pop(derived, None)

    def key(self, name: str) -> str:
        """The widget key of a field in its present version."""
        return f"{name}.{self.versions[name]}"

    @cached_property
    def moment(self) -> Moment:
        """The round looked at."""
        return self.history.at(self.run.at)

    @cached_property
    def forward(self) -> ForwardPass:
        """The forward pass of the round looked at, without the sample axis: (n_classes,) each."""
        forward = self.history.forward(slice(self.run.at, self.run.at + 1))
        return ForwardPass(forward.logits[0, 0], forward.probabilities[0, 0])

    @cached_property
    def gradients(self) -> Gradients:
        """The gradients of the round looked at."""
        moment = self.moment
        return backward(self.forward.probabilities[None], moment.x, moment.y)

    @cached_property
    def losses(self) -> dict[str, Array]:
        """Every loss at every round, by name."""
        return {name: self.history.losses(name) for name in LOSSES}

    @property
    def true_class(self) -> int:
        """The index of the label at the round looked at."""
        return int(self.moment.y[0].argmax())

    @property
    def headline(self) -> str:
        """The status: the round looked at and its loss."""
        of = f" of {self.run.rounds}" if self.run.rounds > self.run.at else ""
        return f"Round {self.run.at}{of} · Loss {short(self.loss(self.run.setup.loss))}"

    def loss(self, name: str) -> float:
        """The loss of this name at the round looked at."""
        return float(self.losses[name][self.run.at])


def session() -> Session:
    """The session of this tab; `load` must have been called in it."""
    return st.session_state["session"]


def load(page: str) -> None:
    """Take over the run the address bar holds, unless it is the one last written there. Call it once a page run.

    Going to another page by the navigation empties the address; the run goes along.
    """
    address: Address = {key: st.query_params.get_all(key) for key in st.query_params}
    first = "session" not in st.session_state
    if first:
        run = Run(PRESETS[DEFAULT].setup)
        st.session_state["session"] = Session(run, replay(run))
    state = session()
    moved, state.page = not first and page != state.page, page
    if moved and not address:
        _write_address()
    if not first and ((moved and not address) or address == state.written):
        return
    state.play = state.drag = state.problem = None
    try:
        link = parse_pairs(((key, value) for key, values in address.items() for value in values), SCHEMA)
    except InputError as error:
        state.problem = said(error)
        link = parse_pairs((), SCHEMA)
    state.written = address
    state.foreign = {key: address[key] for key in link.unknown}
    state.too_long = None
    for name in SCHEMA:
        if state.view[name] != link.view[name]:
            state.versions[name] += 1
    state.view = link.view
    if first or link.run == state.run:
        _show(link.run)
    elif state.undo and state.undo[-1] == link.run:
        _travel(state.undo, state.redo)
    elif state.redo and state.redo[-1] == link.run:
        _travel(state.redo, state.undo)
    else:
        _remember(state.run)
        _show(link.run)


def key(name: str) -> str:
    """The widget key of a field in its present version."""
    return session().key(name)


def step(count: int) -> None:
    _commit(_settled().run.step(count))


def previous() -> None:
    run = _settled().run
    _commit(run.look_at(max(0, run.at - 1)))


def run_to_end() -> None:
    state = _settled()
    _commit(state.run.run_to_end(state.history))


def reset() -> None:
    _commit(_settled().run.reset())


def undo() -> None:
    state = _settled()
    if state.undo:
        _travel(state.undo, state.redo)
        _write_address()


def redo() -> None:
    state = _settled()
    if state.redo:
        _travel(state.redo, state.undo)
        _write_address()


def scrub(widget: str, drawn: int) -> None:
    """The round slider was moved."""
    at = _sent(widget, drawn)
    run = session().run
    if isinstance(at, int) and at != run.at and at <= run.rounds:
        _settled()
        _commit(run.look_at(at), typed="round" if widget == key("round") else None)


def type_number(name: str, widget: str, drawn: str) -> None:
    """A field of a weight, bias, input or the learning rate has a new text, other than the one drawn in it."""
    text = _sent(widget, drawn)
    if text is not None:
        _edit(name, lambda: read_number(name, text.strip()), widget)


def choose_class(widget: str, drawn: int) -> None:
    chosen = _sent(widget, drawn)
    if chosen is not None:
        _edit("y", lambda: chosen, widget)


def choose_preset(widget: str, drawn: str | None) -> None:
    name = _sent(widget, drawn)
    if name in PRESETS and PRESETS[name].setup != session().run.setup:
        _settled()
        _commit(Run(PRESETS[name].setup))


def choose_start(widget: str, drawn: str | None) -> None:
    """Another initializer; a random one starts with seed 0."""
    name = _sent(widget, drawn)
    start = session().run.setup.start
    if name in INITIALIZERS and not (isinstance(start, Seeded) and start.initializer == name):
        _new_start(Seeded(name, 0) if name in RANDOM_INITIALIZERS else Seeded(name))


def type_seed(widget: str, drawn: str) -> None:
    text = _sent(widget, drawn)
    start = session().run.setup.start
    if text is not None and isinstance(start, Seeded) and start.seed is not None:
        with _refusing(SEED.attribute):
            _new_start(replace(start, seed=SEED.limits.read(SEED.attribute, text.strip())))


def new_random_start() -> None:
    """The next seed of the initializer in use, `uniform` where that is not a random one."""
    start = session().run.setup.start
    if isinstance(start, Seeded) and start.seed is not None:
        _new_start(replace(start, seed=(start.seed + 1) % 2**32))
    else:
        _new_start(Seeded("uniform", 0))


def choose_size(name: str, widget: str, drawn: int) -> None:
    """Another number of inputs or classes: a new start, with what is there of x and y kept."""
    chosen = _sent(widget, drawn)
    if chosen is None:
        return
    old = _settled().run.setup
    n_features, n_classes = ({"n_features": old.n_features, "n_classes": old.n_classes} | {name: chosen}).values()
    x = (*old.x, *(1.0,) * n_features)[:n_features]
    true_class = min(old.y.index(1), n_classes - 1)
    y = tuple(int(k == true_class) for k in range(n_classes))
    start = old.start if isinstance(old.start, Seeded) else Seeded("zeros")
    _commit(Run(replace(old, x=x, y=y, start=start)))


def choose_loss(widget: str, drawn: str) -> None:
    chosen = _sent(widget, drawn)
    if chosen is not None:
        _change_rules(loss=chosen)


def type_tolerance(widget: str, drawn: str) -> None:
    text = _sent(widget, drawn)
    if text is not None:
        with _refusing(TOLERANCE.key):
            _change_rules(tolerance=TOLERANCE.limits.read(TOLERANCE.key, text.strip()))


def type_max_rounds(widget: str, drawn: str) -> None:
    text = _sent(widget, drawn)
    if text is not None:
        with _refusing(MOST_ROUNDS.key):
            _change_rules(max_rounds=MOST_ROUNDS.limits.read(MOST_ROUNDS.key, text.strip()))


def show(typed: str | None = None, **values: str) -> None:
    """Show something else beside the run; the link keeps it. `typed` names the widget that says so itself."""
    state = session()
    view = {**state.view, **values}
    fits = _fits(state.run, view)
    for name in values:
        if view[name] != state.view[name] and (name != typed or not fits):
            state.versions[name] += 1
    if fits:
        state.view = view
        if state.play is None:
            _write_address()


def choose_in_view(name: str, widget: str, drawn: str) -> None:
    """The widget of something beside the run was switched."""
    value = _sent(widget, drawn)
    if value in SCHEMA[name]:
        show(name if widget == key(name) else None, **{name: value})


def switch_scale(widget: str, drawn: bool) -> None:
    log = _sent(widget, drawn)
    if log is not None:
        show("scale" if widget == key("scale") else None, scale="log" if log else "linear")


def enter_projector() -> None:
    show(view="projector")


def leave_projector() -> None:
    show(view="lab")


def next_part() -> None:
    """The next sub-step of the walkthrough; after the last the next round's first."""
    part = int(session().view["part"])
    if part == len(PARTS):
        step(1)
    show(part=str(part % len(PARTS) + 1))


def previous_part() -> None:
    """The sub-step before; before the first the last of the round before."""
    part, at = int(session().view["part"]), session().run.at
    if part > 1:
        show(part=str(part - 1))
    elif at > 0:
        previous()
        show(part=PARTS[-1])


def start_anew() -> None:
    """A new run from the round looked at, for a change that its link had no room for."""
    state = _settled()
    with _refusing("start_anew"):
        fresh = Run(state.run.setup.with_moment(state.moment))
        if state.too_long:
            fresh = fresh.edit(*state.too_long, replay(fresh))
        _commit(fresh)


def slow_motion() -> None:
    """The same start with a learning rate small enough to see the way."""
    setup = _settled().run.setup
    _commit(Run(replace(setup, learning_rate=slow_rate(setup))))


def slow_rate(setup: Setup) -> float:
    """The power of ten for which the step the logits take is about a tenth of ŷ − y."""
    return float(f"1e{round_to_power(0.1 / logit_step(setup.x, 1.0))}")


def logit_step(x: tuple[float, ...], learning_rate: float) -> float:
    """η(‖x‖² + 1): how many times ŷ − y the logits move in a round."""
    return learning_rate * (sum(value * value for value in x) + 1)


def remove_edit(edit: Edit) -> None:
    """Take a single edit out of the run; what was trained after it is trained anew."""
    run = _settled().run
    _commit(replace(run, edits=tuple(other for other in run.edits if other != edit)))


def pin() -> None:
    state = _settled()
    if state.run not in state.pins and len(state.pins) < MOST_PINS:
        state.pins.append(state.run)
        state.pinned[state.run] = state.history


def unpin(place: int) -> None:
    if place < len(session().pins):
        session().pinned.pop(session().pins.pop(place), None)


def look_at_pin(place: int) -> None:
    """Make a pinned run the one on screen."""
    pins = _settled().pins
    if place < len(pins):
        _commit(pins[place])


def history_of(run: Run) -> History:
    """The history of the run on screen or of a pinned one."""
    state = session()
    return state.history if run == state.run else state.pinned[run]


def load_file(widget: str) -> None:
    """A run's JSON was uploaded: show it, with the pins it brings. What is wrong with it is said beside the field."""
    file = _sent(widget, None)
    if file is None:
        return
    with _refusing("load"):
        run, pins = read_json(file.getvalue())
        state = _settled()
        state.errors.pop("load", None)
        state.pins = list(pins)
        state.pinned = {pin: replay(pin) for pin in pins}
        _commit(run)
        state.versions["load"] += 1


def full_link(run: Run | None = None) -> str:
    """The address of a run, the one on screen where none is given."""
    state = session()
    base = (st.context.url or "").partition("?")[0].rstrip("/") + "/"
    return f"{base}?{write(run or state.run, state.view if run is None else None, SCHEMA)}"


def start_play() -> None:
    state = _settled()
    state.play = Play(began=state.run)


def choose_speed() -> None:
    session().speed = st.session_state["speed"]


def tick() -> None:
    """The last tick is on screen: go on, and stop where the run has converged or may not grow."""
    state = session()
    if state.play is None or st.session_state["player"].ticked != state.play.tick:
        return
    state.play.tick += 1
    _show(state.run.step(state.speed))
    if state.run.has_converged(state.history) or state.run.at == MAX_ROUNDS:
        _settled()


def pause() -> None:
    """Stop at the round that was on screen; what was trained since is dropped, an edit is not."""
    state = session()
    if state.play is None:
        return
    shown = st.session_state["player"].paused
    if not isinstance(shown, int) or not 0 <= shown <= state.run.rounds:
        return
    latest_edit = max((edit.round for edit in state.run.edits), default=0)
    rounds = max(shown, min(state.play.began.rounds, state.run.rounds), latest_edit)
    _show(replace(state.run, rounds=rounds, at=shown))
    _settled()


def choose_vary(name: str | None) -> None:
    """Put a weight, bias or input under the Vary slider."""
    state = _settled()
    state.vary = name if name in state.run.names else None
    state.versions["vary"] += 1
    _centre_vary()


def choose_cell(chart: str) -> None:
    """A cell of the weight heatmap was clicked."""
    points = st.session_state[chart].selection.points
    if points and points[0].get("customdata"):
        name = points[0]["customdata"]
        choose_vary(name if isinstance(name, str) else name[0])


def drag(dragger: str, event: str) -> None:
    """The Vary slider moved, or was let go."""
    state = session()
    value = st.session_state[dragger][event]
    if state.vary is None or not isinstance(value, (int, float)):
        return
    if state.drag is None:
        _settled()
        state.drag = Drag(state.vary, state.run, state.history)
    state.drags += 1
    with _refusing(state.vary):
        changed = state.drag.began.edit(state.drag.name, float(value), state.drag.history)
        if _fits(changed, state.view, (state.drag.name, value)):
            _show(changed)
    if event == "released":
        _settled()


def round_to_power(value: float) -> int:
    """The exponent of the power of ten nearest to `value`, on a log scale."""
    mantissa, exponent = f"{value:e}".split("e")
    return int(exponent) + (float(mantissa) > 10**0.5)


def _sent(widget: str, drawn: object) -> Any:
    """What the browser sent for a widget by the key it was drawn with, None where it is nothing new.

    Several callbacks may run before the page is drawn again, and the first may already have given a field a new
    version: a message for the old one is still what the user did. But what was drawn in it, or heard from it before, is
    an echo.
    """
    value = st.session_state.get(widget)
    heard = session().heard
    if value is None or value == heard.get(widget, drawn):
        return None
    heard.pop(widget, None)
    heard[widget] = value
    if len(heard) > MOST_HEARD:
        del heard[next(iter(heard))]
    return value


def _edit(name: str, read: Callable[[], float], widget: str) -> None:
    """Set a value at the round looked at. A training that plays goes on from there."""
    state = session()
    # The text stands in the field, unless the field was redrawn under the hand.
    typed = name if widget == key(name) else None
    if state.drag:
        _settled()
    with _refusing(name):
        value = read()
        changed = state.run.edit(name, value, state.history)
        if not _fits(changed, state.view, (name, value)):
            state.versions[name] += 1
        elif state.play:
            _show(changed, typed)
        else:
            _commit(changed, typed)


@contextmanager
def _refusing(name: str) -> Iterator[None]:
    """Where the block raises InputError, the field goes back to its value and says why."""
    try:
        yield
        session().errors.pop(name, None)
    except InputError as error:
        # By the field's own label, whatever the core calls it.
        label = error.parameter if name == "load" else label_of(name)
        session().errors[name] = said(InputError(label, error.rule, error.received))
        session().versions[name] += 1


def _fits(run: Run, view: Mapping[str, str], edit: tuple[str, float] | None = None) -> bool:
    """Whether a link has room for this; where it has not, the page offers a new run.

    An edit has to leave room for what may come without another edit: rounds, the one looked at, and the view.
    """
    state = session()
    fits = len(write(run, view, SCHEMA)) <= MAX_LENGTH - (_ROOM if edit else 0)
    state.too_long = None if fits else edit or ()
    return fits


def _new_start(start: Seeded) -> None:
    _settled()
    _commit(Run(replace(session().run.setup, start=start)))


def _change_rules(**values: str | float | int) -> None:
    """Another loss shown or stop rule: what was trained stays."""
    run = _settled().run
    _commit(replace(run, setup=replace(run.setup, **values)))


def _settled() -> Session:
    """The session with whatever was under way (a training that plays, a drag) ended as one change."""
    state = session()
    under_way = state.play or state.drag
    state.play = state.drag = None
    if under_way:
        if under_way.began != state.run:
            _remember(under_way.began)
        _write_address()
    return state


def _commit(run: Run, typed: str | None = None) -> None:
    """Show another run, remember the one before and write the address."""
    state = session()
    state.problem = None
    if run == state.run or not _fits(run, state.view):
        return
    state.errors.clear()
    _remember(state.run)
    _show(run, typed)
    _write_address()


def _remember(run: Run) -> None:
    state = session()
    state.undo = [*state.undo[1 - MOST_UNDO :], run]
    state.redo = []


def _travel(source: list[Run], target: list[Run]) -> None:
    """Take the last run of `source` and leave the present one on `target`."""
    state = session()
    state.problem = state.too_long = None
    state.errors.clear()
    target.append(state.run)
    _show(source.pop())


def _show(run: Run, typed: str | None = None) -> None:
    """Make `run` the one on screen; fields whose value it changes, but the one just typed in, get a new version."""
    state = session()
    old = _field_values(state.run, state.moment)
    state.look(run, replay(run, known=(state.run, state.history)))
    new = _field_values(run, state.moment)
    for name in new:
        if name != typed and new[name] != old.get(name):
            state.versions[name] += 1
    if state.vary not in run.names:
        state.vary = None
    if state.drag is None:
        _centre_vary()


def _centre_vary() -> None:
    """Give the Vary slider room on both sides of the value, which stays in the middle while nobody drags."""
    state = session()
    if state.vary:
        value = value_of(state.moment, state.vary)
        reach = max(2.0, 2 * abs(value))
        state.vary_range = (value - reach, value + reach)


def _field_values(run: Run, moment: Moment) -> dict[str, object]:
    """What each field shows."""
    setup = run.setup
    return {
        **{name: value_of(moment, name) for name in run.names},
        "round": (run.at, run.rounds),
        "preset": setup,
        INITIALIZER.key: setup.start,
        SEED.attribute: setup.start,
        "n_features": setup.n_features,
        "n_classes": setup.n_classes,
        **{setting.key: getattr(setup, setting.attribute) for setting in (LOSS, TOLERANCE, MOST_ROUNDS)},
    }


def _write_address() -> None:
    state = session()
    ours = pairs(state.run, state.view, SCHEMA)
    state.written = {**state.foreign, **{key: [value] for key, value in ours.items()}}
    st.query_params.from_dict({**state.foreign, **ours})
