"""The documents: `/docs` and the reference for people, OpenAPI and AsyncAPI for programs.

All of it is generated, and read once at start; the gateway adds the style, the search and the frontend's fonts.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from gateway.http import JSON, Answer, Handler, Request
from gateway.problems import Refusal
from gateway.static import file_answer, page_policy, read_files, unless_known
from services.wire.generated.wire import ProblemType

HERE: Final = Path(__file__).parent
GENERATED: Final = HERE / "generated"
PAGES: Final = HERE / "pages"
PUBLISHED: Final = HERE.parent / "schemas" / "published"
PREFIX: Final = "/docs"
REFERENCE: Final = "/reference"
FONTS: Final = ("hanken-grotesk", "literata")

_CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
PAGE_POLICY: Final = page_policy(_CONTENT_POLICY)
NOT_GENERATED: Final = b"""<!doctype html><html lang="en"><meta charset="utf-8"><title>Millrace</title>
<h1>The documents have not been generated</h1><p>To make them: <code>just generate</code></p></html>
"""


class Docs:
    """Every document by its path."""

    def __init__(self, frontend: Path, generated: Path = GENERATED, published: Path = PUBLISHED) -> None:
        self._documents = {name: _read(generated / name) for name in ("openapi.json", "asyncapi.json")}
        self._missing = _page(generated / "missing.html", status=404)
        self._page = _page(generated / "docs.html")
        self._files = {
            **_assets(frontend),
            **_published(published),
            **_reference(generated),
        }

    def resources(self) -> dict[str, dict[str, Handler]]:
        """Path → method → handler."""
        found = {f"/api/{name}": _readable(self._document(name)) for name in self._documents}
        return found | {PREFIX: _readable(self.page), f"{PREFIX}/{{path:path}}": _readable(self.file)}

    async def page(self, request: Request) -> Answer:
        """Answer with the page of all operations."""
        return unless_known(request, self._page)

    async def file(self, request: Request) -> Answer:
        """Answer with what stands below `/docs`; with a page that says so where nothing does."""
        path = "/" + request.path_values.get("path", "").strip("/")
        return unless_known(request, self._files.get(path, self._missing))

    def _document(self, name: str) -> Handler:
        content = self._documents[name]

        async def show(_: Request) -> Answer:
            if content is None:
                raise Refusal(ProblemType.NOT_FOUND, "It has not been generated. To make it: just generate")
            return Answer(200, content, JSON)

        return show


def _readable(handler: Handler) -> dict[str, Handler]:
    return {"GET": handler, "HEAD": handler}


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _page(path: Path, status: int = 200) -> Answer:
    """A page, or one that says how to make it."""
    found = file_answer(path.name, _read(path) or NOT_GENERATED, PAGE_POLICY)
    return Answer(status, found.body, found.media_type, found.headers, found.policy)


def _reference(generated: Path) -> Mapping[str, Answer]:
    """The index, and a page for every type under its full name."""
    pages = read_files(generated / "reference", PAGE_POLICY)
    named = {f"{REFERENCE}{path.removesuffix('.html')}": answer for path, answer in pages.items()}
    return named | {REFERENCE: _page(generated / "reference.html")}


def _published(folder: Path) -> Mapping[str, Answer]:
    """The text of every version that was ever published, where the schemas are at hand."""
    versions = read_files(folder, PAGE_POLICY)
    return {f"{REFERENCE}/published{path}": answer for path, answer in versions.items()}


def _assets(frontend: Path) -> Mapping[str, Answer]:
    """Style and search, and the fonts of the frontend if it is built; without them the pages take the system's."""
    found = dict(read_files(PAGES, PAGE_POLICY))
    for font in FONTS:
        for path in sorted(frontend.glob(f"media/{font}-latin-wght-normal-*.woff2")):
            found[f"/fonts/{font}.woff2"] = file_answer(f"{font}.woff2", path.read_bytes(), PAGE_POLICY)
    return found
