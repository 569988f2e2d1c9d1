import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';

import { Page } from '../design/testing/page';
import type { Body } from '../wire/generated';
import type { Note } from '../wire/generated/board';
import type { Arrival, FakeGateway } from '../wire/testing/fake-gateway';
import type { WireBench } from '../wire/testing/wire-bench';
import { wireBench } from '../wire/testing/wire-bench';
import { BoardPage } from './board-page';

const first: Note = { '@type': 'board.Note', noteId: 'n1', text: 'Mind the sluice gate.', author: 'ada', version: 1 };
const second: Note = { '@type': 'board.Note', noteId: 'n2', text: 'Grease the axle.', author: 'grace', version: 3 };

describe('BoardPage', () => {
  let bench: WireBench;
  let gateway: FakeGateway;
  let page: Page<BoardPage>;
  let feed: Arrival;
  let seq: number;

  beforeEach(async () => {
    bench = await wireBench([provideRouter([])]);
    ({ gateway } = bench);
    seq = 2;
    // jsdom lays nothing out, so nothing can be out of sight.
    Element.prototype.scrollIntoView = vi.fn();
    const fixture = TestBed.createComponent(BoardPage);
    fixture.componentRef.setInput('boardId', 'main');
    page = new Page(fixture);
    await page.settle();
    feed = arrival('/boards/main/notes');
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  function arrival(path: string): Arrival {
    const found = gateway.arrivals.findLast((each) => each.path.startsWith(`/api${path}`));
    if (found === undefined) {
      throw new Error(`nothing asked for ${path}`);
    }
    return found;
  }

  async function logIn(): Promise<void> {
    arrival('/session').json(200, { accountId: 'a1', name: 'ada', expiresAt: '2026-12-01T00:00:00Z' });
    await page.settle();
  }

  async function snapshot(...notes: Note[]): Promise<void> {
    feed.accept();
    await play({ '@type': 'board.Notes', boardId: 'main', notes, seq });
  }

  async function play(body: Body): Promise<void> {
    bench.network.last.answer(feed.requestId, body, { final: false });
    await page.settle();
  }

  async function change(note: Note): Promise<void> {
    await play({ '@type': 'board.NoteChanged', boardId: 'main', note, seq: ++seq });
  }

  async function answer(body: Body): Promise<void> {
    gateway.last.accept();
    bench.network.last.answer(gateway.last.requestId, body);
    await page.settle();
  }

  async function edit(text: string): Promise<void> {
    await page.click('Edit: Mind the sluice gate.');
    page.type('Text of the note', text);
  }

  it('says that it is opening, and since when', async () => {
    feed.accept();
    await page.settle(3_000);

    expect(page.text).toContain('Opening the page');
    expect(page.text).toContain('Sent 3 s');
  });

  it('says that nothing is written on an empty board', async () => {
    await snapshot();

    expect(page.text).toContain('Nothing is written here yet');
  });

  it('says why it cannot open, and tries again', async () => {
    feed.problem(500, 'internal');
    await page.settle();

    expect(page.text).toContain('It was internal.');

    await page.click('Try again');
    feed = arrival('/boards/main/notes');
    await snapshot(first);

    expect(page.text).toContain('Mind the sluice gate.');
    expect(page.text).not.toContain('It was internal.');
  });

  it('shows every note with its author and version, and every change', async () => {
    await snapshot(first, second);

    expect(page.text).toContain('grace version 3 Grease the axle.');

    await change({ ...second, text: 'Grease both axles.', version: 4 });

    expect(page.text).toContain('version 4 Grease both axles.');

    await play({ '@type': 'board.NoteRemoved', boardId: 'main', noteId: 'n1', seq: ++seq });

    expect(page.text).not.toContain('Mind the sluice gate.');
  });

  it('lets anybody read, and asks to log in for writing', async () => {
    arrival('/session').problem(401, 'session-required');
    await snapshot(first);
    await page.settle();

    expect(page.text).toContain('Log in to write on this page');
    expect(page.has('textarea')).toBe(false);
  });

  it('asks for the new snapshot after a reconnect, and keeps the page meanwhile', async () => {
    await snapshot(first);
    await bench.reconnect('s2', true);
    await page.settle();

    expect(page.text).toContain('Mind the sluice gate.');

    feed = arrival('/boards/main/notes');
    seq = 9;
    await snapshot(second);

    expect(page.text).not.toContain('Mind the sluice gate.');
    expect(page.text).toContain('Grease the axle.');
  });

  describe('for somebody who is logged in', () => {
    beforeEach(async () => {
      await logIn();
      await snapshot(first);
    });

    it('shows a new note at once, with its age, until it is on the page', async () => {
      page.type('New note', 'Sweep the floor.');
      await page.click('Post');
      gateway.last.accept();
      await page.settle(2_000);

      expect(gateway.last.body).toEqual({ text: 'Sweep the floor.' });
      expect(page.text).toContain('Sweep the floor. Sent 2 s');
      expect(page.field('New note').value).toBe('');

      const note = { noteId: 'n3', text: 'Sweep the floor.', author: 'ada', version: 1 };
      await change({ '@type': 'board.Note', ...note });
      bench.network.last.answer(gateway.last.requestId, {
        '@type': 'board.NotePosted', boardId: 'main', authorId: 'a1', ...note,
      });
      await page.settle();

      expect(page.text.split('Sweep the floor.')).toHaveLength(2);
      expect(page.text).not.toContain('Sent');
    });

    it('posts nothing that the schema refuses, and says why', async () => {
      page.type('New note', 'x'.repeat(501));
      await page.click('Post');

      expect(gateway.last).toBe(feed);
      expect(page.said('New note')).toContain('at most 500 characters');
    });

    it('puts a refused text back into its line, with the reason', async () => {
      page.type('New note', 'Sweep');
      await page.click('Post');
      gateway.last.problem(422, 'body-invalid', [{ path: '$.text', message: 'No sweeping.' }]);
      await page.settle();

      expect(page.field('New note').value).toBe('Sweep');
      expect(page.said('New note')).toBe('No sweeping.');
    });

    it('offers to post again what was lost', async () => {
      page.type('New note', 'Sweep');
      await page.click('Post');
      await answer({ '@type': 'wire.Failed', code: 'X', reason: 'The worker stumbled.', retryable: true });

      expect(page.text).toContain('It could not be done: The worker stumbled.');

      await page.click('Try again');

      expect(gateway.last.body).toEqual({ text: 'Sweep' });
      expect(page.text).toContain('Sending');
    });

    it('edits a note where it stands', async () => {
      await edit('Mind the gap.');
      await page.click('Save');

      expect(gateway.last.body).toEqual({ text: 'Mind the gap.', version: 1 });

      await answer({
        '@type': 'board.NoteEdited', boardId: 'main', noteId: 'n1', text: 'Mind the gap.', version: 2, editor: 'ada',
      });

      expect(page.text).toContain('ada version 2 Mind the gap.');
      expect(document.activeElement).toBe(page.button('Edit: Mind the gap.'));
    });

    it('leaves a note as it is on Escape', async () => {
      await edit('Mind the gap.');
      page.field('Text of the note').dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
      await page.settle();

      expect(page.text).toContain('Mind the sluice gate.');
    });

    it('shows another’s change while somebody writes', async () => {
      await edit('Mind the gap.');
      await change({ ...first, text: 'Mind the trout.', version: 2 });

      expect(page.text).toContain('Somebody changed it to version 2 while you write: Mind the trout.');
      expect(page.field('Text of the note').value).toBe('Mind the gap.');
    });

    it('puts both texts side by side after a conflict, and asks', async () => {
      await edit('Mind the gap.');
      await page.click('Save');
      await answer({ '@type': 'board.VersionConflict', current: { ...first, text: 'Mind the trout.', version: 2 } });

      expect(page.text).toMatch(/Yours Mind the gap\..*Theirs, version 2 Mind the trout\./);

      await page.click('Let mine stand');

      expect(gateway.last.body).toEqual({ text: 'Mind the gap.', version: 2 });
    });

    it('lets theirs stand', async () => {
      await edit('Mind the gap.');
      await page.click('Save');
      await answer({ '@type': 'board.VersionConflict', current: { ...first, text: 'Mind the trout.', version: 2 } });
      await page.click('Let theirs stand');

      expect(page.text).toContain('version 2 Mind the trout.');
      expect(page.text).not.toContain('Mind the gap.');
    });

    it('keeps the text of a note that was taken down under its writer’s hands', async () => {
      await edit('Mind the gap.');
      await play({ '@type': 'board.NoteRemoved', boardId: 'main', noteId: 'n1', seq: ++seq });

      expect(page.text).toContain('was taken down while you were writing');

      await page.click('Post it as a new note');

      expect(gateway.last.body).toEqual({ text: 'Mind the gap.' });
    });

    it('asks before it takes a note down', async () => {
      await page.click('Delete: Mind the sluice gate.');

      expect(document.activeElement).toBe(page.button('Keep it'));

      await page.click('Take down');

      expect(gateway.last.method).toBe('DELETE');
      expect(gateway.last.path).toBe('/api/boards/main/notes/n1?version=1');

      await answer({ '@type': 'board.NoteDeleted', boardId: 'main', noteId: 'n1', version: 1 });

      expect(page.text).toContain('Nothing is written here yet');
    });

    it('asks again when a note was changed before it could be taken down', async () => {
      await page.click('Delete: Mind the sluice gate.');
      await page.click('Take down');
      await answer({ '@type': 'board.VersionConflict', current: { ...first, text: 'Mind the trout.', version: 2 } });

      expect(page.text).toContain('Mind the trout. It was changed to version 2 meanwhile.');

      await page.click('Take down');

      expect(gateway.last.path).toContain('version=2');
    });
  });
});
