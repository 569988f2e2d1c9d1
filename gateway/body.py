"""Reads a JSON body: bounded in size and time, and strict."""

import re
from typing import Any, TypeVar

import msgspec
from litestar.types import Receive

from gateway.http import CLOSE, ClientGone, Head, Request
from gateway.limits import Limits
from gateway.problems import Headers, Refusal, field_error
from services.wire.generated.wire import ProblemType

T = TypeVar("T")

_JSON_IN_UTF_8 = re.compile(rb'application/json[ \t]*(?:;[ \t]*charset=(?:utf-8|"utf-8")[ \t]*)?', re.IGNORECASE)
DISCARDED_BYTES = 1024 * 1024
"""How much more than the limit is read, and thrown away, before the connection is closed instead."""

_CLOSE: Headers = (CLOSE,)
_LARGEST_EXACT = 2**53
"""Up to here a float says which whole number it is."""


async def read_body(request: Request, limits: Limits) -> bytes:
    """All of the body; raises `Refusal` for another content type or too many bytes.

    One that does not come to its end is given up by the connection: see `protocol`.
    """
    _check_content(request.head)
    _check_declared_size(request.head, limits.body_bytes)
    return await _receive_all(request.receive, limits.body_bytes)


def check_body(request: Request, raw: bytes, limits: Limits) -> None:
    """Hold a body that came whole against the same rules; raises `Refusal`."""
    _check_content(request.head)
    if len(raw) > limits.body_bytes:
        raise _too_large(limits.body_bytes)


def _check_content(head: Head) -> None:
    """Expect JSON as it is: nothing is unpacked here, and a proxy might unpack what this gateway took as it stood."""
    coding = head.get("content-encoding")
    if coding is not None and coding.strip().lower() != b"identity":
        shown = repr(coding[:100].decode("latin-1"))
        raise Refusal(ProblemType.CONTENT_TYPE_UNSUPPORTED, f"Expected a body without a content coding, got {shown}.")
    came = head.get("content-type")
    if came == b"application/json":
        return
    if came is None or not _JSON_IN_UTF_8.fullmatch(came.strip()):
        shown = "nothing" if came is None else repr(came[:100].decode("latin-1"))
        raise Refusal(ProblemType.CONTENT_TYPE_UNSUPPORTED, f"Expected application/json in UTF-8, got {shown}.")


def _check_declared_size(head: Head, most: int) -> None:
    declared = head.get("content-length")
    if declared is not None and (len(declared) > 18 or int(declared) > most + DISCARDED_BYTES):
        raise _too_large(most, _CLOSE)


async def _receive_all(receive: Receive, most: int) -> bytes:
    """The body. One that is too large is read to its end, within reason: else many clients lose the answer."""
    body = b""
    size = 0
    while True:
        message: Any = await receive()
        if message["type"] != "http.request":
            raise ClientGone
        chunk: bytes = message.get("body", b"")
        size += len(chunk)
        if size > most + DISCARDED_BYTES:
            raise _too_large(most, _CLOSE)
        if size <= most:
            body += chunk
        if not message.get("more_body", False):
            break
    if size > most:
        raise _too_large(most)
    return body


def _too_large(most: int, headers: Headers = ()) -> Refusal:
    return Refusal(ProblemType.BODY_TOO_LARGE, f"The limit is {most} bytes.", headers=headers)


def decode_body(decoder: "msgspec.json.Decoder[T]", raw: bytes) -> T:
    """The body as its type; raises `Refusal` naming the place at fault.

    Of a name that comes twice in one object, the last value counts.
    """
    try:
        return decoder.decode(raw)
    except msgspec.ValidationError as error:
        fault = error
    except (ValueError, RecursionError) as error:
        raise _malformed(error) from None
    again = _with_whole_numbers_only(raw)
    try:
        if again is not None:
            return decoder.decode(again)
    except msgspec.ValidationError as error:
        fault = error
    raise _invalid(fault)


def _with_whole_numbers_only(raw: bytes) -> bytes | None:
    """The same JSON with `1` for `1.0`, which msgspec takes for a float alone; None if nothing changes.

    A body can be of the wrong shape before it turns out to be no JSON at all; that is the graver fault.
    """
    try:
        json = msgspec.json.decode(raw)
        again = msgspec.json.encode(_with_whole_numbers(json))
        # Compared as text: to Python, 1.0 and 1 are equal.
        return None if again == msgspec.json.encode(json) else again
    except (ValueError, RecursionError) as error:
        raise _malformed(error) from None


def _with_whole_numbers(json: Any) -> Any:
    """To JSON Schema, `1.0` is a whole number."""
    match json:
        case float() if json.is_integer() and abs(json) <= _LARGEST_EXACT:
            return int(json)
        case list():
            return [_with_whole_numbers(item) for item in json]
        case dict():
            return {name: _with_whole_numbers(value) for name, value in json.items()}
        case _:
            return json


def _invalid(error: msgspec.ValidationError) -> Refusal:
    fault = field_error(error)
    return Refusal(ProblemType.BODY_INVALID, f"{fault.path}: {fault.message}.", errors=[fault])


def _malformed(error: Exception) -> Refusal:
    match error:
        case UnicodeDecodeError():
            detail = "The body is not UTF-8."
        case RecursionError():
            detail = "The body is nested too deeply."
        case _:
            detail = f"{error}."
    return Refusal(ProblemType.BODY_MALFORMED, detail)
