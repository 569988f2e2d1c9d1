import type { ElementRef } from '@angular/core';
import { ChangeDetectionStrategy, Component, computed, effect, inject, input, untracked, viewChild, viewChildren } from '@angular/core';
import { RouterLink } from '@angular/router';

import { RequestMark } from '../design/request-mark';
import { TroubleNotice } from '../design/trouble-notice';
import { SessionService } from '../wire/session.service';
import { BoardStore } from './board-store';
import { NoteComposer } from './note-composer';
import { NoteDesk } from './note-desk';
import { linesOf } from './note-lines';
import { NoteRow } from './note-row';

/** One shared page of notes, live. */
@Component({
  selector: 'mill-board-page',
  imports: [NoteComposer, NoteRow, RequestMark, RouterLink, TroubleNotice],
  templateUrl: './board-page.html',
  styleUrl: './board-page.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class BoardPage {
  /** From the route. */
  readonly boardId = input.required<string>();

  protected readonly board = inject(BoardStore);
  protected readonly desk = inject(NoteDesk);
  protected readonly session = inject(SessionService);

  protected readonly lines = computed(() => {
    const page = this.board.page();
    return page === null ? [] : linesOf(page.notes, this.desk.drafts(), this.desk.removals());
  });
  protected readonly isBlank = computed(
    () => this.board.page() !== null && this.lines().length === 0 && this.desk.pending().length === 0,
  );
  /** Whether somebody works on a note: then nothing shall stay in front of it. */
  protected readonly isAtWork = computed(() => this.desk.drafts().size + this.desk.removals().size > 0);
  private readonly title = viewChild<ElementRef<HTMLElement>>('title');
  private readonly pendingLines = viewChildren<ElementRef<HTMLElement>>('pendingLine');
  protected readonly returnQuery = computed(() => ({ returnTo: `/boards/${this.boardId()}` }));
  private close = (): void => undefined;

  constructor() {
    effect((onCleanup) => {
      const boardId = this.boardId();
      untracked(() => {
        this.close = this.board.open(boardId);
      });
      onCleanup(() => {
        this.close();
      });
    });
    // The note that had the focus is gone: the page has it.
    effect(() => {
      if (this.desk.takenDown() > 0) {
        this.title()?.nativeElement.focus();
      }
    });
    effect(() => {
      this.pendingLines().at(-1)?.nativeElement.scrollIntoView({ block: 'nearest' });
    });
  }

  protected reopen(): void {
    this.close();
    this.close = this.board.open(this.boardId());
  }
}
