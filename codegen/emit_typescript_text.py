"""TypeScript as text: names, literals and layout, in the style of Prettier with single quotes."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

WIDTH = 100
_IDENTIFIER = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")

# Words that cannot name a binding in a module (ECMAScript keywords, strict-mode reserved words and literals),
# and the one binding of our own that a namespace could hide.
_RESERVED = re.compile(
    "commands|"
    "arguments|await|break|case|catch|class|const|continue|debugger|default|delete|do|else|enum|eval|export|extends"
    "|false|finally|for|function|if|implements|import|in|instanceof|interface|let|new|null|package|private|protected"
    "|public|return|static|super|switch|this|throw|true|try|typeof|undefined|var|void|while|with|yield"
)

# Modules of the generated folder that no namespace may overwrite.
_MODULES = frozenset({"client", "commands", "index", "messages", "requests"})


def header(source: str) -> str:
    return f"// Generated from {source} by `just generate`. Edit the schemas, not this file.\n"


def module_of(namespace: str) -> str:
    """The file stem of a namespace: `accounts.v2` → `accounts-v2`."""
    stem = namespace.replace(".", "-")
    return f"{stem}-types" if stem in _MODULES else stem


def alias_of(namespace: str) -> str:
    """The identifier that stands for a namespace: `accounts.v2` → `accountsV2`."""
    first, *rest = namespace.split(".")
    alias = first + "".join(part[:1].upper() + part[1:] for part in rest)
    return f"{alias}_" if _RESERVED.fullmatch(alias) else alias


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
    """A TSDoc block; one line if it fits, and never ended early by its own text."""
    lines = [line.rstrip() for line in text.strip().replace("*/", "*\\/").split("\n")]
    if deprecated is not None:
        lines += ["", f"@deprecated {deprecated}".replace("*/", "*\\/")]
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
