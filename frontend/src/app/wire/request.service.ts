import { Injectable, inject } from '@angular/core';

import type { Answer, Body, CommandName, CommandRow, Commands, Ending, Requester, WireClient } from './generated';
import { commands, wireClient } from './generated';
import { GATEWAY } from './network';
import type { InRequestStream } from './request-stream';
import { RequestStream } from './request-stream';
import { Socket } from './socket';
import type { Waiting } from './transport/carry-over';
import type { Unknown } from './transport/progress';
import type { Ask, Hears } from './transport/trip';
import { Trips, askFor } from './transport/trips';

const DEFAULT_TIMEOUT_MS = 60_000;
/** Past its deadline a request is shown as unknown soon: a later answer still resolves it. */
const GRACE_MS = 2_000;

/**
 * Sends requests whose answers come down the socket, and makes each look like one typed stream.
 *
 * A stream ends with an outcome, a refusal, or an ending of the platform; a problem at the door is its error.
 */
@Injectable({ providedIn: 'root' })
export class RequestService implements Requester<InRequestStream> {
  private readonly trips = new Trips(inject(Socket).live, inject(GATEWAY), GRACE_MS);

  /** The typed form, which the generated client calls. */
  request<N extends CommandName>(
    name: N,
    input: Commands[N]['input'],
    waitS?: number,
  ): RequestStream<Answer<N> | Unknown> {
    return this.stream(askFor(name, input, waitS));
  }

  /** The typed client for requests that a worker has to begin within so many seconds, if their schemas allow more. */
  within(seconds: number): WireClient<InRequestStream> {
    return wireClient<InRequestStream>({ request: (name, input) => this.request(name, input, seconds) });
  }

  get<T extends Body>(path: string): RequestStream<T | Ending | Unknown> {
    return this.stream(plain('GET', path));
  }

  post<T extends Body>(path: string, body: unknown = {}): RequestStream<T | Ending | Unknown> {
    return this.stream(plain('POST', path, body));
  }

  put<T extends Body>(path: string, body: unknown = {}): RequestStream<T | Ending | Unknown> {
    return this.stream(plain('PUT', path, body));
  }

  delete<T extends Body>(path: string): RequestStream<T | Ending | Unknown> {
    return this.stream(plain('DELETE', path));
  }

  /** What still waits for its answer. */
  waiting(): Waiting[] {
    return this.trips.waiting();
  }

  /** Waits for what an earlier page asked for. */
  takeUp(waiting: Waiting): RequestStream<Body | Unknown> {
    return streamOf((hears) => this.trips.takeUp(waiting, hears));
  }

  private stream<T extends Body>(ask: Ask): RequestStream<T | Unknown> {
    return streamOf((hears) => this.trips.begin(ask, hears));
  }
}

function streamOf<T extends Body>(begin: (hears: Hears) => () => void): RequestStream<T | Unknown> {
  return new RequestStream<T | Unknown>((subscriber, progress) =>
    begin({
      // What comes for a request is what its schema says: the gateway has seen to that.
      next: (body) => {
        subscriber.next(body as T | Unknown);
      },
      error: (error) => {
        subscriber.error(error);
      },
      complete: () => {
        subscriber.complete();
      },
      progress: (now) => {
        progress.set(now);
      },
    }),
  );
}

function plain(method: CommandRow['method'], path: string, body?: unknown): Ask {
  const row = rowOf(method, path);
  return { name: null, method, path, body, timeoutMs: row?.timeoutMs ?? DEFAULT_TIMEOUT_MS, feed: row?.feed ?? false };
}

function rowOf(method: CommandRow['method'], path: string): CommandRow | undefined {
  const bare = path.replace(/\?.*$/, '');
  const rows: readonly CommandRow[] = Object.values(commands);
  return rows.find((row) => row.method === method && new RegExp(`^${row.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(bare));
}
