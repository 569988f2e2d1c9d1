"""One TypeScript module per namespace: interfaces, inputs of requests, enums and their tables."""

from msgspec import UNSET

from . import naming
from .client_view import (
    namespaces,
    requests,
    sent_fields,
    visible,
)
from .emit_typescript_text import (
    alias_of,
    block,
    declare_union,
    doc,
    header,
    key,
    lower_camel,
    module_of,
    plural,
    string,
)
from .model import Array, Enum, Field, Map, Named, Primitive, Record, Reference, Tree, Type, Union
from .references import references

# In JSON; a uuid, a timestamp, bytes and a long are all strings there.
_PRIMITIVES = {
    "null": "null",
    "boolean": "boolean",
    "int": "number",
    "long": "string",
    "float": "number",
    "double": "number",
    "bytes": "string",
    "string": "string",
}


class Module:
    """Writes the types of one namespace; names of others are qualified by their namespace.

    No global type is used: a schema may have a type called `Record` or `Readonly`.
    """

    def __init__(self, namespace: str) -> None:
        self._namespace = namespace

    def type_of(self, node: Type) -> str:
        """The TypeScript type of a value in its JSON form."""
        match node:
            case Primitive(name="long", json_number=True):
                return "number"
            case Primitive(name=name):
                return _PRIMITIVES[name]
            case Array(items=items):
                text = self.type_of(items)
                return f"readonly ({text})[]" if isinstance(items, Array | Union) else f"readonly {text}[]"
            case Map(values=values):
                return f"{{ readonly [key: string]: {self.type_of(values)} }}"
            case Union(branches=branches):
                return " | ".join(sorted(map(self.type_of, branches), key=lambda text: text == "null"))
            case Reference(name=name):
                return self._reference(name)
            case _:
                raise TypeError(f"no TypeScript type for {type(node).__name__}")

    def _reference(self, name: str) -> str:
        namespace = naming.namespace(name)
        return naming.simple(name) if namespace == self._namespace else f"{alias_of(namespace)}.{naming.simple(name)}"

    def record(self, record: Record) -> str:
        """The interface of a value that comes from the server; every field is there."""
        optional = "?" if record.kind is None else ""
        lines = [f"  readonly '@type'{optional}: {string(record.name)};\n"]
        lines += [self._field(field, demanded=True) for field in record.fields]
        lead = doc(record.doc, deprecated=record.deprecated)
        return f"{lead}export interface {naming.simple(record.name)} {{\n{''.join(lines)}}}\n"

    def request(self, record: Record) -> str:
        """The interface of what a client gives to make a request; a field with a default may be left out."""
        name = input_name(record)
        lead = doc(record.doc, deprecated=record.deprecated)
        fields = sent_fields(record)
        if not fields:
            return f"{lead}export type {name} = {{ readonly [key: string]: never }};\n"
        lines = [self._field(field, demanded=field.default is UNSET) for field in fields]
        return f"{lead}export interface {name} {{\n{''.join(lines)}}}\n"

    def _field(self, field: Field, *, demanded: bool) -> str:
        text = "string" if field.seal is not None else self.type_of(field.type)
        return f"{doc(field.doc, '  ')}  readonly {key(field.name)}{'' if demanded else '?'}: {text};\n"

    def enum(self, enum: Enum) -> str:
        name = naming.simple(enum.name)
        lead = doc(enum.doc, deprecated=enum.deprecated)
        text = lead + declare_union(name, [string(symbol) for symbol in enum.symbols])
        return f"{text}\n{self._table(enum)}" if enum.table else text

    def _table(self, enum: Enum) -> str:
        name = naming.simple(enum.name)
        rows = {symbol: enum.table[symbol] for symbol in enum.symbols}
        first = next(iter(rows.values()))
        columns = "".join(f"  readonly {key(column)}: {_column_type(value)};\n" for column, value in first.items())
        table = lower_camel(plural(name))
        return (
            f"/** One row of {{@link {table}}}. */\nexport interface {name}Row {{\n{columns}}}\n\n"
            f"{doc(f'What each {{@link {name}}} stands for.')}"
            f"export const {table} = {block(rows)} as const satisfies {{ readonly [each in {name}]: {name}Row }};\n"
        )


def _column_type(value: str | int | bool) -> str:
    return "boolean" if isinstance(value, bool) else "number" if isinstance(value, int) else "string"


def input_name(record: Record) -> str:
    """The simple name of a request's input type: `accounts.Register` → `RegisterInput`."""
    return f"{naming.simple(record.name)}Input"


def emit_types(tree: Tree) -> dict[str, str]:
    """The modules of all namespaces that hold something a client may name."""
    named = [*visible(tree), *requests(tree)]
    return {
        f"{module_of(namespace)}.ts": _module(tree, namespace)
        for namespace in namespaces([each.name for each in named])
    }


def _module(tree: Tree, namespace: str) -> str:
    module = Module(namespace)
    inputs = [record for record in requests(tree) if naming.namespace(record.name) == namespace]
    types = [named for named in visible(tree) if naming.namespace(named.name) == namespace]
    parts = [header(f"schemas/{namespace.replace('.', '/')}"), _imports(namespace, types, inputs)]
    parts += [module.request(record) for record in inputs]
    parts += [module.enum(named) if isinstance(named, Enum) else module.record(named) for named in types]
    return "\n".join(part for part in parts if part)


def _imports(namespace: str, types: list[Named], inputs: list[Record]) -> str:
    fields = [field for named in types if isinstance(named, Record) for field in named.fields]
    fields += [field for record in inputs for field in sent_fields(record)]
    names = {name for field in fields if field.seal is None for name in references(field.type)}
    others = [other for other in namespaces(sorted(names)) if other != namespace]
    return "".join(f"import type * as {alias_of(other)} from './{module_of(other)}';\n" for other in others)
