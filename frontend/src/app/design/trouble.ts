import type { Ending } from '../wire/generated';
import type { Unknown } from '../wire/transport/progress';
import { RequestRefused } from '../wire/transport/request-refused';

/** Why a request did not come to its outcome, in words. */
export interface Trouble {
  readonly text: string;
  /** Loss is shown in red; everything else in amber. */
  readonly tone: 'waiting' | 'loss';
  readonly canRetry: boolean;
}

/** What the platform said instead of an outcome. */
export function troubleOf(ending: Ending | Unknown): Trouble {
  switch (ending['@type']) {
    case 'wire.Expired':
      return waiting('Nobody took it up in time. Nothing happened.');
    case 'wire.Failed':
      return { text: `It could not be done: ${ending.reason}`, tone: 'waiting', canRetry: ending.retryable };
    case 'wire.Lost':
      return { text: `The answer is lost: it may have been done. ${ending.reason}`, tone: 'loss', canRetry: true };
    case 'wire.Cancelled':
      return waiting('It was cancelled.');
    case 'wire.RequestIdReused':
      return waiting('It was taken for a repeat of something else. Nothing happened.');
    case 'client.Unknown':
      return ending.sent
        ? waiting('No answer yet. It may still come.')
        : waiting('There was no connection to send it. Nothing happened.');
  }
}

/** What went wrong at the door. */
export function troubleOfError(error: unknown): Trouble {
  if (error instanceof RequestRefused && error.type === 'SESSION_REQUIRED') {
    return waiting('Your session has ended. Log in, then try again.');
  }
  if (error instanceof RequestRefused && error.retryAfterMs !== null) {
    return waiting(`${error.message} Try again in ${Math.ceil(error.retryAfterMs / 1_000)} s.`);
  }
  return waiting(error instanceof Error ? error.message : 'It could not be sent.');
}

function waiting(text: string): Trouble {
  return { text, tone: 'waiting', canRetry: true };
}
