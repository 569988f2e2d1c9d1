"""Emit a module of msgspec Structs and enums for each namespace."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec import UNSET, Struct

from . import naming
from .model import Array, Constraints, Enum, Field, Map, Named, Primitive, Record, Reference, Tree, Type, Union
from .python_text import body, bytes_literal, call, docstring, joined, literal, text

_PLAIN = {
    ("null", None): "None",
    ("boolean", None): "bool",
    ("int", None): "int",
    ("long", None): "int",
    ("float", None): "float",
    ("double", None): "float",
    ("bytes", None): "bytes",
    ("string", None): "str",
    ("string", "uuid"): "UUID",
    ("long", "timestamp-millis"): "datetime",
}
_INT_RANGE = Constraints(minimum=-(2**31), maximum=2**31 - 1)
_META = {
    "min_length": "min_length",
    "max_length": "max_length",
    "min_items": "min_length",
    "max_items": "max_length",
    "minimum": "ge",
    "maximum": "le",
}
_IMPORTS = {
    "datetime": "from datetime import datetime",
    "StrEnum": "from enum import StrEnum",
    "Annotated": "from typing import Annotated",
    "UUID": "from uuid import UUID",
}
_SEALED = "wire.Sealed"
NULL = Primitive("null")


class _Module(Struct, frozen=True):
    """What a line of one module has to know about the rest of it."""

    tree: Tree
    namespace: str
    types: tuple[str, ...]
    attributes: frozenset[str]
    cyclic: frozenset[str]

    def alias(self, namespace: str) -> str:
        """The name under which another namespace's module is imported."""
        name = naming.module(f"{namespace}.")
        return f"{name}_" if name in self.attributes else name

    def refer(self, full_name: str) -> str:
        """How this module spells a named type."""
        namespace = naming.namespace(full_name)
        prefix = "" if namespace == self.namespace else f"{self.alias(namespace)}."
        return f"{prefix}{naming.class_name(full_name)}"


def emit(tree: Tree) -> dict[str, str]:
    """One module for each namespace, by path below the generated folder."""
    namespaces = sorted({naming.namespace(name) for name in tree.types})
    modules = {f"{naming.module(f'{name}.')}.py": _module_text(_module(tree, name)) for name in namespaces}
    return {"__init__.py": '"""What is generated from the schemas by `just generate`: edit those."""\n'} | modules


def _module(tree: Tree, namespace: str) -> _Module:
    names = tuple(name for name in tree.types if naming.namespace(name) == namespace)
    order: list[str] = []
    for name in names:
        _visit(tree, namespace, name, order, ())
    records = [named for name in names if isinstance(named := tree.types[name], Record)]
    attributes = frozenset(naming.attribute(field.name) for record in records for field in record.fields)
    return _Module(tree, namespace, tuple(order), attributes, _cyclic(tree, namespace))


def _visit(tree: Tree, namespace: str, name: str, order: list[str], above: tuple[str, ...]) -> None:
    """Put a type behind those of its namespace that it refers to, so that few names have to be quoted."""
    if name in order or name in above:
        return
    for other in sorted(referred(tree.types[name])):
        if naming.namespace(other) == namespace:
            _visit(tree, namespace, other, order, (*above, name))
    order.append(name)


def _cyclic(tree: Tree, namespace: str) -> frozenset[str]:
    """The other namespaces whose modules, directly or not, import this one too."""
    reach: dict[str, set[str]] = {}
    for name, named in tree.types.items():
        ours = naming.namespace(name)
        reach.setdefault(ours, set()).update(naming.namespace(other) for other in referred(named))
    return frozenset(other for other in reach if other != namespace and namespace in _reachable(other, reach))


