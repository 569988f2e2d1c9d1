import type { Body, Carrier, CommandName, Commands, Requester, Stream, WireClient } from '../generated';
import { wireClient } from '../generated';
import type { Session } from '../generated/sessions';
import type { Shelf } from './carry-over';
import { carryOver, takeCarriedOver } from './carry-over';
import { GatewayUnreachable, OutcomeUnknown, TransportClosed } from './errors';
import { Feed } from './feed';
import { Gateway } from './gateway';
import { LiveSocket } from './live-socket';
import { wakeWhenOnline } from './online';
import { Sessions } from './sessions';
import type { SocketState } from './socket-state';
import type { Surroundings } from './surroundings';
import { surroundingsOf } from './surroundings';
import type { TraceOptions } from './trace';
import { traceparents } from './trace';
import type { Ask, Hears } from './trip';
import { Trips, askFor } from './trips';

/** A command's answer is a promise, and a feed's are an async iterator. */
export interface InPromises extends Carrier {
  readonly stream: [this['feed']] extends [never] ? Promise<this['item']> : Feed<this['item']>;
}

/** The typed functions of every domain. */
export type Client = WireClient<InPromises>;

/** What may be said when a transport is opened. */
export interface TransportOptions extends TraceOptions {
  /** Outside of browsers: the origin to stand for, one of those that the gateway serves. Its own, unless said. */
  readonly origin?: string;
  /** How long after its deadline an answer may still be on its way; 30 seconds, unless said. */
  readonly graceMs?: number;
  /** In a page, where to leave what waits for its answer when the page is reloaded: `sessionStorage`. Nowhere, unless said. */
  readonly shelf?: Shelf;
  /** How the gateway is reached; with the global `fetch` and `WebSocket`, unless said. */
  readonly surroundings?: Surroundings;
}

/** A request that the page before this one made, and that was not answered when the page was reloaded. */
export interface Earlier {
  /** The full name of the command or query. */
  readonly name: string | null;
  /** When it was made, in milliseconds since 1970. */
  readonly since: number;
  /** How it ends: as any other, but that it rejects with OutcomeUnknown as soon as its deadline has passed. */
  readonly answer: Promise<Body>;
}

/**
 * One visitor: the cookies, the socket, and the requests that wait for their end. For browsers and for Node 22 on.
 *
 *     const transport = await HttpTransport.open('https://shop.example');
 *     const outcome = await transport.client.orders.placeOrder({ item: 'lamp' });
 *     transport.close();
 *
 * A dropped socket is opened again for as long as it takes: what waits is answered by the new one, or ends with
 * `wire.Lost`. A promise rejects with RequestRefused, OutcomeUnknown or TransportClosed.
 */
export class HttpTransport implements Requester<InPromises> {
  /** The typed functions of every domain, over this transport. */
  readonly client: Client = wireClient<InPromises>(this);
  /** What the page before this one asked for, and still waited for when it was reloaded. See `shelf`. */
  readonly earlier: readonly Earlier[];
  private readonly socket: LiveSocket;
  private readonly sessions: Sessions;
  private readonly trips: Trips;
  private readonly sleep: () => void;
  private readonly stay: () => void;

  private constructor(url: string, origin: string, options: TransportOptions) {
    const { graceMs = 30_000, shelf, surroundings } = options;
    const { fetch, openSocket } = surroundings ?? surroundingsOf(url, origin);
    const gateway = new Gateway(url, fetch, traceparents(options));
    this.socket = new LiveSocket(openSocket);
    this.sessions = new Sessions(this.socket, gateway);
    this.trips = new Trips(this.socket, gateway, graceMs);
    this.sleep = wakeWhenOnline(this.socket);
    this.earlier = shelf === undefined ? [] : this.takeUp(shelf);
    this.stay = shelf === undefined ? () => undefined : carryOver(shelf, this.socket, this.trips);
    this.onState((state) => {
      if (state.kind === 'closed') {
        this.sleep();
        this.stay();
        this.trips.fail(new TransportClosed(state.meaning));
      }
    });
  }

