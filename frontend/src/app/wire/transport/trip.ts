import type { Body, CommandRow } from '../generated';
import type { Accepted } from '../generated/wire';
import type { Waiting } from './carry-over';
import type { Call, Gateway } from './gateway';
import type { LiveSocket } from './live-socket';
import type { Progress, Unknown } from './progress';
import { RequestRefused } from './request-refused';
import type { Loss, SocketIdentity } from './socket-state';

/** How long to wait before posting again when nothing answered. */
const REPEAT_MS = 1_000;
/** A gateway answers at once, or something between here and there has gone silent: then it is posted again, too. */
const SILENCE_MS = 30_000;
/** How long the 202 may come after the answer: without it, something between here and the gateway is silent. */
const ACCEPTED_MS = 10_000;
/** How long an answer may still be hoped for that did not come in time; then its request is let go of. */
const HOPE_MS = 3_600_000;

/** What answers so has perhaps passed the request on: a gateway whose broker is silent, or whatever stands before it. */
const MAY_HAVE_IT: readonly number[] = [502, 503, 504];

/** The socket of an earlier page: whatever is lost, what was posted over it is. */
const EARLIER: SocketIdentity = { subscriberId: '', epoch: 0 };

/** What one request asks for. */
export interface Ask extends Pick<Call, 'method' | 'path' | 'body'>, Pick<CommandRow, 'timeoutMs' | 'feed'> {
  /** The full name of the command or query; null if it is sent by its path alone. */
  readonly name: string | null;
  /** Within how many seconds it has to be begun, if that is less than its schema allows. */
  readonly waitS?: number | undefined;
}

/** Who made a request hears what comes of it. */
export interface Hears {
  next(body: Body | Unknown): void;
  error(error: unknown): void;
  complete(): void;
  progress(progress: Progress): void;
}

/** What all trips share. */
export interface Road {
  readonly socket: LiveSocket;
  readonly gateway: Gateway;
  /** How long after its deadline an answer may still be on its way. */
  readonly graceMs: number;
  /** Every trip that has not ended. */
  readonly trips: Set<Trip>;
  /** The trips that frames may come for, by request id. */
  readonly underWay: Map<string, Trip>;
}

