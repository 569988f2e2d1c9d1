"""A registry that speaks Confluent's API, for tests of whoever reads one: subjects, versions, levels, and faults."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


class RegistryServer(ThreadingHTTPServer):
    """`subjects` holds lists of versions, each a schema or a whole answer; `broken` answers everything instead."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.subjects: dict[str, list[Any]] = {}
        self.levels: dict[str, str] = {}
        self.broken: tuple[int, bytes] | None = None
        self.authorization: set[str | None] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/apis/ccompat/v7"

    def answer(self, path: str) -> Any:
        match path.removeprefix("/apis/ccompat/v7").partition("?")[0].strip("/").split("/"):
            case ["subjects"]:
                return sorted(self.subjects)
            case ["subjects", subject, "versions"] if subject in self.subjects:
                return list(range(1, len(self.subjects[subject]) + 1))
            case ["subjects", subject, "versions", number] if subject in self.subjects:
                return self._version(subject, int(number))
            case ["config", subject]:
                return {"compatibilityLevel": self.levels.get(subject, "BACKWARD")}
            case _:
                return None

    def _version(self, subject: str, number: int) -> dict[str, Any]:
        held = self.subjects[subject][number - 1]
        said = held if "schema" in held else {"schema": json.dumps(held)}
        return {"subject": subject, "version": number, "id": 7, **said}


class _Handler(BaseHTTPRequestHandler):
    server: RegistryServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.authorization.add(self.headers.get("authorization"))
        found = self.server.answer(self.path)
        status = 404 if found is None else 200
        body = json.dumps({"error_code": 40401, "message": "not found"} if found is None else found).encode()
        if self.server.broken is not None:
            status, body = self.server.broken
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def registry_server() -> Iterator[RegistryServer]:
    server = RegistryServer()
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
