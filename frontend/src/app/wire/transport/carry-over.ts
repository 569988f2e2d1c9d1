import type { LiveSocket } from './live-socket';
import type { Kept } from './resume-memory';
import type { Trips } from './trips';

const KEY = 'millrace.carried-over';

/** Where a page leaves something for itself: `sessionStorage`, or what does as that does. */
export interface Shelf {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** A request that waited when its page was left. What it said is not kept: that may be a secret. */
export interface Waiting {
  /** The full name of the command or query; null if it was sent by its path alone. */
  readonly name: string | null;
  readonly requestId: string;
  /** When it was made, in milliseconds since 1970. */
  readonly since: number;
  /** When its deadline passes, likewise. */
  readonly until: number;
}

/** What a page leaves for the one that takes its place within two minutes. */
export interface CarriedOver {
  /** The way back to its socket; a secret, as long as it is good. */
  readonly resume: Kept;
  readonly waiting: readonly Waiting[];
}

/** Takes what the page before left. It is there once: a copy of this page must not find it, or both would resume. */
export function takeCarriedOver(shelf: Shelf): CarriedOver | null {
  const text = quietly(() => shelf.getItem(KEY));
  if (text === null) {
    return null;
  }
  quietly(() => {
    shelf.removeItem(KEY);
  });
  return read(text);
}

/** Leaves what waits whenever the page is left, until the returned function is called. */
export function carryOver(shelf: Shelf, socket: LiveSocket, trips: Pick<Trips, 'waiting'>): () => void {
  const leave = (): void => {
    const resume = socket.kept();
    const waiting = trips.waiting();
    if (resume !== null && waiting.length > 0) {
      quietly(() => {
        shelf.setItem(KEY, JSON.stringify({ resume, waiting } satisfies CarriedOver));
      });
    }
  };
  // A page that comes back as it was goes on by itself.
  const stay = ({ persisted }: PageTransitionEvent): void => {
    if (persisted) {
      takeCarriedOver(shelf);
    }
  };
  globalThis.addEventListener('pagehide', leave);
  globalThis.addEventListener('pageshow', stay);
  return () => {
    globalThis.removeEventListener('pagehide', leave);
    globalThis.removeEventListener('pageshow', stay);
  };
}

/** A browser may forbid the storage, or have no room: then a reload is what it was without. */
function quietly<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}

function read(text: string): CarriedOver | null {
  try {
    const value: unknown = JSON.parse(text);
    return isCarriedOver(value) ? value : null;
  } catch {
    return null;
  }
}

/** The page that left it may have been of another version. */
function isCarriedOver(value: unknown): value is CarriedOver {
  const { resume, waiting } = fields(value);
  return isKept(resume) && Array.isArray(waiting) && waiting.every(isWaiting);
}

function isKept(value: unknown): value is Kept {
  const { token, at, offsets } = fields(value);
  const isPair = (pair: unknown): boolean =>
    Array.isArray(pair) && typeof pair[0] === 'string' && typeof pair[1] === 'number';
  return typeof token === 'string' && typeof at === 'number' && Array.isArray(offsets) && offsets.every(isPair);
}

function isWaiting(value: unknown): value is Waiting {
  const { name, requestId, since, until } = fields(value);
  const isName = name === null || typeof name === 'string';
  return isName && typeof requestId === 'string' && typeof since === 'number' && typeof until === 'number';
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
