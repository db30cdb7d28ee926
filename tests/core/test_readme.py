"""The README says what is true."""

import re
import shlex
from pathlib import Path

import pytest

from dashboard.views.dataset.schema import SCHEMA as DATA_SET
from dashboard.views.schema import SCHEMA
from softmax_core.__main__ import main
from softmax_core.link import RUN_KEYS, parse
from softmax_core.own import Own
from softmax_core.presets import PRESETS
from softmax_core.sources import Penguins
from softmax_core.study_link import STUDY_KEYS
from softmax_core.study_link import parse_pairs as parse_study

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
CONSOLE = re.findall(r"```console\n\$ python -m softmax_core(.*?)\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize(("arguments", "output"), CONSOLE)
def test_the_terminal_prints_what_the_readme_shows(arguments, output, capsys):
    assert main(shlex.split(arguments)) == 0
    assert capsys.readouterr().out == output


def test_there_is_an_example_to_check():
    assert CONSOLE


def test_every_key_of_a_link_and_every_preset_is_in_the_readme():
    table = README.partition("## Links")[2].partition("## ")[0]
    named = set(re.findall(r"`([\w-]+)`", table))
    assert {*RUN_KEYS, *SCHEMA, *PRESETS} <= named


def test_every_key_of_a_study_is_in_the_readme_with_an_example_that_can_be_read():
    table = README.partition("## Many examples")[2].partition("\n## ")[0]
    examples = {}
    for row in re.findall(r"^\| `.*", table, re.MULTILINE):
        keys, values = (re.findall(r"`([^`]+)`", cell) for cell in row.split("|")[1:3])
        examples |= zip(keys, values, strict=True)
    assert set(examples) == {*STUDY_KEYS, *DATA_SET}
    for key, value in examples.items():
        with_set = {"set": {"points": "hand", "data": "own"}[key]} if key in ("points", "data") else {}
        with_rounds = {"rounds": "40"} if key == "at" else {}
        known = {examples["data"]: Own(Penguins().data_set())}
        parse_study({**with_set, **with_rounds, key: value}.items(), DATA_SET, known)


def test_the_example_values_of_the_table_can_be_read():
    for key, example in (("preset", "slow"), ("edits", "rounds=5&edits=3~w12~0.25_5~lr~0.1_5~y~2")):
        assert example.rpartition("=")[2] in README
        parse(example if "=" in example else f"{key}={example}")


def test_the_changelog_goes_back_version_by_version():
    changelog = (Path(__file__).parents[2] / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## (\d+)\.(\d+)\.(\d+), (not released yet|\d{4}-\d\d-\d\d)$", changelog, re.MULTILINE)
    assert len(headings) == changelog.count("\n## ") > 0
    versions = [tuple(map(int, heading[:3])) for heading in headings]
    assert versions == sorted(set(versions), reverse=True)
    assert [date for *_, date in headings[1:] if not date[0].isdigit()] == []
