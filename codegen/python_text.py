"""How Python is written down: literals, docstrings, and lines that fit."""

import json
import re
from collections.abc import Iterable
from inspect import cleandoc

from .python_layout import WIDTH, Group, lines

_DOCSTRING = re.compile(r'"""(?:\\.|[^\\])*?"""', re.DOTALL)
_QUOTED_ANNOTATION = re.compile(r"""^(\s+\w+: )(["'])((?:\\.|[^\\])*?)\2""", re.MULTILINE)
_LITERAL = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'')
_NAME = re.compile(r"(?<![\w.])[A-Za-z_]\w*(?!\w|=[^=])")


def text(value: str) -> str:
    """A string literal, in the quotes that need fewer escapes; double ones if it is all the same."""
    quote = "'" if value.count('"') > value.count("'") else '"'
    inner = _shown(json.dumps(value, ensure_ascii=False)[1:-1].replace('\\"', '"'))
    return quote + inner.replace(quote, f"\\{quote}") + quote


def names_in(code: Iterable[str]) -> set[str]:
    """The names that lines of code use: not those in strings and docstrings, of attributes and of keyword arguments."""
    bare = _DOCSTRING.sub("", "\n".join(code))
    return set(_NAME.findall(_LITERAL.sub("", _QUOTED_ANNOTATION.sub(r"\1\3", bare))))


def literal(value: str | bool | float | None) -> str:
    return text(value) if isinstance(value, str) else repr(value)


def bytes_literal(characters: str) -> str:
    """Bytes, given as the characters from U+0000 to U+00FF."""
    shown = (
        character if character.isascii() and character.isprintable() else f"\\x{ord(character):02x}"
        for character in characters.replace("\\", "\\\\").replace('"', '\\"')
    )
    return f'b"{"".join(shown)}"'


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


def call(head: str, arguments: list[str], tail: str, *, indent: int = 0, brackets: bool = False) -> list[str]:
    """`head`, arguments and `tail` on one line if they fit, else the arguments on lines of their own.

    `head` ends with the opening bracket and `tail` begins with the closing one; with `brackets`, as in an
    import, they are added when the line is broken.
    """
    if not brackets:
        return lines("", Group(head, tuple(arguments), tail[:1]), tail[1:], indent=indent)
    pad = " " * indent
    line = f"{pad}{head}{', '.join(arguments)}{tail}"
    if len(line) <= WIDTH or not arguments:
        return [line]
    return [f"{pad}{head}(", *(f"{pad}    {argument}," for argument in arguments), f"{pad}){tail}"]


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
