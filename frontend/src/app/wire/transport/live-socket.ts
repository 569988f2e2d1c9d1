import type { Frame, wire } from '../generated';
import { closeCodes } from '../generated/wire';
import { backoffMs } from './backoff';
import { afterClose } from './close-policy';
import { Emitter } from './emitter';
import { parseFrame } from './frames';
import type { OpenSocket } from './open-socket';
import type { Kept } from './resume-memory';
import { ResumeMemory } from './resume-memory';
import type { Loss, SocketIdentity, SocketState } from './socket-state';

const SUBPROTOCOL = 'millrace.v1';
const HANDSHAKE_MS = 10_000;
const MISSED_HEARTBEATS = 2.5;
/** A socket that held this long was a success: the next drop starts again with the shortest wait. */
const STABLE_MS = 5_000;
/** A wait this short is not shown as being offline. */
const BARELY_MS = 1_000;

/** A socket that is downstream only, and kept open: what drops is opened again, and misses nothing. */
export class LiveSocket {
  private readonly memory = new ResumeMemory();
  private stateNow: SocketState = { kind: 'connecting' };

  /** Every change of the state. */
  readonly states = new Emitter<SocketState>();
  /** The socket had to change whose it is: the session may be another one. */
  readonly rebinds = new Emitter<void>();
  /** Every frame of a request, once. */
  readonly frames = new Emitter<Frame>();
  /** Every socket that opened. */
  readonly welcomes = new Emitter<SocketIdentity>();
  /** Every socket, and every try to open one, that came to an end from elsewhere. */
  readonly drops = new Emitter<void>();
  readonly losses = new Emitter<Loss>();

  private link: { close(): void } | null = null;
  private identityNow: SocketIdentity | null = null;
  private epoch = 0;
  private offeredResume = false;
  /** Whether it gave the last socket up of its own accord: then there was no drop to tell about. */
  private gaveUp = false;
  private attempt = 0;
  private heartbeatMs = HANDSHAKE_MS;
  private goodbyeMs: number | null = null;
  private clockAheadMs = 0;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private silenceTimer: ReturnType<typeof setTimeout> | undefined;
  private stableTimer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param openSocket how to open a socket to the gateway
   * @param random a source of numbers in [0, 1), for the jitter of reconnects
   */
  constructor(
    private readonly openSocket: OpenSocket,
    private readonly random: () => number = Math.random,
  ) {}

  get state(): SocketState {
    return this.stateNow;
  }

  /** What the page that comes after this one needs to go on; null if there is nothing to go on from. */
  kept(): Kept | null {
    return this.memory.kept();
  }

  /** Goes on, once it is connected, from the socket of an earlier page, which counts as the first. */
  restore(kept: Kept): void {
    this.memory.restore(kept);
    this.epoch = 1;
    this.gaveUp = true;
  }

  /** Opens the socket, unless it is open or about to be. */
  connect(): void {
    if (this.link === null && this.retryTimer === undefined) {
      this.open();
    }
  }

  /** Closes the socket for good. */
  close(meaning: string): void {
    this.drop();
    clearTimeout(this.retryTimer);
    this.retryTimer = undefined;
    this.memory.forget();
    this.show({ kind: 'closed', meaning });
  }

  /** Ends the wait for the next try. */
  tryNow(): void {
    const { kind } = this.stateNow;
    if (kind === 'offline' || kind === 'closed') {
      this.open();
    }
  }

  /** Opens a new socket as whoever the cookies say now; what is pending is resumed. */
  reopen(): void {
    this.rebinds.emit();
    this.attempt = 0;
    this.gaveUp = true;
    this.open();
  }

  /** Opens a new socket with nothing of the old one: the session that it belonged to is over. */
  startOver(): void {
    this.memory.forget();
    this.lose(this.epoch + 1, closeCodes.SESSION_ENDED.meaning);
    this.reopen();
  }

  /** Reopens, unless the refused id was already given up. */
  rebind(refusedId: string): void {
    if (this.identityNow?.subscriberId === refusedId) {
      this.reopen();
    }
  }

  /** Whom answers come to, as soon as somebody is there. */
  ready(): Promise<SocketIdentity> {
    return this.identityNow === null ? this.welcomes.next() : Promise.resolve(this.identityNow);
  }

  /** Whether the socket that had this identity is still the one. */
  isCurrent(identity: SocketIdentity): boolean {
    return this.identityNow?.epoch === identity.epoch;
  }

  /** The gateway's clock, in milliseconds since 1970. */
  serverNow(): number {
    return Date.now() + this.clockAheadMs;
  }

