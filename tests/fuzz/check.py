"""What a link and a file must be: a valid value that can be written back, or one clear error."""

from dashboard.export import read_json, run_json
from dashboard.views.schema import SCHEMA
from softmax_core.link import MAX_LENGTH, parse, write
from softmax_core.validation import MOST_RECEIVED, InputError


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


def _clear(error: InputError) -> None:
    message = str(error)
    assert len(str(error.received)) <= MOST_RECEIVED, f"quotes {len(str(error.received))} characters"
    assert message.isprintable(), f"has a message of more than a line: {message!r}"
    assert error.parameter, "has a message that names nothing"
    assert len(message) <= 600, f"has a message of {len(message)} characters"
