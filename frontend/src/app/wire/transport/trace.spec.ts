import { TransportBench } from '../testing/transport-bench';
import { settle } from '../testing/wire-bench';
import type { HttpTransport, TransportOptions } from './http-transport';

const OURS = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('The trace of a request', () => {
  let bench: TransportBench;
  let transport: HttpTransport;

  beforeEach(() => {
    vi.useFakeTimers();
    bench = new TransportBench();
  });

  afterEach(() => {
    transport.close();
    vi.useRealTimers();
  });

  async function open(options: TransportOptions = {}): Promise<void> {
    transport = await bench.opened(options);
  }

  async function ask(): Promise<string | null> {
    transport.client.accounts.register({ name: 'ada', password: 'correct horse battery' }).catch(() => undefined);
    await settle();
    return bench.gateway.last.headers.get('traceparent');
  }

  it('is one of its own for each, which is recorded', async () => {
    await open();
    const traces = [await ask(), await ask()];

    expect(new Set(traces).size).toBe(2);
    traces.forEach((trace) => {
      expect(trace).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    });
  });

  it('is recorded by nobody if that is asked for', async () => {
    await open({ sampled: false });

    expect(await ask()).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  });

  it('is the one of whoever asks, if there is one', async () => {
    let current: string | null = OURS;
    await open({ traceparent: () => current });

    expect(await ask()).toBe(OURS);

    current = null;

    expect(await ask()).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  });

  it('stays the same when it is posted again', async () => {
    await open();
    const first = await ask();
    bench.gateway.last.problem(503, 'unavailable');
    await settle(1_000);

    expect(bench.gateway.arrivals).toHaveLength(2);
    expect(bench.gateway.last.headers.get('traceparent')).toBe(first);
  });

  it('goes with the session routes, too', async () => {
    await open({ traceparent: () => OURS });
    void transport.readSession();
    await settle();

    expect(bench.gateway.last.path).toContain('/api/session');
    expect(bench.gateway.last.headers.get('traceparent')).toBe(OURS);

    bench.gateway.last.json(401, {});
  });
});
