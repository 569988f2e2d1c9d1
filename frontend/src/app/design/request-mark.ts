import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';

import type { Progress } from '../wire/transport/progress';
import { injectNow } from './now';

const WORDS: Readonly<Record<Progress['stage'], string>> = {
  idle: '',
  waiting: 'Waiting for the connection',
  sending: 'Sending',
  sent: 'Sent',
  unknown: 'No answer yet',
  ended: '',
};

/** A request under way: how far it is, and its age. */
@Component({
  selector: 'mill-request-mark',
  template: `
    @if (words() !== '') {
      <span class="mark" [attr.data-stage]="progress().stage" aria-hidden="true"></span>
      <span>{{ words() }}</span>
      @if (age() > 0) {
        <span class="age">{{ age() }} s</span>
      }
    }
  `,
  styleUrl: './request-mark.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class RequestMark {
  readonly progress = input.required<Progress>();

  private readonly now = injectNow();
  protected readonly words = computed(() => WORDS[this.progress().stage]);
  protected readonly age = computed(() => Math.max(0, Math.floor((this.now() - this.progress().since) / 1_000)));
}
