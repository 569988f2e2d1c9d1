import type { Body } from '../generated';
import { FakeGateway } from '../testing/fake-gateway';
import { FakeShelf } from '../testing/fake-shelf';
import { FakeNetwork } from '../testing/fake-socket';
import { settle } from '../testing/wire-bench';
import { OutcomeUnknown } from './errors';
import { HttpTransport } from './http-transport';

const registered: Body = { '@type': 'accounts.Registered', accountId: 'a1', name: 'ada' };
const CREDENTIALS = { name: 'ada', password: 'a secret' };

describe('A page that is loaded again', () => {
  let shelf: FakeShelf;
  let network: FakeNetwork;
  let gateway: FakeGateway;
  let pages: HttpTransport[];

  beforeEach(() => {
    vi.useFakeTimers();
    shelf = new FakeShelf();
    network = new FakeNetwork();
    gateway = new FakeGateway();
    pages = [];
  });

  afterEach(() => {
    pages.forEach((page) => {
      page.close();
    });
    vi.useRealTimers();
  });

  async function open(subscriberId: string): Promise<HttpTransport> {
    const surroundings = { fetch: gateway.fetch, openSocket: network.open };
    const opening = HttpTransport.open('https://board.example', { shelf, surroundings });
    network.last.welcome(subscriberId, subscriberId === 's1' ? '3-100' : '9-1');
    const page = await opening;
    pages.push(page);
    return page;
  }

  function leave(page: HttpTransport): void {
    window.dispatchEvent(new Event('pagehide'));
    page.close();
  }

  /** Asks for an account on a first page, and loads the page again. */
  async function reload(accept = true): Promise<HttpTransport> {
    const first = await open('s1');
    first.client.accounts.register(CREDENTIALS).catch(() => undefined);
    await settle();
    if (accept) {
      gateway.last.accept();
    }
    await settle();
    leave(first);
    return open('s2');
  }

  it('gets the answer to what the page before asked for', async () => {
    const page = await reload();

    expect(network.last.protocols).toEqual(['millrace.v1', 'millrace.resume.token-s1', 'millrace.pos.3-100']);
    expect(page.earlier.map(({ name }) => name)).toEqual(['accounts.Register']);

    network.last.answer(gateway.last.requestId, registered, { position: '3-104' });
    network.last.resumed(true, 1);

    await expect(page.earlier[0]?.answer).resolves.toEqual(registered);
  });

  it('waits for what was posted and not accepted yet, too', async () => {
    const page = await reload(false);
    network.last.answer(gateway.last.requestId, registered);

    await expect(page.earlier[0]?.answer).resolves.toEqual(registered);
  });

  it('never posts it again', async () => {
    const page = await reload();
    network.last.resumed(true);
    await settle(60_000);

    expect(gateway.arrivals).toHaveLength(1);
    expect(page.earlier).toHaveLength(1);
  });

  it('may be loaded again once more', async () => {
    leave(await reload());
    const third = await open('s3');
    network.last.answer(gateway.last.requestId, registered);

    await expect(third.earlier[0]?.answer).resolves.toEqual(registered);
  });

  it('learns that the answer is lost', async () => {
    const page = await reload();
    network.last.resumed(false);

    await expect(page.earlier[0]?.answer).resolves.toMatchObject({ '@type': 'wire.Lost' });
  });

  it('learns so too if it comes back too late to ask', async () => {
    const first = await open('s1');
    first.client.accounts.register(CREDENTIALS).catch(() => undefined);
    await settle();
    leave(first);
    await settle(700_000);
    const page = await open('s2');

    expect(network.last.protocols).toEqual(['millrace.v1']);
    await expect(page.earlier[0]?.answer).resolves.toMatchObject({ '@type': 'wire.Lost' });
  });

  it('learns that nobody knows, once the deadline has passed', async () => {
    const page = await reload();
    network.last.resumed(true);
    const answer = expect(page.earlier[0]?.answer).rejects.toEqual(new OutcomeUnknown(true));
    await settle(91_000);
    await answer;
  });

  it('leaves nothing of what was said, and nothing if nothing waits', async () => {
    const first = await open('s1');
    window.dispatchEvent(new Event('pagehide'));

    expect(shelf.items.size).toBe(0);

    first.client.accounts.register(CREDENTIALS).catch(() => undefined);
    await settle();
    window.dispatchEvent(new Event('pagehide'));

    expect([...shelf.items.values()].join('')).toContain('token-s1');
    expect([...shelf.items.values()].join('')).not.toMatch(/secret|ada/);
  });

  it('does not leave what was never sent', async () => {
    const first = await open('s1');
    network.last.drop();
    first.client.accounts.register(CREDENTIALS).catch(() => undefined);
    await settle();
    window.dispatchEvent(new Event('pagehide'));

    expect(shelf.items.size).toBe(0);
  });

  it('leaves no way back for a copy of the page', async () => {
    await reload();

    expect(shelf.items.size).toBe(0);

    const copy = await open('s3');

    expect(network.last.protocols).toEqual(['millrace.v1']);
    expect(copy.earlier).toEqual([]);
  });

  it('goes on by itself if the browser brings it back as it was', async () => {
    const first = await open('s1');
    first.client.accounts.register(CREDENTIALS).catch(() => undefined);
    await settle();
    window.dispatchEvent(new Event('pagehide'));
    window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));

    expect(shelf.items.size).toBe(0);
  });

  it.each(['', 'null', '{', '{"resume": 1, "waiting": []}', '{"resume": {"token": "t"}, "waiting": {}}'])(
    'makes nothing of what it does not understand: %s',
    async (text) => {
      shelf.items.set('millrace.carried-over', text);
      const page = await open('s1');

      expect(page.earlier).toEqual([]);
      expect(network.last.protocols).toEqual(['millrace.v1']);
    },
  );

  it('does without where the storage is forbidden', async () => {
    shelf.isForbidden = true;
    const page = await open('s1');
    page.client.accounts.register(CREDENTIALS).catch(() => undefined);
    await settle();
    leave(page);

    expect((await open('s2')).earlier).toEqual([]);
  });
});
