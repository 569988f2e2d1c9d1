import type { WritableSignal } from '@angular/core';
import { Injectable, inject, linkedSignal, signal } from '@angular/core';

import { Announcer } from '../design/announcer';
import { answers } from '../design/answers';
import type { Note } from '../wire/generated/board';
import { Wire } from '../wire/wire-client';
import { BoardStore } from './board-store';
import { NoteDraft, NoteRemoval, PendingNote } from './note-act';
import { takenDown, written } from './note-page';

/** What is being written, changed and taken down here. It lives on while somebody logs in: no draft is lost. */
@Injectable({ providedIn: 'root' })
export class NoteDesk {
  private readonly wire = inject(Wire);
  private readonly board = inject(BoardStore);
  private readonly announcer = inject(Announcer);

  /** What stands in the line for a new note. */
  readonly newText = this.perBoard(() => '');
  /** What the gateway said about it. */
  readonly newRefusal = this.perBoard<string | null>(() => null);
  readonly pending = this.perBoard<readonly PendingNote[]>(() => []);
  readonly drafts = this.perBoard<ReadonlyMap<string, NoteDraft>>(() => new Map());
  /** How many notes were taken down from here. */
  readonly takenDown = signal(0);
  readonly removals = this.perBoard<ReadonlyMap<string, NoteRemoval>>(() => new Map());

  post(text: string): void {
    const note = new PendingNote(text);
    this.newText.set('');
    this.newRefusal.set(null);
    this.pending.update((pending) => [...pending, note]);
    this.send(note);
  }

  /** Posts a note that is not on the page, for the first time or again. */
  send(note: PendingNote): void {
    const request = this.wire.board.postNote({ boardId: this.board.boardId(), text: note.text });
    note.start(request.progress);
    answers(request, {
      outcome: ({ noteId, text, author, version }) => {
        this.forget(note);
        this.board.change((page) => written(page, { '@type': 'board.Note', noteId, text, author, version }));
        this.announcer.say('Your note is on the page.');
      },
      trouble: (trouble) => {
        note.trouble.set(trouble);
      },
      fields: (fields) => {
        this.forget(note);
        this.newText.set(note.text);
        this.newRefusal.set(fields.get('text') ?? [...fields.values()].join(' '));
      },
    });
  }

  forget(note: PendingNote): void {
    this.pending.update((pending) => pending.filter((each) => each !== note));
  }

  edit(note: Note): void {
    this.drafts.update((drafts) => new Map(drafts).set(note.noteId, new NoteDraft(note)));
  }

  /** Sends a draft as a change of the version that its writer saw. */
  save(draft: NoteDraft, version = draft.base.version): void {
    const { noteId } = draft.base;
    const text = draft.text();
    const request = this.wire.board.editNote({ boardId: this.board.boardId(), noteId, text, version });
    draft.refusal.set(null);
    draft.start(request.progress);
    answers(request, {
      outcome: (outcome) => {
        if (outcome['@type'] === 'board.NoteEdited') {
          this.discard(draft);
          this.board.change((page) => written(page, { ...draft.base, text, version: outcome.version }));
          this.announcer.say('Your change is on the page.');
        } else if (outcome['@type'] === 'board.VersionConflict') {
          this.board.change((page) => written(page, outcome.current));
          draft.conflict.set(outcome.current);
        } else {
          this.board.change((page) => takenDown(page, noteId));
        }
      },
      trouble: (trouble) => {
        draft.trouble.set(trouble);
      },
      fields: (fields) => {
        draft.refusal.set(fields.get('text') ?? [...fields.values()].join(' '));
      },
    });
  }

  discard(draft: NoteDraft): void {
    this.drafts.update((drafts) => without(drafts, draft.base.noteId));
  }

  /** Asks before a note is taken down. */
  askRemoval(note: Note): void {
    this.removals.update((removals) => new Map(removals).set(note.noteId, new NoteRemoval(note)));
  }

  takeDown(removal: NoteRemoval, version = removal.base.version): void {
    const { noteId } = removal.base;
    const request = this.wire.board.deleteNote({ boardId: this.board.boardId(), noteId, version });
    removal.start(request.progress);
    answers(request, {
      outcome: (outcome) => {
        if (outcome['@type'] === 'board.VersionConflict') {
          this.board.change((page) => written(page, outcome.current));
          removal.conflict.set(outcome.current);
        } else {
          this.keep(removal);
          this.board.change((page) => takenDown(page, noteId));
          this.takenDown.update((count) => count + 1);
          this.announcer.say('The note is taken down.');
        }
      },
      trouble: (trouble) => {
        removal.trouble.set(trouble);
      },
    });
  }

  /** Leaves a note where it is. */
  keep(removal: NoteRemoval): void {
    this.removals.update((removals) => without(removals, removal.base.noteId));
  }

  private perBoard<T>(start: () => T): WritableSignal<T> {
    return linkedSignal<string, T>({ source: this.board.boardId, computation: start });
  }
}

function without<T>(map: ReadonlyMap<string, T>, key: string): ReadonlyMap<string, T> {
  return new Map([...map].filter(([each]) => each !== key));
}
