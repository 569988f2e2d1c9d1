import type { Signal, WritableSignal } from '@angular/core';
import { signal } from '@angular/core';
import type { Subscriber, TeardownLogic } from 'rxjs';
import { Observable } from 'rxjs';

import type { Carrier, Ending } from './generated';

/** The deadline passed with no word. If it was sent, an answer may still come, and nobody knows whether it will. */
export interface Unknown {
  readonly '@type': 'client.Unknown';
  /** Whether the request ever left this page. If not, nothing happened, and nothing will. */
  readonly sent: boolean;
}

/** How far a request is. */
export interface Progress {
  readonly stage: 'idle' | 'waiting' | 'sending' | 'sent' | 'unknown' | 'ended';
  /** When the request was made, in milliseconds since 1970. */
  readonly since: number;
}

/**
 * What comes back for one request. Subscribing sends it, unsubscribing cancels it.
 *
 * Completes when the last frame has come and the POST is answered, in either order.
 */
export class RequestStream<T> extends Observable<T> {
  /** How far the request is that the last subscriber made. */
  readonly progress: Signal<Progress>;

  constructor(send: (subscriber: Subscriber<T>, progress: WritableSignal<Progress>) => TeardownLogic) {
    const progress = signal<Progress>({ stage: 'idle', since: 0 });
    super((subscriber) => send(subscriber, progress));
    this.progress = progress.asReadonly();
  }
}

/** Tells the generated client that its answers travel in a {@link RequestStream}. */
export interface InRequestStream extends Carrier {
  readonly stream: RequestStream<this['item'] | Unknown>;
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
