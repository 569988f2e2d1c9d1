"""Expressions, and the lines that they fill: the same that ruff's formatter would give them.

An expression is a text that is never broken, a `Group` in brackets, or an `Either` of types. It stands on one line
if it fits. Otherwise the contents of its brackets stand on a line of their own, and if that is too long as well,
each of them does.
"""

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
            return [f"{pad}{before}(", *_alternatives(types, indent + 4), f"{pad}){after}"]
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
    *first, last = lines(f"{name}: ", annotation, " = ", indent=indent)
    return [*first, *lines(last[indent:], value, indent=indent)]


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
