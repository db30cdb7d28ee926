"""A training to play and scrub without a server: which rounds it shows, its figure, and a page that holds it."""

import html
import json
from collections.abc import Sequence
from pathlib import Path
from string import Template
from typing import Any

import numpy as np
from numpy.typing import NDArray
from plotly.offline import get_plotlyjs

from dashboard.figures import Figure
from dashboard.figures import replay as figures
from dashboard.figures.colors import PAGES
from dashboard.text import edits_by_round
from softmax_core.functional import Array
from softmax_core.link import write
from softmax_core.losses import LOSSES
from softmax_core.names import parameter_names
from softmax_core.run import Run, replay
from softmax_core.training import History

_HERE = Path(__file__).parent
MOST_FRAMES = 300
MOST_DATA = 1_100_000
"""The bytes of a replay's data at the most; with Plotly, which takes 4.8 million, the page still goes by mail."""


def frame_rounds(history: History, most: int = MOST_FRAMES, always: Sequence[int] = ()) -> NDArray[np.intp]:
    """Which rounds of a long history to show: both ends, `always`, the steepest, and the others where the loss moves.

    They are spread evenly along the loss curve, as it is drawn on a linear and on a logarithmic axis.

    Args:
        history: of one example.
        most: how many rounds there are at the most, two or more.
        always: rounds to keep, such as those of edits; where they alone are too many, they are thinned evenly.

    Returns:
        Rounds, ascending.
    """
    last = len(history) - 1
    if last < most:
        return np.arange(last + 1)
    kept = {0, last, *always}
    if len(kept) > most:
        return np.array(sorted(kept))[np.linspace(0, len(kept) - 1, most).astype(int)]
    losses = history.losses()
    positive = np.maximum(losses, losses[losses > 0].min(initial=np.inf) if losses.any() else 1.0)
    shares = [_share(np.abs(np.diff(curve))) for curve in (losses, np.log(positive))]
    for share in shares:
        for round in np.argsort(-share, kind="stable")[: most // 20].tolist():
            if len(kept) <= most - 2:
                kept |= {round, round + 1}
    way = np.cumsum([0.0, *(np.full(last, 1 / last) + sum(shares))])

    def with_marks(count: int) -> NDArray[np.intp]:
        marks = np.searchsorted(way, np.linspace(0, way[-1], count))
        return np.union1d(sorted(kept), marks).astype(np.intp)

    fits, too_many = 0, most + 1
    while too_many - fits > 1:
        count = (fits + too_many) // 2
        fits, too_many = (count, too_many) if len(with_marks(count)) <= most else (fits, count)
    chosen = with_marks(fits)
    others = np.setdiff1d(np.arange(last + 1), chosen)
    spread = np.linspace(0, len(others) - 1, most - len(chosen)).astype(int)
    return np.union1d(chosen, others[spread])


def _share(changes: Array) -> Array:
    """Each change as a share of their sum."""
    return changes / (changes.sum() or 1.0)


def replay_figure(run: Run, dark: bool | None = False, *, log: bool = False, most: int = MOST_FRAMES) -> Figure:
    """The whole training as a Plotly figure: `data`, `layout` and `frames`, each named by its round.

    Play, Pause and the slider are Plotly's own and need no server.

    Args:
        run: what is replayed; of long runs the rounds that `frame_rounds` keeps.
        dark: whether it stands on a dark page; None takes the colours of the theme around it, as Streamlit has one.
        log: whether the loss axis is logarithmic.
        most: how many frames there are at the most.
    """
    history = replay(run)
    kept = frame_rounds(history, most, [edit.round for edit in run.edits])
    forward = history.forward()
    setup = run.setup
    names = [name.symbol for name in parameter_names(setup.n_features, setup.n_classes)]
    return figures.training_replay(
        figures.Rounds(
            kept,
            history.x[kept, 0],
            history.weights[kept],
            history.bias[kept],
            forward.logits[kept, 0],
            forward.probabilities[kept, 0],
            history.y[kept, 0].argmax(axis=1),
            {loss.short_title: history.losses(name)[kept] for name, loss in LOSSES.items()},
        ),
        shown=LOSSES[setup.loss].short_title,
        chance=LOSSES[setup.loss].chance(setup.n_classes),
        largest=float(max(np.abs(history.weights).max(), np.abs(history.bias).max())) or 1.0,
        names=np.array(names).reshape(-1, setup.n_classes),
        edits=edits_by_round(run.edits, most=2),  # the line must fit a phone
        dark=dark,
        log=log,
    )


def replay_html(run: Run, dark: bool | None = None, *, log: bool = False, address: str | None = None) -> str:
    """A page that replays the run and needs nothing but a browser: no server, no network.

    Args:
        run: what is replayed.
        dark: the page's colours; None follows the reader's own setting.
        log: whether the loss axis is logarithmic.
        address: the whole address of the run; without one the page shows the link's part for the run alone.
    """
    return page_alone(dark, write(run), address, replay_data(run, dark, log=log))


def page_alone(dark: bool | None, query: str, address: str | None, data: str, note: str = "") -> str:
    """A page that is a file of its own.

    Args:
        dark: its colours; None follows the reader's own setting.
        query: the link's part for what is replayed.
        address: the whole address of it; None where it leads nowhere on another machine.
        data: what the page shows, as JSON.
        note: a sentence on the pictures.
    """
    link = f"<code>?{html.escape(query)}</code>"
    if address is not None:
        link = f'<a href="{html.escape(address)}">{html.escape(address)}</a>'
    return _page(
        dark,
        where="alone",
        own="",
        link=link,
        note=html.escape(note),
        plotly=f"<script>{get_plotlyjs()}</script>",
        data=f'<script type="application/json" id="data">{data}</script>',
    )


def replay_page(plotly: str) -> str:
    """The page without a run, to stand within another: its function `show` takes the value of `replay_data`.

    It takes the colours of the page around it.

    Args:
        plotly: the address of Plotly's script, from the same server.
    """
    script = f'<script src="{html.escape(plotly)}"></script>'
    return _page(None, where="within", own="'self'", link="", note="", plotly=script, data="")


def replay_data(run: Run, dark: bool | None = None, *, log: bool = False) -> str:
    """What the page shows, as JSON that may stand within a script element; arguments as for `replay_html`.

    The figure is the one of `replay_figure`; a large network may have fewer frames, so that it stays small.
    """
    figure = replay_figure(run, bool(dark), log=log)
    size = len(in_script(figure).encode())
    if size > MOST_DATA:
        figure = replay_figure(run, bool(dark), log=log, most=len(figure["frames"]) * MOST_DATA // size)
    shape = run.setup.n_features, run.setup.n_classes, bool(run.edits)
    updates = {
        "wide": figures.arrangement(*shape),
        "narrow": figures.arrangement(*shape, narrow=True),
        "light": figures.look(bool(dark)),
        "dark": figures.look(dark is not False),
    }
    return in_script({"figure": figure, "updates": updates})


def _page(dark: bool | None, **parts: str) -> str:
    scheme = {None: "light dark", False: "only light", True: "only dark"}[dark]
    colors = "".join(f"; --{page}-{part}: {PAGES[page][part]}" for page in PAGES for part in ("page", "text"))
    return Template((_HERE / "page.html").read_text(encoding="utf-8")).substitute(
        parts,
        scheme=scheme,
        style=f"color-scheme: {scheme}{colors}",
        script=(_HERE / "page.js").read_text(encoding="utf-8"),
    )


def in_script(value: Any) -> str:
    """JSON that may stand within a script element."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("</", "<\\/")
