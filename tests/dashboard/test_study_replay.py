"""The replay of a study shows the numbers of its rounds, of long ones some, and what a user named is text in it."""

import json
import re

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given, settings

from dashboard.export.replay import MOST_DATA
from dashboard.export.study_replay import MOST_FRAMES, MOST_SHOWN, shown_samples, study_figure, study_replay
from dashboard.figures.colors import CLASSES
from dashboard.text import full, short
from softmax_core.data import DataSet
from softmax_core.own import Own
from softmax_core.plan import Plan
from softmax_core.sources import Blobs, Penguins
from softmax_core.study import Study
from tests.core.study_strategies import small_studies
from tests.dashboard.test_replay import as_shown

PENGUINS = Study(Penguins(), Plan(batch_size=32, l2=0.01), rounds=30, at=30)


def data_of(page: str) -> dict:
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)[1])


@pytest.mark.parametrize("study", [Study(), PENGUINS, Study(Blobs(6, 60), rounds=3, at=0)])
def test_each_frame_has_the_numbers_of_its_round(study):
    descent, figure = study.descent(), study_figure(study, (1, 0))
    rows, data = shown_samples(study.data), study.data
    assert [frame["name"] for frame in figure["frames"]] == [str(round) for round in range(study.rounds + 1)]
    for frame in figure["frames"]:
        traces = as_shown(figure, frame)
        round = int(frame["name"])
        train, test = descent.probabilities(round)
        predicted = np.empty(data.n_samples, dtype=int)
        predicted[descent.split.train], predicted[descent.split.test] = train.argmax(axis=1), test.argmax(axis=1)
        marks = [trace for trace in traces if isinstance(trace.get("marker", {}).get("color"), list)]
        for k, trace in enumerate(marks):
            own = rows[data.labels[rows] == k]
            assert trace["x"] == data.x[own, 1].tolist()
            assert trace["y"] == data.x[own, 0].tolist()
            assert trace["marker"]["color"] == [CLASSES[other] for other in predicted[own]]
        loss = -np.log(train[np.arange(len(train)), descent.labels]).mean()
        now = next(trace for trace in traces if trace.get("customdata") and trace["xaxis"] == "x2")
        assert float(now["customdata"][0]) == pytest.approx(loss)
        assert now["customdata"] == [full(now["y"][0])]
        assert traces[-1]["text"] == [f"<b>Round {round}</b> of {study.rounds}", f"Loss <b>{short(now['y'][0])}</b>"]


def test_a_long_study_has_frames_evenly_chosen_and_both_its_ends():
    rounds = [int(frame["name"]) for frame in study_figure(Study(rounds=1000, at=1000))["frames"]]
    assert (rounds[0], rounds[-1], len(rounds)) == (0, 1000, MOST_FRAMES)
    assert set(np.diff(rounds)) <= {10, 11}


def test_of_many_samples_some_are_drawn_of_each_class_and_that_is_said():
    study = Study(Blobs(6, 2000), rounds=200, at=200)
    rows = shown_samples(study.data)
    assert len(rows) == len(set(rows.tolist())) == MOST_SHOWN
    assert set(np.bincount(study.data.labels[rows])) <= {99, 100, 101}
    page = study_replay(study)
    assert f"Drawn are {MOST_SHOWN} of 2000 samples" in page
    text = re.search(r'id="data">(.*?)</script>', page, re.DOTALL)[1]
    assert len(text.encode()) < 1.1 * MOST_DATA


@settings(max_examples=20)
@given(small_studies())
def test_any_study_is_a_figure_that_plotly_takes(study):
    shown = (0, min(1, study.data.n_features - 1))
    figure = study_figure(study, shown, log=True)
    json.dumps(figure, allow_nan=False)
    assert len(go.Figure(**figure).frames) == study.rounds + 1


def test_what_a_user_named_is_text():
    names = ("</script><b>x</b>", "<img src=x>")
    study = Study(Own(DataSet(np.eye(2), [0, 1], ("<i>a</i>", "&b"), names), "mine.csv"), Plan(0.0), rounds=1)
    page = study_replay(study, "https://a.example/?a=<b>&c")
    assert page.count("</script>") == 3
    assert "<img src=x>" not in page
    assert "https://a.example/?a=&lt;b&gt;&amp;c" in page
    figure = data_of(page)["figure"]
    assert [trace["name"] for trace in figure["data"][2:4]] == ["&lt;/script&gt;&lt;b&gt;x…", "&lt;img src=x&gt;"]
    assert figure["layout"]["xaxis"]["title"]["text"] == "&lt;i&gt;a&lt;/i&gt;"


def test_features_are_held_where_the_page_holds_them():
    held = Study(Penguins(), Plan(l2=0.01), rounds=30, at=30, held=((3, 6000.0),))
    free = Study(Penguins(), Plan(l2=0.01), rounds=30, at=30)
    assert study_figure(held)["frames"][-1] != study_figure(free)["frames"][-1]
    assert "where the page held them" in study_replay(held)
    assert "held at their mean" in study_replay(free)
