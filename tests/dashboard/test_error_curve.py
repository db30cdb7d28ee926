"""The error plot: each step's error with its verdict, and both thresholds."""

import numpy as np
import plotly.graph_objects as go

from dashboard.figures import error_curve

STEPS = 10.0 ** np.arange(-6, 0)
ERRORS = np.array([1.0, 1e-9, 1e-10, 0.0, 0.5, 1e-3])
OWN = np.array([1e40, 1e-8, 1e-9, 1e-9, 1e-7, np.inf])
VERDICTS = {
    "agrees": np.array([False, True, True, True, False, False]),
    "differs": np.array([False, False, False, False, True, False]),
    "too small to tell": np.array([True, False, False, False, False, True]),
}


def drawn() -> dict[str, dict]:
    figure = error_curve(STEPS, ERRORS, OWN, VERDICTS, 1e-5, 1e-6)
    go.Figure(figure)  # Plotly accepts every property
    # What has something to tell tells it.
    assert all((trace["hoverinfo"] == "text") == bool(trace.get("hovertext")) for trace in figure["data"])
    return {trace["name"]: trace for trace in figure["data"]}


def test_every_step_has_the_mark_of_its_verdict():
    traces = drawn()
    for name, holds in VERDICTS.items():
        shown = [y for y, at in zip(traces[name]["y"], holds, strict=True) if at]
        assert shown == [error or None for error in ERRORS[holds]]
        assert all(y is None for y, at in zip(traces[name]["y"], holds, strict=True) if not at)
        assert all(text.endswith(f": {name}") for text in traces[name]["hovertext"])
    assert len({(t["marker"]["symbol"], t["marker"]["color"]) for t in (traces[name] for name in VERDICTS)}) == 3


def test_both_thresholds_are_drawn_and_named():
    traces = drawn()
    limit = traces["limit 10<sup>−6</sup>"]
    assert (limit["x"], limit["y"]) == ([1e-6, 0.1], [1e-6, 1e-6])
    assert limit["hovertext"] == ["limit 10<sup>−6</sup>"] * 2
    assert traces["error of the check"]["y"] == [1.0, 1e-8, 1e-9, 1e-9, 1e-7, 1.0]
    assert traces["error of the check"]["hovertext"][-1].endswith("∞")
    assert traces["error of the check"]["hovertext"][1] == "step 10<sup>−5</sup><br>error of the check 10<sup>−8</sup>"


def test_the_hover_tells_the_step_and_its_error():
    hovers = drawn()["agrees"]["hovertext"]
    assert hovers[1] == "step 10<sup>−5</sup><br>error 10<sup>−9</sup>: agrees"
    assert hovers[3] == "step 10<sup>−3</sup><br>error 0: agrees"
    assert hovers[4] == "step 10<sup>−2</sup><br>error 5.0 × 10<sup>−1</sup>: agrees"


def test_the_chosen_step_is_ringed():
    assert (drawn()["chosen step"]["x"], drawn()["chosen step"]["y"]) == ([1e-5], [1e-9])
