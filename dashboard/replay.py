"""A training to play and scrub without a server: which rounds it shows, its figure, and a page that holds it."""

import html
import json
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from plotly.offline import get_plotlyjs

from softmax_core.functional import Array, binary_cross_entropy
from softmax_core.link import write
from softmax_core.run import Run, replay
from softmax_core.training import History

from .figures.replay import DARK, LIGHT, arrangement, look, training_replay
from .figures.style import Figure
from .text import short, symbol

MOST_FRAMES = 300
MOST_BYTES = 5_900_000
"""The size of a page; Plotly itself takes 4.8 million of it."""


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
    return training_replay(
        history,
        frame_rounds(history, most, [edit.round for edit in run.edits]).tolist(),
        loss=run.setup.loss,
        chance=_chance(run),
        edits=_edits_in_words(run),
        dark=dark,
        log=log,
    )


def replay_html(run: Run, dark: bool | None = None, *, log: bool = False) -> str:
    """A page that replays the run and needs nothing but a browser: no server, no network.

    Its figure is the one of `replay_figure`; a large network may have fewer frames, so that the file stays small.

    Args:
        run: what is replayed.
        dark: the page's colours; None follows the reader's own setting.
        log: whether the loss axis is logarithmic.
    """
    figure = replay_figure(run, bool(dark), log=log)
    plotly = get_plotlyjs()
    size, room = len(_in_script(figure).encode()), MOST_BYTES - len(plotly.encode())
    if size > room:
        figure = replay_figure(run, bool(dark), log=log, most=len(figure["frames"]) * room // size)
    shape = run.setup.n_features, run.setup.n_classes, bool(run.edits)
    updates = {
        "wide": arrangement(*shape),
        "narrow": arrangement(*shape, narrow=True),
        "light": look(bool(dark)),
        "dark": look(dark is not False),
    }
    return _PAGE.format(
        scheme={None: "light dark", False: "only light", True: "only dark"}[dark],
        light=LIGHT,
        dark=DARK,
        link=html.escape(write(run)),
        plotly=plotly,
        figure=_in_script(figure),
        updates=_in_script(updates),
    )


def _chance(run: Run) -> float:
    """The loss of equal probabilities."""
    n_classes = run.setup.n_classes
    if run.setup.loss == "ce":
        return math.log(n_classes)
    return float(binary_cross_entropy(np.full(n_classes, 1 / n_classes), np.eye(n_classes)[0]))


def _edits_in_words(run: Run) -> dict[int, str]:
    """The edits by round; of many only the first two, as the line must fit a phone."""
    texts: dict[int, list[str]] = {}
    for edit in run.edits:
        texts.setdefault(edit.round, []).append(f"{symbol(edit.name)} = {short(edit.value)}")
    return {
        round: ", ".join(parts[:2]) + (f" and {len(parts) - 2} more" if len(parts) > 2 else "")
        for round, parts in texts.items()
    }


def _in_script(value: Any) -> str:
    """JSON that may stand within a script element."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("</", "<\\/")


_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="{scheme}">
<!-- Nothing may be loaded from anywhere. -->
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; \
style-src 'unsafe-inline'; img-src data: blob:">
<title>Softmax, round by round</title>
<style>
:root {{ color-scheme: {scheme}; }}
body {{
  margin: 0 auto; padding: 0.6rem 1rem; max-width: 1400px; font: 15px/1.4 system-ui, sans-serif;
  background: light-dark({light[page]}, {dark[page]}); color: light-dark({light[text]}, {dark[text]});
}}
h1 {{ font-size: 1.25rem; margin: 0 0 0.4rem; }}
p {{ margin: 0.4rem 0 0; }}
code {{ overflow-wrap: anywhere; }}
</style>
</head>
<body>
<h1>Softmax, round by round</h1>
<div id="replay" role="group" aria-label="Replay of the training"></div>
<p>Keys: → next, ← previous, P play and pause. This run as a link: <code>?{link}</code></p>
<script>{plotly}</script>
<script>
const figure = {figure};
const updates = {updates};
const replay = document.getElementById("replay");
const narrow = matchMedia("(max-width: 700px)"), dark = matchMedia("(prefers-color-scheme: dark)");
const names = figure.frames.map(frame => frame.name);
const [play, pause] = figure.layout.updatemenus[0].buttons.map(button => button.args);
let shown = 0, playing = false;

function arrange() {{
  const update = {{...updates[narrow.matches ? "narrow" : "wide"], ...updates[dark.matches ? "dark" : "light"]}};
  return Plotly.relayout(replay, update);
}}

// Plotly rejects, without a reason, the promise of an animation that another one ends, its own buttons' too.
addEventListener("unhandledrejection", event => {{ if (event.reason === undefined) event.preventDefault(); }});

function run(what) {{
  return Plotly.animate(replay, ...what);
}}

const config = {{responsive: true, displaylogo: false, displayModeBar: false}};
Plotly.newPlot(replay, figure.data, figure.layout, config)
  .then(() => Plotly.addFrames(replay, figure.frames))
  .then(arrange)
  .then(() => {{
    narrow.addEventListener("change", arrange);
    dark.addEventListener("change", arrange);
    replay.on("plotly_animatingframe", event => {{ shown = names.indexOf(event.name); }});
    replay.on("plotly_animated", () => {{ playing = false; }});
    replay.on("plotly_buttonclicked", event => {{ playing = event.button.label === "Play"; }});
    replay.dataset.ready = "yes";
  }});

document.addEventListener("keydown", event => {{
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const step = {{ArrowRight: 1, ArrowLeft: -1}}[event.key];
  if (step && names[shown + step] !== undefined) {{
    event.preventDefault();
    playing = false;
    run([[names[shown + step]], pause[1]]);
  }} else if (event.key === "p" || event.key === "P") {{
    playing = !playing;
    run(playing ? play : pause);
  }}
}});
</script>
</body>
</html>
"""
