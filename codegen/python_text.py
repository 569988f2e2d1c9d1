"""How Python is written down: literals, docstrings, and lines that fit."""

import json

WIDTH = 120


def text(value: str) -> str:
    """A string literal, in the quotes that need fewer escapes; double ones if it is all the same."""
    quote = "'" if value.count('"') > value.count("'") else '"'
    inner = json.dumps(value, ensure_ascii=False)[1:-1].replace('\\"', '"').replace("\x7f", "\\x7f")
    return quote + inner.replace(quote, f"\\{quote}") + quote


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
    lines = [_shown(line) for line in doc.replace("\\", "\\\\").replace('"""', '\\"\\"\\"').splitlines()] or [""]
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
    return [text(part) for part in (*parts, line)]


def joined(blocks: list[list[str]], between: int = 2) -> str:
    """Blocks of lines with empty lines between them, as one text that ends in a newline."""
    return ("\n" * (between + 1)).join("\n".join(block) for block in blocks) + "\n"


def body(lines: list[str], indent: int = 4) -> list[str]:
    return [f"{' ' * indent}{line}" if line else line for line in lines]


def _shown(line: str) -> str:
    """A line without characters that a source file cannot hold or an editor would not show."""
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in line)
