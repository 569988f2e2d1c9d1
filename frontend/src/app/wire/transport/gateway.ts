import type { CommandRow } from '../generated';
import type { Session } from '../generated/sessions';
import type { Accepted } from '../generated/wire';
import { Emitter } from './emitter';
import type { Fetch, HttpAnswer } from './http';
import { RequestRefused } from './request-refused';
import type { Traceparent } from './trace';
import { traceparents } from './trace';

/** One HTTP request below /api. */
export interface Call {
  readonly method: CommandRow['method'];
  readonly path: string;
  readonly body?: unknown;
  /** Whom the answer goes to; the session routes need none. */
  readonly subscriberId?: string;
  readonly requestId: string;
  /** The trace that it belongs to; one of its own, unless said. */
  readonly traceparent?: string;
  /** Within how many seconds it has to be begun, if that is less than its schema allows. */
  readonly waitS?: number | undefined;
  /** The status that says that it went well; 202, unless said. */
  readonly expected?: number;
}

/** The gateway's HTTP side. Throws RequestRefused for a problem, and whatever `fetch` throws if nothing answered. */
export class Gateway {
  /** A request was refused because there is no session (any more). */
  readonly sessionMissing = new Emitter<void>();

  /** @param url the gateway's root, without a slash at the end; empty on a page that it serves */
  constructor(
    private readonly url: string,
    private readonly fetch: Fetch,
    /** Gives the trace of a request that begins now. */
    readonly traceparent: Traceparent = traceparents(),
  ) {}

  /** Puts a request on the log; the answer comes down the socket. */
  async send(call: Call): Promise<Accepted> {
    try {
      const answer = await this.call(call);
      return (await answer.json()) as Accepted;
    } catch (error) {
      if (error instanceof RequestRefused && error.type === 'SESSION_REQUIRED') {
        this.sessionMissing.emit();
      }
      throw error;
    }
  }

  /** Whose session the cookies hold; null if none. */
  async readSession(): Promise<Session | null> {
    try {
      const answer = await this.call({ method: 'GET', path: '/session', expected: 200, requestId: crypto.randomUUID() });
      return (await answer.json()) as Session;
    } catch (error) {
      if (isUnauthorized(error)) {
        return null;
      }
      throw error;
    }
  }

  /** Swaps the finished login for a session cookie. */
  async beginSession(subscriberId: string): Promise<void> {
    await this.call({
      method: 'POST',
      path: '/session',
      body: {},
      expected: 204,
      subscriberId,
      requestId: crypto.randomUUID(),
    });
  }

  /** Ends the session; one that is over already has ended. */
  async endSession(): Promise<void> {
    try {
      await this.call({ method: 'DELETE', path: '/session', expected: 204, requestId: crypto.randomUUID() });
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

  private async call(call: Call): Promise<HttpAnswer> {
    const { method, path, body, subscriberId, requestId, waitS, expected = 202 } = call;
    const headers = {
      accept: 'application/json, application/problem+json',
      'x-request-id': requestId,
      traceparent: call.traceparent ?? this.traceparent(),
      ...(method === 'GET' ? {} : { 'content-type': 'application/json' }),
      ...(subscriberId === undefined ? {} : { 'x-subscriber-id': subscriberId }),
      ...(waitS === undefined ? {} : { prefer: `wait=${waitS}` }),
    };
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await this.fetch(`${this.url}/api${path}`, { method, headers, cache: 'no-store', ...content });
    if (answer.status !== expected) {
      throw await RequestRefused.from(answer);
    }
    return answer;
  }
}

function isUnauthorized(error: unknown): boolean {
  return error instanceof RequestRefused && error.problem.status === 401;
}
