import { Injectable, inject } from '@angular/core';

import { Gateway } from './gateway';
import type { Answer, Body, CommandName, CommandRow, Commands, Ending, Requester } from './generated';
import { bodyOf, commands, pathOf } from './generated';
import type { InRequestStream, Unknown } from './request-stream';
import { RequestStream } from './request-stream';
import { Socket } from './socket';
import type { Ask, Road } from './trip';
import { Trip } from './trip';

const DEFAULT_TIMEOUT_MS = 60_000;

/**
 * Sends requests whose answers come down the socket, and makes each look like one typed stream.
 *
 * A stream ends with an outcome, a refusal, or an ending of the platform; a problem at the door is its error.
 */
@Injectable({ providedIn: 'root' })
export class RequestService implements Requester<InRequestStream> {
  private readonly socket = inject(Socket);
  private readonly trips = new Set<Trip>();
  private readonly road: Road = { socket: this.socket, gateway: inject(Gateway), underWay: new Map<string, Trip>() };

  constructor() {
    this.socket.frames.subscribe(({ requestId, final, body }) => {
      this.road.underWay.get(requestId ?? '')?.receive(body, final);
    });
    // Over a copy: a trip may end while it hears the news.
    this.socket.losses.subscribe((loss) => {
      [...this.trips].forEach((trip) => {
        trip.lost(loss);
      });
    });
    this.socket.welcomes.subscribe((identity) => {
      [...this.trips].forEach((trip) => {
        trip.welcomed(identity);
      });
    });
  }

  /** The typed form, which the generated client calls. */
  request<N extends CommandName>(name: N, input: Commands[N]['input']): RequestStream<Answer<N> | Unknown> {
    const { method, timeoutMs, feed } = commands[name];
    return this.stream({ method, timeoutMs, feed, path: pathOf(name, input), body: bodyOf(name, input) });
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

  private stream<T extends Body>(ask: Ask): RequestStream<T | Unknown> {
    return new RequestStream<T | Unknown>((subscriber, progress) => {
      const trip = new Trip(this.road, ask, subscriber, progress);
      this.trips.add(trip);
      trip.begin();
      return () => {
        this.trips.delete(trip);
        trip.cancel();
      };
    });
  }
}

function plain(method: CommandRow['method'], path: string, body?: unknown): Ask {
  const row = rowOf(method, path);
  return { method, path, body, timeoutMs: row?.timeoutMs ?? DEFAULT_TIMEOUT_MS, feed: row?.feed ?? false };
}

function rowOf(method: CommandRow['method'], path: string): CommandRow | undefined {
  const bare = path.replace(/\?.*$/, '');
  const rows: readonly CommandRow[] = Object.values(commands);
  return rows.find((row) => row.method === method && new RegExp(`^${row.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(bare));
}
