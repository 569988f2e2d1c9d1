"""`/docs`: every operation on one page, made from the OpenAPI document."""

from itertools import groupby
from typing import Any

from .emit_openapi import document
from .emit_reference_layout import row, whole_page
from .html_text import Html, block, code, inline, joined, link, paragraphs, preformatted, separated, words
from .json_schema_values import Schema
from .json_text import readable
from .model import Tree
from .type_words import REFERENCE, linked

_TITLE = "Operations · Millrace"
_STEPS = (
    ("First", "Open the socket at `/api/socket`. Its first frame is a welcome with a `subscriberId`."),
    (
        "Then",
        "Send a request with `x-subscriber-id` and an `x-request-id` of its own. It is answered with 202 at once.",
    ),
    ("Later", "The outcome comes down the socket, under that request id. Nothing is held open meanwhile."),
)


def emit(tree: Tree) -> dict[str, str]:
    """The generated page: file name → text."""
    return {"docs.html": page(document(tree))}


def page(found: dict[str, Any]) -> str:
    """The operations of an OpenAPI document as one page."""
    operations = [
        (operation["tags"][0], path, method, operation)
        for path, item in found["paths"].items()
        for method, operation in item.items()
    ]
    order = [tag["name"] for tag in found["tags"]]
    operations.sort(key=lambda one: order.index(one[0]))
    words_of = {tag["name"]: tag["description"] for tag in found["tags"]}
    sections = [
        _section(
            tag, words_of[tag], [_operation(path, method, operation, found) for _, path, method, operation in those]
        )
        for tag, those in groupby(operations, key=lambda one: one[0])
    ]
    return whole_page(_TITLE, found["info"]["summary"], "/docs", [_head(found), *sections])


def _head(found: dict[str, Any]) -> Html:
    documents = separated(
        [
            joined(link("/api/openapi.json", "OpenAPI"), " of what is asked"),
            joined(link("/api/asyncapi.json", "AsyncAPI"), " of topics and socket"),
            joined(link(REFERENCE, "the reference"), " of every type"),
        ]
    )
    head = row(
        "",
        inline("h1", "Operations"),
        inline("p", found["info"]["summary"], class_="lead"),
        inline("p", "For programs and for looking things up: ", documents, ".", class_="note"),
        mark=True,
        id="head",
    )
    steps = [row(when, inline("p", words(said)), mark=True, name="li") for when, said in _STEPS]
    return Html(f"{head}\n{block('ol', *steps, class_='way')}")


def _section(tag: str, said: str, operations: list[Html]) -> Html:
    title = row("", inline("h2", link(f"#{tag}", tag), id=tag), inline("p", words(said)))
    return block("section", title, *operations, aria_labelledby=tag)


def _operation(path: str, method: str, operation: Schema, found: dict[str, Any]) -> Html:
    old = [" ", inline("span", "deprecated", class_="old")] if operation.get("deprecated") else []
    summary = inline("summary", code(path), " ", inline("span", words(operation["summary"])), *old)
    parts = [
        *_more(operation),
        *_parameters([_resolved(one, found) for one in operation.get("parameters", [])]),
        *_bodies(operation),
        *_ends(operation),
        *_responses(operation, found),
    ]
    return row(method.upper(), block("details", summary, *parts), mark=True, id=operation["operationId"])


def _more(operation: Schema) -> list[Html]:
    """Who may ask, and where its page is; the description says in CommonMark what stands below as links."""
    needs = operation["security"]
    if {} in needs:
        who = "Anyone may ask."
    else:
        who = f"Needs the cookie of the {next(iter(needs[0]))}." if needs else "For any program."
    reference = operation.get("externalDocs", {}).get("url")
    if reference is None:
        return [*paragraphs(operation.get("description", "")), inline("p", who)]
    return [inline("p", who, " Fields and limits are on ", link(reference, "its page"), ".")]


def _parameters(parameters: list[Schema]) -> list[Html]:
    lines = [
        inline("li", code(one["name"]), " ", inline("span", f"in the {one['in']}: ", words(one["description"])))
        for one in parameters
    ]
    return [inline("h3", "Takes"), block("ul", *lines, class_="types")] if lines else []


def _bodies(operation: Schema) -> list[Html]:
    found = []
    for media in operation.get("requestBody", {}).get("content", {}).values():
        shown = [
            preformatted(readable(one["value"]), "Example of a body") for one in media.get("examples", {}).values()
        ]
        found += [inline("h3", "Body"), *shown]
    return found


def _ends(operation: Schema) -> list[Html]:
    """What comes down the socket."""
    found = []
    for heading, member in (("Ends on the socket", "x-millrace-outcomes"), ("Then keeps coming", "x-millrace-feed")):
        names = [one["$ref"].rpartition("/")[2] for one in operation.get(member, [])]
        items = [inline("li", linked(name)) for name in names]
        found += [inline("h3", heading), block("ul", *items, class_="types")] if items else []
    return found


def _responses(operation: Schema, found: dict[str, Any]) -> list[Html]:
    lines = [_response(status, one, found) for status, one in operation["responses"].items()]
    return [inline("h3", "Answers at once"), block("ul", *lines, class_="statuses")]


def _response(status: str, response: Schema, found: dict[str, Any]) -> Html:
    """A status with each problem that it can stand for."""
    problems = response.get("content", {}).get("application/problem+json", {}).get("examples", {})
    if not problems:
        return inline("li", code(status), " ", inline("span", response["description"]))
    titles = [inline("li", code(name), " ", _resolved(one, found)["summary"]) for name, one in problems.items()]
    return inline("li", code(status), " ", block("ul", *titles))


def _resolved(value: Schema, found: dict[str, Any]) -> Schema:
    """What a reference of the document stands for."""
    if "$ref" not in value:
        return value
    for step in value["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return found
