import { ChangeDetectionStrategy, Component, ElementRef, computed, input, model, signal, viewChild } from '@angular/core';

import type { Limits } from '../wire/generated';
import { limitsInWords, textProblem } from './limits';

let count = 0;

/** One line of a form: its label, what it asks for, and what is wrong with it, beside it. */
@Component({
  selector: 'mill-field',
  templateUrl: './field.html',
  styleUrl: './field.css',
  host: { class: 'row' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Field {
  readonly label = input.required<string>();
  readonly name = input.required<string>();
  readonly autocomplete = input.required<string>();
  readonly limits = input.required<Limits>();
  readonly secret = input(false);
  /** Says what the limits ask for, before anything is typed. */
  readonly explained = input(true);
  readonly patternInWords = input('');
  /** What the gateway or a worker said about this value. */
  readonly refusal = input<string | null>(null);
  readonly value = model('');
  /** Whether to say what is wrong: not while somebody is still at their first try. */
  readonly checked = model(false);

  private readonly control = viewChild.required<ElementRef<HTMLInputElement>>('control');
  protected readonly id = `field-${++count}`;
  protected readonly revealed = signal(false);
  protected readonly capsLock = signal(false);

  protected readonly hint = computed(() => {
    const words = this.explained() ? [limitsInWords(this.limits()), this.patternInWords()] : [];
    return words.filter((each) => each !== '').join('. ');
  });
  /** What is wrong with the value as it stands. */
  readonly problem = computed(() =>
    textProblem(this.value(), this.limits(), this.label(), this.explained() ? '' : this.patternInWords()),
  );
  protected readonly shownProblem = computed(() => this.refusal() ?? (this.checked() ? this.problem() : null));
  protected readonly describedBy = computed(() => {
    const parts = [this.shownProblem() === null ? null : 'problem', this.hint() === '' ? null : 'hint'];
    const ids = parts.filter((part) => part !== null).map((part) => `${this.id}-${part}`);
    return ids.length === 0 ? null : ids.join(' ');
  });

  focus(): void {
    this.control().nativeElement.focus();
  }

  protected take(event: Event): void {
    this.value.set((event.target as HTMLInputElement).value);
  }

  protected checkIfFilled(): void {
    this.capsLock.set(false);
    if (this.value() !== '') {
      this.checked.set(true);
    }
  }

  protected noticeCapsLock(event: Event): void {
    // A password manager fills with key events of its own, which know no modifiers.
    if (this.secret() && event instanceof KeyboardEvent && typeof event.getModifierState === 'function') {
      this.capsLock.set(event.getModifierState('CapsLock'));
    }
  }

  protected toggleRevealed(): void {
    this.revealed.update((revealed) => !revealed);
  }
}
