"""Rules about names."""

import re

from . import naming
from .client_view import sent_types
from .emit_typescript_text import alias_of, module_of
from .model import Breaches, Enum, Named, Record, Tree
from .union_forms import wrapped_names

_PASCAL = re.compile(r"[A-Z][A-Za-z0-9]*")
_CAMEL = re.compile(r"[a-z][A-Za-z0-9]*")
_NAMESPACE = re.compile(r"[a-z][a-z0-9]*(\.[a-z][a-z0-9]*)*")


def type_name_style(tree: Tree) -> Breaches:
    for name, named in tree.types.items():
        if not _PASCAL.fullmatch(naming.simple(name)):
            yield named.place, f"expected a name in PascalCase, got {naming.simple(name)}; rename the type and its file"
        namespace = naming.namespace(name)
        if not _NAMESPACE.fullmatch(namespace):
            yield named.place, f"expected a namespace in lower case, got {namespace or 'none'}; rename the folder"


def alias_clash(tree: Tree) -> Breaches:
    """Data of the name that two types claim could be read as either."""
    taken: dict[str, str] = {}
    for name, named in tree.types.items():
        for alias in sorted(set(named.aliases) - {name}):
            if alias in tree.types:
                yield named.place, f"the alias {alias} of {name} is the name of another type; take it away"
            other = taken.setdefault(alias, name)
            if other != name:
                yield named.place, f"{alias} is an alias of {name} and of {other}; take it from one of them"


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
    yield from _namespaces_that_collide(tree)
    wrapped = wrapped_names(tree)
    sent = {named.name for named in sent_types(tree) if isinstance(named, Record)}
    taken: dict[str, str] = {}
    for full_name, named in tree.types.items():
        names = _generated_names(named, wrapped)
        # In TypeScript, what is sent and what is received are two types.
        names += [f"{naming.module(full_name)}.{naming.class_name(full_name)}Input"] if full_name in sent else []
        for generated in names:
            other = taken.setdefault(generated, full_name)
            if other != full_name:
                yield named.place, f"{full_name} and {other} both generate `{generated}`; rename one of them"


def _namespaces_that_collide(tree: Tree) -> Breaches:
    """A namespace is a module in Python and in TypeScript, where another name stands for it."""
    first = {naming.namespace(name): name for name in reversed(tree.types)}
    taken: dict[str, str] = {}
    for namespace in sorted(first):
        modules = (f"{naming.module(f'{namespace}.')}.py", f"{module_of(namespace)}.ts", alias_of(namespace))
        for module in modules:
            other = taken.setdefault(module, namespace)
            if other != namespace:
                message = f"the namespaces {namespace} and {other} both generate `{module}`; rename one of them"
                yield tree.types[first[namespace]].place, message
                break


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


def _generated_names(named: Named, wrapped: frozenset[str]) -> list[str]:
    """What a type defines in the module of its namespace, its functions included."""
    module, name = naming.module(named.name), naming.class_name(named.name)
    names = [name, f"{naming.function(named.name)}()"]
    match named:
        case Record() if named.route is not None:
            names += [f"{name}Body", f"{name}Parameters", f"{name}Input"]  # the last in TypeScript
        case Enum() if named.table:
            names += [f"{name}Row", naming.screaming(naming.simple(named.name))]
    if named.name in wrapped:
        names.append(f"{name}Branch")
    return [f"{module}.{name}" for name in names]
