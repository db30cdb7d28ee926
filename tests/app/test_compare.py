"""Compare draws the numbers of each run over its own rounds; its table says how runs differ and where they end."""

import numpy as np
import pytest

from dashboard.text import short
from softmax_core import PRESETS, Edit, Given, Run, Seeded, Setup, replay
from softmax_core.link import write
from tests.app.page import number

SLOW = PRESETS["slow"].setup
SEEDED = Setup(x=(1, -2, 3), y=(1, 0, 0, 0), start=Seeded("normal", 5), learning_rate=0.1)


def compared(open_page, *runs: Run, **view: str):
    """The last of these runs on screen and the ones before it pinned, in their order."""
    page = open_page({})
    for run in runs[:-1]:
        page.go(f"{write(run)}&below=compare").click("Pin this run")
    return page.go("&".join([write(runs[-1]), "below=compare", *(f"{key}={value}" for key, value in view.items())]))


def label_shares(run: Run) -> list[float]:
    history = replay(run)
    return [
        history.forward().probabilities[round, 0, history.y[round, 0].argmax()].item() for round in range(len(history))
    ]


@pytest.mark.parametrize("scale", ["linear", "log"])
def test_each_run_is_drawn_with_its_cross_entropy_and_the_share_of_its_label(open_page, scale):
    relabelled = Run(SLOW, (Edit(3, "y", 1),), rounds=6)
    printed = Run(Setup(x=SLOW.x, y=SLOW.y, start=SLOW.start, learning_rate=0.01, loss="bce"), rounds=4)
    runs = {"pin 1": relabelled, "pin 2": printed, "now": Run(SLOW, rounds=2)}
    page = compared(open_page, *runs.values(), scale=scale)
    assert (page.figure("compare_loss")["layout"]["yaxis"].get("type") == "log") == (scale == "log")
    assert page.figure("compare_probability")["layout"]["yaxis"].get("type") != "log"
    for name, run in runs.items():
        loss, share = (page.trace(f"compare_{what}", name) for what in ("loss", "probability"))
        assert loss["x"] == share["x"] == list(range(run.rounds + 1))
        assert loss["y"] == pytest.approx(replay(run).losses("ce"), rel=1e-12)
        assert share["y"] == pytest.approx(label_shares(run), rel=1e-12)


def test_weights_of_runs_of_other_sizes_stand_under_their_names_and_leave_gaps(open_page):
    small, large = Run(SLOW, rounds=2), Run(SEEDED, rounds=1)
    page = compared(open_page, large, small)
    for name, run in (("pin 1", large), ("now", small)):
        trace = page.trace("compare_weights", name)
        weights, bias = replay(run).at(run.rounds).parameters
        expected = {f"w{'₁₂₃'[i]}{'₁₂₃₄'[k]}": weights[i, k] for i, k in np.ndindex(weights.shape)}
        expected |= {f"b{'₁₂₃₄'[k]}": value for k, value in enumerate(bias)}
        drawn = {at: value for at, value in zip(trace["x"], trace["y"], strict=True) if value is not None}
        assert drawn == expected
        assert len(trace["x"]) == 16  # of the larger one


def test_the_table_tells_what_each_run_is_made_from_and_how_it_ends(open_page):
    given = Run(
        Setup(x=(8, -7), y=(0, 1, 0), start=Given(((1, 2, 3), (4, 5, -6)), (0.5, 0, 0)), learning_rate=1e-6),
        (Edit(1, "w12", -0.25), Edit(2, "b1", 3)),
        rounds=3,
    )
    runs = [Run(SEEDED, rounds=5), given, Run(SLOW, rounds=4)]
    table = compared(open_page, *runs).at.table[0].value
    ordered = [runs[-1], *runs[:-1]]
    assert list(table.index) == ["now", "pin 1", "pin 2"]
    assert table["learning rate"].tolist() == ["0.001", "0.1", "1e−6"]
    assert table["start"].tolist() == [
        "given: 0.5, 0.5, 0.5, 0.5, 0.5, 0.5; 1, 1, 1",
        "normal, seed 5",
        "given: 1, 2, 3, 4, 5, −6; 0.5, 0, 0",
    ]
    assert table["x"].tolist() == ["8, 7", "1, −2, 3", "8, −7"]
    assert table["true class"].tolist() == ["3 of 3", "1 of 4", "2 of 3"]
    assert table["edits"].tolist() == ["none", "none", "round 1: w₁₂ = −0.25; round 2: b₁ = 3"]
    assert table["rounds"].tolist() == [str(run.rounds) for run in ordered]
    assert table["loss at the end"].tolist() == [short(float(replay(run).losses()[-1])) for run in ordered]
    assert [number(text) > 0 for text in table["loss at the end"]] == [True] * 3


def test_the_table_ends_where_a_run_ends_wherever_one_looks_and_leaves_out_what_is_the_same(open_page):
    page = compared(open_page, Run(SLOW, rounds=9, at=2), Run(SLOW, rounds=7, at=3))
    table = page.at.table[0].value
    assert list(table.columns) == ["rounds", "loss at the end"]
    assert table["rounds"].tolist() == ["7", "9"]
    assert number(table["loss at the end"].iloc[0]) > number(table["loss at the end"].iloc[1])
    two_alike = compared(open_page, Run(SLOW), Run(SEEDED), Run(SEEDED, rounds=1)).at.table[0].value
    assert {"x", "start", "learning rate", "true class"} <= set(two_alike.columns)


def test_each_pin_stands_under_its_number_with_its_own_link(open_page):
    runs = [Run(SLOW, rounds=1), Run(SEEDED, rounds=2), Run(SLOW, rounds=3)]
    page = compared(open_page, *runs)
    numbers = [part.value for part in page.at.markdown if part.value.startswith("**pin ")]
    assert numbers == ["**pin 1**", "**pin 2**"]
    assert [block.value.partition("?")[2] for block in page.at.code] == [write(run) for run in runs[:-1]]
    page.at.button(key="look_1").click().run()
    assert page.check().run == runs[1]


def test_a_run_that_is_pinned_and_a_fifth_have_no_button(open_page):
    page = compared(open_page, *(Run(SLOW, rounds=rounds) for rounds in range(4)))
    assert not page.button("Pin this run").disabled
    page.click("Pin this run")
    assert page.button("Pin this run").disabled
    assert page.click("Step").button("Pin this run").disabled
    page.at.button(key="unpin_0").click().run()
    assert not page.check().button("Pin this run").disabled
    page.go(f"{write(Run(SLOW, rounds=2))}&below=compare")
    assert page.button("Pin this run").disabled
