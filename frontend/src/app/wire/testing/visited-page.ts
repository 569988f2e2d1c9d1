import { bodyOf, commands, pathOf } from '../generated';
import type { Shelf, Waiting } from '../transport/carry-over';
import { carryOver, takeCarriedOver } from '../transport/carry-over';
import { TransportClosed } from '../transport/errors';
import { Gateway } from '../transport/gateway';
import { LiveSocket } from '../transport/live-socket';
import type { Hears } from '../transport/trip';
import { Trips } from '../transport/trips';
import type { Expected } from './expected';
import type { FakeGateway } from './fake-gateway';
import type { FakeNetwork } from './fake-socket';

const GRACE_MS = 30_000;

/** One page of a tab: the parts of a transport, put together as that does, whose callers hear every word. */
export class VisitedPage {
  readonly socket: LiveSocket;
  /** What it took over from the page before. */
  readonly carried: readonly Waiting[];
  private readonly trips: Trips;
  private readonly stay: () => void;
  private readonly heard = new Set<string>();
  private hasLeft = false;
  private readonly failures: unknown[] = [];

  constructor(
    network: FakeNetwork,
    gateway: FakeGateway,
    shelf: Shelf,
    private readonly whose: (requestId: string) => Expected,
  ) {
    this.socket = new LiveSocket(network.open, () => 0.5);
    this.trips = new Trips(this.socket, new Gateway('', gateway.fetch), GRACE_MS);
    const carried = takeCarriedOver(shelf);
    this.carried = carried?.waiting ?? [];
    if (carried !== null) {
      this.socket.restore(carried.resume);
    }
    this.carried.forEach((waiting) => this.trips.takeUp(waiting, this.hears(this.whose(waiting.requestId))));
    this.stay = carryOver(shelf, this.socket, this.trips);
    this.socket.frames.on(({ position }) => {
      this.noting(() => {
        expect(this.heard).not.toContain(position);
      });
      this.heard.add(position ?? '');
    });
    this.socket.connect();
  }

  /** Which requests still wait for their answer. */
  get waiting(): readonly Waiting[] {
    return this.trips.waiting();
  }

  /** Throws what a caller found wrong, wherever that was thrown first. */
  check(): void {
    for (const failure of this.failures) {
      throw failure;
    }
  }

  ask(expected: Expected): void {
    const [command, input] = ['accounts.Register', { name: expected.name, password: 'a secret' }] as const;
    const { method, timeoutMs } = commands[command];
    const [path, body] = [pathOf(command, input), bodyOf(command, input)];
    this.trips.begin({ name: command, method, timeoutMs, feed: false, path, body }, this.hears(expected));
  }

  /** Unloads the page. */
  leave(): void {
    window.dispatchEvent(new Event('pagehide'));
    this.hasLeft = true;
    this.stay();
    this.socket.close('The page was left.');
    this.trips.fail(new TransportClosed('The page was left.'));
  }

  private hears(expected: Expected): Hears {
    return {
      next: (body) => {
        this.noting(() => {
          expected.next(body);
        });
      },
      complete: () => {
        this.noting(() => {
          expected.complete();
        });
      },
      error: (error) => {
        this.noting(() => {
          expected.error(error);
        });
      },
      progress: () => undefined,
    };
  }

  /** What is thrown in the middle of a transport may be lost there. */
  private noting(work: () => void): void {
    try {
      if (!this.hasLeft) {
        work();
      }
    } catch (error) {
      this.failures.push(error);
    }
  }
}
