// Uses the client that is generated from the repository's schemas, where a carrier tells feeds from the rest.
import type { Answer, Carrier, Requester } from './generated';
import { wireClient } from './generated';

interface InPromiseOrIterator extends Carrier {
  readonly stream: [this['feed']] extends [never] ? Promise<this['item']> : AsyncIterable<this['item']>;
}

export function asFits(requester: Requester<InPromiseOrIterator>): AsyncIterable<Answer<'board.ListNotes'>> {
  const fitting = wireClient<InPromiseOrIterator>(requester);
  const once: Promise<Answer<'greetings.Greet'>> = fitting.greetings.greet({ name: 'Ada', text: 'hello' });
  void once;
  return fitting.board.listNotes({ boardId: 'main' });
}
