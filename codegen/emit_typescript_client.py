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
  /** The messages that keep coming; `never` of a request that is no feed. */
  readonly feed: unknown;
  readonly stream: unknown;
}

/** What the carrier brings one request's answers in: for the example above, `Observable<Answer<N>>`. */
export type Stream<C extends Carrier, N extends CommandName> = (C & {
  readonly item: Answer<N>;
  readonly feed: Commands[N]['feed'];
})['stream'];

/** Sends a request and brings what comes back: all that the client needs. */
export interface Requester<C extends Carrier> {
  request<N extends CommandName>(name: N, input: Commands[N]['input']): Stream<C, N>;
}
"""

_REQUESTS = """\
import type { CommandName, CommandRow, Commands } from './commands';
import { commands } from './commands';

/** The path and query string of a request, below /api. */
export function pathOf<N extends CommandName>(name: N, input: Commands[N]['input']): string {
  const row: CommandRow = commands[name];
  const fields = new Map<string, unknown>(Object.entries(input));
  const path = row.path.replace(/\\{(\\w+)\\}/g, (_, field: string) => encodeURIComponent(text(fields.get(field))));
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
    .map((each) => `${encodeURIComponent(field)}=${encodeURIComponent(text(each))}`);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
"""


def emit_client(tree: Tree) -> str:
    """The text of `client.ts`."""
    records = requests(tree)
    names = [record.name for record in records]
    groups = [(alias_of(each), _of(each, records)) for each in namespaces(names)]
    head = "\n".join(part for part in (header("schemas"), import_types(names) + _CLIENT) if part)
    signatures = "".join(f"  readonly {key(alias)}: {{\n{_signatures(own)}  }};\n" for alias, own in groups)
    interface = doc("The typed functions of every domain.")
    interface += f"export interface WireClient<C extends Carrier> {{\n{signatures}}}\n"
    functions = "".join(f"    {key(alias)}: {{\n{_functions(own)}    }},\n" for alias, own in groups)
    function = doc("The typed functions of every domain, over one requester.")
    function += "export function wireClient<C extends Carrier>(requester: Requester<C>): WireClient<C> {\n"
    function += f"  return {{\n{functions}  }};\n}}\n"
    return "\n".join([head, interface, function])


def _of(namespace: str, records: list[Record]) -> list[Record]:
    return [record for record in records if naming.namespace(record.name) == namespace]


def _signatures(records: list[Record]) -> str:
    return "".join(
        f"{doc(record.doc, '    ', record.deprecated)}    readonly {_function_name(record)}:"
        f" (input{'?' if _is_optional(record) else ''}: {qualified_input(record)})"
        f" => Stream<C, {string(record.name)}>;\n"
        for record in records
    )


def _functions(records: list[Record]) -> str:
    return "".join(
        f"      {_function_name(record)}: (input{' = {}' if _is_optional(record) else ''}) =>"
        f" requester.request({string(record.name)}, input),\n"
        for record in records
    )


def _function_name(record: Record) -> str:
    return key(lower_camel(naming.simple(record.name)))


def _is_optional(record: Record) -> bool:
    """Whether a request can be made with nothing said."""
    return all(field.default is not UNSET for field in sent_fields(record))


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
