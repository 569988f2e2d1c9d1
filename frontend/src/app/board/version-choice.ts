import { ChangeDetectionStrategy, Component, input, output } from '@angular/core';

import { TakeFocus } from '../design/take-focus';
import type { Note } from '../wire/generated/board';

/** Two texts of one note side by side, and the question which shall stand. */
@Component({
  selector: 'mill-version-choice',
  imports: [TakeFocus],
  templateUrl: './version-choice.html',
  styleUrl: './version-choice.css',
  host: { role: 'group', 'aria-label': 'Which text shall stand?' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class VersionChoice {
  readonly mine = input.required<string>();
  readonly theirs = input.required<Note>();
  readonly mineChosen = output();
  readonly theirsChosen = output();
  readonly writingChosen = output();
}
