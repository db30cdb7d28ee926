"""What is taken away of a study says exactly what the study says, and a study's file comes back or is refused."""

import csv
import json
import subprocess
import sys
import time
from dataclasses import replace
from io import StringIO
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.export import (
    STUDY_COLUMNS,
    read_json,
    read_study,
    run_json,
    study_csv,
    study_json,
    study_script,
    study_stem,
    too_large,
)
from dashboard.export.study_csv import MOST_NUMBERS
from dashboard.export.study_json import MAX_BYTES
from softmax_core import PRESETS, InputError, Run, Seeded
from softmax_core.data import DataSet
from softmax_core.own import Own
from softmax_core.plan import Plan
from softmax_core.sources import Blobs, ByHand, Penguins, Ring
from softmax_core.study import Study
from softmax_core.study_link import write
from softmax_core.study_transcript import study_transcript
from tests.core.study_strategies import HOSTILE, small_studies
from tests.dashboard.json_values import ANYTHING, places

SCHEMA = {"axis": ("linear", "log"), "across": ("1", "2")}
X = np.array([[1.5, 2], [3, 4.25], [5, 6], [1 / 3, -1e-7]])
OWN = Own(DataSet(X, [0, 1, 0, 1], ("a", "=b"), ("+c", "@d")), "x.csv")
STUDIES = [
    Study(),
    Study(rounds=30, at=4, sample=2),
    Study(Penguins(), Plan(batch_size=32, l2=0.01, start=Seeded("normal", 3)), rounds=50, at=50),
    Study(OWN, Plan(0.0, scaled=False), rounds=5, at=5),
]


