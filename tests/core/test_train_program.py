"""`python -m softmax_core train` prints a training by epoch, or one line where it cannot."""

import json
import re
import subprocess
import sys

import numpy as np
import pytest
from numpy.testing import assert_allclose

from softmax_core.csv_data import read_csv
from softmax_core.descent import Descent, largest_sure_rate
from softmax_core.plan import Plan
from tests.core.test_terminal import ROOT, call, run_program

PENGUINS = str(ROOT / "softmax_core" / "datasets" / "penguins.csv")
PROGRAM = ("train", PENGUINS, "--label", "species")


def rows(text: str) -> list[list[float]]:
    """The table of epochs: epoch, round, loss, accuracy, and those of the test samples."""
    lines = [line.split() for line in text.splitlines() if re.fullmatch(r"[\d. -]+", line)]
    return [[float("nan") if cell == "-" else float(cell) for cell in line] for line in lines]


@pytest.fixture
def csv_file(tmp_path):
    def write(text: str | bytes) -> str:
        path = tmp_path / "data.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    return write


def test_the_penguins_by_epoch():
    result = run_program(*PROGRAM, "--epochs", "20")
    assert (result.returncode, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0] == "Read 342 of 344 rows (UTF-8, separator comma)."
    assert lines[1].startswith("Dropped 2 rows without a value: row 5 (bill_length_mm)")
    assert lines[-1] == "Stopped: max epochs."
    table = rows(result.stdout)
    assert [row[:2] for row in table] == [[epoch, epoch] for epoch in range(21)]
    assert table[0][2] == pytest.approx(np.log(3), abs=1e-8)
    assert table[-1][3] > 0.97


def test_the_numbers_are_those_of_the_core():
    options = ["--epochs", "4", "--batch", "10", "--l2", "0.1", "--rate", "0.2", "--seed", "7", "--split", "0.5"]
    status, out, err = call(*PROGRAM, *options, "--features", "body_mass_g", "year", "--no-scale")
    assert (status, err) == (0, "")
    with open(PENGUINS, "rb") as file:
        data, _ = read_csv(file.read(), "species", ["body_mass_g", "year"])
    plan = Plan(0.5, 7, False, 10, 7, learning_rate=0.2, l2=0.1, max_epochs=4)
    descent = Descent(data, plan)
    scores = descent.scores(4)
    expected = np.column_stack([scores.loss, scores.accuracy, scores.test_loss, scores.test_accuracy])
    assert_allclose([row[2:] for row in rows(out)], expected, atol=1e-4)
    assert [row[1] for row in rows(out)] == [epoch * descent.rounds_of_epoch for epoch in range(5)]
    document = json.loads(call(*PROGRAM, *options, "--features", "body_mass_g", "year", "--no-scale", "--json")[1])
    assert [row["loss"] for row in document["epochs"]] == scores.loss.tolist()
    assert [row["test_accuracy"] for row in document["epochs"]] == scores.test_accuracy.tolist()
    last = descent.parameters(4 * descent.rounds_of_epoch)
    assert document["weights"] == last.weights.tolist()
    assert document["bias"] == last.bias.tolist()


def test_the_json_has_everything():
    status, out, err = call(*PROGRAM, "--json", "--split", "0", "--tolerance", "0.01")
    assert (status, err) == (0, "")
    assert out.isascii()
    assert out.count("\n") == 1
    document = json.loads(out, parse_constant=lambda name: pytest.fail(f"{name} in the JSON"))
    assert list(document) == [
        *("report", "features", "classes", "plan", "scaling", "largest_sure_rate", "stopped", "epochs"),
        *("weights", "bias", "train"),
    ]
    assert document["stopped"] == "converged"
    assert document["epochs"][0]["test_loss"] is None
    assert document["report"]["n_dropped"] == 2
    assert np.sum(document["train"]["confusion"]) == 342
    assert document["plan"]["learning_rate"] == pytest.approx(document["largest_sure_rate"] / 2, rel=0.05)


def test_a_class_never_predicted_has_null_for_its_precision(csv_file):
    file = csv_file("x,y\n1,a\n2,a\n3,b\n")
    document = json.loads(call("train", file, "--label", "y", "--split", "0", "--epochs", "0", "--json")[1])
    assert document["train"]["precision"] == [2 / 3, None]


