"""A connection without a client library, for what such a library would not send; and what came back on it."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

from msgspec import Struct

from tests.fuzz.outcomes import Wrong

CHUNK_BYTES = 65_536
NO_BODY = (204, 304)


class Answer(Struct, frozen=True):
    """One response."""

    status: int
    headers: dict[str, list[str]]
    body: bytes

    def get(self, name: str) -> str:
        return ", ".join(self.headers.get(name, ()))


class Frame(Struct, frozen=True):
    """One WebSocket frame of a server."""

    opcode: int
    payload: bytes

    @property
    def close_code(self) -> int:
        """1005 for a close frame that says nothing."""
        return int.from_bytes(self.payload[:2], "big") if len(self.payload) >= 2 else 1005


class Bare:
    """One connection. Raises `Wrong` where the other side neither speaks nor hangs up."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._kept = b""

    def send(self, content: bytes) -> None:
        """Send, as far as the other side takes it."""
        with suppress(OSError):
            self._line.sendall(content)

    def end(self) -> None:
        """Say that no more is to come."""
        with suppress(OSError):
            self._line.shutdown(socket.SHUT_WR)

    def answer(self, *, is_to_head: bool = False) -> Answer | None:
        """The next response; None where the connection ends before one begins."""
        while b"\r\n\r\n" not in self._kept:
            if not self._more():
                if self._kept:
                    raise Wrong(f"half a response: {self._kept[:300]!r}")
                return None
        head, _, self._kept = self._kept.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        status = int(first.split(" ")[1])
        headers: dict[str, list[str]] = {}
        for line in lines:
            name, _, value = line.partition(":")
            headers.setdefault(name.lower(), []).append(value.strip())
        if status == 100:
            return self.answer()
        size = 0 if is_to_head or status in NO_BODY or status == 101 else self._size(status, headers)
        while len(self._kept) < size:
            if not self._more():
                raise Wrong(f"the body of a {status} is cut off: {self._kept[:300]!r}")
        body, self._kept = self._kept[:size], self._kept[size:]
        return Answer(status, headers, body)

    def frame(self) -> Frame | None:
        """The next frame; None where the connection ends before it."""
        head = self._exactly(2)
        if head is None:
            return None
        size = head[1] & 0x7F
        if size >= 126:
            size = int.from_bytes(self._exactly(2 if size == 126 else 8) or b"", "big")
        payload = self._exactly(size)
        return None if payload is None else Frame(head[0] & 0x0F, payload)

    def _size(self, status: int, headers: dict[str, list[str]]) -> int:
        if "content-length" in headers:
            return int(headers["content-length"][0])
        if headers.get("connection") == ["close"]:
            while self._more():
                pass
            return len(self._kept)
        raise Wrong(f"a {status} that does not say how long it is")

    def _exactly(self, size: int) -> bytes | None:
        while len(self._kept) < size:
            if not self._more():
                return None
        taken, self._kept = self._kept[:size], self._kept[size:]
        return taken

    def _more(self) -> bool:
        try:
            data = self._line.recv(CHUNK_BYTES)
        except TimeoutError:
            raise Wrong(f"neither an answer nor an end within {self._line.gettimeout():g} s") from None
        except OSError:
            return False
        self._kept += data
        return bool(data)


@contextmanager
def bare(url: str, patience_s: float) -> Iterator[Bare]:
    """A fresh connection."""
    place = urlsplit(url)
    with socket.create_connection((place.hostname or "", place.port or 80), patience_s) as line:
        yield Bare(line)
