"""TypeScript as text: names, literals and layout, in the style of Prettier with single quotes."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from . import naming

WIDTH = 100
_IDENTIFIER = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words that cannot name a binding in a module: ECMAScript's keywords and literals, and those of its strict mode.
_RESERVED = _words(
    "arguments await break case catch class const continue debugger default delete do else enum eval export extends"
    " false finally for function if implements import in instanceof interface let new null package private protected"
    " public return static super switch this throw true try typeof undefined var void while with yield"
)
# Types that TypeScript has itself, and the one that generated modules import.
_RESERVED_TYPES = _words("any bigint boolean never number object string symbol unknown UnknownSymbol")
NAMELESS = "root"
"""The module of the types that have no namespace."""
# Bindings and modules of the generated folder that no namespace may hide or overwrite.
_BINDINGS = _words("commands") | {NAMELESS}
_MODULES = _words("client commands index messages requests unknown-symbol") | {NAMELESS}


def header(source: str) -> str:
    return f"// Generated from {source} by `just generate`. Edit the schemas, not this file.\n"


def module_of(namespace: str) -> str:
    """The file stem of a namespace: `accounts.v2` → `accounts-v2`."""
    stem = namespace.replace(".", "-") or NAMELESS
    return f"{stem}-types" if namespace and stem.removesuffix("-types") in _MODULES else stem


def alias_of(namespace: str) -> str:
    """The identifier that stands for a namespace: `accounts.v2` → `accountsV2`."""
    if not namespace:
        return NAMELESS
    first, *rest = namespace.split(".")
    return _freed(first + "".join(part[:1].upper() + part[1:] for part in rest), _RESERVED | _BINDINGS)


def type_name(full_name: str) -> str:
    """The type of a schema: its simple name, with an underscore behind it where TypeScript needs the name itself."""
    return _freed(naming.simple(full_name), _RESERVED | _RESERVED_TYPES)


def input_name(full_name: str) -> str:
    """The type of what a client sends: `accounts.Register` → `RegisterInput`."""
    return f"{naming.simple(full_name)}Input"


def _freed(name: str, taken: frozenset[str]) -> str:
    """The name, with one underscore more if it is taken but for those behind it: two names never become one."""
    return f"{name}_" if name.rstrip("_") in taken else name


def lower_camel(name: str) -> str:
    return name[:1].lower() + name[1:]


def plural(name: str) -> str:
    """The English plural, good enough for the name of a table: `CloseCode` → `CloseCodes`."""
    if re.search(r"[^aeiou]y$", name):
        return f"{name[:-1]}ies"
    return f"{name}es" if re.search(r"(s|x|z|ch|sh)$", name) else f"{name}s"


def string(text: str) -> str:
    """A string literal in single quotes, ASCII but for what a reader can see."""
    escaped = json.dumps(text, ensure_ascii=False)[1:-1].replace('\\"', '"').replace("'", "\\'")
    return "'" + "".join(_visible(character) for character in escaped) + "'"


def _visible(character: str) -> str:
    return character if character.isprintable() else f"\\u{{{ord(character):x}}}"


def key(name: str) -> str:
    return name if _IDENTIFIER.fullmatch(name) and name != "__proto__" else string(name)


def doc(text: str, indent: str = "", deprecated: str | None = None) -> str:
    """A TSDoc block; one line if it fits, never ended early by its own text, and none if there is nothing to say."""
    parts = [text.strip(), *([f"@deprecated {deprecated}"] if deprecated is not None else [])]
    lines = [line.rstrip() for line in "\n\n".join(filter(None, parts)).replace("*/", "*\\/").split("\n")]
    if lines == [""]:
        return ""
    if len(lines) == 1 and len(indent) + len(lines[0]) + 7 <= WIDTH:
        return f"{indent}/** {lines[0]} */\n"
    body = "".join(f"{indent} * {line}".rstrip() + "\n" for line in lines)
    return f"{indent}/**\n{body}{indent} */\n"


def union(members: Sequence[str]) -> str:
    """A union of types; `never` when there are none."""
    return " | ".join(dict.fromkeys(members)) or "never"


def declare_union(name: str, members: Sequence[str]) -> str:
    """An exported type alias for a union, one member a line when it is long."""
    line = f"export type {name} = {union(members)};\n"
    if len(line) <= WIDTH + 1:
        return line
    return f"export type {name} =\n" + "\n".join(f"  | {member}" for member in dict.fromkeys(members)) + ";\n"


def literal(value: Any, indent: str = "", lead: int = 0) -> str:
    """A constant as source text: on one line if that fits behind `lead` characters, else one entry a line."""
    flat = _flat(value)
    is_nested = isinstance(value, Mapping | list | tuple)
    return block(value, indent) if is_nested and lead + len(flat) > WIDTH else flat


def block(value: Mapping[str, Any] | Sequence[Any], indent: str = "") -> str:
    """An object or array literal with one entry a line."""
    inner = indent + "  "
    named = [(f"{key(name)}: ", item) for name, item in value.items()] if isinstance(value, Mapping) else []
    entries = named or [("", item) for item in value]
    lines = [f"{inner}{name}{literal(item, inner, len(inner) + len(name) + 1)},\n" for name, item in entries]
    opening, closing = "{}" if isinstance(value, Mapping) else "[]"
    return f"{opening}\n{''.join(lines)}{indent}{closing}"


def _flat(value: Any) -> str:
    match value:
        case str():
            return string(value)
        case Mapping():
            entries = ", ".join(f"{key(name)}: {_flat(item)}" for name, item in value.items())
            return f"{{ {entries} }}" if entries else "{}"
        case Sequence():
            return "[" + ", ".join(_flat(item) for item in value) + "]"
        case None | bool() | int() | float():
            return json.dumps(value, allow_nan=False)
        case _:
            raise TypeError(f"no TypeScript literal for {type(value).__name__}")
