import type { Signal, WritableSignal } from '@angular/core';
import { signal } from '@angular/core';
import type { Subscriber, TeardownLogic } from 'rxjs';
import { Observable } from 'rxjs';

import type { Carrier } from './generated';
import type { Progress, Unknown } from './transport/progress';

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
