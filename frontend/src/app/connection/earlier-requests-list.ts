import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';

import { troubleOf } from '../design/trouble';
import type { EarlierRequest } from '../wire/earlier-requests';
import { EarlierRequests } from '../wire/earlier-requests';
import { isEnding } from '../wire/transport/progress';

interface Line {
  readonly requestId: string;
  readonly title: string;
  readonly words: string;
  readonly tone: 'answered' | 'waiting' | 'loss';
}

/** What was under way when the page was loaded again, and what has become of it. */
@Component({
  selector: 'mill-earlier-requests',
  templateUrl: './earlier-requests-list.html',
  styleUrl: './earlier-requests-list.css',
  host: { role: 'status' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class EarlierRequestsList {
  protected readonly requests = inject(EarlierRequests);
  protected readonly lines = computed(() => this.requests.all().map(line));
}

function line({ requestId, name, answer: answerNow }: EarlierRequest): Line {
  const answer = answerNow();
  const title = name === null ? 'A request' : inWords(name);
  if (answer === null) {
    return { requestId, title, words: 'It was sent before the page was loaded again. Its answer will come.', tone: 'waiting' };
  }
  if (isEnding(answer)) {
    const { text, tone } = troubleOf(answer);
    return { requestId, title, words: text, tone };
  }
  return { requestId, title, words: `Answered: ${inWords(answer['@type']).toLowerCase()}.`, tone: 'answered' };
}

/** `board.PostNote` as people say it: "Post note". */
function inWords(name: string): string {
  const words = name
    .replace(/^.*\./, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
