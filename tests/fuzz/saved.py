"""One request in a form that can be kept, and sent again to another platform."""

import base64
import re
import uuid
import zlib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
import requests
from msgspec import Struct

from tests.fuzz.audience import LOGIN, SESSION, Audience
from tests.fuzz.judge import Request

FRESH = "{fresh}"
OWN = "{own}"
FOUND = Path(__file__).parent / "found"
_LEFT_OUT = {"user-agent", "accept", "accept-encoding", "connection", "content-length", "x-schemathesis-testcaseid"}


class Saved(Struct, frozen=True, omit_defaults=True):
    """A request; `{fresh}` stands for a new request id, `{own}` for what belongs to the sender.

    `wrong` is what was wrong when it was found.
    """

    operation: str
    method: str
    target: str
    sender: str
    headers: dict[str, str]
    body: str | None = None
    body_base64: str | None = None
    wrong: str = ""

    @property
    def name(self) -> str:
        """Of its file: what and, in short, how."""
        digest = zlib.crc32(msgspec.json.encode([self.method, self.target, self.headers, self.body, self.body_base64]))
        return f"{self.operation}-{digest:08x}.json"

    @property
    def content(self) -> bytes:
        """The body as bytes."""
        return base64.b64decode(self.body_base64) if self.body_base64 is not None else (self.body or "").encode()


def save(operation: str, request: Request, audience: Audience) -> Saved:
    """What of a request is the same the next time."""
    headers = {name: value for name, value in request.headers.items() if name not in _LEFT_OUT}
    who = audience.by_subscriber(headers.get("x-subscriber-id"))
    if who is not None:
        headers["x-subscriber-id"] = OWN
    if _is_uuid(headers.get("x-request-id", "")):
        headers["x-request-id"] = FRESH
    if "cookie" in headers:
        headers["cookie"] = re.sub(rf"({SESSION}|{LOGIN})=[A-Za-z0-9_-]{{43}}", rf"\1={OWN}", headers["cookie"])
    parts = urlsplit(request.url)
    text, binary = _body(request.body)
    return Saved(
        operation=operation,
        method=request.method,
        target=parts.path + (f"?{parts.query}" if parts.query else ""),
        sender=audience.nobody.name if who is None else who.name,
        headers=headers,
        body=text,
        body_base64=binary,
    )


def send_again(saved: Saved, audience: Audience) -> requests.Response:
    """Send it, with ids and cookies of this platform."""
    who = next(one for one in audience.listeners if one.name == saved.sender)
    headers: dict[str, Any] = dict(saved.headers)
    if headers.get("x-subscriber-id") == OWN:
        headers["x-subscriber-id"] = who.subscriber_id
    if headers.get("x-request-id") == FRESH:
        headers["x-request-id"] = str(uuid.uuid4())
    cookie = headers.get("cookie", "")
    if f"{SESSION}={OWN}" in cookie:
        own = audience.new_session() if saved.operation == "session.end" else audience.ada.session
        cookie = cookie.replace(f"{SESSION}={OWN}", f"{SESSION}={own}")
    if f"{LOGIN}={OWN}" in cookie:
        cookie = cookie.replace(f"{LOGIN}={OWN}", f"{LOGIN}={audience.new_login()}")
    if cookie:
        headers["cookie"] = cookie
    coded = {name: value.encode("latin-1") for name, value in headers.items()}
    prepared = requests.Request(saved.method, audience.url + "/", headers=coded, data=saved.content or None).prepare()
    prepared.url = audience.url + saved.target  # as it stands, escapes and all
    with requests.Session() as session:
        return session.send(prepared, timeout=30, allow_redirects=False)


def read(path: Path) -> Saved:
    return msgspec.json.decode(path.read_bytes(), type=Saved)


def keep(saved: Saved, folder: Path) -> Path:
    """Write it down, and say where."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / saved.name
    path.write_bytes(msgspec.json.format(msgspec.json.encode(saved)) + b"\n")
    return path


def _body(body: bytes) -> tuple[str | None, str | None]:
    if not body:
        return None, None
    try:
        return body.decode(), None
    except UnicodeDecodeError:
        return None, base64.b64encode(body).decode()


def _is_uuid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False
