"""What is taken away of a run says exactly what the run says, and a run's file comes back or is refused."""

import contextlib
import csv
import json
import re
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dashboard.export import COLUMNS, file_stem, history_csv, python_script, read_json, run_json
from dashboard.export.json import MAX_BYTES
from softmax_core import PRESETS, Edit, Given, InputError, Run, Seeded, Setup, replay
from softmax_core.link import MAX_LENGTH, parse, write
from softmax_core.model import backward
from softmax_core.transcript import transcript
from tests.core.strategies import bits, numbers, runs, setups, sizes
from tests.dashboard.json_values import ANYTHING, places

SCHEMA = {"scale": ("linear", "log"), "at_part": ("1", "2", "3")}
LETTERS = "wxybinteadlrouszpm=&~_0123456789.-e%?#"
NUMBER = r"-?\d+\.?\d*(?:e[-+]\d+)?"

EDITED = parse("preset=slow&rounds=6&at=2&edits=1~w12~0.25_2~y~2_3~lr~0.5_3~b1~-2_5~x2~1e-3").run
RUNS = [
    Run(PRESETS["document"].setup),
    Run(PRESETS["document"].setup, rounds=1),
    Run(PRESETS["recorded"].setup, rounds=12),
    EDITED,
    Run(PRESETS["huge-logits"].setup, rounds=20),
    Run(PRESETS["four-inputs"].setup, rounds=30),
    Run(Setup(x=(1e100, -1e100), y=(1, 0), start=Given(((1e100, -1e100), (0, 5e-324)), (0, 1e100))), rounds=3),
    Run(Setup(x=(0.3,), y=(0, 1), start=Seeded("uniform01", 5)), (Edit(2, "x1", -4), Edit(2, "y", 1)), rounds=7),
    Run(Setup(x=(1, 2, -3, 4, 0.5, 6), y=(0, 0, 0, 0, 1, 0), start=Seeded("normal", 9), learning_rate=0.01), rounds=15),
]  # fmt: skip


@st.composite
def any_runs(draw):
    """Runs of every size and of numbers up to the limits."""
    return draw(runs(numbers, setup=draw(setups(numbers, sizes))))


class TestCsv:
    def table(self, run: Run) -> list[dict[str, str]]:
        return list(csv.DictReader(StringIO(history_csv(run))))

    def test_columns(self):
        header = history_csv(Run(PRESETS["two-classes"].setup)).splitlines()[0]
        assert header == (
            "round,edited,learning_rate,x1,x2,y,w11,w12,w21,w22,b1,b2,logit1,logit2,probability1,probability2,"
            "cross_entropy,binary_cross_entropy,dw11,dw12,dw21,dw22,db1,db2"
        )

    @given(any_runs())
    def test_every_number_reads_back_to_the_same_bits(self, run):
        history = replay(run)
        forward = history.forward()
        gradients = backward(forward.probabilities, history.x, history.y)
        n_features, n_classes = run.setup.n_features, run.setup.n_classes
        features, classes = range(1, n_features + 1), range(1, n_classes + 1)
        rows = self.table(run)
        assert [int(row["round"]) for row in rows] == list(range(run.rounds + 1))

        def column(*names: str) -> np.ndarray:
            return np.array([[float(row[name]) for name in names] for row in rows])

        pairs = [f"{i}{k}" for i in features for k in classes]
        expected = {
            ("learning_rate",): history.learning_rate,
            tuple(f"x{i}" for i in features): history.x,
            tuple(f"w{pair}" for pair in pairs): history.weights,
            tuple(f"b{k}" for k in classes): history.bias,
            tuple(f"logit{k}" for k in classes): forward.logits,
            tuple(f"probability{k}" for k in classes): forward.probabilities,
            ("cross_entropy",): history.losses("ce"),
            ("binary_cross_entropy",): history.losses("bce"),
            tuple(f"dw{pair}" for pair in pairs): gradients.weights,
            tuple(f"db{k}" for k in classes): gradients.bias,
        }
        for names, values in expected.items():
            assert column(*names).tobytes() == np.ascontiguousarray(values).tobytes(), names
        assert [int(row["y"]) - 1 for row in rows] == history.y[:, 0].argmax(axis=-1).tolist()

    def test_edits_stand_in_their_rows(self):
        edited = [row["edited"] for row in self.table(EDITED)]
        assert edited == ["", "w12=0.25", "y=2", "b1=-2 lr=0.5", "", "x2=0.001", ""]

    def test_the_readme_and_a_sentence_name_every_column(self):
        readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
        header = history_csv(Run(PRESETS["two-classes"].setup)).splitlines()[0].split(",")
        kinds = {re.sub(r"\d+", "", name) for name in header}
        described = {re.sub(r"\d+|[nm]+$", "", name) for name in re.findall(r"`(\w+)`", readme.split("## Files")[1])}
        assert kinds <= described
        for word in ("edits", "η", "x", "y", "weights", "bias", "θ", "ŷ", "losses", "dw", "db"):
            assert re.search(rf"\b{word}\b", COLUMNS), word


