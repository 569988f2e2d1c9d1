import type { Body } from '../generated';
import type { OpenSocket, SocketHears } from '../transport/open-socket';

/** A socket that a test opens, speaks through and closes. */
export class FakeSocket {
  isOpen = true;

  constructor(
    readonly protocols: readonly string[],
    private readonly hears: SocketHears,
  ) {}

  close(): void {
    this.isOpen = false;
  }

  /** One of the gateway's own frames. */
  say(body: Body): void {
    this.frame({ requestId: null, final: false, position: null, body });
  }

  /** A frame of a request. */
  answer(requestId: string, body: Body, options: { final?: boolean; position?: string } = {}): void {
    this.frame({ requestId, final: options.final ?? true, position: options.position ?? null, body });
  }

  welcome(subscriberId: string, position = '3-100', resumeToken = `token-${subscriberId}`): void {
    const serverTime = new Date().toISOString();
    this.say({ '@type': 'wire.Welcome', subscriberId, resumeToken, position, heartbeatMs: 25_000, serverTime });
  }

  resumed(complete: boolean, replayed = 0): void {
    this.say({ '@type': 'wire.Resumed', complete, replayed });
  }

  drop(code = 1006): void {
    this.hears.closed(code);
  }

  text(data: string): void {
    this.hears.message(data);
  }

  private frame(value: unknown): void {
    this.text(JSON.stringify(value));
  }
}

/** Opens fakes, and keeps them in the order in which they were opened. */
export class FakeNetwork {
  readonly sockets: FakeSocket[] = [];

  readonly open: OpenSocket = (protocols, hears) => {
    const socket = new FakeSocket(protocols, hears);
    this.sockets.push(socket);
    return socket;
  };

  /** The socket that was opened last. */
  get last(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) {
      throw new Error('no socket was opened');
    }
    return socket;
  }
}
