const TOKEN_LIFE_MS = 600_000;
const MOST_SEEN = 1_024;
/** A gateway reads no more than that; its tokens hold fewer sockets. */
const MOST_POSITIONS = 40;

/** What is needed to resume, as it is left for the page that comes next. */
export interface Kept {
  readonly token: string;
  /** When the token came, in milliseconds since 1970. */
  readonly at: number;
  /** How far each lane was read, the one that moved last at the end. */
  readonly offsets: readonly (readonly [lane: string, offset: number])[];
}

interface Position {
  readonly lane: string;
  readonly offset: number;
}

function parse(text: string): Position | null {
  const match = /^(\d+)-(\d+)$/.exec(text);
  return match?.[1] !== undefined && match[2] !== undefined ? { lane: match[1], offset: Number(match[2]) } : null;
}

/** What a reconnect needs to miss nothing and to show nothing twice. Leaves memory for a reload alone: the token is a secret. */
export class ResumeMemory {
  private token: { readonly text: string; readonly at: number } | null = null;
  /** The offset of each lane, the one that moved last at the end. */
  private readonly offsets = new Map<string, number>();
  // While a replay runs, the new socket's frames may overtake the replayed ones of the same lane. What was reached
  // counts only from the end of the replay on, or a second drop would skip the rest of it.
  private reached: Position[] | null = null;
  private readonly seen = new Set<string>();

  /** The subprotocols to offer; empty if there is nothing to resume from. */
  offer(now: number): string[] {
    if (this.token === null || now - this.token.at > TOKEN_LIFE_MS) {
      return [];
    }
    const latest = [...this.offsets].reverse().slice(0, MOST_POSITIONS);
    const positions = latest.map(([lane, offset]) => `millrace.pos.${lane}-${offset}`);
    return [`millrace.resume.${this.token.text}`, ...positions];
  }

  /** What to leave; null if there is nothing to resume from. */
  kept(): Kept | null {
    return this.token === null ? null : { token: this.token.text, at: this.token.at, offsets: [...this.offsets] };
  }

  /** Goes on from what an earlier page left. */
  restore({ token, at, offsets }: Kept): void {
    this.token = { text: token, at };
    offsets.forEach(([lane, offset]) => {
      this.advance({ lane, offset });
    });
  }

  /** Takes the token and position of a welcome or heartbeat. */
  renew(token: string, position: string, now: number): void {
    this.token = { text: token, at: now };
    this.reach(position);
  }

  beginReplay(): void {
    this.reached = [];
  }

  endReplay(): void {
    const reached = this.reached ?? [];
    this.reached = null;
    reached.forEach((position) => {
      this.advance(position);
    });
  }

  /** Notes a frame's position; false if this very frame was taken before. */
  take(position: string): boolean {
    if (this.seen.has(position)) {
      return false;
    }
    this.seen.add(position);
    const [oldest] = this.seen;
    if (this.seen.size > MOST_SEEN && oldest !== undefined) {
      this.seen.delete(oldest);
    }
    this.reach(position);
    return true;
  }

  /** Leaves nothing to resume from: the session that it belonged to is over. */
  forget(): void {
    this.token = null;
    this.offsets.clear();
    this.seen.clear();
    this.reached = null;
  }

  private reach(text: string): void {
    const position = parse(text);
    if (position === null) {
      return;
    }
    if (this.reached !== null && this.offsets.has(position.lane)) {
      this.reached.push(position);
    } else {
      this.advance(position);
    }
  }

  private advance({ lane, offset }: Position): void {
    const reached = Math.max(offset, this.offsets.get(lane) ?? offset);
    this.offsets.delete(lane);
    this.offsets.set(lane, reached);
  }
}
