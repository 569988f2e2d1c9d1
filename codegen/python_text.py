"""How Python is written down: literals, docstrings, and lines that fit."""

import json
from typing import Any

WIDTH = 120


def text(value: str) -> str:
    """A string literal in double quotes."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\x7f")


def literal(value: str | bool | float | None) -> str:
    return text(value) if isinstance(value, str) else repr(value)


def docstring(doc: str, indent: int = 0) -> list[str]:
    """A docstring, wrapped as written; backslashes and quotes cannot end it."""
    lines = doc.replace("\\", "\\\\").replace('"""', '\\"\\"\\"').splitlines() or [""]
    if lines[-1].endswith('"'):
        lines[-1] += " "
    pad = " " * indent
    if len(lines) == 1:
        return [f'{pad}"""{lines[0]}"""']
    return [f'{pad}"""{lines[0]}', *(f"{pad}{line}".rstrip() for line in lines[1:]), f'{pad}"""']


def call(head: str, arguments: list[str], tail: str, *, indent: int = 0, brackets: bool = False) -> list[str]:
    """`head`, arguments and `tail` on one line if they fit, else the arguments on lines of their own.

    `head` ends with the opening bracket and `tail` begins with the closing one; with `brackets`, as in an
    import, they are added when the line is broken.
    """
    pad = " " * indent
    line = f"{pad}{head}{', '.join(arguments)}{tail}"
    if len(line) <= WIDTH or not arguments:
        return [line]
    first, last = (f"{pad}{head}(", f"{pad}){tail}") if brackets else (f"{pad}{head}", f"{pad}{tail}")
    inner = f"{pad}    {', '.join(arguments)}"
    if len(inner) <= WIDTH and not brackets:
        return [first, inner, last]
    return [first, *(f"{pad}    {argument}," for argument in arguments), last]


def pieces(value: str, width: int) -> list[str]:
    """Literals that together spell a long text, cut after commas."""
    parts: list[str] = []
    line = ""
    for word in value.replace(",", ",\0").split("\0"):
        if line and len(line) + len(word) > width:
            parts.append(line)
            line = ""
        line += word
    return [repr(part) for part in (*parts, line)]


def joined(blocks: list[list[str]], between: int = 2) -> str:
    """Blocks of lines with empty lines between them, as one text that ends in a newline."""
    return ("\n" * (between + 1)).join("\n".join(block) for block in blocks) + "\n"


def body(lines: list[str], indent: int = 4) -> list[str]:
    return [f"{' ' * indent}{line}" if line else line for line in lines]


def any_literal(value: Any) -> str:
    """A JSON value as Python writes it."""
    match value:
        case dict():
            return "{" + ", ".join(f"{text(name)}: {any_literal(item)}" for name, item in value.items()) + "}"
        case list():
            return "[" + ", ".join(any_literal(item) for item in value) + "]"
        case _:
            return literal(value)
