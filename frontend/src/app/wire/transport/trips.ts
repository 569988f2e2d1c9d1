import type { CommandName, CommandRow, Commands } from '../generated';
import { bodyOf, commands, pathOf } from '../generated';
import type { Waiting } from './carry-over';
import type { Gateway } from './gateway';
import type { LiveSocket } from './live-socket';
import type { Ask, Hears, Road } from './trip';
import { Trip } from './trip';

const NEVER_POSTED = { method: 'GET', path: '', timeoutMs: 0, feed: false } as const;

/** Every request that is under way over one socket and one gateway. */
export class Trips {
  private readonly road: Road;

  /** @param graceMs how long after its deadline an answer may still be on its way */
  constructor(socket: LiveSocket, gateway: Gateway, graceMs: number) {
    this.road = { socket, gateway, graceMs, trips: new Set(), underWay: new Map<string, Trip>() };
    socket.frames.on(({ requestId, final, body }) => {
      this.road.underWay.get(requestId ?? '')?.receive(body, final);
    });
    // Over a copy: a trip may end while it hears the news.
    socket.losses.on((loss) => {
      [...this.road.trips].forEach((trip) => {
        trip.lost(loss);
      });
    });
    socket.welcomes.on((identity) => {
      [...this.road.trips].forEach((trip) => {
        trip.welcomed(identity);
      });
    });
  }

  /** Makes a request. The returned function lets go of it, and cancels a feed. */
  begin(ask: Ask, hears: Hears): () => void {
    const trip = new Trip(this.road, ask, hears);
    trip.begin();
    return () => {
      trip.cancel();
    };
  }

  /** Waits for what an earlier page asked for. The returned function lets go of it. */
  takeUp(waiting: Waiting, hears: Hears): () => void {
    const trip = new Trip(this.road, { ...NEVER_POSTED, name: waiting.name }, hears);
    trip.takeUp(waiting);
    return () => {
      trip.cancel();
    };
  }

  /** What waits for its answer, as it is left when the page is. */
  waiting(): Waiting[] {
    return [...this.road.trips].map((trip) => trip.waiting()).filter((waiting) => waiting !== null);
  }

  /** Ends everything with an error. */
  fail(error: Error): void {
    [...this.road.trips].forEach((trip) => {
      trip.fail(error);
    });
  }
}

/** What a command or query asks for. */
export function askFor<N extends CommandName>(name: N, input: Commands[N]['input'], waitS?: number): Ask {
  const { method, timeoutMs, feed }: CommandRow = commands[name];
  return { name, method, timeoutMs, feed, waitS, path: pathOf(name, input), body: bodyOf(name, input) };
}
