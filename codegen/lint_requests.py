"""Rules about commands, queries and events: their keys, routes and ends."""

from .model import Array, Breaches, Enum, Field, Primitive, Record, Reference, Source, Tree, Type, Union, domain_of
from .union_forms import is_null, optional_of

_KEYED = ("command", "query", "event")
_REQUESTS = ("command", "query")
_KEY_TYPES = (("string", None), ("string", "uuid"), ("int", None), ("long", None))
_SCALARS = ("boolean", "int", "long", "float", "double", "string")
_ENDS = ("message", "refusal", "event")
_FROM_SESSION: dict[Source, tuple[str, str | None]] = {
    "session.accountId": ("string", "uuid"),
    "session.name": ("string", None),
    "login.hash": ("string", None),
}


def field_of(record: Record, name: str | None) -> Field | None:
    return next((field for field in record.fields if field.name == name), None)


def _requests(tree: Tree) -> list[Record]:
    return [record for record in tree.records() if record.kind in _REQUESTS]


def key_missing(tree: Tree) -> Breaches:
    for record in tree.records():
        if record.kind in _KEYED and record.key is None:
            yield record.place_of("kind"), f"expected `key`, the field that orders this {record.kind}"
        elif record.key is not None and field_of(record, record.key) is None:
            names = ", ".join(field.name for field in record.fields)
            yield (
                record.place_of("key"),
                f"expected `key` to name a field, got {record.key}; there are {names or 'none'}",
            )


def key_type(tree: Tree) -> Breaches:
    for record in tree.records():
        field = field_of(record, record.key)
        written = _non_null(field.type) if field else None
        match written:
            case None:
                continue
            case Primitive(name, logical) if (name, logical) in _KEY_TYPES:
                continue
            case Reference(name) if isinstance(tree.types[name], Enum):
                continue
        yield record.place_of("key"), f"expected the key `{record.key}` to be a string, uuid, int, long or enum"


def key_nullable(tree: Tree) -> Breaches:
    for record in tree.records():
        field = field_of(record, record.key)
        if field and isinstance(field.type, Union) and any(is_null(branch) for branch in field.type.branches):
            yield field.place, f"expected the key `{field.name}` to be never null; take null out of its type"


def _non_null(written: Type) -> Type:
    """T of `["null", T]`; any other union stays what it is."""
    return (optional_of(written) or written) if isinstance(written, Union) else written


def route_missing(tree: Tree) -> Breaches:
    for record in _requests(tree):
        if record.route is None:
            yield record.place_of("kind"), 'expected `route`, such as "POST /notes"'


def route_twice(tree: Tree) -> Breaches:
    taken: dict[str, str] = {}
    for record in _requests(tree):
        if record.route is None:
            continue
        segments = ("{}" if part.startswith("{") else part for part in record.route.path.split("/"))
        address = f"{record.route.method} {'/'.join(segments)}"
        other = taken.setdefault(address, record.name)
        if other != record.name:
            yield (
                record.place_of("route"),
                f"expected a route of its own, got that of {other}: {address}; change one of them",
            )


def parameter_missing(tree: Tree) -> Breaches:
    for record in _requests(tree):
        named = record.route.parameters if record.route else ()
        for name in named:
            field = field_of(record, name)
            if field is None:
                yield record.place_of("route"), f"expected a field for the parameter {{{name}}} of the route"
            elif field.source != "path":
                yield field.place, f"expected `{name}` from the path, because the route names it; got {field.source}"
        if len(set(named)) < len(named):
            yield record.place_of("route"), "expected every parameter once in the route"
        for field in record.fields:
            if field.source == "path" and field.name not in named:
                yield field.place, f"expected {{{field.name}}} in the route, because the field comes from the path"


def parameter_type(tree: Tree) -> Breaches:
    for record in _requests(tree):
        for field in record.fields:
            written = field.type
            if field.source == "query":
                inner = _non_null(written)
                written = inner.items if isinstance(inner, Array) else inner
            if field.source in ("path", "query") and not _is_scalar(written, tree):
                allowed = "a scalar or an enum" + (", or an array of these" if field.source == "query" else "")
                yield field.place, f"expected {allowed} in the {field.source}; take `{field.name}` from the body"


def _is_scalar(written: Type, tree: Tree) -> bool:
    match written:
        case Primitive(name):
            return name in _SCALARS
        case Reference(name):
            return isinstance(tree.types[name], Enum)
        case _:
            return False


def outcome_kind(tree: Tree) -> Breaches:
    for record in _requests(tree):
        if not record.outcomes:
            yield record.place_of("outcomes"), "expected `outcomes`: what can end the request"
        yield from _named_ends(record, record.outcomes, "outcomes", _ENDS, tree)
        yield from _named_ends(record, record.feed, "feed", ("message",), tree)


def _named_ends(record: Record, names: tuple[str, ...], said: str, kinds: tuple[str, ...], tree: Tree) -> Breaches:
    for name in names:
        named = tree.types.get(name)
        if named is None:
            yield record.place_of(said), f"expected `{said}` to name types that exist; there is no {name}"
        elif not isinstance(named, Record) or named.kind not in kinds:
            kind = named.kind or "shared type" if isinstance(named, Record) else type(named).__name__.lower()
            yield record.place_of(said), f"expected a {' or '.join(kinds)} in `{said}`, got {name}, a {kind}"
        if names.count(name) > 1:
            yield record.place_of(said), f"expected {name} once in `{said}`"


def feed_without_seq(tree: Tree) -> Breaches:
    for record in _requests(tree):
        opening = [name for name in record.outcomes if _kind(name, tree) == "message"] if record.feed else []
        if record.feed and not opening:
            yield record.place_of("outcomes"), "expected a message among the outcomes: the snapshot that opens the feed"
        for name in (*opening, *record.feed):
            named = tree.types.get(name)
            field = field_of(named, "seq") if isinstance(named, Record) else None
            if isinstance(named, Record) and not (field and _is_whole(field.type)):
                yield named.place, f"expected a long `seq`, because {name} is part of the feed of {record.name}"


def _kind(name: str, tree: Tree) -> str | None:
    named = tree.types.get(name)
    return named.kind if isinstance(named, Record) else None


def _is_whole(written: Type) -> bool:
    return isinstance(written, Primitive) and written.name in ("int", "long") and written.logical is None


def session_source(tree: Tree) -> Breaches:
    for record in _requests(tree):
        for field in record.fields:
            expected = _FROM_SESSION.get(field.source) if field.source else None
            if expected is None:
                continue
            if not (isinstance(field.type, Primitive) and (field.type.name, field.type.logical) == expected):
                yield field.place, f"expected a {expected[1] or expected[0]}, because it comes from {field.source}"
            if field.source != "login.hash" and record.access != "session":
                yield field.place, f"expected `access`: session, because `{field.name}` comes from {field.source}"


def sealed_to_nobody(tree: Tree) -> Breaches:
    domains = sorted({domain_of(name) for name in tree.types})
    for record in _requests(tree):
        for field in record.fields:
            if field.seal and field.seal.to not in domains:
                known = ", ".join(domains)
                yield field.place, f"expected a domain in `sealed`, got {field.seal.to}; there are {known}"
