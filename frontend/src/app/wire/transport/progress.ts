import type { Ending } from '../generated';

/** The deadline passed with no word. If it was sent, an answer may still come, and nobody knows whether it will. */
export interface Unknown {
  readonly '@type': 'client.Unknown';
  /** Whether the request ever left. If not, nothing happened, and nothing will. */
  readonly sent: boolean;
}

/** How far a request is. */
export interface Progress {
  readonly stage: 'idle' | 'waiting' | 'sending' | 'sent' | 'unknown' | 'ended';
  /** When the request was made, in milliseconds since 1970. */
  readonly since: number;
}

const endings: ReadonlySet<string> = new Set<(Ending | Unknown)['@type']>([
  'wire.Expired',
  'wire.Failed',
  'wire.Lost',
  'wire.Cancelled',
  'wire.RequestIdReused',
  'client.Unknown',
]);

/** Whether the platform, and no domain, has spoken. */
export function isEnding(body: { readonly '@type': string }): body is Ending | Unknown {
  return endings.has(body['@type']);
}
