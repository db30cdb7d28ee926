"""The terminal program prints the document's layout or one JSON object, and one line where it cannot."""

import contextlib
import io
import json
import math
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from softmax_core import PRESETS, Parameters, Run, backward, one_hot, replay, train
from softmax_core.__main__ import main
from softmax_core.link import parse, write
from softmax_core.transcript import transcript
from tests.core.strategies import has_negative_zero, numbers, runs

ROOT = Path(__file__).parents[2]

# The document's two printed results.
CUSTOM_START = """\
Round: 0
Current loss: [[1.9095425]]
Current weight:
 [[0.5 0.5 0.5]
 [0.5 0.5 0.5]]
Current bias:
 [[1]
 [1]
 [1]]
Round: 1
Current loss: [[2.99760217e-15]]
Current weight:
 [[-2.16666667 -2.16666667  5.83333333]
 [-1.83333333 -1.83333333  5.16666667]]
Current bias:
 [[0.66666667]
 [0.66666667]
 [1.66666667]]
======= Finish Training ======
After 1 round training
Final eight:
 [[-2.16666667 -2.16666667  5.83333333]
 [-1.83333333 -1.83333333  5.16666667]]
Final bias:
 [[0.66666667]
 [0.66666667]
 [1.66666667]]
Final loss: [[2.99760217e-15]]
y_hat =
 [[3.09335001e-50]
 [3.09335001e-50]
 [1.00000000e+00]]
"""
RANDOM_START = """\
Round: 0
Current loss: [[0.46077411]]
Current weight:
 [[-0.03010464 -0.48454925 -0.19359648]
 [-0.48489008 -0.29742846 -0.09327472]]
Current bias:
 [[0.]
 [0.]
 [0.]]
Round: 1
Current loss: [[3.02091685e-13]]
Current weight:
 [[-1.54217344 -0.63265234  1.46657541]
 [-1.80795027 -0.42701866  1.35937568]]
Current bias:
 [[-0.1890086 ]
 [-0.01851289]
 [ 0.20752149]]
======= Finish Training ======
After 1 round training
Final eight:
 [[-1.54217344 -0.63265234  1.46657541]
 [-1.80795027 -0.42701866  1.35937568]]
Final bias:
 [[-0.1890086 ]
 [-0.01851289]
 [ 0.20752149]]
Final loss: [[3.02091685e-13]]
y_hat =
 [[5.56493009e-21]
 [1.50529585e-13]
 [1.00000000e+00]]
"""


