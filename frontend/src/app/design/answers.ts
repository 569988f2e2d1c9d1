import type { Observable, Subscription } from 'rxjs';

import type { Ending } from '../wire/generated';
import type { Unknown } from '../wire/transport/progress';
import { isEnding } from '../wire/transport/progress';
import { RequestRefused } from '../wire/transport/request-refused';
import type { Trouble } from './trouble';
import { troubleOf, troubleOfError } from './trouble';

interface Handlers<Outcome> {
  /** What a domain says: an outcome, a refusal, a message of a feed. */
  readonly outcome: (outcome: Outcome) => void;
  readonly trouble: (trouble: Trouble) => void;
  /** Takes a refusal that names fields; without it, that is trouble like any other. */
  readonly fields?: (fields: ReadonlyMap<string, string>) => void;
}

/** Sends a request, and tells outcomes from trouble. */
export function answers<T extends { readonly '@type': string }>(
  request: Observable<T>,
  { outcome, trouble, fields }: Handlers<Exclude<T, Ending | Unknown>>,
): Subscription {
  return request.subscribe({
    next: (body) => {
      if (isEnding(body)) {
        trouble(troubleOf(body));
      } else {
        outcome(body as Exclude<T, Ending | Unknown>);
      }
    },
    error: (error: unknown) => {
      if (fields !== undefined && error instanceof RequestRefused && error.fields.size > 0) {
        fields(error.fields);
      } else {
        trouble(troubleOfError(error));
      }
    },
  });
}