/** One request from its making to its end, over as many sockets as that takes. */
export class Trip {
  private since = Date.now();
  private until = 0;
  private requestId: string = crypto.randomUUID();
  // Repeats belong to the trace of the first try.
  private traceparent = '';
  private postedAs: SocketIdentity | null = null;
  // Posting anew takes the next number, so that what an older posting still brings is known as such.
  private posting = 0;
  /** Whether something was posted and nobody has said yet what became of it. */
  private isSending = false;
  private accepted = false;
  private heard = false;
  private answered = false;
  private rebound = false;
  private over = false;
  private deadlineTimer: ReturnType<typeof setTimeout> | undefined;
  private repeatTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly road: Road,
    private readonly ask: Ask,
    private readonly hears: Hears,
  ) {}

  begin(): void {
    this.traceparent = this.road.gateway.traceparent();
    this.road.trips.add(this);
    this.show('waiting');
    this.expectWithin(this.patienceMs());
    void this.post();
  }

  /** Goes on waiting for what an earlier page asked for. It is never posted again: nobody knows what it said. */
  takeUp({ requestId, since, until }: Waiting): void {
    this.requestId = requestId;
    this.since = since;
    this.postedAs = EARLIER;
    this.accepted = true;
    this.road.trips.add(this);
    this.road.underWay.set(requestId, this);
    this.show('sent');
    this.expectWithin(until - Date.now());
  }

  /** What to leave of it when the page is left; null for what never left, is answered, or will be asked anew. */
  waiting(): Waiting | null {
    const { ask, requestId, since, until } = this;
    const waits = this.postedAs !== null && !this.answered && !ask.feed;
    return waits ? { name: ask.name, requestId, since, until } : null;
  }

  /** Takes a frame. */
  receive(body: Body, final: boolean): void {
    clearTimeout(this.deadlineTimer);
    this.heard = true;
    this.hears.next(body);
    if (final) {
      this.answered = true;
      this.road.underWay.delete(this.requestId);
      clearTimeout(this.repeatTimer);
      if (this.accepted || !this.isSending) {
        this.finish();
      } else {
        this.deadlineTimer = setTimeout(() => {
          this.finish();
        }, ACCEPTED_MS);
      }
    }
  }

  /** Learns that another socket opened: a feed belongs to its socket, so it asks anew. */
  welcomed({ epoch }: SocketIdentity): void {
    if (this.ask.feed && this.postedAs !== null && this.postedAs.epoch < epoch) {
      this.renew();
      void this.post();
    }
  }

  /** Learns that answers were lost; a feed will ask anew. */
  lost({ before, reason }: Loss): void {
    if (!this.ask.feed && !this.answered && this.postedAs !== null && this.postedAs.epoch < before) {
      this.hears.next({ '@type': 'wire.Lost', reason });
      this.finish();
    }
  }

  /** Ends without an answer. */
  fail(error: unknown): void {
    this.stop();
    this.show('ended');
    this.hears.error(error);
  }

  /** Ends at the wish of whoever made it. A command that was posted still happens. */
  cancel(): void {
    this.stop();
    if (this.accepted && !this.answered) {
      this.cancelFeed();
    }
  }

  private async post(): Promise<void> {
    const posting = ++this.posting;
    this.isSending = false;
    const identity = await this.road.socket.ready();
    if (this.over || posting !== this.posting) {
      return;
    }
    const { requestId, traceparent } = this;
    const { method, path, body, waitS } = this.ask;
    this.postedAs = identity;
    this.road.underWay.set(requestId, this);
    this.isSending = true;
    this.show('sending');
    this.repeatWithin(SILENCE_MS);
    try {
      const { subscriberId } = identity;
      const accepted = await this.road.gateway.send({
        method,
        path,
        body,
        waitS,
        subscriberId,
        requestId,
        traceparent,
      });
      if (posting === this.posting) {
        this.taken(accepted);
      }
    } catch (error) {
      if (posting === this.posting) {
        this.refused(error, identity);
      }
    }
  }

  private taken({ deadline }: Accepted): void {
    clearTimeout(this.repeatTimer);
    this.isSending = false;
    this.accepted = true;
    if (this.over) {
      this.cancelFeed();
    } else if (this.answered) {
      this.finish();
    } else {
      this.show('sent');
      this.expectWithin(Date.parse(deadline) - this.road.socket.serverNow());
    }
  }

  private refused(error: unknown, identity: SocketIdentity): void {
    clearTimeout(this.repeatTimer);
    this.isSending = false;
    if (this.over) {
      return;
    }
    if (this.answered) {
      this.finish();
    } else if (!(error instanceof RequestRefused)) {
      this.repeatAfter(REPEAT_MS);
    } else if (MAY_HAVE_IT.includes(error.problem.status)) {
      this.repeatAfter(error.retryAfterMs ?? REPEAT_MS);
    } else if (!this.rebound && (error.type === 'SUBSCRIBER_REBIND' || error.type === 'SUBSCRIBER_EXPIRED')) {
      this.rebound = true;
      this.postedAs = null;
      this.road.socket.rebind(identity.subscriberId);
      void this.post();
    } else {
      this.fail(error);
    }
  }

  /** The gateway may have the request all the same: the same id makes a repeat harmless. */
  private repeatAfter(ms: number): void {
    this.show('waiting');
    this.repeatWithin(ms);
  }

  private repeatWithin(ms: number): void {
    clearTimeout(this.repeatTimer);
    this.repeatTimer = setTimeout(() => void this.post(), ms);
  }

  /** Another id, so that frames for the old one are nobody's. */
  private renew(): void {
    clearTimeout(this.repeatTimer);
    this.road.underWay.delete(this.requestId);
    this.requestId = crypto.randomUUID();
    this.postedAs = null;
    this.accepted = false;
    this.heard = false;
    this.rebound = false;
    this.expectWithin(this.patienceMs());
  }

  private cancelFeed(): void {
    if (this.ask.feed && this.postedAs !== null && this.road.socket.isCurrent(this.postedAs)) {
      // A feed that could not be cancelled ends with its socket.
      this.road.gateway.cancel(this.requestId, this.postedAs.subscriberId).catch(() => undefined);
    }
  }

  private expectWithin(ms: number): void {
    clearTimeout(this.deadlineTimer);
    if (this.heard || this.over) {
      return;
    }
    this.until = Date.now() + ms;
    this.deadlineTimer = setTimeout(() => {
      this.giveUpWaiting();
    }, ms + this.road.graceMs);
  }

  /** A command that never left is over, so that it does not happen behind somebody's back; a feed just comes late. */
  private giveUpWaiting(): void {
    const sent = this.postedAs !== null;
    clearTimeout(this.repeatTimer);
    this.show('unknown');
    this.hears.next({ '@type': 'client.Unknown', sent });
    if (this.over || this.ask.feed) {
      return;
    }
    if (!sent) {
      this.finish();
      return;
    }
    this.deadlineTimer = setTimeout(() => {
      this.finish();
    }, HOPE_MS);
  }

  private patienceMs(): number {
    const { timeoutMs, waitS } = this.ask;
    return waitS === undefined ? timeoutMs : Math.min(timeoutMs, waitS * 1_000);
  }

  private finish(): void {
    this.stop();
    this.show('ended');
    this.hears.complete();
  }

  private stop(): void {
    this.over = true;
    this.road.trips.delete(this);
    clearTimeout(this.deadlineTimer);
    clearTimeout(this.repeatTimer);
    this.road.underWay.delete(this.requestId);
  }

  private show(stage: Progress['stage']): void {
    this.hears.progress({ stage, since: this.since });
  }
}
