import { TestBed } from '@angular/core/testing';

import { EarlierRequests } from '../wire/earlier-requests';
import { PAGE_SHELF } from '../wire/network';
import { FakeShelf } from '../wire/testing/fake-shelf';
import { settle, wireBench } from '../wire/testing/wire-bench';
import { EarlierLogin } from './earlier-login';

describe('EarlierLogin', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('ends a login that was under way when the page was loaded again', async () => {
    const now = Date.now();
    const waiting = [{ name: 'accounts.Login', requestId: 'r1', since: now, until: now + 60_000 }];
    const resume = { token: 'old', at: now, offsets: [] };
    const shelf = new FakeShelf();
    shelf.setItem('millrace.carried-over', JSON.stringify({ resume, waiting }));
    const bench = await wireBench([{ provide: PAGE_SHELF, useValue: shelf }], () => {
      TestBed.inject(EarlierRequests).takeUp();
      TestBed.inject(EarlierLogin);
    });
    bench.network.last.answer('r1', { '@type': 'sessions.SessionReady', pickUpBefore: '2026-11-24T09:00:00Z' });
    TestBed.tick();
    await settle();

    expect(TestBed.inject(EarlierRequests).all()).toEqual([]);
    expect([bench.gateway.last.method, bench.gateway.last.path]).toEqual(['POST', '/api/session']);
  });
});
