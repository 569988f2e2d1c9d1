"""The reference: a page for every type, and an index of them all. Static HTML, one element a line."""

from collections.abc import Mapping
from itertools import groupby

from . import naming
from .emit_reference_layout import row, whole_page
from .emit_reference_type import kind_of, page_of
from .html_text import Html, block, code, inline, joined, link, words, written_route
from .library import Library
from .model import Enum, Fixed, Named, Record, Tree, domain_of
from .topics import PLATFORM
from .type_words import REFERENCE, page

_KINDS = ("command", "query", "event", "message", "refusal", "control", "shared type", "enum", "fixed")
_PLURALS = {kind: f"{kind}s" for kind in _KINDS} | {"query": "queries", "fixed": "fixed"}
_SUMMARY = "Every command, query, event, message and type, made from the schemas."


def emit(tree: Tree, history: Mapping[str, list[str]]) -> dict[str, str]:
    """The generated pages by path below the folder; `history` holds published texts by full name."""
    library = Library(tree, history)
    pages = {f"reference/{name}.html": page_of(named, library) for name, named in tree.types.items()}
    return pages | {"reference.html": _index(library), "missing.html": _missing()}


def _index(library: Library) -> str:
    named = sorted(library.tree.types.values(), key=_order)
    domains = [_domain(domain, list(types), library) for domain, types in groupby(named, key=_domain_of)]
    counted = f"{len(named)} types"
    head = row(
        "",
        inline("h1", "Reference"),
        inline("p", _SUMMARY, class_="lead"),
        inline("p", counted, class_="note", role="status", id="found", data_all=counted),
        mark=True,
        id="head",
    )
    nothing = row(
        "",
        inline("p", "Nothing is called that, and no field, route or topic is. ", link(REFERENCE, "Show everything")),
        id="nothing",
        hidden=True,
    )
    return whole_page("Millrace reference", _SUMMARY, REFERENCE, [head, nothing, *domains], searches=True)


def _domain_of(named: Named) -> str:
    return domain_of(named.name)


def _order(named: Named) -> tuple[bool, str, int, str]:
    """By domain, the platform's own last; within one by kind and name."""
    domain = domain_of(named.name)
    return domain == PLATFORM, domain, _KINDS.index(kind_of(named)), named.name


def _domain(domain: str, types: list[Named], library: Library) -> Html:
    title = row("", inline("h2", link(f"#{domain}", domain), id=domain))
    kinds = [_kind(kind, list(those), library) for kind, those in groupby(types, key=kind_of)]
    return block("section", title, *kinds, aria_labelledby=domain)


def _kind(kind: str, types: list[Named], library: Library) -> Html:
    entries = [_entry(named, library) for named in types]
    return row(_PLURALS[kind], block("ul", *entries, class_="types"), class_="kind")


def _entry(named: Named, library: Library) -> Html:
    name = naming.simple(named.name) if naming.namespace(named.name) == domain_of(named.name) else named.name
    route = []
    if isinstance(named, Record) and named.route is not None:
        route = [
            joined(" ", inline("span", written_route(named.route.method, f"/api{named.route.path}"), class_="route"))
        ]
    old = [] if named.deprecated is None else [joined(" ", inline("span", "deprecated", class_="old"))]
    return inline(
        "li",
        link(page(named.name), code(name)),
        " ",
        inline("span", words(library.doc(named.name)), *old, *route),
        data_words=_searchable(named, library),
    )


def _searchable(named: Named, library: Library) -> str:
    """What the search looks through, in lower case: more than the entry shows."""
    parts = [named.name, kind_of(named)]
    match named:
        case Record():
            parts += [field.name for field in named.fields]
            parts += [topic.name for topic in library.topics_of(named)]
        case Enum():
            parts += named.symbols
        case Fixed():
            pass
    return " ".join(dict.fromkeys(parts)).lower()


def _missing() -> str:
    content = row(
        "404",
        inline("h1", "There is no such page"),
        inline("p", "A type may have been renamed, or never have been there.", class_="lead"),
        inline("p", link(REFERENCE, "Every type that there is")),
        mark=True,
        id="head",
    )
    return whole_page("No such page · Millrace", "There is no such page.", "", [content])
