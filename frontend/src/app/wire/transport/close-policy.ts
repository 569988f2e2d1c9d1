import type { wire } from '../generated';
import { closeCodes } from '../generated/wire';

/** What a client does after a socket closed. */
export type AfterClose =
  | { readonly kind: 'reconnect' }
  /** Comes back with nothing of the session that ended. */
  | { readonly kind: 'anonymous'; readonly meaning: string }
  | { readonly kind: 'final'; readonly meaning: string };

const MESSAGE_TOO_BIG = 1009;
const FIRST_OF_APPLICATION = 4000;

const rows = new Map<number, wire.CloseCodeRow>(Object.values(closeCodes).map((row) => [row.code, row]));

/** Decides from the close code alone; an application code that is not in the table is final. */
export function afterClose(code: number): AfterClose {
  const row = rows.get(code);
  if (code === closeCodes.SESSION_ENDED.code) {
    return { kind: 'anonymous', meaning: closeCodes.SESSION_ENDED.meaning };
  }
  if (row !== undefined) {
    return row.reconnect ? { kind: 'reconnect' } : { kind: 'final', meaning: row.meaning };
  }
  if (code === MESSAGE_TOO_BIG) {
    return { kind: 'final', meaning: 'A message was too big.' };
  }
  return code >= FIRST_OF_APPLICATION
    ? { kind: 'final', meaning: `The gateway closed the connection with the unknown code ${code}.` }
    : { kind: 'reconnect' };
}
