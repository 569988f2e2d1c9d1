"""`/docs` and `/api/openapi.json`: what the gateway can be asked, for people and for programs."""

from base64 import b64encode
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any, Final

import msgspec

from gateway.http import API_POLICY, JSON, Answer, Handler, Request
from gateway.problems import Headers, Refusal
from services.wire.generated.wire import ProblemType

GENERATED: Final = Path(__file__).parent / "generated"
METHODS: Final = ("get", "post", "put", "patch", "delete")

STYLE: Final = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 0 auto; padding: 1.5rem; }
h2 { margin: 2.5rem 0 .5rem; border-bottom: 1px solid #8886; text-transform: capitalize; }
details { border: 1px solid #8886; border-radius: .5rem; margin: .5rem 0; padding: .5rem .75rem; }
summary { cursor: pointer; display: flex; gap: .75rem; flex-wrap: wrap; align-items: baseline; }
code, pre { font-family: ui-monospace, monospace; font-size: .9em; }
pre { overflow-x: auto; background: #8881; padding: .75rem; border-radius: .25rem; }
.method { font-weight: 700; min-width: 4.5rem; text-transform: uppercase; color: #0b6e8f; }
@media (prefers-color-scheme: dark) { .method { color: #6cc8e8; } a { color: #6cc8e8; } }
table { border-collapse: collapse; } td, th { text-align: left; padding: .2rem 1rem .2rem 0; vertical-align: top; }
"""


class Docs:
    """The OpenAPI document as it was generated, and a page that lists it."""

    def __init__(self, folder: Path = GENERATED) -> None:
        path = folder / "openapi.json"
        self._document = path.read_bytes() if path.is_file() else None
        shown = msgspec.json.decode(self._document) if self._document is not None else {}
        self._page = render_page(shown).encode()

    def resources(self) -> dict[str, dict[str, Handler]]:
        """Path → method → handler."""
        return {
            "/docs": {"GET": self.page, "HEAD": self.page},
            "/api/openapi.json": {"GET": self.document, "HEAD": self.document},
        }

    async def page(self, _: Request) -> Answer:
        """A page to read."""
        return Answer(200, self._page, b"text/html; charset=utf-8", policy=_policy())

    async def document(self, _: Request) -> Answer:
        """The document for tools."""
        if self._document is None:
            raise Refusal(ProblemType.NOT_FOUND, "It has not been generated. To make it: just generate")
        return Answer(200, self._document, JSON)


def _policy() -> Headers:
    digest = b64encode(sha256(STYLE.encode()).digest()).decode()
    content = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; frame-ancestors 'none'"
    others = (pair for pair in API_POLICY if pair[0] != b"content-security-policy")
    return (*others, (b"content-security-policy", content.encode()))


def render_page(document: dict[str, Any]) -> str:
    """The operations of an OpenAPI document as one HTML page without scripts."""
    info = document.get("info", {})
    by_tag: dict[str, list[str]] = {}
    for path, item in document.get("paths", {}).items():
        for method in METHODS:
            if method in item:
                operation = item[method]
                tag = next(iter(operation.get("tags", [])), "other")
                by_tag.setdefault(tag, []).append(_operation(path, method, operation, document))
    sections = "".join(f"<h2>{escape(tag)}</h2>{''.join(shown)}" for tag, shown in by_tag.items())
    title = escape(info.get("title", "Millrace"))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" '
        f'content="width=device-width, initial-scale=1"><title>{title}</title><style>{STYLE}</style></head><body>'
        f"<h1>{title}</h1><p>{escape(info.get('description', ''))}</p>"
        f'<p><a href="/api/openapi.json">openapi.json</a></p>{sections}</body></html>'
    )


def _operation(path: str, method: str, operation: dict[str, Any], document: dict[str, Any]) -> str:
    parts = [f"<p>{escape(operation.get('description', ''))}</p>" if operation.get("description") else ""]
    parts.append(_parameters([_resolve(one, document) for one in operation.get("parameters", [])]))
    bodies = operation.get("requestBody", {}).get("content", {}).values()
    parts += [f"<h3>Body</h3><pre>{_pretty(_example_or_schema(media, document))}</pre>" for media in bodies]
    outcomes = [*operation.get("x-millrace-outcomes", []), *operation.get("x-millrace-feed", [])]
    if outcomes:
        names = ", ".join(f"<code>{escape(one['$ref'].rpartition('/')[2])}</code>" for one in outcomes)
        parts.append(f"<h3>Down the socket</h3><p>{names}</p>")
    parts.append(_responses(operation.get("responses", {}), document))
    return (
        f'<details><summary><span class="method">{method}</span><code>{escape(path)}</code>'
        f"<span>{escape(operation.get('summary', ''))}</span></summary>{''.join(parts)}</details>"
    )


def _parameters(parameters: list[dict[str, Any]]) -> str:
    rows = "".join(
        f"<tr><td><code>{escape(one.get('name', ''))}</code></td><td>{escape(one.get('in', ''))}</td>"
        f"<td>{escape(one.get('description', ''))}</td></tr>"
        for one in parameters
    )
    return f"<h3>Parameters</h3><table>{rows}</table>" if rows else ""


def _responses(responses: dict[str, Any], document: dict[str, Any]) -> str:
    described = {status: _resolve(one, document).get("description", "") for status, one in responses.items()}
    rows = "".join(
        f"<tr><td><code>{escape(status)}</code></td><td>{escape(text)}</td></tr>" for status, text in described.items()
    )
    return f"<h3>At once</h3><table>{rows}</table>" if rows else ""


def _example_or_schema(media: dict[str, Any], document: dict[str, Any]) -> Any:
    for example in media.get("examples", {}).values():
        return example.get("value")
    return _resolve(media.get("schema", {}), document)


def _resolve(value: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    reference = value.get("$ref")
    if not isinstance(reference, str):
        return value
    found: Any = document
    for step in reference.removeprefix("#/").split("/"):
        found = found.get(step, {})
    return dict(found)


def _pretty(value: Any) -> str:
    return escape(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())