def run_program(*arguments: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-W", "error", "-m", "softmax_core", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def call(*arguments: str) -> tuple[int, str, str]:
    """(exit status, standard output, standard error) of main()."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status = main(list(arguments))
        except SystemExit as stop:
            status = stop.code
    return status, out.getvalue(), err.getvalue()


def data(*arguments: str) -> dict:
    status, out, err = call(*arguments, "--json")
    assert (status, err) == (0, "")
    return json.loads(out, parse_constant=lambda name: pytest.fail(f"{name} in the JSON"))


def blocks(text: str) -> list[tuple[str, list[float]]]:
    """What is printed as (words, the numbers that belong to them), line breaks and brackets aside."""
    number = re.compile(r"-?\d+\.?\d*(?:e[+-]?\d+)?")
    found = []
    for line in text.splitlines():
        words = number.sub("", line).strip(" []:")
        if words:
            found.append((words, []))
        found[-1][1].extend(map(float, number.findall(line)))
    return found


def pairs_of_blocks(ours: str, document: str):
    """(words, our numbers, the document's) for each block; the words must be the document's."""
    ours, theirs = blocks(ours), blocks(document.replace("Final eight", "Final weight"))
    assert [words for words, _ in ours] == [words for words, _ in theirs]
    return [(words, mine, printed) for (words, mine), (_, printed) in zip(ours, theirs, strict=True)]


@pytest.mark.parametrize("arguments", [[], ["?preset=document"], ["rounds=1"], ["https://softmax.example/?rounds=1"]])
def test_the_documents_first_example_to_every_printed_digit(arguments):
    result = run_program(*arguments)
    assert (result.returncode, result.stderr) == (0, "")
    for words, ours, printed in pairs_of_blocks(result.stdout, CUSTOM_START):
        assert ours == printed, words
    assert call(*arguments) == (0, result.stdout, "")


def test_the_documents_second_example_as_far_as_its_printed_start_reaches():
    status, out, err = call("preset=recorded")
    assert (status, err) == (0, "")
    for words, ours, printed in pairs_of_blocks(out, RANDOM_START):
        if "weight" in words or "bias" in words:
            assert_allclose(ours, printed, rtol=0, atol=2e-7, err_msg=words)
        elif words.startswith("y_hat"):
            assert_allclose(ours, printed, rtol=1e-5)
        elif words == "Current loss":
            assert_allclose(ours, printed, rtol=1e-7)
        else:
            assert ours == printed, words


def test_every_round_is_printed_and_words_fit_their_number():
    assert [words for words, _ in blocks(call("rounds=0")[1])].count("Round") == 1
    assert "After 0 rounds training" in call("rounds=0")[1]
    three = call("preset=slow&rounds=3")[1]
    assert [numbers for words, numbers in blocks(three) if words == "Round"] == [[0], [1], [2], [3]]
    assert "After 3 rounds training" in three


def test_numbers_of_any_size_are_printed_in_full():
    status, out, _ = call("x=1_1_1_1_1_1&y=0_0_0_0_0_1&init=normal~1&rounds=0")
    assert status == 0
    assert "..." not in out
    assert dict(blocks(out))["Final weight"] == pytest.approx(
        parse("x=1_1_1_1_1_1&y=0_0_0_0_0_1&init=normal~1").run.setup.parameters.weights.ravel(), abs=1e-8
    )


def test_a_layer_larger_than_the_labs_is_printed_in_full():
    text = transcript(train(Parameters(np.zeros((40, 30)), np.zeros(30)), np.ones((1, 40)), one_hot([0], 30)))
    assert "..." not in text
    assert len(dict(blocks(text))["Final weight"]) == 40 * 30


# --json


def test_the_json_of_the_document():
    document = data()
    assert list(document) == ["link", "loss", "stopped", "rounds"]
    assert (document["link"], document["loss"], document["stopped"]) == ("rounds=1", "ce", "converged")
    start, end = document["rounds"]
    assert list(start) == [
        *("round", "x", "y", "learning_rate", "weights", "bias", "logits", "probabilities"),
        *("cross_entropy", "binary_cross_entropy", "gradients"),
    ]
    assert list(start["gradients"]) == ["logits", "weights", "bias"]
    assert (start["round"], end["round"]) == (0, 1)
    assert start["x"] == [8, 7]
    assert start["y"] == [0, 0, 1]
    assert start["learning_rate"] == 1
    assert start["weights"] == [[0.5] * 3] * 2
    assert start["logits"] == [8.5] * 3
    assert start["cross_entropy"] == pytest.approx(math.log(3), rel=1e-15)
    assert start["binary_cross_entropy"] == pytest.approx(1.9095425, rel=1e-7)
    assert end["bias"] == pytest.approx([2 / 3, 2 / 3, 5 / 3], rel=1e-15)
    assert start["gradients"]["weights"][1] == pytest.approx([7 / 3, 7 / 3, -14 / 3], rel=1e-15)


@given(runs(numbers))
def test_the_json_holds_replays_floats_to_the_last_bit_and_only_finite_ones(run):
    document = data(write(run))
    assert parse(document["link"]).run == run
    assert document["stopped"] == "as asked"
    assert document["loss"] == run.setup.loss
    history = replay(run)
    result = history.forward()
    gradients = backward(result.probabilities, history.x, history.y)
    assert len(document["rounds"]) == run.rounds + 1
    for round, row in enumerate(document["rounds"]):
        assert row["round"] == round
        for name, column in {
            "x": history.x[:, 0],
            "y": history.y[:, 0],
            "learning_rate": history.learning_rate,
            "weights": history.weights,
            "bias": history.bias,
            "logits": result.logits[:, 0],
            "probabilities": result.probabilities[:, 0],
            "cross_entropy": history.losses("ce"),
            "binary_cross_entropy": history.losses("bce"),
        }.items():
            assert repr(row[name]) == repr(column[round].tolist())
            assert not has_negative_zero(row[name])
        assert row["gradients"]["logits"] == gradients.logits[round, 0].tolist()
        assert row["gradients"]["weights"] == gradients.weights[round].tolist()
        assert row["gradients"]["bias"] == gradients.bias[round].tolist()


@pytest.mark.parametrize(
    ("link", "stopped", "rounds"),
    [
        ("", "converged", 1),
        ("rounds=0", "as asked", 0),
        ("rounds=3", "as asked", 3),
        ("preset=slow", "max rounds", 100),
        ("preset=slow&max=7", "max rounds", 7),
        ("max=0", "max rounds", 0),
        ("tol=2", "converged", 0),
        ("max=1", "converged", 1),
        ("loss=bce&tol=2.9e-15&max=5", "max rounds", 5),
        ("loss=bce&tol=3.1e-15", "converged", 1),
        ("preset=slow&tol=0.5", "converged", 13),
    ],
)
def test_without_rounds_it_trains_to_the_stop_rule_and_says_why_it_stopped(link, stopped, rounds):
    document = data(link)
    assert (document["stopped"], len(document["rounds"]) - 1) == (stopped, rounds)
    assert parse(document["link"]).run == Run(parse(link).run.setup, rounds=rounds)
    # The link in the answer asks for exactly these rounds, so it gives the same answer.
    assert data(document["link"])["rounds"] == document["rounds"]


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_runs_in_both_outputs(name):
    assert data(f"preset={name}")["stopped"] in ("converged", "max rounds")
    assert call(f"preset={name}")[0] == 0


def test_the_largest_numbers_stay_finite_in_the_json():
    link = "x=1e100_-1e100&w=1e100_-1e100_1e100_-1e100_1e100_-1e100&b=1e100_-1e100_0&lr=1e100&rounds=50"
    assert len(data(link)["rounds"]) == 51


def test_the_program_prints_json_as_main_does():
    result = run_program("preset=recorded&rounds=2", "--json")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == call("preset=recorded&rounds=2", "--json")[1]
    assert result.stdout.count("\n") == 1


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_a_reader_that_has_enough_ends_the_program_quietly(options):
    program = subprocess.Popen(
        [sys.executable, "-m", "softmax_core", "preset=slow&rounds=3000", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert program.stdout.read(10)
    program.stdout.close()
    assert program.stderr.read() == b""
    program.stderr.close()
    assert program.wait(60) == 141


# Bad input


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["lr=0"], "lr must be greater than 0; received 0"),
        (["rounds=1&rounds=2"], "rounds must be given once"),
        (["x=1%0A2"], "x must be a number"),
        (["edits=1~w11~2"], "edits must"),
        (["z=" + "a" * 4000], "link must have at most 4000 characters"),
        (["--yaml"], "--yaml"),
        (["rounds=1", "rounds=2"], "rounds=2"),
    ],
)
def test_bad_input_is_one_line_on_standard_error_and_exit_status_2(arguments, words):
    for options in ([], ["--json"]):
        result = run_program(*arguments, *options)
        assert (result.returncode, result.stdout) == (2, "")
        assert words in result.stderr
        assert len(result.stderr.splitlines()) == 1
        assert result.stderr.endswith("\n")


@settings(max_examples=150)
@given(st.text(max_size=30) | st.builds("{}={}".format, st.sampled_from(["x", "w", "edits", "preset"]), st.text()))
def test_any_text_is_a_transcript_or_one_line_of_error(text):
    # A text that begins with - is an option, not a link.
    status, out, err = call(text.lstrip("-"))
    if status == 0:
        assert err == ""
        assert blocks(out)[-1][0].startswith("y_hat")
    else:
        assert (status, out, len(err.splitlines())) == (2, "", 1)


def test_the_json_is_plain_ascii_with_full_precision():
    out = call("preset=recorded&rounds=1", "--json")[1]
    assert out.isascii()
    assert "-0.03010464" in out
    assert np.isclose(json.loads(out)["rounds"][1]["binary_cross_entropy"], 3.02091685e-13, rtol=1e-8)
