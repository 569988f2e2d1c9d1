import type { ElementRef } from '@angular/core';
import { ChangeDetectionStrategy, Component, computed, inject, input, signal, viewChild } from '@angular/core';

import { lengthOf, textProblem } from '../design/limits';
import { RequestMark } from '../design/request-mark';
import { TakeFocus } from '../design/take-focus';
import { TroubleNotice } from '../design/trouble-notice';
import { commands } from '../wire/generated';
import type { Note } from '../wire/generated/board';
import type { NoteDraft } from './note-act';
import { NoteDesk } from './note-desk';
import { VersionChoice } from './version-choice';

let count = 0;

/** Edits a note where it stands, and shows what others do to it meanwhile. */
@Component({
  selector: 'mill-note-editor',
  imports: [RequestMark, TakeFocus, TroubleNotice, VersionChoice],
  templateUrl: './note-editor.html',
  styleUrl: './note-editor.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class NoteEditor {
  readonly draft = input.required<NoteDraft>();
  /** The note as it stands for everybody. */
  readonly current = input.required<Note>();
  readonly gone = input.required<boolean>();

  protected readonly desk = inject(NoteDesk);
  private readonly control = viewChild<ElementRef<HTMLTextAreaElement>>('control');
  protected readonly id = `editor-${++count}`;
  protected readonly limits = commands['board.EditNote'].constraints.text;
  protected readonly checked = signal(false);
  protected readonly length = computed(() => lengthOf(this.draft().text()));
  protected readonly problem = computed(
    () => this.draft().refusal() ?? (this.checked() ? this.textProblem() : null),
  );
  /** Another's change that came while this one is being written. */
  protected readonly overtaken = computed(() => this.current().version > this.draft().base.version);

  protected take(event: Event): void {
    this.draft().refusal.set(null);
    this.draft().text.set((event.target as HTMLTextAreaElement).value);
  }

  protected save(): void {
    this.checked.set(true);
    if (this.textProblem() === null && !this.draft().underWay()) {
      this.desk.save(this.draft());
    } else {
      this.control()?.nativeElement.focus();
    }
  }

  /** Mine, in the place of theirs. */
  protected overwrite(theirs: Note): void {
    this.desk.save(this.draft(), theirs.version);
  }

  protected close(): void {
    this.desk.discard(this.draft());
  }

  protected postAnew(): void {
    this.desk.post(this.draft().text());
    this.desk.discard(this.draft());
  }

  protected saveOnEnter(event: Event): void {
    if (event instanceof KeyboardEvent && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.save();
    }
  }

  private textProblem(): string | null {
    return textProblem(this.draft().text(), this.limits, 'The text');
  }
}
