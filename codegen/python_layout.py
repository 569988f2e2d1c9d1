"""Expressions, and the lines that they fill: the same that ruff's formatter would give them.

An expression is a text that is never broken, a `Group` in brackets, or an `Either` of types. It stands on one line
if it fits. Otherwise the contents of its brackets stand on a line of their own, and if that is too long as well,
each of them does.
"""

import re
from collections.abc import Iterator

from msgspec import Struct

WIDTH = 120


class Group(Struct, frozen=True):
    """`head` ends with the opening bracket, `tail` is the closing one: `field(` and `)`, `lambda: [` and `]`."""

    head: str
    items: tuple["Expression", ...]
    tail: str

    @property
    def is_display(self) -> bool:
        """Whether it is a list, a dict or a tuple, whose items share a line with the brackets or have one each."""
        before = self.head[-2:-1]
        return not (before.isalnum() or before == "_")


class Either(Struct, frozen=True):
    """`A | B`."""

    types: tuple["Expression", ...]


Expression = str | Group | Either


def flat(expression: Expression) -> str:
    """The expression on one line."""
    match expression:
        case str():
            return expression
        case Group(head, items, tail):
            return f"{head}{', '.join(map(flat, items))}{tail}"
        case Either(types):
            return " | ".join(map(flat, types))


def prefixed(prefix: str, expression: Expression) -> Expression:
    """An expression with a text in front that never stands on a line of its own: `default=`."""
    match expression:
        case str():
            return prefix + expression
        case Group(head, items, tail):
            return Group(prefix + head, items, tail)
        case Either():
            raise ValueError("nothing stands in front of a union")


def lines(before: str, expression: Expression, after: str = "", *, indent: int = 0) -> list[str]:
    """The lines of an expression between two texts."""
    pad = " " * indent
    line = f"{pad}{before}{flat(expression)}{after}"
    if len(line) <= WIDTH:
        return [line]
    match expression:
        case str():
            return [line]
        case Either(types):
            inner = f"{pad}    {flat(expression)}"
            return [
                f"{pad}{before}(",
                *([inner] if len(inner) <= WIDTH else _alternatives(types, indent + 4)),
                f"{pad}){after}",
            ]
        case Group(head, items, tail):
            contents = _contents(expression, indent + 4)
            return [f"{pad}{before}{head}", *contents, f"{pad}{tail}{after}"] if items else [line]


def assignment(name: str, annotation: Expression, value: Expression | None, *, indent: int = 0) -> list[str]:
    """The lines of `name: annotation = value`."""
    pad = " " * indent
    if value is None:
        return lines(f"{name}: ", annotation, indent=indent)
    head = f"{name}: {flat(annotation)} = "
    if len(pad + head + flat(value)) <= WIDTH:
        return [pad + head + flat(value)]
    if isinstance(value, Group) and len(pad + head + value.head) <= WIDTH:
        return lines(head, value, indent=indent)
    if len(f"{pad}{head}(") <= WIDTH:
        inner = lines("", value, indent=indent + 4)
        return [pad + head + flat(value)] if len(inner[0]) > WIDTH else [f"{pad}{head}(", *inner, f"{pad})"]
    begun = value.head if isinstance(value, Group) else flat(value)
    *first, last = lines(f"{name}: ", annotation, f" = {begun}", indent=indent)
    return [*first, *lines(last[indent:].removesuffix(begun), value, indent=indent)]


def fitted(statements: list[str]) -> list[str]:
    """Statements, each on one line, laid out so that they fit."""
    return [line for statement in statements for line in ([statement] if len(statement) <= WIDTH else _fit(statement))]


def _fit(statement: str) -> list[str]:
    code = statement.lstrip()
    indent = len(statement) - len(code)
    if found := _DEFINITION.fullmatch(code):
        return lines("", parsed(found["call"]), found["after"], indent=indent)
    if found := _DECLARATION.fullmatch(code):
        value = None if found["value"] is None else parsed(found["value"])
        return assignment(found["name"], parsed(found["annotation"]), value, indent=indent)
    found = _STATEMENT.fullmatch(code)
    return lines(found["before"], parsed(found["expression"]), indent=indent) if found else [statement]


_DEFINITION = re.compile(r"(?P<call>def \w+\(.*\))(?P<after> -> .*:)")
_DECLARATION = re.compile(r"(?P<name>\w+): (?P<annotation>.*?)(?: = (?P<value>.*))?")
_STATEMENT = re.compile(r"(?P<before>raise |return |[\w, ]+ = )?(?P<expression>[\w.]+\(.*\)|\w+\[.*\])")
_TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|, | \| |[\[\](){}]|.', re.DOTALL)


def parsed(code: str) -> Expression:
    """The expression that a line spells: its outermost brackets, and what stands in them."""
    parts = _split(code, " | ")
    if len(parts) > 1:
        return Either(tuple(map(parsed, parts)))
    opening = next((at for at, token in _tokens(code) if token in ("(", "[", "{")), None)
    if opening is None or code[-1] not in ")]}":
        return code
    return Group(code[: opening + 1], tuple(parsed(item) for item in _split(code[opening + 1 : -1], ", ")), code[-1])


def _split(code: str, separator: str) -> list[str]:
    """The parts between separators that stand in no brackets."""
    parts, depth = [""], 0
    for _, token in _tokens(code):
        depth += (token in ("(", "[", "{")) - (token in (")", "]", "}"))
        if token == separator and depth == 0:
            parts.append("")
        else:
            parts[-1] += token
    return parts if code else []


def _tokens(code: str) -> Iterator[tuple[int, str]]:
    return ((found.start(), found.group()) for found in _TOKEN.finditer(code))


def _contents(group: Group, indent: int) -> list[str]:
    inner = " " * indent + ", ".join(map(flat, group.items))
    if len(inner) <= WIDTH and not group.is_display:
        return [inner]
    comma = "," if len(group.items) > 1 or group.is_display else ""
    return [line for item in group.items for line in _item(item, comma, indent)]


def _item(item: Expression, comma: str, indent: int) -> list[str]:
    if isinstance(item, Either) and len(" " * indent + flat(item) + comma) > WIDTH:
        *first, last = _alternatives(item.types, indent)
        return [*first, last + comma]
    return lines("", item, comma, indent=indent)


def _alternatives(types: tuple[Expression, ...], indent: int) -> list[str]:
    first, *rest = types
    return [
        *lines("", first, indent=indent),
        *(line for other in rest for line in lines("| ", other, indent=indent)),
    ]
