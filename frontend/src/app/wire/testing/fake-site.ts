import type { Body } from '../generated';
import type { Arrival, FakeGateway } from './fake-gateway';
import type { FakeNetwork, FakeSocket } from './fake-socket';

/** A command on the log: whose it is, and to which socket its answer goes. */
export interface Taken {
  readonly requestId: string;
  readonly subscriberId: string;
  readonly name: string;
  readonly order: number;
}

interface Reply {
  readonly taken: Taken;
  readonly position: string;
  readonly offset: number;
}

/** The socket that is open, as its gateway knows it. */
interface Live {
  readonly socket: FakeSocket;
  readonly lane: number;
  readonly id: string;
  /** Its own id and those of the sockets before it. */
  readonly ids: ReadonlySet<string>;
  readonly isResumed: boolean;
  /** What is still to be played again. */
  readonly replay: Reply[];
  /** What it was sent, and when. */
  readonly sent: Map<string, number>;
  isSilent: boolean;
}

const SILENCE_MS = 30_000;
const LANES = [0, 1] as const;

/** What lies behind the fakes: gateways on two lanes, the log, and a worker, all of which do as they are told. */
export class FakeSite {
  /** Commands that nobody has answered. */
  readonly asked: Taken[] = [];
  readonly answered: Taken[] = [];
  /** When a request was accepted last. */
  readonly acceptedAt = new Map<string, number>();
  /** Over which socket a request was posted last, by its name. */
  private readonly postedOver = new Map<string, string>();
  private readonly log: readonly Reply[][] = LANES.map(() => []);
  private readonly tokens = new Map<string, ReadonlySet<string>>();
  private count = 0;
  private welcomed: FakeSocket | null = null;
  private liveNow: Live | null = null;
  private seen = 0;
  private readonly held: Arrival[] = [];
  private readonly unheard = new Set<Arrival>();
  private readonly idsByName = new Map<string, string>();

  constructor(
    private readonly network: FakeNetwork,
    private readonly gateway: FakeGateway,
  ) {}

  /** The open socket, if the client has not let go of it. */
  get live(): Live | null {
    const live = this.liveNow;
    return live !== null && live.socket === this.network.last && live.socket.isOpen ? live : null;
  }

  /** Whether the client waits for its socket to be welcomed. */
  get isExpected(): boolean {
    return this.network.last.isOpen && this.network.last !== this.welcomed;
  }

  /** The requests that have arrived and were not answered. */
  get pending(): Arrival[] {
    this.look();
    return this.held;
  }

  /** The request ids of everything that was posted, by the name in it. */
  get ids(): ReadonlyMap<string, string> {
    this.look();
    return this.idsByName;
  }

  /** Puts a request on the log, without a word about it. */
  take(arrival: Arrival): void {
    const { requestId } = arrival;
    this.asked.push({ requestId, subscriberId: subscriberOf(arrival), name: nameIn(arrival), order: ++this.count });
  }

  accept(arrival: Arrival): void {
    // Later than that it has been posted again, and a word about the first time does not count.
    if (!this.unheard.has(arrival) && Date.now() - arrival.at < SILENCE_MS) {
      this.acceptedAt.set(arrival.requestId, Date.now());
    }
    arrival.accept();
  }

  /** Whether a request was posted, and not over the socket that there is now. */
  isFromBefore(name: string): boolean {
    this.look();
    const over = this.postedOver.get(name);
    return over !== undefined && over !== this.live?.id;
  }

  /** Leaves nobody to hear what becomes of what has arrived: the page that posted it is gone. */
  forgetPage(): void {
    this.pending.forEach((arrival) => {
      this.unheard.add(arrival);
    });
  }

  /** Answers a command, on the lane of the socket that it was posted over. */
  answer(taken: Taken): void {
    const lane = Number(taken.subscriberId[0]);
    const replies = this.log[lane] ?? [];
    const reply = { taken, offset: replies.length, position: `${lane}-${replies.length + 1}` };
    replies.push(reply);
    if (this.live?.ids.has(taken.subscriberId) === true) {
      this.deliver(this.live, reply);
    }
  }

