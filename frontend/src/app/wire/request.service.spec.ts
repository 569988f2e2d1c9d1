import type { Answer, Body } from './generated';
import type { RequestStream } from './request-stream';
import type { FakeGateway } from './testing/fake-gateway';
import type { FakeNetwork } from './testing/fake-socket';
import type { WireBench } from './testing/wire-bench';
import { listen, settle, wireBench } from './testing/wire-bench';
import type { Unknown } from './transport/progress';
import { RequestRefused } from './transport/request-refused';

const registered: Body = { '@type': 'accounts.Registered', accountId: 'a1', name: 'ada' };

describe('RequestService', () => {
  let bench: WireBench;
  let network: FakeNetwork;
  let gateway: FakeGateway;

  beforeEach(async () => {
    bench = await wireBench();
    ({ network, gateway } = bench);
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  function register(): RequestStream<Answer<'accounts.Register'> | Unknown> {
    return bench.wire.accounts.register({ name: 'ada', password: 'correct horse battery' });
  }

  it('posts nothing until somebody subscribes', async () => {
    register();
    await settle();

    expect(gateway.arrivals).toHaveLength(0);
  });

  it('posts the input as JSON with both ids', async () => {
    listen(register());
    await settle();

    expect(gateway.last.method).toBe('POST');
    expect(gateway.last.path).toBe('/api/register');
    expect(gateway.last.body).toEqual({ name: 'ada', password: 'correct horse battery' });
    expect(gateway.last.headers.get('content-type')).toBe('application/json');
    expect(gateway.last.headers.get('x-subscriber-id')).toBe('s1');
    expect(gateway.last.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('waits for the first welcome', async () => {
    network.last.drop();
    await settle(250);
    const request = register();
    const { heard } = listen(request);
    await settle();

    expect(gateway.arrivals).toHaveLength(0);
    expect(request.progress().stage).toBe('waiting');

    network.last.welcome('s2');
    await settle();
    gateway.last.accept();
    network.last.answer(gateway.last.requestId, registered);
    await settle();

    expect(heard).toEqual([registered, 'complete']);
  });

  it('shows that the gateway took the request', async () => {
    const request = register();
    listen(request);
    await settle();

    expect(request.progress().stage).toBe('sending');

    gateway.last.accept();
    await settle();

    expect(request.progress().stage).toBe('sent');
  });

  it('brings an outcome that overtakes the 202, and completes with the 202', async () => {
    const { heard } = listen(register());
    await settle();
    network.last.answer(gateway.last.requestId, registered);

    expect(heard).toEqual([registered]);

    gateway.last.accept();
    await settle();

    expect(heard).toEqual([registered, 'complete']);
  });

  it('resolves a request once', async () => {
    const { heard } = listen(register());
    await settle();
    gateway.last.accept();
    await settle();
    network.last.answer(gateway.last.requestId, registered, { position: '3-101' });
    network.last.answer(gateway.last.requestId, registered, { position: '4-7' });

    expect(heard).toEqual([registered, 'complete']);
  });

  it('keeps the answers of two requests apart', async () => {
    const one = listen(register());
    const two = listen(register());
    await settle();
    const [first, second] = gateway.arrivals;
    first?.accept();
    second?.accept();
    await settle();
    network.last.answer(second?.requestId ?? '', registered);

    expect(one.heard).toEqual([]);
    expect(two.heard).toEqual([registered, 'complete']);
  });

  it('turns a problem into a typed error with the fields at fault', async () => {
    const { heard } = listen(register());
    await settle();
    gateway.last.problem(422, 'body-invalid', [{ path: '$.name', message: 'too long' }]);
    await settle();
    const [error] = heard as [RequestRefused];

    expect(error).toBeInstanceOf(RequestRefused);
    expect(error.type).toBe('BODY_INVALID');
    expect(error.fields.get('name')).toBe('too long');
  });

  it('explains an answer that is not the gateway’s', async () => {
    const { heard } = listen(register());
    await settle();
    gateway.last.json(418, 'I am a teapot', 'text/html');
    await settle();
    const [error] = heard as [RequestRefused];

    expect(error.type).toBeNull();
    expect(error.message).toContain('418');
  });

  it.each(['subscriber-rebind', 'subscriber-expired'])('reopens the socket and tries again after %s', async (type) => {
    const { heard } = listen(register());
    await settle();
    gateway.last.problem(409, type);
    await settle();
    network.last.welcome('s2');
    await settle();

    expect(gateway.arrivals).toHaveLength(2);
    expect(gateway.last.headers.get('x-subscriber-id')).toBe('s2');

    gateway.last.accept();
    network.last.answer(gateway.last.requestId, registered);
    await settle();

    expect(heard).toEqual([registered, 'complete']);
  });

  it('tries again once only', async () => {
    const { heard } = listen(register());
    await settle();
    gateway.last.problem(409, 'subscriber-rebind');
    await settle();
    network.last.welcome('s2');
    await settle();
    gateway.last.problem(409, 'subscriber-rebind');
    await settle();

    expect(gateway.arrivals).toHaveLength(2);
    expect(heard).toHaveLength(1);
    expect(heard[0]).toBeInstanceOf(RequestRefused);
  });

  it('brings the answer of before a drop after a complete resume', async () => {
    const { heard } = listen(register());
    await settle();
    gateway.last.accept();
    await settle();
    network.last.drop();
    await settle(250);
    network.last.welcome('s2', '9-1');
    network.last.answer(gateway.last.requestId, registered, { position: '3-120' });
    network.last.resumed(true, 1);
    await settle();

    expect(heard).toEqual([registered, 'complete']);
    expect(gateway.arrivals).toHaveLength(1);
  });

  it('ends what was pending as lost when the resume is not complete', async () => {
    const { heard } = listen(register());
    await settle();
    gateway.last.accept();
    await bench.reconnect('s2', false);

    expect(heard).toEqual([expect.objectContaining({ '@type': 'wire.Lost' }), 'complete']);
  });

  it('keeps what was posted over the new socket when the resume of the old one fails', async () => {
    network.last.drop();
    await settle(250);
    network.last.welcome('s2', '9-1');
    const { heard } = listen(register());
    await settle();
    gateway.last.accept();
    network.last.resumed(false);
    await settle();

    expect(heard).toEqual([]);
  });

  it('posts again with the same id when nothing answered', async () => {
    const { heard } = listen(register());
    await settle();
    const { requestId } = gateway.last;
    gateway.last.breakOff(new TypeError('Failed to fetch'));
    await settle(1_000);

    expect(gateway.arrivals).toHaveLength(2);
    expect(gateway.last.requestId).toBe(requestId);
    expect(heard).toEqual([]);
  });

  it('says Unknown two seconds after the deadline, and still takes a later answer', async () => {
    const request = register();
    const { heard } = listen(request);
    await settle();
    gateway.last.accept(20_000);
    await settle(21_999);

    expect(heard).toEqual([]);

    await settle(1);

    expect(heard).toEqual([{ '@type': 'client.Unknown', sent: true }]);
    expect(request.progress().stage).toBe('unknown');

    network.last.answer(gateway.last.requestId, registered);

    expect(heard.slice(1)).toEqual([registered, 'complete']);
  });

  it('lets go of a request whose answer never comes', async () => {
    const { heard } = listen(register());
    await settle();
    gateway.last.accept();
    await settle(62_000);

    expect(bench.requests.waiting()).toHaveLength(1);

    await settle(3_600_000);

    expect(heard).toEqual([{ '@type': 'client.Unknown', sent: true }, 'complete']);
    expect(bench.requests.waiting()).toEqual([]);
  });

  it('says in its request within which time it has to be begun', async () => {
    const { heard } = listen(bench.requests.within(5).accounts.register({ name: 'ada', password: 'correct horse battery' }));
    await settle();

    expect(gateway.last.headers.get('prefer')).toBe('wait=5');

    gateway.last.accept(5_000);
    await settle(7_000);

    expect(heard).toEqual([{ '@type': 'client.Unknown', sent: true }]);
  });

  it('says that nothing was sent when the deadline passes offline', async () => {
    network.last.drop();
    const { heard } = listen(register());
    await settle(62_000);

    expect(heard).toEqual([{ '@type': 'client.Unknown', sent: false }, 'complete']);

    network.last.welcome('s2');
    await settle();

    expect(gateway.arrivals).toHaveLength(0);
  });

  it('hears nothing after it was unsubscribed', async () => {
    const { heard, end } = listen(register());
    await settle();
    gateway.last.accept();
    await settle();
    end();
    network.last.answer(gateway.last.requestId, registered);
    await settle(70_000);

    expect(heard).toEqual([]);
    expect(gateway.arrivals).toHaveLength(1);
  });

  describe('in its plain form', () => {
    it.each([
      ['POST', () => bench.requests.post('/rooms/main/notes', { text: 'a' }), { text: 'a' }],
      ['PUT', () => bench.requests.put('/rooms/main/notes/n1', { text: 'a', version: 1 }), { text: 'a', version: 1 }],
      ['DELETE', () => bench.requests.delete('/rooms/main/notes/n1?version=1'), undefined],
    ])('sends %s', async (method, request, body) => {
      listen(request());
      await settle();

      expect(gateway.last.method).toBe(method);
      expect(gateway.last.body).toEqual(body);
    });
  });
});
