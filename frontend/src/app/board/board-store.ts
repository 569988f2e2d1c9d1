import { Injectable, computed, inject, linkedSignal, signal } from '@angular/core';

import { Announcer } from '../design/announcer';
import { answers } from '../design/answers';
import type { Trouble } from '../design/trouble';
import type { Commands } from '../wire/generated';
import type { Progress } from '../wire/transport/progress';
import { SessionService } from '../wire/session.service';
import { Wire } from '../wire/wire-client';
import type { NotePage } from './note-page';
import { opened, played } from './note-page';

type Message = Commands['board.ListNotes']['outcome' | 'feed'];

/** The board that is open, as it stands. */
@Injectable({ providedIn: 'root' })
export class BoardStore {
  private readonly wire = inject(Wire);
  private readonly session = inject(SessionService);
  private readonly announcer = inject(Announcer);
  private readonly progressOf = signal<() => Progress>(() => ({ stage: 'idle', since: 0 }));

  readonly boardId = signal('');
  /** Null until the first snapshot. */
  readonly page = linkedSignal<string, NotePage | null>({ source: this.boardId, computation: () => null });
  readonly trouble = signal<Trouble | null>(null);
  readonly progress = computed(() => this.progressOf()());

  /** Follows a board until the returned function is called. */
  open(boardId: string): () => void {
    this.boardId.set(boardId);
    this.trouble.set(null);
    const feed = this.wire.board.listNotes({ boardId });
    this.progressOf.set(feed.progress);
    const subscription = answers(feed, {
      outcome: (message) => {
        this.trouble.set(null);
        this.follow(message);
      },
      trouble: (trouble) => {
        this.trouble.set(trouble);
      },
    });
    return () => {
      subscription.unsubscribe();
    };
  }

  /** Changes the page ahead of the feed, by what an outcome told. */
  change(next: (page: NotePage) => NotePage): void {
    this.page.update((page) => (page === null ? null : next(page)));
  }

  private follow(message: Message): void {
    if (message['@type'] === 'board.Notes') {
      this.page.set(opened(message));
      return;
    }
    this.change((page) => played(page, message));
    if (message['@type'] === 'board.NoteChanged') {
      const { author, version, text } = message.note;
      if (version === 1 && author !== this.session.name()) {
        this.announcer.say(`${author} wrote: ${text}`);
      }
    }
  }
}
