import { ChangeDetectionStrategy, Component, input, output } from '@angular/core';

import type { Trouble } from './trouble';

/** Says why a request did not work out, and offers to try again. */
@Component({
  selector: 'mill-trouble-notice',
  template: `
    <p role="alert">{{ trouble().text }}</p>
    <div class="button-row">
      @if (trouble().canRetry) {
        <button class="button-word" type="button" (click)="retried.emit()">Try again</button>
      }
      <ng-content />
    </div>
  `,
  styleUrl: './trouble-notice.css',
  host: { '[attr.data-tone]': 'trouble().tone' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TroubleNotice {
  readonly trouble = input.required<Trouble>();
  readonly retried = output();
}