def test_without_a_rate_it_takes_one_that_is_sure_to_descend(csv_file):
    file = csv_file("x,y\n1000,a\n2000,b\n3000,a\n4000,b\n")
    for options in ([], ["--no-scale"], ["--l2", "5"]):
        document = json.loads(call("train", file, "--label", "y", "--split", "0", *options, "--json")[1])
        objectives = [row["objective"] for row in document["epochs"]]
        assert (np.diff(objectives) <= 1e-15).all()


def test_a_rate_too_large_is_named(csv_file):
    file = csv_file("x,y\n1,a\n2,b\n3,a\n4,b\n")
    options = ("--label", "y", "--rate", "50", "--l2", "1", "--epochs", "1000", "--split", "0")
    status, out, err = call("train", file, *options)
    assert (status, err) == (0, "")
    x = np.array([[-1.5], [-0.5], [0.5], [1.5]]) / np.sqrt(1.25)
    sure = f"{largest_sure_rate(x, 1):.3g}"
    last = out.splitlines()[-1]
    assert last.startswith("Training diverged and was stopped at round ")
    assert last.endswith(f"the learning rate 50 is too large. Below {sure} a full-batch round is sure to descend.")
    document = json.loads(call("train", file, *options, "--json")[1])
    assert document["stopped"] == "diverged"
    assert document["epochs"][-1]["epoch"] == rows(out)[-1][0]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--label", "nowhere"], "label must be one of the columns species, island"),
        (["--label", "species", "--features", "island"], "row 2, column island must be a number"),
        (["--label", "species", "--features", "sex"], "row 2, column sex must be a number"),
        (["--label", "species", "--rate", "0"], "learning_rate must be greater than 0"),
        (["--label", "species", "--rate", "1_0"], "rate must be a number"),
        (["--label", "species", "--batch", "0"], "batch must be a whole number from 1"),
        (["--label", "species", "--split", "1"], "test_share must be from 0 to 0.9"),
        (["--label", "species", "--epochs", "-1"], "epochs must be a whole number"),
        (["--label", "species", "--colour", "red"], "--colour"),
        ([], "--label"),
    ],
)
def test_bad_input_is_one_line_on_standard_error_and_exit_status_2(arguments, words):
    for options in ([], ["--json"]):
        status, out, err = call("train", PENGUINS, *arguments, *options)
        assert (status, out) == (2, "")
        assert words in err
        assert len(err.splitlines()) == 1


@pytest.mark.parametrize("name", ["nowhere.csv", ".", "a\0b", "\n"])
def test_a_file_that_cannot_be_read_is_one_line(name):
    status, out, err = call("train", name, "--label", "y")
    assert (status, out, len(err.splitlines())) == (2, "", 1)
    assert "file must be one that can be read" in err


def test_a_bad_file_is_one_line(csv_file):
    result = run_program("train", csv_file("a,y\n1,u\n1e308,🐧\n"), "--label", "y")
    assert (result.returncode, result.stdout) == (2, "")
    assert "row 3, column a must be finite and at most 1e100 in size; received 1e308" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_names_the_terminal_has_no_letters_for_are_escaped(csv_file):
    file = csv_file("größe,y\n1,🐧\n2,é\n3,é\n")
    command = [sys.executable, "-W", "error", "-m", "softmax_core", "train", file, "--label", "y", "--epochs", "1"]
    result = subprocess.run(
        command, cwd=ROOT, capture_output=True, env={"PYTHONIOENCODING": "ascii", "PATH": ""}, check=False
    )
    assert (result.returncode, result.stderr) == (0, b"")
    assert rb"Features: gr\xf6\xdfe" in result.stdout
    assert rb"Classes: \xe9, \U0001f427" in result.stdout


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_a_reader_that_has_enough_ends_the_program_quietly(options):
    program = subprocess.Popen(
        [sys.executable, "-m", "softmax_core", *PROGRAM, "--epochs", "3000", "--tolerance", "0", *options],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert program.stdout.read(10)
    program.stdout.close()
    assert program.stderr.read() == b""
    program.stderr.close()
    assert program.wait(60) == 141