class TestName:
    def test_tells_runs_apart_by_what_they_are_and_not_by_the_round_looked_at(self):
        different = [*RUNS, parse("preset=slow&rounds=6").run, parse("preset=slow&rounds=7").run]
        assert len({file_stem(run) for run in different}) == len(different)
        assert file_stem(EDITED) == file_stem(EDITED.look_at(0))
        assert file_stem(Run(PRESETS["already-right"].setup, rounds=12, at=3)) == "softmax_already-right_rounds_12"

    @given(any_runs())
    def test_is_short_and_plain(self, run):
        assert re.fullmatch(r"softmax_[a-z0-9-]{3,20}_rounds_\d{1,5}", file_stem(run))


class TestScript:
    def prints(self, script: str) -> str:
        done = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True, timeout=120)
        assert done.stderr == ""
        return done.stdout

    @pytest.mark.parametrize("run", RUNS)
    def test_prints_the_transcript(self, run):
        assert self.prints(python_script(run)) == transcript(replay(run)) + "\n"

    @pytest.mark.parametrize("run", [*RUNS[:6], *RUNS[7:], Run(PRESETS["recorded"].setup, rounds=3000)])
    def test_differs_from_the_core_by_the_rounding_it_tells_of(self, run):
        history, kept = replay(run), []
        lines = python_script(run).replace("    print(f", "    KEPT.append((W.copy(), b.copy()))\n    print(f")
        with contextlib.redirect_stdout(StringIO()):
            exec(lines, {"KEPT": kept, "__name__": "script"})
        assert len(kept) == run.rounds + 1
        largest = max(np.abs(history.weights).max(), np.abs(history.bias).max())
        for round, (weights, bias) in enumerate(kept):
            allowed = 3e-16 * (round + 3) * largest
            np.testing.assert_allclose(weights, history.weights[round], rtol=0, atol=allowed)
            np.testing.assert_allclose(bias, history.bias[round], rtol=0, atol=allowed)

    @settings(max_examples=12)
    @given(st.lists(any_runs(), min_size=8, max_size=8))
    def test_many_runs_print_their_transcripts(self, some):
        """Eight a process, as starting one takes longer than training.

        The script is the plain loop, from which the core differs by the rounding of a float: where a number is printed
        that is the rest of a sum, or lies on the edge of two digits, that can be seen.
        """
        script = "".join(f"exec({python_script(run)!r}, {{}})\nprint('next')\n" for run in some)
        for run, printed in zip(some, self.prints(script).split("next\n"), strict=False):
            expected = transcript(replay(run)) + "\n"
            assert re.sub(NUMBER, "", printed).split() == re.sub(NUMBER, "", expected).split()
            numbers = [[float(number) for number in re.findall(NUMBER, text)] for text in (printed, expected)]
            np.testing.assert_allclose(*numbers, rtol=2e-8, atol=1e-11)

    def test_is_plain_and_short(self):
        script = python_script(Run(PRESETS["document"].setup, rounds=1))
        imports = [line for line in script.splitlines() if "import" in line]
        assert imports == ["import sys", "import numpy as np"]
        assert "softmax_core" not in script
        assert len(script.splitlines()) < 60
        assert max(map(len, script.splitlines())) <= 120


