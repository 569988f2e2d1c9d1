"""The page of one type."""

import json

from . import naming
from .curl import curl
from .emit_reference_fields import fields, size, symbols
from .emit_reference_layout import row, section, whole_page
from .emit_reference_way import held_by, way
from .html_text import Html, block, breakable, code, inline, joined, link, paragraphs, preformatted, words
from .json_text import readable
from .library import Library
from .model import Enum, Fixed, Named, Record, domain_of
from .type_words import REFERENCE

_WORD_BREAK = "(?<=[a-z0-9])(?=[A-Z])"


def page_of(named: Named, library: Library) -> str:
    """The page as a file."""
    title = f"{named.name} · Millrace reference"
    return whole_page(title, library.doc(named.name), REFERENCE, [_head(named), *_sections(named, library)])


def kind_of(named: Named) -> str:
    """What a type is, in a word."""
    match named:
        case Record(kind=None):
            return "shared type"
        case Record():
            return str(named.kind)
        case Enum():
            return "enum"
        case Fixed():
            return "fixed"


def _head(named: Named) -> Html:
    domain = domain_of(named.name)
    namespace = naming.namespace(named.name)
    place = [*([link(f"{REFERENCE}#{domain}", namespace), "."] if namespace else []), naming.simple(named.name)]
    owner = [inline("span", f"owned by {named.owner}")] if named.owner is not None else []
    facts = inline("p", inline("code", *place), *owner, class_="full-name")
    deprecated = [] if named.deprecated is None else [_notice(named.deprecated)]
    content = [
        inline("h1", breakable(naming.simple(named.name), _WORD_BREAK)),
        *paragraphs(named.doc, class_="lead"),
        *deprecated,
        facts,
    ]
    kind = kind_of(named)
    return row(kind, *content, mark=True, class_=f"is-{kind.replace(' ', '-')}", id="head")


def _notice(deprecated: str) -> Html:
    return inline("p", inline("strong", "Deprecated."), " ", words(deprecated), class_="notice")


def _sections(named: Named, library: Library) -> list[Html]:
    match named:
        case Record():
            found = [
                section("way", "Its way", *way(named, library)),
                section("fields", "Fields", *fields(named, library)),
                section("ask", "Ask for it", *_asked(named, library)),
                section("example", "Example", *_example(named, library)),
            ]
        case Enum():
            found = [section("symbols", "Symbols", *symbols(named, library))]
        case Fixed():
            found = [section("size", "Size", *size(named))]
    return [
        *found,
        section("held-by", "Stands inside", held_by(named.name, library)),
        section("avro", "Avro", *_avro(named)),
        section("versions", "Published versions", *_versions(named, library)),
    ]


def _asked(record: Record, library: Library) -> list[Html]:
    """A command line that asks for it."""
    command = curl(record, library.samples)
    if command is None:
        return []
    before = inline(
        "p", "SUBSCRIBER_ID is the subscriberId of the welcome on ", code("/api/socket"), ". The answer comes there."
    )
    return [row("", preformatted(command, "Command line"), before)]


def _example(record: Record, library: Library) -> list[Html]:
    """What it looks like in JSON: as a frame where it is one."""
    match record.kind:
        case "command" | "query" | "control":
            return []
        case "message" | "refusal":
            value = library.frames.of(record)
            label = "A frame of the socket"
        case "event" if record.name in library.relations.ends:
            value = library.frames.of(record)
            label = "As a frame of the socket"
        case _:
            value = library.samples.record(record, "json")
            label = "In JSON"
    return [] if value is None else [row("", preformatted(readable(value), label))]


def _avro(named: Named) -> list[Html]:
    if not isinstance(named, Record):
        return []
    note = inline("p", "As the registry holds it: without words and limits, and with every other type inside.")
    return [row("", note, preformatted(readable(json.loads(named.registry_text)), "Avro schema"))]


def _versions(named: Named, library: Library) -> list[Html]:
    versions = library.versions[named.name]
    if not versions:
        return [row("", inline("p", "None yet."))]
    items = [_version(named.name, number, versions) for number in range(1, len(versions) + 1)]
    return [row("", block("ol", *items, class_="versions"))]


def _version(name: str, number: int, versions: list[list[str]]) -> Html:
    target = f"{REFERENCE}published/{name}/{number}.avsc"
    now, before = versions[number - 1], versions[number - 2] if number > 1 else []
    changes = [f"+ {field}" for field in now if field not in before] if number > 1 else []
    changes += [f"\N{MINUS SIGN} {field}" for field in before if field not in now]
    shown = [Html(" "), *(joined(code(change), " ") for change in changes)] if changes else []
    return inline("li", link(target, f"Version {number}"), *shown)
