import type { Body } from '../generated';
import { OutcomeUnknown } from './errors';
import type { Unknown } from './progress';
import type { Hears } from './trip';

interface Waiting<T> {
  readonly resolve: (result: IteratorResult<T, undefined>) => void;
  readonly reject: (error: unknown) => void;
}

const DONE = { done: true, value: undefined } as const;

/**
 * What keeps coming for a query: a snapshot and every change, and a new snapshot after a drop.
 *
 * Iterating sends the query, and ending the iteration, by `break` or {@link Feed.return}, cancels it:
 *
 *     for await (const message of client.orders.listOrders()) { ... }
 */
export class Feed<T> implements AsyncIterableIterator<T> {
  private readonly items: T[] = [];
  private readonly waiting: Waiting<T>[] = [];
  private over: { readonly error?: unknown } | null = null;
  private heard = false;
  private letGo: (() => void) | null = null;

  /** @param begin sends the query, and gives what cancels it */
  constructor(private readonly begin: (hears: Hears) => () => void) {}

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** The next message. Rejects with RequestRefused, OutcomeUnknown or TransportClosed. */
  next(): Promise<IteratorResult<T, undefined>> {
    if (this.letGo === null && this.over === null) {
      this.send();
    }
    const [value] = this.items.splice(0, 1);
    if (value !== undefined) {
      return Promise.resolve({ done: false, value });
    }
    if (this.over !== null) {
      return this.last(this.over);
    }
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
    });
  }

  /** Cancels the feed; whoever waits for its next message is told that there is none. */
  return(): Promise<IteratorResult<T, undefined>> {
    this.items.length = 0;
    this.end({});
    this.over = {};
    this.letGo?.();
    return Promise.resolve(DONE);
  }

  private send(): void {
    this.letGo = this.begin({
      next: (body) => {
        this.receive(body);
      },
      error: (error) => {
        this.end({ error });
      },
      complete: () => {
        this.end({});
      },
      progress: () => undefined,
    });
  }

  private receive(body: Body | Unknown): void {
    if (body['@type'] !== 'client.Unknown') {
      this.heard = true;
      const first = this.waiting.shift();
      // What comes for a query is what its schema says: the gateway has seen to that.
      const value = body as T;
      if (first === undefined) {
        this.items.push(value);
      } else {
        first.resolve({ done: false, value });
      }
    } else if (!this.heard) {
      // A feed that was there comes back, however long that takes.
      this.end({ error: new OutcomeUnknown(body.sent) });
      this.letGo?.();
    }
  }

  private end(over: { readonly error?: unknown }): void {
    if (this.over !== null) {
      return;
    }
    const [first, ...others] = this.waiting.splice(0);
    this.over = over;
    if (first !== undefined) {
      this.last(over).then(first.resolve, first.reject);
    }
    others.forEach(({ resolve }) => {
      resolve(DONE);
    });
  }

  /** The error, once; from then on there is nothing more. */
  private last(over: { readonly error?: unknown }): Promise<IteratorResult<T, undefined>> {
    this.over = {};
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- it is passed on as it came
    return 'error' in over ? Promise.reject(over.error) : Promise.resolve(DONE);
  }
}
