import type { ElementRef } from '@angular/core';
import { ChangeDetectionStrategy, Component, computed, inject, signal, viewChild } from '@angular/core';

import { lengthOf, textProblem } from '../design/limits';
import { commands } from '../wire/generated';
import { NoteDesk } from './note-desk';

/** The next line of the page, still to be written. */
@Component({
  selector: 'mill-note-composer',
  templateUrl: './note-composer.html',
  styleUrl: './note-composer.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class NoteComposer {
  protected readonly desk = inject(NoteDesk);
  private readonly control = viewChild.required<ElementRef<HTMLTextAreaElement>>('control');
  protected readonly limits = commands['board.PostNote'].constraints.text;
  protected readonly checked = signal(false);
  protected readonly length = computed(() => lengthOf(this.desk.newText()));
  protected readonly problem = computed(
    () => this.desk.newRefusal() ?? (this.checked() ? this.textProblem() : null),
  );
  /** What is said below the line: what is wrong, or while somebody writes, how to go on. */
  protected readonly words = computed(
    () =>
      this.problem() ??
      (this.length() === 0
        ? ''
        : `${this.length()} of ${this.limits.maxLength}. Enter posts, Shift and Enter begins a new line.`),
  );

  protected take(event: Event): void {
    this.desk.newRefusal.set(null);
    this.checked.set(false);
    this.desk.newText.set((event.target as HTMLTextAreaElement).value);
  }

  protected post(): void {
    this.control().nativeElement.focus();
    if (this.textProblem() === null) {
      this.checked.set(false);
      this.desk.post(this.desk.newText());
    } else {
      this.checked.set(true);
    }
  }

  protected postOnEnter(event: Event): void {
    if (event instanceof KeyboardEvent && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.post();
    }
  }

  private textProblem(): string | null {
    return textProblem(this.desk.newText(), this.limits, 'The text');
  }
}
