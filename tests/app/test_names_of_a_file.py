"""Names out of a user's file are shown as text, and short, in all that the page sends."""

import csv
import io
import json
import re
from collections.abc import Iterator

import pytest
from google.protobuf.message import Message

from dashboard.views.dataset.schema import SCHEMA
from tests.app.page import shown
from tests.app.study_page import StudyPage

NAMES = [
    "<b>bad</b><img src=x onerror=alert(1)>",
    "*bad* **bad** [bad](http://bad.example)",
    "$\\theta$ :red[bad] `bad` :smile: &lt;",
    "\u202ebad\u0000"[:4] + "\nbad",
    "שלום עולם bad",
    "bad" * 170,
    "👩\u200d🔬🐧 bad",
]
MARKDOWN = ("*bad*", "$\\theta$", "[bad](", ":red[bad]", "`bad`", "<b>bad", "<img")
"""What Markdown would make something of; where it is escaped these are not to be found."""
MARKUP = ("<b>bad", "<img")

PLAIN = ("options", "value", "default", "placeholder")
"""Fields of a message that a browser shows letter by letter."""


def table() -> bytes:
    """A file whose columns and classes have these names."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow([*NAMES, "label"])
    writer.writerows([*(k * j + j * 1.5 for j in range(7)), NAMES[k % 6]] for k in range(36))
    return file.getvalue().encode()


def texts(message: Message, place: str = "") -> Iterator[tuple[str, str]]:
    """All texts in a message, each with where it stands."""
    for field, value in message.ListFields():
        for one in value if field.is_repeated else [value]:
            if isinstance(one, Message):
                yield from texts(one, f"{place}.{field.name}")
            elif isinstance(one, str | bytes):
                yield f"{place}.{field.name}", one if isinstance(one, str) else one.decode(errors="replace")


def strings(value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from strings(one)


def check(page: StudyPage) -> int:
    """Look through everything on the page; how many texts have one of these names."""
    found = 0
    for part in page.at.main:
        if part.proto is None:  # a container
            continue
        for place, text in texts(part.proto):
            kind, field = type(part.proto).__name__, place.rpartition(".")[2]
            if kind == "BidiComponent" and field in ("json", "bytes"):
                data = json.loads(text)
                figure = [looked_at(one, MARKUP) for one in strings(data.pop("figure", None))]
                found += sum(figure) + sum(looked_at(one, ()) for one in strings(data))
            elif any(name in place for name in PLAIN):
                found += looked_at(text, ())
            elif kind == "Html":
                found += looked_at(text, MARKUP)
            else:
                raw = re.sub(
                    r"(?<!`)(`+) (.*?) \1(?!`)|\\[!-/:-@\[-`{-~]", "", text
                )  # neither code nor what is escaped
                found += looked_at(raw, MARKDOWN)
    return found


def looked_at(text: str, forbidden: tuple[str, ...]) -> bool:
    assert "\u202e" not in text
    assert not re.search("(bad){25}", text)
    for token in forbidden:
        assert token not in text
    return "bad" in shown(text)


@pytest.fixture
def page() -> StudyPage:
    return StudyPage().enter("Data set", "own").upload("<b>bad</b>*bad*.csv", table())


def test_before_it_is_used(page):
    assert check(page) > 10


def test_when_it_is_trained_on(page):
    page.click("Use it").click("×10")
    assert page.session.data.n_classes == 6
    assert check(page) > 30
    page.event("plane", clicked={"x": 0.0, "y": 0.0, "point": 4})
    assert page.study.sample == 4
    check(page)
    link = page.link
    for key in ("below", "panel"):
        for value in SCHEMA[key]:
            check(page.go(f"{link}&{key}={value}"))
            assert page.session.view[key] == value


def test_in_messages(page):
    bad = table().replace(b"10.5", NAMES[0].encode(), 1)
    page.upload("<b>bad</b>*bad*.csv", bad)
    assert len(page.errors) == 1
    check(page)
    page.enter("Label column", NAMES[1])
    assert page.errors
    check(page)


def test_names_that_are_shortened_alike_stay_apart():
    names = ["a" * 100 + end for end in "123"]
    rows = [f"{k},{k * k % 7},{k % 4},{names[k % 3]}" for k in range(12)]
    page = StudyPage().enter("Data set", "own").upload("a.csv", "\n".join([",".join([*names, "y"]), *rows]).encode())
    page.click("Use it")
    cells = page.data("weights")["figure"]["data"][0]
    assert (len(set(cells["x"])), len(set(cells["y"]))) == (3, 4)
    assert len(set(page.data("confusion")["figure"]["layout"]["xaxis"]["ticktext"])) == 3
    assert len(set(page.field("Label column").options)) == 4


def test_a_feature_may_be_called_bias():
    page = StudyPage().enter("Data set", "own").upload("a.csv", b"bias,y\n1,u\n2,v\n3,v\n").click("Use it")
    assert page.data("weights")["figure"]["data"][0]["y"] == ["bias", "bias′"]
