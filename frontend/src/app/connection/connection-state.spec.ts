import { TestBed } from '@angular/core/testing';

import { Page } from '../design/testing/page';
import type { WireBench } from '../wire/testing/wire-bench';
import { wireBench } from '../wire/testing/wire-bench';
import { ConnectionState } from './connection-state';

describe('ConnectionState', () => {
  let bench: WireBench;
  let page: Page<ConnectionState>;

  beforeEach(async () => {
    bench = await wireBench();
    page = new Page(TestBed.createComponent(ConnectionState));
    await page.settle();
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it('says that answers come', () => {
    expect(page.text).toBe('Live');
  });

  it('counts down to the next try, which can be made at once', async () => {
    bench.network.last.say({ '@type': 'wire.Goodbye', reconnectAfterMs: 9_000 });
    bench.network.last.drop(4503);
    await page.settle(2_000);

    expect(page.text).toContain('Offline next try in 7 s');

    await page.click('Try now');

    expect(bench.network.sockets).toHaveLength(2);
    expect(page.text).toContain('Resuming');
  });

  it('says what came back, for a while', async () => {
    bench.network.last.drop();
    await page.settle(250);
    bench.network.last.welcome('s2');
    bench.network.last.resumed(true, 2);
    await page.settle();

    expect(page.text).toContain('Live 2 answers recovered');

    await page.settle(9_000);

    expect(page.text).toBe('Live');
  });

  it('says that answers were lost', async () => {
    await bench.reconnect('s2', false);
    await page.settle();

    expect(page.text).toContain('some answers were lost');
  });

  it('says why it will not come back by itself', async () => {
    bench.network.last.drop(4409);
    await page.settle();

    expect(page.text).toContain('Closed. Another socket resumed from this one.');
    expect(page.button('Try now')).toBeTruthy();
  });
});
