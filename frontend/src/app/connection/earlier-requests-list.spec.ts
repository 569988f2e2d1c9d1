import { TestBed } from '@angular/core/testing';

import { Page } from '../design/testing/page';
import { EarlierRequests } from '../wire/earlier-requests';
import type { Body } from '../wire/generated';
import { PAGE_SHELF } from '../wire/network';
import { FakeShelf } from '../wire/testing/fake-shelf';
import type { WireBench } from '../wire/testing/wire-bench';
import { wireBench } from '../wire/testing/wire-bench';
import { EarlierRequestsList } from './earlier-requests-list';

const registered: Body = { '@type': 'accounts.Registered', accountId: 'a1', name: 'ada' };

describe('EarlierRequestsList', () => {
  let shelf: FakeShelf;
  let bench: WireBench;
  let page: Page<EarlierRequestsList>;

  /** A page that is loaded while these requests wait. */
  async function load(...names: string[]): Promise<void> {
    const now = Date.now();
    const waiting = names.map((name) => ({ name, requestId: name, since: now, until: now + 60_000 }));
    const resume = { token: 'old', at: now, offsets: [['3', 100]] };
    shelf = new FakeShelf();
    shelf.setItem('millrace.carried-over', JSON.stringify({ resume, waiting }));
    bench = await wireBench([{ provide: PAGE_SHELF, useValue: shelf }], () => {
      TestBed.inject(EarlierRequests).takeUp();
    });
    page = new Page(TestBed.createComponent(EarlierRequestsList));
    await page.settle();
  }

  afterEach(() => {
    vi.useRealTimers();
  });

  it('says that an answer is to come, and then which', async () => {
    await load('accounts.Register');

    expect(bench.network.last.protocols).toContain('millrace.resume.old');
    expect(page.text).toContain('Register It was sent before the page was loaded again.');

    bench.network.last.answer('accounts.Register', registered);
    await page.settle();

    expect(page.text).toContain('Register Answered: registered.');
  });

  it('tells apart how the platform ends a request', async () => {
    await load('shop.PostNote', 'shop.EditNote', 'shop.DeleteNote', 'shop.Wait');
    bench.network.last.answer('shop.PostNote', { '@type': 'wire.Expired', deadline: '2026-11-24T09:00:00Z' });
    bench.network.last.answer('shop.EditNote', { '@type': 'wire.Failed', code: 'x', reason: 'Why.', retryable: false });
    await page.settle();

    expect(page.text).toContain('Post note Nobody took it up in time. Nothing happened.');
    expect(page.text).toContain('Edit note It could not be done: Why.');

    await page.settle(63_000);

    expect(page.text).toContain('Delete note No answer yet. It may still come.');

    bench.network.last.answer('shop.DeleteNote', { '@type': 'wire.Lost', reason: 'Gone.' });
    await page.settle();

    expect(page.text).toContain('Delete note The answer is lost: it may have been done. Gone.');
  });

  it('is taken away line by line', async () => {
    await load('shop.PostNote');
    await page.click('Dismiss: Post note');

    expect(page.text).toBe('');
  });

  it('leaves what waits for the page after this one', async () => {
    await load('shop.PostNote');
    window.dispatchEvent(new Event('pagehide'));

    expect([...shelf.items.values()].join('')).toContain('shop.PostNote');
  });
});