def _reachable(start: str, reach: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for other in reach[waiting.pop()] - found:
            found.add(other)
            waiting.append(other)
    return found


def referred(named: Named) -> set[str]:
    """The full names that a type mentions in its fields."""
    return {name for field in named.fields for name in names_in(field.type)} if isinstance(named, Record) else set()


def names_in(written: Type) -> set[str]:
    """The full names that a type mentions."""
    match written:
        case Reference(name):
            return {name}
        case Array(inner) | Map(inner):
            return names_in(inner)
        case Union(branches):
            return {name for branch in branches for name in names_in(branch)}
        case Primitive():
            return set()


def _module_text(module: _Module) -> str:
    blocks: list[list[str]] = []
    for number, name in enumerate(module.types):
        match module.tree.types[name]:
            case Record() as record:
                blocks += _record(record, module, frozenset(module.types[:number]))
            case Enum() as enum:
                blocks += _enum(enum)
    header = docstring(f"The types of `{module.namespace}`. Generated from schemas/ by `just generate`: edit those.")
    return joined([[*header, "", *_imports(blocks, module)], *blocks])


def _imports(blocks: list[list[str]], module: _Module) -> list[str]:
    used = set(re.findall(r"\w+", "\n".join(line for block in blocks for line in block if '"""' not in line)))
    standard = [line for name, line in _IMPORTS.items() if name in used]
    others = sorted({naming.namespace(other) for name in module.types for other in referred(module.tree.types[name])})
    relative = [_import_line(module, other) for other in others if other != module.namespace]
    from_msgspec = [name for name in ("Meta", "Struct", "field") if name in used]
    msgspec = [f"from msgspec import {', '.join(from_msgspec)}"] if from_msgspec else []
    groups = [group for group in (standard, msgspec, relative) if group]
    return "\n\n".join("\n".join(group) for group in groups).split("\n")


def _import_line(module: _Module, namespace: str) -> str:
    name, alias = naming.module(f"{namespace}."), module.alias(namespace)
    return f"from . import {name}" + ("" if name == alias else f" as {alias}")


def _record(record: Record, module: _Module, defined: frozenset[str]) -> Iterable[list[str]]:
    name = naming.class_name(record.name)
    options = [f"tag={text(record.name)}", 'tag_field="@type"']
    yield _struct(name, record.doc, options, record.fields, module, defined)
    in_body = tuple(_as_sent(field) for field in record.fields if field.source == "body")
    if in_body:
        doc = f"The JSON body of `{record.name}`: what a client sends."
        yield _struct(f"{name}Body", doc, ["forbid_unknown_fields=True", *options], in_body, module, defined)
    in_address = tuple(field for field in record.fields if field.source in ("path", "query"))
    if in_address:
        doc = f"The path and query parameters of `{record.name}`."
        yield _struct(f"{name}Parameters", doc, ["forbid_unknown_fields=True"], in_address, module, defined)


def _as_sent(field: Field) -> Field:
    """A sealed field as the client writes it, in the clear; `seal` stays, so that `repr` hides it."""
    if field.seal is None:
        return field
    plain = Primitive("string", constraints=field.seal.constraints)
    return Field(name=field.name, type=plain, doc=field.doc, seal=field.seal, source=field.source, place=field.place)


def _struct(
    name: str, doc: str, options: list[str], fields: tuple[Field, ...], module: _Module, defined: frozenset[str]
) -> list[str]:
    renamed = any(naming.attribute(field.name) != field.name for field in fields)
    rename = ['rename="camel"'] if renamed else []
    lines = call(f"class {name}(", ["Struct", "frozen=True", "kw_only=True", *options, *rename], "):")
    lines += docstring(doc, indent=4)
    for number, field in enumerate(fields):
        lines += ([""] if number == 0 else []) + _field(field, module, defined)
    if any(_is_sealed(field) for field in fields):
        lines += ["", *body(_redacted_repr(name, fields))]
    return lines


def _field(field: Field, module: _Module, defined: frozenset[str]) -> list[str]:
    attribute = naming.attribute(field.name)
    annotation = annotated(field.type, module)
    if any(_is_later(name, module, defined) for name in names_in(field.type)):
        annotation = [text("".join(annotation))]
    head, *inner = annotation if len(annotation) > 1 else [annotation[0]]
    value = _default(field, module)
    if inner:
        return [*call(f"{attribute}: {head}[", inner, f"]{value}", indent=4), *docstring(field.doc, indent=4)]
    return [f"    {attribute}: {head}{value}", *docstring(field.doc, indent=4)]


def _is_later(name: str, module: _Module, defined: frozenset[str]) -> bool:
    """Whether a class does not exist yet when the annotation that mentions it is read."""
    namespace = naming.namespace(name)
    return name not in defined if namespace == module.namespace else namespace in module.cyclic


def _default(field: Field, module: _Module) -> str:
    attribute = naming.attribute(field.name)
    options: list[str] = []
    plain = ""
    if field.default is not UNSET:
        plain = value_expression(field.type, field.default, module.refer)
        is_filled = isinstance(field.default, list | dict) and bool(field.default)
        options.append(f"default_factory=lambda: {plain}" if is_filled else f"default={plain}")
    if naming.camel(attribute) != field.name:
        options.append(f"name={text(field.name)}")
    needs_field = len(options) > 1 or any(not option.startswith("default=") for option in options)
    if needs_field:
        return f" = field({', '.join(options)})"
    return f" = {plain}" if plain else ""


def annotated(written: Type, module: _Module) -> list[str]:
    """The annotation of a type: one text, or `Annotated` and its arguments."""
    match written:
        case Primitive(name, logical, constraints):
            plain = _PLAIN[name, logical]
            meta = ["tz=True"] if logical == "timestamp-millis" else _meta(constraints, name)
        case Array(items, constraints):
            plain, meta = f"list[{type_expression(items, module)}]", _meta(constraints, "array")
        case Map(values):
            plain, meta = f"dict[str, {type_expression(values, module)}]", []
        case Union(branches):
            rest = [type_expression(branch, module) for branch in branches if branch != NULL]
            plain, meta = " | ".join([*rest, "None"]), []
        case Reference(name):
            plain, meta = module.refer(name), []
    return ["Annotated", plain, f"Meta({', '.join(meta)})"] if meta else [plain]


def type_expression(written: Type, module: _Module) -> str:
    """The annotation of a type, on one line."""
    head, *inner = annotated(written, module)
    return f"{head}[{', '.join(inner)}]" if inner else head


def _meta(constraints: Constraints, type_name: str) -> list[str]:
    limits = {name: getattr(constraints, name) for name in Constraints.__struct_fields__}
    if type_name == "int":
        limits |= {name: getattr(_INT_RANGE, name) for name in ("minimum", "maximum") if limits[name] is None}
    said = [f"{_META[name]}={literal(value)}" for name, value in limits.items() if value is not None and name in _META]
    if constraints.pattern is not None:
        said.append(f"pattern={pattern_literal(constraints.pattern)}")
    return said


def pattern_literal(pattern: str) -> str:
    """A pattern as a literal. Python's `$` also matches before a last newline: `\\Z` does not."""
    anchored = pattern.removesuffix("$") + r"\Z"
    return f'r"{anchored}"' if anchored.isprintable() and '"' not in anchored else text(anchored)


def value_expression(written: Type, value: Any, refer: Callable[[str], str]) -> str:
    """A default as Python writes it."""
    match written:
        case Primitive("bytes"):
            return bytes_literal(value)
        case Primitive("string", "uuid"):
            return f"UUID({text(value)})"
        case Primitive("long", "timestamp-millis"):
            return f"datetime.fromisoformat({text(_iso(value))})"
        case Primitive("float" | "double"):
            return repr(float(value))
        case Primitive():
            return literal(value)
        case Array(items):
            return f"[{', '.join(value_expression(items, item, refer) for item in value)}]"
        case Map(values):
            pairs = (f"{text(key)}: {value_expression(values, item, refer)}" for key, item in value.items())
            return f"{{{', '.join(pairs)}}}"
        case Union(branches):
            return value_expression(branches[0], value, refer)
        case Reference(name):
            return f"{refer(name)}.{naming.member(value)}"


def plain_type(written: Type, refer: Callable[[str], str]) -> str:
    """The annotation of a type without its limits; `refer` says how a named type is spelled."""
    match written:
        case Primitive(name, logical):
            return _PLAIN[name, logical]
        case Array(items):
            return f"list[{plain_type(items, refer)}]"
        case Map(values):
            return f"dict[str, {plain_type(values, refer)}]"
        case Union(branches):
            return " | ".join([plain_type(branch, refer) for branch in branches if branch != NULL] + ["None"])
        case Reference(name):
            return refer(name)


def _is_sealed(field: Field) -> bool:
    return field.seal is not None or _SEALED in names_in(field.type)


def _redacted_repr(name: str, fields: tuple[Field, ...]) -> list[str]:
    attributes = [(naming.attribute(field.name), _is_sealed(field)) for field in fields]
    shown = ", ".join(f"{name}=<sealed>" if sealed else f"{name}={{self.{name}!r}}" for name, sealed in attributes)
    prefix = "f" if "{" in shown else ""
    return ["def __repr__(self) -> str:", f'    return {prefix}"{name}({shown})"']


def _enum(enum: Enum) -> Iterable[list[str]]:
    name = naming.class_name(enum.name)
    members = [f"    {naming.member(symbol)} = {text(symbol)}" for symbol in enum.symbols]
    yield [f"class {name}(StrEnum):", *docstring(enum.doc, indent=4), "", *members]
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


def _iso(milliseconds: int) -> str:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
    return moment.isoformat(timespec="milliseconds")
