"""What a link, a file and a number must be: a valid value that can be written back, or one clear error."""

import csv
import io

import numpy as np

from dashboard.export import read_json, run_json
from dashboard.views.schema import SCHEMA
from softmax_core.csv_data import read_csv
from softmax_core.link import MAX_LENGTH, parse, write
from softmax_core.numerals import format_number, read_typed_number
from softmax_core.validation import LARGEST, MOST_RECEIVED, InputError


def check_link(text: str) -> bool:
    """Whether a link is accepted; raises AssertionError where what it must be does not hold."""
    try:
        link = parse(text, SCHEMA)
    except InputError as error:
        _clear(error)
        return False
    written = write(link.run, link.view, SCHEMA)
    assert len(written) <= MAX_LENGTH, f"is {len(written)} characters when it is written back"
    again = parse(written, SCHEMA)
    assert (again.run, again.view) == (link.run, link.view), f"is another run when it is written back: {written}"
    return True


def check_file(data: bytes) -> bool:
    """Whether a file is accepted; raises AssertionError where what it must be does not hold."""
    try:
        link, pins = read_json(data, SCHEMA)
    except InputError as error:
        _clear(error)
        return False
    written = run_json(link.run, pins, link.view, SCHEMA).encode()
    again, pins_again = read_json(written, SCHEMA)
    assert (again.run, again.view, pins_again) == (link.run, link.view, pins), "is another run when it is written back"
    return True


def check_typed(text: str) -> bool:
    """Whether a number is accepted; raises AssertionError where what it must be does not hold."""
    try:
        number = read_typed_number("w11", text)
    except InputError as error:
        _clear(error)
        return False
    assert abs(number) <= LARGEST, f"is {number}"
    assert str(number) != "-0.0", "is -0"
    assert read_typed_number("w11", format_number(number)) == number, "is another number when it is written back"
    return True


def check_csv(raw: bytes) -> bool:
    """Whether a table is accepted; raises AssertionError where what it must be does not hold."""
    try:
        data, report = read_csv(raw, "kind")
    except InputError as error:
        _clear(error)
        return False
    assert np.isfinite(data.x).all(), "has a number that is none"
    assert np.abs(data.x).max() <= LARGEST, "has too large a number"
    assert len(data.x) == len(data.labels) == report.n_rows - report.n_dropped, "has not as many rows as it says"
    assert set(data.labels) == set(range(len(data.classes))), "has a class without a sample"
    assert all(line.isprintable() for line in report.lines()), "has a report of more than its lines"
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow([*data.features, "kind"])
    for row, label in zip(data.x.tolist(), data.labels, strict=True):
        table.writerow([*row, data.classes[label]])
    again, _ = read_csv(written.getvalue().encode(), "kind", data.features)
    assert np.array_equal(again.x, data.x), "has other numbers when it is written back"
    assert again.classes == data.classes, "has other classes when it is written back"
    assert np.array_equal(again.labels, data.labels), "has other labels when it is written back"
    return True


def _clear(error: InputError) -> None:
    message = str(error)
    assert len(str(error.received)) <= MOST_RECEIVED, f"quotes {len(str(error.received))} characters"
    assert message.isprintable(), f"has a message of more than a line: {message!r}"
    assert error.parameter, "has a message that names nothing"
    assert len(message) <= 600, f"has a message of {len(message)} characters"
