"""Sharing a study, taking it away, and loading it back."""

import json

import numpy as np
import pytest

from dashboard.export import run_json, study_json
from dashboard.session.downloads import Allowance
from softmax_core import PRESETS, Run
from softmax_core.data import DataSet
from softmax_core.own import Own
from softmax_core.plan import Plan
from softmax_core.sources import Penguins, Ring
from softmax_core.study import Study
from softmax_core.study_link import write
from tests.app.page import Page
from tests.app.study_page import StudyPage

OWN = Own(DataSet(np.arange(8.0).reshape(4, 2), [0, 1, 0, 1], ("a", "b"), ("=c", "<b>d</b>")), "mine.csv")
FILES = ["History (CSV)", "Script (Python)", "Transcript", "Replay (HTML)", "Study (JSON)"]


def shared(address: str = "") -> StudyPage:
    """A page with Share open."""
    page = StudyPage(address)
    page.at.session_state["share"] = True
    page.at.run()
    return page.check()


def loaded(page: StudyPage, content: str | bytes, name: str = "study.json") -> StudyPage:
    data = content.encode() if isinstance(content, str) else content
    page.at.file_uploader[0].upload(name, data).run()
    return page.check()


def test_share_has_the_link_its_code_and_every_file():
    page = shared("set=penguins&batch=32&rounds=7")
    assert page.at.code[0].value.endswith("?" + write(page.study))
    assert len(page.at.get("image")) == 1
    assert [button.proto.label for button in page.at.get("download_button")] == FILES
    assert "one row per epoch" in page.prose


def test_the_link_follows_each_step_while_share_is_open():
    page = shared("rounds=3").click("Step")
    assert page.at.code[0].value.endswith("?" + write(page.study))
    assert page.study.rounds == 4


def test_a_loaded_study_comes_with_its_pins_and_its_view_and_is_one_change():
    study, pins = Study(Penguins(), Plan(l2=0.1), rounds=9, at=4, sample=3), (Study(Ring()), Study(rounds=2, at=2))
    page = shared("rounds=5")
    view = {**page.session.view, "axis": "log", "across": "3"}
    loaded(page, study_json(study, pins, view, page.session.kind.schema))
    assert page.study == study
    assert tuple(page.session.pins) == pins
    assert (page.session.view["axis"], page.session.view["across"]) == ("log", "3")
    assert page.click("Undo").study == Study(rounds=5, at=5)


def test_a_study_of_a_users_own_data_comes_back_with_its_samples():
    page = loaded(shared(), study_json(Study(OWN, Plan(0.0), rounds=3, at=3), [Study(OWN)]))
    assert page.study.source.data.x.tolist() == OWN.data.x.tolist()
    assert page.session.data.classes == ("=c", "<b>d</b>")
    assert "The link does not hold your file" in page.prose
    assert page.click("Step").study.rounds == 4


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "JSON"),
        (b"{", "JSON"),
        (json.dumps({"format": "softmax-study", "version": 9}), "version"),
        (study_json(Study()).replace("rounds=0", "rounds=1e9"), "whole number"),
        (run_json(Run(PRESETS["slow"].setup)), "file must be loaded in the lab, as it holds a run"),
    ],
)
def test_a_file_that_is_no_study_gets_one_message_and_what_was_on_screen_stays(content, said):
    page = loaded(shared("rounds=5"), content, "homework.json")
    assert page.study == Study(rounds=5, at=5)
    assert len(page.errors) == 1
    assert said in page.errors[0]
    assert "homework.json" in page.errors[0]


def test_a_tab_that_has_had_too_many_long_files_waits_and_that_is_said():
    page = shared("rounds=5")
    page.at.session_state["allowance"] = Allowance(left=-1.0)
    loaded(page, study_json(Study(rounds=9, at=9)), "homework.json")
    assert page.study == Study(rounds=5, at=5)
    assert page.errors == [
        "homework.json must be loaded later, as this tab has had too many long files; received one more"
    ]


def test_the_lab_says_that_a_study_belongs_to_the_data_set():
    page = Page("preset=slow&rounds=2")
    page.at.session_state["share"] = True
    page.at.run()
    page.at.file_uploader[0].upload("study.json", study_json(Study()).encode()).run()
    page.check()
    assert len(page.errors) == 1
    assert "file must be loaded on the page Data set, as it holds a study" in page.errors[0]
    assert page.run.rounds == 2


def test_pictures_are_saved_as_what_was_chosen():
    page = StudyPage("picture=svg&below=compare").click("Pin this study")
    assert {chart["saved"]["format"] for chart in page.charts.values()} == {"svg"}
