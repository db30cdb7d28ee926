"""The document's two examples, and what a new visitor sees."""

import re

import pytest

from tests.app.page import WEIGHTS

DOCUMENT = {
    "": {
        "start": ["1.9095425", "0.5 0.5 0.5 0.5 0.5 0.5", "1 1 1"],
        "end": [
            "2.99760217e-15",
            "-2.16666667 -2.16666667 5.83333333 -1.83333333 -1.83333333 5.16666667",
            "0.66666667 0.66666667 1.66666667",
        ],
        "predicted": "3.09335001e-50 3.09335001e-50 1.00000000e+00",
    },
    "preset=recorded": {
        "start": ["0.46077411", "-0.03010464 -0.48454925 -0.19359648 -0.48489008 -0.29742846 -0.09327472", "0 0 0"],
        "end": [
            "3.02091685e-13",
            "-1.54217344 -0.63265234 1.46657541 -1.80795027 -0.42701866 1.35937568",
            "-0.1890086 -0.01851289 0.20752149",
        ],
        "predicted": "5.56493009e-21 1.50529585e-13 1.00000000e+00",
    },
}


def as_printed(page) -> list[str]:
    """Loss, weights and bias on screen."""
    loss = re.search(r"the document prints (\S+)", page.prose)[1].replace("−", "-")
    return [loss, " ".join(map(page.text, WEIGHTS)), " ".join(map(page.text, ("b1", "b2", "b3")))]


def assert_numbers_agree(seen: list[str], printed: list[str]) -> None:
    for texts, expected in zip(seen, printed, strict=True):
        numbers = [float(text) for text in texts.split()]
        assert numbers == pytest.approx(
            [float(text) for text in expected.split()], rel=1e-7, abs=6e-9 * (len(numbers) > 1)
        )


@pytest.mark.parametrize("link", DOCUMENT)
def test_the_documents_examples_are_on_screen_digit_by_digit(open_page, link):
    page = open_page(link)
    assert page.round == "0"
    assert_numbers_agree(as_printed(page), DOCUMENT[link]["start"])
    page.click("Step")
    assert page.round == "1"
    assert_numbers_agree(as_printed(page), DOCUMENT[link]["end"])
    predicted = [float(row[1]) for row in page.table]
    assert predicted == pytest.approx([float(text) for text in DOCUMENT[link]["predicted"].split()], rel=1e-8)
    assert "Converged" in page.prose


def test_the_page_opens_with_the_documents_example_and_four_pictures(open_page):
    page = open_page()
    assert page.status == "Round 0 · Loss 1.099"
    assert [page.text(name) for name in ("x1", "x2", "w11", "w23", "b1")] == ["8", "7", "0.5", "0.5", "1"]
    assert page.text("True class") == "3"
    assert [head["label"] for head in page.data("layer")["classes"]] == ["class 1", "class 2", "class 3"]
    assert page.text("Learning rate") == "1"
    assert page.errors == []
    assert len(page.charts) == 4
