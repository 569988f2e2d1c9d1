"""A short cut: most versions differ by words and by fields with defaults, and that shows without reading them.

It knows nothing that the table of rules does not: what it lets pass, the table finds no fault with. A test holds it to
that. Everything that it does not know at a glance is left to the table.
"""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

_WORDS = frozenset({"doc", "owner", "deprecated", "examples"})
_TYPES = frozenset({"type", "items", "values"})
_NAMED = ("record", "error", "enum", "fixed")
_UNNAMED = frozenset({"null", "boolean", "int", "long", "float", "double", "bytes", "string", "array", "map", *_NAMED})


class NotPlain(Exception):
    """The difference has to be looked at."""


class _Look(Struct, frozen=True):
    """How two pieces of JSON are looked at: the namespaces they stand in, what is no difference, and which versions.

    Of a version that is not the newest nobody is warned: a field with a default may have gone, and symbols of an enum
    with a default may have come or gone.
    """

    was_in: str
    is_in: str
    ignored: frozenset[str]
    is_newest: bool


def names_added(previous: Any, current: Any, *, is_bare: bool = False, is_newest: bool = True) -> list[str] | None:
    """The names that are new in one version of a schema against another; None if more than that differs.

    Both are self-contained JSON. A bare one has no `millrace` attribute, so none is compared.
    """
    look = _Look("", "", _WORDS | {"millrace"} if is_bare else _WORDS, is_newest)
    try:
        return list(_type(previous, current, look))
    except NotPlain:
        return None


def _type(previous: Any, current: Any, look: _Look) -> Iterator[str]:
    if isinstance(previous, dict) and isinstance(current, dict):
        yield from _object(previous, current, look)
    elif isinstance(previous, list) and isinstance(current, list) and len(previous) == len(current):
        for one, other in zip(previous, current, strict=True):
            yield from _type(one, other, look)
    elif not (isinstance(previous, str) and isinstance(current, str)) or (
        _full(previous, look.was_in) != _full(current, look.is_in)
    ):
        raise NotPlain


def _object(previous: dict[str, Any], current: dict[str, Any], look: _Look) -> Iterator[str]:
    ignored = look.ignored
    if previous.get("type") in _NAMED and "name" in previous and "name" in current:
        was, now = _declared(previous, look.was_in), _declared(current, look.is_in)
        if was != now:
            raise NotPlain
        namespace = now.rpartition(".")[0]
        look = _Look(namespace, namespace, look.ignored, look.is_newest)
        ignored = ignored | {"name", "namespace"}
    for name in previous.keys() | current.keys():
        if name == "symbols":
            _symbols(previous, current, look)
        elif name not in ignored:
            yield from _member(name, previous.get(name, NotPlain), current.get(name, NotPlain), look)


def _member(name: str, previous: Any, current: Any, look: _Look) -> Iterator[str]:
    if name in _TYPES:
        yield from _type(previous, current, look)
    elif name == "fields" and isinstance(previous, list) and isinstance(current, list):
        yield from _fields(previous, current, look)
    elif name == "millrace" and isinstance(previous, dict) and isinstance(current, dict):
        if _without_words(previous) != _without_words(current):
            raise NotPlain
    elif repr(previous) != repr(current):
        raise NotPlain


def _fields(previous: list[Any], current: list[Any], look: _Look) -> Iterator[str]:
    known = {field["name"]: field for field in previous}
    for field in current:
        was = known.pop(field["name"], None)
        if was is not None:
            if was != field or look.was_in != look.is_in or type(was.get("default")) is not type(field.get("default")):
                yield from _object(was, field, look)
        elif "default" not in field or "aliases" in field:
            raise NotPlain
        else:
            yield from _names(field)
    if known and (look.is_newest or not all("default" in gone and "aliases" not in gone for gone in known.values())):
        raise NotPlain


def _symbols(previous: dict[str, Any], current: dict[str, Any], look: _Look) -> None:
    was, now = previous.get("symbols"), current.get("symbols")
    if was == now:
        return
    if look.is_newest or not isinstance(was, list) or not isinstance(now, list):
        raise NotPlain
    if ("default" not in previous and set(now) - set(was)) or ("default" not in current and set(was) - set(now)):
        raise NotPlain


def _declared(definition: dict[str, Any], namespace: str) -> str:
    return _full(definition["name"], definition.get("namespace", namespace))


def _full(name: str, namespace: str) -> str:
    return name if name in _UNNAMED or "." in name or not namespace else f"{namespace}.{name}"


def _without_words(attribute: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in attribute.items() if name not in _WORDS}


def _names(node: Any) -> Iterator[str]:
    """A field's own name, and those of the types that are defined inside of it."""
    match node:
        case dict():
            if isinstance(node.get("name"), str):
                yield node["name"].rpartition(".")[2]
            for name, value in node.items():
                if name in _TYPES or name == "fields":
                    yield from _names(value)
        case list():
            for item in node:
                yield from _names(item)
