"""`commands.ts`: how every command and query is sent, and what may come back; `messages.ts`: what a frame holds."""

from typing import Any

import msgspec

from . import naming
from .client_view import (
    endings,
    messages,
    namespaces,
    requests,
    sent_fields,
    without_null,
)
from .emit_typescript_text import (
    alias_of,
    block,
    declare_union,
    doc,
    header,
    input_name,
    module_of,
    string,
    type_name,
    union,
)
from .model import Array, Constraints, Field, Map, Primitive, Record, Tree

_ROW = """\
/** Limits on one field; lengths count code points. A form can show and check them. */
export interface Limits {
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

/** How one command or query is sent: a row of {@link commands}. */
export interface CommandRow {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below /api, with the names of its parameters in braces. */
  readonly path: string;
  readonly pathParameters: readonly string[];
  readonly queryParameters: readonly string[];
  readonly hasBody: boolean;
  readonly access: 'session' | 'anyone';
  readonly timeoutMs: number;
  /** Whether messages keep coming after the outcome, until the request is cancelled. */
  readonly feed: boolean;
  readonly constraints: Readonly<Record<string, Limits>>;
}
"""

_NAMES = """\
/** The full name of a command or query. */
export type CommandName = keyof Commands;
"""

_FRAME = """\
/** One text message of the socket. `requestId` is null in the gateway's own frames. */
export interface Frame<B extends Body = Body> {
  readonly requestId: string | null;
  /** Whether this is the last frame of its request. */
  readonly final: boolean;
  /** Where the frame stands on the socket's lane, for resuming: `<lane>-<offset>`. */
  readonly position: string | null;
  readonly body: B;
}
"""


def qualified(full_name: str) -> str:
    """A type of any namespace as the modules above the namespaces write it: `accounts.Registered`."""
    return f"{alias_of(naming.namespace(full_name))}.{type_name(full_name)}"


def qualified_input(record: Record) -> str:
    return f"{alias_of(naming.namespace(record.name))}.{input_name(record.name)}"


def import_types(names: list[str]) -> str:
    """The import lines for the namespaces of some full names."""
    return "".join(f"import type * as {alias_of(each)} from './{module_of(each)}';\n" for each in namespaces(names))


def emit_commands(tree: Tree) -> str:
    """The text of `commands.ts`."""
    records = requests(tree)
    mentioned = [name for record in records for name in (record.name, *record.outcomes, *record.feed)]
    rows = {record.name: _row(record) for record in records}
    table = (
        doc("Every command and query by its full name.")
        + f"export const commands = {block(rows)} as const satisfies Readonly<Record<string, CommandRow>>;\n"
    )
    entries = "".join(_entry(record) for record in records)
    interface = doc("What goes into every command and query, and what comes back.")
    interface += f"export interface Commands {{\n{entries}}}\n"
    parts = [header("schemas"), import_types(mentioned), _ROW, table, interface, _NAMES]
    return "\n".join(part for part in parts if part)


def _row(record: Record) -> dict[str, Any]:
    if record.route is None:
        raise ValueError(f"{record.place}: {record.name} has no route")
    return {
        "method": record.route.method,
        "path": record.route.path,
        "pathParameters": [field.name for field in sent_fields(record, "path")],
        "queryParameters": [field.name for field in sent_fields(record, "query")],
        "hasBody": bool(sent_fields(record, "body")),
        "access": record.access,
        "timeoutMs": record.timeout_ms,
        "feed": bool(record.feed),
        "constraints": {field.name: limits for field in sent_fields(record) if (limits := _limits(field))},
    }


def _limits(field: Field) -> dict[str, Any]:
    node = without_null(field.type)
    constraints = Constraints()
    if field.seal is not None:
        constraints = field.seal.constraints
    elif isinstance(node, Primitive | Array | Map):
        constraints = node.constraints
    camel = {"min_length": "minLength", "max_length": "maxLength", "min_items": "minItems", "max_items": "maxItems"}
    return {camel.get(name, name): limit for name, limit in msgspec.to_builtins(constraints).items()}


def _entry(record: Record) -> str:
    columns = {
        "input": qualified_input(record),
        "outcome": union([qualified(name) for name in record.outcomes]),
        "feed": union([qualified(name) for name in record.feed]),
    }
    lines = "".join(f"    readonly {column}: {text};\n" for column, text in columns.items())
    return f"{doc(record.doc, '  ', record.deprecated)}  readonly {string(record.name)}: {{\n{lines}  }};\n"


def emit_messages(tree: Tree) -> str:
    """The text of `messages.ts`."""
    names = [record.name for record in messages(tree)]
    body = doc("Everything that a frame can hold; `@type` tells which.")
    body += declare_union("Body", [qualified(name) for name in names])
    ending = doc("What the platform itself may end any request with, instead of one of its outcomes.")
    ending += declare_union("Ending", [qualified(name) for name in endings(tree)])
    return "\n".join([header("schemas"), import_types(names), body, ending, _FRAME])
