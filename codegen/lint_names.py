"""Rules about names."""

import re

from . import naming
from .model import Breaches, Enum, Named, Record, Tree

_PASCAL = re.compile(r"[A-Z][A-Za-z0-9]*")
_CAMEL = re.compile(r"[a-z][A-Za-z0-9]*")
_NAMESPACE = re.compile(r"[a-z][a-z0-9]*(\.[a-z][a-z0-9]*)*")


def type_name_style(tree: Tree) -> Breaches:
    for name, named in tree.types.items():
        if not _PASCAL.fullmatch(naming.simple(name)):
            yield named.place, f"expected a name in PascalCase, got {naming.simple(name)}; rename the type and its file"
        if not _NAMESPACE.fullmatch(naming.namespace(name)):
            yield named.place, f"expected a namespace in lower case, got {naming.namespace(name)}; rename the folder"


def field_name_style(tree: Tree) -> Breaches:
    for record in tree.records():
        for field in record.fields:
            if not _CAMEL.fullmatch(field.name):
                yield field.place, f"expected a name in camelCase, got {field.name}; rename the field"


def name_collision(tree: Tree) -> Breaches:
    for record in tree.records():
        yield from _fields_that_collide(record)
    for enum in tree.enums():
        yield from _symbols_that_collide(enum)
    taken: dict[str, str] = {}
    for full_name, named in tree.types.items():
        for generated in _generated_names(named):
            other = taken.setdefault(generated, full_name)
            if other != full_name:
                yield named.place, f"{full_name} and {other} both generate `{generated}`; rename one of them"


def _fields_that_collide(record: Record) -> Breaches:
    taken: dict[str, str] = {}
    for field in record.fields:
        generated = naming.attribute(field.name)
        other = taken.setdefault(generated, field.name)
        if other != field.name:
            yield field.place, f"`{field.name}` and `{other}` are both `{generated}` in Python; rename one of them"


def _symbols_that_collide(enum: Enum) -> Breaches:
    taken: dict[str, str] = {}
    for symbol in enum.symbols:
        other = taken.setdefault(naming.member(symbol), symbol)
        if other != symbol:
            member = naming.member(symbol)
            yield enum.place, f"the symbols {symbol} and {other} are both `{member}` in Python; rename one of them"


def _generated_names(named: Named) -> list[str]:
    """What a type defines in the module of its namespace, its functions included."""
    module, name = naming.module(named.name), naming.class_name(named.name)
    names = [name, f"{naming.function(named.name)}()"]
    match named:
        case Record() if named.route is not None:
            names += [f"{name}Body", f"{name}Parameters", f"{name}Input"]  # the last in TypeScript
        case Enum() if named.table:
            names += [f"{name}Row", naming.screaming(naming.simple(named.name))]
    return [f"{module}.{name}" for name in names]
