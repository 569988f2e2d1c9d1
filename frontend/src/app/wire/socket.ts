import { DOCUMENT, DestroyRef, Injectable, inject, signal } from '@angular/core';
import { Observable, Subject, firstValueFrom } from 'rxjs';

import { backoffMs } from './transport/backoff';
import { afterClose } from './transport/close-policy';
import { parseFrame } from './transport/frames';
import type { Frame, wire } from './generated';
import { closeCodes } from './generated/wire';
import { OPEN_SOCKET, RANDOM } from './open-socket';
import { ResumeMemory } from './transport/resume-memory';
import type { Loss, SocketIdentity, SocketState } from './transport/socket-state';

const SUBPROTOCOL = 'millrace.v1';
const HANDSHAKE_MS = 10_000;
const MISSED_HEARTBEATS = 2.5;
/** A socket that held this long was a success: the next drop starts again with the shortest wait. */
const STABLE_MS = 5_000;
/** A wait this short is not shown as being offline. */
const BARELY_MS = 1_000;

/**
 * The one socket of the page: downstream only, and kept open.
 *
 * Not RxJS's WebSocketSubject: it completes on a clean close, so a gateway that drains would end it for good.
 */
@Injectable({ providedIn: 'root' })
export class Socket {
  private readonly openSocket = inject(OPEN_SOCKET);
  private readonly random = inject(RANDOM);
  private readonly memory = new ResumeMemory();

  private readonly stateNow = signal<SocketState>({ kind: 'connecting' });
  private readonly rebindsNow = signal(0);
  private readonly framesOut = new Subject<Frame>();
  private readonly welcomesOut = new Subject<SocketIdentity>();
  private readonly lossesOut = new Subject<Loss>();

  private link: WebSocket | null = null;
  private identityNow: SocketIdentity | null = null;
  private epoch = 0;
  private offeredResume = false;
  /** Whether this page gave the last socket up of its own accord: then there was no drop to tell about. */
  private gaveUp = false;
  private attempt = 0;
  private heartbeatMs = HANDSHAKE_MS;
  private goodbyeMs: number | null = null;
  private clockAheadMs = 0;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private silenceTimer: ReturnType<typeof setTimeout> | undefined;
  private stableTimer: ReturnType<typeof setTimeout> | undefined;

  readonly state = this.stateNow.asReadonly();
  /** Grows whenever the socket had to change whose it is: the session may be another one. */
  readonly rebinds = this.rebindsNow.asReadonly();
  /** Every frame of a request, once. */
  readonly frames: Observable<Frame> = this.framesOut;
  /** Every socket that opened. */
  readonly welcomes: Observable<SocketIdentity> = this.welcomesOut;
  readonly losses: Observable<Loss> = this.lossesOut;

  constructor() {
    const page = inject(DOCUMENT).defaultView;
    const wake = (): void => {
      this.tryNow();
    };
    page?.addEventListener('online', wake);
    inject(DestroyRef).onDestroy(() => {
      page?.removeEventListener('online', wake);
      this.drop();
      clearTimeout(this.retryTimer);
    });
  }

  /** Opens the socket, unless it is open or about to be. */
  connect(): void {
    if (this.link === null && this.retryTimer === undefined) {
      this.open();
    }
  }

  /** Ends the wait for the next try. */
  tryNow(): void {
    const { kind } = this.stateNow();
    if (kind === 'offline' || kind === 'closed') {
      this.open();
    }
  }

  /** Opens a new socket as whoever the cookies say now; what is pending is resumed. */
  reopen(): void {
    this.rebindsNow.update((count) => count + 1);
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
    return this.identityNow === null ? firstValueFrom(this.welcomesOut) : Promise.resolve(this.identityNow);
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
    this.stateNow.set({ kind: this.offeredResume ? 'resuming' : 'connecting' });
    const link = this.openSocket([SUBPROTOCOL, ...offer]);
    this.link = link;
    link.onmessage = (event: MessageEvent<unknown>) => {
      this.receive(event.data);
    };
    link.onclose = (event) => {
      this.closed(event.code);
    };
    this.expectWithin(HANDSHAKE_MS);
  }

  /** Lets go of the socket; nothing that it still brings is heard. */
  private drop(): void {
    clearTimeout(this.silenceTimer);
    clearTimeout(this.stableTimer);
    this.identityNow = null;
    if (this.link !== null) {
      this.link.onmessage = null;
      this.link.onclose = null;
      this.link.close();
      this.link = null;
    }
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
    this.expectWithin(this.heartbeatMs * MISSED_HEARTBEATS);
  }

  private deliver(frame: Frame): void {
    if (frame.position === null || this.memory.take(frame.position)) {
      this.framesOut.next(frame);
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
      this.stateNow.set({ kind: 'live', recovered: null });
      this.lose(this.epoch, 'The connection was away for too long.');
    }
    this.memory.renew(welcome.resumeToken, welcome.position, Date.now());
    this.stableTimer = setTimeout(() => {
      this.attempt = 0;
    }, STABLE_MS);
    const identity = { subscriberId: welcome.subscriberId, epoch: this.epoch };
    this.identityNow = identity;
    this.welcomesOut.next(identity);
  }

  private resumed({ complete, replayed }: wire.Resumed): void {
    this.memory.endReplay();
    const isNews = !this.gaveUp || !complete || replayed > 0;
    this.stateNow.set({ kind: 'live', recovered: isNews ? { complete, replayed } : null });
    if (!complete) {
      this.lose(this.epoch, 'The reconnect could not bring every answer back.');
    }
  }

  private lose(before: number, reason: string): void {
    if (before > 1) {
      this.lossesOut.next({ before, reason });
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
      this.rebindsNow.update((count) => count + 1);
      this.retry();
    } else {
      this.stateNow.set({ kind: 'closed', meaning: next.meaning });
    }
  }

  private retry(): void {
    const delayMs = this.goodbyeMs ?? backoffMs(this.attempt, this.random());
    this.goodbyeMs = null;
    this.gaveUp = false;
    this.attempt += 1;
    if (delayMs > BARELY_MS) {
      this.stateNow.set({ kind: 'offline', nextTryAt: Date.now() + delayMs });
    } else {
      this.stateNow.set({ kind: this.epoch > 0 ? 'resuming' : 'connecting' });
    }
    this.retryTimer = setTimeout(() => {
      this.open();
    }, delayMs);
  }
}
