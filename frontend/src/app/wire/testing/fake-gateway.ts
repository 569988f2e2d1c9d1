/** One request that reached the gateway, to be answered by the test. */
export class Arrival {
  readonly headers: Headers;
  /** When it arrived, in milliseconds since 1970. */
  readonly at = Date.now();

  constructor(
    readonly method: string,
    readonly path: string,
    readonly body: unknown,
    init: RequestInit,
    private readonly settle: (response: Response) => void,
    /** Makes the request fail as if nothing answered. */
    readonly breakOff: (error: Error) => void,
  ) {
    this.headers = new Headers(init.headers);
  }

  get requestId(): string {
    return this.headers.get('x-request-id') ?? '';
  }

  accept(timeoutMs = 60_000): void {
    const deadline = new Date(Date.now() + timeoutMs).toISOString();
    this.json(202, { requestId: this.requestId, deadline });
  }

  problem(status: number, type: string, errors: readonly { path: string; message: string }[] = []): void {
    const problem = { type: `/problems/${type}`, title: type, status, detail: `It was ${type}.`, errors };
    this.json(status, problem, 'application/problem+json');
  }

  json(status: number, value: unknown, contentType = 'application/json'): void {
    this.settle(new Response(JSON.stringify(value), { status, headers: { 'content-type': contentType } }));
  }

  noContent(): void {
    this.settle(new Response(null, { status: 204 }));
  }
}

/** A `fetch` whose requests wait for the test. */
export class FakeGateway {
  readonly arrivals: Arrival[] = [];

  readonly fetch: typeof fetch = (input, init = {}) =>
    new Promise((resolve, reject) => {
      const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : undefined;
      const path = input instanceof Request ? input.url : input.toString();
      this.arrivals.push(new Arrival(init.method ?? 'GET', path, body, init, resolve, reject));
    });

  /** The request that arrived last. */
  get last(): Arrival {
    const arrival = this.arrivals.at(-1);
    if (arrival === undefined) {
      throw new Error('no request arrived');
    }
    return arrival;
  }
}