class TestJson:
    @given(any_runs(), st.lists(any_runs(), max_size=4, unique=True))
    def test_comes_back_the_same(self, run, pins):
        read, read_pins = read_json(run_json(run, pins).encode())
        assert (read.run, read_pins) == (run, tuple(pins))
        assert bits(replay(read.run)) == bits(replay(run))

    def test_holds_what_the_screen_shows(self):
        view = {key: values[-1] for key, values in SCHEMA.items()}
        assert read_json(run_json(EDITED, (), view, SCHEMA).encode(), SCHEMA)[0].view == view
        with pytest.raises(InputError, match="link must have no other keys"):
            read_json(run_json(EDITED, (), view, SCHEMA).encode())

    def test_is_readable(self):
        text = run_json(EDITED)
        assert '"link": "preset=slow&rounds=6&at=2&' in text
        assert text.isascii()

    def test_a_file_by_hand(self):
        """A whole address, commas, a byte order mark and no pins."""
        data = {"format": "softmax-run", "version": 2, "link": "https://a.example/?x=8,7&init=zeros&rounds=2"}
        run = Run(Setup(x=(8, 7), y=(0, 0, 1), start=Seeded("zeros")), rounds=2)
        read, pins = read_json(b"\xef\xbb\xbf" + json.dumps(data).encode())
        assert (read.run, pins) == (run, ())

    def test_more_than_four_pins_are_not_written(self):
        with pytest.raises(InputError, match="pins must be at most 4 runs"):
            run_json(EDITED, [EDITED] * 5)


OLD = """{
  "format": "softmax-run",
  "version": 1,
  "link": "preset=slow&rounds=6&at=2&edits=1~w12~0.25_2~y~2_3~b1~-2_3~lr~0.5_5~x2~0.001",
  "setup": {
    "x": [8.0, 7.0], "y": [0, 0, 1],
    "start": {"weights": [[0.5, 0.5, 0.5], [0.5, 0.5, 0.5]], "bias": [1.0, 1.0, 1.0]},
    "learning_rate": 0.001, "loss": "ce", "tolerance": 1e-06, "max_rounds": 100
  },
  "edits": [
    {"round": 1, "name": "w12", "value": 0.25},
    {"round": 2, "name": "y", "value": 2},
    {"round": 3, "name": "b1", "value": -2.0},
    {"round": 3, "name": "lr", "value": 0.5},
    {"round": 5, "name": "x2", "value": 0.001}
  ],
  "rounds": 6,
  "at": 2,
  "pins": [
    {
      "link": "x=0.3&y=0_1&init=uniform01~5&rounds=7&edits=2~x1~-4",
      "setup": {"x": [0.3], "y": [0, 1], "start": {"initializer": "uniform01", "seed": 5}},
      "edits": [{"round": 2, "name": "x1", "value": -4}],
      "rounds": 7,
      "at": 7
    }
  ]
}
"""


class TestFilesOfBefore:
    """Version 1 wrote each run out beside its link."""

    def test_are_read_by_their_links(self):
        read, (pin,) = read_json(OLD.encode())
        assert read.run == EDITED
        assert pin == Run(Setup(x=(0.3,), y=(0, 1), start=Seeded("uniform01", 5)), (Edit(2, "x1", -4),), rounds=7)

    def test_without_a_link_are_refused(self):
        document = json.loads(OLD)
        del document["pins"][0]["link"]
        with pytest.raises(InputError, match="pin 1: link must be text; received nothing"):
            read_json(json.dumps(document).encode())
        del document["link"]
        with pytest.raises(InputError, match="link must be text; received nothing"):
            read_json(json.dumps(document).encode())

    def test_the_largest_are_read(self):
        """The shortest edits make the longest file."""
        names = [f"{kind}{i}{k}" for kind in "w" for i in range(1, 7) for k in range(1, 7)]
        edits = [{"round": round, "name": name, "value": 0.0} for round in range(1, 100) for name in names]
        written = "x=1_1_1_1_1_1&y=1_0_0_0_0_0&rounds=99&edits="
        written += "_".join(f"{edit['round']}~{edit['name']}~0" for edit in edits)
        link = written[: MAX_LENGTH - len("&init=zeros")].rpartition("_")[0]
        count = link.count("w")
        run = {"link": link, "setup": json.loads(OLD)["setup"], "edits": edits[:count], "rounds": 99, "at": 99}
        pins = [run | {"link": link.replace("x=1", f"x={x}")} for x in range(2, 6)]
        document = {"format": "softmax-run", "version": 1, **run, "pins": pins}
        read, read_pins = read_json(json.dumps(document, indent=2).encode())
        assert len(read.run.edits) == count
        assert len(read_pins) == 4