  private open(): void {
    this.drop();
    clearTimeout(this.retryTimer);
    this.retryTimer = undefined;
    const offer = this.memory.offer(Date.now());
    this.offeredResume = offer.length > 0;
    this.show({ kind: this.offeredResume ? 'resuming' : 'connecting' });
    const link = this.openSocket([SUBPROTOCOL, ...offer], {
      message: (data) => {
        if (this.link === link) {
          this.receive(data);
        }
      },
      closed: (code) => {
        if (this.link === link) {
          this.closed(code);
        }
      },
    });
    this.link = link;
    this.expectWithin(HANDSHAKE_MS);
  }

  /** Lets go of the socket; nothing that it still brings is heard. */
  private drop(): void {
    clearTimeout(this.silenceTimer);
    clearTimeout(this.stableTimer);
    this.identityNow = null;
    const { link } = this;
    this.link = null;
    link?.close();
  }

  private expectWithin(ms: number): void {
    clearTimeout(this.silenceTimer);
    this.silenceTimer = setTimeout(() => {
      this.drop();
      this.retry();
    }, ms);
  }

  private receive(data: unknown): void {
    const frame = parseFrame(data);
    if (frame === null) {
      return;
    }
    const { link } = this;
    const { body } = frame;
    if (frame.requestId !== null) {
      this.deliver(frame);
    } else if (body['@type'] === 'wire.Welcome') {
      this.welcomed(body);
    } else if (body['@type'] === 'wire.Heartbeat') {
      this.setClock(body.serverTime);
      this.memory.renew(body.resumeToken, body.position, Date.now());
    } else if (body['@type'] === 'wire.Resumed') {
      this.resumed(body);
    } else if (body['@type'] === 'wire.Goodbye') {
      this.goodbyeMs = body.reconnectAfterMs;
    }
    // Whoever heard the frame may have closed or reopened the socket.
    if (this.link === link) {
      this.expectWithin(this.heartbeatMs * MISSED_HEARTBEATS);
    }
  }

  private deliver(frame: Frame): void {
    if (frame.position === null || this.memory.take(frame.position)) {
      this.frames.emit(frame);
    }
  }

  private welcomed(welcome: wire.Welcome): void {
    this.epoch += 1;
    this.heartbeatMs = welcome.heartbeatMs;
    this.setClock(welcome.serverTime);
    if (this.offeredResume) {
      this.memory.beginReplay();
    } else {
      this.memory.forget();
      this.show({ kind: 'live', recovered: null });
      this.lose(this.epoch, 'The connection was away for too long.');
    }
    this.memory.renew(welcome.resumeToken, welcome.position, Date.now());
    this.stableTimer = setTimeout(() => {
      this.attempt = 0;
    }, STABLE_MS);
    const identity = { subscriberId: welcome.subscriberId, epoch: this.epoch };
    this.identityNow = identity;
    this.welcomes.emit(identity);
  }

  private resumed({ complete, replayed }: wire.Resumed): void {
    this.memory.endReplay();
    const isNews = !this.gaveUp || !complete || replayed > 0;
    this.show({ kind: 'live', recovered: isNews ? { complete, replayed } : null });
    if (!complete) {
      this.lose(this.epoch, 'The reconnect could not bring every answer back.');
    }
  }

  private lose(before: number, reason: string): void {
    if (before > 1) {
      this.losses.emit({ before, reason });
    }
  }

  private setClock(serverTime: string): void {
    this.clockAheadMs = Date.parse(serverTime) - Date.now();
  }

  private closed(code: number): void {
    this.drop();
    const next = afterClose(code);
    if (next.kind === 'reconnect') {
      this.retry();
      return;
    }
    this.memory.forget();
    this.lose(this.epoch + 1, next.meaning);
    if (next.kind === 'anonymous') {
      this.rebinds.emit();
      this.retry();
    } else {
      this.show({ kind: 'closed', meaning: next.meaning });
      this.drops.emit();
    }
  }

  private show(state: SocketState): void {
    this.stateNow = state;
    this.states.emit(state);
  }

  private retry(): void {
    const delayMs = this.goodbyeMs ?? backoffMs(this.attempt, this.random());
    this.goodbyeMs = null;
    this.gaveUp = false;
    this.attempt += 1;
    if (delayMs > BARELY_MS) {
      this.show({ kind: 'offline', nextTryAt: Date.now() + delayMs });
    } else {
      this.show({ kind: this.epoch > 0 ? 'resuming' : 'connecting' });
    }
    this.retryTimer = setTimeout(() => {
      this.open();
    }, delayMs);
    this.drops.emit();
  }
}
