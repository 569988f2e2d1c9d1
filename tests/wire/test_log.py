"""Log lines carry facts, and never what is inside a message."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Literal

import pytest

from services.wire.broker import Record
from services.wire.errors import ERRORS, MillraceError
from services.wire.generated.accounts import LoginFailed
from services.wire.log import configure, of_record, of_request

log = logging.getLogger("services.somewhere")


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]
    yield
    root.setLevel(level)
    root.handlers[:] = handlers


def test_a_plain_line_shows_its_facts() -> None:
    out = io.StringIO()
    configure("INFO", "plain", out)
    log.info("ready", extra={"slot": "0", "partitions": 3})
    assert out.getvalue().endswith(" INFO  services.somewhere ready slot=0 partitions=3\n")


def test_a_json_line_is_one_object() -> None:
    out = io.StringIO()
    configure("INFO", "json", out)
    log.warning("two\nlines", extra={"lag": 7})
    line = json.loads(out.getvalue())
    assert out.getvalue().count("\n") == 1
    assert (line["level"], line["message"], line["lag"]) == ("WARNING", "two\nlines", 7)


@pytest.mark.parametrize("style", ["plain", "json"])
def test_bodies_are_never_shown(style: Literal["plain", "json"]) -> None:
    out = io.StringIO()
    configure("INFO", style, out)
    log.info("got", extra={"value": b"secret", "body": {"password": "secret"}, "message_type": LoginFailed})
    assert "secret" not in out.getvalue()
    assert "<6 bytes>" in out.getvalue()


def test_every_error_has_a_code_of_its_own_and_a_meaning() -> None:
    ours = [error for error in MillraceError.__subclasses__() if error.__module__ == MillraceError.__module__]
    assert list(ERRORS.values()) == ours
    for code, error in ERRORS.items():
        assert code == error.code
        assert error.__doc__
        assert error.__doc__ != MillraceError.__doc__


def test_a_line_about_a_record_says_where_it_stands_and_whose_it_is() -> None:
    headers = {
        "request-id": b"2f1f5cc4-2b0c-4a55-9b0b-6a4b4f2b1a11",
        "traceparent": b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00",
        "principal": b"secret",
    }
    assert of_record(Record("accounts.commands", 1, 7, b"secret", b"secret", headers, 0)) == {
        "topic": "accounts.commands",
        "partition": 1,
        "offset": 7,
        "request_id": "2f1f5cc4-2b0c-4a55-9b0b-6a4b4f2b1a11",
        "trace_id": "0af7651916cd43dd8448eb211c80319c",
    }


@pytest.mark.parametrize("text", [b"", b"1", b"2f1f5cc4-2b0c-4a55-9b0b-6a4b4f2b1a1\n", b"\xff" * 36])
def test_a_header_that_is_no_id_is_left_out(text: bytes) -> None:
    """Or whoever writes to Kafka would write lines of the log."""
    assert of_request({"request-id": text, "traceparent": b"00-" + text}) == {}
