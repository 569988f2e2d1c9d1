"""Serves the built frontend: read once at start, so that no path leads anywhere else."""

import mimetypes
import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

from gateway.http import Answer, Handler, Request
from gateway.problems import Headers, Refusal
from services.wire.generated.wire import ProblemType

PAGE = "index.html"

_HASHED = re.compile(r"[-.][A-Za-z0-9_-]{8,}\.(?:js|css|woff2?|svg|png|webp|map)$")
_TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".woff2": "font/woff2",
    ".ico": "image/x-icon",
    ".avsc": "application/json",
}
_CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)  # Angular puts the styles of components into <style> elements.


def page_policy(content: str) -> Headers:
    """What a browser is told about a page; `content` says what it may load."""
    return (
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
        (b"cross-origin-opener-policy", b"same-origin"),
        (b"content-security-policy", content.encode()),
    )


PAGE_POLICY: Final = page_policy(_CONTENT_POLICY)

NOT_BUILT = b"""<!doctype html><html lang="en"><meta charset="utf-8"><title>Millrace</title>
<h1>The frontend is not built</h1><p>The gateway runs. Build the frontend, then start the gateway again.</p>
<p><a href="/docs">The operations of the gateway</a></p></html>
"""


class Static:
    """The files of a folder. A path that is none of them, and looks like no file, is a page of the frontend."""

    def __init__(self, folder: Path) -> None:
        self._files = read_files(folder)
        self._page = self._files.get("/" + PAGE) or file_answer(PAGE, NOT_BUILT)

    def methods(self) -> dict[str, Handler]:
        """What answers each method."""
        return {"GET": self.get, "HEAD": self.get}

    async def get(self, request: Request) -> Answer:
        """Answer with a file or with the page."""
        path = "/" + request.path_values.get("path", "").strip("/")
        found = self._files.get(path)
        if found is None and "." in path.rpartition("/")[2]:
            raise Refusal(ProblemType.NOT_FOUND, "There is no such file.")
        return unless_known(request, found or self._page)


def unless_known(request: Request, answer: Answer) -> Answer:
    """The answer, or 304 for a browser that has it already."""
    if answer.status == 200 and request.head.get("if-none-match") == dict(answer.headers)[b"etag"]:
        return Answer(304, headers=answer.headers, policy=answer.policy)
    return answer


def read_files(folder: Path, policy: Headers = PAGE_POLICY) -> Mapping[str, Answer]:
    """URL path → answer, for every file below a folder; empty if it is not there."""
    files = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
    return {
        "/" + path.relative_to(folder).as_posix(): file_answer(path.name, path.read_bytes(), policy) for path in files
    }


def file_answer(name: str, content: bytes, policy: Headers = PAGE_POLICY) -> Answer:
    """A file as it is sent; its type and how long it may be kept follow from its name."""
    kind = _TYPES.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    if kind.startswith("text/") or kind == "application/json":
        kind += "; charset=utf-8"
    keep = b"public, max-age=31536000, immutable" if _HASHED.search(name) else b"no-cache"
    tag = b'"' + sha256(content).hexdigest()[:32].encode() + b'"'
    return Answer(200, content, kind.encode(), ((b"cache-control", keep), (b"etag", tag)), policy)
