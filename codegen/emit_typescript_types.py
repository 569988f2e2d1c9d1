"""One TypeScript module per namespace: interfaces, inputs of requests, enums and their tables, aliases of fixed types.

The types are those of parsed JSON, in the form of schemas/JSON.md.
"""

from msgspec import UNSET, Struct

from . import naming
from .client_view import namespaces, requests, sent_fields, sent_types, visible
from .emit_typescript_text import (
    alias_of,
    block,
    declare_union,
    doc,
    header,
    input_name,
    key,
    lower_camel,
    module_of,
    plural,
    string,
    type_name,
)
from .emit_typescript_values import Direction, Spelling, laid_out
from .json_forms import text_form
from .model import Enum, Field, Fixed, Named, Primitive, Record, Tree
from .references import references, referred

SYMBOLS = "unknown-symbol"
_UNKNOWN_SYMBOL = """\
declare const unknownSymbol: unique symbol;

/**
 * A symbol that a later version added to an enum. Where all known symbols have a case, the default of a `switch`
 * has this type, so a function that takes it tells whether one was forgotten.
 */
export type UnknownSymbol = string & { readonly [unknownSymbol]: true };
"""


class Module:
    """Writes the types of one namespace; names of others are qualified by their namespace.

    No global type is used: a schema may have a type called `Record` or `Readonly`.
    """

    def __init__(self, tree: Tree, namespace: str, own: list[str]) -> None:
        """`own` are the names that the module declares: what it imports gets others."""
        self.namespace = namespace
        self._own = frozenset(own)
        self._spelling = Spelling(tree, self._refer)

    def alias(self, namespace: str) -> str:
        """The name under which the module of another namespace is imported."""
        alias = alias_of(namespace)
        return f"{alias}_" if alias in self._own else alias

    def _refer(self, name: str) -> str:
        namespace = naming.namespace(name)
        return "" if namespace == self.namespace else f"{self.alias(namespace)}."

    def record(self, record: Record) -> str:
        """The interface of a value that comes from the server; every field is there."""
        return self._interface(type_name(record.name), record, list(record.fields), "received")

    def sent_record(self, record: Record) -> str:
        """The interface of a record inside what a client sends; a field with a default may be left out."""
        return self._interface(input_name(record.name), record, list(record.fields), "sent")

    def request(self, record: Record) -> str:
        """The interface of what a client gives to make a request."""
        fields = sent_fields(record)
        if not fields:
            name = input_name(record.name)
            return f"{_doc(record)}export type {name} = {{ readonly [key: string]: never }};\n"
        return self._interface(input_name(record.name), record, fields, "sent", is_tagged=False)

    def _interface(
        self, name: str, record: Record, fields: list[Field], direction: Direction, *, is_tagged: bool = True
    ) -> str:
        optional = "?" if direction == "sent" else ""
        lines = [f"  readonly '@type'{optional}: {string(record.name)};\n"] if is_tagged else []
        lines += [self._field(field, direction) for field in fields]
        return f"{_doc(record)}export interface {name} {{\n{''.join(lines)}}}\n"

    def _field(self, field: Field, direction: Direction) -> str:
        optional = "?" if direction == "sent" and field.default is not UNSET else ""
        name = f"  readonly {key(field.name)}{optional}:"
        written = Primitive("string") if field.seal is not None else field.type
        type_ = laid_out(written, direction, self._spelling, lead=len(name))
        return f"{doc(field.doc, '  ', field.deprecated)}{name}{type_};\n"

    def enum(self, enum: Enum) -> str:
        text = _doc(enum) + declare_union(type_name(enum.name), [string(symbol) for symbol in enum.symbols])
        return f"{text}\n{_table(enum)}" if enum.table else text

    def fixed(self, fixed: Fixed) -> str:
        about = "\n\n".join(part for part in (fixed.doc.strip(), f"{_text_of(fixed)}.") if part)
        return f"{doc(about, deprecated=fixed.deprecated)}export type {type_name(fixed.name)} = string;\n"

    def named(self, named: Named) -> str:
        match named:
            case Record():
                return self.record(named)
            case Enum():
                return self.enum(named)
            case Fixed():
                return self.fixed(named)