  /**
   * Opens the socket. Rejects with GatewayUnreachable if that fails the first time.
   *
   * @param address the gateway's root; on a page that it serves, `location.origin`
   */
  static async open(address: string, options: TransportOptions = {}): Promise<HttpTransport> {
    const root = new URL(address);
    const [url, origin] = [root.href.replace(/\/+$/, ''), options.origin ?? root.origin];
    const transport = new HttpTransport(url, origin, options);
    if (!(await transport.opens())) {
      transport.close();
      throw new GatewayUnreachable(url, origin);
    }
    return transport;
  }

  /** How the connection stands. */
  get state(): SocketState {
    return this.socket.state;
  }

  /** Tells every change of the state, until the returned function is called. */
  onState(listener: (state: SocketState) => void): () => void {
    return this.socket.states.on(listener);
  }

  /**
   * The typed functions for requests that a worker has to begin within so many seconds, or within their schema's time
   * if that is shorter. What is not begun by then ends with `wire.Expired`: nothing happened.
   */
  within(seconds: number): Client {
    return wireClient<InPromises>({ request: (name, input) => this.request(name, input, seconds) });
  }

  /** Sends what the typed functions of `client` say. A promise sends at once, a feed when it is iterated over. */
  request<N extends CommandName>(name: N, input: Commands[N]['input'], waitS?: number): Stream<InPromises, N> {
    const ask = askFor(name, input, waitS);
    const begin = (hears: Hears): (() => void) => this.begin(ask, hears);
    const answers = ask.feed ? new Feed<Body>(begin) : once(begin);
    return answers as Stream<InPromises, N>;
  }

  /** Swaps a finished login for a session, and reopens the socket as its owner. */
  beginSession(): Promise<void> {
    return this.unlessClosed(() => this.sessions.begin());
  }

  /** Ends the session everywhere, and reopens the socket as nobody. */
  endSession(): Promise<void> {
    return this.unlessClosed(() => this.sessions.end());
  }

  /** Whose session it is; null if there is none. */
  readSession(): Promise<Session | null> {
    return this.unlessClosed(() => this.sessions.read());
  }

  /** Closes the socket. What waits rejects with TransportClosed. */
  close(): void {
    this.socket.close('The transport was closed.');
  }

  private opens(): Promise<boolean> {
    const welcomed = this.socket.welcomes.next().then(() => true);
    const dropped = this.socket.drops.next().then(() => false);
    this.socket.connect();
    return Promise.race([welcomed, dropped]);
  }

  private takeUp(shelf: Shelf): Earlier[] {
    const carried = takeCarriedOver(shelf);
    if (carried === null) {
      return [];
    }
    this.socket.restore(carried.resume);
    const earlier: Earlier[] = [];
    for (const waiting of carried.waiting) {
      const answer = once((hears) => this.trips.takeUp(waiting, hears));
      // Nobody has to look at it.
      answer.catch(() => undefined);
      earlier.push({ name: waiting.name, since: waiting.since, answer });
    }
    return earlier;
  }

  private begin(ask: Ask, hears: Hears): () => void {
    if (this.state.kind === 'closed') {
      hears.error(new TransportClosed(this.state.meaning));
      return () => undefined;
    }
    return this.trips.begin(ask, hears);
  }

  private async unlessClosed<T>(work: () => Promise<T>): Promise<T> {
    if (this.state.kind === 'closed') {
      throw new TransportClosed(this.state.meaning);
    }
    let stop = (): void => undefined;
    const closed = new Promise<never>((_, reject) => {
      stop = this.onState((state) => {
        if (state.kind === 'closed') {
          reject(new TransportClosed(state.meaning));
        }
      });
    });
    try {
      return await Promise.race([work(), closed]);
    } finally {
      stop();
    }
  }
}

/** The answer of what `begin` sends, or waits for. */
function once(begin: (hears: Hears) => () => void): Promise<Body> {
  return new Promise((resolve, reject) => {
    let last: Body | null = null;
    const letGo = begin({
      next: (body) => {
        if (body['@type'] === 'client.Unknown') {
          reject(new OutcomeUnknown(body.sent));
          letGo();
        } else {
          last = body;
        }
      },
      error: reject,
      complete: () => {
        if (last !== null) {
          resolve(last);
        }
      },
      progress: () => undefined,
    });
  });
}
