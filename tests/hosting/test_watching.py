"""What a server tells of its tabs on standard error, and what it keeps to itself."""

import asyncio
import json
from pathlib import Path
from typing import Any

from tests.hosting.visitor import visiting
from tests.server import serving

SCRIPT = """
import runpy

import streamlit as st

from dashboard.session import watching

watching.SLOW = 0.0
if "fail" in st.query_params:
    raise ValueError(st.query_params["fail"])
runpy.run_path("app.py")
"""
"""The app, where all is slow, and a link may fail."""


def told(tmp_path: Path, *links: str) -> list[dict[str, Any]]:
    """What a server tells while tabs come one after another, and type; all lines of it are JSON once the first did."""
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)

    async def visit(link: str) -> None:
        async with visiting(server.url, link) as visitor:
            if "fail" not in link:
                await visitor.type("w12", "31415.9265")
                await visitor.type("w12", "not a number 31415.9265")

    with serving(tmp_path / "log.txt", str(script)) as server:
        for link in links:
            asyncio.run(visit(link))
        server.stop()
    text = (tmp_path / "log.txt").read_text()
    assert "31415" not in text
    return [
        json.loads(line) for line in text[text.index("{") :].splitlines() if line.strip() not in ("", "Stopping...")
    ]


def test_tabs_are_counted_and_slow_parts_named(tmp_path: Path) -> None:
    lines = told(tmp_path, "preset=slow&x=31415_1", "view=projector&lr=31415x", "section=why")
    tabs = [(line["event"], line["tabs"]) for line in lines if "tabs" in line]
    assert tabs == [("tab opened", 1), ("tab closed", 0)] * 3
    assert all(line["seconds"] >= 0 for line in lines if line["event"] in ("tab closed", "slow"))
    assert {line["part"] for line in lines if line["event"] == "slow"} == {"lab"}
    assert {line["logger"] for line in lines if line["level"] == "info" and "tabs" in line} == {"softmax"}


def test_of_an_error_its_kind_and_place_are_told_but_not_its_words(tmp_path: Path) -> None:
    lines = told(tmp_path, "preset=slow", "fail=31415")
    errors = [line for line in lines if line["level"] == "error"]
    assert [line["error"] for line in errors] == ["ValueError"]
    assert errors[0]["places"][-1].endswith("script.py:10 <module>")
