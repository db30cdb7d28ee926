"""Comparing runs, taking edits out and loading a run back."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from dashboard.export import run_json
from dashboard.views.share import MOST_SCANNED, made
from softmax_core.link import write
from softmax_core.run import Edit, Run
from tests.app.page import preset

EDITED = "preset=slow&rounds=10&edits=3~w12~0.25_5~y~2"


def test_a_single_edit_can_be_taken_out_and_brought_back(open_page):
    page = open_page(f"{EDITED}&below=edits")
    assert "Round 3: w₁₂ = 0.25" in page.prose
    page.at.button(key="remove_3_w12").click()
    page.at.run()
    page.check()
    assert page.run.edits == (Edit(5, "y", 2),)
    assert page.run.rounds == 10
    assert page.click("Undo").run.edits == (Edit(3, "w12", 0.25), Edit(5, "y", 2))


def test_up_to_four_runs_are_pinned_and_drawn_beside_the_present_one(open_page):
    page = open_page("preset=slow&below=compare")
    for _ in range(4):
        page.click("Pin this run")
        assert page.button("Pin this run").disabled  # the very same run, or no room
        page.click("×10")
    assert page.button("Pin this run").disabled
    assert [run.rounds for run in page.session.pins] == [0, 10, 20, 30]
    assert {"compare_loss", "compare_probability", "compare_weights"} <= set(page.charts)
    table = page.at.table[0].value
    assert list(table.index) == ["now", "pin 1", "pin 2", "pin 3", "pin 4"]
    assert list(table["rounds"]) == ["40", "0", "10", "20", "30"]
    assert list(table.columns) == ["rounds", "loss at the end"]  # nothing else differs


def test_the_table_names_what_differs(open_page):
    page = open_page("preset=slow&below=compare").click("Pin this run")
    page.enter("Learning rate", "0.01").click("Step").enter("w11", "3")
    table = page.at.table[0].value
    assert list(table["learning rate"]) == ["0.01", "0.001"]
    assert list(table["edits"]) == ["round 1: w₁₁ = 3", "none"]
    assert "x" not in table
    assert "start" not in table


def test_each_pin_shows_its_own_link_can_be_looked_at_and_unpinned(open_page):
    page = open_page("preset=slow&rounds=3&below=compare").click("Pin this run").click("×10")
    assert any(write(preset("slow").step(3)) in block.value for block in page.at.code)
    page.click("Look at pin 1")
    assert page.round == "3"
    assert page.click("Undo").round == "13"
    page.click("Unpin 1")
    assert not page.session.pins
    assert "compare_loss" not in page.charts


def shared(open_page, address):
    page = open_page(address)
    page.at.session_state["share"] = True
    page.at.run()
    return page.check()


def test_the_link_shown_is_the_run_and_a_long_one_is_not_made_a_code_nobody_could_scan(open_page):
    page = shared(open_page, EDITED)
    assert page.at.code[0].value.endswith("?" + write(page.run))
    assert len(page.at.get("image")) == 1
    edits = "_".join(f"{round}~w11~0.{round}123456789" for round in range(1, 60))
    page = shared(open_page, f"preset=slow&rounds=60&edits={edits}")
    assert len(page.at.get("image")) == 0
    assert any(str(MOST_SCANNED) in caption.value for caption in page.at.caption)


def test_a_loaded_run_comes_with_its_pins_and_is_one_change(open_page):
    run = Run(preset("tie").setup, rounds=7)
    pins = (preset("slow"), preset("document").step())
    page = shared(open_page, EDITED)
    page.at.file_uploader[0].upload("run.json", run_json(run, pins).encode()).run()
    page.check()
    assert page.run == run
    assert tuple(page.session.pins) == pins
    assert page.address == {"preset": "tie", "rounds": "7"}
    assert page.click("Undo").run.rounds == 10


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"{",
        b"[]",
        json.dumps({"format": "softmax-run", "version": 99}).encode(),
        run_json(Run(preset("tie").setup)).replace("rounds=0", "rounds=NaN").encode(),
        run_json(Run(preset("tie").setup)).replace("rounds=0", "rounds=1e9").encode(),
        b" " * 1_000_001,
    ],
)
def test_a_file_that_is_no_run_gets_one_message_and_the_screen_keeps_what_it_had(open_page, content):
    page = shared(open_page, EDITED)
    before = page.run
    page.at.file_uploader[0].upload("run.json", content).run()
    assert not page.at.exception
    assert page.run == before
    assert len(page.errors) == 1
    assert "must" in page.errors[0]


def test_the_camera_button_saves_what_was_chosen(open_page):
    page = open_page("picture=svg")
    saved = {key: chart["saved"] for key, chart in page.charts.items()}
    assert {options["format"] for options in saved.values()} == {"svg"}
    assert {key: options["filename"] for key, options in saved.items()} == {key: key for key in page.charts}


def test_a_file_that_a_whole_class_asks_for_at_once_is_made_once():
    students, asked = Barrier(8), []

    def make(run):
        asked.append(run)
        time.sleep(0.02)  # as a long file takes: now the others ask
        return write(run)

    def ask(run):
        students.wait()
        return made(make, run)

    with ThreadPoolExecutor(8) as pool:
        files = list(pool.map(ask, [preset("slow").step(count % 2) for count in range(8)]))
    assert files == [write(preset("slow").step(count % 2)) for count in range(8)]
    assert len(asked) == 2
