"""What is taken away of a run says exactly what the run says, and a run's file comes back or is refused."""

import csv
import json
import re
import subprocess
import sys
from io import StringIO

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dashboard.export import MAX_BYTES, history_csv, python_script, read_json, run_json
from softmax_core import PRESETS, Edit, Given, InputError, Run, Seeded, Setup, replay
from softmax_core.link import parse
from softmax_core.model import backward
from softmax_core.transcript import transcript
from tests.core.strategies import bits, numbers, runs, setups, sizes

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


class TestScript:
    def prints(self, script: str) -> str:
        done = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True, timeout=120)
        assert done.stderr == ""
        return done.stdout

    @pytest.mark.parametrize("run", RUNS)
    def test_prints_the_transcript(self, run):
        assert self.prints(python_script(run)) == transcript(replay(run)) + "\n"

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
    @given(any_runs(), st.lists(any_runs(), max_size=4))
    def test_comes_back_the_same(self, run, pins):
        read, read_pins = read_json(run_json(run, pins).encode())
        assert (read, read_pins) == (run, tuple(pins))
        assert bits(replay(read)) == bits(replay(run))

    def test_is_readable(self):
        text = run_json(EDITED)
        assert '"link": "preset=slow&rounds=6&at=2&' in text
        assert '"x": [8.0, 7.0],' in text
        assert text.isascii()

    def test_a_file_by_hand(self):
        """Whole numbers, defaults left out, a byte order mark and no pins."""
        data = {"format": "softmax-run", "version": 1, "rounds": 2,
                "setup": {"x": [8, 7], "y": [0, 0, 1], "start": {"initializer": "zeros"}}}  # fmt: skip
        run = Run(Setup(x=(8, 7), y=(0, 0, 1), start=Seeded("zeros")), rounds=2)
        assert read_json(b"\xef\xbb\xbf" + json.dumps(data).encode()) == (run, ())

    def test_more_than_four_pins_are_not_written(self):
        with pytest.raises(InputError, match="pins must be at most 4 runs"):
            run_json(EDITED, [EDITED] * 5)


def changed(*path, to=None, without=False, **also) -> bytes:
    """The file of a run with one value of it changed or left out, and others at its top changed as well."""
    document = {**json.loads(run_json(EDITED, [EDITED])), **also}
    *where, last = path
    place = document
    for key in where:
        place = place[key]
    if without:
        del place[last]
    else:
        place[last] = to
    return json.dumps(document).encode()


