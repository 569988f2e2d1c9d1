import type { Answer, Body } from '../generated';
import type { FakeGateway } from '../testing/fake-gateway';
import { FakeShelf } from '../testing/fake-shelf';
import type { FakeNetwork } from '../testing/fake-socket';
import { TransportBench, URL } from '../testing/transport-bench';
import { settle } from '../testing/wire-bench';
import { OutcomeUnknown, TransportClosed } from './errors';
import type { Feed } from './feed';
import { HttpTransport } from './http-transport';
import { RequestRefused } from './request-refused';

const page: Body = { '@type': 'board.Notes', boardId: 'main', notes: [], seq: 4 };
const removed: Body = { '@type': 'board.NoteRemoved', boardId: 'main', noteId: 'n1', seq: 5 };

describe('A feed of HttpTransport', () => {
  let bench: TransportBench;
  let network: FakeNetwork;
  let gateway: FakeGateway;
  let transport: HttpTransport;

  beforeEach(async () => {
    vi.useFakeTimers();
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    bench = new TransportBench();
    ({ network, gateway } = bench);
    transport = await bench.opened();
  });

  afterEach(() => {
    transport.close();

    // Nothing keeps a program alive that has closed its transport.
    expect(vi.getTimerCount()).toBe(0);

    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  function notes(): Feed<Answer<'board.ListNotes'>> {
    return transport.client.board.listNotes({ boardId: 'main' });
  }

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
    await bench.reconnect('s2', true);
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

  it('rejects what waits when the transport is closed, and what is asked afterwards', async () => {
    const next = expect(notes().next()).rejects.toThrow(TransportClosed);
    await settle();
    transport.close();
    await next;

    await expect(notes().next()).rejects.toThrow(TransportClosed);
  });

  it('is not left for the page that comes after a reload, which asks for it anew', async () => {
    const shelf = new FakeShelf();
    const opening = HttpTransport.open(URL, {
      shelf,
      surroundings: { fetch: gateway.fetch, openSocket: network.open },
    });
    network.last.welcome('s2');
    const leaving = await opening;
    leaving.client.board
      .listNotes({ boardId: 'main' })
      .next()
      .catch(() => undefined);
    await settle();
    window.dispatchEvent(new Event('pagehide'));
    leaving.close();

    expect(gateway.arrivals).toHaveLength(1);
    expect(shelf.items.size).toBe(0);
  });
});
