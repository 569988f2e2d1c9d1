import type { ElementRef } from '@angular/core';
import { ChangeDetectionStrategy, Component, DOCUMENT, afterRenderEffect, computed, inject, input, viewChild } from '@angular/core';

import { RequestMark } from '../design/request-mark';
import { TakeFocus } from '../design/take-focus';
import { TroubleNotice } from '../design/trouble-notice';
import { NoteDesk } from './note-desk';
import { NoteEditor } from './note-editor';
import type { NoteLine } from './note-lines';

const EXCERPT = 40;

/** One line of the page: who wrote it, which version it is, what it says, and what can be done to it. */
@Component({
  selector: 'mill-note-row',
  imports: [NoteEditor, RequestMark, TakeFocus, TroubleNotice],
  templateUrl: './note-row.html',
  styleUrl: './note-row.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class NoteRow {
  readonly line = input.required<NoteLine>();
  readonly canWrite = input.required<boolean>();

  protected readonly desk = inject(NoteDesk);
  private readonly editButton = viewChild<ElementRef<HTMLButtonElement>>('editButton');
  protected readonly note = computed(() => this.line().note);
  protected readonly isBusy = computed(() => this.line().draft !== null || this.line().removal !== null);
  /** Tells this note's buttons from those of the others. */
  protected readonly excerpt = computed(() => {
    const { text } = this.note();
    return text.length > EXCERPT ? `${text.slice(0, EXCERPT)}…` : text;
  });

  constructor() {
    const page = inject(DOCUMENT);
    let wasBusy = false;
    // What was done to the note is over: one goes on from where it was begun, unless one is elsewhere already.
    afterRenderEffect(() => {
      const isBusy = this.isBusy();
      if (wasBusy && !isBusy && page.activeElement === page.body) {
        this.editButton()?.nativeElement.focus();
      }
      wasBusy = isBusy;
    });
  }
}
