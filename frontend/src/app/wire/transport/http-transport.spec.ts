import type { Answer, Body } from '../generated';
import { FakeGateway } from '../testing/fake-gateway';
import { FakeNetwork } from '../testing/fake-socket';
import { settle } from '../testing/wire-bench';
import { GatewayUnreachable, OutcomeUnknown, TransportClosed } from './errors';
import type { Feed } from './feed';
import { HttpTransport } from './http-transport';
import { RequestRefused } from './request-refused';

const URL = 'https://board.example';
const greeted: Body = { '@type': 'greetings.Greeted', text: 'hello' };
const page: Body = { '@type': 'board.Notes', boardId: 'main', notes: [], seq: 4 };
const removed: Body = { '@type': 'board.NoteRemoved', boardId: 'main', noteId: 'n1', seq: 5 };

describe('HttpTransport', () => {
  let network: FakeNetwork;
  let gateway: FakeGateway;
  let transport: HttpTransport;

  beforeEach(async () => {
    vi.useFakeTimers();
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    network = new FakeNetwork();
    gateway = new FakeGateway();
    const opening = open();
    network.last.welcome('s1');
    transport = await opening;
  });

  afterEach(() => {
    transport.close();

    // Nothing keeps a program alive that has closed its transport.
    expect(vi.getTimerCount()).toBe(0);

    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  function open(): Promise<HttpTransport> {
    const surroundings = { fetch: gateway.fetch, openSocket: network.open };
    return HttpTransport.open(`${URL}/`, { surroundings });
  }

  function greet(): Promise<Answer<'greetings.Greet'>> {
    return transport.client.greetings.greet({ name: 'Ada', text: 'hello' });
  }

  function notes(): Feed<Answer<'board.ListNotes'>> {
    return transport.client.board.listNotes({ boardId: 'main' });
  }

  async function reconnect(subscriberId: string, complete: boolean): Promise<void> {
    network.last.drop();
    await settle(250);
    network.last.welcome(subscriberId, '9-1');
    network.last.resumed(complete);
    await settle();
  }

  it('says that no gateway is there, and tries no more', async () => {
    const opening = open();
    network.last.drop();

    await expect(opening).rejects.toThrow(GatewayUnreachable);

    await settle(60_000);

    expect(network.sockets).toHaveLength(2);
  });

  it('says so too if the gateway wants nobody', async () => {
    const opening = open();
    network.last.drop(4403);

    await expect(opening).rejects.toThrow(GatewayUnreachable);
  });

  it('gives the outcome when both the frame and the 202 have come', async () => {
    const answer = greet();
    await settle();
    network.last.answer(gateway.last.requestId, greeted);

    expect(gateway.last.path).toBe(`${URL}/api/greetings`);

    gateway.last.accept();

    await expect(answer).resolves.toEqual(greeted);
  });

  it('brings the answer over the next socket', async () => {
    const answer = greet();
    await settle();
    gateway.last.accept();
    await reconnect('s2', true);
    network.last.answer(gateway.last.requestId, greeted);

    await expect(answer).resolves.toEqual(greeted);
  });

  it('ends with Lost what the next socket could not bring', async () => {
    const answer = greet();
    await settle();
    gateway.last.accept();
    await reconnect('s2', false);

    await expect(answer).resolves.toMatchObject({ '@type': 'wire.Lost' });
  });

  it('rejects with what the gateway refused', async () => {
    const answer = greet();
    await settle();
    gateway.last.problem(422, 'body-invalid');

    await expect(answer).rejects.toThrow(RequestRefused);
  });

  it.each([502, 503, 504])('repeats by the same id what %i leaves open', async (status) => {
    const answer = greet();
    await settle();
    const { requestId } = gateway.last;
    gateway.last.problem(status, 'unavailable');
    await settle(1_000);
    expect(gateway.last.requestId).toBe(requestId);
    gateway.last.accept();
    network.last.answer(requestId, greeted);

    await expect(answer).resolves.toEqual(greeted);
  });

  it('rejects with what stood between it and the gateway', async () => {
    const answer = greet();
    await settle();
    gateway.last.json(200, 'Welcome to our network', 'text/html');

    await expect(answer).rejects.toThrow('Something between here and the gateway answered with 200.');
  });

  it('rejects as unknown what was sent and has no answer in time', async () => {
    const answer = expect(greet()).rejects.toEqual(new OutcomeUnknown(true));
    await settle();
    gateway.last.accept(20_000);
    await settle(50_000);

    await answer;
  });

  it('rejects what could not be sent in time, and sends it no more', async () => {
    network.last.drop();
    const answer = expect(greet()).rejects.toEqual(new OutcomeUnknown(false));
    await settle(90_000);
    await answer;
    network.last.welcome('s2');
    await settle();

    expect(gateway.arrivals).toHaveLength(0);
  });

  it('rejects what waits when it is closed, and what is asked afterwards', async () => {
    const [waiting, next] = [expect(greet()).rejects.toThrow(TransportClosed), expect(notes().next()).rejects.toThrow()];
    await settle();
    transport.close();
    await waiting;
    await next;

    await expect(greet()).rejects.toThrow(TransportClosed);
    await expect(notes().next()).rejects.toThrow(TransportClosed);
    await expect(transport.readSession()).rejects.toThrow(TransportClosed);
    expect(network.last.isOpen).toBe(false);
  });

  it('is closed when the gateway closes it for good, and says why', async () => {
    const answer = greet();
    await settle();
    gateway.last.accept();
    await settle();
    network.last.drop(4409);
    window.dispatchEvent(new Event('online'));

    await expect(answer).resolves.toMatchObject({ '@type': 'wire.Lost' });
    await expect(greet()).rejects.toThrow('Another socket resumed from this one.');
    expect(network.sockets).toHaveLength(1);
  });

  it('tells every state of the connection', async () => {
    const kinds: string[] = [];
    const stop = transport.onState(({ kind }) => kinds.push(kind));
    await reconnect('s2', true);
    stop();
    transport.close();

    expect(kinds).toEqual(['resuming', 'resuming', 'live']);
    expect(transport.state.kind).toBe('closed');
  });

  describe('with a session', () => {
    it('begins it, and reopens the socket as its owner', async () => {
      const begun = transport.beginSession();
      await settle();

      expect([gateway.last.method, gateway.last.path]).toEqual(['POST', `${URL}/api/session`]);

      gateway.last.noContent();
      await settle();
      network.last.welcome('s2');
      await begun;

      expect(network.sockets).toHaveLength(2);
    });

    it('ends it, and reopens the socket as nobody', async () => {
      const ended = transport.endSession();
      await settle();
      gateway.last.noContent();
      await ended;

      expect(network.last.protocols).toEqual(['millrace.v1']);
    });

    it('says that there is none', async () => {
      const session = transport.readSession();
      await settle();
      gateway.last.problem(401, 'session-required');

      await expect(session).resolves.toBeNull();
    });
  });

  describe('with a feed', () => {
    async function opened(): Promise<Feed<Answer<'board.ListNotes'>>> {
      const feed = notes();
      const first = feed.next();
      await settle();
      gateway.last.accept();
      network.last.answer(gateway.last.requestId, page, { final: false });

      await expect(first).resolves.toEqual({ done: false, value: page });

      return feed;
    }

    it('asks nothing until somebody iterates', async () => {
      notes();
      await settle();

      expect(gateway.arrivals).toHaveLength(0);
    });

    it('keeps what comes until it is taken', async () => {
      const feed = await opened();
      network.last.answer(gateway.last.requestId, removed, { final: false });
      network.last.answer(gateway.last.requestId, { '@type': 'wire.Cancelled' });

      const taken: Body[] = [];
      for await (const message of feed) {
        taken.push(message);
      }

      expect(taken).toEqual([removed, { '@type': 'wire.Cancelled' }]);
    });

    it('cancels it when the iteration ends', async () => {
      const feed = await opened();
      network.last.answer(gateway.last.requestId, removed, { final: false });
      const { requestId } = gateway.last;
      for await (const message of feed) {
        expect(message).toEqual(removed);

        break;
      }

      expect([gateway.last.method, gateway.last.path]).toEqual(['DELETE', `${URL}/api/requests/${requestId}`]);
    });

    it('lets go of whoever waits when it is cancelled', async () => {
      const feed = await opened();
      const next = feed.next();
      await feed.return();

      await expect(next).resolves.toEqual({ done: true, value: undefined });
      await expect(feed.next()).resolves.toEqual({ done: true, value: undefined });
    });

    it('asks anew over the next socket', async () => {
      const feed = await opened();
      await reconnect('s2', true);
      network.last.answer(gateway.last.requestId, page, { final: false });

      await expect(feed.next()).resolves.toEqual({ done: false, value: page });
      expect(gateway.arrivals).toHaveLength(2);
    });

    it('waits for a gateway that is long away', async () => {
      const feed = await opened();
      network.last.drop(1012);
      await settle(300_000);
      network.last.welcome('s2');
      await settle();
      network.last.answer(gateway.last.requestId, page, { final: false });

      await expect(feed.next()).resolves.toEqual({ done: false, value: page });
    });

    it('rejects a first message that does not come in time', async () => {
      const first = expect(notes().next()).rejects.toEqual(new OutcomeUnknown(true));
      await settle();
      gateway.last.accept(20_000);
      await settle(50_000);
      await first;

      expect(gateway.last.method).toBe('DELETE');
    });

    it('rejects once, and is over then', async () => {
      const feed = notes();
      const first = expect(feed.next()).rejects.toThrow(RequestRefused);
      await settle();
      gateway.last.problem(404, 'not-found');
      await first;

      await expect(feed.next()).resolves.toEqual({ done: true, value: undefined });
    });
  });
});