  /** Welcomes the socket that waits for it, on a gateway of this lane. */
  welcome(lane: number): void {
    const socket = this.network.last;
    const subscriberId = `${lane}-s${++this.count}`;
    const before = this.tokens.get(offered(socket, 'resume')[0] ?? '');
    const ids = new Set([subscriberId, ...(before ?? [])]);
    const isResumed = offered(socket, 'resume').length > 0;
    const replay = LANES.flatMap((one) => this.missed(one, before ?? new Set(), offered(socket, 'pos')));
    this.welcomed = socket;
    this.liveNow = { socket, lane, id: subscriberId, ids, isResumed, replay, sent: new Map(), isSilent: false };
    socket.welcome(subscriberId, this.end(lane), this.token(ids));
  }

  /** Closes the open socket. */
  hangUp(code: number): void {
    const socket = this.live?.socket;
    this.liveNow = null;
    socket?.drop(code);
  }

  /** Sends so many of the frames that are played again. */
  replay(count: number): void {
    const { live } = this;
    if (live !== null) {
      live.replay.splice(0, count).forEach((reply) => {
        this.deliver(live, reply);
      });
    }
  }

  /** Whether a resume may be over. */
  get canSayResumed(): boolean {
    return this.live !== null && this.live.isResumed && !this.live.isSilent;
  }

  /** Sends a frame a second time, as it was. */
  repeat(): void {
    const { live } = this;
    const last = [...(live?.sent.keys() ?? [])].at(-1);
    const reply = this.log.flat().find(({ taken }) => taken.requestId === last);
    if (live !== null && reply !== undefined) {
      live.sent.delete(reply.taken.requestId);
      this.deliver(live, reply);
    }
  }

  heartbeat(): void {
    const { live } = this;
    if (live !== null && !live.isSilent) {
      const serverTime = new Date().toISOString();
      const [position, resumeToken] = [this.end(live.lane), this.token(live.ids)];
      live.socket.say({ '@type': 'wire.Heartbeat', resumeToken, position, serverTime });
    }
  }

  /** The answer that a command has. */
  static outcome(name: string): Body {
    return { '@type': 'accounts.Registered', accountId: `of ${name}`, name };
  }

  private look(): void {
    for (const arrival of this.gateway.arrivals.slice(this.seen)) {
      this.idsByName.set(nameIn(arrival), arrival.requestId);
      this.postedOver.set(nameIn(arrival), subscriberOf(arrival));
      this.held.push(arrival);
    }
    this.seen = this.gateway.arrivals.length;
  }

  private missed(lane: number, ids: ReadonlySet<string>, positions: readonly string[]): Reply[] {
    const position = positions.find((text) => text.startsWith(`${lane}-`));
    const from = position === undefined ? Infinity : Number(position.split('-')[1]);
    return (this.log[lane] ?? []).filter(({ taken, offset }) => offset >= from && ids.has(taken.subscriberId));
  }

  private deliver(live: Live, { taken, position }: Reply): void {
    const sentAt = live.sent.get(taken.requestId);
    const isRepeat = sentAt !== undefined && taken.order <= sentAt;
    if (!live.isSilent && !isRepeat) {
      live.sent.set(taken.requestId, ++this.count);
      live.socket.answer(taken.requestId, FakeSite.outcome(taken.name), { position });
    }
  }

  private end(lane: number): string {
    return `${lane}-${this.log[lane]?.length ?? 0}`;
  }

  private token(ids: ReadonlySet<string>): string {
    const token = `t${++this.count}`;
    this.tokens.set(token, ids);
    return token;
  }
}

function offered(socket: FakeSocket, what: 'resume' | 'pos'): string[] {
  const prefix = `millrace.${what}.`;
  return socket.protocols.filter((text) => text.startsWith(prefix)).map((text) => text.slice(prefix.length));
}

function subscriberOf(arrival: Arrival): string {
  return arrival.headers.get('x-subscriber-id') ?? '';
}

function nameIn(arrival: Arrival): string {
  return (arrival.body as { name: string }).name;
}
