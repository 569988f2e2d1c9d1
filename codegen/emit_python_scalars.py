"""Emit what is no record: enums with their tables, the aliases of fixed types, and what wraps both in unions."""

from collections.abc import Iterable

from . import naming
from .model import Enum, Fixed
from .python_layout import Group, flat
from .python_text import call, docstring, documented, literal, text, told


def enum_classes(enum: Enum) -> Iterable[list[str]]:
    """The class of an enum, open if later versions may add symbols, and its table."""
    name = naming.class_name(enum.name)
    base = "StrEnum" if enum.default is None else "OpenEnum"
    members = [f"    {naming.member(symbol)} = {text(symbol)}" for symbol in enum.symbols]
    doc = told(enum.doc or f"`{enum.name}`.", enum.deprecated)
    yield [f"class {name}({base}):", *docstring(doc, indent=4), "", *members]
    if not enum.table:
        return
    columns = next(iter(enum.table.values()))
    yield [
        f"class {name}Row(Struct, frozen=True, kw_only=True):",
        *docstring(f"What the table of `{enum.name}` says of one symbol.", indent=4),
        "",
        *(f"    {naming.attribute(column)}: {type(value).__name__}" for column, value in columns.items()),
    ]
    table = f"{naming.screaming(naming.simple(enum.name))}: dict[{name}, {name}Row] = {{"
    rows = [line for symbol, row in enum.table.items() for line in _row(name, symbol, row)]
    yield [table, *rows, "}"]


def _row(name: str, symbol: str, row: dict[str, str | int | bool]) -> list[str]:
    cells = [f"{naming.attribute(column)}={literal(value)}" for column, value in row.items()]
    return call(f"{name}.{naming.member(symbol)}: {name}Row(", cells, "),", indent=4)


def fixed_alias(fixed: Fixed) -> list[str]:
    """A fixed type is bytes of one length, or what its logical type says."""
    return [f"{naming.class_name(fixed.name)} = {_fixed_type(fixed)}", *documented(told(fixed.doc, fixed.deprecated))]


def _fixed_type(fixed: Fixed) -> str:
    match fixed.logical:
        case "decimal":
            return "Decimal"
        case "uuid":
            return "UUID"
        case "duration":
            return "Duration"
        case _:
            limits = Group("Meta(", (f"min_length={fixed.size}", f"max_length={fixed.size}"), ")")
            return flat(Group("Annotated[", ("bytes", limits), "]"))


def branch_struct(full_name: str) -> list[str]:
    """What wraps an enum or a fixed in unions."""
    options = ["Struct", "frozen=True", f"tag={text(full_name)}", 'tag_field="@type"']
    return [
        *call(f"class {naming.branch_class(full_name)}(", options, "):"),
        *docstring(f"`{full_name}` in a union that cannot tell it from another branch.", indent=4),
        "",
        f"    value: {naming.class_name(full_name)}",
    ]