def changed(*path, to=None, without=False, **also) -> bytes:
    """The file of a run with one value of it changed or left out, and others at its top changed as well."""
    document = {**json.loads(run_json(EDITED, [START])), **also}
    *where, last = path
    place = document
    for key in where:
        place = place[key]
    if without:
        del place[last]
    else:
        place[last] = to
    return json.dumps(document).encode()


START = Run(PRESETS["tie"].setup)
GOOD = run_json(EDITED, [START]).encode()
LONG = "rounds=900&edits=" + "_".join(f"{round}~b1~0.12345" for round in range(1, 900))
DEEP = {"version": b'{"version":', "link": b'{"format": "softmax-run", "version": 2, "link":', "anything": b""}
MALFORMED = {
    "empty": (b"", "file must be JSON"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\xff", "file must be text in UTF-8; received byte 0x89"),
    "UTF-16": (GOOD.decode().encode("utf-16"), "file must be text in UTF-8"),
    "cut": (GOOD[:100], "file must be JSON"),
    "more behind": (GOOD + b"{}", "file must be JSON"),
    "a pickle": (b"cos\nsystem\n(S'false'\ntR.", "file must be JSON"),
    "a list": (b"[]", "file must be a JSON object"),
    "a number": (b"1", "file must be a JSON object"),
    "NaN": (b"NaN", "file must be a JSON object; received nan"),
    "another file": (b'{"a": 1}', 'format must be "softmax-run"; received nothing'),
    "huge": (GOOD + b" " * MAX_BYTES, f"file must have at most {MAX_BYTES} bytes; received"),
    "a giant integer": (b'{"version": ' + b"9" * 100_000 + b"}", "numbers of a reasonable length"),
    "a large integer": (changed("version", to=10**300), "version must be 2 or an earlier one"),
    "a name twice": (GOOD.replace(b'"version"', b'"pins": 1, "version"'), "give each name once; received pins"),
    "another format": (changed("format", to="model"), 'format must be "softmax-run"; received model'),
    "format as a list": (changed("format", to=["softmax-run"]), 'format must be "softmax-run"; received a list of 1'),
    "a newer version": (changed("version", to=3), "version must be 2 or an earlier one; received 3"),
    "version 0": (changed("version", to=0), "version must be 2 or an earlier one; received 0"),
    "version as text": (changed("version", to="2"), "version must be 2"),
    "version as true": (changed("version", to=True), "version must be 2"),
    "version as 2.0": (changed("version", to=2.0), "version must be 2 or an earlier one; received 2.0"),
    "no link": (changed("link", without=True), "link must be text; received nothing"),
    "an unknown name": (changed("rounds", to=1), "file must have no other names than .*; received rounds"),
    "link as a number": (changed("link", to=1), "link must be text; received 1"),
    "link as an object": (changed("link", to={"x": 1}), "link must be text; received an object"),
    "an unknown key": (changed("link", to="round=5"), "link must have no other keys than a run's; received round"),
    "a bad number": (changed("link", to="x=8_a"), "x must be a number"),
    "a bad seed": (changed("link", to="init=zeros~None"), "init must be zeros or one of"),
    "a bad view": (changed("link", to="scale=loss"), "scale must be one of linear, log"),
    "a long link": (changed("link", to=LONG), "link must have at most 4000 characters"),
    "an escaped link": (changed("link", to="x=\ud800"), "x must be a number"),
    "pins as an object": (changed("pins", to={}), "pins must be a list of at most 4 runs"),
    "pins as null": (changed("pins", to=None), "pins must be a list of at most 4 runs"),
    "five pins": (changed("pins", to=["rounds=1"] * 5), "pins must be a list of at most 4 runs; received a list of 5"),
    "a pin of null": (changed("pins", 0, to=None), "pin 1: link must be text; received nothing"),
    "a pin as an object": (changed("pins", 0, to={"link": ""}), "pin 1: link must be text"),
    "a bad pin": (changed("pins", 0, to="x=8_a"), "pin 1: x must be a number"),
    "equal pins": (changed("pins", to=["rounds=1", "lr=2", "rounds=1"]), "pin 3 must differ from the pins before it"),
    "equal pins, otherwise spelled": (changed("pins", to=["preset=slow", "lr=0.001"]), "pin 2 must differ"),
    "a pin of version 1 as text": (changed("version", to=1), "pin 1 must be a JSON object; received preset=tie"),
}  # fmt: skip


class TestBadFile:
    @pytest.mark.parametrize(("data", "message"), MALFORMED.values(), ids=MALFORMED)
    def test_is_one_clear_message(self, data, message):
        with pytest.raises(InputError, match=message) as raised:
            read_json(data, SCHEMA)
        text = str(raised.value)
        assert len(text) < 300
        assert text.replace("×", "x").isascii()
        assert text.isprintable()

    @pytest.mark.parametrize("before", DEEP.values(), ids=DEEP)
    def test_nested_however_deep_is_one_error(self, before):
        """Deeper than Python reads, and a little less, which it then cannot write into a message."""
        after = b"}" if before else b""
        for depth in (*range(900, 1010), 3000, 50_000):
            for opened, within, closed in ((b"[", b"", b"]"), (b'{"a":', b"1", b"}")):
                data = before + opened * depth + within + closed * depth + after
                with pytest.raises(InputError):
                    read_json(data[:MAX_BYTES])

    @given(st.binary(max_size=200))
    @example(b'"\\ud800"')
    @example(b'{"\\ud800": 1}')
    @example(b"\x00")
    def test_any_bytes_are_a_run_or_one_error(self, data):
        self.run_or_error(data)

    @settings(max_examples=300)
    @given(st.data())
    def test_any_value_anywhere_is_a_run_or_one_error(self, data):
        document = json.loads(data.draw(st.sampled_from([GOOD, OLD])))
        place, key = data.draw(st.sampled_from(list(places(document))))
        place[key] = data.draw(ANYTHING)
        self.run_or_error(json.dumps(document).encode())

    @settings(max_examples=300)
    @given(st.lists(st.text(LETTERS, max_size=40), max_size=5))
    def test_any_links_are_runs_or_one_error(self, links):
        document = {"format": "softmax-run", "version": 2, "link": "&".join(links[:1]), "pins": links[1:]}
        self.run_or_error(json.dumps(document).encode())

    @given(st.integers(0, len(GOOD)), st.integers(0, len(GOOD)), st.binary(max_size=4))
    def test_any_damage_is_a_run_or_one_error(self, start, length, instead):
        self.run_or_error(GOOD[:start] + instead + GOOD[start + length % 8 :])

    def run_or_error(self, data: bytes) -> None:
        try:
            read, pins = read_json(data, SCHEMA)
        except InputError:
            return
        assert len(set(pins)) == len(pins) <= 4
        assert len(write(read.run, read.view, SCHEMA)) <= MAX_LENGTH
        again, pins_again = read_json(run_json(read.run, pins, read.view, SCHEMA).encode(), SCHEMA)
        assert (again.run, again.view, pins_again) == (read.run, read.view, pins)

    @pytest.mark.parametrize("unit", ['"{n}":{n},', '"a":"{n}",', "[],", '[0,{{"a":1', '"\\\\u0041', "1e999999,"])
    def test_a_hostile_file_costs_nobody_a_second(self, unit):
        start = time.thread_time()
        for opened in ("{", "["):
            body = "".join(unit.format(n=n) for n in range(MAX_BYTES // len(unit)))[: MAX_BYTES - 2]
            with pytest.raises(InputError):
                read_json((opened + body.rstrip(",") + {"{": "}", "[": "]"}[opened]).encode())
        assert time.thread_time() - start < 1
