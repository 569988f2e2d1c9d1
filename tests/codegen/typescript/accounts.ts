// Uses the client that is generated from the repository's schemas. It has to compile as it stands: a line
// after `@ts-expect-error` must be wrong, or the compiler says so.
import { Observable } from 'rxjs';

import type { Answer, Body, Carrier, CommandName, Commands, Frame, Requester, WireClient } from './generated';
import { commands, wire, wireClient } from './generated';

interface InObservable extends Carrier {
  readonly stream: Observable<this['item']>;
}

interface InPromise extends Carrier {
  readonly stream: Promise<this['item']>;
}

class ObservableRequester implements Requester<InObservable> {
  request<N extends CommandName>(name: N, input: Commands[N]['input']): Observable<Answer<N>> {
    return new Observable((observer) => observer.error([name, input]));
  }
}

const client: WireClient<InObservable> = wireClient<InObservable>(new ObservableRequester());

export const answers: Observable<Answer<'accounts.Register'>> = client.accounts.register({
  name: 'ada',
  password: 'correct horse battery',
});

export function later(requester: Requester<InPromise>): Promise<Answer<'accounts.Login'>> {
  return wireClient<InPromise>(requester).accounts.login({ name: 'ada', password: 'correct horse battery' });
}

// @ts-expect-error: the password is missing
client.accounts.register({ name: 'ada' });

// @ts-expect-error: only the gateway knows the login hash
client.accounts.login({ name: 'ada', password: 'correct horse battery', loginHash: '00' });

// @ts-expect-error: an answer cannot be changed
answers.subscribe((answer) => (answer['@type'] = 'accounts.Registered'));

function unreachable(answer: never): never {
  throw new Error(JSON.stringify(answer));
}

export function everyCase(answer: Answer<'accounts.Register'>): string {
  switch (answer['@type']) {
    case 'accounts.Registered':
      return `${answer.name} is ${answer.accountId}`;
    case 'accounts.NameTaken':
      return `${answer.name} is taken`;
    case 'wire.Expired':
      return answer.deadline;
    case 'wire.Failed':
      return answer.reason;
    case 'wire.Lost':
    case 'wire.Cancelled':
    case 'wire.RequestIdReused':
      return answer['@type'];
    default:
      return unreachable(answer);
  }
}

export function oneCaseShort(answer: Commands['accounts.Register']['outcome']): string {
  switch (answer['@type']) {
    case 'accounts.Registered':
      return answer.accountId;
    default:
      // @ts-expect-error: the name may be taken
      return unreachable(answer);
  }
}

export function oneCaseTooMany(answer: Commands['accounts.Register']['outcome']): boolean {
  // @ts-expect-error: nobody logs in here
  return answer['@type'] === 'sessions.SessionReady';
}

export function isWelcome(frame: Frame): frame is Frame<Extract<Body, wire.Welcome>> {
  return frame.body['@type'] === 'wire.Welcome';
}

export const leastPassword: 8 = commands['accounts.Register'].constraints.password.minLength;
export const sessionEnded: 4401 = wire.closeCodes.SESSION_ENDED.code;
export const rows: readonly wire.ProblemTypeRow[] = Object.values(wire.problemTypes);