GOOD = run_json(EDITED).encode()
MANY = [{"round": n // 3 + 1, "name": f"b{n % 3 + 1}", "value": 0.12345} for n in range(900)]
DEEP = b'{"format":' + b"[" * 200_000 + b"]" * 200_000 + b"}"
MALFORMED = {
    "empty": (b"", "file must be JSON"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\xff", "file must be text in UTF-8; received byte 0x89"),
    "UTF-16": (GOOD.decode().encode("utf-16"), "file must be text in UTF-8"),
    "cut": (GOOD[:100], "file must be JSON"),
    "more behind": (GOOD + b"{}", "file must be JSON"),
    "a pickle": (b"cos\nsystem\n(S'false'\ntR.", "file must be JSON"),
    "a list": (b"[]", "file must be a JSON object"),
    "a number": (b"1", "file must be a JSON object"),
    "another file": (b'{"a": 1}', 'format must be "softmax-run"; received nothing'),
    "huge": (GOOD + b" " * MAX_BYTES, "file must have at most 1000000 bytes; received"),
    "deep": (DEEP, "file must not be nested deeper"),
    "a giant integer": (GOOD.replace(b'"rounds": 6', b'"rounds": ' + b"9" * 100_000), "numbers of a reasonable length"),
    "a large integer": (changed("rounds", to=10**300), "rounds must be a whole number from 0 to 10000"),
    "a large x": (changed("setup", "x", 0, to=10**400), "x must be finite and at most 1e100"),
    "an infinite exponent": (GOOD.replace(b"0.001", b"1e999"), "learning_rate must be finite"),
    "NaN": (changed("setup", "tolerance", to=float("nan")), "file must have finite numbers only; received NaN"),
    "Infinity": (changed("edits", 0, "value", to=float("-inf")), "finite numbers only; received -Infinity"),
    "a name twice": (GOOD.replace(b'"version"', b'"at": 1, "version"'), "file must give each name once; received at"),
    "another format": (changed("format", to="model"), 'format must be "softmax-run"; received model'),
    "a newer version": (changed("version", to=2), "version must be 1, the one this program reads; received 2"),
    "version as text": (changed("version", to="1"), "version must be 1"),
    "version as true": (changed("version", to=True), "version must be 1"),
    "no setup": (changed("setup", without=True), 'run must have "setup"'),
    "no rounds": (changed("rounds", without=True), 'run must have "rounds"'),
    "an unknown name": (changed("round", to=1), "run must have no other names than .*; received round"),
    "an unknown name in setup": (changed("setup", "eta", to=1), "setup must have no other names"),
    "link as a number": (changed("link", to=1), "link must be text"),
    "setup as a list": (changed("setup", to=[]), "setup must be a JSON object"),
    "x as text": (changed("setup", "x", to="8_7"), "x must be a list of at most 6"),
    "x of text": (changed("setup", "x", 0, to="8"), "x must be a number"),
    "x of true": (changed("setup", "x", 0, to=True), "x must be a number; received True"),
    "x of null": (changed("setup", "x", 0, to=None), "x must be a number; received None"),
    "x of a list": (changed("setup", "x", 0, to=[1]), "x must be a number"),
    "x of 7": (changed("setup", "x", to=[1] * 7), "x must be a list of at most 6"),
    "x of none": (changed("setup", "x", to=[]), "x must"),
    "x too large": (changed("setup", "x", 0, to=1.1e100), "x must be finite and at most 1e100"),
    "no label": (changed("setup", "y", to=[0, 0, 0]), "y must be one-hot"),
    "label of true": (changed("setup", "y", to=[0, 0, True]), "y must be a number; received True"),
    "another shape": (changed("setup", "y", to=[0, 1]), "weights must have 2 rows of 2 numbers"),
    "a missing row": (changed("setup", "start", "weights", to=[[1, 2, 3]]), "weights must have 2 rows of 3 numbers"),
    "ragged rows": (changed("setup", "start", "weights", 0, to=[1]), "weights must have rows of one length"),
    "bias too short": (changed("setup", "start", "bias", to=[1]), "bias must have 3 numbers"),
    "weights alone": (changed("setup", "start", "bias", without=True), 'start must have "bias"'),
    "two starts": (changed("setup", "start", "initializer", to="zeros"), "start must have no other names"),
    "no such start": (changed("setup", "start", to={"initializer": "he"}), "initializer must be one of zeros"),
    "start as a list": (changed("setup", "start", to={"initializer": ["zeros"]}), "initializer must be text"),
    "seed of text": (changed("setup", "start", to={"initializer": "normal", "seed": "1"}), "seed must be a whole"),
    "seed of true": (changed("setup", "start", to={"initializer": "normal", "seed": True}), "seed must be a whole"),
    "no seed": (changed("setup", "start", to={"initializer": "normal"}), "seed must be a whole number"),
    "loss": (changed("setup", "loss", to="mse"), "loss must be one of ce, bce"),
    "loss as a list": (changed("setup", "loss", to=["ce"]), "loss must be text"),
    "rate of 0": (changed("setup", "learning_rate", to=0), "learning_rate must be greater than 0"),
    "rate as text": (changed("setup", "learning_rate", to="1"), "learning_rate must be a number"),
    "a broken max": (changed("setup", "max_rounds", to=1.5), "max_rounds must be a whole number"),
    "rounds as true": (changed("rounds", to=True), "rounds must be a whole number"),
    "rounds as 6.0": (changed("rounds", to=6.0), "rounds must be a whole number"),
    "at beyond": (changed("at", to=7), "at must be a whole number from 0 to 6"),
    "edits as an object": (changed("edits", to={}), "edits must be a list"),
    "an edit as text": (changed("edits", 0, to="1~w12~0"), "edit must be a JSON object"),
    "an edit without value": (changed("edits", 0, "value", without=True), 'edit must have "value"'),
    "an edit of nothing": (changed("edits", 0, "name", to="w99"), "edit must name one of"),
    "an edit of a list": (changed("edits", 0, "name", to=[]), "name of an edit must be text"),
    "an edit to text": (changed("edits", 0, "value", to="1"), "w12 must be a number"),
    "an edit at round 0": (changed("edits", 0, "round", to=0), "round of the edit of w12 must be a whole number"),
    "edits out of order": (changed("edits", 0, "round", to=4), "edits must come with their rounds ascending"),
    "class 4 of 3": (changed("edits", 1, "value", to=4), "y must be a whole number from 1 to 3"),
    "too many edits": (changed("rounds", to=300, edits=MANY), "edits must fit in a link of at most 4000 characters"),
    "pins as an object": (changed("pins", to={}), "pins must be a list of at most 4 runs"),
    "five pins": (changed("pins", to=[json.loads(run_json(EDITED))] * 5), "pins must be a list of at most 4 runs"),
    "a pin of null": (changed("pins", 0, to=None), "pin 1 must be a JSON object"),
    "a bad pin": (changed("pins", 0, "setup", "x", 0, to="8"), "pin 1: x must be a number"),
}  # fmt: skip


class TestBadFile:
    @pytest.mark.parametrize(("data", "message"), MALFORMED.values(), ids=MALFORMED)
    def test_is_one_clear_message(self, data, message):
        with pytest.raises(InputError, match=message) as raised:
            read_json(data)
        text = str(raised.value)
        assert len(text) < 300
        assert text.replace("×", "x").isascii()
        assert text.isprintable()

    @given(st.binary(max_size=200))
    @example(b'"\\ud800"')
    @example(b'{"\\ud800": 1}')
    @example(b"\x00")
    def test_any_bytes_are_a_run_or_one_error(self, data):
        self.run_or_error(data)

    @settings(max_examples=300)
    @given(st.data())
    def test_any_value_anywhere_is_a_run_or_one_error(self, data):
        document = json.loads(run_json(EDITED, [EDITED]))
        place, key = data.draw(st.sampled_from(list(places(document))))
        place[key] = data.draw(ANYTHING)
        self.run_or_error(json.dumps(document).encode())

    @given(st.integers(0, len(GOOD)), st.integers(0, len(GOOD)), st.binary(max_size=4))
    def test_any_damage_is_a_run_or_one_error(self, start, length, instead):
        self.run_or_error(GOOD[:start] + instead + GOOD[start + length % 8 :])

    def run_or_error(self, data: bytes) -> None:
        try:
            run, pins = read_json(data)
        except InputError:
            return
        assert read_json(run_json(run, pins).encode()) == (run, pins)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just(10**400),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


def places(value):
    """Each (container, key) of a JSON value."""
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield value, key
            yield from places(inner)