def _text_of(fixed: Fixed) -> str:
    """What the text is."""
    form = text_form(fixed)
    if form is not None:
        return form.wanted
    return "A UUID" if fixed.logical == "uuid" else f"Base64 of {fixed.size} bytes"


def _doc(named: Named) -> str:
    return doc(named.doc, deprecated=named.deprecated)


def _table(enum: Enum) -> str:
    name = type_name(enum.name)
    rows = {symbol: enum.table[symbol] for symbol in enum.symbols}
    first = next(iter(rows.values()))
    columns = "".join(f"  readonly {key(column)}: {_column_type(value)};\n" for column, value in first.items())
    table = lower_camel(plural(naming.simple(enum.name)))
    return (
        f"/** One row of {{@link {table}}}. */\nexport interface {name}Row {{\n{columns}}}\n\n"
        f"{doc(f'What each {{@link {name}}} stands for.')}"
        f"export const {table} = {block(rows)} as const satisfies {{ readonly [each in {name}]: {name}Row }};\n"
    )


def _column_type(value: str | int | bool) -> str:
    return "boolean" if isinstance(value, bool) else "number" if isinstance(value, int) else "string"


class _Contents(Struct, frozen=True):
    """What the module of one namespace declares."""

    requests: list[Record] = []
    sent: list[Record] = []
    types: list[Named] = []

    def names(self) -> list[str]:
        inputs = [input_name(record.name) for record in (*self.requests, *self.sent)]
        return [*inputs, *(type_name(named.name) for named in self.types)]

    def mentioned(self) -> set[str]:
        """The full names that the fields mention, as clients see them."""
        fields = [field for record in self.requests for field in sent_fields(record) if field.seal is None]
        fields += [field for named in (*self.sent, *self.types) if isinstance(named, Record) for field in named.fields]
        return {name for field in fields for name in references(field.type)}


def emit_types(tree: Tree) -> dict[str, str]:
    """The modules of all namespaces that hold something a client may name."""
    contents: dict[str, _Contents] = {}
    requested = requests(tree)
    for record in requested:
        contents.setdefault(naming.namespace(record.name), _Contents()).requests.append(record)
    names = {record.name for record in requested}
    for named in sent_types(tree):
        if isinstance(named, Record) and named.name not in names:
            contents.setdefault(naming.namespace(named.name), _Contents()).sent.append(named)
    for named in visible(tree):
        contents.setdefault(naming.namespace(named.name), _Contents()).types.append(named)
    modules = {f"{module_of(each)}.ts": _module(tree, each, contents[each]) for each in sorted(contents)}
    return modules | ({f"{SYMBOLS}.ts": f"{header('schemas')}\n{_UNKNOWN_SYMBOL}"} if has_open_enum(tree) else {})


def has_open_enum(tree: Tree) -> bool:
    """Whether later versions may add symbols to some enum."""
    return any(enum.default is not None for enum in tree.enums())


def _module(tree: Tree, namespace: str, contents: _Contents) -> str:
    module = Module(tree, namespace, contents.names())
    parts = [module.request(record) for record in contents.requests]
    parts += [module.sent_record(record) for record in contents.sent]
    parts += [module.named(named) for named in contents.types]
    folder = "/".join(["schemas", *namespace.split(".")]) if namespace else "schemas"
    return "\n".join(part for part in (header(folder), _imports(module, contents, tree), *parts) if part)


def _imports(module: Module, contents: _Contents, tree: Tree) -> str:
    mentioned = contents.mentioned()
    others = [other for other in namespaces(sorted(mentioned)) if other != module.namespace]
    lines = [f"import type * as {module.alias(other)} from './{module_of(other)}';\n" for other in others]
    received = {name for named in contents.types for name in referred(named)}
    if any(isinstance(enum := tree.types[name], Enum) and enum.default is not None for name in received):
        lines.append(f"import type {{ UnknownSymbol }} from './{SYMBOLS}';\n")
    return "".join(lines)