def scores_of(study: Study) -> list[tuple]:
    descent = study.descent()
    length = descent.rounds_of_epoch
    rows = np.column_stack(descent.scores(study.rounds // length)).tolist()
    return [(epoch, epoch * length, *scores) for epoch, scores in enumerate(rows)]


def same(one, other) -> bool:
    """Equal, NaN to NaN too."""
    return np.array_equal(np.array(one, dtype=float), np.array(other, dtype=float), equal_nan=True)


class TestCsv:
    def table(self, study: Study) -> tuple[list[str], list[list[str]]]:
        header, *rows = csv.reader(StringIO(study_csv(study)))
        return header, rows

    def test_columns(self):
        header, rows = self.table(Study(OWN, rounds=1, at=1))
        assert header == [
            *("epoch", "round", "objective", "loss", "accuracy", "test_loss", "test_accuracy"),
            *("w11 a +c", "w12 a @d", "w21 =b +c", "w22 =b @d", "b1 +c", "b2 @d"),
        ]
        assert len(rows) == 2

    @given(small_studies())
    def test_every_number_reads_back_to_the_same_bits(self, study):
        descent = study.descent()
        _, rows = self.table(study)
        numbers = [[float(cell) if cell else np.nan for cell in row] for row in rows]
        assert same([row[:7] for row in numbers], scores_of(study))
        for row in numbers:
            weights, bias = descent.parameters(int(row[1]))
            assert row[7:] == [*weights.ravel().tolist(), *bias.tolist()]

    @given(small_studies())
    def test_no_cell_begins_as_a_formula(self, study):
        header, _ = self.table(study)
        assert all(cell[:1].isalpha() for cell in header)
        for separator in ",;\t":  # whatever a spreadsheet takes for the separator
            for row in csv.reader(StringIO(study_csv(study)), delimiter=separator):
                assert not any(cell.startswith(("=", "+", "@", "\t", "\r")) for cell in row)
                assert all(cell[1:2].isdigit() or "," in cell for cell in row if cell.startswith("-"))

    def test_of_many_numbers_the_epochs_are_chosen_evenly_and_both_ends_kept(self, monkeypatch):
        study = Study(rounds=100, at=100)
        monkeypatch.setattr(sys.modules["dashboard.export.study_csv"], "MOST_NUMBERS", 16 * 11)
        assert [int(row[0]) for row in self.table(study)[1]] == list(range(0, 101, 10))
        assert str(MOST_NUMBERS) in STUDY_COLUMNS

    def test_the_longest_study_is_made_in_a_few_seconds(self):
        began = time.thread_time()
        text = study_csv(Study(Penguins(), rounds=10_000, at=10_000))
        assert time.thread_time() - began < 8
        assert text.count("\n") == 10_002


class TestName:
    def test_tells_studies_apart_by_what_they_are_and_not_by_what_is_looked_at(self):
        different = [*STUDIES, Study(Blobs(seed=1), rounds=30), Study(plan=Plan(l2=0.1), rounds=30), Study(rounds=31)]
        assert len({study_stem(study) for study in different}) == len(different)
        assert study_stem(STUDIES[1]) == study_stem(replace(STUDIES[1], at=0, sample=None, held=((0, 2.5),)))
        assert study_stem(STUDIES[1]) == "softmax_blobs_rounds_30"


class TestTranscript:
    @given(small_studies())
    def test_has_the_scores_of_each_epoch(self, study):
        lines = study_transcript(study).splitlines()
        first = next(place for place, line in enumerate(lines) if line.startswith("epoch"))
        for line, scores in zip(lines[first + 1 : -1], scores_of(study), strict=True):
            said = [float(cell) if cell != "-" else np.nan for cell in line.split()]
            _, _, _, loss, accuracy, test_loss, test_accuracy = scores
            assert said[:2] == list(scores[:2])
            np.testing.assert_allclose(said[2:], [loss, accuracy, test_loss, test_accuracy], atol=5.1e-5, rtol=1e-7)
        assert lines[-1].startswith(("Stopped: as asked", "Training diverged"))

    def test_says_that_training_diverged(self):
        study = Study(plan=Plan(learning_rate=1000, l2=10), rounds=400)
        assert "diverged" in study_transcript(study.within(study.descent())).splitlines()[-1]


def prints(scripts: list[str]) -> list[list[list[float]]]:
    """The numbers that each script prints by epoch, all run in one process of plain Python and NumPy."""
    script = "".join(f"exec({one!r}, {{}})\nprint('next')\n" for one in scripts)
    done = subprocess.run([sys.executable, "-I", "-"], input=script, capture_output=True, text=True, timeout=120)
    assert done.stderr == ""
    return [
        [[float(cell) for cell in line.split()] for line in text.partition("\nFinal")[0].splitlines()[1:]]
        for text in done.stdout.split("next\n")[:-1]
    ]


class TestScript:
    def test_every_branch_prints_the_very_scores(self):
        sources = (Blobs(4, 60), Penguins(), Ring(40), OWN)
        plans = (
            Plan(share, 5, scaled, batch, 7, 0.3, l2, start)
            for share, scaled, batch, l2, start in product(
                (0.0, 0.3), (True, False), (None, 8), (0.0, 0.05), (Seeded("zeros"), Seeded("uniform", 9))
            )
        )
        studies = [Study(source, plan, rounds=20, at=20) for source, plan in product(sources, plans)]
        studies = [study.within(study.descent()) for study in studies]
        for study, printed in zip(studies, prints([study_script(study) for study in studies]), strict=True):
            assert same(printed, scores_of(study)), write(study)

    @settings(max_examples=8)
    @given(st.lists(small_studies(), min_size=12, max_size=12))
    def test_any_study_prints_its_scores(self, studies):
        for study, printed in zip(studies, prints([study_script(study) for study in studies]), strict=True):
            assert same(printed, scores_of(study)), write(study)

    def test_is_plain_short_and_alone(self):
        script = study_script(Study(ByHand(((1, 2, 1), (3, 4, 2)), 2), rounds=1))
        assert [line for line in script.splitlines() if "import" in line] == ["import numpy as np"]
        assert "softmax_core" not in script
        assert len(script.splitlines()) < 90
        assert max(map(len, script.splitlines())) <= 120

    def test_a_class_called_as_code_is_text(self):
        data = DataSet(np.eye(2), [0, 1], ("'''", '"""'), ("\\", "'); import os #"))
        ((_, printed),) = [(1, prints([study_script(Study(Own(data)))])[0])]
        assert len(printed) == 1


class TestJson:
    @given(small_studies(), st.lists(small_studies(), max_size=4, unique=True), st.sampled_from(["linear", "log"]))
    def test_comes_back_the_same(self, study, pins, axis):
        view = {"axis": axis, "across": "1"}
        read, read_view, read_pins = read_study(study_json(study, pins, view, SCHEMA).encode(), SCHEMA)
        assert (read, read_view, read_pins) == (study, view, tuple(pins))
        for one, other in zip((read, *read_pins), (study, *pins), strict=True):
            assert one.data.x.tobytes() == other.data.x.tobytes()
            assert (one.data.features, one.data.classes) == (other.data.features, other.data.classes)
            assert one.data.labels.tolist() == other.data.labels.tolist()

    def test_is_readable_and_has_a_users_data_once(self):
        nameless = replace(STUDIES[3], source=Own(OWN.data), at=2)
        document = json.loads(study_json(STUDIES[3], [nameless]))
        assert document["format"] == "softmax-study"
        assert [table["name"] for table in document["data"]] == ["x.csv"]
        assert document["data"][0]["x"][0] == [1.5, 2.0]
        assert document["data"][0]["labels"] == [1, 2, 1, 2]
        assert json.loads(study_json(STUDIES[2]))["data"] == []

    def test_more_than_four_pins_are_not_written(self):
        with pytest.raises(InputError, match="pins must be at most 4 studies"):
            study_json(Study(), [Study()] * 5)

    def test_a_file_says_where_it_belongs(self):
        run = run_json(Run(PRESETS["slow"].setup)).encode()
        with pytest.raises(InputError, match="file must be loaded in the lab, as it holds a run"):
            read_study(run)
        with pytest.raises(InputError, match="file must be loaded on the page Data set, as it holds a study"):
            read_json(study_json(Study()).encode())

    def test_more_numbers_than_a_file_may_have_are_not_offered(self):
        data = DataSet(np.zeros((50_001, 10)), [0, 1] + [0] * 49_999, tuple("abcdefghij"), ("a", "b"))
        assert "500010 numbers" in too_large([Study(Own(data))])
        assert not too_large(STUDIES)


GOOD = study_json(STUDIES[3], [STUDIES[2]]).encode()


def changed(*path, to=None, without=False) -> bytes:
    document = json.loads(GOOD)
    *where, last = path
    place = document
    for key in where:
        place = place[key]
    if without:
        del place[last]
    else:
        place[last] = to
    return json.dumps(document).encode()


MALFORMED = {
    "empty": (b"", "file must be JSON"),
    "a list": (b"[]", "file must be a JSON object"),
    "another file": (b'{"a": 1}', 'format must be "softmax-study"; received nothing'),
    "huge": (GOOD + b" " * MAX_BYTES, "file must have at most"),
    "a newer version": (changed("version", to=2), "version must be 1; received 2"),
    "version as true": (changed("version", to=True), "version must be 1"),
    "no link": (changed("link", without=True), "link must be text; received nothing"),
    "a broken link": (changed("link", to="lr=0"), "lr must be greater than 0"),
    "a foreign key": (changed("link", to="round=5"), "link must have no other keys than a study's; received round"),
    "an unknown name": (changed("rounds", to=1), "file must have no other names than .* and data; received rounds"),
    "five pins": (changed("pins", to=["", "rounds=1", "rounds=2", "rounds=3", "rounds=4"]), "pins must be a list"),
    "a pin twice": (changed("pins", to=["rounds=1", "rounds=1&at=1"]), "pin 2 must differ"),
    "a pin as a number": (changed("pins", to=[1]), "pin 1: link must be text; received 1"),
    "no data": (changed("data", without=True), "data must"),
    "data as text": (changed("data", to="x"), "data must be a list of at most 5"),
    "data of another": (changed("data", 0, "x", 0, to=[9, 9]), "data must"),
    "ragged": (changed("data", 0, "x", 0, to=[1]), "data 1: x must be rows of 2 numbers"),
    "rows as text": (changed("data", 0, "x", 0, to="ab"), "data 1: x must be rows of 2 numbers"),
    "a number as text": (changed("data", 0, "x", 0, to=["1", 2]), "data 1: x must hold nothing but numbers"),
    "true for a number": (changed("data", 0, "x", 0, to=[True, 2]), "data 1: x must hold nothing but numbers"),
    "infinite": (changed("data", 0, "x", 0, to=[float("inf"), 2]), "data 1: x must be finite"),
    "too large a number": (changed("data", 0, "x", 0, to=[1e101, 2]), "data 1: x must be at most 1e100"),
    "a giant integer": (changed("data", 0, "x", 0, to=[10**400, 2]), "data 1: x must hold numbers of at most"),
    "too few labels": (changed("data", 0, "labels", to=[1]), "data 1: labels must be 4 numbers"),
    "label 0": (changed("data", 0, "labels", 0, to=0), "data 1: labels must be class numbers"),
    "label 3 of 2": (changed("data", 0, "labels", 0, to=3), "data 1: labels must be whole numbers"),
    "one class": (changed("data", 0, "classes", to=["a"]), "data 1: classes must be at least 2"),
    "a feature twice": (changed("data", 0, "features", to=["a", "a"]), "data 1: features must be names, each once"),
    "features as a number": (changed("data", 0, "features", to=1), "data 1: features must be a list of names"),
    "no x": (changed("data", 0, "x", without=True), "data 1: x must be rows"),
    "an unknown name in data": (changed("data", 0, "y", to=1), "data 1 must have no other names"),
}


class TestHostile:
    @pytest.mark.parametrize("name", MALFORMED)
    def test_gets_one_clear_message(self, name):
        data, message = MALFORMED[name]
        with pytest.raises(InputError, match=message) as error:
            read_study(data)
        assert len(str(error.value)) < 300
        assert "\n" not in str(error.value)

    @settings(max_examples=200)
    @given(st.data())
    def test_any_value_anywhere_is_a_study_or_one_error(self, data):
        document = json.loads(GOOD)
        place, key = data.draw(st.sampled_from(list(places(document))))
        place[key] = data.draw(ANYTHING)
        self.study_or_error(json.dumps(document).encode())

    @given(st.integers(0, len(GOOD)), st.integers(0, len(GOOD)), st.binary(max_size=4))
    def test_any_damage_is_a_study_or_one_error(self, start, length, instead):
        self.study_or_error(GOOD[:start] + instead + GOOD[start + length % 8 :])

    def study_or_error(self, data: bytes) -> None:
        try:
            study, view, pins = read_study(data, SCHEMA)
        except InputError:
            return
        assert read_study(study_json(study, pins, view, SCHEMA).encode(), SCHEMA) == (study, view, pins)

    @pytest.mark.parametrize("unit", ['"{n}":{n},', "[],", '"\\\\u0041', "1e999999,", "[1,2],"])
    def test_a_hostile_file_costs_a_few_seconds_at_most(self, unit):
        began = time.thread_time()
        body = "".join(unit.format(n=n) for n in range(MAX_BYTES // 10 // len(unit)))
        with pytest.raises(InputError):
            read_study(('{"data":[{"x":[' + body.rstrip(",") + "]}]}").encode())
        assert time.thread_time() - began < 3


def test_the_names_that_are_tried_begin_as_formulas():
    assert {name[0] for name in HOSTILE} >= set("=+-@")
