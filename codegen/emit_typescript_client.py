"""`client.ts`: one typed function per command and query; `requests.ts`: paths and bodies; `index.ts`."""

from msgspec import UNSET

from . import naming
from .client_view import namespaces, requests, sent_fields, visible
from .emit_typescript_commands import import_types, qualified_input
from .emit_typescript_text import alias_of, doc, header, key, lower_camel, module_of, string
from .emit_typescript_types import SYMBOLS, has_open_enum
from .model import Record, Tree

_CLIENT = """\
import type { CommandName, Commands } from './commands';
import type { Ending } from './messages';

/** Everything that one request can bring: its outcomes, its feed, or how the platform ended it. */
export type Answer<N extends CommandName> = Commands[N]['outcome'] | Commands[N]['feed'] | Ending;

/**
 * What answers travel in: an Observable, a Promise, an async iterator. This module depends on none of them,
 * so the application names its own, in terms of the item that it carries:
 *
 *     interface InObservable extends Carrier {
 *       readonly stream: Observable<this['item']>;
 *     }
 *     const wire = wireClient<InObservable>(requester);
 *
 * `requester.request` then returns an `Observable<Answer<N>>`, and so does every function of the client.
 */
export interface Carrier {
  readonly item: unknown;
  readonly stream: unknown;
}

/** The carrier's stream of one type of item: for the example above, `Observable<Item>`. */
export type Stream<C extends Carrier, Item> = (C & { readonly item: Item })['stream'];

/** Sends a request and brings what comes back: all that the client needs. */
export interface Requester<C extends Carrier> {
  request<N extends CommandName>(name: N, input: Commands[N]['input']): Stream<C, Answer<N>>;
}
"""

_REQUESTS = """\
import type { CommandName, CommandRow, Commands } from './commands';
import { commands } from './commands';

/** The path and query string of a request, below /api. */
export function pathOf<N extends CommandName>(name: N, input: Commands[N]['input']): string {
  const row: CommandRow = commands[name];
  const fields = new Map<string, unknown>(Object.entries(input));
  const path = row.path.replace(/\\{(\\w+)\\}/g, (_, field: string) => encodeURIComponent(String(fields.get(field))));
  const query = row.queryParameters.flatMap((field) => pairs(field, fields.get(field))).join('&');
  return query === '' ? path : `${path}?${query}`;
}

/** The JSON body of a request: its input without what the path and the query string carry. */
export function bodyOf<N extends CommandName>(
  name: N,
  input: Commands[N]['input'],
): Readonly<Record<string, unknown>> | undefined {
  const row: CommandRow = commands[name];
  const elsewhere = new Set([...row.pathParameters, ...row.queryParameters]);
  const fields = Object.entries(input).filter(([field]) => !elsewhere.has(field));
  return row.hasBody ? Object.fromEntries(fields) : undefined;
}

/** An array repeats its name; null and undefined are left out. */
function pairs(field: string, value: unknown): string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values
    .filter((each) => each !== null && each !== undefined)
    .map((each) => `${encodeURIComponent(field)}=${encodeURIComponent(String(each))}`);
}
"""


def emit_client(tree: Tree) -> str:
    """The text of `client.ts`."""
    records = requests(tree)
    names = [record.name for record in records]
    head = "\n".join(part for part in (header("schemas"), import_types(names) + _CLIENT) if part)
    groups = "".join(_group(namespace, records) for namespace in namespaces(names))
    function = doc("The typed functions of every domain, over one requester.") + (
        f"export function wireClient<C extends Carrier>(requester: Requester<C>) {{\n  return {{\n{groups}  }};\n}}\n"
    )
    alias = doc("What {@link wireClient} returns.")
    alias += "export type WireClient<C extends Carrier> = ReturnType<typeof wireClient<C>>;\n"
    return "\n".join([head, function, alias])


def _group(namespace: str, records: list[Record]) -> str:
    functions = "".join(_function(record) for record in records if naming.namespace(record.name) == namespace)
    return f"    {key(alias_of(namespace))}: {{\n{functions}    }},\n"


def _function(record: Record) -> str:
    name = string(record.name)
    default = "" if any(field.default is UNSET for field in sent_fields(record)) else " = {}"
    return (
        f"{doc(record.doc, '      ', record.deprecated)}"
        f"      {key(lower_camel(naming.simple(record.name)))}: (input: {qualified_input(record)}{default}):"
        f" Stream<C, Answer<{name}>> =>\n        requester.request({name}, input),\n"
    )


def emit_requests() -> str:
    """The text of `requests.ts`, which is the same for every tree."""
    return f"{header('schemas')}\n{_REQUESTS}"


def emit_index(tree: Tree) -> str:
    """The barrel: namespaces by their alias, everything else by its own name."""
    named = namespaces([each.name for each in (*visible(tree), *requests(tree))])
    lines = [f"export * as {alias_of(each)} from './{module_of(each)}';\n" for each in named]
    modules = ["client", "commands", "messages", "requests", *([SYMBOLS] if has_open_enum(tree) else [])]
    lines += [f"export * from './{module}';\n" for module in modules]
    return f"{header('schemas')}\n{''.join(lines)}"
