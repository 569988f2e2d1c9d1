// Generated from schemas by `just generate`. Edit the schemas, not this file.

import type { CommandName, CommandRow, Commands } from './commands';
import { commands } from './commands';

/** The path and query string of a request, below /api. */
export function pathOf<N extends CommandName>(name: N, input: Commands[N]['input']): string {
  const row: CommandRow = commands[name];
  const fields = new Map<string, unknown>(Object.entries(input));
  const path = row.path.replace(/\{(\w+)\}/g, (_, field: string) => encodeURIComponent(text(fields.get(field))));
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
