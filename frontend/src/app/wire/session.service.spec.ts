import { TestBed } from '@angular/core/testing';

import { SessionService } from './session.service';
import type { FakeGateway } from './testing/fake-gateway';
import type { WireBench } from './testing/wire-bench';
import { settle, wireBench } from './testing/wire-bench';

const session = { accountId: 'a1', name: 'ada', expiresAt: '2026-12-01T00:00:00Z' };

describe('SessionService', () => {
  let bench: WireBench;
  let gateway: FakeGateway;
  let service: SessionService;

  beforeEach(async () => {
    bench = await wireBench();
    ({ gateway } = bench);
    service = TestBed.inject(SessionService);
    await draw();
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  async function draw(ms = 0): Promise<void> {
    TestBed.tick();
    await settle(ms);
  }

  it('knows nothing before the gateway has answered', () => {
    expect(service.state()).toEqual({ kind: 'unknown' });
  });

  it('knows whose session it is', async () => {
    gateway.last.json(200, session);
    await draw();

    expect(service.name()).toBe('ada');
  });

  it('knows that there is none', async () => {
    gateway.last.problem(401, 'session-required');
    await draw();

    expect(service.state()).toEqual({ kind: 'anonymous' });
  });

  it('asks again with the next welcome if nobody answered', async () => {
    gateway.last.breakOff(new TypeError('Failed to fetch'));
    await draw();
    const before = gateway.arrivals.length;
    await bench.reconnect('s2', true);

    expect(gateway.arrivals.length).toBe(before + 1);
  });

  it('asks again when the session ended elsewhere', async () => {
    gateway.last.json(200, session);
    await draw();
    bench.network.last.drop(4401);
    await draw(250);
    gateway.last.problem(401, 'session-required');
    await draw();

    expect(service.state()).toEqual({ kind: 'anonymous' });
  });

  it('is over when a request is refused for want of a session', async () => {
    gateway.last.json(200, session);
    await draw();
    bench.requests.post('/rooms/main/notes', { text: 'a' }).subscribe({ error: () => undefined });
    await draw();
    gateway.last.problem(401, 'session-required');
    await draw();

    expect(service.state()).toEqual({ kind: 'anonymous' });
  });

  it('ends, and moves the socket over to nobody', async () => {
    gateway.last.json(200, session);
    await draw();
    const ended = service.end();
    await draw();

    expect(gateway.last.method).toBe('DELETE');

    gateway.last.noContent();
    await ended;

    expect(service.state()).toEqual({ kind: 'anonymous' });
    expect(bench.network.sockets).toHaveLength(2);
    expect(bench.network.last.protocols).toEqual(['millrace.v1']);
  });

  it('is over for the page too when it was over at the gateway', async () => {
    gateway.last.json(200, session);
    await draw();
    const ended = service.end();
    await draw();
    gateway.last.problem(401, 'session-required');
    await ended;

    expect(service.state()).toEqual({ kind: 'anonymous' });
  });
});
