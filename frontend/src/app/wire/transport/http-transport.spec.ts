import type { Answer, Body } from '../generated';
import type { FakeGateway } from '../testing/fake-gateway';
import type { FakeNetwork } from '../testing/fake-socket';
import { TransportBench, URL } from '../testing/transport-bench';
import { settle } from '../testing/wire-bench';
import { GatewayUnreachable, OutcomeUnknown, TransportClosed } from './errors';
import type { HttpTransport } from './http-transport';
import { RequestRefused } from './request-refused';

const registered: Body = { '@type': 'accounts.Registered', accountId: 'a1', name: 'ada' };

describe('HttpTransport', () => {
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

  function register(): Promise<Answer<'accounts.Register'>> {
    return transport.client.accounts.register({ name: 'ada', password: 'correct horse battery' });
  }

  it('says that no gateway is there, and tries no more', async () => {
    const opening = bench.open();
    network.last.drop();

    await expect(opening).rejects.toThrow(GatewayUnreachable);

    await settle(60_000);

    expect(network.sockets).toHaveLength(2);
  });

  it('says so too if the gateway wants nobody', async () => {
    const opening = bench.open();
    network.last.drop(4403);

    await expect(opening).rejects.toThrow(GatewayUnreachable);
  });

  it('gives the outcome when both the frame and the 202 have come', async () => {
    const answer = register();
    await settle();
    network.last.answer(gateway.last.requestId, registered);

    expect(gateway.last.path).toBe(`${URL}/api/register`);

    gateway.last.accept();

    await expect(answer).resolves.toEqual(registered);
  });

  it('brings the answer over the next socket', async () => {
    const answer = register();
    await settle();
    gateway.last.accept();
    await bench.reconnect('s2', true);
    network.last.answer(gateway.last.requestId, registered);

    await expect(answer).resolves.toEqual(registered);
  });

  it('ends with Lost what the next socket could not bring', async () => {
    const answer = register();
    await settle();
    gateway.last.accept();
    await bench.reconnect('s2', false);

    await expect(answer).resolves.toMatchObject({ '@type': 'wire.Lost' });
  });

  it('rejects with what the gateway refused', async () => {
    const answer = register();
    await settle();
    gateway.last.problem(422, 'body-invalid');

    await expect(answer).rejects.toThrow(RequestRefused);
  });

  it.each([502, 503, 504])('repeats by the same id what %i leaves open', async (status) => {
    const answer = register();
    await settle();
    const { requestId } = gateway.last;
    gateway.last.problem(status, 'unavailable');
    await settle(1_000);
    expect(gateway.last.requestId).toBe(requestId);
    gateway.last.accept();
    network.last.answer(requestId, registered);

    await expect(answer).resolves.toEqual(registered);
  });

  it('rejects with what stood between it and the gateway', async () => {
    const answer = register();
    await settle();
    gateway.last.json(200, 'Welcome to our network', 'text/html');

    await expect(answer).rejects.toThrow('Something between here and the gateway answered with 200.');
  });

  it('rejects as unknown what was sent and has no answer in time', async () => {
    const answer = expect(register()).rejects.toEqual(new OutcomeUnknown(true));
    await settle();
    gateway.last.accept(20_000);
    await settle(50_000);

    await answer;
  });

  it('says within which time a request has to be begun, and waits no longer itself', async () => {
    const answer = expect(
      transport.within(5).accounts.register({ name: 'ada', password: 'correct horse battery' }),
    ).rejects.toEqual(new OutcomeUnknown(true));
    await settle();

    expect(gateway.last.headers.get('prefer')).toBe('wait=5');

    await settle(35_000);
    await answer;
  });

  it('leaves it to the schema otherwise', async () => {
    register().catch(() => undefined);
    await settle();

    expect(gateway.last.headers.has('prefer')).toBe(false);
  });

  it('posts again by the same id what nobody has answered', async () => {
    const answer = register();
    await settle();
    const { requestId } = gateway.last;
    await settle(31_000);

    expect(gateway.arrivals.map((arrival) => arrival.requestId)).toEqual([requestId, requestId]);

    gateway.last.accept();
    network.last.answer(requestId, registered);

    await expect(answer).resolves.toEqual(registered);
  });

  it('is content with the answer if the 202 does not come', async () => {
    const answer = register();
    await settle();
    network.last.answer(gateway.last.requestId, registered);
    await settle(10_000);

    await expect(answer).resolves.toEqual(registered);
  });

  it('is content with an answer that comes while it waits to post again', async () => {
    const answer = register();
    await settle();
    const { requestId } = gateway.last;
    gateway.last.problem(503, 'unavailable');
    await settle();
    network.last.answer(requestId, registered);
    await settle(1_000);

    expect(gateway.arrivals).toHaveLength(1);
    await expect(answer).resolves.toEqual(registered);
  });

  it('rejects what could not be sent in time, and sends it no more', async () => {
    network.last.drop();
    const answer = expect(register()).rejects.toEqual(new OutcomeUnknown(false));
    await settle(90_000);
    await answer;
    network.last.welcome('s2');
    await settle();

    expect(gateway.arrivals).toHaveLength(0);
  });

  it('rejects what waits when it is closed, and what is asked afterwards', async () => {
    const waiting = expect(register()).rejects.toThrow(TransportClosed);
    await settle();
    transport.close();
    await waiting;

    await expect(register()).rejects.toThrow(TransportClosed);
    await expect(transport.readSession()).rejects.toThrow(TransportClosed);
    expect(network.last.isOpen).toBe(false);
  });

  it('is closed when the gateway closes it for good, and says why', async () => {
    const answer = register();
    await settle();
    gateway.last.accept();
    await settle();
    network.last.drop(4409);
    window.dispatchEvent(new Event('online'));

    await expect(answer).resolves.toMatchObject({ '@type': 'wire.Lost' });
    await expect(register()).rejects.toThrow('Another socket resumed from this one.');
    expect(network.sockets).toHaveLength(1);
  });

  it('tells every state of the connection', async () => {
    const kinds: string[] = [];
    const stop = transport.onState(({ kind }) => kinds.push(kind));
    await bench.reconnect('s2', true);
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
});
