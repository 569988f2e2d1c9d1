"""How Python is written down: literals, docstrings, and lines that fit."""

import json
import re
from collections.abc import Iterable, Mapping
from inspect import cleandoc

from .python_layout import WIDTH, Group, lines

_DOCSTRING = re.compile(r'^\s*"""(?:\\.|[^\\])*?"""', re.DOTALL | re.MULTILINE)
_QUOTED_ANNOTATION = re.compile(r"""^(\s+\w+: )(["'])((?:\\.|[^\\])*?)\2""", re.MULTILINE)
_LITERAL = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'')
_QUALIFIER = re.compile(r"\b([A-Za-z_0-9]+)\.[A-Z]")
_NAME = re.compile(r"(?<![\w.])[A-Za-z_]\w*(?!\w|=[^=])")


def text(value: str) -> str:
    """A string literal, in the quotes that need fewer escapes; double ones if it is all the same."""
    quote = "'" if value.count('"') > value.count("'") else '"'
    inner = _shown(json.dumps(value, ensure_ascii=False)[1:-1].replace('\\"', '"'))
    return quote + inner.replace(quote, f"\\{quote}") + quote


def names_in(code: Iterable[str]) -> set[str]:
    """The names that lines of code use: not those in strings and docstrings, of attributes and of keyword arguments."""
    return set(_NAME.findall(_bare(code)))


def modules_in(code: Iterable[str]) -> set[str]:
    """What stands before the classes that lines of code name in full: `board` of `board.Note`."""
    return set(_QUALIFIER.findall(_bare(code)))


def _bare(code: Iterable[str]) -> str:
    """Lines of code without docstrings and literals; what a quoted annotation says stays."""
    bare = _DOCSTRING.sub("", "\n".join(code))
    return _LITERAL.sub("", _QUOTED_ANNOTATION.sub(r"\1\3", bare))


def literal(value: str | bool | float | None) -> str:
    """A constant as Python's formatters write it: `1e300`, without a plus."""
    return text(value) if isinstance(value, str) else repr(value).replace("e+", "e")


def bytes_literal(characters: str) -> str:
    """Bytes, given as the characters from U+0000 to U+00FF."""
    quote = "'" if characters.count('"') > characters.count("'") else '"'
    shown = (
        character if character.isascii() and character.isprintable() else f"\\x{ord(character):02x}"
        for character in characters.replace("\\", "\\\\").replace(quote, f"\\{quote}")
    )
    return f"b{quote}{''.join(shown)}{quote}"


def docstring(doc: str, indent: int = 0) -> list[str]:
    """A docstring, wrapped as written; backslashes and quotes cannot end it."""
    escaped = cleandoc(doc).replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    first, *rest = [_shown(line).rstrip() for line in escaped.splitlines()] or [""]
    pad = " " * indent
    opening = f'{pad}""" {first}' if first.startswith('"') else f'{pad}"""{first}'
    if rest:
        return [opening, *(f"{pad}{line}".rstrip() for line in rest), f'{pad}"""']
    return [f'{opening} """' if first.endswith('"') else f'{opening}"""']


def documented(doc: str, indent: int = 0) -> list[str]:
    """The docstring behind an attribute or an alias; nothing where there is nothing to say."""
    return docstring(doc, indent) if doc.strip() else []


def told(doc: str, deprecated: str | None) -> str:
    """The words of a schema, and in a paragraph of its own why not to use it any more."""
    return doc if deprecated is None else f"{cleandoc(doc)}\n\nDeprecated: {deprecated}".strip()


def call(head: str, arguments: list[str], tail: str, *, indent: int = 0) -> list[str]:
    """`head`, arguments and `tail` on one line if they fit, else the arguments on lines of their own.

    `head` ends with the opening bracket and `tail` begins with the closing one.
    """
    return lines("", Group(head, tuple(arguments), tail[:1]), tail[1:], indent=indent)


def imports(origins: Mapping[str, str]) -> list[str]:
    """The lines that import these names, each from its module, in the order that isort has them."""
    found: list[str] = []
    for origin in sorted(set(origins.values())):
        names = sorted((name for name in origins if origins[name] == origin), key=_import_order)
        line = f"from {origin} import {', '.join(names)}"
        inside = [f"from {origin} import (", *(f"    {name}," for name in names), ")"]
        found += [line] if len(line) <= WIDTH else inside
    return found


def _import_order(name: str) -> tuple[int, list[str | int], str]:
    """Constants, then classes, then functions; numbers count as such."""
    kind = 0 if name.isupper() and len(name) > 1 else 1 if name[0].isupper() else 2
    parts = re.split(r"(\d+)", name.lower())
    return kind, [int(part) if part.isdigit() else part for part in parts], name


def pieces(value: str, width: int) -> list[str]:
    """Literals that together spell a long text, cut after commas."""
    parts: list[str] = []
    line = ""
    for word in value.replace(",", ",\0").split("\0"):
        if line and len(line) + len(word) > width:
            parts.append(line)
            line = ""
        line += word
    return [text(part) for part in (*parts, line)]


def joined(blocks: list[list[str]], between: int = 2) -> str:
    """Blocks of lines with empty lines between them, as one text that ends in a newline."""
    return ("\n" * (between + 1)).join("\n".join(block) for block in blocks) + "\n"


def body(lines: list[str], indent: int = 4) -> list[str]:
    return [f"{' ' * indent}{line}" if line else line for line in lines]


def _shown(line: str) -> str:
    """A line without characters that a source file cannot hold or an editor would not show."""
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in line)
