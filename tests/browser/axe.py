"""axe-core, the checker of pages for keyboards and screen readers, run in a page of the tests."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Frame, Page

# The nodes in which a rule is broken; in a frame of the page the rules are run there.
_RUN = """async () => {
    const { violations } = await axe.run({ exclude: [["iframe"]] }, { resultTypes: ["violations"] });
    return violations.flatMap(({ id, impact, nodes }) =>
        nodes.map(({ target, html, failureSummary: summary }) =>
            [id, impact, target.join(" "), html.slice(0, 300), summary]));
}"""


class Violation(NamedTuple):
    """A rule that an element breaks."""

    rule: str
    impact: str
    element: str
    html: str
    summary: str


def axe_source() -> str:
    """The script. Where it is not there the test is skipped, or fails where REQUIRE_BROWSER=1."""
    path = os.environ.get("AXE_CORE", "")
    if not Path(path).is_file():
        missing = pytest.fail if os.environ.get("REQUIRE_BROWSER") == "1" else pytest.skip
        missing("no axe-core: AXE_CORE must be the path of axe.min.js, as .ci/run installs it")
    return Path(path).read_text(encoding="utf-8")


def violations(page: "Page", source: str) -> list[Violation]:
    """All that the page breaks, and the pages within it."""
    return [violation for frame in page.frames for violation in _of_frame(frame, source)]


def _of_frame(frame: "Frame", source: str) -> list[Violation]:
    if not frame.evaluate("() => Boolean(window.axe)"):
        frame.evaluate(source)
    return [Violation(*found) for found in frame.evaluate(_RUN)]
