import { Injectable, InjectionToken, inject } from '@angular/core';
import { Subject } from 'rxjs';

import type { CommandRow } from './generated';
import type { Session } from './generated/sessions';
import type { Accepted } from './generated/wire';
import { RequestRefused } from './transport/request-refused';

export const FETCH = new InjectionToken<typeof fetch>('FETCH', {
  factory: () => (input, init) => fetch(input, init),
});

/** One HTTP request below /api. */
export interface Call {
  readonly method: CommandRow['method'];
  readonly path: string;
  readonly body?: unknown;
  /** Whom the answer goes to; the session routes need none. */
  readonly subscriberId?: string;
  readonly requestId: string;
}

/** The gateway's HTTP side. Throws RequestRefused for a problem and TypeError if nothing answered. */
@Injectable({ providedIn: 'root' })
export class Gateway {
  private readonly fetch = inject(FETCH);
  private readonly sessionMissingOut = new Subject<void>();
  /** A request was refused because there is no session (any more). */
  readonly sessionMissing = this.sessionMissingOut.asObservable();

  /** Puts a request on the log; the answer comes down the socket. */
  async send(call: Call): Promise<Accepted> {
    try {
      const response = await this.call(call);
      return (await response.json()) as Accepted;
    } catch (error) {
      if (error instanceof RequestRefused && error.type === 'SESSION_REQUIRED') {
        this.sessionMissingOut.next();
      }
      throw error;
    }
  }

  /** Whose session the cookies hold; null if none. */
  async readSession(): Promise<Session | null> {
    try {
      const response = await this.call({ method: 'GET', path: '/session', requestId: crypto.randomUUID() });
      return (await response.json()) as Session;
    } catch (error) {
      if (isUnauthorized(error)) {
        return null;
      }
      throw error;
    }
  }

  /** Swaps the finished login for a session cookie. */
  async beginSession(subscriberId: string): Promise<void> {
    await this.call({ method: 'POST', path: '/session', body: {}, subscriberId, requestId: crypto.randomUUID() });
  }

  /** Ends the session; one that is over already has ended. */
  async endSession(): Promise<void> {
    try {
      await this.call({ method: 'DELETE', path: '/session', requestId: crypto.randomUUID() });
    } catch (error) {
      if (!isUnauthorized(error)) {
        throw error;
      }
    }
  }

  /** Ends a feed. */
  async cancel(requestId: string, subscriberId: string): Promise<void> {
    const path = `/requests/${requestId}`;
    await this.call({ method: 'DELETE', path, subscriberId, requestId: crypto.randomUUID() });
  }

  private async call({ method, path, body, subscriberId, requestId }: Call): Promise<Response> {
    const headers = new Headers({ accept: 'application/json, application/problem+json', 'x-request-id': requestId });
    if (method !== 'GET') {
      headers.set('content-type', 'application/json');
    }
    if (subscriberId !== undefined) {
      headers.set('x-subscriber-id', subscriberId);
    }
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await this.fetch(`/api${path}`, { method, headers, cache: 'no-store', ...content });
    if (!response.ok) {
      throw await RequestRefused.from(response);
    }
    return response;
  }
}

function isUnauthorized(error: unknown): boolean {
  return error instanceof RequestRefused && error.problem.status === 401;
}
